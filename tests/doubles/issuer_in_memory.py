"""A small issuer with real keys and real documents, and the network in which it lives.

It is a `Fetcher`: it answers what it has published, and nothing else.  It notes
what it was asked for, so that tests can tell what the verifier fetched and when.
"""

from __future__ import annotations

import base64
import functools
import itertools
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.doubles.fixed import START, private_keys
from verifier import Document, FetchError
from verifier.openbadges import documents, identity, jws, public_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ORIGIN = "https://badges.example.org"
FORGER = "https://forger.example.net"

PROFILE = f"{ORIGIN}/issuer"
BADGE_CLASS = f"{ORIGIN}/badge-classes/weaving"
PICTURE = f"{ORIGIN}/badge-classes/weaving.png"
REVOCATIONS = f"{ORIGIN}/revocations"
HOSTED = f"{ORIGIN}/assertions/1"

SIGNED = "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11"
OTHERS = (
    "urn:uuid:52e4c6b3-8c13-4fa8-8482-a5cf34ef37a9",
    "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4",
)

AMINA = "https://meta.wikimedia.org/wiki/User:Amina_K"

JSON = "application/ld+json"

TINY_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
"""One grey point."""


class IssuerInMemory:
    """Publishes its Profile, a badge class, its keys and its revocation list."""

    def __init__(self) -> None:
        """Begin with one key and nothing revoked."""
        self.published: dict[str, Document] = {}
        self.asked: list[str] = []
        self._private_keys = itertools.cycle(_two_keys())
        self._count = 0
        self.publish(
            documents.profile(
                id=PROFILE,
                name="Weavers",
                url=ORIGIN,
                email="badges@badges.example.org",
                revocation_list=REVOCATIONS,
            )
        )
        self.publish(
            documents.badge_class(
                id=BADGE_CLASS,
                name="Weaving",
                description="Can warp a loom.",
                image=PICTURE,
                criteria_narrative="Warp one.",
                issuer=PROFILE,
            )
        )
        self.put(PICTURE, TINY_PNG, content_type="image/png")
        self.revoke(*OTHERS)
        self.rotate_keys()

    # --- What it publishes ----------------------------------------------------------------

    def fetch(self, address: str) -> Document:
        """Answer *address*, or raise FetchError."""
        self.asked.append(address)
        if address not in self.published:
            raise FetchError("refused", address, "the connection was refused.")
        return self.published[address]

    def put(
        self, address: str, body: bytes, *, status: int = 200, content_type: str = JSON
    ) -> None:
        """Answer *address* with *body* from now on."""
        self.published[address] = Document(address, status, content_type, body)

    def publish(self, document: Mapping[str, Any], *, status: int = 200) -> None:
        """Answer the id of *document* with it from now on."""
        self.put(document["id"], documents.encode(document), status=status)

    def remove(self, address: str) -> None:
        """Refuse connections to *address* from now on."""
        del self.published[address]

    def redirect(self, address: str, target: str) -> None:
        """Send whoever asks for *address* on to *target*."""
        self.published[address] = Document(address, 302, "", b"", {"location": target})

    def document(self, address: str) -> dict[str, Any]:
        """Return the JSON document published at *address*."""
        found: dict[str, Any] = json.loads(self.published[address].body)
        return found

    def change(self, address: str, **members: object) -> None:
        """Publish the document at *address* with other *members*; None takes one away."""
        changed = self.document(address) | members
        body = {name: value for name, value in changed.items() if value is not None}
        self.put(address, documents.encode(body))

    # --- Its keys -------------------------------------------------------------------------

    def rotate_keys(self) -> str:
        """Sign with a new key from now on, keep the old ones listed, return the new id."""
        self._count += 1
        self.key_id = f"{ORIGIN}/keys/{self._count}"
        self.private_key = next(self._private_keys)
        self.publish(key_document(self.key_id, self.private_key))
        listed = self.document(PROFILE).get("publicKey", [])
        self.change(PROFILE, publicKey=[*listed, self.key_id])
        return self.key_id

    # --- What it says ---------------------------------------------------------------------

    def signed(self, **members: object) -> str:
        """Return a signed badge of Amina's, with other *members* in the Assertion."""
        return self.sign(self.assertion(**members))

    def assertion(self, **members: object) -> dict[str, Any]:
        """Return the Assertion of a signed badge, with other *members*; None takes one away."""
        document = documents.signed_assertion(
            id=SIGNED,
            recipient=identity.url_recipient(AMINA),
            badge=BADGE_CLASS,
            issued_on=datetime(2026, 10, 1, tzinfo=UTC),
            creator=self.key_id,
        )
        changed = document | members
        return {name: value for name, value in changed.items() if value is not None}

    def sign(self, document: Mapping[str, Any]) -> str:
        """Return *document* signed with the newest key."""
        return jws.encode(documents.encode(document), self.private_key)

    def hosted(self, address: str = HOSTED, **members: object) -> str:
        """Publish a hosted badge of Amina's, with other *members*, and return its address."""
        document = documents.hosted_assertion(
            id=address,
            recipient=identity.url_recipient(AMINA),
            badge=BADGE_CLASS,
            issued_on=datetime(2026, 10, 1, tzinfo=UTC),
        )
        self.publish(document)
        self.change(address, **members)
        return address

    def revoke(self, *entries: object) -> None:
        """Publish a revocation list of exactly *entries*."""
        self.publish(
            {
                "@context": documents.CONTEXT,
                "type": "RevocationList",
                "id": REVOCATIONS,
                "issuer": PROFILE,
                "revokedAssertions": list(entries),
            }
        )


@functools.cache
def _two_keys() -> tuple[RSAPrivateKey, ...]:
    return tuple(itertools.islice(private_keys(), 2))


def key_document(
    key_id: str, private_key: RSAPrivateKey, *, owner: str = PROFILE
) -> dict[str, Any]:
    """Return the CryptographicKey of *private_key*."""
    pem = public_keys.pem(private_key.public_key())
    return documents.cryptographic_key(id=key_id, owner=owner, public_key_pem=pem)


NOW = START
"""A month after the badges were issued."""
