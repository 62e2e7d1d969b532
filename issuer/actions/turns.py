"""Turns at computing, so that strangers' badges take no more than one thread from the pages.

    with turns.taken():
        ...                     # computing
        with turns.aside():
            ...                 # waiting for somebody, while the next one computes

Python runs one thread at a time and lets go of a long step, such as reading 2 MB of
JSON, only at its end.  A page that competes with twenty such threads waits for twenty
steps whenever it needs a turn itself; with one of them it waits for one.  Nothing gets
slower by it, and what is being read at a time takes the memory of one badge.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Turns:
    """One thread's turn at a time, in the order of asking."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and have it while the `with` block runs."""
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Let the next one compute while the `with` block waits for something; then queue again."""
        self._give_back()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def _give_back(self) -> None:
        with self._lock:
            if self._waiting:
                # Handed over: nobody who comes along can take it first.
                self._waiting.popleft().release()
            else:
                self._is_taken = False
