"""The offline bundle: a badge in one file with all that its verification read, as of then.

    data = bundle.make(address, HttpsFetcher(), now).as_bytes()     # with a network
    report = bundle.judge(bundle.read(data), policy=policy, now=now)  # without one

The file is JSON in UTF-8 (media type application/json), its members in this order:

    {"type": "OpenBadgeBundle", "version": 1, "made_at": "2026-11-01T12:00:00+00:00",
     "badge": TEXT,   or "badge_base64": for a picture
     "documents": [{"address", "answered"?, "status", "content_type", "location"?,
                    "fetched_at", "body" or "body_base64"}, …]}

*address* is what was asked for, *answered* the address that answered after redirects,
*location* where a redirect leads.  Members that this reader does not know are ignored.

A bundle proves nothing about where its documents come from.  Whoever writes the file also
writes the issuer's Profile in it, its key and its list of revoked badges.  So what is
judged from a bundle is never valid: that its documents are the issuer's is left open, and
so is whether the badge was revoked since.  What fails, fails.  A caller who knows where
the file comes from, because he made it himself or got it from somebody whom he trusts as
much as the network, says so with *is_trusted*; then only the age of the list remains, as
a note.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from .errors import InvalidBadge, VerificationError
from .fetch import Document, FetchError
from .intake import BUNDLE
from .openbadges import json_text
from .reading import MAX_FETCHES, Reading
from .report import Finding, Outcome
from .session import begin
from .verify import judge as judge_badge

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .fetch import Fetcher
    from .policy import Policy
    from .report import Report
    from .session import Session

VERSION = 1
MEDIA_TYPE = "application/json"

MAX_BYTES = 12 * 1024 * 1024
"""The longest list of revoked badges, two pictures, and some small documents."""

MAX_STRUCTURE = 20_000
"""Characters outside of texts: a bundle has few members, and nobody else's JSON is read as one."""

