"""Verify anyone's badges, our own through the public documents like everybody else's.

One badge or a thousand: the verdict is the verifier's, and nothing that was asked
is written anywhere.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final, Protocol, cast
from urllib.parse import parse_qs

from issuer.actions.publication import OwnFetcher, Publication
from issuer.clock import SystemClock
from verifier import (
    EarnedBy,
    FetchError,
    InvalidBadge,
    OfflineFetcher,
    UnsafeAnyIssuer,
    bundle,
    hosts,
)
from verifier import VerificationError as _NotValid
from verifier.fetch import Budget
from verifier.openbadges import jws
from verifier.session import begin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from issuer.actions.service import Service
    from issuer.actions.turns import Turns
    from issuer.rules.addresses import Addresses
    from verifier import Document, Fetcher, Policy, Report
    from verifier.fetch import FetchLimits
    from verifier.session import BudgetedFetcher

CONNECTIONS: Final = 64
"""To strangers, from all requests of the API together."""

# What people copy from the address bar, or from a page that shows the badge.
_PAGES: Final = (".html", "/bundle", "/embed", "/status.svg", "/qr.svg", "/")

_AFTER: Final = ".,;:!?)>]\"'\u2026"
"""What stands behind an address in a sentence; none of our addresses ends in it."""

# A signed text, its lines cut wherever a mail program did; `{"` in base64url begins with eyJ.
_WRAPPED: Final = re.compile(
    r"eyJ[\w-]*+(?:\s++[\w-]++)*+(?:\s*+\.\s*+[\w-]++(?:\s++[\w-]++)*+){2}", re.ASCII
)

# What is typed or pasted with a name and is not seen: marks of direction, spaces of no width.
_UNSEEN: Final = re.compile(
    "[\u00ad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_JOINERS: Final = "\u200c\u200d"
"""Some scripts need them inside of a word, none at its end."""

_MOST_WRAPPED: Final = jws.MAX_BYTES * 11 // 10
_MOST_FIELDS: Final = 10

_LINES = BoundedSemaphore(CONNECTIONS)

_LONG: Final = 0.1
"""The share of a badge's time in a queue of ours after which no server is called slow."""


@dataclass(frozen=True, slots=True)
class Question:
    """A badge, and to whom it should have been awarded if that was asked; never shown in a log.

    Of *recipient* only what can be seen counts; *file_name* is that of an uploaded file.
    """

    badge: str | bytes = field(repr=False)
    recipient: str = field(default="", repr=False)
    file_name: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Leave out of the recipient what nobody sees."""
        seen = _UNSEEN.sub("", self.recipient).strip().strip(_JOINERS).strip()
        object.__setattr__(self, "recipient", seen)

    @property
    def policy(self) -> Policy:
        """What is demanded of the badge."""
        return EarnedBy(self.recipient) if self.recipient else UnsafeAnyIssuer()


class Verify(Protocol):
    """Judges one badge, like `verifier.verify` with a fetcher and a time, or `Batch.verify`."""

    def __call__(self, badge: str | bytes, *, policy: Policy) -> Report:
        """Return the report of a valid badge; raise what `verifier.verify` raises."""


def judge(
    question: Question, verify: Verify, addresses: Addresses, now: datetime | None = None
) -> Report:
    """Return the report on what was asked, whatever the verdict.

    An offline bundle is judged by the documents in it, without *verify* and without any
    network, as of *now*; without one, as of this moment.  Nobody here knows who made the
    file, so it is never valid: what it cannot show is left open.  No more is read of it
    than `bundle.MAX_BYTES`.
    """
    try:
        if bundle.is_one(question.badge):
            opened = bundle.read(_bytes_of(question.badge))
            moment = SystemClock().now() if now is None else now
            return bundle.judge(opened, policy=question.policy, now=moment)
        return verify(document_of(question.badge, addresses), policy=question.policy)
    except (_NotValid, InvalidBadge) as error:
        return error.report


def _bytes_of(badge: str | bytes) -> bytes:
    # Half a surrogate pair becomes what is not UTF-8, and is refused as that.
    return badge.encode(errors="surrogatepass") if isinstance(badge, str) else badge


def document_of(badge: str | bytes, addresses: Addresses) -> str | bytes:
    """Return what *badge* stands for: the document behind one of our pages, or a text in one line.

    Our own link that asks a question is opened, and a page about a badge or a class
    becomes its address.  Anything else comes back as it is.
    """
    opened = _in_one_line(badge)
    if not isinstance(opened, str):
        return opened
    address = opened.strip()
    asks = f"{addresses.origin}/verify"
    if address.startswith((f"{asks}?", f"{asks}#")):
        asked = _asked_by(address)
        if not asked:
            return opened
        opened, address = asked, asked.strip()
    if not addresses.is_ours(address):
        return _in_one_line(opened)
    path = re.split("[?#]", address, maxsplit=1)[0].rstrip(_AFTER)
    if path.startswith(addresses.assertion("")) and path.endswith(_PAGES):
        return addresses.assertion(addresses.assertion_id(path))
    document = path.removesuffix(".html").rstrip("/")
    return document if addresses.is_ours(document) else path


def _asked_by(link: str) -> str:
    """Return the badge that our own *link* asks about, or ""."""
    said = link.partition("?")[2].partition("#")[0] or link.partition("#")[2]
    with suppress(ValueError):
        return parse_qs(said, max_num_fields=_MOST_FIELDS).get("badge", [""])[0].strip()
    return ""


def _in_one_line(badge: str | bytes) -> str | bytes:
    """Return *badge*, a signed text that was wrapped into lines without them."""
    if len(badge) > _MOST_WRAPPED:
        return badge
    try:
        text = badge.decode("ascii") if isinstance(badge, bytes) else badge
    except UnicodeDecodeError:
        return badge
    text = text.strip()
    return "".join(text.split()) if _WRAPPED.fullmatch(text) else badge


def fetcher(service: Service) -> Fetcher:
    """Return what reads our own addresses in process and strangers' from the network.

    Threads may share it.  No transaction is open while a stranger keeps us waiting.
    """
    strangers = service.fetcher
    if hasattr(strangers, "read") and hasattr(strangers, "limits"):
        return _OwnFirst(service, cast("BudgetedFetcher", strangers))
    return _OwnFirstInMemory(service, strangers)


class InTurns:
    """Reads for one badge, and lets the next one compute while it waits for a document."""

    def __init__(self, fetcher: Fetcher, turns: Turns) -> None:
        """Read through *fetcher*, in a thread that has one of *turns*."""
        self._session = begin(fetcher)
        self._turns = turns
        self.hurries = self._session.hurries

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, or raise FetchError."""
        with self._turns.aside():
            return self._session.fetch(address)

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read *addresses*."""
        self._session.ahead(addresses)


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
        before = budget.seconds_left
        if not _LINES.acquire(timeout=before):
            raise hosts.crowded(address)
        waited = before - budget.seconds_left
        try:
            return self._strangers.read(address, budget)
        except FetchError as error:
            # Whoever could not have our time because we stood in a queue is not slow.
            if error.code == "timeout" and waited > _LONG * budget.seconds:
                raise hosts.crowded(address) from None
            raise
        finally:
            _LINES.release()


def _own(service: Service, address: str) -> Document:
    with service.database.reading() as session:
        public = Publication(session, service.addresses)
        return OwnFetcher(public, OfflineFetcher()).fetch(address)
