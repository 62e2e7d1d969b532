"""What the caller can demand, and what he cannot demand by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from verifier import AllOf, AnyOf, EarnedBy, Evidence, IssuedBy, Outcome, UnsafeAnyIssuer
from verifier.openbadges import identity

if TYPE_CHECKING:
    from verifier import Policy

OURS = "https://badges.example.org/issuers/community/abc"
AMINA = identity.url_recipient("https://meta.wikimedia.org/wiki/User:Amina_K")
KNOWN = Evidence(AMINA, OURS)
UNKNOWN = Evidence(None, None)


def outcomes(policy: Policy, evidence: Evidence = KNOWN) -> list[Outcome]:
    """Return how the demands of *policy* end."""
    return [finding.outcome for finding in policy.judge(evidence)]


@pytest.mark.parametrize("kind", [IssuedBy, EarnedBy, AllOf, AnyOf])
def test_demanding_nothing_is_refused(kind: type) -> None:
    """All of nothing would be fulfilled by every badge."""
    with pytest.raises(ValueError, match="demands nothing"):
        kind()


@pytest.mark.parametrize("kind", [IssuedBy, EarnedBy])
def test_an_empty_demand_is_refused(kind: type) -> None:
    """A setting that was left empty is a mistake, not a demand."""
    with pytest.raises(ValueError, match="demands nothing"):
        kind("https://badges.example.org", "")


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        (OURS, Outcome.PASSED),
        (OURS + "/", Outcome.FAILED),
        (OURS.upper(), Outcome.FAILED),
        ("https://badges.example.org/issuers/community/abcd", Outcome.FAILED),
    ],
)
def test_an_issuer_is_compared_whole(issuer: str, expected: Outcome) -> None:
    """Nearly the same address is another issuer's."""
    assert outcomes(IssuedBy("https://else.example", OURS), Evidence(AMINA, issuer)) == [expected]


@pytest.mark.parametrize(
    ("issuer", "expected"),
    [
        (OURS, Outcome.PASSED),
        ("https://badges.example.org/issuers/other/abc", Outcome.FAILED),
        ("https://badges.example.org/issuers/community/../other/abc", Outcome.FAILED),
        ("https://badges.example.org/issuers/community/%2e%2E/other", Outcome.FAILED),
        ("https://badges.example.org/issuers/community/..%5Cother", Outcome.FAILED),
    ],
)
def test_a_prefix_admits_what_is_below_it(issuer: str, expected: Outcome) -> None:
    """A path that climbs out again is not below it."""
    policy = IssuedBy("https://badges.example.org/issuers/community/", prefix=True)
    assert outcomes(policy, Evidence(AMINA, issuer)) == [expected]


def test_a_prefix_ends_with_a_slash() -> None:
    """Otherwise it would fit longer names of hosts and folders."""
    with pytest.raises(ValueError, match="ends with"):
        IssuedBy("https://badges.example.org", prefix=True)


@pytest.mark.parametrize("policy", [IssuedBy(OURS), EarnedBy("Amina K"), UnsafeAnyIssuer()])
def test_what_is_not_known_is_undecided(policy: Policy) -> None:
    """A demand that could not be compared was not met."""
    assert outcomes(policy, UNKNOWN) == [Outcome.UNDECIDED]


def test_any_issuer_is_a_note() -> None:
    """It never counts as a check that passed."""
    assert outcomes(UnsafeAnyIssuer()) == [Outcome.NOTE]


def test_all_of_several() -> None:
    """Each demand leaves its finding."""
    policy = AllOf(IssuedBy(OURS), EarnedBy("Somebody else"))
    assert outcomes(policy) == [Outcome.PASSED, Outcome.FAILED]


def test_any_of_several() -> None:
    """One that is met is enough; one that may yet be met leaves it open."""
    wrong, right, unknown = EarnedBy("Somebody else"), EarnedBy("Amina K"), AllOf(IssuedBy(OURS))
    assert outcomes(AnyOf(wrong, right)) == [Outcome.PASSED]
    assert outcomes(AnyOf(wrong, wrong)) == [Outcome.FAILED, Outcome.FAILED]
    assert outcomes(AnyOf(wrong, unknown), Evidence(AMINA, None)) == [Outcome.UNDECIDED]
