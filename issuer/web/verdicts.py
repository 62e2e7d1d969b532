"""The one sentence on top of an answer, and the one below it that says what to do.

A report gives many findings; a reader in a hurry reads one sentence.  It names the worst
that was found, in the order of `_CAUSES`: that a badge was forged counts more than
that it has expired too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from issuer.web import again, not_badges
from issuer.web.dates import long_date
from issuer.web.issuers import bdi, filled, host_of
from issuer.web.localisation import gettext as _
from issuer.web.texts import harmless
from verifier import Finding, Outcome, bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from issuer.actions.verification import Question
    from issuer.web.issuers import Issuer
    from verifier import Report

_BROKEN: Final = frozenset({"signature.broken", "signature.fits_no_key"})
_UNKNOWN_KEY: Final = frozenset(
    {"key.differs", "key.none_listed", "key.not_listed", "key.other_owner", "key.revoked"}
)
_ELSEWHERE: Final = frozenset({"document.other_host", "scope.outside", "scope.wrong_start"})
_REVOKED: Final = frozenset({"revocation.revoked", "revocation.revoked_because"})
_COPIED: Final = frozenset({"scope.no_address", "signature.absent"})
_EXPIRED: Final = frozenset({"time.expired"})
_TOO_EARLY: Final = frozenset({"time.not_yet_issued"})
_OTHER_PERSON: Final = frozenset({"recipient.other"})
_MISSING: Final = frozenset({"fetch.missing"})
_NOT_A_BADGE: Final = ("address.", "bundle.", "input.", "json.", "jws.", "picture.", "png.", "svg.")
_FAULTY: Final = ("criteria.", "document.", "extension.", "json", "property.", "time.", "key.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """*look* is that of the whole; *links* are addresses that may be what was meant.

    With *is_proved* the issuer vouches for what the page shows, whatever the look is.
    """

    look: str
    title: str
    meaning: Markup
    links: tuple[str, ...] = ()
    is_proved: bool = False


def verdict(report: Report, question: Question, issuer: Issuer | None) -> Verdict:
    """Return the verdict on what was asked, in words."""
    if _is_no_badge(report):
        return _no_badge(report, question)
    if report.valid is None:
        return _undecided(report, question)
    if report.valid and report.kind != "Assertion":
        meaning = _("It describes a badge, an issuer or a key. Nobody was awarded it.")
        return Verdict("note", _("This is in order, but it is not a badge"), filled(meaning))
    if report.valid:
        copy = next((item for item in report.findings if item.code == "copy.differs"), None)
        return _valid(issuer, copy)
    failed = {item.code: item for item in report.findings if item.outcome is Outcome.FAILED}
    for applies, told in _CAUSES:
        if applies(failed, report):
            return told(failed, question)
    meaning = _("Do not accept it. The lines below say what is wrong.")
    return Verdict("bad", _("This badge is not valid"), filled(meaning))


def _valid(issuer: Issuer | None, copy: Finding | None) -> Verdict:
    if copy is not None and not (issuer and issuer.warnings):
        meaning = _(
            "What %(host)s publishes counts, and is shown here. Your copy says something "
            "else in: %(members)s."
        )
        members = bdi(harmless(copy.parameters["members"]))
        host = bdi(host_of(copy.parameters["document"]))
        title = _("This badge is valid, but your copy of it differs")
        return Verdict(
            "unknown", title, filled(meaning, host=host, members=members), is_proved=True
        )
    if issuer is not None and issuer.is_ours:
        meaning = _("%(issuer)s awarded it, nothing in it was changed, and it stands today.")
        return Verdict("good", _("This badge is valid"), filled(meaning, issuer=bdi(issuer.name)))
    host = bdi(issuer.host if issuer else "")
    if issuer is not None and issuer.warnings:
        message = _("It comes from %(host)s, which is another. Do not take one for the other.")
        return Verdict(
            "unknown",
            _("The issuer of this badge can be mistaken for somebody else"),
            Markup(" ").join((*issuer.warnings, filled(message, host=host))),
        )
    meaning = _(
        "Whoever controls %(host)s issued it, nothing in it was changed, and it stands today. "
        "Whether they are who they say is for you to judge."
    )
    title = _("This badge is valid, but nobody here knows its issuer")
    return Verdict("good", title, filled(meaning, host=host))


# --- Not valid --------------------------------------------------------------------------------


def _broken(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "Its signature does not fit: it was changed, or somebody else than its issuer made it. "
        "Do not accept it."
    )
    return Verdict("bad", _("This badge is not genuine"), filled(meaning))


def _unknown_key(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "The issuer that it names does not stand behind the key that signed it, so anybody could "
        "have made it. Do not accept it."
    )
    return Verdict("bad", _("This badge is not genuine"), filled(meaning))


def _elsewhere(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "It does not stand where the issuer that it names publishes badges, so anybody could have "
        "put it there. Do not accept it."
    )
    return Verdict("bad", _("This badge is not genuine"), filled(meaning))


def _revoked(failed: Mapping[str, Finding], _question: Question) -> Verdict:
    title = _("This badge was revoked")
    because = failed.get("revocation.revoked_because")
    if because is None:
        meaning = _("Its issuer has taken it back. Do not accept it.")
        return Verdict("bad", title, filled(meaning))
    meaning = _("Its issuer has taken it back and says why: “%(reason)s” Do not accept it.")
    reason = bdi(harmless(because.parameters["reason"]))
    return Verdict("bad", title, filled(meaning, reason=reason))


def _copied(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "It is only the text of a badge, which anybody can write. "
        "Ask for the badge’s address, its signed text or its original picture."
    )
    return Verdict("bad", _("This copy proves nothing"), filled(meaning))


def _missing(failed: Mapping[str, Finding], _question: Question) -> Verdict:
    host = bdi(host_of(failed["fetch.missing"].parameters["address"]))
    meaning = _(
        "%(host)s says that nothing is there. The address may be mistyped, or the badge was "
        "withdrawn. Do not accept it."
    )
    return Verdict("bad", _("There is no badge at this address"), filled(meaning, host=host))


def _other_person(_failed: Mapping[str, Finding], question: Question) -> Verdict:
    meaning = _(
        "The badge is genuine, but it was not given to %(recipient)s. Check the spelling, or "
        "ask the holder under which name it was awarded."
    )
    recipient = bdi(harmless(question.recipient))
    title = _("This badge was given to somebody else")
    return Verdict("bad", title, filled(meaning, recipient=recipient))


def _names_another(_failed: Mapping[str, Finding], question: Question) -> Verdict:
    meaning = _(
        "It does not name %(recipient)s, and not everything about it could be checked. Check "
        "the spelling, or ask the holder under which name it was awarded."
    )
    recipient = bdi(harmless(question.recipient))
    title = _("This badge names somebody else")
    return Verdict("bad", title, filled(meaning, recipient=recipient))


def _expired(failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "It was valid until %(date)s and no longer counts. "
        "Ask the holder or the issuer whether it was renewed."
    )
    date = _day(failed["time.expired"].parameters["expires"])
    return Verdict("bad", _("This badge has expired"), filled(meaning, date=date))


def _too_early(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _("It says that it was issued on a day that has not come yet. Ask the issuer.")
    return Verdict("bad", _("This badge is dated in the future"), filled(meaning))


def _faulty(_failed: Mapping[str, Finding], _question: Question) -> Verdict:
    meaning = _(
        "It is not made as the standard wants, so nothing is proved. "
        "The issuer has to correct it; the lines below say what."
    )
    return Verdict("bad", _("This badge is faulty"), filled(meaning))


def _any_of(*codes: frozenset[str]) -> Callable[[Mapping[str, Finding], Report], bool]:
    wanted = frozenset().union(*codes)
    return lambda failed, _report: not wanted.isdisjoint(failed)


def _only(codes: frozenset[str]) -> Callable[[Mapping[str, Finding], Report], bool]:
    """Apply where nothing else failed, nothing is open, and the badge is its issuer's."""

    def applies(failed: Mapping[str, Finding], report: Report) -> bool:
        is_open = any(item.outcome is Outcome.UNDECIDED for item in report.findings)
        return bool(failed) and failed.keys() <= codes and not is_open

    return applies


