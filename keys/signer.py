"""Signing, whoever holds the private key.

`Signer` is the seam: a key in a hardware module would implement the same two
members.  `LocalSigner` holds an RSA key in memory, loaded once, because loading
costs OpenSSL a hundred times what a signature does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from keys.signing_key import KeyState, KeyStateError, SigningKey
from verifier.openbadges import jws

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from keys.envelope import KeyEncryptionKey

RSA_BITS = 2048
"""What every verifier reads; 3072 bits would cost seven times as much a signature."""

ALGORITHM = "RS256"


class Signer(Protocol):
    """Signs with one key."""

    @property
    def kid(self) -> str:
        """The public name of the key."""

    def sign(self, payload: bytes) -> str:
        """Return *payload* as a compact JWS (RFC 7515, section 7.1)."""


def generate_rsa_key() -> rsa.RSAPrivateKey:
    """Return a new RSA private key from the system's randomness."""
    return rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)


def new_signing_key(
    private_key: rsa.RSAPrivateKey,
    *,
    kid: str,
    key_encryption_key: KeyEncryptionKey,
    random_bytes: Callable[[int], bytes],
    now: datetime,
) -> SigningKey:
    """Return *private_key* as a reserve key named *kid*, sealed for storage."""
    der = private_key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = private_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return SigningKey(
        kid=kid,
        algorithm=ALGORITHM,
        state=KeyState.RESERVE,
        public_key_pem=pem.decode("ascii"),
        sealed_private_key=key_encryption_key.seal(der, kid, random_bytes),
        created_at=now,
    )


class LocalSigner:
    """A `Signer` with the private key in this process's memory."""

    def __init__(self, key: SigningKey, key_encryption_key: KeyEncryptionKey) -> None:
        """Unseal *key*.

        Raises KeyStateError unless it is the current key, and EnvelopeError
        when the key encryption key does not open it.
        """
        if key.state is not KeyState.CURRENT:
            raise KeyStateError(f"Key {key.kid} is {key.state}; only the current key signs.")
        # The envelope is authenticated and we wrote it, so OpenSSL need not
        # prove the key sound again, which takes it 30 ms.
        private_key = serialization.load_der_private_key(
            key_encryption_key.unseal(key.sealed_private_key, key.kid),
            password=None,
            unsafe_skip_rsa_key_validation=True,
        )
        if not isinstance(private_key, rsa.RSAPrivateKey):
            raise KeyStateError(f"Key {key.kid} is not an RSA key.")
        self._kid = key.kid
        self._algorithm = key.algorithm
        self._private_key = private_key

    @property
    def kid(self) -> str:
        """The public name of the key."""
        return self._kid

    def sign(self, payload: bytes) -> str:
        """Return *payload* as a compact JWS."""
        return jws.encode(payload, self._private_key, self._algorithm)
