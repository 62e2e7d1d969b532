"""Badges older than version 2.0: what the upgrade makes of them, and what it must not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    ORIGIN,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    IssuerInMemory,
)
from verifier import EarnedBy, IssuedBy, Outcome, Report, VerificationError, verify
from verifier.openbadges import documents, identity, legacy, public_keys

V1 = "https://w3id.org/openbadges/v1"
KEY = f"{ORIGIN}/key.pem"
EMAIL = "amina@example.org"
POLICY = EarnedBy(EMAIL)

PROFILE_1_0: dict[str, Any] = {"name": "Weavers", "url": ORIGIN, "revocationList": REVOCATIONS}
CLASS_1_0: dict[str, Any] = {
    "name": "Weaving",
    "description": "Can warp a loom.",
    "image": PICTURE,
    "criteria": f"{ORIGIN}/criteria",
    "issuer": PROFILE,
    "alignment": [{"name": "Weaving", "url": f"{ORIGIN}/skills", "description": "By hand"}],
}
HOSTED_1_0: dict[str, Any] = {
    "uid": "abc",
    "recipient": {"type": "email", "hashed": False, "identity": EMAIL},
    "badge": BADGE_CLASS,
    "issuedOn": "2014-04-30",
    "verify": {"type": "hosted", "url": HOSTED},
}
SIGNED_1_0 = HOSTED_1_0 | {"verify": {"type": "signed", "url": KEY}}
BADGE_0_5: dict[str, Any] = {
    "recipient": EMAIL,
    "issued_on": "2012-04-30",
    "evidence": "/evidence",
    "badge": {
        "version": "0.5.0",
        "name": "Weaving",
        "description": "Can warp a loom.",
        "image": "/badge-classes/weaving.png",
        "criteria": "/criteria",
        "issuer": {"origin": ORIGIN, "name": "Weavers", "contact": "badges@badges.example.org"},
    },
}


def as_1_1(document: dict[str, Any], type_: str, id_: str) -> dict[str, Any]:
    """Return a document of version 1.0 in version 1.1."""
    return {"@context": V1, "type": type_, "id": id_, **document}


@pytest.fixture(params=["1.0", "1.1"])
def issuer(request: pytest.FixtureRequest) -> IssuerInMemory:
    """Make an issuer of version 1 that nothing is wrong with."""
    issuer = IssuerInMemory()
    profile, badge_class = PROFILE_1_0, CLASS_1_0
    if request.param == "1.1":
        profile = as_1_1(profile, "IssuerOrg", PROFILE)
        badge_class = as_1_1(badge_class, "BadgeClass", BADGE_CLASS)
    put(issuer, PROFILE, profile)
    put(issuer, BADGE_CLASS, badge_class)
    put(issuer, REVOCATIONS, {"other": "Issued in error"})
    issuer.put(KEY, public_keys.pem(issuer.private_key.public_key()).encode())
    return issuer


def put(issuer: IssuerInMemory, address: str, document: dict[str, Any]) -> str:
    """Publish *document* at *address* as it is, and return the address."""
    issuer.put(address, documents.encode(document))
    return address


def accepted(issuer: IssuerInMemory, badge: str) -> Report:
    """Return the report of a valid badge."""
    return verify(badge, policy=POLICY, fetcher=issuer, now=NOW)


def refused(issuer: IssuerInMemory, badge: str) -> list[str]:
    """Return the codes of what is wrong with a badge that is not valid."""
    with pytest.raises(VerificationError) as error:
        verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    return [item.code for item in error.value.report.findings if item.outcome is Outcome.FAILED]


# --- Version 1, hosted ------------------------------------------------------------------------


def test_a_hosted_badge_is_judged_by_the_same_rules(issuer: IssuerInMemory) -> None:
    """It stands on its issuer's host; the report says which version it is, and by what id."""
    report = accepted(issuer, put(issuer, HOSTED, HOSTED_1_0))
    assert (report.subject, report.version) == (HOSTED, "1.0")
    assert "version.early" in {item.code for item in report.findings}
    reference = report.as_json()["report"]
    assert (reference["valid"], reference["openBadgesVersion"]) == (True, "1.0")
    newer = accepted(issuer, put(issuer, HOSTED, as_1_1(HOSTED_1_0, "Assertion", HOSTED)))
    assert newer.version == "1.1"


def test_json_leads_to_its_own_address(issuer: IssuerInMemory) -> None:
    """A copy proves nothing: what stands at `verify.url` is judged instead."""
    put(issuer, HOSTED, HOSTED_1_0)
    other = {"type": "email", "hashed": False, "identity": "mallory@example.net"}
    assert accepted(issuer, json.dumps(HOSTED_1_0 | {"recipient": other})).subject == HOSTED


def test_a_hosted_badge_on_another_host_is_a_forgery(issuer: IssuerInMemory) -> None:
    """Whatever `verify.url` says, a badge stands where it was read."""
    address = put(issuer, f"{FORGER}/a", HOSTED_1_0)
    assert refused(issuer, address) == ["scope.outside"]


