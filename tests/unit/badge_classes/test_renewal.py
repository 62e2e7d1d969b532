"""How often one person may earn the same class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.badge_class import BadgeClassError
from badge_classes.renewal import EVERY_YEAR, NEVER, Every, Renewal, reopens, slot
from tests.unit.badge_classes.samples import example, renewals
from tests.unit.badge_classes.test_validity import moments


@pytest.mark.parametrize(
    ("renewal", "day", "expected"),
    [
        (NEVER, (2026, 3, 15), "once"),
        (EVERY_YEAR, (2026, 1, 1), "2026"),
        (EVERY_YEAR, (2026, 12, 31), "2026"),
        (Every(12), (2027, 1, 1), "2027"),
        (Every(6), (2026, 6, 30), "2026-01"),
        (Every(6), (2026, 7, 1), "2026-07"),
        (Every(1), (2026, 7, 31), "2026-07"),
        (Every(24), (2027, 12, 31), "2026-01"),
        (Every(24), (2028, 1, 1), "2028-01"),
        (Every(5), (2026, 3, 15), "2025-11"),
        (Every(1_200), (2099, 12, 31), "2000-01"),
        (Every(1_200), (99, 12, 31), "0000-01"),
    ],
)
def test_slots_have_the_name_of_their_beginning(
    renewal: Renewal, day: tuple[int, int, int], expected: str
) -> None:
    """A year has its number, another period its first month, and a class without renewal "once"."""
    assert slot(renewal, datetime(*day, 12, tzinfo=UTC)) == expected


def test_the_year_begins_in_utc() -> None:
    """New Year in Tokyo is still the old year's slot, wherever the organiser sits."""
    tokyo = datetime(2027, 1, 1, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    assert slot(EVERY_YEAR, tokyo) == "2026"


@given(renewals, moments)
def test_a_slot_lasts_until_it_reopens(renewal: Renewal, awarded_at: datetime) -> None:
    """Up to the last microsecond an award takes the same slot, and from then on another."""
    again = reopens(renewal, awarded_at)
    name = slot(renewal, awarded_at)
    assert len(name) <= 7
    assert name.isascii()
    if again is None:
        assert renewal == NEVER
        assert slot(renewal, awarded_at + timedelta(days=40_000)) == name
        return
    assert again > awarded_at
    assert slot(renewal, again - timedelta(microseconds=1)) == name
    assert slot(renewal, again) > name


@given(st.integers(1, 1_200), moments)
def test_who_waits_a_whole_period_may_earn_it_again(months: int, awarded_at: datetime) -> None:
    """Nobody has to wait longer than the period is long."""
    again = reopens(Every(months), awarded_at)
    assert again is not None
    first = awarded_at.year * 12 + awarded_at.month
    assert 1 <= again.year * 12 + again.month - first <= months


def test_the_last_period_of_the_calendar_never_ends() -> None:
    """A period that would end after the year 9999 does not reopen."""
    assert reopens(EVERY_YEAR, datetime(9999, 6, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize("function", [slot, reopens])
@pytest.mark.parametrize("renewal", [NEVER, EVERY_YEAR])
def test_a_moment_needs_a_time_zone(function: object, renewal: Renewal) -> None:
    """A moment of which nobody knows when it was is refused."""
    assert callable(function)
    with pytest.raises(ValueError, match="time zone"):
        function(renewal, datetime(2026, 1, 1))  # noqa: DTZ001  The point of the test.


@pytest.mark.parametrize("months", [0, -12, 1_201])
def test_periods_have_limits(months: int) -> None:
    """A period that is none, or longer than a hundred years, is no renewal."""
    with pytest.raises(BadgeClassError, match=f"every {months} months") as caught:
        example(renewal=Every(months))
    assert caught.value.code == "renewal.months"
