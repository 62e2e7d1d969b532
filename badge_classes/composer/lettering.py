"""Lettering: words along a circle, as the outlines of their letters.

What happens, in this order:

1. The words are normalised (NFC) and put into the order in which they stand (`bidi`).
2. Each part is given to a typeface that has all of its letters, script by script. A letter that
   no typeface has is an error: a box in its place would be a lie that is signed and published.
3. HarfBuzz shapes each part: joins, ligatures, marks, kerning.
4. The size is the largest at which the words fit the ring, by their real outlines.
5. The line is bent. Not letter by letter, which would tear the joins of Arabic and the headline
   of Devanagari, but every point of every outline: x becomes the angle, y the radius.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Final

from badge_classes.composer import bidi
from badge_classes.composer.design import DesignError, DesignProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from badge_classes.composer.typefaces import Glyph, Stroke, Typeface

__all__ = ["Ring", "along", "visible"]

LARGEST: Final = 30
"""Font size of short words, in units of the picture."""
SMALLEST: Final = 15
"""Font size below which nobody reads the words in a picture of 400 pixels."""
_LONGEST_ARC: Final = 1.5 * pi
"""How far the words may run around: three quarters of the circle, the seal has the rest."""
_GAP: Final = 0.2
"""Between the words and the line around the rest of the ring, in radians."""
_LATEST: Final = 2.6
"""Where the seal begins to cover the ring: a line that began there would not be seen."""
_MARGIN: Final = 5
_PATH_LIMIT: Final = 48_000
"""Characters of the path. Sixty of the densest letters would make more than artwork may have."""

# A straight or curved step that is longer is bent in halves. The error is below 0.1.
_LONGEST_STEP: Final = 8.0

_Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ring:
    """The place of the words: between two radii around a centre, in units of the picture."""

    centre: _Point
    inner: float
    outer: float


def visible(text: str) -> str:
    """Return the words with single spaces between them, or "" if there is nothing to be seen."""
    words = " ".join(text.split())
    return "" if all(_is_blank(character) for character in words) else words


def along(text: str, language: str, typefaces: Sequence[Typeface], ring: Ring) -> tuple[str, str]:
    """Return the words around the upper part of a ring, and a line around the rest of it.

    Both are the `d` of an SVG path; either is empty if there is nothing to draw. The same text,
    language, typefaces (that is, font files) and ring give the same bytes.
    Raises DesignError if no typeface has a letter, or if the words do not fit.
    """
    glyphs = _shaped(unicodedata.normalize("NFC", visible(text)), language, typefaces)
    heights = [y for glyph in glyphs for _, numbers in glyph.outline for y in numbers[1::2]]
    if not heights:
        return "", ""
    length = sum(glyph.advance for glyph in glyphs)
    low, high = min(heights), max(heights)
    radius = (ring.inner + ring.outer) / 2
    room = ring.outer - ring.inner - 2 * _MARGIN
    size = min(LARGEST, room / (high - low), _LONGEST_ARC * radius / length)
    if size < SMALLEST:
        raise DesignError(DesignProblem("design.ring_text_does_not_fit", "ring_text"))

    def bent(point: _Point) -> _Point:
        angle = (point[0] - length / 2) * size / radius
        distance = radius + (point[1] - (low + high) / 2) * size
        return ring.centre[0] + distance * sin(angle), ring.centre[1] - distance * cos(angle)

    pen = _Pen()
    x = 0.0
    for glyph in glyphs:
        for letter, points in _steps(glyph.outline, x, _LONGEST_STEP / size):
            pen.draw(letter, [bent(point) for point in points])
        x += glyph.advance
    path = pen.path()
    if len(path) > _PATH_LIMIT:
        raise DesignError(DesignProblem("design.ring_text_does_not_fit", "ring_text"))
    return path, _rest(ring, length * size / 2 / radius)


def _rest(ring: Ring, half: float) -> str:
    """Return an arc from the end of the words around to their beginning, `half` an angle."""
    angle, radius = half + _GAP, (ring.inner + ring.outer) / 2
    if angle > _LATEST:
        return ""
    (x, y), across, up = ring.centre, radius * sin(angle), radius * cos(angle)
    arc = f"A{radius:g} {radius:g} 0 {int(angle < pi / 2)} 1"
    return f"M{x + across:.1f} {y - up:.1f}{arc} {x - across:.1f} {y - up:.1f}"


def _shaped(text: str, language: str, typefaces: Sequence[Typeface]) -> list[Glyph]:
    """Return the glyphs of a line from left to right."""
    faces = _faces(text, typefaces)
    found: list[Glyph] = []
    for start, end, right_to_left in bidi.runs(text):
        parts = []
        for face, places in groupby(range(start, end), key=lambda place: faces[place]):
            span = list(places)
            parts.append((face[0], text[span[0] : span[-1] + 1]))
        for face, part in reversed(parts) if right_to_left else parts:
            glyphs = face.shape(part, language, right_to_left=right_to_left)
            for glyph in glyphs:
                # Fonts of colour pictures have letters without outlines.
                if not (glyph.known and (glyph.outline or _is_blank(part[glyph.place]))):
                    raise _missing(part[glyph.place])
            found += glyphs
    return found


def _faces(text: str, typefaces: Sequence[Typeface]) -> list[tuple[Typeface, str]]:
    """Return the typeface and the script of each character; a mark has those of its letter."""
    found: list[tuple[Typeface, str]] = []
    script = ""
    for place, end in _clusters(text):
        needed = [character for character in text[place:end] if not _is_ignorable(character)]
        if unicodedata.category(text[place]).startswith("L"):
            # "ARABIC LETTER BEH", "LATIN SMALL LETTER A": a name begins with the script.
            script = unicodedata.name(text[place], "").partition(" ")[0]
            candidates = typefaces
        else:
            # Spaces and digits stay with the word before them, so that it is shaped whole.
            candidates = [*(face for face, _ in found[-1:]), *typefaces]
        for typeface in candidates:
            if all(typeface.has(character) for character in needed):
                found += [(typeface, script)] * (end - place)
                break
        else:
            unknown = (c for c in needed if not any(face.has(c) for face in typefaces))
            raise _missing(next(unknown, text[place]))
    return found


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each letter begins and where its marks and joiners end."""
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not (
            unicodedata.category(text[place]).startswith("M") or _is_ignorable(text[place])
        ):
            yield start, place
            start = place


