"""What was shown of certain bytes once, and need not be shown again.

The badges of a course come with the same Profile, key and badge class, and whether a
document is strict JSON and has the properties of a Profile depends on nothing but its
bytes.  So what is kept are hashes of bytes that passed a check: no document, no verdict
and no failure.  An entry cannot go out of date, and nobody can change what it stands for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

MAX_PROOFS = 20_000
"""Some three megabytes."""


class Proofs:
    """Pairs of a SHA-256 and the name of a check that the bytes behind it passed.

    Threads may share it.  Beyond *limit* pairs, those are forgotten that nobody
    asked for the longest.
    """

    def __init__(self, limit: int = MAX_PROOFS) -> None:
        self._limit = limit
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._lock = threading.Lock()

    def holds(self, sha256: str, check: str) -> bool:
        """Return whether the bytes with this hash are known to pass *check*."""
        with self._lock:
            known = (sha256, check) in self._known
            if known:
                self._known.move_to_end((sha256, check))
        return known

    def add(self, sha256: str, check: str) -> None:
        """Remember that the bytes with this hash passed *check*."""
        with self._lock:
            self._known[sha256, check] = None
            if len(self._known) > self._limit:
                self._known.popitem(last=False)


PROOFS = Proofs()
"""One for the process: what the bytes show is the same for everybody."""
