"""Path data and lists of points: read by their grammar, counted, measured, and written again.

A path with a mistake is drawn up to the mistake (SVG 2, section 9.5.4); so much of it is kept.
"""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import Final

from badge_classes.uploads.notes import refusal
from badge_classes.uploads.values import NUMBER, parsed, written

MOST_NUMBERS: Final = 30_000
"""In one path."""

_COMMAND: Final = re.compile(r"[\s,]*([MmZzLlHhVvCcSsQqTtAa])")
_ARGUMENT: Final = re.compile(rf"\s*,?\s*({NUMBER.pattern})")
_FLAG: Final = re.compile(r"\s*,?\s*([01])")
_ARGUMENTS: Final = {"m": 2, "z": 0, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4, "t": 2} | {
    "a": 7
}
_FLAGS: Final = (3, 4)  # The arguments of an arc that are one digit, perhaps with no space behind.


Commands = list[tuple[str, list[float]]]


def path(text: str) -> str | None:
    """Read path data (SVG 2, section 9.3), up to its first mistake; None if nothing is left."""
    commands, _ = _read(text)
    return "".join(name + " ".join(map(written, given)) for name, given in commands) or None


def mistake(text: str) -> str:
    """Return the path data from the first mistake on: "" if there is none."""
    _, end = _read(text)
    return text[end:].strip()


def _read(text: str) -> tuple[Commands, int]:
    """Return each letter with the numbers of all its repetitions, and where reading ended."""
    commands: Commands = []
    position = total = 0
    while match := _COMMAND.match(text, position):
        letter = match[1]
        count = _ARGUMENTS[letter.lower()]
        if not commands and letter not in "Mm":
            break
        given: list[float] = []
        end = match.end()
        while count and (group := _group(text, end, count, letter)):
            arguments, end = group
            given += arguments
            total += count
            if total > MOST_NUMBERS:
                raise refusal(
                    "artwork.too_large", value=total, unit="numbers in a path", limit=MOST_NUMBERS
                )
        if count and not given:
            break
        commands.append((letter, given))
        position = end
    return commands, position


def _group(text: str, position: int, count: int, letter: str) -> tuple[list[float], int] | None:
    """Return the next arguments of a command and where they end, or None if there are none."""
    found = []
    for index in range(count):
        is_flag = letter in "Aa" and index in _FLAGS
        match = (_FLAG if is_flag else _ARGUMENT).match(text, position)
        if not match:
            return None
        found.append(parsed(match[1]))
        position = match.end()
    return found, position


def points(text: str) -> str | None:
    """Read points of a polygon (SVG 2, section 9.7.1), up to the first mistake."""
    found = []
    position = 0
    while match := _ARGUMENT.match(text, position):
        found.append(parsed(match[1]))
        position = match.end()
        if len(found) > MOST_NUMBERS:
            raise refusal(
                "artwork.too_large", value=len(found), unit="numbers in a path", limit=MOST_NUMBERS
            )
    return " ".join(map(written, found[: len(found) // 2 * 2])) or None


def measured(text: str) -> tuple[int, float]:
    """Return the number of segments of path data, and a length that the line does not exceed.

    A curve is no longer than the lines along its control points; an arc is no longer than the
    circle about the larger radius, or about its two ends where the radius is too small.
    """
    commands, _ = _read(text)
    segments, length, handle = 0, 0.0, 0.0
    here = start = (0.0, 0.0)
    for letter, given in commands:
        kind = letter.lower()
        if kind == "z":
            segments, length = segments + 1, length + math.dist(here, start)
            here = start
        count = _ARGUMENTS[kind]
        for index in range(0, len(given), count or 1):
            one = given[index : index + count]
            stations = _stations(kind, one, here, is_relative=letter == kind)
            is_move = kind == "m" and index == 0
            line = stations if is_move else (here, *stations)
            reach = sum(math.dist(a, b) for a, b in pairwise(line))
            # A smooth curve begins along the last one's handle, mirrored.
            length += reach + (2 * handle if kind in "st" else 0)
            handle = reach + (handle if kind == "t" else 0)
            if kind == "a":
                length += 2 * math.pi * max(abs(one[0]), abs(one[1]), reach)
            here = stations[-1]
            if is_move:
                start = here
            segments += 1
    return segments, length


def _stations(
    kind: str, given: list[float], here: tuple[float, float], *, is_relative: bool
) -> list[tuple[float, float]]:
    """Return the points that one segment runs along, absolute."""
    x, y = here if is_relative else (0.0, 0.0)
    if kind == "h":
        return [(x + given[0], here[1])]
    if kind == "v":
        return [(here[0], y + given[0])]
    if kind == "a":
        given = given[5:]
    return [(x + a, y + b) for a, b in zip(given[::2], given[1::2], strict=True)]
