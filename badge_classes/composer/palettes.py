"""Palettes: the colours of a composed badge, and the contrast that each of them has to have.

A badge is seen on pages that we do not know, white or nearly black, by people who see
colours differently. So every palette is built alike, from four colours with a task each, and
the tasks say which contrasts it must reach. `shortfalls` computes them; nobody has to trust an eye:

    paper   the edge on dark pages, and the larger part of the icon
    ink     the edge on light pages, and the ground of the seal and of the ring of words
    gold    what the icon is about, the line of the frame, and the emblem of the seal
    field   the ground of the icon, which gives the badge its colour

Paper, gold and its shade are the same in all palettes: that makes the badges one family.
Luminance and contrast ratio are those of WCAG 2.2, "relative luminance" and "contrast ratio".
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "DARK_PAGE",
    "LIGHT_PAGE",
    "PALETTES",
    "SHADE",
    "Palette",
    "contrast",
    "shortfalls",
]

LIGHT_PAGE: Final = "#ffffff"
DARK_PAGE: Final = "#101418"
"""A page of a dark scheme. Darker ones, black included, give the paper edge more contrast."""

SHADE: Final = "#e59a1f"
"""Gold in shadow. It models the points of a star that is gold already, and has no other task."""

# WCAG 2.2: 1.4.3 asks 4.5 of text and 1.4.11 asks 3 of graphics. An icon at 64 pixels has parts
# as thin as letters, so it is held to the figure for text.
ICON_CONTRAST: Final = 4.5
EDGE_CONTRAST: Final = 3.0

_LINEAR_BELOW: Final = 0.04045


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours as "#rrggbb"; `label` is the English word for what people see."""

    label: str
    ink: str
    field: str
    paper: str = "#fffaf0"
    gold: str = "#ffc94a"


PALETTES: Final[Mapping[str, Palette]] = MappingProxyType(
    {
        "teal": Palette("teal", ink="#072f3a", field="#0b5563"),
        "ocean": Palette("ocean-blue", ink="#062a4c", field="#0d568f"),
        "indigo": Palette("indigo", ink="#161f52", field="#34429a"),
        "violet": Palette("violet", ink="#2a1450", field="#5c35a3"),
        "plum": Palette("plum-coloured", ink="#3a1136", field="#762a6e"),
        "rose": Palette("rose-red", ink="#4a0b27", field="#a01f55"),
        "brick": Palette("brick-red", ink="#45160e", field="#9a3322"),
        "umber": Palette("umber-brown", ink="#38260a", field="#75511a"),
        "olive": Palette("olive-green", ink="#262c08", field="#505c18"),
        "forest": Palette("forest-green", ink="#0d3320", field="#1f6340"),
        "slate": Palette("slate-grey", ink="#19222b", field="#43525f"),
        "graphite": Palette("graphite-grey", ink="#1c1c1f", field="#3d3d44"),
    }
)
"""By the name that a design gives; around the colour wheel, then the greys."""


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours "#rrggbb", from 1 to 21; their order is free."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def shortfalls(palette: Palette) -> Iterator[tuple[str, float, float]]:
    """Yield the pairs that lack contrast: which, what they have, and what they need."""
    for name, one, other, needed in (
        ("paper on field", palette.paper, palette.field, ICON_CONTRAST),
        ("gold on field", palette.gold, palette.field, ICON_CONTRAST),
        ("paper on ink", palette.paper, palette.ink, ICON_CONTRAST),
        ("gold on ink", palette.gold, palette.ink, ICON_CONTRAST),
        ("ink on a light page", palette.ink, LIGHT_PAGE, EDGE_CONTRAST),
        ("paper on a dark page", palette.paper, DARK_PAGE, EDGE_CONTRAST),
    ):
        ratio = contrast(one, other)
        if ratio < needed:
            yield name, ratio, needed


def _luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", from 0 to 1."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4
        for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
