"""Signed badges: compact JSON Web Signatures (RFC 7515, section 7.1).

Always with the algorithm that belongs to the key: a header may not choose the key,
nor change what is signed.  PyJWT signs.  Checking is done here, because PyJWT takes
four times as long for it, and its import as long as a hundred badges.
"""

from __future__ import annotations

import base64
import functools
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from ..errors import InvalidBadge
from . import json_text, public_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from .public_keys import PublicKey

MAX_BYTES = 700 * 1024
"""As much as a document, in base64url."""

PARTS = ("header", "payload", "signature")

_HASHES = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
    "ES256": hashes.SHA256(),
}
_P256_BYTES = 32

_USUAL_HEADER = 256
"""Bytes of a header that is worth remembering."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")

_REFUSED = frozenset({"crit", "b64", "jwk", "zip"})
"""Header members that change what is signed or with which key.

`crit` demands understanding what we do not (RFC 7515, section 4.1.11), and `jwk`
lets a forger bring his own key.  `kid`, `jku` and `x5u` are only names: the key
is the one that the issuer's Profile lists, so they are ignored.
"""


class WrongSignature(Exception):  # noqa: N818 - like InvalidBadge, it names what was given
    """The signature does not fit the key."""


class WrongAlgorithm(Exception):  # noqa: N818 - the same
    """The header's algorithm is not one of the key's."""


@dataclass(frozen=True, slots=True)
class UnverifiedJws:
    """A JWS whose signature nobody has checked yet: believe nothing in it."""

    header: Mapping[str, Any]
    payload: bytes
    signed: bytes
    """What the signature is of: the first two parts as they were sent (RFC 7515, section 5.2)."""
    signature: bytes

    @property
    def algorithm(self) -> str:
        """The algorithm that the header names; "none" where it names none."""
        return str(self.header.get("alg", "none"))


def encode(
    payload: bytes,
    private_key: RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey,
    algorithm: str = "RS256",
) -> str:
    """Return *payload* signed with *private_key*, header `{"alg": …}` and nothing else.

    Raises ValueError when *algorithm* does not belong to the key, or the key is
    one that our own verifier refuses.
    """
    public_keys.check(private_key.public_key(), "to sign with")
    if algorithm not in public_keys.algorithms(private_key.public_key()):
        raise ValueError(f"{algorithm} does not belong to this type of key.")
    from jwt import api_jws  # noqa: PLC0415 - who only verifies need not wait for it

    # PyJWT writes "typ" unless it is empty, and a badge is no JWT.
    return api_jws.encode(payload, private_key, algorithm, headers={"typ": ""})


def read(token: str) -> UnverifiedJws:
    """Take *token* apart without checking its signature.

    Raises InvalidBadge when it is no compact JWS of at most MAX_BYTES, or when
    its header has a member that we refuse.
    """
    if len(token) > MAX_BYTES:
        raise InvalidBadge("jws.too_large", limit=str(MAX_BYTES))
    segments = token.split(".")
    if len(segments) != len(PARTS):
        raise InvalidBadge("jws.malformed")
    header, payload, signature = map(_decoded, segments, PARTS)
    members = _members(header) if len(header) <= _USUAL_HEADER else json_text.decode(header)
    if not _REFUSED.isdisjoint(members):
        name = next(name for name in members if name in _REFUSED)
        raise InvalidBadge("jws.header_refused", member=name)
    signed = token[: -len(segments[2]) - 1].encode()
    return UnverifiedJws(members, payload, signed, signature)


@functools.lru_cache(maxsize=256)
def _members(header: bytes) -> Mapping[str, Any]:
    """Return the members of *header*, which is the same in one badge after another."""
    return MappingProxyType(json_text.decode(header))


def check(jws: UnverifiedJws, public_key: PublicKey) -> bytes:
    """Return the payload of *jws* after checking its signature against *public_key*.

    Raises WrongAlgorithm or WrongSignature.  Says nothing about whose key it is.
    """
    # A key fits only algorithms of its own type: with "none" or HMAC, where the
    # public key would be the shared secret, anybody could sign.
    allowed = public_keys.algorithms(public_key)
    if jws.algorithm not in allowed:
        raise WrongAlgorithm(jws.algorithm)
    try:
        _check_signature(jws, public_key)
    except InvalidSignature:
        raise WrongSignature from None
    return jws.payload


def _check_signature(jws: UnverifiedJws, key: PublicKey) -> None:
    """Raise InvalidSignature unless *key* made it (RFC 7518, section 3; RFC 8037, section 3.1)."""
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(jws.signature, jws.signed, padding.PKCS1v15(), _HASHES[jws.algorithm])
    elif isinstance(key, ec.EllipticCurvePublicKey):
        # The two numbers one after the other, each of the length of the curve.
        if len(jws.signature) != 2 * _P256_BYTES:
            raise InvalidSignature
        r, s = jws.signature[:_P256_BYTES], jws.signature[_P256_BYTES:]
        der = encode_dss_signature(int.from_bytes(r), int.from_bytes(s))
        key.verify(der, jws.signed, ec.ECDSA(_HASHES[jws.algorithm]))
    else:
        key.verify(jws.signature, jws.signed)


def _decoded(segment: str, part: str) -> bytes:
    """Return the bytes of *segment*, which has to be base64url in its one canonical form."""
    if _BASE64URL.fullmatch(segment) and len(segment) % 4 != 1:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        # Only the last letter can have bits to spare, and they have to be 0.
        rest = len(data) % 3
        last = base64.urlsafe_b64encode(data[len(data) - rest :]).rstrip(b"=").decode()
        if segment.endswith(last):
            return data
    raise InvalidBadge("jws.not_base64url", part=part)
