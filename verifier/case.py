"""What is known so far about one badge, and which checks have to have left a trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .openbadges import classes, legacy, values
from .report import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import TypeGuard

    from .reading import Read, Reading

UNNAMED = "Assertion"
"""What sentences call the badge until its id is known."""

STATEMENTS = ("Assertion", "Endorsement")
"""What somebody says of somebody or something else, so that it has to be proved."""

_PROOF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "signed": {
        "signature": ("signature.fits",),
        "key": ("key.listed", "key.on_own_host"),
        "revocation": ("revocation.not_listed", "revocation.no_list"),
        "time": ("time.issued", "time.issued_by_leeway"),
    },
    "hosted": {
        "scope": ("scope.inside",),
        "revocation": ("revocation.published",),
        "time": ("time.issued", "time.issued_by_leeway"),
    },
}
"""By form and area, the codes of which one has to stand in the report of a valid statement."""

_PROOF_OF_OTHERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "BadgeClass": {"scope": ("scope.inside",)},
    "CryptographicKey": {"key": ("key.listed",)},
    "RevocationList": {"scope": ("scope.inside",)},
}
"""The same for what is no statement, by its type."""


@dataclass
class Case:
    """What is known so far about one badge, or one of the other documents."""

    reading: Reading
    now: datetime
    kind: str = "Assertion"
    form: str = "unknown"
    name: str = UNNAMED
    """The id of what is judged."""
    version: str = legacy.V2_0
    statement: Mapping[str, Any] | None = None
    """The Assertion, or the Endorsement."""
    is_well_formed: bool = False
    """Whether `statement` has the properties of what it is."""
    badge_class: Mapping[str, Any] | None = None
    class_read: Read | None = None
    """What `badge_class` was read from."""
    issuer: Mapping[str, Any] | None = None
    issuer_read: Read | None = None
    """What `issuer` was read from."""
    issuer_version: str = legacy.V2_0
    proved: bool = False
    """Whether it is the issuer's: signed with its key, or published by it."""
    may_hurry: bool = False
    """Whether documents may be read side by side: all that are named will be needed."""

    def is_address(self, value: object, name: str) -> TypeGuard[str]:
        """Return whether the document that the property *name* refers to can be fetched."""
        if values.is_address(value):
            return True
        self.reading.failed(
            "property.not_address", document=self.name, property=name, found=classes.shown(value)
        )
        return False

    def check_complete(self) -> None:
        """Say of every check that applies and left no trace that it was not made."""
        if self.form == "unknown":
            return
        findings = self.reading.findings
        codes = {finding.code for finding in findings}
        bad = {
            finding.code.partition(".")[0]
            for finding in findings
            if finding.outcome in {Outcome.FAILED, Outcome.UNDECIDED}
        }
        is_statement = self.kind in STATEMENTS
        proof = _PROOF[self.form] if is_statement else _PROOF_OF_OTHERS.get(self.kind, {})
        for area, proofs in proof.items():
            if codes.isdisjoint(proofs) and area not in bad:
                self.reading.undecided(f"{area}.not_checked")
        if self.kind in ("Assertion", "BadgeClass") and self.badge_class is None:
            self.reading.undecided("class.not_checked")
        if self.issuer is None and "issuer" not in bad:
            self.reading.undecided("issuer.not_checked")
