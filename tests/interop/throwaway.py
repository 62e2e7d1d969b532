"""A tiny issuer that shares no line with the product, to prove that the peers judge at all.

It serves hand-made documents on loopback: a Profile, its key, a badge class with its picture, a
revocation list of two entries and two assertions, one signed and one hosted. A test may change any
document before it asks a peer.
"""

import json
import struct
import threading
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CONTEXT = "https://w3id.org/openbadges/v2"
# The signed badge, and one more that the revocation list names so that it never has one entry only.
SIGNED_ID = "urn:uuid:6f2e6c0e-4e8c-4f0c-9a4e-2f5d3c1b7a90"
OTHER_ID = "urn:uuid:0b6a7f6d-5a52-4a26-8f3a-b1f0d6f7c111"
RECIPIENT = "https://meta.wikimedia.org/wiki/User:%E7%94%B0%E4%B8%AD%E3%81%95%E3%81%8F%E3%82%89"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
)

# How long the end of a test may wait for its server.
POLL_SECONDS = 0.02

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """What the server answers at one path."""

    body: bytes
    content_type: str = "application/json"
    status: HTTPStatus = HTTPStatus.OK


@dataclass(slots=True)
class Site:
    """The running server: its origin, without a slash at the end, and its pages by path."""

    origin: str
    pages: dict[str, Page] = field(default_factory=dict)

    def put(self, document: Mapping[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        """Serve a JSON document at its own id, in place of what was there."""
        path = str(document["id"]).removeprefix(self.origin)
        self.pages[path] = Page(json.dumps(document).encode(), status=status)


@contextmanager
def running_site() -> Iterator[Site]:
    """Serve pages on a free port of 127.0.0.1 until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the site's pages."""

        def do_GET(self) -> None:
            """Send the page of the path, or 404."""
            page = site.pages.get(self.path, Page(b"nothing", "text/plain", HTTPStatus.NOT_FOUND))
            self.send_response(page.status)
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *arguments: object) -> None:
            """Keep the test's output quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(POLL_SECONDS,))
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


class ThrowawayIssuer:
    """The documents of an issuer with one badge class and one award, and their signed form."""

    def __init__(self, site: Site) -> None:
        self._private_key = rsa.generate_private_key(65537, 2048)
        self.site = site
        self.key_id = f"{site.origin}/keys/1"
        self.profile: Document = {
            **_head("Issuer", f"{site.origin}/issuers/community/1"),
            "name": "Nairobi Volunteers",
            "url": f"{site.origin}/issuers/community",
            "email": "badges@example.org",
            "publicKey": self.key_id,
            "revocationList": f"{site.origin}/issuers/community/1/revocations",
        }
        self.key: Document = {
            **_head("CryptographicKey", self.key_id),
            "owner": self.profile["id"],
            "publicKeyPem": self.public_key_pem(),
        }
        self.badge_class: Document = {
            **_head("BadgeClass", f"{site.origin}/badge-classes/basics/1"),
            "name": "Wikidata basics",
            "description": "Made first edits in Wikidata.",
            "image": f"{site.origin}/badge-classes/basics/1/image.svg",
            "criteria": {"narrative": "Three edits and one reference."},
            "issuer": self.profile["id"],
        }
        self.revocations: Document = {
            **_head("RevocationList", self.profile["revocationList"]),
            "issuer": self.profile["id"],
            "revokedAssertions": [
                {"id": OTHER_ID, "revocationReason": "Awarded to the wrong account."},
                {"id": "urn:uuid:3d0a3a5e-7f57-4a39-9a6e-6d0c1c9e7b02"},
            ],
        }
        self.hosted = self._assertion(f"{site.origin}/assertions/1", {"type": "HostedBadge"})
        self.signed = self._assertion(SIGNED_ID, {"type": "SignedBadge", "creator": self.key_id})
        self.publish()

    def publish(self) -> None:
        """Serve every public document as it is now."""
        for document in (
            self.profile,
            self.key,
            self.badge_class,
            self.revocations,
            self.hosted,
        ):
            self.site.put(document)
        self.site.pages["/badge-classes/basics/1/image.svg"] = Page(SVG, "image/svg+xml")

    def revoke(self) -> None:
        """Revoke the award in both forms: the list names the signed one, the hosted one is gone."""
        self.revocations["revokedAssertions"].append(
            {"id": SIGNED_ID, "revocationReason": "Awarded by mistake."}
        )
        self.publish()
        stub = _head("Assertion", self.hosted["id"])
        self.site.put(
            {**stub, "revoked": True, "revocationReason": "Awarded by mistake."}, HTTPStatus.GONE
        )

    def jws(self) -> str:
        """Sign the signed assertion as it is now."""
        header = {"alg": "RS256", "typ": "JWT"}
        text = f"{_base64url(json.dumps(header))}.{_base64url(json.dumps(self.signed))}"
        signature = self._private_key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{_base64url(signature)}"

    def public_key_pem(self) -> str:
        """Return the public key as SubjectPublicKeyInfo in PEM."""
        encoded = self._private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return encoded.decode()

    def _assertion(self, identifier: str, verification: Document) -> Document:
        """Return an assertion of the award that has this id and is verified in this way."""
        return {
            **_head("Assertion", identifier),
            "recipient": {"type": "url", "hashed": False, "identity": RECIPIENT},
            "badge": self.badge_class["id"],
            "verification": verification,
            "issuedOn": "2026-10-05T09:00:00Z",
        }


def baked_png(assertion: str) -> bytes:
    """Return a picture of one pixel with the assertion in an uncompressed iTXt chunk."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
            _chunk(b"iTXt", b"openbadges\0\0\0\0\0" + assertion.encode()),
            _chunk(b"IDAT", zlib.compress(b"\0\0")),
            _chunk(b"IEND", b""),
        )
    )


def baked_svg(assertion: str) -> bytes:
    """Return the picture of the badge class with the assertion in the element of the standard."""
    element = (
        f'<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify="{assertion}"/>'
    )
    return SVG.replace(b"<circle", element.encode() + b"<circle")


def tampered(jws: str) -> str:
    """Return the signed badge with another recipient in its payload and the signature as it was."""
    header, payload, signature = jws.split(".")
    changed = _from_base64url(payload).replace(RECIPIENT.encode(), b"https://example.org/mallory")
    return ".".join((header, _base64url(changed), signature))


def _head(kind: str, identifier: str) -> Document:
    """Return the members that every Open Badges document begins with."""
    return {"@context": CONTEXT, "type": kind, "id": identifier}


def _chunk(kind: bytes, data: bytes) -> bytes:
    """Return one PNG chunk with its length and checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _base64url(data: str | bytes) -> str:
    """Encode text or bytes as JWS does: base64url without padding."""
    raw = data.encode() if isinstance(data, str) else data
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _from_base64url(text: str) -> bytes:
    """Decode base64url without padding."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
