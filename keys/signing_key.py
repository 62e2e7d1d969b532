"""A signing key and its lifecycle.

    reserve  ->  current  ->  retired
                    |            |
                    +------------+-->  compromised

One key makes one *epoch* of its organisation: the stretch of badges that name
the same issuer Profile, which lists this key and no other.  A reserve key has
no epoch yet.  A retired key signs nothing more, but what it signed stays valid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class KeyState(StrEnum):
    """Where a key stands in its life."""

    RESERVE = "reserve"
    CURRENT = "current"
    RETIRED = "retired"
    COMPROMISED = "compromised"


class KeyStateError(ValueError):
    """A key was asked for a step that its state does not allow."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One key pair of an organisation, its private half sealed.

    *kid* is the public name of the key and of its epoch.  *algorithm* is a JWA
    name (RFC 7518), `RS256`.  *public_key_pem* is a SubjectPublicKeyInfo in PEM.
    *sealed_private_key* is what `envelope.seal` returned.
    """

    kid: str
    algorithm: str
    state: KeyState
    public_key_pem: str
    sealed_private_key: bytes
    created_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None

    def begin(self, now: datetime) -> SigningKey:
        """Return the key as the current one, from *now* on."""
        if self.state is not KeyState.RESERVE:
            raise KeyStateError(f"Key {self.kid} is {self.state}; only a reserve key can begin.")
        return replace(self, state=KeyState.CURRENT, begun_at=now)

    def retire(self, now: datetime) -> SigningKey:
        """Return the key as retired: it signs no more, and its badges stay valid."""
        if self.state is not KeyState.CURRENT:
            raise KeyStateError(f"Key {self.kid} is {self.state}; only the current key retires.")
        return replace(self, state=KeyState.RETIRED, ended_at=now)
