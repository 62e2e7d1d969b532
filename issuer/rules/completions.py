"""What somebody did, and whether it meets what a badge class asks for.

Only three answers exist: met, not met, and not shown.  What a roster does not
show is never taken as met; the organiser may vouch for it, and the badge then
says so in its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from badge_classes.badge_class import Requirement

_MEASURE_WORDS = {
    "revisions": "edits",
    "references": "references added",
    "articles": "articles edited",
    "trainings": "training modules completed",
    "hours": "hours",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that the class asks for, and what shows it.

    *value* is the count that the roster shows; None means that the organiser
    vouched for it.
    """

    measure: str
    minimum: int
    value: int | None


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody finished what the class asks for, and this shows it."""

    shown: tuple[Shown, ...]

    @property
    def is_vouched_for(self) -> bool:
        """Whether any of it rests on the organiser's word."""
        return any(item.value is None for item in self.shown)


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a roster says less than the class asks for, and what it does not say at all."""

    below: tuple[Shown, ...]
    missing: tuple[Requirement, ...]


def complete(
    requirements: Sequence[Requirement], measures: Mapping[str, int], *, vouched: bool
) -> Completion | Unmet:
    """Judge *measures*, counts by measure, against *requirements*.

    With *vouched* the organiser answers for measures that are absent.  A count
    that is too low stays too low, whoever vouches.
    """
    shown = tuple(
        Shown(item.measure, item.minimum, measures.get(item.measure)) for item in requirements
    )
    below = tuple(item for item in shown if item.value is not None and item.value < item.minimum)
    missing = tuple(item for item in requirements if item.measure not in measures)
    if below or (missing and not vouched):
        return Unmet(below, missing)
    return Completion(shown)


def evidence(completion: Completion) -> list[dict[str, Any]]:
    """Return the Evidence objects of a completion (section 4, Evidence), in English.

    Pages tell the same in the reader's language; see `issuer/web/pages.py`.
    """
    counted = [
        f"{item.value} {_MEASURE_WORDS[item.measure]} (at least {item.minimum} asked)"
        for item in completion.shown
        if item.value is not None
    ]
    vouched = [
        f"at least {item.minimum} {_MEASURE_WORDS[item.measure]}"
        for item in completion.shown
        if item.value is None
    ]
    found = []
    if counted:
        found.append(_evidence("Counted in the course roster", "; ".join(counted)))
    if vouched:
        found.append(_evidence("Confirmed by the organiser", "; ".join(vouched)))
    if not completion.shown:
        found.append(_evidence("Recorded by the organiser", "took part and finished"))
    return found


def _evidence(name: str, narrative: str) -> dict[str, Any]:
    return {"type": "Evidence", "name": name, "narrative": f"{name}: {narrative}."}


def unmet_sentence(unmet: Unmet) -> str:
    """Say in English what a row lacks."""
    if unmet.below:
        parts = [
            f"{item.value} of {item.minimum} {_MEASURE_WORDS[item.measure]}" for item in unmet.below
        ]
        return f"The roster shows {' and '.join(parts)}."
    parts = [f"{item.minimum} {_MEASURE_WORDS[item.measure]}" for item in unmet.missing]
    return (
        f"The roster does not show {' and '.join(parts)}. "
        "Use a roster that has it, or add --confirm if you vouch for these people."
    )
