"""Private keys at rest: AES-256-GCM under the key encryption key.

An envelope is one version byte, a 96-bit nonce and the ciphertext with its tag.
The kid is authenticated with it, so that an envelope moved to another key's row
does not open.  Section 8 of NIST SP 800-38D allows 2^32 random nonces under one
key; an installation makes a handful.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from collections.abc import Callable

_VERSION = b"\x01"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class EnvelopeError(ValueError):
    """The key encryption key has the wrong form, or does not open this envelope."""


class KeyEncryptionKey:
    """The secret that seals private keys; its text never shows in a repr or a log."""

    def __init__(self, text: str) -> None:
        """Read *text*, 32 bytes in base64url (with or without padding)."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise EnvelopeError("The key encryption key is not base64url.") from error
        if len(raw) != _KEY_BYTES:
            raise EnvelopeError(
                f"The key encryption key has {len(raw)} bytes; it needs {_KEY_BYTES}."
            )
        self._cipher = AESGCM(raw)

    @staticmethod
    def text_of(raw: bytes) -> str:
        """Return the text form of 32 random bytes, to be kept as a setting."""
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")

    def seal(self, private_key_der: bytes, kid: str, random_bytes: Callable[[int], bytes]) -> bytes:
        """Return *private_key_der* (PKCS#8) sealed for *kid*."""
        nonce = random_bytes(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, private_key_der, kid.encode("utf-8"))
        return _VERSION + nonce + sealed

    def unseal(self, envelope: bytes, kid: str) -> bytes:
        """Return the PKCS#8 bytes in *envelope*.

        Raises EnvelopeError when it was sealed under another key encryption
        key, for another kid, or was altered.
        """
        if envelope[:1] != _VERSION:
            raise EnvelopeError(f"The private key of {kid} is sealed in an unknown form.")
        nonce = envelope[1 : 1 + _NONCE_BYTES]
        try:
            return self._cipher.decrypt(nonce, envelope[1 + _NONCE_BYTES :], kid.encode("utf-8"))
        except InvalidTag as error:
            raise EnvelopeError(
                f"KEY_ENCRYPTION_KEY does not open the private key of {kid}. "
                "Start with the key encryption key that was in force when the key was made."
            ) from error
