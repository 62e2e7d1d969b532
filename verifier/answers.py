"""What an address answered, and what follows from that alone.

Whether the answer is a Profile, which key it holds and whom a list revokes depends on
its bytes and on the name that it was asked by, and on nothing else.  So an answer that
several badges of a batch share remembers what was settled about it.  It never hands
out an object that could be changed and that another badge could see.
"""

from __future__ import annotations

import hashlib
import threading
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from .fetch import Document

T = TypeVar("T")

MAX_SETTLED = 64
"""Questions about one answer; a Profile with a hundred keys need not fill the memory."""

_OVERHEAD = 1_000
"""Bytes that an answer, or something settled about it, takes besides its text."""


class Answer:
    """A document as an address answered it.  With *is_shared*, threads may share it."""

    __slots__ = ("_lock", "_settled", "_sha256", "document", "is_shared", "size")

    def __init__(self, document: Document, *, is_shared: bool = False) -> None:
        self.document = document
        self.is_shared = is_shared
        self.size = len(document.body) + _OVERHEAD
        """About how many bytes of memory it takes, with what is settled about it."""
        self._sha256: str | None = None
        if is_shared:
            self._settled: dict[Hashable, object] = {}
            # Settling one question may need the answer to another.
            self._lock = threading.RLock()

    @property
    def sha256(self) -> str:
        """The SHA-256 of its body in hex."""
        if self._sha256 is None:
            self._sha256 = hashlib.sha256(self.document.body).hexdigest()
        return self._sha256

    def settle(self, question: Hashable, make: Callable[[], T]) -> T:
        """Return what *make* returns, which is called once for one *question* if this is shared.

        What it returns has to follow from *question* and this answer alone, and nobody
        may be able to change it.  Its `size`, if it has one, is in bytes.
        """
        if not self.is_shared:
            return make()
        if question in self._settled:
            return cast("T", self._settled[question])
        # A long document is not read by several threads at once.
        with self._lock:
            if question in self._settled:
                return cast("T", self._settled[question])
            made = make()
            if len(self._settled) < MAX_SETTLED:
                self._settled[question] = made
                self.size += _OVERHEAD + _letters(question) + int(getattr(made, "size", 0))
            return made


def _letters(question: Hashable) -> int:
    """Return how long the texts in *question* are; a stranger may have written them."""
    if isinstance(question, tuple):
        return sum(map(_letters, question))
    return len(question) if isinstance(question, str) else 0


def fresh(value: T) -> T:
    """Return a copy of *value*, JSON of bounded depth that shares nothing but texts."""
    return cast("T", _fresh(value))


def _fresh(value: object) -> object:
    if isinstance(value, dict):
        return {
            name: _fresh(inner) if inner.__class__ in _CONTAINERS else inner
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_fresh(inner) if inner.__class__ in _CONTAINERS else inner for inner in value]
    return value


_CONTAINERS = (dict, list)
