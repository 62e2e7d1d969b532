"""Hosted badges, which are proved by where they stand: one defect a test."""

from __future__ import annotations

import itertools
import json

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    TINY_PNG,
    IssuerInMemory,
)
from verifier import (
    AllOf,
    EarnedBy,
    InvalidBadge,
    IssuedBy,
    Outcome,
    Report,
    VerificationError,
    verify,
)
from verifier.openbadges import documents, png, svg
from verifier.reading import MAX_FETCHES

POLICY = AllOf(IssuedBy(PROFILE), EarnedBy("User:Amina K"))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer that nothing is wrong with."""
    return IssuerInMemory()


def accepted(issuer: IssuerInMemory, badge: str | bytes) -> Report:
    """Return the report of a valid badge."""
    return verify(badge, policy=POLICY, fetcher=issuer, now=NOW)


def refused(issuer: IssuerInMemory, badge: str | bytes) -> Report:
    """Return the report of a badge that is not valid."""
    with pytest.raises(VerificationError) as error:
        verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    return error.value.report


def codes(report: Report, outcome: Outcome = Outcome.FAILED) -> list[str]:
    """Return the codes of the findings with *outcome*."""
    return [finding.code for finding in report.findings if finding.outcome is outcome]


def test_a_badge_that_nothing_is_wrong_with_is_valid(issuer: IssuerInMemory) -> None:
    """Its address, its class's and its issuer's are all on one host."""
    report = accepted(issuer, issuer.hosted())
    assert {finding.outcome for finding in report.findings} == {Outcome.PASSED}
    assert (report.subject, report.form) == (HOSTED, "hosted")
    assert "scope.inside" in codes(report, Outcome.PASSED)
    assert "revocation.published" in codes(report, Outcome.PASSED)


def test_json_is_only_a_copy(issuer: IssuerInMemory) -> None:
    """A copy is not judged: its id is read, and what stands there counts."""
    issuer.hosted()
    copy = issuer.document(HOSTED)
    copy["recipient"]["identity"] = "mallory@example.net"
    assert accepted(issuer, json.dumps(copy)).valid
    with pytest.raises(VerificationError):
        verify(json.dumps(copy), policy=EarnedBy("mallory@example.net"), fetcher=issuer, now=NOW)


@pytest.mark.parametrize("id_", [OTHERS[0], None, "nowhere"])
def test_json_without_an_address_proves_nothing(issuer: IssuerInMemory, id_: str | None) -> None:
    """Anybody can write JSON."""
    issuer.hosted()
    copy = issuer.document(HOSTED) | {"id": id_}
    assert codes(refused(issuer, json.dumps(copy))) == ["scope.no_address"]


def test_a_signed_badge_needs_its_signature(issuer: IssuerInMemory) -> None:
    """The JSON of a signed badge proves nothing, neither pasted nor from an address."""
    assert codes(refused(issuer, json.dumps(issuer.assertion()))) == ["signature.absent"]
    signed = {"type": "SignedBadge", "creator": issuer.key_id}
    report = refused(issuer, issuer.hosted(verification=signed))
    assert codes(report) == ["signature.absent"]


@pytest.mark.parametrize("verification", [{"type": "schema:Thing"}, {"type": {}}, {}, "hosted"])
def test_an_unknown_proof_is_none(issuer: IssuerInMemory, verification: object) -> None:
    """A type of proof that nobody knows is no proof."""
    report = refused(issuer, issuer.hosted(verification=verification))
    assert "verification.other_type" in codes(report)


def test_somebody_elses_host_proves_nothing(issuer: IssuerInMemory) -> None:
    """A badge that names our class from another host is a forgery."""
    report = refused(issuer, issuer.hosted(f"{FORGER}/assertions/1"))
    assert codes(report) == ["scope.outside"]
    assert codes(report, Outcome.UNDECIDED) == ["issuer.not_checked", "recipient.not_checked"]


def test_a_class_on_another_host_says_nothing_for_the_issuer(issuer: IssuerInMemory) -> None:
    """The issuer of a hosted badge speaks for its own classes only."""
    issuer.publish(issuer.document(BADGE_CLASS) | {"id": f"{FORGER}/class"})
    assert codes(refused(issuer, issuer.hosted(badge=f"{FORGER}/class"))) == ["scope.outside"]


def test_an_open_redirect_does_not_widen_the_host(issuer: IssuerInMemory) -> None:
    """A host that forwards anywhere does not vouch for what stands elsewhere."""
    forged = f"{ORIGIN}/login?next={FORGER}/a"
    issuer.hosted(f"{FORGER}/a", id=forged)
    issuer.redirect(forged, f"{FORGER}/a")
    assert codes(refused(issuer, forged)) == ["document.other_host"]


def test_another_port_is_another_service(issuer: IssuerInMemory) -> None:
    """Whoever runs a service beside the issuer's does not speak for it."""
    forged = f"{ORIGIN}/go?to=8443"
    issuer.hosted(f"{ORIGIN}:8443/a", id=forged)
    issuer.redirect(forged, f"{ORIGIN}:8443/a")
    assert codes(refused(issuer, forged)) == ["document.other_host"]