def _is_ignorable(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _is_blank(character: str) -> bool:
    return character.isspace() or _is_ignorable(character)


def _missing(character: str) -> DesignError:
    letter = {"letter": character, "code": f"U+{ord(character):04X}"}
    return DesignError(DesignProblem("design.ring_text_letter_missing", "ring_text", letter))


def _steps(
    outline: Sequence[Stroke], x: float, longest: float
) -> Iterator[tuple[str, list[_Point]]]:
    """Yield the steps of an outline moved by x, cut so that none is longer than `longest`."""
    at = first = (0.0, 0.0)
    for letter, numbers in outline:
        points = [(across + x, up) for across, up in zip(numbers[::2], numbers[1::2], strict=True)]
        if letter == "M":
            at = first = points[0]
            yield "M", points
        elif letter == "Z":
            for part in _cut([at, first], longest):
                yield "L", part
            yield "Z", []
        else:
            for part in _cut([at, *points], longest):
                yield letter, part
            at = points[-1]


def _cut(curve: list[_Point], longest: float) -> Iterator[list[_Point]]:
    """Yield the points after the first of a Bézier curve of any degree, in halves if long."""
    length = sum(hypot(to[0] - start[0], to[1] - start[1]) for start, to in pairwise(curve))
    if length <= longest:
        yield curve[1:]
        return
    # De Casteljau: the middles of the middles are the points of both halves.
    left, right, row = [curve[0]], [curve[-1]], curve
    while len(row) > 1:
        row = [((one[0] + two[0]) / 2, (one[1] + two[1]) / 2) for one, two in pairwise(row)]
        left.append(row[0])
        right.append(row[-1])
    yield from _cut(left, longest)
    yield from _cut(right[::-1], longest)


class _Pen:
    """Writes a path in whole tenths, relative to where it stands, so that it is short.

    Rounding comes before subtracting: errors do not add up, and no trace of a processor's last
    digit remains.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.at = (0, 0)
        self.last = ""

    def draw(self, letter: str, points: list[_Point]) -> None:
        tenths = [(round(10 * x), round(10 * y)) for x, y in points]
        if letter == "Z":
            self.words.append("z")
            self.last = "Z"
        elif letter == "M":
            self.at = (0, 0)
            self.write("M", tenths)
        elif letter != "L" or tenths[0] != self.at:
            self.write(letter.lower(), tenths)

    def write(self, letter: str, tenths: list[tuple[int, int]]) -> None:
        numbers = [
            _written(number - origin)
            for point in tenths
            for number, origin in zip(point, self.at, strict=True)
        ]
        text = numbers[0] + "".join(
            number if number.startswith("-") else f" {number}" for number in numbers[1:]
        )
        again = letter.upper() == self.last and letter != "M"
        self.words.append(
            text if again and text.startswith("-") else f" {text}" if again else letter + text
        )
        self.at, self.last = tenths[-1], letter.upper()

    def path(self) -> str:
        return "".join(self.words)


def _written(tenths: int) -> str:
    """Return a number of tenths as an SVG number without needless digits: "12", "-.5"."""
    whole, rest = divmod(abs(tenths), 10)
    text = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{text}" if tenths < 0 else text
