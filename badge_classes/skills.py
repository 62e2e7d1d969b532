"""Skills: what a badge is about, in the words of the Capacity Exchange.

The Capacity Exchange is the directory of skills that Wikimedia communities use to find each
other. An alignment (Open Badges 2.0, AlignmentObject) ties a badge class to one entry of it, so
that a machine can tell that two badges from two countries are about the same skill.

**Which address.** An alignment needs a `targetUrl`. We use the page that the Capacity Exchange
gives to each capacity, `https://capx.toolforge.org/capacity/113`, because the number in it is the
key under which the directory is published. Addresses on Wikidata or Metabase might outlive
the tool, but the published list names none. Therefore `targetCode` carries the number too:
should the page move one day, framework and code still say which skill was meant.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from verifier.openbadges.documents import Alignment

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FRAMEWORK", "Capacity", "UnknownCapacityError", "alignment_for", "capacities"]

FRAMEWORK: Final = "Capacity Exchange"

_DATA: Final = Path(__file__).parent / "data" / "capacity_exchange.json"
_PAGE: Final = "https://capx.toolforge.org/capacity/{}"


class UnknownCapacityError(LookupError):
    """A number that the Capacity Exchange's directory does not have."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """One entry of the directory: its number, the wider entry's number, and texts by language.

    `names` and `descriptions` have English ("en") and Brazilian Portuguese ("pt-BR").
    """

    id: int
    parent: int | None
    names: Mapping[str, str]
    descriptions: Mapping[str, str]


@cache
def capacities() -> Mapping[int, Capacity]:
    """Return the whole directory by number; see data/README.md for its source and licence."""
    entries = json.loads(_DATA.read_bytes())
    return MappingProxyType(
        {
            entry["id"]: Capacity(
                id=entry["id"],
                parent=entry["parent"],
                names=MappingProxyType(entry["name"]),
                descriptions=MappingProxyType(entry["description"]),
            )
            for entry in entries
        }
    )


def alignment_for(capacity_id: int) -> Alignment:
    """Return the alignment with one capacity, in English, the language of the directory's keys.

    Raises UnknownCapacityError.
    """
    capacity = capacities().get(capacity_id)
    if capacity is None:
        raise UnknownCapacityError(
            f"The Capacity Exchange has no capacity {capacity_id} that we know. "
            "Use a number from its directory."
        )
    return Alignment(
        name=capacity.names["en"],
        url=_PAGE.format(capacity.id),
        description=capacity.descriptions["en"],
        framework=FRAMEWORK,
        code=str(capacity.id),
    )
