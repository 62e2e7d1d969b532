"""The Capacity Exchange vocabulary."""

from __future__ import annotations

from collections import Counter

import pytest

from badge_classes.badge_class import Alignment
from badge_classes.skills import FRAMEWORK, UnknownCapacityError, alignment_for, capacities
from tests.unit.badge_classes.samples import example


def test_an_alignment_names_the_skill_and_where_it_is_described() -> None:
    """A badge about Wikidata points at that capacity, and carries its number as the code."""
    assert alignment_for(113) == Alignment(
        name="Wikidata",
        url="https://capx.toolforge.org/capacity/113",
        description="Structured data repository within the Wikimedia ecosystem",
        framework="Capacity Exchange",
        code="113",
    )


@pytest.mark.parametrize("number", [0, 97, 100_000, -1])
def test_an_unknown_skill_is_refused(number: int) -> None:
    """A number without a usable entry, such as the broken 97, gives no alignment."""
    with pytest.raises(UnknownCapacityError, match=f"no capacity {number} "):
        alignment_for(number)


def test_every_skill_may_stand_in_a_badge_class() -> None:
    """Each entry makes an alignment that a badge class accepts."""
    for number in capacities():
        alignment = alignment_for(number)
        assert alignment.framework == FRAMEWORK
        assert example(alignments=(alignment,)).alignments == (alignment,)


def test_every_skill_has_a_place_and_a_name_of_its_own() -> None:
    """No name occurs twice in a language, none is an address, and every parent exists."""
    directory = capacities()
    for language in ("en", "pt-BR"):
        names = Counter(capacity.names[language] for capacity in directory.values())
        assert [name for name, count in names.items() if count > 1] == []
        assert [name for name in names if "://" in name] == []
    parents = {capacity.parent for capacity in directory.values()} - {None}
    assert parents <= set(directory)
    assert len(directory) == 133


def test_the_directory_cannot_be_changed() -> None:
    """The directory is read once and shared, so nobody may write into it."""
    with pytest.raises(TypeError):
        capacities()[113].names["en"] = "other"  # type: ignore[index]  # It is refused.
