"""Documents that are no badges, given as input: one defect a test."""

from __future__ import annotations

import json

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    IssuerInMemory,
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
from verifier.signature import MAX_LISTED

POLICY = IssuedBy(PROFILE)


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer that nothing is wrong with."""
    return IssuerInMemory()


def accepted(issuer: IssuerInMemory, given: str) -> Report:
    """Return the report of a document that is valid."""
    return verify(given, policy=POLICY, fetcher=issuer, now=NOW)


def refused(issuer: IssuerInMemory, given: str) -> Report:
    """Return the report of a document that is not."""
    with pytest.raises(VerificationError) as error:
        verify(given, policy=POLICY, fetcher=issuer, now=NOW)
    return error.value.report


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> list[str]:
    """Return the codes of the findings with *outcome*."""
    return [finding.code for finding in report.findings if finding.outcome is outcome]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (BADGE_CLASS, "BadgeClass"),
        (PROFILE, "Profile"),
        (f"{ORIGIN}/keys/1", "CryptographicKey"),
        (REVOCATIONS, "RevocationList"),
    ],
)
def test_each_is_valid_in_its_own_right(issuer: IssuerInMemory, address: str, kind: str) -> None:
    """The report says what it is, and that nobody was awarded it."""
    for given in (address, json.dumps(issuer.document(address))):
        report = accepted(issuer, given)
        assert (report.subject, report.kind, report.assertion) == (address, kind, None)
        assert codes(report, Outcome.NOTE) == ["subject.no_award"]
        assert "no badge" in report.verdict
        assert report.issuer
        assert report.issuer["id"] == PROFILE


@pytest.mark.parametrize("address", [BADGE_CLASS, PROFILE, f"{ORIGIN}/keys/1", REVOCATIONS])
def test_nobody_earned_it(issuer: IssuerInMemory, address: str) -> None:
    """Whoever asks for a recipient must not be told that all is well."""
    for policy in (EarnedBy("Amina K"), AllOf(UnsafeAnyIssuer(), EarnedBy("Amina K"))):
        with pytest.raises(VerificationError) as error:
            verify(address, policy=policy, fetcher=issuer, now=NOW)
        assert codes(error.value.report, Outcome.UNDECIDED) == ["recipient.not_checked"]


@pytest.mark.parametrize("address", [BADGE_CLASS, f"{ORIGIN}/keys/1", REVOCATIONS])
def test_it_needs_its_issuer(issuer: IssuerInMemory, address: str) -> None:
    """A document that names an issuer whom nobody can read comes from nobody."""
    issuer.remove(PROFILE)
    report = refused(issuer, address)
    assert report.valid is None
    assert {"fetch.failed", "issuer.not_checked"} <= set(codes(report, Outcome.UNDECIDED))


@pytest.mark.parametrize("address", [BADGE_CLASS, REVOCATIONS])
def test_it_stands_on_its_issuers_host(issuer: IssuerInMemory, address: str) -> None:
    """Anybody can name our Profile as the issuer of what he wrote himself."""
    forged = f"{FORGER}/document"
    issuer.publish(issuer.document(address) | {"id": forged})
    report = refused(issuer, forged)
    assert codes(report) == ["scope.outside"]
    assert codes(report, Outcome.UNDECIDED) == ["issuer.not_checked"]


def test_a_copy_of_a_document_proves_nothing(issuer: IssuerInMemory) -> None:
    """Without an address there is nothing to compare the copy with."""
    copy = json.dumps(issuer.document(PROFILE) | {"id": OTHERS[0]})
    assert codes(refused(issuer, copy)) == ["scope.no_address"]
    changed = json.dumps(issuer.document(PROFILE) | {"name": "Forgers"})
    report = accepted(issuer, changed)
    assert report.issuer
    assert report.issuer["name"] == "Weavers"


def test_it_has_to_be_well_formed(issuer: IssuerInMemory) -> None:
    """The rules for its content are those that hold when a badge refers to it."""
    issuer.change(BADGE_CLASS, criteria=None, related=[{"id": ORIGIN, "@language": "zz_ZZ"}])
    assert codes(refused(issuer, BADGE_CLASS)) == ["property.not_language", "property.missing"]
    issuer.change(PROFILE, email=None)
    assert codes(refused(issuer, PROFILE)) == ["property.missing"]


def test_the_picture_of_a_class_has_to_exist(issuer: IssuerInMemory) -> None:
    """As the standard wants it."""
    issuer.put(PICTURE, b"", status=404)
    assert codes(refused(issuer, BADGE_CLASS)) == ["fetch.missing"]


def test_a_profile_answers_for_its_keys_and_its_list(issuer: IssuerInMemory) -> None:
    """What it refers to has to be there, and in order."""
    old, new = issuer.key_id, issuer.rotate_keys()
    assert codes(accepted(issuer, PROFILE), Outcome.PASSED).count("key.listed") == 2
    issuer.change(new, owner=f"{FORGER}/issuer")
    assert codes(refused(issuer, PROFILE)) == ["key.other_owner"]
    issuer.put(new, b"", status=404)
    assert codes(refused(issuer, PROFILE)) == ["fetch.missing"]
    issuer.change(PROFILE, publicKey=old)
    issuer.revoke("not an id")
    assert codes(refused(issuer, PROFILE)) == ["revocation.bad_list"]
    issuer.change(PROFILE, revocationList="nowhere")
    assert codes(refused(issuer, PROFILE)) == ["property.not_address"]


def test_a_profile_with_very_many_keys_is_undecided(issuer: IssuerInMemory) -> None:
    """Looking at keys ends."""
    key = issuer.document(issuer.key_id)
    keys = [key | {"id": f"{PROFILE}#{number}"} for number in range(MAX_LISTED + 1)]
    issuer.change(PROFILE, publicKey=keys)
    assert codes(refused(issuer, PROFILE), Outcome.UNDECIDED) == ["fetch.too_many"]


def test_a_key_is_its_owners_if_the_owner_lists_it(issuer: IssuerInMemory) -> None:
    """A key can name anybody as its owner, or nobody."""
    issuer.change(PROFILE, publicKey=f"{ORIGIN}/keys/other")
    assert codes(refused(issuer, issuer.key_id)) == ["key.not_listed"]
    issuer.change(issuer.key_id, owner=None)
    report = refused(issuer, issuer.key_id)
    assert (report.valid, codes(report)) == (None, [])
    issuer.change(issuer.key_id, publicKeyPem="garbage")
    assert codes(refused(issuer, issuer.key_id)) == ["key.unreadable"]


def test_a_list_has_entries_that_can_be_read_and_an_issuer(issuer: IssuerInMemory) -> None:
    """An entry that nobody understands may be the one that matters."""
    issuer.revoke(OTHERS[0], 7)
    assert codes(refused(issuer, REVOCATIONS)) == ["revocation.bad_list"]
    issuer.revoke()
    assert accepted(issuer, REVOCATIONS)
    issuer.change(REVOCATIONS, issuer=None)
    assert "property.missing" in codes(refused(issuer, REVOCATIONS))


@pytest.mark.parametrize("type_", ["BadgeClass", "Profile", "CryptographicKey", "RevocationList"])
def test_only_statements_are_signed(issuer: IssuerInMemory, type_: str) -> None:
    """A signature around another document is no proof that the standard knows."""
    report = refused(issuer, issuer.signed(type=type_))
    assert codes(report)[0] == "document.wrong_type"


def test_an_assertion_is_judged_as_one_whatever_else_it_is(issuer: IssuerInMemory) -> None:
    """A forger gains nothing by calling his badge a class as well."""
    forged = f"{FORGER}/a"
    issuer.hosted(forged, type=["BadgeClass", "Profile", "Assertion", "Endorsement"])
    report = refused(issuer, forged)
    assert (report.kind, codes(report)) == ("Assertion", ["scope.outside"])


def test_a_long_list_of_revoked_badges_is_read_itself_too(issuer: IssuerInMemory) -> None:
    """As long as it may be when a badge names it."""
    issuer.revoke(*OTHERS * 20_000)
    assert len(issuer.published[REVOCATIONS].body) > 1024 * 1024
    assert accepted(issuer, REVOCATIONS).kind == "RevocationList"
    issuer.revoke(*OTHERS * 50_000)
    assert len(issuer.published[REVOCATIONS].body) > 4 * 1024 * 1024
    assert accepted(issuer, REVOCATIONS).kind == "RevocationList"


@pytest.mark.parametrize("letters", [600_000, 4_500_000])
def test_other_documents_are_shorter(issuer: IssuerInMemory, letters: int) -> None:
    """What we decline to read may be in order."""
    issuer.change(BADGE_CLASS, description="x" * letters)
    assert refused(issuer, BADGE_CLASS).valid is None


def test_a_profile_that_is_gone_is_not_revoked(issuer: IssuerInMemory) -> None:
    """Only badges are; what else answers 410 is missing."""
    issuer.publish(issuer.document(PROFILE), status=410)
    assert codes(refused(issuer, PROFILE)) == ["fetch.missing"]


@pytest.mark.parametrize(
    "context",
    [
        "http://w3id.org/openbadges/v2",
        "https://openbadgespec.org/v2/context.json",
        "https://purl.imsglobal.org/spec/ob/v2p0/context/ob_v2p0.jsonld",
    ],
)
def test_every_address_of_the_context_takes_the_short_way(
    issuer: IssuerInMemory, context: str
) -> None:
    """A list of five thousand would be too much work the long way."""
    issuer.revoke(*OTHERS * 2_500)
    issuer.change(REVOCATIONS, **{"@context": context})
    assert accepted(issuer, issuer.signed())


def test_a_long_badge_can_be_signed(issuer: IssuerInMemory) -> None:
    """As long as one that is hosted."""
    assert accepted(issuer, issuer.signed(narrative="x" * 400_000))
