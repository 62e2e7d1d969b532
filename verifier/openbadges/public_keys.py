"""Public keys: read from PEM, held to a floor, bound to their algorithms.

RSA (RS256, RS384, RS512), EC on P-256 (ES256) and Ed25519 (EdDSA); RFC 7518 and
RFC 8037 name them.  Open Badges 2.0 recommends RS256 and forbids no other.
"""

from __future__ import annotations

import functools
from typing import TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from ..errors import InvalidBadge

PublicKey: TypeAlias = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey

MIN_RSA_BITS = 2048
"""NIST SP 800-131A: shorter keys have been too weak for signatures since 2014."""

MAX_RSA_BITS = 8192
"""A longer key makes every check slow, which is all that it is good for."""

_MAX_KEPT = 4096
"""Characters of a key that is kept when it was parsed; an RSA key of 8192 bits has 1,500."""


def load(pem: str, name: str) -> PublicKey:
    """Return the public key in *pem*, SubjectPublicKeyInfo or PKCS #1.

    Raises InvalidBadge when there is none, or not one that we accept; *name* is
    what its sentence calls the key.
    """
    try:
        key = _parsed(pem) if len(pem) <= _MAX_KEPT else _parse(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise InvalidBadge("key.unreadable", key=name) from None
    return check(key, name)


def _parse(pem: str) -> object:
    return serialization.load_pem_public_key(pem.encode())


_parsed = functools.lru_cache(maxsize=1024)(_parse)
"""The same, and what was parsed is kept: one badge after another is signed with one key."""


def check(key: object, name: str) -> PublicKey:
    """Return *key* if it is of a type and size that we accept.

    Raises InvalidBadge otherwise; *name* is what its sentence calls the key.
    """
    if isinstance(key, rsa.RSAPublicKey):
        if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
            raise InvalidBadge(
                "key.wrong_size",
                key=name,
                bits=str(key.key_size),
                minimum=str(MIN_RSA_BITS),
                maximum=str(MAX_RSA_BITS),
            )
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    raise InvalidBadge("key.unsupported", key=name)


def algorithms(key: PublicKey) -> tuple[str, ...]:
    """Return the JWS algorithms that belong to *key*, and no other may be used with it."""
    if isinstance(key, rsa.RSAPublicKey):
        return ("RS256", "RS384", "RS512")
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ("ES256",)
    return ("EdDSA",)


def pem(key: PublicKey) -> str:
    """Return *key* as PEM text (SubjectPublicKeyInfo), which every verifier reads."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode("ascii")