def test_a_redirect_to_the_badge_is_followed(issuer: IssuerInMemory) -> None:
    """A short link leads to the badge, which is judged where it stands."""
    issuer.hosted()
    issuer.redirect("https://short.example/1", HOSTED)
    assert accepted(issuer, "https://short.example/1").subject == HOSTED


@pytest.mark.parametrize("target", [HOSTED, "", "https://[broken", "//"])
def test_redirects_in_circles_end(issuer: IssuerInMemory, target: str) -> None:
    """Whatever a host answers, reading ends without a verdict."""
    issuer.redirect(HOSTED, target)
    assert refused(issuer, HOSTED).valid is not True
    assert len(issuer.asked) <= MAX_FETCHES


def test_a_document_with_another_name_is_read_from_there(issuer: IssuerInMemory) -> None:
    """What stands at the address that a document calls its own is what counts."""
    issuer.hosted()
    copy = issuer.document(HOSTED)
    issuer.put(f"{FORGER}/copy", documents.encode(copy))
    assert codes(accepted(issuer, f"{FORGER}/copy"), Outcome.NOTE) == ["document.followed"]


def test_documents_that_name_each_other_are_not_read_for_ever(issuer: IssuerInMemory) -> None:
    """A loop of names ends at the second document."""
    one, two = f"{FORGER}/one", f"{FORGER}/two"
    body = issuer.document(BADGE_CLASS)
    issuer.put(one, documents.encode(body | {"id": two}))
    issuer.put(two, documents.encode(body | {"id": one}))
    assert "document.other_id" in codes(refused(issuer, issuer.hosted(badge=one)))


@pytest.mark.parametrize("body", [b"", b"Gone", b'{"revoked":true}', b'{"id":"urn:uuid:1"}'])
def test_410_revokes(issuer: IssuerInMemory, body: bytes) -> None:
    """The status alone says it, whatever the body is."""
    issuer.put(HOSTED, body, status=410)
    assert codes(refused(issuer, HOSTED)) == ["revocation.revoked"]


def test_410_revokes_a_copy_too_and_says_why(issuer: IssuerInMemory) -> None:
    """Whoever pastes an old copy learns that the badge was revoked, and the reason."""
    issuer.hosted()
    copy = json.dumps(issuer.document(HOSTED))
    issuer.publish(documents.revoked_stub(id=HOSTED, reason="Wrong person"), status=410)
    report = refused(issuer, copy)
    assert codes(report) == ["revocation.revoked_because"]
    assert "Wrong person" in report.findings[0].sentence


@pytest.mark.parametrize("revoked", [True, "true", "yes", 1, [False, True]])
def test_the_flag_revokes(issuer: IssuerInMemory, revoked: object) -> None:
    """A full badge that says that it is revoked is revoked, and not called published."""
    report = refused(issuer, issuer.hosted(revoked=revoked))
    assert codes(report) == ["revocation.revoked"]
    assert "revocation.published" not in codes(report, Outcome.PASSED)


def test_a_stub_with_the_flag_is_not_blamed_for_what_it_lacks(issuer: IssuerInMemory) -> None:
    """All that is said of a revoked badge is that it is revoked."""
    issuer.publish(documents.revoked_stub(id=HOSTED, reason=""))
    assert codes(refused(issuer, HOSTED)) == ["revocation.revoked"]


def test_a_flag_that_is_false_revokes_nothing(issuer: IssuerInMemory) -> None:
    """Some issuers write it always."""
    assert accepted(issuer, issuer.hosted(revoked=False)).valid


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, Outcome.FAILED), (500, Outcome.UNDECIDED), (403, Outcome.UNDECIDED)],
)
def test_an_address_without_a_badge(issuer: IssuerInMemory, status: int, outcome: Outcome) -> None:
    """That there is none is an answer; an ailing host has given none."""
    issuer.put(HOSTED, b"<html>", status=status)
    assert codes(refused(issuer, HOSTED), outcome)[0].startswith("fetch.")


