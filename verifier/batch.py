"""Badges that are judged together, in one moment: a registrar's night, a call of the API.

    batch = Batch(HttpsFetcher(), now)
    with ThreadPoolExecutor(4) as workers:
        reports = workers.map(lambda badge: batch.verify(badge, policy=policy), badges)

Each report equals that of `verify` with the same documents, and each document is fetched
once.  The checks are those of `verify`, line by line: this module judges nothing.

Why badges may share what was found, without one of them becoming valid by another:

- What is shared is known by the address that was asked, and was answered to that very
  question.  A badge can decide which addresses are asked, never what they answer.
- What is settled once, such as that a document is a Profile, which key it holds, and whom a
  list names, is made from one answer and the words of the question (`Answer.settle`), by
  functions that are given an `Account`, which cannot fetch and sees no other badge.
- Everything about the badge itself is checked for each badge: its signature, its dates, its
  place, whether it is on the list, and the caller's demands.  No verdict is kept.
- Nothing that is shared can be changed: each badge, and each report, has its own copy of a
  document, and findings, keys and indexes are immutable.
- A fetch has a time and a size of its own, whoever asked first, so a badge that has used
  up its own cannot make a document fail for the others.  What others can lose by a hostile
  badge is time: then they are undecided, which is never valid.
- It all belongs to one moment.  A revocation that is published meanwhile is seen by the
  next batch.
"""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .fetch import Budget, FetchError, too_many_requests
from .hosts import Manners
from .reading import Reading
from .shelf import Shelf
from .verify import judge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager
    from datetime import datetime

    from .answers import Answer
    from .fetch import Document, Fetcher
    from .policy import Policy
    from .report import Report
    from .shelf import Asked

_GRACE_SECONDS = 0.25
"""How much longer than a badge's time it waits, so that a fetch can say itself why it failed."""


@dataclass(frozen=True, slots=True)
class BatchLimits:
    """What all badges of a batch may cost together.

    *kept_bytes* are of documents, with what is settled about them, that are kept for the
    next badge; what was used longest ago is dropped beyond that, and fetched again if it
    is named again.  A host gets at most *connections_per_host* requests at once, all hosts
    together *connections*.  A host that let *timeouts* requests run out of time, and one
    more for every twenty that it answered, is not asked again.
    """

    kept_bytes: int = 64 * 1024 * 1024
    connections_per_host: int = 4
    connections: int = 64
    timeouts: int = 3


@dataclass(frozen=True, slots=True)
class Figures:
    """What a batch has cost so far.

    *badges* were judged; *fetched* documents were asked for, and *answered* questions for one
    had been asked before; *dropped* ones had to make room; *kept_bytes* are kept now, and
    were *most_kept_bytes* at the most.
    """

    badges: int
    fetched: int
    answered: int
    dropped: int
    kept_bytes: int
    most_kept_bytes: int


class Batch:
    """Judges badges that share documents; any number of threads may call `verify` at once.

    It belongs to one moment: what was read for it, a list of revoked badges too, stands
    for all of its badges.  Make a new one for the next night, and for the next call.
    Nothing has to be closed.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        now: datetime,
        limits: BatchLimits | None = None,
        *,
        aside: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Read through *fetcher*, at the moment *now*.

        A fetcher with `read` and `limits`, such as HttpsFetcher or CachingFetcher, is asked
        from threads of the batch; another one from the thread that verifies, with no limit
        of its time, size or connections.  It has to bear several threads at once either way.

        A badge that waits for a thread of the batch does so in the context that *aside*
        makes: a caller who lets few threads compute at a time lets the next one in there.
        """
        limits = limits or BatchLimits()
        manners = Manners(limits.connections_per_host, limits.connections, limits.timeouts)
        self._shelf = Shelf(fetcher, manners, limits.kept_bytes)
        self._now = now
        self._aside = aside
        self._badges = 0
        self._lock = threading.Lock()

    @property
    def figures(self) -> Figures:
        """What the batch has cost until now."""
        shelf = self._shelf
        return Figures(
            self._badges,
            shelf.fetched,
            shelf.answered,
            shelf.dropped,
            shelf.kept_bytes,
            shelf.most_kept_bytes,
        )

    def verify(self, badge: str | bytes, *, policy: Policy) -> Report:
        """Return the Report of a valid *badge*, as `verifier.verify` does.

        Raises VerificationError with the report when the badge is not valid or could not
        be decided, and InvalidBadge when *badge* is no badge at all.  A badge has its own
        limits as always: 25 documents and requests, also when the batch has them already, and the
        fetcher's seconds and bytes, in which waiting for another badge's fetch counts.
        """
        with self._lock:
            self._badges += 1
        session = _Sharing(self._shelf, self._aside)
        try:
            return judge(badge, policy, Reading(session, self._now, session.answer), self._now)
        finally:
            session.close()


class _Sharing:
    """Reads for one badge what the batch may have read for another."""

    def __init__(self, shelf: Shelf, aside: Callable[[], AbstractContextManager[None]]) -> None:
        self.hurries = shelf.hurries
        self._shelf = shelf
        self._aside = aside
        self._budget = Budget(shelf.limits)
        self._bytes_left = shelf.limits.total_bytes
        self._requests_left = shelf.limits.requests
        self._begun: dict[str, Asked] = {}
        self._used: list[tuple[Answer, int, str]] = []

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, or raise FetchError."""
        return self.answer(address).document

    def answer(self, address: str) -> Answer:
        """Do the same, with what the batch has settled about it."""
        begun = self._begun.pop(address, None) if self._begun else None
        outcome = self._shelf.find(address) if begun is None else None
        if outcome is None:
            outcome = self._wait(begun or self._ask(address))
        # Each document counts for each badge that names it, with all its redirects.
        counted = outcome if isinstance(outcome, FetchError) else outcome.document
        self._requests_left -= counted.requests
        if self._requests_left < 0:
            raise too_many_requests(address)
        if isinstance(outcome, FetchError):
            # One of its own, because each time that it is raised it grows by a traceback.
            raise FetchError(outcome.code, outcome.address, outcome.detail)
        size, left = len(outcome.document.body), max(1, self._bytes_left)
        if size > left:
            raise FetchError("too_large", address, f"the answer has more than {left} bytes.")
        self._bytes_left -= size
        self._used.append((outcome, outcome.size, address))
        return outcome

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read those of *addresses* that nobody has read yet."""
        for address in addresses:
            is_known = address in self._begun or self._shelf.has(address)
            if not is_known and self._budget.seconds_left:
                self._begun[address] = self._shelf.join(address)

    def close(self) -> None:
        """Wait for nothing more."""
        for begun in self._begun.values():
            self._shelf.leave(begun)
        self._shelf.weigh([place for answer, size, place in self._used if answer.size != size])

    def _ask(self, address: str) -> Asked:
        if not self._budget.seconds_left:
            raise self._too_slow(address)
        return self._shelf.join(address)

    def _wait(self, asked: Asked) -> Answer | FetchError:
        try:
            with self._aside():
                outcome = asked.wait(self._budget.seconds_left + _GRACE_SECONDS)
        finally:
            self._shelf.leave(asked)
        if outcome is None:
            raise self._too_slow(asked.address, has_begun=asked.has_begun)
        return outcome

    def _too_slow(self, address: str, *, has_begun: bool = True) -> FetchError:
        detail = f"the answer did not come within {self._budget.seconds:g} seconds."
        if not has_begun:
            detail = (
                f"its turn did not come within {self._budget.seconds:g} seconds, because other "
                "badges wait for the same server."
            )
        return FetchError("timeout", address, detail)
