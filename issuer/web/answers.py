"""The answer to one question, as the page shows it: put together from the report.

First what explains the verdict, then, folded, the rest.  What was left unchecked because of
something else is named in one line, however many checks it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from babel.lists import format_list

from issuer.store import organisations as organisation_store
from issuer.web import again, appearance, badge_pictures, findings, issuers, verdicts
from issuer.web.context import publication, service
from issuer.web.issuers import bdi, filled
from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language
from issuer.web.texts import harmless
from verifier import Finding, InvalidBadge, Outcome, bundle

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from markupsafe import Markup

    from issuer.actions.verification import Question
    from issuer.web.again import Again
    from issuer.web.appearance import Appearance
    from issuer.web.badge_pictures import Pictures
    from issuer.web.issuers import Issuer
    from issuer.web.verdicts import Verdict
    from verifier import Document, Report, SeenDocument

    Step: TypeAlias = Finding | SeenDocument
    Steps: TypeAlias = Generator[Step, None, tuple[Report, Mapping[str, Document]]]

_LOOKS: Final = {"passed": "good", "failed": "bad", "undecided": "unknown", "note": "note"}

_EXPLAINS_GOOD: Final = (
    "copy.",
    "signature.",
    "scope.inside",
    "key.",
    "revocation.",
    "time.",
    "recipient.",
    "version.",
)
"""What a reader wants to know of a good badge, in this order; the rest is folded."""

_MOST_SHOWN: Final = 12
"""Lines that explain a verdict before they are folded too: a document can have hundreds."""

# Said better by the section about the issuer, and by the one about the person.
_SAID_ELSEWHERE: Final = frozenset(
    {"issuer.any", "recipient.matches", "recipient.not_checked", "recipient.other"}
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the answer."""

    look: str
    word: str
    sentence: Markup


@dataclass(frozen=True, slots=True)
class Given:
    """Whether the badge was given to the person who was asked about, and why."""

    look: str
    word: str
    sentence: Markup


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the page says; *unchecked* names what was left out, or is empty.

    *asked* is the address or text that was asked about, or the name of its file.
    """

    asked: str
    verdict: Verdict
    given: Given | None
    appearance: Appearance | None
    pictures: Pictures
    issuer: Issuer | None
    explains: tuple[Check, ...]
    unchecked: Markup
    others: tuple[Check, ...]
    again: Again
    is_bundle: bool
    report: Report


def answer(question: Question, report: Report, documents: Mapping[str, Document]) -> Answer:
    """Return the answer to *question*, whose *report* rests on *documents*, by address."""
    addresses = service().addresses
    with publication() as public:
        names = [item.name for item in organisation_store.every(public.session)]
    issuer = issuers.of_report(report, addresses, names)
    is_bundle = bundle.is_one(question.badge)
    upload = question.badge if isinstance(question.badge, bytes) and not is_bundle else b""
    verdict = verdicts.verdict(report, question, issuer)
    explains, others = _lines(report, verdict)
    return Answer(
        asked=question.badge if isinstance(question.badge, str) else question.file_name,
        verdict=verdict,
        given=_given(report, question.recipient),
        appearance=appearance.of_report(report),
        pictures=badge_pictures.of_report(
            report, upload, documents or _bundled(question), addresses
        ),
        issuer=issuer,
        explains=tuple(map(check, explains)),
        unchecked=_unchecked(report.findings),
        others=tuple(map(check, others)),
        again=again.again(question.badge, report, addresses),
        is_bundle=is_bundle,
        report=report,
    )


def check(finding: Finding) -> Check:
    """Return the line for *finding*."""
    words = {
        "passed": _("Passed"),
        "failed": _("Failed"),
        "undecided": _("Not decided"),
        "note": _("Note"),
    }
    return Check(_LOOKS[finding.outcome], words[finding.outcome], findings.sentence(finding))


def _lines(report: Report, verdict: Verdict) -> tuple[list[Finding], list[Finding]]:
    """Return the findings that explain the verdict, and the others, each once."""
    shown = [
        item
        for item in report.ordered_findings
        if not item.code.endswith(".not_checked") and item.code not in _SAID_ELSEWHERE
    ]
    if report.valid is True:
        explains = [item for area in _EXPLAINS_GOOD for item in shown if item.code.startswith(area)]
    else:
        wanted = Outcome.FAILED if report.valid is False else Outcome.UNDECIDED
        bad = (Outcome.FAILED, Outcome.UNDECIDED)
        explains = [item for item in shown if item.outcome in bad]
        explains.sort(key=lambda item: item.outcome is not wanted)
    explains = _without_repeats(explains)[:_MOST_SHOWN]
    if verdict.links or (not report.documents and report.form == "unknown"):
        # The sentence on top said all of it; what is no badge has nothing to explain.
        return [], explains
    chosen = set(map(id, explains))
    return explains, [item for item in shown if id(item) not in chosen]


def _without_repeats(items: list[Finding]) -> list[Finding]:
    """Return *items*, of notes with the same code only the first."""
    seen: set[str] = set()
    kept = []
    for item in items:
        if item.outcome is Outcome.NOTE and item.code in seen:
            continue
        seen.add(item.code)
        kept.append(item)
    return kept


def _unchecked(found: Iterable[Finding]) -> Markup:
    """Return one line about all that was not checked because of something else."""
    names = {
        "signature": _("its signature"),
        "key": _("whose key signed it"),
        "scope": _("whether it stands where its issuer publishes badges"),
        "revocation": _("whether it was revoked"),
        "time": _("its dates"),
        "class": _("what it was awarded for"),
        "issuer": _("who issued it"),
        "recipient": _("to whom it was awarded"),
    }
    areas = {item.code.partition(".")[0] for item in found if item.code.endswith(".not_checked")}
    left_out = [name for area, name in names.items() if area in areas]
    if not left_out:
        return filled("")
    message = _("Not checked, because a step before did not succeed: %(things)s.")
    return filled(message, things=filled(format_list(left_out, locale=interface_language())))


def _given(report: Report, recipient: str) -> Given | None:
    """Return whether the badge was given to *recipient*; None if nobody asked, or it is none."""
    if not recipient or (report.form == "unknown" and report.assertion is None):
        return None
    person = bdi(harmless(recipient))
    outcomes = {item.code: item.outcome for item in report.findings}
    if outcomes.get("recipient.matches") is Outcome.PASSED:
        message = _("The badge was given to %(recipient)s.")
        return Given("good", _("Yes"), filled(message, recipient=person))
    if "recipient.matches" in outcomes:
        message = _("It names %(recipient)s, but a badge that is not proved can name anybody.")
        return Given("unknown", _("Cannot say"), filled(message, recipient=person))
    if "recipient.other" in outcomes:
        message = _(
            "It was given to somebody else than %(recipient)s. Check the spelling; an e-mail "
            "address counts only if the badge was given to that very address."
        )
        return Given("bad", _("No"), filled(message, recipient=person))
    message = _("The check did not get that far: nothing proves that it is %(recipient)s’s.")
    return Given("unknown", _("Cannot say"), filled(message, recipient=person))


def _bundled(question: Question) -> Mapping[str, Document]:
    """Return the documents in *question* if it is an offline bundle."""
    if not bundle.is_one(question.badge):
        return {}
    data = question.badge.encode() if isinstance(question.badge, str) else question.badge
    try:
        return {copy.asked: copy.document for copy in bundle.read(data).copies}
    except InvalidBadge:
        return {}
