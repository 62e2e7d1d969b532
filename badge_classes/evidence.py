"""Evidence: what an award of a class must come with, beyond the roster.

Open Badges 2.0 has two members for it: Evidence.id, an address, and Evidence.narrative, a text.
A class demands one of them or neither; what it does not demand is welcome all the same.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from badge_classes.checks import hidden_character
from badge_classes.limits import EVIDENCE_LIMIT
from badge_classes.problem import Problem
from verifier.openbadges.values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["EvidenceDemand", "problems"]


_SHOWN = 60
"""How many characters of something wrong a sentence repeats."""


class EvidenceDemand(StrEnum):
    """What an award of a class must come with. The values stand in badge.toml."""

    NOTHING = "nothing"
    ADDRESS = "address"
    """The http or https address of what was made or done."""
    TEXT = "text"
    """What was made or done, in words."""


def problems(demand: EvidenceDemand, given: str) -> Iterator[Problem]:
    """Yield what is wrong with the evidence that somebody gives with an award.

    `given` is tidied text, "" where there is none: an address, or words of up to EVIDENCE_LIMIT
    characters. That the address answers, or that the evidence shows what the criteria ask, is
    not checked; whoever awards says so with their name.
    """
    if demand is EvidenceDemand.ADDRESS and not is_address(given):
        if given.strip():
            yield Problem("evidence.address", "evidence", parameters={"value": given[:_SHOWN]})
        else:
            yield Problem("evidence.address_missing", "evidence")
    if demand is EvidenceDemand.TEXT and not given.strip():
        yield Problem("evidence.text", "evidence")
    if len(given) > EVIDENCE_LIMIT:
        lengths = {"length": str(len(given)), "limit": str(EVIDENCE_LIMIT)}
        yield Problem("evidence.too_long", "evidence", parameters=lengths)
    hidden = hidden_character(given, besides="\n\t")
    if hidden:
        where = {"character": hidden}
        yield Problem("evidence.control_character", "evidence", parameters=where)
