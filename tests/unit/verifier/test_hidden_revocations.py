"""Revocations in words that are easily lost on the way: none of them may be."""

from __future__ import annotations

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
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from verifier import Report, UnsafeAnyIssuer, VerificationError, verify
from verifier.openbadges import documents, public_keys
from verifier.openbadges.documents import CONTEXT

V1 = "https://w3id.org/openbadges/v1"
SECURITY = "https://w3id.org/security/v1"
KEY_PEM = f"{ORIGIN}/key.pem"


def report_on(badge: str, issuer: IssuerInMemory) -> Report:
    """Return the report on *badge*, valid or not."""
    try:
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


def codes(report: Report) -> set[str]:
    """Return the codes of all findings."""
    return {finding.code for finding in report.findings}


# --- Lists of version 1: any word may be a uid --------------------------------------------------


def early(issuer: IssuerInMemory, uid: str) -> str:
    """Bring *issuer* back to version 1.1 and return a badge with *uid* that it signed."""
    profile = {"@context": V1, "type": "Issuer", "id": PROFILE, "name": "Weavers", "url": ORIGIN}
    issuer.put(PROFILE, documents.encode(profile | {"revocationList": REVOCATIONS}))
    issuer.change(BADGE_CLASS, **{"@context": V1})
    issuer.put(KEY_PEM, public_keys.pem(issuer.private_key.public_key()).encode())
    badge = issuer.assertion(id=None, verification=None)
    verify_ = {"type": "signed", "url": KEY_PEM}
    return issuer.sign(badge | {"@context": V1, "uid": uid, "verify": verify_})


def test_an_early_badge_that_is_on_no_list(issuer_1_1: tuple[IssuerInMemory, str]) -> None:
    """What the tests below find wrong is the list and nothing else."""
    issuer, badge = issuer_1_1
    for harmless in ({}, {"@context": V1}, {"other": "fraud"}, {"@context": V1, "x:2": None}):
        issuer.put(REVOCATIONS, documents.encode(harmless))
        assert report_on(badge, issuer).valid, harmless


@pytest.fixture
def issuer_1_1() -> tuple[IssuerInMemory, str]:
    """Make an issuer of version 1.1, and a badge with the uid abc-1."""
    issuer = IssuerInMemory()
    return issuer, early(issuer, "abc-1")


@pytest.mark.parametrize(
    "listed",
    [
        {"abc-1": "fraud"},
        {"ABC-1": "fraud"},
        {"@context": V1, "abc-1": "fraud", "urn:uuid:1111": "x"},
        {"abc-1": "fraud", "x:2": "y"},
        {"badge": "x", "recipient": "x", "abc-1": "fraud"},
        {"@context": V1, "type": "RevocationList", "id": REVOCATIONS, "abc-1": None},
        {"abc-1": {"because": "fraud"}},
    ],
)
def test_an_early_list_revokes(
    issuer_1_1: tuple[IssuerInMemory, str], listed: dict[str, Any]
) -> None:
    """A list of uids is read as it was written, whatever its other words would mean elsewhere."""
    issuer, badge = issuer_1_1
    issuer.put(REVOCATIONS, documents.encode(listed))
    report = report_on(badge, issuer)
    assert report.valid is False
    assert codes(report) & {"revocation.revoked", "revocation.revoked_because"}


@pytest.mark.parametrize("uid", ["verify", "x:2", "recipient", "revoked"])
def test_a_uid_may_be_any_word(uid: str) -> None:
    """Even one that means something in another document."""
    issuer = IssuerInMemory()
    badge = early(issuer, uid)
    issuer.put(REVOCATIONS, documents.encode({"@context": V1, uid: "fraud"}))
    assert "revocation.revoked_because" in codes(report_on(badge, issuer))


@pytest.mark.parametrize("listed", [{"revoked": ["abc-1"]}, {"other": 5}])
def test_an_early_list_that_nobody_understands_clears_nobody(
    issuer_1_1: tuple[IssuerInMemory, str], listed: dict[str, Any]
) -> None:
    """A reason is words or nothing; anything else may be another shape of list."""
    issuer, badge = issuer_1_1
    issuer.put(REVOCATIONS, documents.encode(listed))
    assert "revocation.bad_list" in codes(report_on(badge, issuer))


# --- Lists of version 2.0 -----------------------------------------------------------------------

UUID = SIGNED.removeprefix("urn:uuid:")


@pytest.mark.parametrize(
    "entry",
    [
        {"id": OTHERS[0], "uid": [UUID, "z"]},
        {"id": OTHERS[0], "uid": {"a": UUID}},
        {"uid": "x", "id": 5},
        {"id": "_:b0", "uid": ""},
    ],
)
def test_half_an_entry_clears_nobody(entry: dict[str, Any]) -> None:
    """The half that nobody understands may be the half that counts."""
    issuer = IssuerInMemory()
    issuer.revoke(entry, OTHERS[0])
    assert "revocation.bad_list" in codes(report_on(issuer.signed(), issuer))


