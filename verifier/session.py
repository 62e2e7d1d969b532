"""The fetches for one badge: side by side where they can be, within one time and one size.

A badge names some six documents.  Each host may be slow, but a badge that names
25 slow ones must not hold us for 25 times as long.
"""

from __future__ import annotations

import sys
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, Protocol, cast

from .fetch import Budget, FetchError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fetch import Document, Fetcher, FetchLimits

_GRACE_SECONDS = 0.25
"""How much longer than the budget we wait, so that a fetch can say itself why it failed."""


class Session(Protocol):
    """Reads documents for one badge; it *hurries* where it can read several at a time."""

    hurries: bool

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, or raise FetchError."""

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read *addresses*, each of which will be fetched soon."""


class BudgetedFetcher(Protocol):
    """A fetcher that can do several fetches at the cost of one budget, side by side."""

    limits: FetchLimits

    def read(self, address: str, budget: Budget) -> Document:
        """Return what *address* answers, or raise FetchError; count the cost."""


def begin(fetcher: Fetcher | Session) -> Session:
    """Return a session of *fetcher* for one badge, or *fetcher* itself if it is a session."""
    # By their names, because `isinstance` takes ten times as long with a Protocol.
    if hasattr(fetcher, "ahead"):
        return cast("Session", fetcher)
    if hasattr(fetcher, "read") and hasattr(fetcher, "limits"):
        return _Together(cast("BudgetedFetcher", fetcher))
    return _OneByOne(fetcher)


class _OneByOne:
    """A fetcher of another kind, in memory mostly, where nothing is gained by hurry."""

    hurries = False

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher

    def fetch(self, address: str) -> Document:
        return self._fetcher.fetch(address)

    def ahead(self, addresses: Iterable[str]) -> None:
        """Do nothing: each is fetched when it is asked for."""


class _Together:
    """Reads each address in a thread of its own, at the cost of one budget.

    The thread also bounds what has no limit of its own, such as the system's
    resolver: it is left behind when the time is over.
    """

    hurries = True

    def __init__(self, fetcher: BudgetedFetcher) -> None:
        self._fetcher = fetcher
        self._budget = Budget(fetcher.limits)
        self._begun: dict[str, Future[Document]] = {}

    def fetch(self, address: str) -> Document:
        begun = self._begun.pop(address, None) or self._begin(address)
        try:
            return begun.result(self._budget.seconds_left + _GRACE_SECONDS)
        except TimeoutError:
            detail = f"the answer did not come within {self._budget.seconds:g} seconds."
            raise FetchError("timeout", address, detail) from None

    def ahead(self, addresses: Iterable[str]) -> None:
        for address in addresses:
            if address not in self._begun:
                self._begun[address] = self._begin(address)

    def _begin(self, address: str) -> Future[Document]:
        begun: Future[Document] = Future()
        if self._budget.seconds_left:
            threading.Thread(target=self._work, args=(address, begun), daemon=True).start()
        else:
            begun.set_exception(TimeoutError())
        return begun

    def _work(self, address: str, begun: Future[Document]) -> None:
        try:
            begun.set_result(self._fetcher.read(address, self._budget))
        except FetchError as error:
            begun.set_exception(error)
        finally:
            # A mistake of ours ends the thread, and whoever waits has to know which it was.
            if not begun.done():
                begun.set_exception(sys.exception())
