"""An issuer in memory that is asked like a network: in threads, within a budget, slowly.

It counts how many requests each host has at a time.
"""

from __future__ import annotations

import threading
import time
from collections import Counter

from tests.doubles.issuer_in_memory import IssuerInMemory
from verifier import Document, FetchError
from verifier.fetch import Budget, FetchLimits


class IssuerBehindANetwork(IssuerInMemory):
    """An issuer behind a network: it may be slow, is asked in threads, and counts them."""

    def __init__(self, seconds: float = 0, limits: FetchLimits | None = None) -> None:
        """Take *seconds* for an answer of the hosts in `slow`, and of all if there are none."""
        super().__init__()
        self.limits = limits or FetchLimits()
        self.seconds = seconds
        self.slow: set[str] = set()
        self.most: Counter[str] = Counter()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()

    def read(self, address: str, budget: Budget) -> Document:
        """Answer like `fetch`, with the patience of a network."""
        budget.enter(address)
        host = address.split("/")[2]
        with self._lock:
            self._now[host] += 1
            self.most[host] = max(self.most[host], self._now[host])
        try:
            if not self.slow or host in self.slow:
                time.sleep(min(self.seconds, budget.seconds_left))
                if not budget.seconds_left:
                    raise FetchError("timeout", address, "the answer did not come in time.")
            return self.fetch(address)
        finally:
            with self._lock:
                self._now[host] -= 1
