"""Places for requests that may take long, so that the others keep a thread.

Nobody waits for a place, because waiting would take a thread too: who finds none
is told when to come back.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator


class NoPlaceError(Exception):
    """Every place is taken; *all_yours* says whether the visitor's own requests hold them."""

    def __init__(self, *, all_yours: bool) -> None:
        super().__init__("Every place is taken.")
        self.all_yours = all_yours


class Places:
    """A number of places, of which one visitor gets a share at most."""

    def __init__(self, count: int, each: int | None = None) -> None:
        """Let *count* requests in at once, and *each* of one visitor."""
        self.count = count
        self._each = count if each is None else each
        self._taken: Counter[Hashable] = Counter()
        self._lock = Lock()

    def take(self, visitor: Hashable = None) -> None:
        """Take a place for *visitor*.  Raises NoPlaceError at once when there is none."""
        with self._lock:
            if self._taken[visitor] >= self._each:
                raise NoPlaceError(all_yours=True)
            if self._taken.total() >= self.count:
                raise NoPlaceError(all_yours=False)
            self._taken[visitor] += 1

    def give_back(self, visitor: Hashable = None) -> None:
        """Give back what was taken; the visitor is forgotten with the last place."""
        with self._lock:
            self._taken[visitor] -= 1
            if self._taken[visitor] <= 0:
                del self._taken[visitor]

    @contextmanager
    def taken(self, visitor: Hashable = None) -> Iterator[None]:
        """Hold a place while the `with` block runs."""
        self.take(visitor)
        try:
            yield
        finally:
            self.give_back(visitor)
