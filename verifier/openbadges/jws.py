"""Signed badges: compact JSON Web Signatures (RFC 7515, section 7.1).

Signing and checking go through PyJWT, always with the algorithm that belongs to
the key.  A header may not choose the key, nor change what is signed.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jwt import api_jws
from jwt.exceptions import PyJWTError

from ..errors import InvalidBadge
from . import json_text, public_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from .public_keys import PublicKey

MAX_BYTES = 64 * 1024
"""PyJWT reads base64url one character at a time: 4 ms at 100 kB, before any check."""

PARTS = ("header", "payload", "signature")

_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")

_REFUSED = ("crit", "b64", "jwk", "zip")
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

    token: str
    header: Mapping[str, Any]
    payload: bytes

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
    header, payload, _ = map(_decoded, segments, PARTS)
    members = json_text.decode(header)
    for name in _REFUSED:
        if name in members:
            raise InvalidBadge("jws.header_refused", member=name)
    return UnverifiedJws(token, members, payload)


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
        checked = api_jws.decode_complete(jws.token, public_key, algorithms=[jws.algorithm])
    except PyJWTError:
        # Whatever PyJWT has against it, the signature was not shown to fit.
        raise WrongSignature from None
    payload: bytes = checked["payload"]
    return payload


def _decoded(segment: str, part: str) -> bytes:
    """Return the bytes of *segment*, which has to be base64url in its one canonical form."""
    if _BASE64URL.fullmatch(segment) and len(segment) % 4 != 1:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        if base64.urlsafe_b64encode(data).rstrip(b"=").decode() == segment:
            return data
    raise InvalidBadge("jws.not_base64url", part=part)
