"""Award Open Badges.

The life of a badge, in the order it happens:

    completion    Amina finished the activity "Wikidata basics".   rules/completions.py
    award         Her completions meet the criteria of a class.    rules/awards.py
    assertion     We state it as an Open Badges document.          rules/assertions.py
    signing       We sign the statement with our current key.      keys/signer.py
    baking        We write the signed statement into the image.    rules/assertions.py
    publication   Anyone may read the badge, its class, our
                  profile, our keys, and what is revoked.          actions/publication.py

`actions/issuance.py` walks this road; no other module knows the order.
`verifier`, next door, walks it back without trusting us.
"""
