"""Word changes: what was taken from a text and what was put into it, line by line.

The answer is for people: lines that stayed, went and came, and within a line that was reworded
the words. Work is bounded. Whatever two texts contain, comparing them takes a fraction of a
second; parts that differ too much are shown as gone and come, whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Change", "Line", "Piece", "lines", "marked"]

WORK_LIMIT: Final = 160_000
"""How many pairs of lines, or of words, are compared at once: 400 with 400."""

# Words with the white space between them. Chinese and Japanese have none, so there each
# character is a word, and a change of one character does not mark the whole sentence.
_WORD: Final = re.compile(
    r"\s+|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)


class Change(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line, and what became of them. The text is never empty."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line, which the old text has, or the new text, or both in their own wording.

    An empty line has no pieces.
    """

    in_old: bool
    in_new: bool
    pieces: tuple[Piece, ...]

    @property
    def is_changed(self) -> bool:
        """Whether anything went or came in this line."""
        return not (self.in_old and self.in_new) or any(
            piece.change is not Change.SAME for piece in self.pieces
        )


def lines(old: str, new: str) -> tuple[Line, ...]:
    """Return both texts at once.

    The lines `in_old`, without what was added in them, joined by line feeds, are `old`; those
    `in_new`, without what was removed, are `new`.
    """
    found: list[Line] = []
    removed: list[str] = []
    added: list[str] = []
    for change, line in (*_aligned(old.split("\n"), new.split("\n")), (Change.SAME, None)):
        if change is Change.REMOVED and line is not None:
            removed.append(line)
        elif change is Change.ADDED and line is not None:
            added.append(line)
        else:
            found += _reworded(removed, added)
            removed, added = [], []
            if line is not None:
                found.append(Line(in_old=True, in_new=True, pieces=_whole(Change.SAME, line)))
    return tuple(found)


def marked(line: Line) -> str:
    """Return a line for a terminal: `[-gone-]` and `{+come+}` between what stayed."""
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return "".join(marks[piece.change].format(piece.text) for piece in line.pieces)


def _reworded(removed: Sequence[str], added: Sequence[str]) -> Iterator[Line]:
    """Yield the lines of a place where some went and others came, the first with the first."""
    for old, new in zip_longest(removed, added):
        if old is None:
            yield Line(in_old=False, in_new=True, pieces=_whole(Change.ADDED, new))
        elif new is None:
            yield Line(in_old=True, in_new=False, pieces=_whole(Change.REMOVED, old))
        else:
            steps = _aligned(_WORD.findall(old), _WORD.findall(new))
            pieces = (
                Piece(change, "".join(word for _change, word in group))
                for change, group in groupby(steps, key=lambda step: step[0])
            )
            yield Line(in_old=True, in_new=True, pieces=tuple(pieces))


def _whole(change: Change, line: str) -> tuple[Piece, ...]:
    return (Piece(change, line),) if line else ()


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[Change, str]]:
    """Return every item of both sequences once, what they share as SAME, in their order."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    return [
        *((Change.SAME, item) for item in old[:start]),
        *_middle(before, after),
        *((Change.SAME, item) for item in old[len(old) - end :]),
    ]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Change, str]]:
    """Yield both by their longest common subsequence, or one after the other if they are long."""
    if len(old) * len(new) > WORK_LIMIT:
        yield from ((Change.REMOVED, item) for item in old)
        yield from ((Change.ADDED, item) for item in new)
        return
    # longest[i][j] is the length of what old[i:] and new[j:] share.
    longest = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            if old[i] == new[j]:
                longest[i][j] = longest[i + 1][j + 1] + 1
            else:
                longest[i][j] = max(longest[i + 1][j], longest[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            yield Change.SAME, old[i]
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and longest[i + 1][j] >= longest[i][j + 1]):
            yield Change.REMOVED, old[i]
            i += 1
        else:
            yield Change.ADDED, new[j]
            j += 1
