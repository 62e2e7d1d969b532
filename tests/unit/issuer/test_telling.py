"""Work that is told step by step, and readers who leave."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from issuer.actions.telling import WAITING, step_by_step

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

SECONDS = 10


def told(steps: Generator[int, None, str]) -> tuple[list[int], str]:
    """Return what was told, and the result."""
    found = []
    while True:
        try:
            found.append(next(steps))
        except StopIteration as done:
            return found, str(done.value)


def test_everything_is_told_in_order_and_then_the_result() -> None:
    """More than fits at once waits for the reader."""
    count = 3 * WAITING

    def work(tell: Callable[[int], None]) -> str:
        for number in range(count):
            tell(number)
        return "done"

    assert told(step_by_step(work)) == (list(range(count)), "done")


def test_what_goes_wrong_is_raised_behind_what_was_told() -> None:
    """The reader has the steps until then, and the error in his own thread."""

    def work(tell: Callable[[int], None]) -> str:
        tell(1)
        raise LookupError("gone")

    steps = step_by_step(work)
    assert next(steps) == 1
    with pytest.raises(LookupError, match="gone"):
        next(steps)


def test_work_ends_at_the_next_step_when_the_reader_leaves() -> None:
    """Also when it would never end by itself, and when nobody makes room for what it tells."""
    ended = threading.Event()

    def work(tell: Callable[[int], None]) -> str:
        try:
            while True:
                tell(0)
        finally:
            ended.set()

    steps = step_by_step(work)
    assert next(steps) == 0
    steps.close()
    assert ended.wait(SECONDS)
