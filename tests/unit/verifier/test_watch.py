"""Whoever watches is told what the report will say, in its order, and nothing else."""

from __future__ import annotations

import pytest

from tests.doubles.issuer_in_memory import FORGER, HOSTED, NOW, PROFILE, IssuerInMemory
from verifier import Finding, Report, SeenDocument, UnsafeAnyIssuer, VerificationError, verify

Told = list[Finding | SeenDocument]


def watched(issuer: IssuerInMemory, badge: str) -> tuple[Report, Told]:
    """Return the report on *badge*, whatever it says, and what was told meanwhile."""
    told: Told = []
    try:
        report = verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW, watch=told.append)
    except VerificationError as error:
        report = error.report
    return report, told


def a_good_badge(issuer: IssuerInMemory) -> str:
    """Signed with the key that it names."""
    return issuer.signed()


def a_hosted_badge(issuer: IssuerInMemory) -> str:
    """At its address."""
    return issuer.hosted()


def a_badge_that_names_no_key(issuer: IssuerInMemory) -> str:
    """Signed with the second of the keys that the Profile lists, so the first is tried in vain."""
    issuer.rotate_keys()
    return issuer.signed(verification={"type": "SignedBadge"})


def a_badge_of_nobody(issuer: IssuerInMemory) -> str:
    """Signed with a key that none of those that are tried is."""
    token = issuer.signed(verification={"type": "SignedBadge"})
    issuer.rotate_keys()
    issuer.change(PROFILE, publicKey=[issuer.key_id])
    return token


def a_badge_with_a_broken_endorsement(issuer: IssuerInMemory) -> str:
    """Return one whose endorsement is looked at aside, and summed up in one finding."""
    return issuer.signed(endorsement=f"{FORGER}/endorsements/1")


def a_badge_elsewhere(issuer: IssuerInMemory) -> str:
    """Return one that is published where its issuer publishes none."""
    return issuer.hosted(f"{FORGER}/assertions/1")


@pytest.mark.parametrize(
    "make",
    [
        a_good_badge,
        a_hosted_badge,
        a_badge_that_names_no_key,
        a_badge_of_nobody,
        a_badge_with_a_broken_endorsement,
        a_badge_elsewhere,
    ],
    ids=lambda make: make.__name__,
)
def test_what_is_told_is_what_the_report_says(make: object) -> None:
    """Every finding and every document once, in the order of the report."""
    issuer = IssuerInMemory()
    assert callable(make)
    report, told = watched(issuer, make(issuer))
    assert tuple(item for item in told if isinstance(item, Finding)) == report.findings
    assert tuple(item for item in told if isinstance(item, SeenDocument)) == report.documents


def test_a_finding_is_told_before_the_next_document_is_asked_for() -> None:
    """Who waits for a slow server sees what is known until then."""
    issuer = IssuerInMemory()
    told: list[str] = []
    asked_when: dict[str, int] = {}

    class Slow:
        """Notes how much had been told when an address was asked for."""

        def fetch(self, address: str) -> object:
            asked_when[address] = len(told)
            return issuer.fetch(address)

    verify(
        issuer.signed(),
        policy=UnsafeAnyIssuer(),
        fetcher=Slow(),  # type: ignore[arg-type] # It answers with Documents.
        now=NOW,
        watch=lambda item: told.append(getattr(item, "code", "")),
    )
    assert "signature.fits" in told[: asked_when[PROFILE]]


def test_what_the_watcher_raises_ends_the_verification() -> None:
    """A reader who has gone away costs no further request."""
    issuer = IssuerInMemory()

    class GoneAwayError(Exception):
        """Nobody listens."""

    def leave(_item: object) -> None:
        raise GoneAwayError

    with pytest.raises(GoneAwayError):
        verify(issuer.hosted(), policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW, watch=leave)
    assert issuer.asked == [HOSTED]
