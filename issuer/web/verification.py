"""The page that verifies anyone's badge: a link, a paste or an upload, and one answer.

What people send here is never written to a log or kept.  The verdict comes from
the verifier alone, which reads our own badges through the public documents like
everybody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request

import verifier
from issuer.web import appearance, findings
from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.reading import reader
from verifier import EarnedBy, InvalidBadge, Outcome, UnsafeAnyIssuer, VerificationError

if TYPE_CHECKING:
    from markupsafe import Markup

    from issuer.web.appearance import Appearance
    from verifier import Report

verification = Blueprint("verification", __name__)

MAX_BADGE_BYTES: Final = 2 * 1024 * 1024
MAX_RECIPIENT_CHARACTERS: Final = 500

# How much of what was typed the form shows again, in characters: an address, not a document.
_SHOWN_AGAIN: Final = 2_000

# What people copy from the address bar, or from a page that shows the badge.
_PAGES: Final = (".html", "/embed", "/status.svg", "/qr.svg", "/")

_REVOKED: Final = frozenset({"revocation.revoked", "revocation.revoked_because"})

_LOOKS: Final = {"passed": "good", "failed": "bad", "undecided": "unknown", "note": "note"}


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants to know: the badge, and perhaps whom it was given to."""

    badge: str | bytes
    recipient: str


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer."""

    look: str
    word: str
    sentence: Markup


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer: one look and sentence for the whole, then a line for each check."""

    look: str
    title: str
    meaning: str
    checks: tuple[Check, ...]
    appearance: Appearance | None
    report: Report


@verification.get("/verify")
def ask() -> Response:
    """Show the form; with `?badge=ADDRESS`, the answer for that badge too."""
    badge = request.args.get("badge", "").strip()
    if not badge:
        return _page()
    return _page(answer(Request(badge, "")), typed=badge)


@verification.post("/verify")
def tell() -> Response:
    """Answer for the badge that was pasted or uploaded."""
    badge = _sent()
    if not badge:
        return _page(problem=_("Nothing was sent. Paste an address or a text, or choose a file."))
    if len(badge) > MAX_BADGE_BYTES:
        return _page(
            problem=_("This is larger than 2 MB, and a badge never is. Send the badge alone."),
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    recipient = request.form.get("recipient", "").strip()[:MAX_RECIPIENT_CHARACTERS]
    typed = badge if isinstance(badge, str) else ""
    return _page(answer(Request(badge, recipient)), typed=typed, recipient=recipient)


def answer(question: Request) -> Answer:
    """Verify the badge and put the report in words."""
    policy = EarnedBy(question.recipient) if question.recipient else UnsafeAnyIssuer()
    here = service()
    with reader() as fetcher:
        try:
            report = verifier.verify(
                _document_of(question.badge),
                policy=policy,
                fetcher=fetcher,
                now=here.clock.now(),
            )
        except VerificationError as error:
            report = error.report
        except InvalidBadge as error:
            return _answer(
                error.report,
                question,
                "bad",
                _("This is not a badge that can be read"),
                _("Nothing was found that could be checked."),
            )
    return _answer(report, question, *_verdict(report))


def _document_of(badge: str | bytes) -> str | bytes:
    """Return the address of the badge when *badge* is that of one of our pages about it."""
    addresses = service().addresses
    if isinstance(badge, str) and addresses.is_ours(badge):
        path, _mark, _query = badge.partition("?")
        if path.endswith(_PAGES):
            return addresses.assertion(addresses.assertion_id(path))
        return path
    return badge


def _verdict(report: Report) -> tuple[str, str, str]:
    """Return the look of the whole, its sentence, and what that means for the reader."""
    if report.valid is None:
        meaning = _(
            "Something that the proof needs could not be read. The badge may be genuine. "
            "Do not accept it yet; the lines below say what is missing."
        )
        return "unknown", _("It could not be decided whether this badge is valid"), meaning
    if report.valid and report.kind != "Assertion":
        meaning = _("It describes a badge, an issuer or a key. Nobody was awarded it.")
        return "unknown", _("This is in order, but it is not a badge"), meaning
    if report.valid:
        meaning = _("It is unchanged, it comes from the issuer that it names, and it stands today.")
        return "good", _("This badge is valid"), meaning
    failed = {item.code for item in report.findings if item.outcome is Outcome.FAILED}
    if failed and failed <= _REVOKED:
        meaning = _("Its issuer has taken it back. Do not accept it.")
        return "bad", _("This badge was revoked"), meaning
    meaning = _("Do not accept it. The lines below say what is wrong.")
    return "bad", _("This badge is not valid"), meaning


def _answer(report: Report, question: Request, look: str, title: str, meaning: str) -> Answer:
    words = {
        "passed": _("Passed"),
        "failed": _("Failed"),
        "undecided": _("Not decided"),
        "note": _("Note"),
    }
    checks = [
        Check(_LOOKS[finding.outcome], words[finding.outcome], findings.sentence(finding))
        for finding in report.ordered_findings
    ]
    # The lines that explain the verdict come first; the sort keeps the others as they are.
    checks.sort(key=lambda check: check.look != look or look == "good")
    upload = question.badge if isinstance(question.badge, bytes) else b""
    shown = appearance.of_report(report, upload, service().addresses)
    return Answer(look, title, meaning, tuple(checks), shown, report)


def _sent() -> str | bytes:
    """Return the uploaded file if there is one, else the text; at most one byte too many."""
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return upload.stream.read(MAX_BADGE_BYTES + 1)
    return request.form.get("badge", "").strip()[: MAX_BADGE_BYTES + 1]


def _page(
    found: Answer | None = None,
    *,
    typed: str = "",
    recipient: str = "",
    problem: str = "",
    status: int | None = None,
) -> Response:
    html = render_template(
        "verify.html",
        answer=found,
        typed=typed if len(typed) <= _SHOWN_AGAIN else "",
        recipient=recipient,
        problem=problem,
    )
    response = Response(html, status or (HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK))
    # The answer holds for this moment, and what was asked is nobody else's business.
    response.headers["Cache-Control"] = "no-store"
    return response
