"""Turns at computing: one at a time, in order, and none is lost."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from issuer.actions.turns import Turns

SECONDS = 10


class Most:
    """Counts how many are inside at a time."""

    def __init__(self) -> None:
        self.now = self.most = 0

    def __enter__(self) -> None:
        self.now += 1
        self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        self.now -= 1


def test_one_computes_at_a_time_and_waiting_takes_no_turn() -> None:
    """Eight threads compute one by one, and wait all together."""
    turns, computing, waiting = Turns(), Most(), threading.Barrier(8)

    def work(_number: int) -> None:
        for _ in range(3):
            with turns.taken():
                with computing:
                    time.sleep(0.001)
                with turns.aside():
                    # Passes only if all eight wait at once.
                    waiting.wait(SECONDS)
                with computing:
                    time.sleep(0.001)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(8)))
    assert computing.most == 1


def test_turns_come_in_the_order_of_asking() -> None:
    """Who gives a turn back and asks again stands behind those who wait."""
    turns = Turns()
    order: list[str] = []
    asked = threading.Event()

    def other() -> None:
        asked.set()
        with turns.taken():
            order.append("other")

    with turns.taken():
        thread = threading.Thread(target=other)
        thread.start()
        asked.wait(SECONDS)
        time.sleep(0.05)
        with turns.aside():
            pass
        order.append("first again")
    thread.join(SECONDS)
    assert order == ["other", "first again"]


def test_a_turn_is_given_back_by_who_fails() -> None:
    """A mistake while computing, or while waiting, costs nobody else a turn."""
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.taken():
        raise ZeroDivisionError
    with pytest.raises(ZeroDivisionError), turns.taken(), turns.aside():
        raise ZeroDivisionError
    done = threading.Event()

    def work() -> None:
        with turns.taken():
            done.set()

    threading.Thread(target=work, daemon=True).start()
    assert done.wait(SECONDS)
