"""What an upload is, and what becomes of it: an SVG that may be a badge's artwork.

A PNG or JPEG becomes the one image of an accessible SVG, so that a badge class knows one kind
of artwork. It is never cropped: what is not square gets empty margins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from badge_classes.uploads import pictures, svg
from badge_classes.uploads.notes import Notes, refusal
from badge_classes.uploads.svg import Upload
from badge_classes.uploads.tree import Element

if TYPE_CHECKING:
    from badge_classes.uploads.svg import Alternative

__all__ = ["BYTES_LIMIT", "receive"]

BYTES_LIMIT: Final = max(pictures.BYTES_LIMIT, svg.BYTES_LIMIT)
"""Nothing larger need be read from the network."""

_OPENS_XML: Final = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b")


def receive(data: bytes, alternative: Alternative) -> Upload:
    """Return an uploaded SVG, PNG or JPEG as artwork, with its alternative text in it.

    Raises ArtworkError if it cannot be artwork, and ValueError if the language of the
    alternative text is no tag.
    """
    if pictures.is_picture(data):
        return _framed(data, alternative)
    if data and not data.lstrip().startswith(_OPENS_XML):
        raise refusal("artwork.not_picture")
    return svg.rebuild(data, alternative)


def _framed(data: bytes, alternative: Alternative) -> Upload:
    """Return pixels as an SVG, in a square of 400 user units."""
    notes = Notes()
    picture = pictures.renewed(data, notes, smallest=pictures.SMALLEST)
    width, height = picture.original
    if width != height:
        notes.add("upload.not_square", width=width, height=height)
    if max(width, height) < pictures.SIDE:
        notes.add("upload.small", width=width, height=height, limit=pictures.SIDE)
    side = str(pictures.SIDE)
    root = Element("svg", {"viewBox": f"0 0 {side} {side}"})
    root.add(Element("image", {"width": side, "height": side, "href": picture.address}))
    return Upload(svg.finished(root, alternative), notes.gathered())
