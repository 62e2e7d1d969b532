"""From an award to its assertions: unsigned, signed, hosted and baked.

Each stage has a type of its own, and the next stage takes nothing else, so that
an unsigned assertion cannot be baked or published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuer.rules import completions, people
from verifier.openbadges import documents, png, svg

if TYPE_CHECKING:
    from issuer.rules.addresses import Addresses
    from issuer.rules.awards import Award
    from keys.signer import Signer


@dataclass(frozen=True, slots=True)
class UnsignedAssertion:
    """The statement that an award makes, as the exact bytes to sign, and for which key."""

    payload: bytes
    kid: str


@dataclass(frozen=True, slots=True)
class SignedAssertion:
    """A signed statement, as a compact JWS (section 5, Signed Badge)."""

    token: str


def state(award: Award, addresses: Addresses) -> UnsignedAssertion:
    """Return what *award* says, as an Assertion with `SignedBadge` verification."""
    document = documents.signed_assertion(
        id=f"urn:uuid:{award.uuid}",
        recipient=people.recipient(award.recipient),
        badge=addresses.edition(award.class_id, award.edition_id),
        issued_on=award.issued_on,
        creator=addresses.key(award.kid),
        evidence=completions.evidence(award.completion),
        expires=award.expires,
    )
    return UnsignedAssertion(documents.encode(document), award.kid)


def sign(assertion: UnsignedAssertion, signer: Signer) -> SignedAssertion:
    """Sign *assertion* with the key of its own epoch.

    Raises ValueError for another key: the assertion names its key, so any other
    signature would be worthless.
    """
    if signer.kid != assertion.kid:
        raise ValueError(f"The assertion names key {assertion.kid}, the signer has {signer.kid}.")
    return SignedAssertion(signer.sign(assertion.payload))


def hosted(award: Award, addresses: Addresses) -> dict[str, Any]:
    """Return the Assertion with `HostedBadge` verification, for hosts that only import links."""
    return documents.hosted_assertion(
        id=addresses.assertion(award.id),
        recipient=people.recipient(award.recipient),
        badge=addresses.edition(award.class_id, award.edition_id),
        issued_on=award.issued_on,
        evidence=completions.evidence(award.completion),
        expires=award.expires,
    )


def revoked_stub(award: Award, addresses: Addresses) -> dict[str, Any]:
    """Return what stands at the address of a revoked badge.

    It holds nothing more than the standard's stub: validators that ignore the
    status 410 would accept a whole assertion.
    """
    reason = award.revocation.reason if award.revocation else ""
    return documents.revoked_stub(id=addresses.assertion(award.id), reason=reason)


def bake_png(picture: bytes, assertion: SignedAssertion) -> bytes:
    """Return the PNG *picture* with *assertion* written into it."""
    return png.bake(picture, assertion.token)


def bake_svg(picture: bytes, assertion: SignedAssertion) -> bytes:
    """Return the SVG *picture* with *assertion* written into it."""
    return svg.bake(picture, assertion.token)
