"""What a batch settles once: each question is that of one document, one name and one key."""

from __future__ import annotations

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    ORIGIN,
    PROFILE,
    IssuerInMemory,
)
from verifier import Batch, BatchLimits, Report, UnsafeAnyIssuer, VerificationError, verify
from verifier.openbadges.revocations import CONTEXT

SIGNED_BY_NAME = "SignedBadge"


def alone(badge: str, issuer: IssuerInMemory) -> Report:
    """Return the report of a call by itself."""
    try:
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


def together(badge: str, batch: Batch) -> Report:
    """Return the report of *batch*."""
    try:
        return batch.verify(badge, policy=UnsafeAnyIssuer())
    except VerificationError as error:
        return error.report


def named(creator: str) -> dict[str, str]:
    """Return the verification of a badge whose key is *creator*."""
    return {"type": SIGNED_BY_NAME, "creator": creator}


def embed_keys(issuer: IssuerInMemory, *ids: str) -> None:
    """Let the Profile hold a key for each of *ids*, which the issuer signs with in turn."""
    nodes = []
    for id_ in ids:
        nodes.append({**issuer.document(issuer.key_id), "id": id_})
        issuer.rotate_keys()
    issuer.change(PROFILE, publicKey=nodes)


def test_two_keys_in_one_profile_stay_two() -> None:
    """A signature of one key of a document does not pass for one of another key in it."""
    issuer = IssuerInMemory()
    first, second = f"{PROFILE}#1", f"{PROFILE}#2"
    embed_keys(issuer, first, second)
    good, swapped = (
        issuer.signed(verification=named(first)),
        issuer.signed(verification=named(second)),
    )
    batch = Batch(issuer, NOW)
    for _ in range(2):
        assert together(good, batch).valid is True
        assert together(swapped, batch).valid is False


def test_a_key_that_changes_within_a_batch_is_asked_about_again() -> None:
    """A document that was dropped and fetched again may be another one; the Profile has a say."""
    issuer = IssuerInMemory()
    key_id = issuer.key_id
    issuer.change(PROFILE, publicKey=[issuer.document(key_id)])
    good = issuer.signed()
    hosted = [issuer.hosted(f"{ORIGIN}/assertions/{number}") for number in range(40)]
    small = Batch(issuer, NOW)
    assert together(good, small).valid is True
    batch = Batch(issuer, NOW, BatchLimits(kept_bytes=small.figures.kept_bytes + 5_000))
    assert together(good, batch).valid is True
    for address in hosted:
        assert together(address, batch).valid is True
    assert issuer.asked.count(PROFILE) == 2
    profile = issuer.document(PROFILE)
    issuer.rotate_keys()
    issuer.publish({**issuer.document(issuer.key_id), "id": key_id})
    issuer.publish(profile)
    forged = issuer.signed(verification=named(key_id))
    report = together(forged, batch)
    assert issuer.asked.count(PROFILE) == 2
    assert report.valid is False
    assert "key.differs" in {finding.code for finding in report.findings}
    assert report == alone(forged, issuer)


def test_a_class_is_held_to_its_own_host() -> None:
    """That the issuer vouches for one class says nothing about another one on another host."""
    issuer = IssuerInMemory()
    elsewhere = f"{FORGER}/class"
    issuer.publish({**issuer.document(BADGE_CLASS), "id": elsewhere})
    good, bad = issuer.hosted(HOSTED), issuer.hosted(f"{ORIGIN}/assertions/2", badge=elsewhere)
    batch = Batch(issuer, NOW)
    for _ in range(2):
        assert together(good, batch).valid is True
        assert together(bad, batch).valid is False


@pytest.mark.parametrize("members", [{"id": None}, {"id": None, "name": 5}])
def test_a_document_is_called_as_it_was_asked_for(members: dict[str, object]) -> None:
    """Two addresses that lead to one document without a name: findings name each as asked."""
    issuer = IssuerInMemory()
    issuer.change(BADGE_CLASS, **members)
    badges = []
    for name in ("a", "b"):
        issuer.redirect(f"{ORIGIN}/{name}", BADGE_CLASS)
        badges.append(issuer.signed(badge=f"{ORIGIN}/{name}"))
    batch = Batch(issuer, NOW)
    for badge in badges * 2:
        assert together(badge, batch) == alone(badge, issuer)


def test_an_early_badge_and_a_late_one_read_one_list_each_in_its_way() -> None:
    """What is settled for badges of one version is not taken for those of another."""
    issuer = IssuerInMemory()
    late = issuer.signed()
    early = issuer.sign(
        {
            "@context": "https://w3id.org/openbadges/v1",
            "type": "Assertion",
            "id": "urn:uuid:11111111-1111-4111-8111-111111111111",
            "uid": "1",
            "recipient": {"type": "email", "hashed": False, "identity": "amina@example.org"},
            "badge": BADGE_CLASS,
            "verify": {"type": "signed", "url": issuer.key_id},
            "issuedOn": "2015-10-01T00:00:00Z",
        }
    )
    batch = Batch(issuer, NOW)
    for badge in (late, early, late, early):
        assert together(badge, batch) == alone(badge, issuer)


def test_a_document_costs_every_badge_that_reads_it() -> None:
    """Else a badge in company could have more work done for it than one by itself."""
    issuer = IssuerInMemory()
    costly = [CONTEXT, {"@language": "en"}]
    issuer.change(PROFILE, **{"@context": costly, "tags": ["t"] * 3_500})
    issuer.change(BADGE_CLASS, **{"@context": costly, "tags": ["t"] * 3_500})
    modest, greedy = (
        issuer.signed(),
        issuer.signed(**{"@context": costly, "tags": ["t"] * 3_500}),
    )
    for order in ([modest, greedy, modest], [greedy, modest, greedy]):
        batch = Batch(issuer, NOW)
        for badge in order:
            report = together(badge, batch)
            assert report.as_json() == alone(badge, issuer).as_json()
            is_refused = "json_ld.too_complex" in {found.code for found in report.findings}
            assert is_refused is (badge is greedy)
