"""Frames: the bands around a composed badge and its seal, which say what was achieved.

A badge should not claim more than its criteria do, and the picture is what most people see of it.
So somebody who was present and somebody who led are told apart twice: by the lines of the frame,
and by the emblem on the seal that hangs below. Neither is told by colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.composer.palettes import SHADE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from badge_classes.composer.palettes import Palette
    from badge_classes.composer.shapes import Shape

__all__ = ["FRAMES", "Frame", "Kind", "bands", "seal"]


class Kind(StrEnum):
    """The kinds of achievement. Each answers another question that a reader of a badge has."""

    PARTICIPATION = "participation"
    """Was the person there? Attendance is worth a badge, and must not look like mastery."""
    SKILL = "skill"
    """What can the person do? Shown by doing it, as a test or a count of edits can confirm."""
    CONTRIBUTION = "contribution"
    """What did the person give? Work or time that others now have, whatever its level."""
    LEADERSHIP = "leadership"
    """What did the person answer for? Others relied on somebody who led, taught or organised."""
    MILESTONE = "milestone"
    """How far has the person come? A number reached or years served, along a way that goes on."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds the field.

    `lines` are bands over the ink, from outside in: how far each reaches beyond the outline of
    the shape, and its colour as a field of Palette. `emblem` is SVG on the seal, with the names
    of colours in braces; `label` and `seal_label` are English phrases for both.
    """

    label: str
    seal_label: str
    lines: tuple[tuple[int, str], ...]
    emblem: str
    ribbons: bool = False


_PAPER_REACH: Final = 36
_INK_REACH: Final = 28
_FIELD_REACH: Final = 8

_TICK: Final = (
    '<path d="M181 352 194 366 220 337" fill="none" stroke="{gold}" stroke-width="11" '
    'stroke-linecap="round" stroke-linejoin="round"/>'
)
_STAR: Final = (
    '<path d="M200 323L207 340L226 342L212 354L216 372L200 362L184 372L188 354L174 342L193 340z" '
    'fill="{gold}"/>\n'
    '<path d="M200 350L200 323L207 340zM200 350L226 342L212 354zM200 350L216 372L200 362z'
    'M200 350L184 372L188 354zM200 350L174 342L193 340z" fill="{shade}"/>'
)
_PLUS: Final = (
    '<path d="M200 331V369M181 350H219" stroke="{gold}" stroke-width="13" stroke-linecap="round"/>'
)
_POINTER: Final = (
    '<path d="M200 320 208 342 230 350 208 358 200 380 192 358 170 350 192 342z" fill="{gold}"/>\n'
    '<path d="M200 350V320L208 342zM200 350H230L208 358z'
    'M200 350V380L192 358zM200 350H170L192 342z" fill="{shade}"/>'
)
_FLAG: Final = (
    '<path d="M187 330V372" stroke="{paper}" stroke-width="8" stroke-linecap="round"/>\n'
    '<path d="M194 328 224 341 194 355z" fill="{gold}" stroke="{gold}" stroke-width="3" '
    'stroke-linejoin="round"/>'
)

FRAMES: Final[Mapping[Kind, Frame]] = MappingProxyType(
    {
        Kind.PARTICIPATION: Frame("with a pale line", "a tick", ((12, "paper"),), _TICK),
        Kind.SKILL: Frame("with a gold line", "a star", ((14, "gold"),), _STAR),
        Kind.CONTRIBUTION: Frame(
            "with two gold lines", "a plus sign", ((22, "gold"), (17, "ink"), (13, "gold")), _PLUS
        ),
        Kind.LEADERSHIP: Frame(
            "with a broad gold band",
            "a four-pointed star on ribbons",
            ((21, "gold"),),
            _POINTER,
            ribbons=True,
        ),
        Kind.MILESTONE: Frame(
            "with a pale and a gold band", "a flag", ((20, "paper"), (14, "gold")), _FLAG
        ),
    }
)

_RIBBONS: Final = "M166 320 102 357 129 363 134 386 200 352 266 386 271 363 298 357 234 320z"


def bands(shape: Shape, frame: Frame, palette: Palette) -> Iterator[str]:
    """Yield the shape with its bands and the field, from the largest to the smallest."""
    layers = ((_PAPER_REACH, "paper"), (_INK_REACH, "ink"), *frame.lines, (_FIELD_REACH, "field"))
    yield '<g stroke-linejoin="round">'
    yield f'<circle cx="200" cy="350" r="46" fill="{palette.paper}"/>'
    if frame.ribbons:
        yield _stroked(_RIBBONS, palette.paper, palette.paper, 26)
        yield _stroked(_RIBBONS, palette.gold, palette.ink, 9)
    for reach, name in layers:
        colour = getattr(palette, name)
        yield _stroked(shape.path, colour, colour, 2 * reach)
    yield "</g>"


def _stroked(path: str, fill: str, stroke: str, width: int) -> str:
    return f'<path d="{path}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def seal(frame: Frame, palette: Palette) -> Iterator[str]:
    """Yield the disc below the shape, with its emblem."""
    colours = {"gold": palette.gold, "paper": palette.paper, "shade": SHADE}
    yield f'<circle cx="200" cy="350" r="38" fill="{palette.ink}"/>'
    yield from frame.emblem.format(**colours).splitlines()
