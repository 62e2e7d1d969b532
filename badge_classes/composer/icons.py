"""Icons: 24 drawings that say what a composed badge is about.

    data/icons/book.svg     one picture each, that any drawing program opens

They were drawn for Barnstar and speak one language: filled shapes on a square of 200, few and
large, rounded ends, nothing thinner than 9, so that an icon can be told at 64 pixels. Paper is
the thing, gold is what matters about it. There are no logos: the marks of Wikimedia projects are
trademarks, so an icon draws the idea instead.

A file is drawn in the colours of the palette teal, on a ground that shows where the icon lies and
is left out of a badge. `drawing` gives the same shapes in another palette. Its title is the
English phrase for what is to be seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.composer.palettes import PALETTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.composer.palettes import Palette

__all__ = ["NAMES", "SIZE", "Icon", "drawing", "icons"]

SIZE: Final = 200
"""Length of the side of the square on which an icon is drawn."""

NAMES: Final = (
    *("book", "calendar", "camera", "chart", "chat", "citation", "code", "compass"),
    *("facts", "globe", "hand", "heart", "lightbulb", "map", "megaphone", "mentor"),
    *("microphone", "network", "pencil", "puzzle", "seedling", "shield", "star", "teaching"),
)

_FOLDER: Final = Path(__file__).parent.parent / "data" / "icons"
_DRAWN_IN: Final = PALETTES["teal"]
_FILE: Final = re.compile(
    r"<svg [^>]+>\s*<title>(?P<title>[^<]+)</title>\s*<rect [^>]+/>\s*(?P<shapes>.+\S)\s*</svg>\s*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Icon:
    """An icon: `label` is an English phrase ("an open book"), `shapes` lines of SVG in teal."""

    label: str
    shapes: tuple[str, ...]


@cache
def icons() -> Mapping[str, Icon]:
    """Return the icons by name, read from their files once."""
    found = {}
    for name in NAMES:
        match = _FILE.fullmatch((_FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
        if match is None:
            raise ValueError(f"The icon {name}.svg is not a title, a ground and shapes.")
        found[name] = Icon(match["title"], tuple(match["shapes"].splitlines()))
    return MappingProxyType(found)


def drawing(icon: Icon, palette: Palette) -> list[str]:
    """Return the shapes of an icon as lines of SVG in the colours of a palette."""
    # Only the field differs between palettes that share paper and gold; a palette of its own may
    # differ in all three, and no colour of teal is replaced twice.
    colours = {
        _DRAWN_IN.paper: palette.paper,
        _DRAWN_IN.gold: palette.gold,
        _DRAWN_IN.field: palette.field,
    }
    wanted = re.compile("|".join(colours))
    return [wanted.sub(lambda found: colours[found[0]], line) for line in icon.shapes]