@pytest.mark.parametrize("body", [b"<html><svg/></html>", b"", b"hello", b"{", b"[]", b"a.b"])
def test_a_page_is_no_badge(issuer: IssuerInMemory, body: bytes) -> None:
    """An address that holds no badge is a finding, because the address may have been right."""
    issuer.put(HOSTED, body)
    report = refused(issuer, HOSTED)
    assert report.valid is False
    assert report.findings[0].code == "document.unreadable"


def test_pictures_are_opened(issuer: IssuerInMemory) -> None:
    """A picture holds a signed text, JSON or an address; each is followed."""
    issuer.hosted()
    for inside in (issuer.signed(), json.dumps(issuer.document(HOSTED)), HOSTED):
        for baked in (png.bake(TINY_PNG, inside), svg.bake(SVG, inside)):
            assert accepted(issuer, baked).valid
            issuer.put(f"{FORGER}/picture", baked)
            assert accepted(issuer, f"{FORGER}/picture").valid


def test_a_signed_text_may_stand_at_an_address(issuer: IssuerInMemory) -> None:
    """It is signed, so it does not matter where it stands."""
    issuer.put(f"{FORGER}/a.jws", issuer.signed().encode() + b"\n")
    assert accepted(issuer, f"{FORGER}/a.jws").form == "signed"


def test_a_picture_that_holds_its_own_address_is_undecided(issuer: IssuerInMemory) -> None:
    """Opening pictures ends."""
    address = f"{FORGER}/a.svg"
    issuer.put(address, svg.bake(SVG, address))
    report = refused(issuer, address)
    assert "input.in_circles" in codes(report, Outcome.UNDECIDED)


def test_the_pictures_have_to_exist(issuer: IssuerInMemory) -> None:
    """A class whose picture is gone breaks the standard; an ailing host decides nothing."""
    address = issuer.hosted()
    issuer.put(PICTURE, b"", status=404)
    assert codes(refused(issuer, address)) == ["fetch.missing"]
    issuer.remove(PICTURE)
    assert refused(issuer, address).valid is None
    issuer.change(BADGE_CLASS, image="data:image/png;base64,iVBORw0KGgo=")
    assert "image.embedded" in codes(accepted(issuer, address), Outcome.PASSED)


def test_an_unreachable_issuer_is_not_believed(issuer: IssuerInMemory) -> None:
    """Nothing stands for an issuer that cannot be read, and all of that is said."""
    issuer.remove(PROFILE)
    report = refused(issuer, issuer.hosted())
    assert codes(report, Outcome.UNDECIDED) == [
        "fetch.failed",
        "issuer.not_checked",
        "recipient.not_checked",
        "scope.not_checked",
    ]


def test_fetching_ends(issuer: IssuerInMemory) -> None:
    """One badge cannot make us ask for more than a few documents."""
    chain = [f"{ORIGIN}/{number}" for number in range(10)]
    for here, there in itertools.pairwise(chain):
        issuer.redirect(here, there)
    refused(issuer, chain[0])
    assert len(issuer.asked) <= MAX_FETCHES


@pytest.mark.parametrize(
    ("badge", "expected"),
    [
        ("", "input.empty"),
        (b" \n", "input.empty"),
        ("hello world", "input.not_a_badge"),
        (b"\xff\xfe\x00", "input.not_a_badge"),
        ("\ud800", "input.not_a_badge"),
        ("<html></html>", "input.not_a_badge"),
        ("{}", "input.not_a_badge"),
        ("[]", "json.not_an_object"),
        ("null", "json.not_an_object"),
        ('{"type":', "json.malformed"),
        ("ftp://example.org/a", "address.unsupported"),
        ("file:///etc/passwd", "address.unsupported"),
        ("https://", "address.unsupported"),
        ("header.payload", "jws.malformed"),
        ("a.b.c.d", "jws.malformed"),
        (b"\x89PNG\r\n\x1a\n", "png.not_png"),
        ("<svg", "svg.malformed"),
        ("x" * 5_000_000, "input.too_large"),
    ],
)
def test_what_is_no_badge_at_all(issuer: IssuerInMemory, badge: str | bytes, expected: str) -> None:
    """It raises another error than a badge that is not valid, with a sentence and a report."""
    with pytest.raises(InvalidBadge) as error:
        verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    assert error.value.code == expected
    assert str(error.value).endswith(".")
    assert error.value.report.valid is False
