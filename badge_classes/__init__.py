"""What can be earned: badge classes as values, as folders and as pictures.

    badge_class   one badge class: its texts, requirements, alignments and artwork, all checked
    editions      what an award freezes, and which change therefore needs a new edition
    languages     which language a reader gets, which way it runs, what it calls itself
    skills        the Capacity Exchange vocabulary, to say which skills a badge is about
    artwork       which SVG we accept as a badge's picture, and its PNG
    folder        a badge class as a folder that people edit and share; the catalogue
    badge_toml    the one file of that folder that is not text or picture

Nothing here knows of Flask, SQL, the clock or the network. The texts of ready-made classes
and the vocabulary are data beside the code, in `catalogue/` and `data/`.
"""