def _is_another_at_least(failed: Mapping[str, Finding], _report: Report) -> bool:
    return bool(failed) and failed.keys() <= _OTHER_PERSON


def _is_missing_itself(failed: Mapping[str, Finding], report: Report) -> bool:
    return not _MISSING.isdisjoint(failed) and report.assertion is None


def _is_faulty(failed: Mapping[str, Finding], _report: Report) -> bool:
    return bool(failed) and all(code.startswith(_FAULTY) for code in failed)


_CAUSES: Final = (
    (_any_of(_BROKEN), _broken),
    (_any_of(_UNKNOWN_KEY), _unknown_key),
    (_any_of(_ELSEWHERE), _elsewhere),
    (_any_of(_REVOKED), _revoked),
    (_any_of(_COPIED), _copied),
    (_is_missing_itself, _missing),
    (_only(_OTHER_PERSON), _other_person),
    (_is_another_at_least, _names_another),
    (_only(_EXPIRED | _OTHER_PERSON), _expired),
    (_only(_TOO_EARLY), _too_early),
    (_is_faulty, _faulty),
)
"""What makes a badge not valid, and how it is told; the first that applies."""


# --- Not decided ------------------------------------------------------------------------------


def _undecided(report: Report, question: Question) -> Verdict:
    is_open = {item.code: item for item in report.findings if item.outcome is Outcome.UNDECIDED}
    if "bundle.not_from_issuer" in is_open:
        made_at = _day(is_open["bundle.not_from_issuer"].parameters["made_at"])
        meaning = _(
            "Nothing in it speaks against the badge, but it is a copy that says it is of "
            "%(date)s, and anybody can write one. Check the badge online."
        )
        title = _("This file alone does not prove the badge")
        return Verdict("unknown", title, filled(meaning, date=made_at))
    if _is_newer(report, question):
        return _newer()
    unread = [item for code, item in is_open.items() if code.startswith("fetch.")]
    hosts = {host_of(item.parameters.get("address", "")) for item in unread} - {""}
    title = _("It could not be decided whether this badge is valid")
    if len(hosts) == 1 and all(map(_is_refused, unread)):
        meaning = _(
            "%(host)s was not asked: badges are read from public addresses that begin with "
            "https:// only. Ask the issuer for such an address; do not accept it until then."
        )
        return Verdict("unknown", title, filled(meaning, host=bdi(hosts.pop())))
    if len(hosts) == 1:
        meaning = _(
            "%(host)s did not give the answer that the proof needs. The badge may be genuine: try "
            "again later, and do not accept it until then."
        )
        return Verdict("unknown", title, filled(meaning, host=bdi(hosts.pop())))
    meaning = _(
        "Something that the proof needs could not be read. The badge may be genuine. "
        "Do not accept it yet; the lines below say what is missing."
    )
    return Verdict("unknown", title, filled(meaning))


