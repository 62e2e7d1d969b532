"""What every template may use: links in the reader's language, dates, words, harmless texts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from issuer.web import wording
from issuer.web.context import service
from issuer.web.dates import exact_time, long_date
from issuer.web.localisation import PARAMETER, asked_language
from issuer.web.texts import harmless, language_attributes

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Give the templates of *app* what they need."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(harmless=harmless, path_of=path_of)
    app.jinja_env.globals.update(
        here=here,
        long_date=long_date,
        exact_time=exact_time,
        issues_badges=issues_badges,
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


def issues_badges() -> bool:
    """Whether there are pages about badges of our own."""
    return not service().settings.verify_only


def path_of(address: str) -> str:
    """Return the path of an *address* of ours."""
    return address.removeprefix(service().addresses.origin)