def test_a_hosted_badge_is_revoked_by_its_address(issuer: IssuerInMemory) -> None:
    """With the status 410, and with a flag."""
    put(issuer, HOSTED, {"revoked": True})
    assert refused(issuer, HOSTED) == ["revocation.revoked"]
    issuer.put(HOSTED, b"", status=410)
    assert refused(issuer, HOSTED) == ["revocation.revoked"]


def test_the_word_of_version_2_is_none_in_version_1(issuer: IssuerInMemory) -> None:
    """`verification` is not among the terms of version 1, so nothing proves the badge."""
    document = {name: value for name, value in HOSTED_1_0.items() if name != "verify"}
    document["verification"] = {"type": "HostedBadge"}
    assert "verification.other_type" in refused(issuer, put(issuer, HOSTED, document))


# --- Version 1, signed ------------------------------------------------------------------------


def test_a_signed_badge_needs_the_key_on_its_issuers_host(issuer: IssuerInMemory) -> None:
    """`verify.url` names the key's text, and the host makes it the issuer's."""
    report = accepted(issuer, issuer.sign(SIGNED_1_0))
    passed = {item.code for item in report.findings if item.outcome is Outcome.PASSED}
    assert {"signature.fits", "key.on_own_host", "revocation.not_listed"} <= passed
    assert report.subject == "uid:abc"


def test_somebody_elses_key_proves_nothing(issuer: IssuerInMemory) -> None:
    """Anybody can put a key on a host of his own."""
    issuer.put(f"{FORGER}/key.pem", issuer.published[KEY].body)
    verification = {"type": "signed", "url": f"{FORGER}/key.pem"}
    assert refused(issuer, issuer.sign(SIGNED_1_0 | {"verify": verification})) == ["key.not_listed"]


def test_a_forwarded_key_proves_nothing(issuer: IssuerInMemory) -> None:
    """A host that forwards requests anywhere does not vouch for what is found there."""
    issuer.put(f"{FORGER}/key.pem", issuer.published[KEY].body)
    issuer.redirect(KEY, f"{FORGER}/key.pem")
    assert refused(issuer, issuer.sign(SIGNED_1_0)) == ["document.other_host"]


def test_a_profile_of_version_2_has_to_list_the_key(issuer: IssuerInMemory) -> None:
    """Writing a badge in an old version does not get round the list of keys."""
    profile = documents.profile(id=PROFILE, name="Weavers", url=ORIGIN, email="w@example.org")
    put(issuer, PROFILE, profile)
    assert refused(issuer, issuer.sign(SIGNED_1_0)) == ["key.none_listed"]
    put(issuer, PROFILE, profile | {"publicKey": issuer.key_id})
    assert refused(issuer, issuer.sign(SIGNED_1_0)) == ["key.not_listed"]
    listed = SIGNED_1_0 | {"verify": {"type": "signed", "url": issuer.key_id}}
    assert accepted(issuer, issuer.sign(listed))


def test_a_key_as_text_is_none_in_version_2(issuer: IssuerInMemory) -> None:
    """Version 2.0 has documents for keys, which name their owner."""
    verification = {"type": "SignedBadge", "creator": KEY}
    badge = issuer.signed(verification=verification)
    assert "document.unreadable" in refused(issuer, badge)


def test_a_changed_badge_does_not_fit(issuer: IssuerInMemory) -> None:
    """The signature of an old badge is checked like that of a new one."""
    head, _, signature = issuer.sign(SIGNED_1_0).split(".")
    _, payload, _ = issuer.sign(SIGNED_1_0 | {"uid": "other"}).split(".")
    assert refused(issuer, f"{head}.{payload}.{signature}") == ["signature.broken"]


@pytest.mark.parametrize("uid", ["abc", "0F0D2A5C-7D2E-4B7B-9D7E-6F1D6D2F7B11"])
def test_a_signed_badge_is_revoked_by_its_uid(issuer: IssuerInMemory, uid: str) -> None:
    """The list of version 1 is one object, with the uid of each badge and the reason."""
    badge = issuer.sign(SIGNED_1_0 | {"uid": uid})
    put(issuer, REVOCATIONS, {uid: "Issued in error"})
    assert refused(issuer, badge) == ["revocation.revoked_because"]
    put(issuer, REVOCATIONS, {"other": "x", uid: None})
    assert refused(issuer, badge) == ["revocation.revoked"]
    issuer.revoke({"uid": uid}, {"uid": "other"})
    assert refused(issuer, badge) == ["revocation.revoked"]
    put(issuer, REVOCATIONS, {})
    assert accepted(issuer, badge)


# --- Version 0.5 ------------------------------------------------------------------------------


def test_version_0_5_stands_on_its_origin(issuer: IssuerInMemory) -> None:
    """One document holds the class and the issuer, whose name is the origin."""
    put(issuer, HOSTED, BADGE_0_5)
    report = verify(HOSTED, policy=IssuedBy(f"{ORIGIN}#0.5"), fetcher=issuer, now=NOW)
    assert (report.version, report.issuer and report.issuer["url"]) == ("0.5", ORIGIN)
    assert report.badge_class
    assert report.badge_class["criteria"] == f"{ORIGIN}/criteria"
    assert accepted(issuer, HOSTED)


