"""Signed badges, judged with a real issuer's documents: one defect a test."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    FORGER,
    NOW,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
    key_document,
)
from verifier import (
    AllOf,
    EarnedBy,
    IssuedBy,
    Outcome,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.openbadges import documents, jws, public_keys

POLICY = AllOf(IssuedBy(PROFILE), EarnedBy("Amina K"))


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer that nothing is wrong with."""
    return IssuerInMemory()


def refused(issuer: IssuerInMemory, badge: str) -> Report:
    """Return the report of a badge that is not valid."""
    with pytest.raises(VerificationError) as error:
        verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    return error.value.report


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> list[str]:
    """Return the codes of the findings with *outcome*."""
    return [finding.code for finding in report.findings if finding.outcome is outcome]


def test_a_badge_that_nothing_is_wrong_with_is_valid(issuer: IssuerInMemory) -> None:
    """Every check leaves a finding that it passed, and the report shows what was read."""
    report = verify(issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW)
    assert report.valid is True
    assert [(report.subject, report.form)] == [(SIGNED, "signed")]
    assert {finding.outcome for finding in report.findings} == {Outcome.PASSED}
    assert {
        "document.read",
        "signature.fits",
        "key.listed",
        "revocation.not_listed",
        "time.issued",
        "image.found",
        "issuer.expected",
        "recipient.matches",
    } == {finding.code for finding in report.findings}
    read = {document.address for document in report.documents}
    assert read == {issuer.key_id, BADGE_CLASS, PROFILE, REVOCATIONS, PICTURE}
    assert report.issuer is not None
    assert report.issuer["name"] == "Weavers"


def test_only_the_key_is_fetched_before_the_signature_holds(issuer: IssuerInMemory) -> None:
    """A forged text cannot make us fetch more than one address of its choice."""
    header, _, signature = issuer.signed().split(".")
    forged = documents.encode(issuer.assertion(badge=f"{FORGER}/class"))
    payload = base64.urlsafe_b64encode(forged).rstrip(b"=").decode()
    report = refused(issuer, f"{header}.{payload}.{signature}")
    assert codes(report) == ["signature.broken"]
    assert issuer.asked == [issuer.key_id]
    assert "recipient.not_checked" in codes(report, Outcome.UNDECIDED)


def test_old_badges_stay_valid_after_a_rotation(issuer: IssuerInMemory) -> None:
    """An issuer may list several keys; each badge is checked with the one that it names."""
    before = issuer.signed()
    issuer.rotate_keys()
    for badge in (before, issuer.signed()):
        assert verify(badge, policy=POLICY, fetcher=issuer, now=NOW).valid


@pytest.mark.parametrize("rotations", [0, 1])
def test_a_badge_may_leave_its_key_unnamed(issuer: IssuerInMemory, rotations: int) -> None:
    """Without a creator, the keys that the Profile lists are tried."""
    badge = issuer.signed(verification={"type": "SignedBadge"})
    for _ in range(rotations):
        issuer.rotate_keys()
    report = verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    assert codes(report) == []


def test_no_listed_key_fits(issuer: IssuerInMemory) -> None:
    """Without a creator and with a strange key, the badge is not the issuer's."""
    badge = issuer.signed(verification={"type": "SignedBadge"})
    first = issuer.key_id
    issuer.rotate_keys()
    issuer.change(PROFILE, publicKey=issuer.key_id)
    assert "signature.fits_no_key" in codes(refused(issuer, badge))
    issuer.change(PROFILE, publicKey=[issuer.key_id, first])
    issuer.remove(first)
    report = refused(issuer, badge)
    assert report.valid is None
    assert "fetch.failed" in codes(report, Outcome.UNDECIDED)


def test_too_many_unnamed_keys_are_not_tried(issuer: IssuerInMemory) -> None:
    """An issuer with a hundred keys has to say which one signed."""
    badge = issuer.signed(verification={"type": "SignedBadge"})
    issuer.change(PROFILE, publicKey=[f"{PROFILE}/{number}" for number in range(100)])
    report = refused(issuer, badge)
    assert "key.too_many" in codes(report, Outcome.UNDECIDED)
    assert issuer.asked == [BADGE_CLASS, PROFILE, PICTURE][: len(issuer.asked)]


