"""Awards: who earned which badge class, and every row's verdict before anything happens.

The verdicts are words of the contract; see `./run award` in the README.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from badge_classes.renewal import ONLY_SLOT, reopens
from issuer.rules import completions, people

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from badge_classes.badge_class import BadgeClass
    from badge_classes.renewal import Renewal
    from issuer.rules.completions import Completion
    from issuer.rules.people import Person
    from issuer.rules.rosters import RosterRow


class Verdict(StrEnum):
    """What becomes of a row."""

    EARNED = "earned"
    ALREADY_HELD = "already_held"
    CRITERION_NOT_MET = "criterion_not_met"
    EVIDENCE_MISSING = "evidence_missing"
    TEMPORARY_ACCOUNT = "temporary_account"
    UNKNOWN_USER = "unknown_user"
    PRIVATE_REGISTRATION = "private_registration"
    DUPLICATE_ROW = "duplicate_row"
    UNREADABLE_ROW = "unreadable_row"


AWARDING = frozenset({Verdict.EARNED, Verdict.PRIVATE_REGISTRATION})
"""The verdicts that lead to an award."""

SETTLED = AWARDING | {Verdict.ALREADY_HELD, Verdict.DUPLICATE_ROW}
"""The verdicts that leave nothing for the organiser to mend."""


class Visibility(StrEnum):
    """Who may see an award at its address."""

    HIDDEN = "hidden"
    BY_LINK = "by-link"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Revocation:
    """When and why an award was taken back."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Award:
    """One person earned one badge class, once in each slot.

    *id* names it in its address, *uuid* in the signed assertion.  *recipient* is
    the identity exactly as signed.  *signed* is the JWS, the one form that is
    stored; None means that the award is intended, recorded, and not yet signed.
    *slot* and *expires* follow from the rules of the class at the moment of the award.
    """

    id: str
    uuid: str
    class_id: str
    edition_id: str
    kid: str
    person_id: int
    recipient: str
    issued_on: datetime
    completion: Completion
    visibility: Visibility = Visibility.BY_LINK
    signed: str | None = None
    revocation: Revocation | None = None
    slot: str = ONLY_SLOT
    expires: datetime | None = None

    def has_expired(self, now: datetime) -> bool:
        """Whether the time of the award is over."""
        return self.expires is not None and self.expires <= now

    @property
    def is_public(self) -> bool:
        """Whether the award's address answers."""
        return self.signed is not None and self.visibility is not Visibility.HIDDEN


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one row, with the reason in English."""

    row: RosterRow
    verdict: Verdict
    reason: str
    completion: Completion | None = None
    person: Person | None = None
    held: Award | None = None


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The people and their awards of one class that a roster may meet again.

    *held* are the awards in one slot by person, *earlier* the last of each person in
    the others.
    """

    by_name: Mapping[str, Person]
    by_account: Mapping[int, Person]
    held: Mapping[int, Award]
    earlier: Mapping[int, Award]


def judge(
    rows: Sequence[RosterRow],
    badge_class: BadgeClass,
    known: Acquaintance,
    *,
    vouched: bool,
) -> list[Judgement]:
    """Return a verdict for each row, before anything is awarded."""
    met: dict[int, int] = {}
    return [_judge_row(row, badge_class, known, met, vouched=vouched) for row in rows]


def _judge_row(
    row: RosterRow,
    badge_class: BadgeClass,
    known: Acquaintance,
    met: dict[int, int],
    *,
    vouched: bool,
) -> Judgement:
    if row.problem is not None or row.username is None:
        return _refused(row)
    person = people.find(
        row.username, row.account, by_name=known.by_name, by_account=known.by_account
    )
    # A roster can name one person twice, by the old name and by the account number.
    if person is not None and met.setdefault(person.id, row.row) != row.row:
        reason = f"Row {met[person.id]} names the same account."
        return Judgement(row, Verdict.DUPLICATE_ROW, reason, person=person)
    held = known.held.get(person.id) if person else None
    if held is not None and held.signed is not None:
        return Judgement(
            row,
            Verdict.ALREADY_HELD,
            _held_reason(held, badge_class.renewal),
            person=person,
            held=held,
        )
    # An interrupted run recorded this award, and this run will sign it as it was recorded.
    result = (
        held.completion
        if held is not None
        else completions.complete(
            badge_class.requirements,
            row.measures,
            row.evidence,
            demand=badge_class.evidence,
            vouched=vouched,
        )
    )
    if isinstance(result, completions.Unmet):
        verdict = Verdict.CRITERION_NOT_MET if result.below else Verdict.EVIDENCE_MISSING
        return Judgement(row, verdict, completions.unmet_sentence(result), person=person)
    verdict = Verdict.PRIVATE_REGISTRATION if row.private else Verdict.EARNED
    reason = _earned_reason(result, known.earlier.get(person.id) if person else None, verdict)
    return Judgement(row, verdict, reason, result, person, held)


def _earned_reason(completion: Completion, earlier: Award | None, verdict: Verdict) -> str:
    reason = "Everything that the class asks for is shown."
    if completion.is_vouched_for:
        reason = "The organiser vouches for what the roster does not show."
    if verdict is Verdict.PRIVATE_REGISTRATION:
        reason = (
            "Earned. The registration is private, so the badge stays hidden "
            "until its holder shows it."
        )
    if earlier is None:
        return reason
    # Whoever runs last year's roster by mistake must see it before the badges are made.
    if earlier.revocation is None:
        held = f"This person holds one from {earlier.issued_on:%Y-%m-%d}"
    else:
        held = (
            f"This person's last one from {earlier.issued_on:%Y-%m-%d} was revoked on "
            f"{earlier.revocation.at:%Y-%m-%d} ({earlier.revocation.reason})"
        )
    return f"{reason} {held}; this is a renewal."


def _refused(row: RosterRow) -> Judgement:
    if row.problem is None:
        return Judgement(row, Verdict.UNREADABLE_ROW, "The row names nobody.")
    return Judgement(row, Verdict(row.problem.verdict), row.problem.sentence)


def _held_reason(held: Award, renewal: Renewal) -> str:
    again = reopens(renewal, held.issued_on)
    renewed = f" It can be earned again from {again:%Y-%m-%d}." if again else ""
    if held.revocation is None:
        return f"Awarded on {held.issued_on:%Y-%m-%d}; nothing was made again.{renewed}"
    return (
        f"Awarded on {held.issued_on:%Y-%m-%d} and revoked on {held.revocation.at:%Y-%m-%d} "
        f"({held.revocation.reason}). A revoked badge is not awarded again.{renewed}"
    )
