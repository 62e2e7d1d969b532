"""How to check the same badge again: an address that asks the question, never an answer.

A badge with an address has `/verify?badge=ADDRESS`.  A signed text has none; its link carries
it behind a `#`, which browsers do not send to a server, and the page's script fills it in.
"""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from issuer.actions.verification import document_of
from issuer.store import awards as award_store
from issuer.web.context import publication
from verifier import InvalidBadge, Outcome, bundle, intake
from verifier.intake import Form
from verifier.openbadges import png, svg, values

if TYPE_CHECKING:
    from issuer.rules.addresses import Addresses
    from verifier import Report

_MOST_ADDRESS: Final = 2_000
_MOST_TEXT: Final = 8_000
"""Characters; a badge has some 800, and a longer link is cut by those who carry it."""

_SAFE: Final = "-._~:/@!$'()*,;="

_PROVED_BY_US: Final = {"signature.fits", "key.listed"}


@dataclass(frozen=True, slots=True)
class Again:
    """*link* asks the same question; *call* is the same for programs, *text* what was found.

    *link* is empty where there is none.
    """

    link: str
    call: str
    text: str
    is_in_fragment: bool = False


def again(sent: str | bytes, report: Report, addresses: Addresses) -> Again:
    """Return how to ask about *sent* again."""
    sent = document_of(sent, addresses)
    text = text_of(sent)
    address = _address(text, report, addresses)
    api = f"{addresses.origin}/api/v1/verifications"
    if address and len(address) <= _MOST_ADDRESS:
        body = shlex.quote(json.dumps({"badge": address}, ensure_ascii=False))
        call = f"curl -H 'Content-Type: application/json' -d {body} {api}"
        link = f"{addresses.origin}/verify?badge={quote(address, safe=_SAFE)}"
        return Again(link, call, text)
    call = f"curl -F badge=@{_file_name(sent)} {api}"
    is_short_text = 0 < len(text) <= _MOST_TEXT and not text.startswith("{")
    link = f"{addresses.origin}/verify#badge={quote(text, safe=_SAFE)}" if is_short_text else ""
    return Again(link, call, text, is_in_fragment=bool(link))


def text_of(sent: str | bytes) -> str:
    """Return the address or text in *sent*, a badge in any wrapping, or "" where there is none."""
    if bundle.is_one(sent):
        with suppress(InvalidBadge):
            sent = bundle.read(sent.encode() if isinstance(sent, str) else sent).badge
    try:
        form, text = intake.recognise(sent)
        if form is Form.PNG and isinstance(sent, bytes):
            return png.extract(sent).strip()
        return svg.extract(text.encode()).strip() if form is Form.SVG else text
    except InvalidBadge:
        return ""


def _address(text: str, report: Report, addresses: Addresses) -> str:
    """Return the address of the badge that was asked about, or "" where none is known.

    The address of another badge would be worse than none: a text that only says that it is
    one of ours is not.
    """
    if values.is_address(text):
        return text
    subject = report.subject or ""
    if report.form == "hosted" and values.is_address(subject):
        return subject
    passed = {item.code for item in report.findings if item.outcome is Outcome.PASSED}
    issuer = str((report.issuer or {}).get("id", ""))
    if passed >= _PROVED_BY_US and addresses.is_ours(issuer) and subject.startswith("urn:uuid:"):
        with publication() as public:
            award = award_store.by_uuid(public.session, subject.removeprefix("urn:uuid:"))
        if award is not None and award.is_public:
            return addresses.assertion(award.id)
    return ""


def _file_name(sent: str | bytes) -> str:
    """Return how the file with *sent* would be called."""
    if bundle.is_one(sent):
        return "bundle.json"
    with suppress(InvalidBadge):
        return {
            Form.PNG: "badge.png",
            Form.SVG: "badge.svg",
            Form.JSON: "badge.json",
        }.get(intake.recognise(sent)[0], "badge.jws")
    return "badge.png"