def test_a_key_of_somebody_else_proves_nothing(issuer: IssuerInMemory) -> None:
    """Who signs with a key of his own and names our badge class is found out."""
    issuer.rotate_keys()
    issuer.publish(key_document(f"{FORGER}/key", issuer.private_key))
    creator = {"type": "SignedBadge", "creator": f"{FORGER}/key"}
    report = refused(issuer, issuer.signed(verification=creator))
    assert codes(report) == ["key.not_listed"]
    assert codes(report, Outcome.UNDECIDED) == ["issuer.not_checked", "recipient.not_checked"]


def test_a_key_that_names_another_owner_proves_nothing(issuer: IssuerInMemory) -> None:
    """A stranger who lists our key in his own Profile does not become its owner."""
    issuer.change(issuer.key_id, owner=f"{FORGER}/issuer")
    assert codes(refused(issuer, issuer.signed())) == ["key.other_owner"]


def test_a_key_need_not_name_its_owner(issuer: IssuerInMemory) -> None:
    """The owner is recommended, not required."""
    issuer.change(issuer.key_id, owner=None)
    assert verify(issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW).valid


def test_a_profile_without_keys_signs_nothing(issuer: IssuerInMemory) -> None:
    """Most forgeries of the past named an issuer that lists no key."""
    issuer.change(PROFILE, publicKey=None)
    assert codes(refused(issuer, issuer.signed())) == ["key.none_listed"]
    unnamed = issuer.signed(verification={"type": "SignedBadge"})
    assert codes(refused(issuer, unnamed)) == ["key.none_listed"]


def test_a_key_may_stand_in_the_profile(issuer: IssuerInMemory) -> None:
    """A key with a fragment in its id is found in the document that the id names."""
    key_id = f"{PROFILE}#key"
    issuer.change(PROFILE, publicKey=key_document(key_id, issuer.private_key))
    for verification in ({"creator": key_id}, {}):
        badge = issuer.signed(verification={"type": "SignedBadge", **verification})
        assert verify(badge, policy=POLICY, fetcher=issuer, now=NOW).valid


def test_a_key_that_differs_from_the_profiles_copy_is_refused(issuer: IssuerInMemory) -> None:
    """Where the Profile holds the key itself, its copy has to be the same key."""
    signed = issuer.signed()
    first = issuer.key_id
    issuer.rotate_keys()
    issuer.change(PROFILE, publicKey=key_document(first, issuer.private_key))
    assert codes(refused(issuer, signed)) == ["key.differs"]


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"publicKeyPem": "nonsense"}, "key.unreadable"),
        ({"publicKeyPem": None}, "property.missing"),
        ({"type": "Profile"}, "document.wrong_type"),
        ({"id": f"{FORGER}/key"}, "document.other_id"),
        ({"revoked": True}, "key.revoked"),
    ],
)
def test_a_key_that_is_none(
    issuer: IssuerInMemory, members: dict[str, object], expected: str
) -> None:
    """What stands at the key's address has to be that key."""
    badge, address = issuer.signed(), issuer.key_id
    body = issuer.document(address) | members
    body = {name: value for name, value in body.items() if value is not None}
    issuer.put(address, documents.encode(body))
    assert expected in codes(refused(issuer, badge))


def test_a_key_from_another_host_is_not_the_issuers(issuer: IssuerInMemory) -> None:
    """An open redirect on the issuer's host does not let a stranger publish a key there."""
    issuer.publish(issuer.document(issuer.key_id) | {"id": f"{FORGER}/key"})
    issuer.redirect(issuer.key_id, f"{FORGER}/key")
    assert "document.other_host" in codes(refused(issuer, issuer.signed()))


