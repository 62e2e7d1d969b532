"""What the bytes at an address say, as far as that depends on nothing but the bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import InvalidBadge
from .openbadges import json_text, legacy, linked_data
from .proofs import PROOFS
from .report import Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answers import Answer

_PLAIN = "plain JSON of version 2.0"
"""A check of `Proofs`."""

_LIMITS = ("json.too_large", "json.too_deep")
"""What we decline to read may be in order, so it is undecided."""


class Understood(NamedTuple):
    """What a text says: plain JSON of version 2.0, or nothing, and why.

    Badges may share it, so whoever needs the document takes a copy of it.
    """

    document: dict[str, Any] | None
    version: str = legacy.V2_0
    sha256: str | None = None
    refused: tuple[Finding, ...] = ()
    found: tuple[Finding, ...] = ()
    body: bytes = b""
    """What it was read from."""

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        if not self.document:
            return 0
        # An empty object of three letters takes 64 bytes, and a short text some fifty.
        pieces = sum(self.body.count(letter) for letter in (b"{", b"[", b","))
        return 2 * len(self.body) + 24 * pieces


def understand_bytes(answer: Answer, address: str, limit: int) -> Understood:
    """Return what the body of *answer* says, which is read from *address*."""
    body, sha256 = answer.document.body, answer.sha256
    if len(body) <= limit and PROOFS.holds(sha256, _PLAIN):
        # The same bytes were read with all care before, and meant what they say.
        document = json.loads(body.decode().removeprefix("\ufeff"))
        return Understood(linked_data.plain(document), sha256=sha256, body=body)
    try:
        document = json_text.decode(body, limit=limit)
    except InvalidBadge as error:
        return Understood(None, refused=refusal(address, error))
    if legacy.version(document) == legacy.V2_0 and linked_data.is_plain(document):
        PROOFS.add(sha256, _PLAIN)
        return Understood(linked_data.plain(document), sha256=sha256, body=body)
    return understand(document, address, address)._replace(body=body)


def understand(document: Mapping[str, Any], name: str, address: str | None) -> Understood:
    """Return what *document*, found at *address* if anywhere, says in plain JSON of version 2.0."""
    plain, found = linked_data.read(legacy.upgrade(document, address), name)
    return Understood(plain, version=legacy.version(document), found=found)


def refusal(document: str, error: InvalidBadge) -> tuple[Finding, ...]:
    """Return that *document* cannot be read, and why."""
    outcome = Outcome.UNDECIDED if error.code in _LIMITS else Outcome.FAILED
    return (
        Finding("document.unreadable", outcome, {"document": document}),
        Finding(error.code, outcome, error.parameters),
    )