@pytest.mark.parametrize("uid", [UUID, UUID.upper(), UUID.replace("-", "")])
def test_a_uid_is_the_uuid_in_any_letters(uid: str) -> None:
    """With its dashes or without."""
    issuer = IssuerInMemory()
    issuer.revoke({"uid": uid}, OTHERS[0])
    assert "revocation.revoked" in codes(report_on(issuer.signed(), issuer))


def test_a_flag_on_a_list_is_read_like_a_list_by_both_ways() -> None:
    """The standard gives `revoked` and `revokedAssertions` one meaning."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    for context in (CONTEXT, [CONTEXT, {"name_": "schema:name"}]):
        issuer.change(REVOCATIONS, **{"@context": context}, revoked=[SIGNED], revokedAssertions=[])
        assert report_on(badge, issuer).valid is False


def test_another_host_says_nothing_of_revocation() -> None:
    """The Profile names an address, and who answers for it has to be that host."""
    issuer = IssuerInMemory()
    issuer.put(f"{FORGER}/r", issuer.published[REVOCATIONS].body)
    issuer.redirect(REVOCATIONS, f"{FORGER}/r")
    assert "document.other_host" in codes(report_on(issuer.signed(), issuer))


# --- The word `revoked` of the security vocabulary ----------------------------------------------


@pytest.mark.parametrize(
    "members",
    [
        {"@context": [CONTEXT, SECURITY], "revoked": True},
        {"@context": [SECURITY, CONTEXT], "revoked": True},
        {"sec:revoked": "2025-01-01T00:00:00Z"},
        {"https://w3id.org/security#revoked": True},
    ],
)
def test_a_hosted_badge_that_is_revoked_in_other_words(members: dict[str, Any]) -> None:
    """An issuer who writes `revoked` means it, whatever contexts make of the word."""
    issuer = IssuerInMemory()
    assert "revocation.revoked" in codes(report_on(issuer.hosted(HOSTED, **members), issuer))


@pytest.mark.parametrize(
    "members",
    [
        {"@context": [CONTEXT, SECURITY], "revoked": "2025-01-01T00:00:00Z"},
        {"sec:revoked": "2025-01-01T00:00:00Z"},
        {"revoked": "2025-01-01T00:00:00Z"},
    ],
)
def test_a_key_that_is_revoked_in_other_words(members: dict[str, Any]) -> None:
    """The same for a key, which has no flag in Open Badges but one in that vocabulary."""
    issuer = IssuerInMemory()
    issuer.change(issuer.key_id, **members)
    assert "key.revoked" in codes(report_on(issuer.signed(), issuer))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("with_text", [True, False])
def test_a_profile_may_say_that_its_key_is_revoked(before: bool, with_text: bool) -> None:  # noqa: FBT001 - a parameter of a test
    """However it lists the key, and how often."""
    issuer = IssuerInMemory()
    said = {"id": issuer.key_id, "type": "CryptographicKey", "revoked": True}
    if with_text:
        said = issuer.document(issuer.key_id) | said
    issuer.change(PROFILE, publicKey=[said, issuer.key_id] if before else [issuer.key_id, said])
    assert "key.revoked" in codes(report_on(issuer.signed(), issuer))


def test_a_profile_may_say_that_a_key_has_another_owner() -> None:
    """Then it is not the issuer's."""
    issuer = IssuerInMemory()
    issuer.change(PROFILE, publicKey={"id": issuer.key_id, "owner": f"{FORGER}/p"})
    assert "key.other_owner" in codes(report_on(issuer.signed(), issuer))


def test_a_profile_may_not_give_one_key_two_texts() -> None:
    """Nobody can tell which of the two it means."""
    issuer = IssuerInMemory()
    right = issuer.document(issuer.key_id)
    issuer.rotate_keys()
    other = right | {"publicKeyPem": issuer.document(issuer.key_id)["publicKeyPem"]}
    badge = IssuerInMemory().signed()
    for both in ([right, other], [other, right]):
        issuer.change(PROFILE, publicKey=both)
        assert "key.differs" in codes(report_on(badge, issuer))


@pytest.mark.parametrize("context", [CONTEXT, [CONTEXT, V1]])
def test_a_flag_in_a_list_may_mean_somebody(context: object) -> None:
    """The context has one meaning for `revoked` and `revokedAssertions`, so it clears nobody."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    assert report_on(badge, issuer).valid
    issuer.change(REVOCATIONS, **{"@context": context, "revoked": issuer.assertion()["id"]})
    assert report_on(badge, issuer).valid is not True
    assert "revocation.bad_list" in codes(report_on(badge, issuer))
