"""Whether a class can be earned now, and with which evidence."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.awarding import obstacle
from badge_classes.evidence import EvidenceDemand, problems
from badge_classes.validity import FOREVER, Months, Until, Validity
from tests.unit.badge_classes.samples import EXAMPLE, example

NOW = datetime(2026, 9, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("validity", "code"),
    [
        (FOREVER, None),
        (Months(1), None),
        (Until(date(2026, 10, 1)), None),
        (Until(date(2026, 9, 30)), None),
        (Until(date(2026, 9, 29)), "awarding.over"),
    ],
)
def test_a_class_whose_last_day_is_past_cannot_be_earned(
    validity: Validity, code: str | None
) -> None:
    """A badge that would be expired when somebody gets it is not awarded; until then it is."""
    found = obstacle(example(validity=validity), is_archived=False, at=NOW)
    assert (found.code if found else None) == code


def test_an_archived_class_cannot_be_earned() -> None:
    """The sentence says what to do about it."""
    found = obstacle(EXAMPLE, is_archived=True, at=NOW)
    assert found is not None
    assert found.sentence == (
        "This badge class is archived, so nobody can earn it. Restore it first."
    )


@pytest.mark.parametrize(
    ("demand", "given_", "codes"),
    [
        (EvidenceDemand.NOTHING, "", []),
        (EvidenceDemand.NOTHING, "Wrote three articles.", []),
        (EvidenceDemand.ADDRESS, "https://example.org/wiki/Article", []),
        (EvidenceDemand.ADDRESS, "", ["evidence.address_missing"]),
        (EvidenceDemand.ADDRESS, " \n", ["evidence.address_missing"]),
        (EvidenceDemand.ADDRESS, "example.org", ["evidence.address"]),
        (EvidenceDemand.ADDRESS, "javascript:alert(1)", ["evidence.address"]),
        (EvidenceDemand.TEXT, "Wrote three articles.\nAnd a fourth.", []),
        (EvidenceDemand.TEXT, "https://example.org/", []),
        (EvidenceDemand.TEXT, " \n", ["evidence.text"]),
        (EvidenceDemand.TEXT, "x" * 2_000, []),
        (EvidenceDemand.TEXT, "x" * 2_001, ["evidence.too_long"]),
        (EvidenceDemand.NOTHING, "a\x00b", ["evidence.control_character"]),
    ],
)
def test_evidence_is_what_the_class_demands(
    demand: EvidenceDemand, given_: str, codes: list[str]
) -> None:
    """An address or words, where they are demanded; bounded and printable in any case."""
    assert [problem.code for problem in problems(demand, given_)] == codes


@given(st.sampled_from(EvidenceDemand), st.text(max_size=50))
def test_every_problem_of_evidence_has_its_sentence(demand: EvidenceDemand, given_: str) -> None:
    """Whatever somebody gives is accepted, or refused in words with nothing left open."""
    for problem in problems(demand, given_):
        assert problem.sentence.endswith(".")
