"""A registrar checks a list of badges by the API: the short version of a night of 5,000."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.night import night

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 300
SIZE = 100
PAGE_SECONDS = 0.2
MOST = 0.9
"""Of the pages are that quick in a test; all of them in `tests.benchmarks.registrars_night`."""
GROWTH_KB = 20 * 1024


def test_the_registrars_night(tmp_path: Path) -> None:
    """Verdicts are right and those of single calls; documents are fetched once; pages answer."""
    with night(tmp_path, COUNT) as registrar:
        pages = registrar.check(SIZE)
        assert registrar.wrong() == []
        assert registrar.fetched_twice(COUNT // SIZE) == {}
        assert registrar.differing() == []
        memory = registrar.memory
        print(f"{pages}; memory {[kilobytes // 1024 for kilobytes in memory]} MB")  # noqa: T201 - the figures that are promised
        assert memory[-1] - memory[0] < GROWTH_KB
        assert pages.refused == []
        assert pages.share_within(PAGE_SECONDS) > MOST