_BEGINNING = re.compile(rb'(?:\xef\xbb\xbf)?\s*+\{\s*+"type"\s*+:\s*+"OpenBadgeBundle"')
_TEXT = re.compile(rb'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)

_STATUSES = range(100, 600)

_OF_THE_ISSUER = (
    "endorsement.",
    "issuer.",
    "key.",
    "recipient.",
    "revocation.",
    "scope.",
    "signature.",
)
"""What is said by these codes rests on documents of the issuer, which a bundle only copies."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What *asked* answered at the moment *fetched_at*."""

    asked: str
    document: Document
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Bundle:
    """A badge, as it was handed in, and copies of the documents that were read for it."""

    badge: str | bytes
    copies: tuple[Copy, ...]
    made_at: datetime

    def as_bytes(self) -> bytes:
        """Return the file.  Raises ValueError when it would be larger than MAX_BYTES."""
        badge = _coded("badge", self.badge)
        written = {
            "type": BUNDLE,
            "version": VERSION,
            "made_at": self.made_at.isoformat(),
            **badge,
            "documents": [_written(copy) for copy in self.copies],
        }
        data = json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"
        if len(data) > MAX_BYTES:
            raise ValueError(f"This bundle has {len(data)} bytes, and may have {MAX_BYTES}.")
        return data


def make(badge: str | bytes, fetcher: Fetcher, now: datetime) -> Bundle:
    """Return *badge* with what its verification reads through *fetcher* at the moment *now*.

    Whether the badge is valid is not said.  What could not be read is not in the bundle, and
    will be missing when it is judged.  Raises InvalidBadge when *badge* is no badge at all.
    """
    recording = _Recording(begin(fetcher), now)
    with suppress(VerificationError):  # It is the reader's to judge.
        judge_badge(badge, _NoDemand(), Reading(recording, now), now)
    return Bundle(badge, tuple(recording.copies.values()), now)


def is_one(data: bytes | str) -> bool:
    """Return whether *data* begins like a bundle; a bundle's first member is its type."""
    start = data[:200]
    return (
        _BEGINNING.match(start.encode(errors="replace") if isinstance(start, str) else start)
        is not None
    )


def read(data: bytes) -> Bundle:
    """Return the bundle in the file *data*.

    Raises InvalidBadge when it is none, or of a later version, or larger than any has to be.
    Nothing in it is believed or judged.
    """
    if len(data) > MAX_BYTES:
        raise InvalidBadge("bundle.too_large", limit=str(MAX_BYTES))
    if not is_one(data) or len(_TEXT.sub(b"", data)) > MAX_STRUCTURE:
        raise InvalidBadge("bundle.malformed", member="type")
    found = json_text.decode(data, limit=MAX_BYTES)
    if found.get("version") != VERSION:
        raise InvalidBadge("bundle.version", found=json.dumps(found.get("version"))[:80])
    documents = found.get("documents")
    if not isinstance(documents, list) or len(documents) > MAX_FETCHES:
        raise InvalidBadge("bundle.malformed", member="documents")
    copies = tuple(map(_copy, documents))
    return Bundle(_uncoded(found, "badge"), copies, _moment(found, "made_at"))


def judge(
    bundle: Bundle,
    *,
    policy: Policy,
    now: datetime,
    badge: str | bytes | None = None,
    is_trusted: bool = False,
) -> Report:
    """Return the report of the badge in *bundle*, or of *badge*, from its documents alone.

    The report is returned whatever it says.  Unless the caller trusts the origin of the file
    as much as the network, it is never valid: what rests on the issuer's documents becomes a
    note, and what is left open is undecided.  Raises InvalidBadge when there is no badge.
    """
    reading = Reading(_Copies(bundle, now), now)
    try:
        report = judge_badge(bundle.badge if badge is None else badge, policy, reading, now)
    except VerificationError as error:
        report = error.report
    findings = report.findings
    if not is_trusted:
        findings = tuple(map(_as_copied, findings))
    return replace(report, findings=(*findings, *_left_open(bundle, report, is_trusted=is_trusted)))


def _as_copied(finding: Finding) -> Finding:
    """Return *finding* as what it is when the issuer's documents may be anybody's."""
    if finding.outcome is Outcome.PASSED and finding.code.startswith(_OF_THE_ISSUER):
        return Finding(finding.code, Outcome.NOTE, finding.parameters)
    return finding


def _left_open(bundle: Bundle, report: Report, *, is_trusted: bool) -> tuple[Finding, ...]:
    """Return what a bundle cannot show."""
    # A list speaks for the moment at which it was read; without one, the badge's own document.
    seen = [document.fetched_at for document in report.documents]
    as_of = min(seen, default=bundle.made_at).isoformat(timespec="seconds")
    outcome = Outcome.NOTE if is_trusted else Outcome.UNDECIDED
    status = Finding("revocation.as_of", outcome, {"as_of": as_of})
    if is_trusted:
        return (status,)
    made_at = bundle.made_at.isoformat(timespec="seconds")
    origin = Finding("bundle.not_from_issuer", Outcome.UNDECIDED, {"made_at": made_at})
    return (origin, status)


class _NoDemand:
    """Asks for nothing, where the verdict is not looked at."""

    def judge(self, _evidence: object) -> tuple[Finding, ...]:
        """Find nothing."""
        return ()


class _Recording:
    """Reads through another session, and notes what was answered."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.hurries = session.hurries
        self.copies: dict[str, Copy] = {}
        self._session = session
        self._now = now

    def fetch(self, address: str) -> Document:
        document = self._session.fetch(address)
        fetched_at = self._now - timedelta(seconds=document.age)
        self.copies[address] = Copy(address, document, fetched_at)
        return document

    def ahead(self, addresses: Iterable[str]) -> None:
        self._session.ahead(addresses)


class _Copies:
    """Answers from a bundle, each document with its age; every other address fails."""

    def __init__(self, bundle: Bundle, now: datetime) -> None:
        self._copies = {copy.asked: copy for copy in bundle.copies}
        self._now = now

    def fetch(self, address: str) -> Document:
        copy = self._copies.get(address)
        if copy is None:
            raise FetchError("not_given", address, "it is not among the documents of the bundle.")
        # Who writes the future into a bundle has a clock that is wrong.
        age = max(0.0, (self._now - copy.fetched_at).total_seconds())
        return replace(copy.document, age=age)


def _written(copy: Copy) -> dict[str, Any]:
    document = copy.document
    written: dict[str, Any] = {"address": copy.asked}
    if document.address != copy.asked:
        written["answered"] = document.address
    written |= {"status": document.status, "content_type": document.content_type}
    if "location" in document.headers:
        written["location"] = document.headers["location"]
    return {**written, "fetched_at": copy.fetched_at.isoformat(), **_coded("body", document.body)}


def _coded(name: str, value: str | bytes) -> dict[str, str]:
    """Return *value* as text if it is some that JSON can hold, else in base64."""
    if isinstance(value, str):
        return {name: value}
    try:
        # A mark before the text is skipped in a file, and would be a letter of a text.
        text = "" if value.startswith(codecs.BOM_UTF8) else value.decode()
    except UnicodeError:
        text = ""
    return {name: text} if text else {f"{name}_base64": base64.b64encode(value).decode()}


def _copy(found: object) -> Copy:
    if not isinstance(found, dict):
        raise InvalidBadge("bundle.malformed", member="documents")
    address, status = _text(found, "address"), found.get("status")
    if type(status) is not int or status not in _STATUSES:
        raise InvalidBadge("bundle.malformed", member="status")
    headers = {"location": _text(found, "location")} if "location" in found else {}
    answered = _text(found, "answered") if "answered" in found else address
    body = _uncoded(found, "body")
    document = Document(
        answered,
        status,
        _text(found, "content_type"),
        body.encode() if isinstance(body, str) else body,
        headers,
    )
    return Copy(address, document, _moment(found, "fetched_at"))


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise InvalidBadge("bundle.malformed", member=name)
    return value


def _uncoded(found: dict[str, Any], name: str) -> str | bytes:
    if f"{name}_base64" not in found:
        return _text(found, name)
    try:
        return base64.b64decode(_text(found, f"{name}_base64"), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidBadge("bundle.malformed", member=f"{name}_base64") from None


def _moment(found: dict[str, Any], name: str) -> datetime:
    text = _text(found, name)
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            # Moments at the ends of the calendar do not exist everywhere.
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise InvalidBadge("bundle.malformed", member=name)
