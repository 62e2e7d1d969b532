"""Endorsements, linked from a badge or given as input: one defect a test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    ORIGIN,
    OTHERS,
    PROFILE,
    SIGNED,
    IssuerInMemory,
    key_document,
)
from verifier import EarnedBy, IssuedBy, Outcome, Report, VerificationError, verify
from verifier.openbadges import documents
from verifier.reading import MAX_FETCHES

POLICY = IssuedBy(PROFILE)
ENDORSER = "https://endorser.example.com"
ENDORSEMENT = f"{ENDORSER}/endorsements/1"
KEY = f"{ENDORSER}/key"


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer whose badge class somebody endorses, and nothing is wrong with either."""
    issuer = IssuerInMemory()
    issuer.publish(
        documents.profile(
            id=f"{ENDORSER}/issuer",
            name="Endorsers",
            url=ENDORSER,
            email="e@endorser.example.com",
            public_key=KEY,
            revocation_list=f"{ENDORSER}/revoked",
        )
    )
    issuer.publish(key_document(KEY, issuer.private_key, owner=f"{ENDORSER}/issuer"))
    revoked = [(other, None) for other in OTHERS]
    issuer.publish(
        documents.revocation_list(
            id=f"{ENDORSER}/revoked", issuer=f"{ENDORSER}/issuer", revoked=revoked
        )
    )
    endorse(issuer)
    issuer.change(BADGE_CLASS, endorsement=ENDORSEMENT)
    return issuer


def endorsement(**members: object) -> dict[str, Any]:
    """Return an Endorsement of the badge class, with other *members*; None takes one away."""
    document = {
        "@context": documents.CONTEXT,
        "type": "Endorsement",
        "id": ENDORSEMENT,
        "claim": {"id": BADGE_CLASS, "endorsementComment": "Well woven."},
        "issuedOn": datetime(2026, 10, 2, tzinfo=UTC).isoformat(),
        "issuer": f"{ENDORSER}/issuer",
        "verification": {"type": "HostedBadge"},
    }
    return {name: value for name, value in (document | members).items() if value is not None}


def endorse(issuer: IssuerInMemory, address: str = ENDORSEMENT, /, **members: object) -> None:
    """Publish an Endorsement at *address*."""
    issuer.put(address, documents.encode(endorsement(**({"id": address} | members))))


def accepted(issuer: IssuerInMemory, badge: str | None = None) -> Report:
    """Return the report of a valid badge."""
    return verify(badge or issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW)


def refused(issuer: IssuerInMemory, badge: str | None = None) -> Report:
    """Return the report of a badge that is not valid."""
    with pytest.raises(VerificationError) as error:
        verify(badge or issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW)
    return error.value.report


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> list[str]:
    """Return the codes of the findings with *outcome*."""
    return [finding.code for finding in report.findings if finding.outcome is outcome]


def test_an_endorsement_that_is_genuine_is_named(issuer: IssuerInMemory) -> None:
    """One finding says who endorses what; its own checks do not stand for the badge's."""
    for badge in (issuer.signed(), issuer.hosted()):
        report = accepted(issuer, badge)
        found = [item for item in report.findings if item.code == "endorsement.genuine"]
        assert [item.parameters["issuer"] for item in found] == [f"{ENDORSER}/issuer"]
        assert codes(report, Outcome.PASSED).count("time.issued") == 1


def test_assertions_classes_and_profiles_are_endorsed(issuer: IssuerInMemory) -> None:
    """By one endorsement or several, each about one of the badge's documents."""
    endorse(issuer, f"{ENDORSER}/2", claim={"id": PROFILE})
    endorse(issuer, f"{ENDORSER}/3", claim=SIGNED)
    issuer.change(PROFILE, endorsement=[f"{ENDORSER}/2", ENDORSEMENT])
    report = accepted(issuer, issuer.signed(endorsement=[f"{ENDORSER}/3"]))
    assert codes(report, Outcome.PASSED).count("endorsement.genuine") == 3


