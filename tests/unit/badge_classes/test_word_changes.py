"""Which words of a text went and which came."""

from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.word_changes import Change, Line, lines, marked

texts = st.text(st.sampled_from("ab ウィキ\n"), max_size=60) | st.text(max_size=60)


def text_of(found: tuple[Line, ...], *, in_old: bool) -> str:
    """Return the old or the new text that a comparison holds."""
    unwanted = Change.ADDED if in_old else Change.REMOVED
    return "\n".join(
        "".join(piece.text for piece in line.pieces if piece.change is not unwanted)
        for line in found
        if (line.in_old if in_old else line.in_new)
    )


@given(texts, texts)
def test_both_texts_are_in_the_comparison(old: str, new: str) -> None:
    """Without what came it is the old text, and without what went the new one."""
    found = lines(old, new)
    assert text_of(found, in_old=True) == old
    assert text_of(found, in_old=False) == new


@given(texts, texts)
def test_a_line_is_changed_only_where_the_texts_differ(old: str, new: str) -> None:
    """Equal texts have no changed line, and different ones have one or more."""
    assert any(line.is_changed for line in lines(old, new)) == (old != new)


@given(texts, texts)
def test_pieces_are_joined_and_never_empty(old: str, new: str) -> None:
    """A reader is not shown two marks where one will do."""
    for line in lines(old, new):
        assert all(piece.text for piece in line.pieces)
        changes = [piece.change for piece in line.pieces]
        assert all(one != following for one, following in pairwise(changes))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Make 3 edits.", "Make 5 edits.", ["Make [-3-]{+5+} edits."]),
        ("a\nb\nc", "a\nc", ["a", "[-b-]", "c"]),
        ("a\nc", "a\nb\nc", ["a", "{+b+}", "c"]),
        ("3回以上", "5回以上", ["[-3-]{+5+}回以上"]),
        ("編集を行う。", "編集と出典を行う。", ["編集{+と出典+}を行う。"]),
        ("", "a", ["{+a+}"]),
        ("a\n\nb", "a\n\nB", ["a", "", "[-b-]{+B+}"]),
    ],
)
def test_people_see_the_words_that_changed(old: str, new: str, expected: list[str]) -> None:
    """Words are marked within their line; characters where a script has no spaces."""
    assert [marked(line) for line in lines(old, new)] == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a b " * 2_500, "b c " * 2_500),
        ("a\n" * 5_000, "b\na\n" * 2_500),
        (("ab" * 200 + "\n") * 25, ("ba" * 200 + "\n") * 25),
        ("字典" * 5_000, "典典字" * 3_333),
        (("字典字字" * 100 + "\n") * 25, ("典字典典" * 100 + "\n") * 25),
    ],
)
def test_the_longest_criteria_are_compared_in_bounded_time(old: str, new: str) -> None:
    """However the texts are made, the comparison ends soon, and holds both."""
    before = process_time()
    found = lines(old, new)
    assert process_time() - before < 10  # Seconds; two are plenty on an idle machine.
    assert text_of(found, in_old=True) == old
    assert text_of(found, in_old=False) == new
