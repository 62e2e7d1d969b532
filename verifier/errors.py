"""The two ways in which verifying ends without a valid badge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .report import Finding, Outcome, Report

if TYPE_CHECKING:
    from collections.abc import Mapping


class VerificationError(Exception):
    """A badge is not valid, or could not be decided; *report* says which and why."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self.report = report

    def __str__(self) -> str:
        reasons = [
            finding.sentence
            for finding in self.report.ordered_findings
            if finding.outcome in {Outcome.FAILED, Outcome.UNDECIDED}
            # That later checks were not made follows from the reasons that are left.
            and not finding.code.endswith(".not_checked")
        ]
        return "\n".join([self.report.verdict, *reasons])


class InvalidBadge(ValueError):  # noqa: N818 - it names what was given, as the shared design does
    """What was given is no badge, or not one that can be read.

    *code* stands in SENTENCES and *parameters* fill its sentence, which is what
    `str` returns.  *finding* and *report* say the same in the shape of a verdict.
    """

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.finding = Finding(code, Outcome.FAILED, parameters)

    def __str__(self) -> str:
        return self.finding.sentence

    @property
    def parameters(self) -> Mapping[str, str]:
        """What fills the sentence."""
        return self.finding.parameters

    @property
    def report(self) -> Report:
        """The same as a Report, for answers that always hold one."""
        return Report((self.finding,))