def _is_refused(unread: Finding) -> bool:
    """Return whether nobody was asked, so that asking later helps nobody either."""
    is_insecure = unread.parameters.get("address", "").lower().startswith("http://")
    return unread.code == "fetch.refused" or is_insecure


def _newer() -> Verdict:
    meaning = _(
        "It is written in Open Badges 3.0, or is another verifiable credential, and this site "
        "reads versions 0.5 to 2.0. It may be genuine: ask its issuer where it can be checked."
    )
    title = _("This is a newer kind of badge, which cannot be checked here yet")
    return Verdict("unknown", title, filled(meaning))


def _is_newer(report: Report, question: Question) -> bool:
    said = [
        item.parameters.get("found", "") + item.parameters.get("context", "")
        for item in report.findings
        if item.code in {"json_ld.unknown_context", "version.unsupported"}
    ]
    return any("credentials" in text or "/ob/v3" in text for text in said) or (
        not_badges.is_credential(question.badge)
    )


# --- No badge at all --------------------------------------------------------------------------


def _is_no_badge(report: Report) -> bool:
    """Return whether what was handed in, or stands at its address, is no badge of any kind."""
    return report.form == "unknown" and any(
        item.code.startswith(_NOT_A_BADGE) for item in report.findings
    )


def _no_badge(report: Report, question: Question) -> Verdict:
    if not_badges.is_credential(question.badge):
        return _newer()
    codes = {item.code for item in report.findings}
    at_address = next(
        (item for item in report.findings if item.code == "document.unreadable"), None
    )
    if at_address is not None:
        host = bdi(host_of(at_address.parameters["document"]))
        meaning = _(
            "%(host)s shows something else there. "
            "Ask the holder for the badge’s own address, or for its file."
        )
        title = _("There is no badge at this address")
        return Verdict("bad", title, filled(meaning, host=host))
    if "address.unsupported" in codes:
        meaning = _("A badge’s address begins with https://. Ask the holder for it.")
        return Verdict("bad", _("This is not the address of a badge"), filled(meaning))
    return _unread(codes, question)


def _unread(codes: set[str], question: Question) -> Verdict:
    if not codes.isdisjoint(_TOO_LARGE):
        title = _("This is too large to be a badge")
        return Verdict("bad", title, filled(not_badges.ask_for_it()))
    if bundle.is_one(question.badge):
        meaning = _("It cannot be read to its end. Ask for the file again.")
        return Verdict("bad", _("This offline bundle is damaged"), filled(meaning))
    if codes.isdisjoint(_NO_BADGE_INSIDE) or not_badges.is_signed(again.text_of(question.badge)):
        return _damaged()
    told = not_badges.told(question.badge)
    return Verdict("bad", told.title, Markup(escape(told.meaning)), told.links)  # noqa: S704 - just escaped


_TOO_LARGE: Final = frozenset(
    {"input.too_large", "json.too_large", "jws.too_large", "picture.too_large"}
)
_NO_BADGE_INSIDE: Final = frozenset(
    {"input.empty", "input.not_a_badge", "png.no_assertion"}
    | {"json.malformed", "json.not_an_object", "json.not_text", "json.too_deep", "jws.malformed"}
    | {"svg.no_assertion"}
)
"""What is said of something that is no badge, rather than of one that is damaged."""


def _damaged() -> Verdict:
    meaning = _(
        "It cannot be read to its end: a part is missing or was changed on the way. "
        "Ask for the original file or the complete text."
    )
    return Verdict("bad", _("This badge is damaged"), filled(meaning))


def _day(moment: str) -> Markup:
    """Return the day of an ISO 8601 *moment*, or the text as it is."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return bdi(moment)
    return bdi(long_date(parsed) if parsed.tzinfo else moment)
