"""The account of what was found, and the checks of a document that need nothing else.

What is given an `Account` and no `Reading` cannot fetch, and cannot see what was found
before.  That is what lets a batch settle it once for all badges that share the document.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .openbadges import classes
from .proofs import PROOFS
from .report import Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_BAD = (Outcome.FAILED, Outcome.UNDECIDED)


class Account:
    """Findings, in the order in which they were made."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

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