def test_an_endorsement_is_signed(issuer: IssuerInMemory) -> None:
    """The text stands at an address, or in the document itself."""
    verification = {"type": "SignedBadge", "creator": KEY}
    token = issuer.sign(endorsement(id=SIGNED, verification=verification))
    issuer.put(ENDORSEMENT, token.encode(), content_type="text/plain")
    assert "endorsement.genuine" in codes(accepted(issuer), Outcome.PASSED)
    issuer.change(BADGE_CLASS, endorsement=token)
    assert "endorsement.genuine" in codes(accepted(issuer), Outcome.PASSED)
    issuer.put(KEY, issuer.published[KEY].body.replace(b'"owner"', b'"revoked":true,"owner"'))
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "key.revoked"]


def test_a_signed_endorsement_can_be_revoked(issuer: IssuerInMemory) -> None:
    """By the list of whoever endorses."""
    verification = {"type": "SignedBadge", "creator": KEY}
    token = issuer.sign(endorsement(id=OTHERS[0], verification=verification))
    issuer.change(BADGE_CLASS, endorsement=token)
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "revocation.revoked"]


def test_each_endorsement_needs_every_check(issuer: IssuerInMemory) -> None:
    """A list that could not be read for the first one clears the second one neither."""
    issuer.remove(f"{ENDORSER}/revoked")
    verification = {"type": "SignedBadge", "creator": KEY}
    tokens = [issuer.sign(endorsement(id=id_, verification=verification)) for id_ in OTHERS]
    issuer.change(BADGE_CLASS, endorsement=tokens)
    found = codes(refused(issuer), Outcome.UNDECIDED)
    assert found.count("endorsement.not_genuine") == 2
    assert {"fetch.failed", "revocation.not_checked"} <= set(found)


def test_a_signature_by_somebody_else_is_a_forgery(issuer: IssuerInMemory) -> None:
    """The issuer of a badge cannot endorse it in another's name."""
    verification = {"type": "SignedBadge", "creator": issuer.key_id}
    token = issuer.sign(endorsement(id=SIGNED, verification=verification))
    issuer.change(BADGE_CLASS, endorsement=token)
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "key.not_listed"]


def test_an_endorsement_stands_on_its_issuers_host(issuer: IssuerInMemory) -> None:
    """Otherwise anybody could have a famous name speak for him."""
    endorse(issuer, f"{ORIGIN}/endorsement")
    issuer.change(BADGE_CLASS, endorsement=f"{ORIGIN}/endorsement")
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "scope.outside"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"claim": None}, "property.missing"),
        ({"claim": {"endorsementComment": "Well woven."}}, "property.missing"),
        ({"claim": {"id": BADGE_CLASS, "endorsementComment": 1}}, "property.not_text"),
        ({"issuer": None}, "property.missing"),
        ({"issuedOn": None}, "property.missing"),
        ({"issuedOn": "2026-10-02"}, "property.not_time"),
        ({"issuedOn": "2999-01-01T00:00:00Z"}, "time.not_yet_issued"),
        ({"expires": "2026-10-03T00:00:00Z"}, "time.expired"),
        ({"revoked": True}, "revocation.revoked"),
        ({"verification": None}, "verification.other_type"),
        ({"verification": {"type": "SignedBadge", "creator": KEY}}, "signature.absent"),
        ({"type": "Assertion"}, "document.wrong_type"),
        ({"id": f"{ENDORSER}/other"}, "fetch.failed"),
    ],
)
def test_what_is_wrong_with_an_endorsement(
    issuer: IssuerInMemory, members: dict[str, Any], expected: str
) -> None:
    """A badge that shows an endorsement which is none is not valid."""
    endorse(issuer, **members)
    report = refused(issuer)
    assert expected in codes(report) + codes(report, Outcome.UNDECIDED)
    assert "endorsement.not_genuine" in {item.code for item in report.findings}


def test_an_endorsement_that_is_gone_is_revoked(issuer: IssuerInMemory) -> None:
    """A hosted one is revoked at its own address."""
    issuer.put(ENDORSEMENT, b"", status=410)
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "revocation.revoked"]


def test_an_endorsement_that_cannot_be_read_is_undecided(issuer: IssuerInMemory) -> None:
    """It may be genuine; nobody can tell now."""
    issuer.remove(ENDORSEMENT)
    report = refused(issuer)
    assert report.valid is None
    assert codes(report, Outcome.UNDECIDED)[:2] == ["endorsement.not_genuine", "fetch.failed"]


