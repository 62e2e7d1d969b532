"""Validity: how long an award stands after it was made.

    Forever()                  until it is revoked
    Until(date(2027, 12, 31))  to the end of that day, whenever it was awarded
    Months(24)                 that many calendar months after the award

A class says one of these and each Assertion the moment that follows from it (Open Badges 2.0,
Assertion.expires). The document of a class has no place for it, so it is not frozen in an
edition: a change holds for awards made afterwards, and `differences` tells it in words.

`BadgeClass` checks the values; nothing here does.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time
from typing import Final, TypeAlias

__all__ = ["FOREVER", "MONTHS_LIMIT", "Forever", "Months", "Until", "Validity", "expires"]

MONTHS_LIMIT: Final = 1_200
"""A hundred years."""

_LAST_SECOND: Final = time(23, 59, 59, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Forever:
    """An award does not expire."""


@dataclass(frozen=True, slots=True)
class Until:
    """Every award expires with the end of the same day, in UTC."""

    day: date


@dataclass(frozen=True, slots=True)
class Months:
    """An award expires `count` calendar months after it was made, from 1 to MONTHS_LIMIT."""

    count: int


Validity: TypeAlias = Forever | Until | Months

FOREVER: Final = Forever()


def expires(validity: Validity, awarded_at: datetime) -> datetime | None:
    """Return the moment, in UTC, at which an award of `awarded_at` expires; None for never.

    Months are those of the calendar, and a day that the last of them lacks becomes its last
    day: one month after 31 January is 28 or 29 February, at the same time of day. The end of a
    day is its last second, because a reader who is told "2028-01-01T00:00:00Z" takes the first
    of January for the last day.

    It does not ask whether the moment is past already; `awarding.obstacle` does. Raises
    ValueError if `awarded_at` has no time zone, OverflowError beyond the year 9999.
    """
    if awarded_at.tzinfo is None:
        raise ValueError("The moment of an award needs a time zone. Give it in UTC.")
    match validity:
        case Until(day):
            return datetime.combine(day, _LAST_SECOND)
        case Months(count):
            return _months_later(awarded_at.astimezone(UTC), count)
        case Forever():
            return None


def _months_later(moment: datetime, count: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    if year > MAXYEAR:
        raise OverflowError(f"There is no calendar {count} months after {moment.date()}.")
    last_day = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))
