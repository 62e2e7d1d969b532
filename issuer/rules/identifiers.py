"""Identifiers that nobody can guess, count or order."""

from __future__ import annotations

import base64
import secrets
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PUBLIC_ID_BYTES = 16
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Makes identifiers from *random_bytes*, a function from a count to that many bytes."""

    random_bytes: Callable[[int], bytes] = secrets.token_bytes

    def public_id(self) -> str:
        """Return 26 characters of `a-z2-7` holding 128 random bits.

        Lower case alone survives being read aloud, typed, and file systems that
        fold case.
        """
        encoded = base64.b32encode(self.random_bytes(_PUBLIC_ID_BYTES))
        return encoded.rstrip(b"=").decode("ascii").lower()

    def uuid(self) -> str:
        """Return a version 4 UUID; other versions are refused by the reference validator."""
        return str(uuid.UUID(bytes=self.random_bytes(16), version=4))

    def secret(self) -> str:
        """Return 256 random bits as text, for a link or a session."""
        return base64.urlsafe_b64encode(self.random_bytes(_SECRET_BYTES)).rstrip(b"=").decode()
