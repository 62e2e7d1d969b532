"""Whatever strangers publish, `verify` ends in a report or in one of its two errors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    ORIGIN,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    TINY_PNG,
    IssuerInMemory,
)
from verifier import AllOf, EarnedBy, InvalidBadge, IssuedBy, Report, VerificationError, verify
from verifier.openbadges import documents, png
from verifier.reading import MAX_FETCHES

POLICY = AllOf(IssuedBy(PROFILE), EarnedBy("Amina K"))

MEMBERS = (
    "@context",
    "@language",
    "id",
    "type",
    "recipient",
    "badge",
    "verification",
    "verify",
    "issuedOn",
    "expires",
    "image",
    "narrative",
    "evidence",
    "revoked",
    "issuer",
    "criteria",
    "name",
    "publicKey",
    "publicKeyPem",
    "owner",
    "revocationList",
    "revokedAssertions",
    "creator",
    "startsWith",
    "allowedOrigins",
    "identity",
    "hashed",
    "salt",
    "endorsement",
    "related",
    "claim",
    "uid",
    "issued_on",
    "origin",
    "alignment",
)

TEXTS = st.sampled_from(
    [
        documents.CONTEXT,
        "https://w3id.org/openbadges/v1",
        "Endorsement",
        "hosted",
        "signed",
        HOSTED,
        BADGE_CLASS,
        PROFILE,
        PICTURE,
        REVOCATIONS,
        f"{ORIGIN}/keys/1",
        f"{FORGER}/class",
        "https://[::]/",
        "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11",
        "Assertion",
        "BadgeClass",
        "SignedBadge",
        "HostedBadge",
        "2026-10-01T00:00:00Z",
        "_:b0",
        "",
    ]
) | st.text(max_size=5)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-1, 1) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner, max_size=4)
    ),
    max_leaves=8,
)


def judge(issuer: IssuerInMemory, badge: str | bytes) -> Report:
    """Return the report, whichever way it comes."""
    try:
        return verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    except (VerificationError, InvalidBadge) as error:
        assert str(error)  # noqa: PT017 - both ends are right, and both have a text
        return error.report


@given(st.data())
def test_any_document_may_be_anything(data: st.DataObject) -> None:
    """One member of one document is replaced, and the badge is still judged to the end."""
    issuer = IssuerInMemory()
    issuer.hosted()
    documents_ = [HOSTED, BADGE_CLASS, PROFILE, REVOCATIONS, issuer.key_id]
    address = data.draw(st.sampled_from(documents_))
    changed = issuer.document(address) | {data.draw(st.sampled_from(MEMBERS)): data.draw(JSON)}
    issuer.put(address, documents.encode(changed), status=data.draw(st.sampled_from([200, 410])))
    for badge in (HOSTED, issuer.signed()):
        report = judge(issuer, badge)
        assert json.dumps(report.as_json())
        assert len(issuer.asked) <= 2 * MAX_FETCHES


@given(st.sampled_from(MEMBERS), JSON)
def test_any_payload_may_be_signed(member: str, value: object) -> None:
    """One member of the signed Assertion is replaced; a badge without an issuer never passes."""
    issuer = IssuerInMemory()
    report = judge(issuer, issuer.sign(issuer.assertion() | {member: value}))
    assert json.dumps(report.as_json())
    if report.valid:
        assert report.issuer is not None


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON), st.booleans())
def test_any_document_may_be_an_old_one(document: dict[str, object], is_signed: bool) -> None:  # noqa: FBT001 - drawn
    """Without a context it is taken for a badge of version 1 or 0.5, and proved or refused."""
    issuer = IssuerInMemory()
    issuer.put(HOSTED, documents.encode(document))
    report = judge(issuer, issuer.sign(document) if is_signed else HOSTED)
    assert json.dumps(report.as_json())
    assert report.valid is not True


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_any_json_may_be_given(document: dict[str, object]) -> None:
    """JSON that nobody published is never valid."""
    issuer = IssuerInMemory()
    assert judge(issuer, json.dumps(document)).valid is not True


@given(st.text() | st.binary())
def test_anything_may_be_given(badge: str | bytes) -> None:
    """Neither a text nor a file can make `verify` fail in another way."""
    assert judge(IssuerInMemory(), badge).valid is not True


@given(st.text(min_size=1))
def test_anything_may_be_baked(inside: str) -> None:
    """Nor can what is written into a picture."""
    try:
        baked = png.bake(TINY_PNG, inside)
    except ValueError:
        return
    assert judge(IssuerInMemory(), baked).valid is not True


@pytest.mark.parametrize("status", [100, 204, 299, 301, 399, 418, 599])
def test_any_status_may_be_answered(status: int) -> None:
    """A status that nobody expects is no document."""
    issuer = IssuerInMemory()
    address = issuer.hosted()
    issuer.put(PROFILE, b"", status=status)
    assert judge(issuer, address).valid is not True
