"""Verify anyone's badges, our own through the public documents like everybody else's.

One badge or a thousand: the verdict is the verifier's, and nothing that was asked
is written anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, Protocol, cast

from issuer.actions.publication import OwnFetcher, Publication
from verifier import EarnedBy, FetchError, InvalidBadge, OfflineFetcher, UnsafeAnyIssuer
from verifier import VerificationError as _NotValid
from verifier.fetch import Budget

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from issuer.rules.addresses import Addresses
    from verifier import Document, Fetcher, Policy, Report
    from verifier.fetch import FetchLimits
    from verifier.session import BudgetedFetcher

CONNECTIONS: Final = 64
"""To strangers, from all requests of the API together."""

# What people copy from the address bar, or from a page that shows the badge.
_PAGES: Final = (".html", "/embed", "/status.svg", "/qr.svg", "/")

_LINES = BoundedSemaphore(CONNECTIONS)


@dataclass(frozen=True, slots=True)
class Question:
    """A badge, and to whom it should have been awarded if that was asked; never shown in a log."""

    badge: str | bytes = field(repr=False)
    recipient: str = field(default="", repr=False)

    @property
    def policy(self) -> Policy:
        """What is demanded of the badge."""
        return EarnedBy(self.recipient) if self.recipient else UnsafeAnyIssuer()


class Verify(Protocol):
    """Judges one badge, like `verifier.verify` with a fetcher and a time, or `Batch.verify`."""

    def __call__(self, badge: str | bytes, *, policy: Policy) -> Report:
        """Return the report of a valid badge; raise what `verifier.verify` raises."""


def judge(question: Question, verify: Verify, addresses: Addresses) -> Report:
    """Return the report on what was asked, whatever the verdict."""
    try:
        return verify(document_of(question.badge, addresses), policy=question.policy)
    except (_NotValid, InvalidBadge) as error:
        return error.report


def document_of(badge: str | bytes, addresses: Addresses) -> str | bytes:
    """Return the address of the badge when *badge* is that of one of our pages about it."""
    if not isinstance(badge, str) or not addresses.is_ours(badge.strip()):
        return badge
    path = badge.strip().partition("?")[0]
    if path.endswith(_PAGES):
        return addresses.assertion(addresses.assertion_id(path))
    return path


def fetcher(service: Service) -> Fetcher:
    """Return what reads our own addresses in process and strangers' from the network.

    Threads may share it.  No transaction is open while a stranger keeps us waiting.
    """
    strangers = service.fetcher
    if hasattr(strangers, "read") and hasattr(strangers, "limits"):
        return _OwnFirst(service, cast("BudgetedFetcher", strangers))
    return _OwnFirstInMemory(service, strangers)


class _OwnFirstInMemory:
    """For strangers that are read from memory, which takes no time."""

    def __init__(self, service: Service, strangers: Fetcher) -> None:
        self._service = service
        self._strangers = strangers

    def fetch(self, address: str) -> Document:
        if self._service.addresses.is_ours(address):
            return _own(self._service, address)
        return self._strangers.fetch(address)


class _OwnFirst:
    """For strangers that are read from the network, at the cost of a budget."""

    def __init__(self, service: Service, strangers: BudgetedFetcher) -> None:
        self.limits: FetchLimits = strangers.limits
        self._service = service
        self._strangers = strangers

    def fetch(self, address: str) -> Document:
        return self.read(address, Budget(self.limits))

    def read(self, address: str, budget: Budget) -> Document:
        if self._service.addresses.is_ours(address):
            return _own(self._service, address)
        # A thread may be left behind in the system's resolver; this bounds how many there are.
        if not _LINES.acquire(timeout=budget.seconds_left):
            detail = "too much else was being read at the same time."
            raise FetchError("timeout", address, detail)
        try:
            return self._strangers.read(address, budget)
        finally:
            _LINES.release()


def _own(service: Service, address: str) -> Document:
    with service.database.reading() as session:
        public = Publication(session, service.addresses)
        return OwnFetcher(public, OfflineFetcher()).fetch(address)
