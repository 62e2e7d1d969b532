"""Days and moments as the reader's language writes them, always in UTC."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_datetime

from issuer.web.localisation import interface_language

if TYPE_CHECKING:
    from datetime import date, datetime

# Day before month: readers of English all over the world read it the same way.
_LOCALES: Final = {"en": "en_GB"}


def long_day(day: date) -> str:
    """Return a *day* with the name of its month."""
    return format_date(day, format="long", locale=_locale())


def long_date(moment: datetime) -> str:
    """Return the day of *moment* in UTC, with the name of its month."""
    return long_day(moment.astimezone(UTC).date())


def exact_time(moment: datetime) -> str:
    """Return *moment* in UTC to the second."""
    text = format_datetime(moment.astimezone(UTC), format="medium", locale=_locale())
    return f"{text} UTC"


def _locale() -> str:
    language = interface_language()
    return _LOCALES.get(language, language)
