"""Reading what a badge names, within limits, and keeping the account of it.

One `Reading` serves one badge.  It fetches each address once, notes the hash of
every document, and turns whatever goes wrong into findings.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

from .errors import InvalidBadge
from .fetch import FetchError
from .openbadges import classes, json_ld, json_text, legacy, linked_data, values
from .proofs import PROOFS
from .report import Finding, Outcome, SeenDocument
from .session import begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from .fetch import Document, Fetcher

MAX_FETCHES = 25
"""A badge needs about six documents; one that names hundreds wants us to attack their hosts."""

MAX_REDIRECTS = 3

_URL_LETTERS = ":/?#[]@!$&'()*+,;=%~"

_BAD = (Outcome.FAILED, Outcome.UNDECIDED)

_PLAIN = "plain JSON of version 2.0"
"""A check of `Proofs`."""

_OK = range(200, 300)
_REDIRECTS = (301, 302, 303, 307, 308)
_MISSING = (404, 410)
GONE = 410

_LIMITS = ("input.too_large", "json.too_large", "json.too_deep", "picture.too_large")
"""What we decline to read may be in order, so it is undecided."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document in plain JSON, and the name that sentences have for it.

    *gone* says that its address answered with 410, which revokes a hosted badge.
    *version* is the one that it was written in; the document is of version 2.0.
    *sha256* is that of its bytes, where they say what the document says.
    """

    document: dict[str, Any]
    name: str
    gone: bool = False
    version: str = legacy.V2_0
    sha256: str | None = None


class Reading:
    """The findings about one badge, and the documents that were read for it."""

    def __init__(self, fetcher: Fetcher, now: datetime) -> None:
        self.findings: list[Finding] = []
        self.documents: list[SeenDocument] = []
        self._session = begin(fetcher)
        self._now = now
        self._fetches = 0
        self._begun: set[str] = set()
        self._allowance = json_ld.Allowance()
        self._answers: dict[str, tuple[Document, str] | None] = {}

    def passed(self, code: str, **parameters: str) -> None:
        """Note a check that passed."""
        self.findings.append(Finding(code, Outcome.PASSED, parameters))

    def failed(self, code: str, **parameters: str) -> None:
        """Note a check that failed."""
        self.findings.append(Finding(code, Outcome.FAILED, parameters))

    def undecided(self, code: str, **parameters: str) -> None:
        """Note a check that applies and could not be made."""
        self.findings.append(Finding(code, Outcome.UNDECIDED, parameters))

    def note(self, code: str, **parameters: str) -> None:
        """Note what is worth knowing and decides nothing."""
        self.findings.append(Finding(code, Outcome.NOTE, parameters))

    def add(self, findings: Iterable[Finding]) -> bool:
        """Note *findings*; return whether none of them failed or is undecided."""
        added = tuple(findings)
        self.findings.extend(added)
        return not any(item.outcome in _BAD for item in added)

    @contextmanager
    def aside(self) -> Iterator[list[Finding]]:
        """Collect findings in a list of their own, for the caller to judge."""
        kept, self.findings = self.findings, []
        try:
            yield self.findings
        finally:
            self.findings = kept

    def refused(self, document: str, error: InvalidBadge) -> None:
        """Note that *document* cannot be read, and why."""
        outcome = Outcome.UNDECIDED if error.code in _LIMITS else Outcome.FAILED
        self.findings += [
            Finding("document.unreadable", outcome, {"document": document}),
            Finding(error.code, outcome, error.parameters),
        ]

    def ahead(self, *addresses: object) -> None:
        """Begin to read those of *addresses* that are some, each of which will be asked for."""
        if not self._session.hurries:
            return
        places = {_place(address) for address in addresses if values.is_address(address)}
        new = sorted(places - self._answers.keys() - self._begun)[: MAX_FETCHES - self._fetches]
        self._fetches += len(new)
        self._begun.update(new)
        self._session.ahead(new)

    def answer(self, address: str) -> Document | None:
        """Return what *address* answers, of any status, or None with a finding."""
        answered = self._hashed_answer(address)
        return None if answered is None else answered[0]

    def body(self, address: str) -> bytes | None:
        """Return the body of what *address* answers if it answers well, or None with a finding."""
        answered = self._good_answer(address)
        return None if answered is None else answered[0].body

    def read(self, address: str, *, limit: int = json_text.MAX_BYTES) -> Read | None:
        """Return the document at *address* in plain JSON of version 2.0, or None with a finding."""
        answered = self._good_answer(address)
        if answered is None:
            return None
        body, sha256 = answered[0].body, answered[1]
        if len(body) <= limit and PROOFS.holds(sha256, _PLAIN):
            # The same bytes were read with all care before, and meant what they say.
            document = json.loads(body.decode().removeprefix("\ufeff"))
            return Read(linked_data.plain(document), address, sha256=sha256)
        try:
            document = json_text.decode(body, limit=limit)
        except InvalidBadge as error:
            self.refused(address, error)
            return None
        if legacy.version(document) == legacy.V2_0 and linked_data.is_plain(document):
            PROOFS.add(sha256, _PLAIN)
            return Read(linked_data.plain(document), address, sha256=sha256)
        return self.understood(document, address, address)

    def source(self, address: str, *, limit: int = json_text.MAX_BYTES) -> dict[str, Any] | None:
        """Return the JSON at *address* as it was written, whatever it means, or None."""
        answered = self._good_answer(address)
        try:
            return None if answered is None else json_text.decode(answered[0].body, limit=limit)
        except InvalidBadge as error:
            self.refused(address, error)
            return None

    def understood(
        self, document: Mapping[str, Any], name: str, address: str | None = None
    ) -> Read | None:
        """Return *document*, found at *address* if anywhere, in plain JSON of version 2.0.

        None with a finding if it cannot be read as such.
        """
        plain = self.plain(legacy.upgrade(document, address), name)
        return None if plain is None else Read(plain, name, version=legacy.version(document))

    def plain(self, document: Mapping[str, Any], name: str) -> dict[str, Any] | None:
        """Return *document*, of version 2.0, in plain JSON, or None with a finding."""
        plain, findings = linked_data.read(document, name, self._allowance)
        # What is read twice, as a Profile and as the home of a key, is told once.
        self.add(finding for finding in findings if finding not in self.findings)
        return plain

    def named(
        self, address: str, *, gone: bool = False, limit: int = json_text.MAX_BYTES
    ) -> Read | None:
        """Return the document that *address* names, or None with a finding.

        A document that calls itself by another address is read again from there,
        once: only what stands at that address speaks for it.  With *gone*, the
        status 410 is an answer too.  A list of revoked badges may have *limit* bytes.
        """
        read = self._at(address, gone=gone, limit=limit)
        if read is None or read.gone:
            return read
        own = classes.one(read.document, "id")
        if values.is_address(own) and not self._is_called(own, address):
            self.note("document.followed", address=address, id=own)
            address, read = own, self._at(own, gone=gone, limit=limit)
        if read is None or read.gone:
            return read
        return self._as_itself(read, address)

    def is_own_host(self, address: str, name: str) -> bool:
        """Return whether the host in *name*, at its port, answered for *address*.

        Else False with a finding.

        A host that forwards requests anywhere ("/login?next=https://evil.example")
        would otherwise vouch for whatever a forger publishes elsewhere.
        """
        answered = self._answered(address)
        if name == answered or values.authority(answered) == values.authority(name):
            return True
        self.failed("document.other_host", address=name, answered=answered)
        return False

    def typed(self, document: Mapping[str, Any], name: str, *types: str) -> bool:
        """Return whether *document* is of one of *types*, else False with a finding."""
        if classes.has_type(document, *types):
            return True
        found = classes.shown(document.get("type"))
        self.failed("document.wrong_type", document=name, expected=types[0], found=found)
        return False

    def well_formed(
        self,
        document: Mapping[str, Any],
        name: str,
        type_: str,
        table: tuple[classes.Property, ...],
        sha256: str | None = None,
    ) -> bool:
        """Note and return whether *document*, a *type_*, has the properties of *table*.

        *sha256* is that of its bytes, if they are known and of version 2.0, which
        has one table for a type.
        """
        if sha256 is None or not PROOFS.holds(sha256, type_):
            if not self.add(classes.check(document, name, table)):
                return False
            if sha256 is not None:
                PROOFS.add(sha256, type_)
        self.passed("document.read", document=name, type=type_)
        return True

    def _at(self, address: str, *, gone: bool, limit: int) -> Read | None:
        answer = self.answer(address) if gone else None
        if answer is not None and answer.status == GONE:
            return Read(self._stub(answer.body, address), address, gone=True)
        read = self.read(address, limit=limit)
        if read is None or classes.has_type(read.document, "RevocationList"):
            return read
        answered = self._hashed_answer(address)
        if answered is not None and len(answered[0].body) > json_text.MAX_BYTES:
            limit_of_others = str(json_text.MAX_BYTES)
            self.refused(address, InvalidBadge("json.too_large", limit=limit_of_others))
            return None
        return read

    @staticmethod
    def _stub(body: bytes, address: str) -> dict[str, Any]:
        """Return what a revoked badge's address says besides 410, which may be nothing."""
        try:
            return {**json_text.decode(body), "id": address}
        except InvalidBadge:
            return {"id": address}

    def _as_itself(self, read: Read, address: str) -> Read | None:
        own = classes.one(read.document, "id")
        if isinstance(own, str) and not self._is_called(own, address):
            self.failed("document.other_id", address=address, id=own)
            return None
        name = own if isinstance(own, str) else address
        if not self.is_own_host(address, name):
            return None
        return read if name == read.name else replace(read, name=name)

    def _is_called(self, own: str, address: str) -> bool:
        """Return whether *own* is where the document at *address* was asked for or found."""
        return values.same_identifier(own, address) or values.same_identifier(
            own, self._answered(address)
        )

    def _answered(self, address: str) -> str:
        answered = self._answers[_place(address)]
        return address if answered is None else answered[0].address

    def _hashed_answer(self, address: str) -> tuple[Document, str] | None:
        """Return what `answer` returns, with the SHA-256 of its body in hex."""
        place = _place(address)
        if place not in self._answers:
            self._answers[place] = self._fetch(place)
        return self._answers[place]

    def _good_answer(self, address: str) -> tuple[Document, str] | None:
        """Return the same if its status says that it is what was asked for, else a finding."""
        answered = self._hashed_answer(address)
        if answered is None or answered[0].status in _OK:
            return answered
        status = answered[0].status
        if status in _MISSING:
            self.failed("fetch.missing", address=address, status=str(status))
        else:
            self.undecided("fetch.unavailable", address=address, status=str(status))
        return None

    def _fetch(self, address: str) -> tuple[Document, str] | None:
        asked = address
        for _ in range(MAX_REDIRECTS + 1):
            if asked in self._begun:
                self._begun.remove(asked)  # It was counted when it began.
            elif self._fetches < MAX_FETCHES:
                self._fetches += 1
            else:
                self.undecided("fetch.too_many", address=asked, limit=str(MAX_FETCHES))
                return None
            try:
                answer = self._session.fetch(asked)
            except FetchError as error:
                self.undecided("fetch.failed", address=address, detail=error.detail)
                return None
            target = _target(answer)
            if target is None:
                return answer, self._keep(answer)
            asked = target
        self.undecided("fetch.redirects", address=address, limit=str(MAX_REDIRECTS))
        return None

    def _keep(self, answer: Document) -> str:
        sha256 = hashlib.sha256(answer.body).hexdigest()
        read_at = self._now - timedelta(seconds=answer.age) if answer.age else self._now
        self.documents.append(SeenDocument(answer.address, sha256, read_at))
        return sha256


def _place(address: str) -> str:
    """Return *address* as a fetcher knows it: HTTPS is https, and the rest as it was written."""
    if address.startswith("https:"):
        return address
    scheme, colon, rest = address.partition(":")
    return scheme.lower() + colon + rest


def _target(answer: Document) -> str | None:
    """Return where *answer* sends us on to (RFC 9110, section 15.4), if it does."""
    if answer.status not in _REDIRECTS or "location" not in answer.headers:
        return None
    try:
        location = quote(answer.headers["location"], safe=_URL_LETTERS)
        target = urljoin(answer.address, location)
    except ValueError:
        return None
    return target if values.is_address(target) else None
