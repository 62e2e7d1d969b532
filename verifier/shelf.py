"""The documents of one batch: each is asked for once, and kept for the next badge.

What could not be read is remembered like what was.  The memory is bounded: beyond it,
whatever was used longest ago is dropped, and asked for again if a badge names it again.
"""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias, cast

from .answers import Answer
from .fetch import SILENT_HOST, Document, FetchError, FetchLimits
from .hosts import BUSY, Hosts, Manners, Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fetch import Fetcher
    from .hosts import Request
    from .session import BudgetedFetcher

    Outcome: TypeAlias = Answer | FetchError

_OVERHEAD = 1_000
"""About what an address and its answer take in memory besides their letters."""

_PASSING = (SILENT_HOST, BUSY)
"""Failures that are not of the address but of the moment."""


@dataclass(slots=True)
class _Kept:
    """What came of an address, and for how many bytes it counts."""

    outcome: Outcome
    size: int


class Asked:
    """An address that is being asked for, and how many badges wait for it."""

    __slots__ = ("_done", "_outcome", "address", "request", "waiters")

    def __init__(self, address: str, outcome: Outcome | None = None) -> None:
        self.address = address
        self.request: Request | None = None
        self.waiters = 1
        self._outcome: Outcome | Mistake | None = outcome
        self._done: threading.Event | None = None

    @property
    def has_begun(self) -> bool:
        """Whether it was really asked for; otherwise it waits for its turn."""
        return self.request is None or self.request.started_at is not None

    def wait(self, seconds: float) -> Outcome | None:
        """Return what came of it, or None if nothing has after *seconds*.

        Raises CancelledError when the fetcher has made a mistake, which its own thread shows.
        """
        if self._outcome is None and self._done is not None:
            self._done.wait(seconds)
        if isinstance(self._outcome, Mistake):
            raise CancelledError
        return self._outcome

    def expect(self) -> None:
        """Be ready for somebody who waits in another thread."""
        if self._done is None:
            self._done = threading.Event()

    def settle(self, outcome: Outcome | Mistake) -> None:
        """Say what came of it."""
        self._outcome = outcome
        if self._done is not None:
            self._done.set()


class Shelf:
    """Reads through *fetcher* for any number of threads, and keeps some *most_bytes*."""

    def __init__(self, fetcher: Fetcher, manners: Manners, most_bytes: int) -> None:
        self._fetcher = fetcher
        self._hosts: Hosts | None = None
        self.limits = FetchLimits(total_bytes=sys.maxsize, requests=sys.maxsize)
        """What the documents of one badge may cost."""
        if hasattr(fetcher, "read") and hasattr(fetcher, "limits"):
            budgeted = cast("BudgetedFetcher", fetcher)
            self._hosts = Hosts(budgeted, manners)
            self.limits = budgeted.limits
        self._most_bytes = most_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._asked: dict[str, Asked] = {}
        self._lock = threading.Lock()
        self.fetched = self.answered = self.dropped = 0
        self.kept_bytes = self.most_kept_bytes = 0

    @property
    def hurries(self) -> bool:
        """Whether several documents can be read at a time."""
        return self._hosts is not None

    def find(self, address: str) -> Outcome | None:
        """Return what is known to have come of *address*, if anything is."""
        with self._lock:
            kept = self._kept.get(address)
            if kept is None:
                return None
            self._kept.move_to_end(address)
            self.answered += 1
            return kept.outcome

    def has(self, address: str) -> bool:
        """Return whether anything is known to have come of *address*."""
        return address in self._kept

    def join(self, address: str) -> Asked:
        """Wait for *address* with whoever waits for it already, or else ask for it.

        Each call is followed by one of `leave`.  A fetcher that cannot be cut off is
        asked here and now.
        """
        with self._lock:
            asked = self._asked.get(address)
            is_new = asked is None
            if asked is None:
                kept = self._kept.get(address)
                if kept is not None:
                    # It came between the caller's looking and his asking.
                    self.answered += 1
                    return Asked(address, kept.outcome)
                asked = self._asked[address] = Asked(address)
                self.fetched += 1
                if self._hosts is not None:
                    asked.expect()
            else:
                asked.expect()
                asked.waiters += 1
                self.answered += 1
        if is_new:
            self._ask(asked)
        elif self._hosts is not None and asked.request is not None:
            self._hosts.give_up(asked.request)
        return asked

    def leave(self, asked: Asked) -> None:
        """Wait no longer; what nobody waits for is not asked for if it has not been yet."""
        with self._lock:
            asked.waiters -= 1
            is_wanted = asked.waiters > 0 or self._asked.get(asked.address) is not asked
            if is_wanted or self._hosts is None or asked.request is None:
                return
            if self._hosts.withdraw(asked.request):
                del self._asked[asked.address]
                self.fetched -= 1

    def weigh(self, addresses: Iterable[str]) -> None:
        """Count the documents at *addresses* again, about which more is settled by now."""
        with self._lock:
            for address in addresses:
                kept = self._kept.get(address)
                if kept is not None and isinstance(kept.outcome, Answer):
                    size = _OVERHEAD + len(address) + kept.outcome.size
                    self._count(size - kept.size)
                    kept.size = size
            self._make_room()

    def _ask(self, asked: Asked) -> None:
        if self._hosts is not None:
            asked.request = self._hosts.begin(
                asked.address, lambda outcome: self._put(asked, outcome)
            )
            return
        outcome: Document | FetchError | Mistake = Mistake()
        try:
            outcome = self._fetcher.fetch(asked.address)
        except FetchError as error:
            outcome = error
        finally:
            self._put(asked, outcome)

    def _put(self, asked: Asked, outcome: Document | FetchError | Mistake) -> None:
        """Keep what came of *asked*, and tell everybody who waits for it."""
        known: Outcome | Mistake
        if isinstance(outcome, Document):
            # Of the headers, which can be long, only where a redirect leads is ever looked at.
            wanted = outcome.headers.items() if outcome.headers else ()
            headers = {name: value for name, value in wanted if name == "location"}
            known = Answer(replace(outcome, headers=headers), is_shared=True)
        else:
            known = outcome
        with self._lock:
            del self._asked[asked.address]
            if isinstance(known, Answer | FetchError):
                self._keep(asked.address, known)
            asked.settle(known)

    def _keep(self, address: str, outcome: Outcome) -> None:
        if isinstance(outcome, FetchError) and outcome.code in _PASSING:
            return
        size = _OVERHEAD + len(address)
        size += outcome.size if isinstance(outcome, Answer) else len(outcome.detail)
        self._kept[address] = _Kept(outcome, size)
        self._count(size)
        self._make_room()

    def _count(self, size: int) -> None:
        self.kept_bytes += size
        self.most_kept_bytes = max(self.most_kept_bytes, self.kept_bytes)

    def _make_room(self) -> None:
        while self.kept_bytes > self._most_bytes:
            _, dropped = self._kept.popitem(last=False)
            self.kept_bytes -= dropped.size
            self.dropped += 1
