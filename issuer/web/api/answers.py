"""A report as the API tells it: codes for programs, sentences in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from badge_classes.languages import direction
from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language
from issuer.web.texts import harmless
from verifier import Outcome
from verifier.report import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from verifier import Finding, Report

VERSION: Final = "0.1.0"
"""Of Barnstar; a test compares it with pyproject.toml."""

_MATCHES: Final = {
    ("recipient.matches", Outcome.PASSED): True,
    ("recipient.other", Outcome.FAILED): False,
}
"""A statement that nothing proves is a note, and says nothing of anybody."""


def verification(report: Report, checked_at: datetime) -> dict[str, Any]:
    """Return the answer for one badge, as `schemas.Verification` has it.

    It is what `./run verify --json` prints, with more beside it, and its sentences in the
    reader's language.
    """
    told = report.as_json()
    for finding, shown in zip(report.ordered_findings, told["findings"], strict=True):
        shown["sentence"] = sentence(finding)
    return {
        "valid": told.pop("valid"),
        "verdict": _verdict(report),
        "issuer": _named(report.issuer),
        "badge_class": _named(report.badge_class),
        "recipient_matches": _recipient_matches(report),
        "checked_at": checked_at.isoformat(),
        "verifier": {"name": "Barnstar", "version": VERSION},
        **told,
    }


def sentence(finding: Finding) -> str:
    """Return what *finding* says as plain text in the reader's language.

    In a language that is written from right to left, what was put into the sentence is
    isolated (Unicode Annex 9), or an address would turn its surroundings around.
    """
    values = {name: harmless(value) for name, value in finding.parameters.items()}
    if direction(interface_language()) == "rtl":
        values = {name: f"\u2068{value}\u2069" for name, value in values.items()}
    return _(SENTENCES[finding.code]).format_map(values)


def _verdict(report: Report) -> str:
    if report.valid is None:
        return _("Whether this badge is valid could not be decided.")
    if report.valid and report.kind != "Assertion":
        return _("This document is valid, but it is no badge that somebody was awarded.")
    if report.valid and any(item.code == "copy.differs" for item in report.findings):
        return _("This badge is valid, but your copy of it differs.")
    return _("This badge is valid.") if report.valid else _("This badge is not valid.")


def _named(document: Mapping[str, Any] | None) -> dict[str, str | None] | None:
    if document is None:
        return None
    return {name: _one_text(document.get(name)) for name in ("id", "name")}


def _one_text(value: object) -> str | None:
    return harmless(value) if isinstance(value, str) else None


def _recipient_matches(report: Report) -> bool | None:
    """Return whether the badge was given to who was asked about; None if nothing proves it."""
    outcomes = [(item.code, item.outcome) for item in report.findings]
    return next((_MATCHES[found] for found in outcomes if found in _MATCHES), None)