def test_a_key_without_an_address_counts_only_inside_the_profile(issuer: IssuerInMemory) -> None:
    """A creator that cannot be fetched has to stand in the Profile, under that name."""
    badge = issuer.signed(verification={"type": "SignedBadge", "creator": OTHERS[0]})
    assert codes(refused(issuer, badge)) == ["key.not_listed"]
    key = issuer.document(issuer.key_id) | {"id": OTHERS[0]}
    issuer.change(PROFILE, publicKey=[issuer.key_id, key])
    assert verify(badge, policy=POLICY, fetcher=issuer, now=NOW).valid


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA"])
def test_other_sound_algorithms_are_read(issuer: IssuerInMemory, algorithm: str) -> None:
    """Elliptic curves are as good as RSA, each with its own algorithm."""
    key = (
        ec.generate_private_key(ec.SECP256R1())
        if algorithm == "ES256"
        else ed25519.Ed25519PrivateKey.generate()
    )
    issuer.change(issuer.key_id, publicKeyPem=public_keys.pem(key.public_key()))
    badge = jws.encode(documents.encode(issuer.assertion()), key, algorithm)
    assert verify(badge, policy=POLICY, fetcher=issuer, now=NOW).valid


@pytest.mark.parametrize("algorithm", ["none", "HS256", "PS256", "ES256", 5])
def test_an_algorithm_of_another_key_type_is_refused(
    issuer: IssuerInMemory, algorithm: object
) -> None:
    """The key decides on the algorithm, not the header of a text that anybody wrote."""
    _, payload, signature = issuer.signed().split(".")
    header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm}).encode())
    badge = f"{header.decode().rstrip('=')}.{payload}.{signature}"
    assert codes(refused(issuer, badge)) == ["signature.wrong_algorithm"]


@pytest.mark.parametrize("kind", ["HostedBadge", "schema:Thing", None])
def test_a_signed_badge_has_to_say_so(issuer: IssuerInMemory, kind: str | None) -> None:
    """A signature under a badge of another kind of proof is not the proof that it names."""
    verification = {"type": kind, "creator": issuer.key_id}
    report = refused(issuer, issuer.signed(verification=verification))
    assert "verification.other_type" in codes(report)
    assert issuer.asked == []


@pytest.mark.parametrize(
    "entry",
    [
        SIGNED,
        SIGNED.upper(),
        {"id": SIGNED},
        {"id": SIGNED, "revocationReason": "Awarded by mistake"},
        {"uid": SIGNED.removeprefix("urn:uuid:")},
    ],
)
@pytest.mark.parametrize("others", [OTHERS, ()])
def test_a_revoked_badge(issuer: IssuerInMemory, entry: object, others: tuple[str, ...]) -> None:
    """Every legal shape of entry revokes, also when it is the only one."""
    issuer.revoke(entry, *others)
    (code,) = codes(refused(issuer, issuer.signed()))
    assert code.startswith("revocation.revoked")
    issuer.change(REVOCATIONS, revokedAssertions=entry)
    assert refused(issuer, issuer.signed()).valid is False


def test_the_list_is_needed_where_the_profile_names_one(issuer: IssuerInMemory) -> None:
    """A list that cannot be had leaves it undecided; one that is no list is a failure."""
    badge = issuer.signed()
    issuer.put(REVOCATIONS, b"", status=503)
    report = refused(issuer, badge)
    assert report.valid is None
    assert codes(report, Outcome.UNDECIDED) == ["fetch.unavailable", "revocation.not_checked"]
    issuer.put(REVOCATIONS, b"\x89PNG\r\n\x1a\n", content_type="image/png")
    assert codes(refused(issuer, badge)) == ["document.unreadable", "json.not_text"]
    issuer.change(PROFILE, revocationList="nowhere")
    assert codes(refused(issuer, badge)) == ["property.not_address"]


def test_an_issuer_without_a_list_cannot_revoke(issuer: IssuerInMemory) -> None:
    """That is legal, and worth a note."""
    issuer.change(PROFILE, revocationList=None)
    report = verify(issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW)
    assert codes(report, Outcome.NOTE) == ["revocation.no_list"]


@pytest.mark.parametrize("id_", ["_:b0", None, 12])
def test_a_badge_that_cannot_be_named_cannot_be_cleared(
    issuer: IssuerInMemory, id_: object
) -> None:
    """Without a proper id nobody could revoke it."""
    report = refused(issuer, issuer.signed(id=id_))
    assert report.valid is False
    assert "revocation.not_checked" in codes(report, Outcome.UNDECIDED)


def test_a_badge_class_may_stand_in_the_badge(issuer: IssuerInMemory) -> None:
    """Signed with it, a class without an address of its own counts as it stands."""
    embedded = issuer.document(BADGE_CLASS) | {"id": OTHERS[0]}
    report = verify(issuer.signed(badge=embedded), policy=POLICY, fetcher=issuer, now=NOW)
    assert report.badge_class == embedded