def test_version_0_5_is_not_issued_by_the_profile_of_its_origin(issuer: IssuerInMemory) -> None:
    """Anybody who may upload to a host could write it, past the limits that a Profile sets."""
    put(issuer, HOSTED, BADGE_0_5)
    with pytest.raises(VerificationError) as error:
        verify(HOSTED, policy=IssuedBy(ORIGIN), fetcher=issuer, now=NOW)
    assert "issuer.other" in {finding.code for finding in error.value.report.findings}


def test_version_0_5_with_a_salted_hash(issuer: IssuerInMemory) -> None:
    """The salt stands beside the recipient."""
    hashed = identity.hashed_recipient(EMAIL, salt="deadsea")
    members = {"recipient": hashed["identity"], "salt": "deadsea"}
    assert accepted(issuer, put(issuer, HOSTED, BADGE_0_5 | members))


@pytest.mark.parametrize("origin", [ORIGIN, f"{ORIGIN}/issuer", f"https://x@{ORIGIN[8:]}/"])
def test_an_origin_can_be_written_by_anybody(issuer: IssuerInMemory, origin: str) -> None:
    """An issuer inside a badge does not say where its badges stand, nor who it is by a path."""
    badge = dict(BADGE_0_5)
    badge["badge"] = BADGE_0_5["badge"] | {
        "issuer": {
            "origin": origin,
            "name": "Weavers",
            "verification": {"allowedOrigins": ["forger.example.net"]},
        }
    }
    assert set(refused(issuer, put(issuer, f"{FORGER}/a", badge))) == {"scope.outside"}
    report = accepted(issuer, put(issuer, HOSTED, badge))
    assert report.issuer
    assert report.issuer["id"] == ORIGIN


def test_version_0_5_has_no_signature_and_no_other_documents(issuer: IssuerInMemory) -> None:
    """What version 0.5 does not know proves nothing in it."""
    assert "verification.other_type" in refused(issuer, issuer.sign(BADGE_0_5))
    assert refused(issuer, json.dumps(BADGE_0_5)) == ["scope.no_address"]
    linked = put(issuer, HOSTED, BADGE_0_5 | {"badge": BADGE_CLASS})
    assert "property.not_object" in refused(issuer, linked)


# --- The upgrade ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2016-12-31", "2016-12-31T00:00:00Z"),
        ("2016-12-31T10:20:30", "2016-12-31T10:20:30Z"),
        ("2016-12-31T10:20:30+03:00", "2016-12-31T10:20:30+03:00"),
        (1500423730, "2017-07-19T00:22:10+00:00"),
        ("1500423730", "2017-07-19T00:22:10+00:00"),
        (["2016-12-31"], "2016-12-31T00:00:00Z"),
        ("20161231", "20161231T00:00:00Z"),
        ("last week", "last week"),
        (10**30, 10**30),
        (True, True),
        (None, None),
    ],
)
def test_times_were_written_in_many_ways(old: object, new: object) -> None:
    """Unix seconds, dates and times without a zone are instants in UTC; the rest stays."""
    document = {"@context": V1, "type": "Assertion", "issuedOn": old, "expires": old}
    upgraded = legacy.upgrade(document, HOSTED)
    assert (upgraded["issuedOn"], upgraded["expires"]) == (new, new)


def test_alignments_had_shorter_names() -> None:
    """Version 2.0 put "target" before them."""
    document = {"@context": V1, "type": "BadgeClass", "alignment": CLASS_1_0["alignment"]}
    assert legacy.upgrade(document, BADGE_CLASS)["alignment"] == [
        {
            "targetName": "Weaving",
            "targetUrl": f"{ORIGIN}/skills",
            "targetDescription": "By hand",
        }
    ]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"@context": documents.CONTEXT}, "2.0"),
        ({"@context": "https://www.w3.org/2018/credentials/v1"}, "2.0"),
        ({"https://w3id.org/openbadges#badge": BADGE_CLASS}, "2.0"),
        ({"@graph": []}, "2.0"),
        ({"@context": V1}, "1.1"),
        ({"@context": [V1, {"x": "https://example.org/x"}]}, "1.1"),
        ({}, "1.0"),
        ({"recipient": {"type": "email"}}, "1.0"),
        ({"recipient": EMAIL}, "0.5"),
    ],
)
def test_the_version_of_a_document(document: dict[str, Any], expected: str) -> None:
    """Only a context that is known, or none at all, makes a document an old one."""
    assert legacy.version(document) == expected


def test_a_new_document_is_not_touched() -> None:
    """The upgrade is for what is old."""
    document = {"@context": documents.CONTEXT, "verify": {"type": "hosted"}, "issuedOn": 0}
    assert legacy.upgrade(document, HOSTED) == document
