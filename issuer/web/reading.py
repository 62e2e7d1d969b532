"""How the web service reads documents for a verdict: ours at once, strangers' within bounds.

A stranger's server may be slow on purpose.  So no database transaction is open
while we wait for one, and only two requests wait at the same time: the other
threads keep answering.  A third does not wait for its turn, which would take a thread too.
How long one badge may keep us waiting in all is the verifier's to say.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import TooManyRequests

from issuer.actions.publication import OwnFetcher
from issuer.web.context import publication, service
from issuer.web.places import NoPlaceError, Places
from verifier import OfflineFetcher
from verifier.session import begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from verifier import Document

WAITING_AT_ONCE: Final = 2
COME_BACK_AFTER: Final = 30
"""Seconds; told to whoever finds both places taken."""

_PLACES: Final = Places(WAITING_AT_ONCE)


class _Reader:
    """Reads for one request."""

    hurries = True

    def __init__(self) -> None:
        self.has_place = False
        self._is_ours = service().addresses.is_ours
        self._strangers = begin(service().fetcher)

    def fetch(self, address: str) -> Document:
        """Return the document at *address*.

        Raises FetchError when it cannot be had, and TooManyRequests when others
        are waiting for strangers already.
        """
        if self._is_ours(address):
            with publication() as public:
                return OwnFetcher(public, OfflineFetcher()).fetch(address)
        self._take_place()
        return self._strangers.fetch(address)

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read those of *addresses* that are not ours; ours take no time."""
        strangers = [address for address in addresses if not self._is_ours(address)]
        if strangers:
            self._take_place()
            self._strangers.ahead(strangers)

    def _take_place(self) -> None:
        if not self.has_place:
            try:
                _PLACES.take()
            except NoPlaceError:
                raise TooManyRequests(retry_after=COME_BACK_AFTER) from None
            self.has_place = True


@contextmanager
def reader() -> Iterator[_Reader]:
    """Open a fetcher for one request, and give its place back at the end."""
    opened = _Reader()
    try:
        yield opened
    finally:
        if opened.has_place:
            _PLACES.give_back()
