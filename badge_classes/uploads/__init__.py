"""Pictures that strangers upload, made anew as artwork of a badge class.

    from badge_classes.uploads import Alternative, receive

    upload = receive(data, Alternative("Mentor", "Two people and a seedling", "en"))
    upload.svg      # accepted by artwork.check, rasterised by artwork.rasterise
    upload.notes    # what was left out, one sentence each

    receiving   what an upload is, and what becomes of it
    svg         SVG: bounded, parsed, rebuilt, checked; the order of the steps
    elements    each element made anew from the allow-list
    tables      the allow-list
    values      the grammars of values          paths   … of path data
    styles      style attributes and sheets, worked out
    tree        the new elements, their links and their spelling
    cost        how much there is to draw, counted beforehand
    pictures    PNG and JPEG, decoded and written anew
    notes       what is told: refusals and notes

Importing it loads lxml and Pillow, so `badge_classes` does not import it by itself.
"""

from badge_classes.uploads.notes import SENTENCES, Note
from badge_classes.uploads.receiving import BYTES_LIMIT, receive
from badge_classes.uploads.svg import Alternative, Upload

__all__ = ["BYTES_LIMIT", "SENTENCES", "Alternative", "Note", "Upload", "receive"]
