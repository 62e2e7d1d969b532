"""What the verifier answers: findings, each with its outcome, and a verdict from them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .sentences import SENTENCES, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["SENTENCES", "Finding", "Outcome", "Report", "SeenDocument"]


class Outcome(StrEnum):
    """How one check ended.

    UNDECIDED means that the check applies and could not be made; it is never
    shown as passed.  A NOTE is worth knowing and decides nothing.
    """

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOTE = "note"


MAX_SHOWN = 500
"""Characters of one parameter; a stranger's text can be as long as his document."""

_JOINERS = "\u200c\u200d"
"""Invisible, but Persian, Hindi and others cannot be spelled without them."""


@dataclass(frozen=True, slots=True, init=False)
class Finding:
    """One check and how it ended.

    *code* is stable and stands in SENTENCES; *parameters* fill its sentence.
    They can hold a stranger's text, so they are cut to MAX_SHOWN characters and
    stripped of what would steer a terminal or turn the direction of writing.
    A page has to escape them all the same.
    """

    code: str
    outcome: Outcome
    parameters: Mapping[str, str]

    def __init__(
        self, code: str, outcome: Outcome, parameters: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        # Most parameters are short addresses, with nothing to strip.
        together = "".join(parameters.values())
        if " " in together or len(together) > MAX_SHOWN or not together.isprintable():
            parameters = {name: _shown(value) for name, value in parameters.items()}
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "outcome", outcome)
        object.__setattr__(self, "parameters", MappingProxyType(dict(parameters)))

    @property
    def sentence(self) -> str:
        """What was found, in English."""
        return sentence(self.code, self.parameters)


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """A document that the verdict rests on: where, the SHA-256 of its bytes in hex, and when."""

    address: str
    sha256: str
    fetched_at: datetime


def _shown(text: str) -> str:
    if len(text) <= MAX_SHOWN and text.isprintable() and "  " not in text:
        return text.strip()
    line = " ".join(text[: 4 * MAX_SHOWN].split())
    line = "".join(
        letter if letter.isprintable() or letter in _JOINERS else "\ufffd" for letter in line
    )
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


_READING_ORDER = {
    Outcome.UNDECIDED: 0,
    Outcome.FAILED: 1,
    Outcome.NOTE: 2,
    Outcome.PASSED: 3,
}
"""What could not be checked stands first, because it is what readers overlook."""

_LEVELS = {
    Outcome.UNDECIDED: "ERROR",
    Outcome.FAILED: "ERROR",
    Outcome.NOTE: "WARNING",
    Outcome.PASSED: "INFO",
}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that was found about one badge.

    *subject* is the badge's id.  *kind* is "Assertion" for a badge that somebody was
    awarded, or the type of the other document that was judged; *version* is that
    of Open Badges in which it is written.  *form* is "signed", "hosted", or "unknown" when
    reading did not get that far.  *assertion*, *badge_class* and *issuer* are the
    documents as they were read, for showing: whether they can be believed is
    what the findings say.
    """

    findings: tuple[Finding, ...]
    subject: str | None = None
    kind: str = "Assertion"
    version: str = "2.0"
    form: str = "unknown"
    assertion: Mapping[str, Any] | None = None
    badge_class: Mapping[str, Any] | None = None
    issuer: Mapping[str, Any] | None = None
    documents: tuple[SeenDocument, ...] = ()

    @property
    def valid(self) -> bool | None:
        """True when every check passed, False when one failed, else None: undecided."""
        outcomes = {finding.outcome for finding in self.findings}
        if Outcome.FAILED in outcomes:
            return False
        if Outcome.UNDECIDED in outcomes or Outcome.PASSED not in outcomes:
            return None
        return True

    @property
    def verdict(self) -> str:
        """The verdict as one English sentence."""
        if self.valid is None:
            return "Whether this badge is valid could not be decided."
        if self.valid and self.kind != "Assertion":
            return "This document is valid, but it is no badge that somebody was awarded."
        return "This badge is valid." if self.valid else "This badge is not valid."

    @property
    def ordered_findings(self) -> tuple[Finding, ...]:
        """The findings in the order for reading: first what could not be checked."""
        return tuple(sorted(self.findings, key=lambda item: _READING_ORDER[item.outcome]))

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON values; the shape is a promise.

        `{"valid": true | false | null, "subject", "kind", "form",
        "findings": [{"code", "outcome", "parameters", "sentence"}],
        "documents": [{"address", "sha256", "fetched_at"}],
        "report": …, "graph": […]}`, with what could not be checked first.

        `report` and `graph`, the documents as they were read, have the shape that
        1EdTech's validator answers in, for programs that read that one.  It knows no
        third outcome: undecided is not valid there.
        """
        valid, findings = (
            self.valid,
            [
                {
                    "code": finding.code,
                    "outcome": finding.outcome.value,
                    "parameters": dict(finding.parameters),
                    "sentence": finding.sentence,
                }
                for finding in self.ordered_findings
            ],
        )
        return {
            "valid": valid,
            "subject": self.subject,
            "kind": self.kind,
            "form": self.form,
            "findings": findings,
            "documents": [
                {
                    "address": document.address,
                    "sha256": document.sha256,
                    "fetched_at": document.fetched_at.isoformat(),
                }
                for document in self.documents
            ],
            "report": self._as_reference(),
            "graph": [
                dict(document)
                for document in (self.assertion, self.badge_class, self.issuer)
                if document is not None
            ],
        }

    def _as_reference(self) -> dict[str, Any]:
        messages = [
            {
                "name": finding.code,
                "messageLevel": _LEVELS[finding.outcome],
                "success": False,
                "result": finding.sentence,
            }
            for finding in self.ordered_findings
            if finding.outcome is not Outcome.PASSED
        ]
        levels = [message["messageLevel"] for message in messages]
        return {
            "valid": self.valid is True,
            "errorCount": levels.count("ERROR"),
            "warningCount": levels.count("WARNING"),
            "messages": messages,
            "validationSubject": self.subject,
            "openBadgesVersion": self.version,
        }
