"""Documents that are kept between badges, for a batch or a service.

    fetcher = CachingFetcher(HttpsFetcher())

A thousand badges of one course name the same key, badge class and Profile.
What says whether a badge counts now, the badge itself and the list of revoked
ones, is asked for every time, and only spared where its server says that it has
not changed (RFC 9110, section 13; RFC 9111).
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from .errors import InvalidBadge
from .fetch import Budget
from .openbadges import classes, json_text, png

if TYPE_CHECKING:
    from collections.abc import Callable

    from .fetch import Document, FetchLimits

_LASTING = frozenset({"BadgeClass", "CryptographicKey", "Issuer", "Profile"})
"""Types that may be a moment old; whatever has any other type may not."""

_NEVER_LASTING = frozenset({"@type", "recipient", "revoked", "revokedAssertions"})
"""Members of a badge or a list of revoked ones, by whatever type it calls itself."""

_PICTURES = (png.SIGNATURE, b"<")

_OK = 200
_NOT_MODIFIED = 304

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?([0-9]{1,9})\"?(?:$|[\s,;])", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[\s,])no-store(?:$|[\s,;=])", re.IGNORECASE)
_ALWAYS_ASKED = re.compile(r"(?:^|[\s,])(?:no-cache|must-revalidate)(?:$|[\s,;=])", re.IGNORECASE)


class ConditionalFetcher(Protocol):
    """Reads documents unless they are still what the reader has, like HttpsFetcher."""

    limits: FetchLimits

    def read(self, address: str, budget: Budget, etag: str | None = None) -> Document:
        """Return what *address* answers: the status 304 if it still has what *etag* names."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A document, when its server last gave or confirmed it, and how long it then lasts."""

    document: Document
    confirmed_at: float
    lasts: float

    @property
    def size(self) -> int:
        return len(self.document.body) + len(self.document.address)


class CachingFetcher:
    """Reads through another fetcher and keeps what may be kept.  Threads may share it.

    A key, a badge class, a Profile or a picture is given again unasked for at
    most *fresh_seconds*, and for less where its server says so: a key that its
    issuer takes away is believed for that much longer.  Everything else is
    asked for again, by its ETag if it has one.  Documents that were reached by
    a redirect, and answers other than 200, are not kept.
    """

    def __init__(
        self,
        fetcher: ConditionalFetcher,
        *,
        size: int = 32 * 1024 * 1024,
        fresh_seconds: float = 60,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep at most *size* bytes of bodies, the most recently used; *clock* counts seconds."""
        self.limits = fetcher.limits
        self._fetcher = fetcher
        self._size = size
        self._fresh_seconds = fresh_seconds
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._total = 0
        self._lock = threading.Lock()

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, or raise FetchError."""
        return self.read(address, Budget(self.limits))

    def read(self, address: str, budget: Budget) -> Document:
        """Do as `fetch` does, at the cost of *budget*; what is kept costs nothing."""
        kept = self._find(address)
        began = self._clock()
        if kept is not None and began - kept.confirmed_at < kept.lasts:
            return replace(kept.document, age=began - kept.confirmed_at)
        etag = kept.document.headers.get("etag") if kept is not None else None
        answer = self._fetcher.read(address, budget, etag)
        if kept is not None and etag is not None and answer.status == _NOT_MODIFIED:
            if answer.address == address:
                self._keep(address, replace(kept, confirmed_at=began))
                return kept.document
            # Another address cannot know what this one had.
            answer = self._fetcher.read(address, budget)
        self._keep(address, self._judge(address, answer, began))
        return answer

    def _find(self, address: str) -> _Kept | None:
        with self._lock:
            kept = self._kept.get(address)
            if kept is not None:
                self._kept.move_to_end(address)
            return kept

    def _judge(self, address: str, answer: Document, began: float) -> _Kept | None:
        """Return how *answer* may be kept, if at all."""
        control = answer.headers.get("cache-control", "")
        if answer.status != _OK or answer.address != address or _NOT_KEPT.search(control):
            return None
        lasts = self._fresh_seconds if _is_lasting(answer) else 0
        said = _MAX_AGE.search(control)
        if said:
            lasts = min(lasts, float(said[1]))
        if _ALWAYS_ASKED.search(control):
            lasts = 0
        if not lasts and "etag" not in answer.headers:
            return None
        return _Kept(answer, began, lasts)

    def _keep(self, address: str, kept: _Kept | None) -> None:
        """Replace what is kept of *address*, and forget what was used longest ago."""
        with self._lock:
            old = self._kept.pop(address, None)
            self._total -= old.size if old is not None else 0
            if kept is None or kept.size > self._size:
                return
            self._kept[address] = kept
            self._total += kept.size
            while self._total > self._size:
                _, forgotten = self._kept.popitem(last=False)
                self._total -= forgotten.size


def _is_lasting(answer: Document) -> bool:
    """Return whether *answer* is of a kind that may be given again unasked for a moment."""
    if answer.body.startswith(_PICTURES):
        return True
    try:
        document = json_text.decode(answer.body)
    except InvalidBadge:
        return False
    types = classes.many(document, "type")
    return (
        bool(types)
        and all(isinstance(type_, str) and type_ in _LASTING for type_ in types)
        and _NEVER_LASTING.isdisjoint(document)
    )
