"""Time, randomness and keys that are the same in every run."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = Path(__file__).parent.parent / "data" / "keys"
START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class FixedClock:
    """A clock that stands still until it is told to go on."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._now

    def advance(self, **duration: float) -> None:
        """Move on by a `timedelta` of *duration*, e.g. `days=1`."""
        self._now += timedelta(**duration)


class SeededBytes:
    """Bytes that look random and are the same for the same seed and order of calls."""

    def __init__(self, seed: str = "barnstar") -> None:
        self._seed = seed
        self._calls = 0

    def __call__(self, count: int) -> bytes:
        """Return *count* bytes."""
        self._calls += 1
        return hashlib.shake_256(f"{self._seed}:{self._calls}".encode()).digest(count)


def private_keys() -> Iterator[rsa.RSAPrivateKey]:
    """Yield the test keys, over and over: loading one costs less than making one."""
    loaded = []
    for name in ("first", "second"):
        pem = (KEYS / f"{name}.pem").read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError(name)
        loaded.append(key)
    while True:
        yield from loaded
