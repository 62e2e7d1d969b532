"""Shapes: the outline of a composed badge, which says how people earn it.

There is one outline for each method, as different from each other as 64 pixels allow, so that a
page of badges can be read by silhouette: training has corners, mentoring is round.

Every outline is drawn on a square of 400 around (200, 188), a little above the middle, because
the seal of the frame hangs below. It is the line in the middle of the bands: `frames` strokes it
with different widths, which keeps every band parallel to it. The outermost reaches 36 further.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CENTRE", "SHAPES", "Shape"]

CENTRE: Final = (200, 188)
"""Where an outline has its middle, on a square of 400."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An outline.

    `path` is the `d` of an SVG path and `label` what people see, in English. The icon is drawn
    `icon_scale` times its size of 200, `icon_drop` below the middle. `ring` is the radius of the
    disc on which words run around the icon, `ring_drop` below the middle.
    """

    label: str
    path: str
    icon_scale: float
    icon_drop: int
    ring: int
    ring_drop: int


SHAPES: Final[Mapping[str, Shape]] = MappingProxyType(
    {
        "training": Shape("hexagon", "M200 40 328 114V262L200 336 72 262V114z", 1.0, 0, 132, 0),
        "mentoring": Shape(
            "circle", "M200 48A140 140 0 0 1 200 328 140 140 0 0 1 200 48z", 0.98, 0, 148, 0
        ),
        "consulting": Shape(
            "octagon",
            "M147 60H253L328 135V241L253 316H147L72 241V135z",
            1.0,
            0,
            136,
            0,
        ),
        "online-learning": Shape(
            "rounded square",
            "M98 66H302A20 20 0 0 1 322 86V290A20 20 0 0 1 302 310"
            "H98A20 20 0 0 1 78 290V86A20 20 0 0 1 98 66z",
            1.0,
            0,
            130,
            0,
        ),
        "peer-support": Shape(
            "flower with four petals",
            "M136 124A64 64 0 0 1 264 124 64 64 0 0 1 264 252"
            " 64 64 0 0 1 136 252 64 64 0 0 1 136 124z",
            0.8,
            -8,
            124,
            0,
        ),
        "event": Shape(
            "shield",
            "M200 44C232 62 276 72 324 72V180C324 254 272 306 200 332"
            " 128 306 76 254 76 180V72C124 72 168 62 200 44z",
            0.98,
            -8,
            132,
            -12,
        ),
    }
)
"""By `badge_class.METHODS`."""
