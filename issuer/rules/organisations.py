"""The organisation that issues badges, and the documents that it publishes about itself.

An organisation has one Profile for each of its key epochs, because validators
refuse a Profile with two keys: a badge names the Profile of the epoch that it
was signed in, and that Profile lists one key for ever.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verifier.openbadges import documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuer.rules.addresses import Addresses
    from keys.signing_key import SigningKey


@dataclass(frozen=True, slots=True)
class Organisation:
    """An issuer: the standard requires its name, address and e-mail (Profile, section 4)."""

    slug: str
    name: str
    url: str
    email: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Epoch:
    """An organisation during the time of one key.

    *sentinels* are two UUIDs that were never awarded.  They stand in every
    RevocationList, because the reference validator revokes nothing from a list
    with a single entry.
    """

    organisation: Organisation
    key: SigningKey
    sentinels: tuple[str, str]

    def profile_address(self, addresses: Addresses) -> str:
        """Return the id of the Profile that this epoch's badges name."""
        return addresses.epoch(self.organisation.slug, self.key.kid)


def profile(organisation: Organisation, addresses: Addresses) -> dict[str, Any]:
    """Return the organisation's own Profile, which lists no key."""
    return documents.profile(
        id=addresses.issuer(organisation.slug),
        name=organisation.name,
        url=organisation.url,
        email=organisation.email,
        description=organisation.description or None,
    )


def epoch_profile(epoch: Epoch, addresses: Addresses) -> dict[str, Any]:
    """Return the Profile of *epoch*, with its one key and its RevocationList."""
    organisation = epoch.organisation
    return documents.profile(
        id=epoch.profile_address(addresses),
        name=organisation.name,
        url=organisation.url,
        email=organisation.email,
        description=organisation.description or None,
        public_key=addresses.key(epoch.key.kid),
        revocation_list=addresses.revocations(organisation.slug, epoch.key.kid),
    )


def key_document(epoch: Epoch, addresses: Addresses) -> dict[str, Any]:
    """Return the CryptographicKey of *epoch*."""
    return documents.cryptographic_key(
        id=addresses.key(epoch.key.kid),
        owner=epoch.profile_address(addresses),
        public_key_pem=epoch.key.public_key_pem,
    )


def revocation_list(
    epoch: Epoch, revoked: Sequence[tuple[str, str]], addresses: Addresses
) -> dict[str, Any]:
    """Return the RevocationList of *epoch*; *revoked* holds pairs of UUID and reason."""
    entries: list[tuple[str, str | None]] = [(f"urn:uuid:{uuid}", None) for uuid in epoch.sentinels]
    entries.extend((f"urn:uuid:{uuid}", reason) for uuid, reason in revoked)
    return documents.revocation_list(
        id=addresses.revocations(epoch.organisation.slug, epoch.key.kid),
        issuer=epoch.profile_address(addresses),
        revoked=entries,
    )
