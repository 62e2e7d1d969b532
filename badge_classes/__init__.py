"""What can be earned: badge classes as values, as folders and as pictures.

    badge_class   one badge class: its texts, requirements, alignments and artwork, all checked
    validity      how long an award stands; renewal: how often one person may earn it
    evidence      what an award must come with; awarding: whether a class can be earned now
    editions      what an award freezes, and which change therefore needs a new edition
    differences   what changed between two states of a class, in words
    languages     which language a reader gets, which way it runs, what it calls itself
    translations  which texts are stale; one language as a file for translators, and back
    skills        what a badge is about: a skill, and the vocabulary that it comes from
    vocabularies  those that we know: the Capacity Exchange, DigComp; skill_search finds in them
    artwork       which SVG we accept as a badge's picture, and its PNG
    uploads       pictures from strangers, rebuilt until they are artwork
    composer      artwork from an outline, a frame, an icon, a colour and a few words
    folder        a badge class as a folder that people edit and share; the catalogue
    badge_toml    the one file of that folder that is not text or picture

Nothing here knows of Flask, SQL, the clock or the network. The texts of ready-made classes
and the vocabularies are data beside the code, in `catalogue/` and `vocabularies/data/`.
"""
