"""Renewal: how often one person may earn the same badge class.

    Never()     once
    Every(12)   once in each calendar year
    Every(6)    once in each half of a calendar year

Awards are unique by class, person and *slot* (house.md, section 3). The slot is a word that
follows from the moment of the award, so that the database can hold the rule: two organisers
who award at the same time cannot both succeed.

There is no case of its own for "every year". It would be a second way of saying `Every(12)`,
and a change from one to the other would look like a change of the rule and be none.

`BadgeClass` checks the values; nothing here does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime
from typing import Final, TypeAlias

__all__ = [
    "EVERY_YEAR",
    "MONTHS_LIMIT",
    "NEVER",
    "ONLY_SLOT",
    "Every",
    "Never",
    "Renewal",
    "reopens",
    "slot",
]

MONTHS_LIMIT: Final = 1_200
"""A hundred years."""

ONLY_SLOT: Final = "once"
"""The slot of every award of a class that is earned once."""

_YEAR: Final = 12


@dataclass(frozen=True, slots=True)
class Never:
    """A person earns the class once."""


@dataclass(frozen=True, slots=True)
class Every:
    """A person may earn the class once in each period of `months`, from 1 to MONTHS_LIMIT.

    Periods are the same for everybody. They are counted from January of the year 0, so periods
    of 1, 2, 3, 4, 6 and 12 months begin with the year; the others drift through it.
    """

    months: int


Renewal: TypeAlias = Never | Every

NEVER: Final = Never()
EVERY_YEAR: Final = Every(_YEAR)


def slot(renewal: Renewal, awarded_at: datetime) -> str:
    """Return the name of the slot that an award of `awarded_at` takes.

    It is "once", or the month in UTC in which the period begins ("2026-07"), or the year alone
    where each period is one calendar year ("2026"). It has 7 ASCII characters or fewer. Raises
    ValueError if `awarded_at` has no time zone.
    """
    if awarded_at.tzinfo is None:
        raise ValueError("The moment of an award needs a time zone. Give it in UTC.")
    match renewal:
        case Every(months):
            year, month = divmod(_period(awarded_at, months) * months, 12)
            return f"{year:04}" if months == _YEAR else f"{year:04}-{month + 1:02}"
        case Never():
            return ONLY_SLOT


def reopens(renewal: Renewal, awarded_at: datetime) -> datetime | None:
    """Return the first moment, in UTC, at which who earned it at `awarded_at` may again.

    None means never: the class is earned once, or the calendar ends before. Raises ValueError
    if `awarded_at` has no time zone.
    """
    if awarded_at.tzinfo is None:
        raise ValueError("The moment of an award needs a time zone. Give it in UTC.")
    match renewal:
        case Every(months):
            year, month = divmod((_period(awarded_at, months) + 1) * months, 12)
            if year > MAXYEAR:
                return None
            return datetime(year, month + 1, 1, tzinfo=UTC)
        case Never():
            return None


def _period(moment: datetime, months: int) -> int:
    """Return how many whole periods lie between January of the year 0 and the moment's own."""
    there = moment.astimezone(UTC)
    return (there.year * 12 + there.month - 1) // months