def test_an_embedded_copy_of_a_class_is_not_believed(issuer: IssuerInMemory) -> None:
    """A class with an address is read from there, so that a copy cannot name another issuer."""
    copy = issuer.document(BADGE_CLASS) | {"name": "Flying"}
    report = verify(issuer.signed(badge=copy), policy=POLICY, fetcher=issuer, now=NOW)
    assert report.badge_class is not None
    assert report.badge_class["name"] == "Weaving"


def test_an_issuer_is_never_read_from_inside_a_badge(issuer: IssuerInMemory) -> None:
    """An embedded issuer without an address is nobody, whatever it calls itself."""
    profile = issuer.document(PROFILE)
    del profile["id"]
    embedded = issuer.document(BADGE_CLASS) | {"id": OTHERS[0], "issuer": profile}
    assert "property.not_address" in codes(refused(issuer, issuer.signed(badge=embedded)))


def test_findings_are_collected_and_raised_once(issuer: IssuerInMemory) -> None:
    """Whoever mends a badge learns everything at once."""
    issuer.change(PROFILE, email=None, telephone="12 34")
    issuer.change(BADGE_CLASS, criteria={})
    badge = issuer.signed(expires="2026-10-02T00:00:00Z", narrative=12)
    assert set(codes(refused(issuer, badge))) == {
        "property.missing",
        "property.not_telephone",
        "property.not_text",
        "criteria.empty",
        "time.expired",
    }


def test_the_error_says_what_was_found(issuer: IssuerInMemory) -> None:
    """The error's text is the verdict and the reasons, without what follows from them."""
    issuer.remove(issuer.key_id)
    with pytest.raises(VerificationError) as error:
        verify(issuer.signed(), policy=POLICY, fetcher=issuer, now=NOW)
    assert str(error.value) == (
        "Whether this badge is valid could not be decided.\n"
        f"{issuer.key_id} could not be read: the connection was refused. "
        "Try again later; if it stays so, ask the issuer."
    )


def test_another_recipient_and_another_issuer(issuer: IssuerInMemory) -> None:
    """A badge in order can still be somebody else's, or from somebody else."""
    badge = issuer.signed()
    policy = AllOf(IssuedBy(f"{FORGER}/issuer"), EarnedBy("Tanaka", "Amina"))
    with pytest.raises(VerificationError) as error:
        verify(badge, policy=policy, fetcher=issuer, now=NOW)
    assert codes(error.value.report) == ["issuer.other", "recipient.other"]
    assert verify(badge, policy=EarnedBy(AMINA), fetcher=issuer, now=NOW).valid
    assert verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW).valid


def test_a_malformed_recipient_is_nobody(issuer: IssuerInMemory) -> None:
    """Nothing is compared with a recipient that breaks the standard's rules."""
    badge = issuer.signed(recipient={"type": "url", "identity": AMINA})
    report = refused(issuer, badge)
    assert codes(report) == ["property.missing"]
    assert codes(report, Outcome.UNDECIDED) == ["recipient.not_checked"]


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ("https://www.w3.org/2018/credentials/v1", "version.unsupported"),
        ([documents.CONTEXT, "https://example.org/context"], "json_ld.unknown_context"),
        ([documents.CONTEXT, {"@base": "https://example.org/"}], "json_ld.unsupported"),
    ],
)
def test_what_this_version_cannot_read_is_undecided(
    issuer: IssuerInMemory, context: object, expected: str
) -> None:
    """Other versions and other contexts could mean anything, so nothing is guessed."""
    report = refused(issuer, issuer.signed(**{"@context": context}))
    assert report.valid is None
    assert expected in codes(report, Outcome.UNDECIDED)


def test_the_case_of_a_host_does_not_matter(issuer: IssuerInMemory) -> None:
    """A host is one in either case, wherever it is named."""
    shouted = issuer.key_id.replace("badges.example.org", "BADGES.example.org")
    issuer.put(shouted, issuer.published[issuer.key_id].body)
    badge = issuer.signed(verification={"type": "SignedBadge", "creator": shouted})
    assert verify(badge, policy=POLICY, fetcher=issuer, now=NOW).valid
