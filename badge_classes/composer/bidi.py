"""Bidirectional text: the order in which letters stand on a line.

Words that run from right to left and words that run from left to right meet in one line: an
Arabic name with "Wikidata" in it, or with a year. Text is stored as it is spoken; `runs` says
in which order its parts stand from left to right, and which way each of them runs.

This is the Unicode Bidirectional Algorithm (UAX #9) for one short line of plain text: the
direction of the line is that of its first strong letter (P2, P3), and rules W1 to W7, N0 to N2,
I1, I2 and L2 are followed. Characters that embed, override or isolate are not known here, because
composed artwork refuses them. Mirrored brackets (L4) are the shaper's affair.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import Final

__all__ = ["levels", "runs"]

_STRONG: Final = frozenset({"L", "R", "AL"})
_SEPARATORS: Final = {"ES": ("EN",), "CS": ("EN", "AN")}
"""Characters that belong to a number if the same kind of digit stands on both sides (W4)."""

_SIDES: Final = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""The direction that a character lends to neutral ones beside it; numbers lend R (N0, N1)."""
_BRACKETS: Final = dict(zip("([{「『【〈《（", ")]}」』】〉》）", strict=True))


def runs(text: str) -> list[tuple[int, int, bool]]:
    """Return the parts of a line in the order in which they stand, from the left.

    Each is (start, end, right_to_left): positions in the text, and whether the part runs from
    right to left. An empty text has none.
    """
    found: list[tuple[int, int, int]] = []
    place = 0
    for level, same in groupby(levels(text)):
        length = len(list(same))
        found.append((level, place, place + length))
        place += length
    # L2: from the highest level down to the lowest odd one, reverse what is at least as high.
    for level in range(max((level for level, _, _ in found), default=0), 0, -1):
        ordered: list[tuple[int, int, int]] = []
        for high, group in groupby(found, key=lambda run: run[0] >= level):
            part = list(group)
            ordered += reversed(part) if high else part
        found = ordered
    return [(start, end, level % 2 == 1) for level, start, end in found]


def levels(text: str) -> list[int]:
    """Return the embedding level of each character; odd levels run from right to left."""
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    first = next((kind for kind in kinds if kind in _STRONG), "L")
    base = 0 if first == "L" else 1  # P2, P3
    around = "R" if base else "L"
    _resolve_marks(kinds, around)
    _resolve_numbers(kinds, around)
    _resolve_brackets(text, kinds, around)
    _resolve_neutral(kinds, around)
    return [_level(kind, base) for kind in kinds]


def _level(kind: str, base: int) -> int:
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)  # I1
    return 1 if kind == "R" else 2  # I2


def _resolve_marks(kinds: list[str], around: str) -> None:
    """Give marks the kind of their letter, and Arabic contexts Arabic numbers (W1 to W3)."""
    before, strong = around, around
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[place] = before  # W1
        elif kind == "EN" and strong == "AL":
            kinds[place] = "AN"  # W2
        before = kinds[place]
        strong = before if before in _STRONG else strong
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3


def _resolve_numbers(kinds: list[str], around: str) -> None:
    """Say what belongs to a number, and that those after Latin letters are Latin (W4 to W7)."""
    for place in range(1, len(kinds) - 1):
        left, right = kinds[place - 1], kinds[place + 1]
        if left == right and left in _SEPARATORS.get(kinds[place], ()):
            kinds[place] = left  # W4
    place = 0
    for kind, group in groupby(list(kinds)):
        length = len(list(group))
        if kind == "ET" and "EN" in (
            *kinds[max(place - 1, 0) : place],
            *kinds[place + length :][:1],
        ):
            kinds[place : place + length] = ["EN"] * length  # W5
        place += length
    strong = around
    for place, kind in enumerate(kinds):
        if kind in {"ES", "ET", "CS"}:
            kinds[place] = "ON"  # W6
        elif kind == "EN" and strong == "L":
            kinds[place] = "L"  # W7
        strong = kind if kind in _STRONG else strong


def _resolve_brackets(text: str, kinds: list[str], around: str) -> None:
    """Give both brackets of a pair one direction: that of what they hold (N0)."""
    for start, end in _pairs(text, kinds):
        inside = {_SIDES[kind] for kind in kinds[start + 1 : end] if kind in _SIDES}
        if around in inside:
            kinds[start] = kinds[end] = around  # b
        elif inside:
            before = [_SIDES[kind] for kind in kinds[:start] if kind in _SIDES]
            kinds[start] = kinds[end] = before[-1] if before else around  # c


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Return the places of the brackets that belong together, by the opening ones (BD16)."""
    found, waiting = [], []
    for place, character in enumerate(text):
        if kinds[place] != "ON":
            continue
        if character in _BRACKETS:
            waiting.append((_BRACKETS[character], place))
        while any(closing == character for closing, _ in waiting):
            closing, start = waiting.pop()
            if closing == character:
                found.append((start, place))
                break
    return sorted(found)


def _resolve_neutral(kinds: list[str], around: str) -> None:
    """Give neutral characters the direction of what stands on both sides of them (N1, N2)."""
    place = 0
    for neutral, group in groupby(list(kinds), key=lambda kind: kind not in _SIDES):
        length = len(list(group))
        if neutral:
            left = _SIDES[kinds[place - 1]] if place else around
            right = _SIDES[kinds[place + length]] if place + length < len(kinds) else around
            kinds[place : place + length] = [left if left == right else around] * length
        place += length
