"""How long an award stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.badge_class import BadgeClassError
from badge_classes.validity import FOREVER, Months, Until, Validity, expires
from tests.unit.badge_classes.samples import example, validities

NOON = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)

moments = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001  The strategy adds the time zone.
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001  The strategy adds the time zone.
    timezones=st.just(UTC),
)


@pytest.mark.parametrize(
    ("validity", "expected"),
    [
        (FOREVER, None),
        (Until(date(2027, 12, 31)), datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (Until(date(2020, 1, 1)), datetime(2020, 1, 1, 23, 59, 59, tzinfo=UTC)),
        (Months(1), datetime(2026, 2, 28, 12, 30, tzinfo=UTC)),
        (Months(2), datetime(2026, 3, 31, 12, 30, tzinfo=UTC)),
        (Months(11), datetime(2026, 12, 31, 12, 30, tzinfo=UTC)),
        (Months(12), datetime(2027, 1, 31, 12, 30, tzinfo=UTC)),
        (Months(25), datetime(2028, 2, 29, 12, 30, tzinfo=UTC)),
        (Months(1_200), datetime(2126, 1, 31, 12, 30, tzinfo=UTC)),
    ],
)
def test_awards_expire_by_the_calendar(validity: Validity, expected: datetime | None) -> None:
    """Months end on the same day, or on the last one of a shorter month; a day ends with itself."""
    assert expires(validity, NOON) == expected


def test_months_are_counted_in_utc() -> None:
    """An award of 1 March in Nairobi, made on 28 February in UTC, expires as of 28 February."""
    nairobi = datetime(2026, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    found = expires(Months(12), nairobi)
    assert found == datetime(2027, 2, 28, 22, 0, tzinfo=UTC)
    assert found.tzinfo is UTC


@given(st.integers(1, 1_200), moments)
def test_months_later_is_that_many_months_later(count: int, awarded_at: datetime) -> None:
    """The month is always the right one, and the day is the same or the last of a shorter month."""
    found = expires(Months(count), awarded_at)
    assert found is not None
    assert found.year * 12 + found.month == awarded_at.year * 12 + awarded_at.month + count
    assert found.time() == awarded_at.time()
    assert found.day == awarded_at.day or (
        found.day < awarded_at.day and (found + timedelta(days=1)).day == 1
    )


@given(validities, moments)
def test_only_a_day_can_have_passed(validity: Validity, awarded_at: datetime) -> None:
    """What counts from the award lies after it."""
    found = expires(validity, awarded_at)
    assert isinstance(validity, Until) or found is None or found > awarded_at


def test_a_moment_needs_a_time_zone() -> None:
    """A moment of which nobody knows when it was is refused, whatever the validity."""
    for validity in (FOREVER, Months(1), Until(date(2027, 1, 1))):
        with pytest.raises(ValueError, match="time zone"):
            expires(validity, NOON.replace(tzinfo=None))


def test_the_calendar_ends() -> None:
    """Beyond the year 9999 there is an error of ours and no wrong date."""
    late = datetime(9999, 6, 1, tzinfo=UTC)
    with pytest.raises(OverflowError, match="9 months after 9999-06-01"):
        expires(Months(9), late)


@pytest.mark.parametrize("count", [0, -1, 1_201])
def test_months_have_limits(count: int) -> None:
    """A class whose awards would expire at once, or never in anybody's life, does not exist."""
    with pytest.raises(BadgeClassError, match=f"valid for {count} months") as caught:
        example(validity=Months(count))
    assert caught.value.code == "validity.months"
