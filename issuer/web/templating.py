"""What every template may use: links in the reader's language, dates, words, harmless texts."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from babel.dates import format_date, format_datetime

from issuer.web import wording
from issuer.web.context import service
from issuer.web.localisation import PARAMETER, asked_language, interface_language
from issuer.web.texts import harmless, language_attributes

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Flask

# Day before month: readers of English all over the world read it the same way.
_DATE_LOCALES: Final = {"en": "en_GB"}


def init_app(app: Flask) -> None:
    """Give the templates of *app* what they need."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(harmless=harmless, path_of=path_of)
    app.jinja_env.globals.update(
        here=here,
        long_date=long_date,
        exact_time=exact_time,
        language_attributes=language_attributes,
        wording=wording,
    )


def here(address: str) -> str:
    """Return the link to a page of ours at *address*, in the language that the reader asked for.

    It names no host, so that it also works where PUBLIC_URL is not the name that the
    reader used.
    """
    path = path_of(address)
    asked = asked_language()
    if asked is None:
        return path
    path, hash_sign, fragment = path.partition("#")
    query = urlencode({PARAMETER: asked})
    return f"{path}{'&' if '?' in path else '?'}{query}{hash_sign}{fragment}"


def path_of(address: str) -> str:
    """Return the path of an *address* of ours."""
    return address.removeprefix(service().addresses.origin)


def long_date(moment: datetime) -> str:
    """Return the day of *moment* in UTC, as the reader's language writes it."""
    return format_date(moment.astimezone(UTC), format="long", locale=_date_locale())


def exact_time(moment: datetime) -> str:
    """Return *moment* in UTC to the second, as the reader's language writes it."""
    text = format_datetime(moment.astimezone(UTC), format="medium", locale=_date_locale())
    return f"{text} UTC"


def _date_locale() -> str:
    language = interface_language()
    return _DATE_LOCALES.get(language, language)
