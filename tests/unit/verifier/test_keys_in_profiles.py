"""Keys that stand inside documents: a copy proves nothing unless the Profile has it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    FORGER,
    NOW,
    OTHERS,
    PICTURE,
    PROFILE,
    IssuerInMemory,
)
from verifier import IssuedBy, Outcome, Report, VerificationError, verify

POLICY = IssuedBy(PROFILE)


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer with two keys, of which the newer signs."""
    issuer = IssuerInMemory()
    issuer.rotate_keys()
    return issuer


def signed(issuer: IssuerInMemory, creator: object) -> str:
    """Return a badge whose key is named, or brought along, by *creator*."""
    return issuer.signed(verification={"type": "SignedBadge", "creator": creator})


def inside(issuer: IssuerInMemory, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Put the newer key into the Profile itself, with other *members*, and return it."""
    key = issuer.document(issuer.key_id) | members
    issuer.change(PROFILE, publicKey=[issuer.document(PROFILE)["publicKey"][0], key])
    return key


def accepted(issuer: IssuerInMemory, badge: str) -> Report:
    """Return the report of a valid badge."""
    return verify(badge, policy=POLICY, fetcher=issuer, now=NOW)


def refused(issuer: IssuerInMemory, badge: str, outcome: Outcome = Outcome.FAILED) -> list[str]:
    """Return the codes of what is wrong with a badge that is not valid."""
    with pytest.raises(VerificationError) as error:
        verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    return [item.code for item in error.value.report.findings if item.outcome is outcome]


def test_a_key_inside_the_profile_needs_no_address_of_its_own(issuer: IssuerInMemory) -> None:
    """The Profile says which key is the issuer's, and here it says the key as well."""
    inside(issuer)
    issuer.remove(issuer.key_id)
    assert accepted(issuer, signed(issuer, issuer.key_id))
    inside_out = inside_only(issuer, OTHERS[0])
    assert accepted(issuer, signed(issuer, inside_out))


def inside_only(issuer: IssuerInMemory, key_id: str) -> str:
    """Give the key in the Profile an id that is no address."""
    profile = issuer.document(PROFILE)
    old, key = profile["publicKey"]
    issuer.change(PROFILE, publicKey=[old, key | {"id": key_id}])
    return key_id


def test_a_key_that_is_only_named_has_to_be_read(issuer: IssuerInMemory) -> None:
    """Without the key nobody can tell, and no other key of the Profile is tried instead."""
    badge = signed(issuer, issuer.key_id)
    issuer.remove(issuer.key_id)
    assert "fetch.failed" in refused(issuer, badge, Outcome.UNDECIDED)
    assert refused(issuer, badge) == []
    issuer.put(issuer.key_id, b"", status=404)
    assert refused(issuer, badge) == ["fetch.missing"]


def test_a_key_that_says_it_is_revoked_is_not_read_elsewhere(issuer: IssuerInMemory) -> None:
    """An old copy in the Profile does not bring it back."""
    inside(issuer)
    issuer.change(issuer.key_id, revoked=True)
    assert refused(issuer, signed(issuer, issuer.key_id)) == ["key.revoked"]


def test_a_badge_that_brings_its_key_along(issuer: IssuerInMemory) -> None:
    """The copy is not believed: the Profile's key of that name has to fit."""
    key = issuer.document(issuer.key_id)
    assert accepted(issuer, signed(issuer, key))
    nameless = {name: value for name, value in key.items() if name != "id"}
    assert accepted(issuer, signed(issuer, nameless))
    assert refused(issuer, signed(issuer, key | {"id": f"{FORGER}/key"})) == ["key.not_listed"]
    issuer.change(PROFILE, publicKey=issuer.document(PROFILE)["publicKey"][0])
    assert "key.not_listed" in refused(issuer, signed(issuer, key))
    assert "signature.fits_no_key" in refused(issuer, signed(issuer, nameless))


def test_a_forger_who_brings_his_key_along(issuer: IssuerInMemory) -> None:
    """Calling it by the name of ours does not make it ours."""
    forged = issuer.document(issuer.key_id)
    old, new = issuer.document(PROFILE)["publicKey"]
    issuer.put(new, issuer.published[old].body.replace(b"/keys/1", b"/keys/2"))
    assert "signature.fits_no_key" in refused(issuer, signed(issuer, forged))


def test_a_badge_that_names_another_key_of_the_issuer(issuer: IssuerInMemory) -> None:
    """Only the key that it names is tried, though another one made the signature."""
    older = issuer.document(issuer.document(PROFILE)["publicKey"][0])
    assert "signature.fits_no_key" in refused(issuer, signed(issuer, older))


def test_a_profile_inside_a_class_lists_no_keys(issuer: IssuerInMemory) -> None:
    """A forger writes ours into a class of his own, with his key in it."""
    key = issuer.document(issuer.key_id) | {"id": f"{FORGER}/key"}
    issuer.publish(key)
    copy = issuer.document(PROFILE) | {"publicKey": f"{FORGER}/key"}
    issuer.publish(issuer.document(BADGE_CLASS) | {"id": f"{FORGER}/class", "issuer": copy})
    verification = {"type": "SignedBadge", "creator": f"{FORGER}/key"}
    badge = issuer.signed(verification=verification, badge=f"{FORGER}/class")
    assert refused(issuer, badge) == ["key.not_listed"]


def test_a_named_key_comes_before_everything_else(issuer: IssuerInMemory) -> None:
    """Nothing that an unproved text names is fetched, but what leads to the key."""
    badge = signed(issuer, issuer.key_id)
    head, payload, _ = badge.split(".")
    _, _, signature = issuer.signed(expires="2999-01-01T00:00:00Z").split(".")
    refused(issuer, f"{head}.{payload}.{signature}")
    assert issuer.asked == [issuer.key_id]
    issuer.asked.clear()
    issuer.remove(issuer.key_id)
    refused(issuer, badge)
    assert issuer.asked == [issuer.key_id, BADGE_CLASS, PROFILE]
    assert PICTURE not in issuer.asked
