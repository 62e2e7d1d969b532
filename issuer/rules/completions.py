"""What somebody did, and whether it meets what a badge class asks for.

Only three answers exist: met, not met, and not shown.  What a roster does not
show is never taken as met; the organiser may vouch for it, and the badge then
says so in its evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from badge_classes.evidence import EvidenceDemand, problems
from badge_classes.problem import Problem
from issuer.rules import contact_details
from verifier.openbadges.values import is_address

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

# Whatever a class demands, nobody can read such a text, or nobody should.
_UNFIT = frozenset({"evidence.too_long", "evidence.control_character", "evidence.personal"})

# What the organiser says by confirming a row without the evidence.
_SEEN = {
    EvidenceDemand.ADDRESS: "saw what was made; its address is not published",
    EvidenceDemand.TEXT: "knows what was made or done; it is not described",
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
class Given:
    """What a roster gave as evidence, and what the class demanded of it.

    *text* is an address, if it is one as a whole, or words; empty where the roster
    gave nothing, or nothing that can be published.
    """

    demand: EvidenceDemand
    text: str = ""

    @property
    def is_address(self) -> bool:
        """Whether it is the address of something that others can look at."""
        return is_address(self.text)

    @property
    def is_enough(self) -> bool:
        """Whether it is what the class demands; more is always welcome."""
        return not any(problems(self.demand, self.text))


NOTHING_DEMANDED = Given(EvidenceDemand.NOTHING)


@dataclass(frozen=True, slots=True)
class Completion:
    """Somebody finished what the class asks for, and this shows it."""

    shown: tuple[Shown, ...]
    given: Given = NOTHING_DEMANDED

    @property
    def is_vouched_for(self) -> bool:
        """Whether any of it rests on the organiser's word."""
        return any(item.value is None for item in self.shown) or not self.given.is_enough


@dataclass(frozen=True, slots=True)
class Unmet:
    """What a roster says less than the class asks for, and what it does not say at all."""

    below: tuple[Shown, ...]
    missing: tuple[Requirement, ...]
    evidence: tuple[Problem, ...] = ()


def complete(
    requirements: Sequence[Requirement],
    measures: Mapping[str, int],
    evidence: str = "",
    *,
    demand: EvidenceDemand = EvidenceDemand.NOTHING,
    vouched: bool,
) -> Completion | Unmet:
    """Judge *measures*, counts by measure, and *evidence* against what a class asks for.

    With *vouched* the organiser answers for measures and evidence that are absent.
    A count that is too low stays too low, whoever vouches.  Evidence that the class
    does not demand is left out: a badge publishes it, and nobody asked for that.
    So is one that cannot be published, and one by which somebody could be reached.
    """
    demanded = demand is not EvidenceDemand.NOTHING
    wrong = tuple(problems(demand, evidence)) if demanded else ()
    if demanded and contact_details.are_in(evidence):
        wrong += (Problem("evidence.personal", "evidence"),)
    shown = tuple(
        Shown(item.measure, item.minimum, measures.get(item.measure)) for item in requirements
    )
    below = tuple(item for item in shown if item.value is not None and item.value < item.minimum)
    missing = tuple(item for item in requirements if item.measure not in measures)
    if below or ((missing or wrong) and not vouched):
        return Unmet(below, missing, wrong)
    given = Given(demand, evidence) if demanded else NOTHING_DEMANDED
    if any(problem.code in _UNFIT for problem in wrong):
        given = Given(demand)
    return Completion(shown, given)


def evidence(completion: Completion) -> list[dict[str, Any]]:
    """Return the Evidence objects of a completion (section 4, Evidence), in English.

    What a roster gave stands there as it was given.

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
    return found + _given_evidence(completion.given)


def _given_evidence(given: Given) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if given.is_address:
        found.append({"type": "Evidence", "id": given.text, "name": "Named by the organiser"})
    elif given.text:
        member = {"name": "Told by the organiser", "narrative": given.text}
        found.append({"type": "Evidence", **member})
    if not given.is_enough:
        found.append(_evidence("Confirmed by the organiser", _SEEN[given.demand]))
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
    lacks = [f"{item.minimum} {_MEASURE_WORDS[item.measure]}" for item in unmet.missing]
    sentences = []
    if lacks:
        sentences.append(f"The roster does not show {' and '.join(lacks)}.")
    sentences += [problem.sentence for problem in unmet.evidence]
    if unmet.evidence:
        sentences.append("It is read from a column named evidence.")
    sentences.append("Use a roster that has it, or add --confirm if you vouch for these people.")
    return " ".join(sentences)
