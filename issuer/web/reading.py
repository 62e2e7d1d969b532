"""How the page that verifies reads documents: ours at once, strangers' within bounds.

A stranger's server may be slow on purpose.  So no database transaction is open
while we wait for one, and only a few requests wait at the same time: the other
threads keep answering.  One more does not wait for its turn, which would take a thread too.
How long one badge may keep us waiting in all is the verifier's to say.  These places are
not those of the API, so that neither can starve the other.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from issuer.actions.publication import OwnFetcher, Publication
from issuer.web.places import Places
from verifier import OfflineFetcher
from verifier.session import begin

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from issuer.actions.service import Service
    from verifier import Document

AT_ONCE: Final = 5
"""Questions of all visitors that are being answered, each in a thread of the server."""

WAITING_AT_ONCE: Final = 3
"""Those among them that may wait for strangers, so that our own badges are always answered."""

OF_ONE_VISITOR: Final = 2
"""Those of one visitor that may wait for strangers."""

SHARE: Final = 3
"""Questions of one visitor that are being answered; a home or a school is one visitor."""

COME_BACK_AFTER: Final = 15
"""Seconds; told to whoever finds every place taken.  A badge takes ten seconds at most."""

_QUESTIONS: Final = Places(AT_ONCE, each=SHARE)
_STRANGERS: Final = Places(WAITING_AT_ONCE, each=OF_ONE_VISITOR)


class Reader:
    """Reads for one question; `verifier.verify` takes it as a session."""

    hurries = True

    def __init__(self, service: Service, visitor: Hashable) -> None:
        """Read for *visitor*, who stands in memory for as long as places are held for him."""
        self._service = service
        self._visitor = visitor
        self._has_place = False
        self._strangers = begin(service.fetcher)
        self.answers: dict[str, Document] = {}
        """What each address that was asked for answered; the verifier bounds how much."""

    def fetch(self, address: str) -> Document:
        """Return the document at *address*.

        Raises FetchError when it cannot be had, and NoPlaceError when too many others
        are waiting for strangers already.
        """
        if self._service.addresses.is_ours(address):
            with self._service.database.reading() as session:
                public = Publication(session, self._service.addresses)
                self.answers[address] = OwnFetcher(public, OfflineFetcher()).fetch(address)
        else:
            self._take_place()
            self.answers[address] = self._strangers.fetch(address)
        return self.answers[address]

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read those of *addresses* that are not ours; ours take no time."""
        ours = self._service.addresses.is_ours
        strangers = [address for address in addresses if not ours(address)]
        if strangers:
            self._take_place()
            self._strangers.ahead(strangers)

    def close(self) -> None:
        """Give the place back."""
        if self._has_place:
            self._has_place = False
            _STRANGERS.give_back(self._visitor)

    def _take_place(self) -> None:
        if not self._has_place:
            _STRANGERS.take(self._visitor)
            self._has_place = True


@contextmanager
def reader(service: Service, visitor: Hashable) -> Iterator[Reader]:
    """Open a reader for one question, and give its place back at the end."""
    opened = Reader(service, visitor)
    try:
        yield opened
    finally:
        opened.close()


def place(visitor: Hashable) -> AbstractContextManager[None]:
    """Hold a place for a question of *visitor* while the block runs.

    Raises NoPlaceError at once when there is none.
    """
    return _QUESTIONS.taken(visitor)
