"""How the web service reads documents for a verdict: ours at once, strangers' within bounds.

A stranger's server may be slow on purpose.  So no database transaction is open
while we wait for one, only two requests wait at the same time, and each of them
only for a while: the other threads keep answering.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import TooManyRequests

from issuer.actions.publication import OwnFetcher
from issuer.web.context import publication, service
from verifier import FetchError, OfflineFetcher

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verifier import Document

WAITING_AT_ONCE: Final = 2
PATIENCE: Final = timedelta(seconds=20)
COME_BACK_AFTER: Final = 30
"""Seconds; told to whoever finds both places taken."""

_places = BoundedSemaphore(WAITING_AT_ONCE)


class _Reader:
    """Reads for one request."""

    def __init__(self) -> None:
        self.has_place = False
        self._until = service().clock.now() + PATIENCE

    def fetch(self, address: str) -> Document:
        """Return the document at *address*.

        Raises FetchError when it cannot be had, and TooManyRequests when others
        are waiting for strangers already.
        """
        here = service()
        if here.addresses.is_ours(address):
            with publication() as public:
                return OwnFetcher(public, OfflineFetcher()).fetch(address)
        if not self.has_place:
            self.has_place = _places.acquire(timeout=1)
            if not self.has_place:
                raise TooManyRequests(retry_after=COME_BACK_AFTER)
        if here.clock.now() > self._until:
            raise FetchError("timeout", address, "the documents before it took too long.")
        return here.fetcher.fetch(address)


@contextmanager
def reader() -> Iterator[_Reader]:
    """Open a fetcher for one request, and give its place back at the end."""
    opened = _Reader()
    try:
        yield opened
    finally:
        if opened.has_place:
            _places.release()