@pytest.mark.parametrize("value", [7, "nothing", OTHERS[0], "{}", {}, {"id": OTHERS[0]}])
def test_an_endorsement_has_an_address(issuer: IssuerInMemory, value: object) -> None:
    """What nobody can fetch endorses nothing."""
    issuer.change(BADGE_CLASS, endorsement=value)
    report = refused(issuer)
    assert "endorsement.not_genuine" in {item.code for item in report.findings}


def test_a_copy_inside_is_read_from_its_address(issuer: IssuerInMemory) -> None:
    """What stands at the address counts, not what the copy says."""
    issuer.change(BADGE_CLASS, endorsement=endorsement(claim={"id": FORGER}))
    assert "endorsement.genuine" in codes(accepted(issuer), Outcome.PASSED)
    issuer.change(BADGE_CLASS, endorsement=endorsement(id=None))
    assert codes(refused(issuer)) == ["endorsement.not_genuine", "scope.no_address"]


def test_an_endorsement_of_something_else_says_nothing(issuer: IssuerInMemory) -> None:
    """It is genuine, and no reason to refuse the badge, but it does not speak for it."""
    endorse(issuer, claim={"id": f"{ORIGIN}/badge-classes/other"})
    report = accepted(issuer)
    assert codes(report, Outcome.NOTE) == ["endorsement.about_other"]


def test_endorsers_are_not_followed(issuer: IssuerInMemory) -> None:
    """Who endorses the endorser is another question, and could lead in circles."""
    endorse(issuer, endorsement=ENDORSEMENT)
    issuer.change(f"{ENDORSER}/issuer", endorsement=f"{FORGER}/endorsement")
    assert accepted(issuer)
    assert not any(address.startswith(FORGER) for address in issuer.asked)
    report = verify(ENDORSEMENT, policy=IssuedBy(f"{ENDORSER}/issuer"), fetcher=issuer, now=NOW)
    assert codes(report, Outcome.NOTE).count("endorsement.not_followed") == 2


def test_following_endorsements_ends(issuer: IssuerInMemory) -> None:
    """A badge cannot make us ask for more documents by having itself endorsed."""
    issuer.change(BADGE_CLASS, endorsement=[f"{FORGER}/{number}" for number in range(1000)])
    report = refused(issuer)
    assert len(issuer.asked) <= MAX_FETCHES
    assert "fetch.too_many" in codes(report, Outcome.UNDECIDED)
    issuer.change(BADGE_CLASS, endorsement=[{"id": number} for number in range(1000)])
    assert len(refused(issuer).findings) < 10 * MAX_FETCHES


def test_nothing_is_followed_for_a_forgery(issuer: IssuerInMemory) -> None:
    """A badge that is not its issuer's has its endorsements left alone."""
    issuer.hosted(f"{FORGER}/a", endorsement=f"{FORGER}/endorsement")
    refused(issuer, f"{FORGER}/a")
    assert f"{FORGER}/endorsement" not in issuer.asked


def test_an_endorsement_as_input(issuer: IssuerInMemory) -> None:
    """It is judged like a badge, with its own issuer; nobody earned it."""
    policy = IssuedBy(f"{ENDORSER}/issuer")
    report = verify(ENDORSEMENT, policy=policy, fetcher=issuer, now=NOW)
    assert (report.kind, report.form, report.assertion) == ("Endorsement", "hosted", None)
    assert codes(report, Outcome.NOTE) == ["subject.no_award"]
    with pytest.raises(VerificationError):
        verify(ENDORSEMENT, policy=EarnedBy("Amina K"), fetcher=issuer, now=NOW)
    endorse(issuer, f"{FORGER}/endorsement")
    assert codes(refused(issuer, f"{FORGER}/endorsement")) == ["scope.outside"]


def test_a_class_and_a_profile_as_input_are_endorsed_too(issuer: IssuerInMemory) -> None:
    """Their endorsements are judged with them."""
    assert "endorsement.genuine" in codes(accepted(issuer, BADGE_CLASS), Outcome.PASSED)
    issuer.change(PROFILE, endorsement=f"{FORGER}/none")
    assert refused(issuer, PROFILE).valid is None


def test_an_endorsement_does_not_stand_for_the_badges_own_checks(issuer: IssuerInMemory) -> None:
    """Positive evidence is counted for each statement alone."""
    issuer.hosted()
    report = accepted(issuer, HOSTED)
    assert codes(report, Outcome.PASSED).count("revocation.published") == 1
