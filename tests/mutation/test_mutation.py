"""The short version of `./run python -m tests.mutation`: every mutant can be planted, three are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.house.tree import HOUSE, copy_house
from tests.mutation.__main__ import COPIED, first_failure, planted
from tests.mutation.mutants import MUTANTS, Mutant

if TYPE_CHECKING:
    from pathlib import Path

SHORT = MUTANTS[:: len(MUTANTS) // 3][:3]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the verifier and its tests."""
    return copy_house(tmp_path_factory.mktemp("house"), names=COPIED)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.skips)
def test_every_mutant_fits_the_code(mutant: Mutant) -> None:
    """Its line stands in its module once, and the changed module still compiles."""
    text = (HOUSE / "verifier" / mutant.module).read_text(encoding="utf-8")
    assert planted(mutant, text) != text


def test_there_are_enough() -> None:
    """Thirty changes are promised, spread over the checks."""
    assert len(MUTANTS) >= 30
    assert len({mutant.module for mutant in MUTANTS}) >= 10


@pytest.mark.parametrize("mutant", SHORT, ids=lambda mutant: mutant.skips)
def test_a_planted_mutant_turns_a_test_red(mutant: Mutant, house: Path) -> None:
    """One of the tests that are named with it fails, in a process of its own."""
    assert first_failure(mutant, house) is not None
