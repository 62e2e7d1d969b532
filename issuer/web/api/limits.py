"""How many badges a visitor may have checked, and when to come back for more.

A full allowance refills evenly, so there is no hour at which everybody starts
again.  All that is kept of a visitor is one number, the moment at which the
allowance will be full; it is forgotten once that has passed.  The names of
visitors are hashed with a secret that is lost when the process ends.  Each process
counts by itself: this is for politeness among visitors, not against guessing.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_VISITORS: Final = 50_000
"""Some five megabytes; beyond that, whoever was here longest ago is forgotten early."""

_SWEEP_SECONDS: Final = 30

_NOTHING: Final = 1e-6
"""Seconds: sums of fractions are not exact."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """*badges* in *seconds*, for each visitor of a kind."""

    name: str
    badges: int
    seconds: int

    @property
    def policy(self) -> str:
        """The allowance as the header RateLimit-Policy has it."""
        return f'"{self.name}";q={self.badges};w={self.seconds}'


STRANGERS: Final = Allowance("anonymous", 1_000, 600)
"""One full batch, again after ten minutes."""

TOKEN_HOLDERS: Final = Allowance("token", 20_000, 600)

READERS: Final = Allowance("page", 300, 600)
"""On the page that verifies: nobody who checks by hand meets it, nor a room full of people."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a visitor stands after asking: *allowed*, with how many badges left.

    *full_after* seconds the whole allowance is there again; *wait* is how many
    seconds until what was asked for would be allowed, 0 when it is.
    """

    allowance: Allowance
    allowed: bool
    left: int
    full_after: int
    wait: int

    @property
    def headers(self) -> dict[str, str]:
        """RateLimit fields for HTTP (draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "RateLimit-Policy": self.allowance.policy,
            "RateLimit": f'"{self.allowance.name}";r={self.left};t={self.full_after}',
        }


class Limits:
    """Counts what visitors ask for.  Threads may share it."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.monotonic) -> None:
        """Hash the names of visitors with *secret*; *clock* counts seconds."""
        self._secret = secret
        self._clock = clock
        self._full_at: OrderedDict[bytes, float] = OrderedDict()
        self._swept_at = clock()
        self._lock = threading.Lock()

    def spend(
        self, visitor: str, allowance: Allowance, badges: int, given_back: int = 0
    ) -> Standing:
        """Count *badges* for *visitor* if the *allowance* has as many, else nothing.

        First as many as are *given_back* come back, which were counted for the same request.
        """
        key = self.hashed(visitor)
        each = allowance.seconds / allowance.badges
        with self._lock:
            now = self._clock()
            self._sweep(now)
            owed = max(self._full_at.get(key, now) - now - given_back * each, 0.0)
            # What is owed is measured in seconds of refilling.
            later = owed + badges * each
            allowed = later <= allowance.seconds + _NOTHING
            if allowed:
                owed = later
            if owed > 0:
                self._full_at[key] = now + owed
                self._full_at.move_to_end(key)
            else:
                self._full_at.pop(key, None)
        return Standing(
            allowance=allowance,
            allowed=allowed,
            left=max(0, math.floor((allowance.seconds - owed + _NOTHING) / each)),
            full_after=math.ceil(owed - _NOTHING),
            wait=0 if allowed else max(1, math.ceil(later - allowance.seconds - _NOTHING)),
        )

    def hashed(self, visitor: str) -> bytes:
        """Return what stands for *visitor* in memory."""
        return hashlib.blake2b(visitor.encode(), key=self._secret, digest_size=16).digest()

    @property
    def remembered(self) -> int:
        """How many visitors are known now."""
        return len(self._full_at)

    def _sweep(self, now: float) -> None:
        """Forget those whose allowance is full again."""
        if now - self._swept_at >= _SWEEP_SECONDS:
            self._swept_at = now
            for key in [key for key, full_at in self._full_at.items() if full_at <= now]:
                del self._full_at[key]
        while len(self._full_at) >= MAX_VISITORS:
            self._full_at.popitem(last=False)
