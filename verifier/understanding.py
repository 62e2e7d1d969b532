"""What the bytes at an address say, as far as that depends on nothing but the bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import InvalidBadge
from .openbadges import json_ld, json_text, legacy, linked_data
from .proofs import PROOFS
from .report import Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .answers import Answer

_PLAIN = "plain JSON of version 2.0"
"""A check of `Proofs`."""

_LIMITS = ("input.too_large", "json.too_large", "json.too_deep", "picture.too_large")
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
    cost: json_ld.Cost = json_ld.Cost()
    """What it takes off the allowance of each badge that reads it."""
    body: bytes = b""
    """What it was read from."""
    lesson: object = None
    """What was learned from the document, if that was all that was wanted of it."""

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        if not self.document:
            return int(getattr(self.lesson, "size", 0))
        # An empty object of three letters takes 64 bytes, and a short text some fifty.
        pieces = sum(self.body.count(letter) for letter in (b"{", b"[", b","))
        return 2 * len(self.body) + 24 * pieces


class TooComplex(Exception):  # noqa: N818 - another badge may have enough left for the document
    """A document costs more than the badge that names it has left."""


def understand_bytes(
    answer: Answer, address: str, limit: int, allowance: json_ld.Allowance
) -> Understood:
    """Return what the body of *answer* says, which is read from *address*.

    Raises TooComplex, before the work, when *allowance*, of which nothing is taken
    off, does not bear it.
    """
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
    return understand(document, address, address, allowance)._replace(body=body)


def understand_early_list(
    answer: Answer, address: str, limit: int, allowance: json_ld.Allowance
) -> Understood:
    """Do the same with what an early Profile names as its list of revoked badges.

    An early list is taken as it was written: its uids may be any words.
    """
    try:
        source = json_text.decode(answer.document.body, limit=limit)
    except InvalidBadge as error:
        return Understood(None, refused=refusal(address, error))
    if legacy.is_revocation_list(source):
        return Understood(legacy.revocation_list(source), body=answer.document.body)
    return understand_bytes(answer, address, limit, allowance)


def understand(
    document: Mapping[str, Any], name: str, address: str | None, allowance: json_ld.Allowance
) -> Understood:
    """Return what *document*, found at *address* if anywhere, says in plain JSON of version 2.0.

    Raises TooComplex as `understand_bytes` does.
    """
    left = replace(allowance)
    plain, found = linked_data.read(legacy.upgrade(document, address), name, left)
    if left.is_overdrawn:
        raise TooComplex
    cost = json_ld.Cost(allowance.values - left.values, allowance.term_letters - left.term_letters)
    return Understood(plain, version=legacy.version(document), found=found, cost=cost)


def refusal(document: str, error: InvalidBadge) -> tuple[Finding, ...]:
    """Return that *document* cannot be read, and why."""
    outcome = Outcome.UNDECIDED if error.code in _LIMITS else Outcome.FAILED
    return (
        Finding("document.unreadable", outcome, {"document": document}),
        Finding(error.code, outcome, error.parameters),
    )
