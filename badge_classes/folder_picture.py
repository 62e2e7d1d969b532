"""The picture in a badge class's folder: which file it is, and how it becomes artwork.

    artwork.svg     as `folder.write` writes it, or as any drawing program does
    artwork.png     pixels; also artwork.jpg and artwork.jpeg

Exactly one of them stands there. An artwork.svg that `artwork.check` accepts is taken as it is,
byte for byte. Anything else is an upload like any other: `uploads.receive` makes it anew, with
the class's name and text alternative in it, and what it left out is told in notes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from badge_classes import artwork

if TYPE_CHECKING:
    from collections.abc import Container

    from badge_classes.uploads import Note

__all__ = ["CANONICAL", "NAMES", "chosen", "made"]

CANONICAL: Final = "artwork.svg"
"""The file of a picture that needs nothing done."""
NAMES: Final = (CANONICAL, "artwork.png", "artwork.jpg", "artwork.jpeg")


class PictureError(ValueError):
    """A folder whose picture is not one file. `code` is stable, `str()` names files."""

    def __init__(self, code: str, name: str, sentence: str) -> None:
        self.code = code
        self.name = name
        super().__init__(sentence)


def chosen(names: Container[str]) -> str:
    """Return the one file among `names` that is the picture. Raises PictureError."""
    found = [name for name in NAMES if name in names]
    if not found:
        others = ", ".join(NAMES[1:])
        raise PictureError(
            "folder.file_missing",
            CANONICAL,
            f"This file is missing. Add it, or one of {others}; `./run classes compose` makes one.",
        )
    if len(found) > 1:
        raise PictureError(
            "folder.two_pictures",
            found[1],
            f"The picture is there twice, also as {found[0]}. Keep one of them.",
        )
    return found[0]


def made(
    name: str, data: bytes, *, title: str, description: str, language: str
) -> tuple[str, tuple[Note, ...]]:
    """Return the artwork that a picture's file holds, and notes of what was left out.

    `title` and `description` are put into a picture that is made anew, in `language` (a tag of
    BCP 47). Raises ArtworkError if the file cannot be artwork.
    """
    if name == CANONICAL:
        present = _accepted(data)
        if present is not None:
            return present, ()
    from badge_classes.uploads import (  # noqa: PLC0415  Large; a finished picture needs none of it.
        Alternative,
        receive,
    )

    upload = receive(data, Alternative(title, description, language))
    return upload.svg, upload.notes


def _accepted(data: bytes) -> str | None:
    """Return an SVG as it is, if it may be artwork like that."""
    if len(data) > artwork.BYTES_LIMIT:
        return None
    try:
        svg = data.decode()
        artwork.check(svg)
    except (UnicodeDecodeError, artwork.ArtworkError):
        return None
    return svg
