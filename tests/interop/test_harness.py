"""The peers refuse what is wrong, shown on badges that share no line with the product.

Without this, an interop test that passes could mean that nothing was looked at.
"""

import sys
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.interop.peers.client import Peer, PeerError
from tests.interop.throwaway import (
    RECIPIENT,
    SIGNED_ID,
    ThrowawayIssuer,
    baked_png,
    baked_svg,
    tampered,
)

HOLDER = {"url": RECIPIENT}
SOMEONE_ELSE = {"url": "https://meta.wikimedia.org/wiki/User:Someone_else"}
SIGNED_FORMS: dict[str, Callable[[str], str | bytes]] = {
    "jws": str,
    "png": baked_png,
    "svg": baked_svg,
}

signed_forms = pytest.mark.parametrize("form", SIGNED_FORMS)


@signed_forms
def test_reference_accepts_a_right_signed_badge(
    reference: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """The reference checks signature, key, revocation and recipient, and accepts."""
    verdict = reference.judge(SIGNED_FORMS[form](issuer.jws()), HOLDER)

    assert verdict.accepted, verdict.reasons
    assert verdict.warnings == ()
    assert verdict.subject == SIGNED_ID
    assert verdict.recipient == HOLDER
    assert verdict.passed >= {
        "VERIFY_JWS",
        "VERIFY_KEY_OWNERSHIP",
        "VERIFY_SIGNED_ASSERTION_NOT_REVOKED",
        "VERIFY_RECIPIENT_IDENTIFIER",
    }
    assert verdict.refused == ()


def test_reference_accepts_a_right_hosted_badge(reference: Peer, issuer: ThrowawayIssuer) -> None:
    """The reference fetches a hosted badge on a loopback port, checks its scope, and accepts."""
    verdict = reference.judge(issuer.hosted["id"], HOLDER)

    assert verdict.accepted, verdict.reasons
    assert verdict.warnings == ()
    assert verdict.subject == issuer.hosted["id"]
    assert verdict.recipient == HOLDER
    assert verdict.passed >= {"HOSTED_ID_IN_VERIFICATION_SCOPE", "VERIFY_RECIPIENT_IDENTIFIER"}


@signed_forms
def test_reference_refuses_a_signed_badge_of_someone_else(
    reference: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A signed badge shown by another person is refused for that reason alone."""
    verdict = reference.judge(SIGNED_FORMS[form](issuer.jws()), SOMEONE_ELSE)

    assert not verdict.accepted
    assert [reason.split(" · ")[0] for reason in verdict.reasons] == ["VERIFY_RECIPIENT_IDENTIFIER"]


def test_reference_refuses_a_hosted_badge_of_someone_else(
    reference: Peer, issuer: ThrowawayIssuer
) -> None:
    """A hosted badge shown by another person is refused for that reason alone."""
    verdict = reference.judge(issuer.hosted["id"], SOMEONE_ELSE)

    assert not verdict.accepted
    assert [reason.split(" · ")[0] for reason in verdict.reasons] == ["VERIFY_RECIPIENT_IDENTIFIER"]


@signed_forms
def test_reference_refuses_a_tampered_badge(
    reference: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A payload that was changed after signing is refused for its signature alone."""
    verdict = reference.judge(SIGNED_FORMS[form](tampered(issuer.jws())))

    assert not verdict.accepted
    assert [reason.split(" · ")[0] for reason in verdict.reasons] == ["VERIFY_JWS"]


@signed_forms
def test_reference_refuses_a_revoked_signed_badge(
    reference: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A badge that was accepted is refused, with the reason, once the list names it."""
    badge = SIGNED_FORMS[form](issuer.jws())
    assert reference.judge(badge, HOLDER).accepted

    issuer.revoke()
    verdict = reference.judge(badge, HOLDER)

    assert not verdict.accepted
    assert "VERIFY_SIGNED_ASSERTION_NOT_REVOKED" in verdict.reasons[0]
    assert "Awarded by mistake." in verdict.reasons[0]


def test_reference_refuses_a_revoked_hosted_badge(reference: Peer, issuer: ThrowawayIssuer) -> None:
    """A hosted badge that answers 410 with a stub is refused."""
    assert reference.judge(issuer.hosted["id"], HOLDER).accepted

    issuer.revoke()

    assert not reference.judge(issuer.hosted["id"], HOLDER).accepted


def test_reference_accepts_410_with_the_whole_badge(
    reference: Peer, issuer: ThrowawayIssuer
) -> None:
    """The reference looks at no HTTP status, which is why our 410 carries a stub."""
    issuer.site.put({**issuer.hosted, "revoked": True}, HTTPStatus.GONE)

    assert reference.judge(issuer.hosted["id"], HOLDER).accepted


def test_reference_overlooks_a_list_with_one_entry(
    reference: Peer, issuer: ThrowawayIssuer
) -> None:
    """The reference overlooks a single revocation, which is why our lists have two or more."""
    issuer.revocations["revokedAssertions"] = [{"id": SIGNED_ID}]
    issuer.publish()

    assert reference.judge(issuer.jws(), HOLDER).accepted


def test_reference_reaches_nothing_but_loopback(reference: Peer, issuer: ThrowawayIssuer) -> None:
    """A badge whose picture is on another machine is refused, and the machine is named."""
    issuer.badge_class["image"] = "http://192.0.2.1/badge.svg"
    issuer.publish()

    verdict = reference.judge(issuer.jws(), HOLDER)

    assert not verdict.accepted
    assert verdict.refused == ("socket.getaddrinfo 192.0.2.1",)


def test_reference_looks_up_no_name(reference: Peer, issuer: ThrowawayIssuer) -> None:
    """A badge whose class is at a name outside loopback is refused before the name is resolved."""
    issuer.signed["badge"] = "https://badges.example.org/1"

    verdict = reference.judge(issuer.jws(), HOLDER)

    assert not verdict.accepted
    assert "socket.getaddrinfo badges.example.org" in verdict.refused


def test_reference_fetches_no_context(reference: Peer, issuer: ThrowawayIssuer) -> None:
    """A JSON-LD context that is not bundled fails, even on loopback."""
    issuer.signed["@context"] = f"{issuer.site.origin}/context"

    assert not reference.judge(issuer.jws(), HOLDER).accepted


@signed_forms
def test_openbadgeslib_accepts_a_right_signed_badge(
    openbadgeslib: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """Openbadgeslib resolves the key from the badge, reads the revocation list, and accepts."""
    verdict = openbadgeslib.judge(SIGNED_FORMS[form](issuer.jws()), HOLDER)

    assert verdict.accepted, verdict.reasons
    assert verdict.subject == SIGNED_ID
    assert verdict.passed == {
        f"fetched {document['id']}"
        for document in (issuer.key, issuer.badge_class, issuer.profile, issuer.revocations)
    }
    assert verdict.refused == ()


def test_openbadgeslib_accepts_a_right_hosted_badge(
    openbadgeslib: Peer, issuer: ThrowawayIssuer
) -> None:
    """Openbadgeslib fetches a hosted badge from its id and accepts it."""
    verdict = openbadgeslib.judge(issuer.site.pages["/assertions/1"].body.decode(), HOLDER)

    assert verdict.accepted, verdict.reasons


@signed_forms
def test_openbadgeslib_refuses_a_badge_of_someone_else(
    openbadgeslib: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A badge shown by another person is refused."""
    verdict = openbadgeslib.judge(SIGNED_FORMS[form](issuer.jws()), SOMEONE_ELSE)

    assert not verdict.accepted
    assert "Recipient mismatch" in verdict.reasons[0]


@signed_forms
def test_openbadgeslib_refuses_a_tampered_badge(
    openbadgeslib: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A payload that was changed after signing is refused for its signature."""
    verdict = openbadgeslib.judge(SIGNED_FORMS[form](tampered(issuer.jws())), HOLDER)

    assert not verdict.accepted
    assert "Invalid signature" in verdict.reasons[0]


@signed_forms
def test_openbadgeslib_refuses_a_revoked_badge(
    openbadgeslib: Peer, issuer: ThrowawayIssuer, form: str
) -> None:
    """A badge that the list names is refused, with the reason."""
    badge = SIGNED_FORMS[form](issuer.jws())
    assert openbadgeslib.judge(badge, HOLDER).accepted

    issuer.revoke()
    verdict = openbadgeslib.judge(badge, HOLDER)

    assert not verdict.accepted
    assert "Awarded by mistake." in verdict.reasons[0]


def test_openbadgeslib_refuses_a_key_of_another_owner(
    openbadgeslib: Peer, issuer: ThrowawayIssuer
) -> None:
    """A key whose owner is not the issuer of the class is refused; the reference overlooks this."""
    issuer.key["owner"] = f"{issuer.site.origin}/issuers/community"
    issuer.publish()

    verdict = openbadgeslib.judge(issuer.jws(), HOLDER)

    assert not verdict.accepted
    assert "owner" in verdict.reasons[0]


def test_openbadgeslib_reaches_nothing_but_loopback(
    openbadgeslib: Peer, issuer: ThrowawayIssuer
) -> None:
    """A badge whose key is on another machine is refused, and the machine is named."""
    issuer.signed["verification"]["creator"] = "http://192.0.2.1/key"

    verdict = openbadgeslib.judge(issuer.jws(), HOLDER)

    assert not verdict.accepted
    assert verdict.refused == ("socket.getaddrinfo 192.0.2.1",)


def test_peer_that_breaks_down_is_no_refusal() -> None:
    """A peer that ends without an answer raises an error with what it wrote."""
    with (
        Peer(Path(sys.executable), "tests.interop.peers.no_such_peer") as peer,
        pytest.raises(PeerError, match="No module named"),
    ):
        peer.judge("anything")
