"""The language of a page: what the reader asks for, and what we have.

A reader asks with `?lang=` or with Accept-Language; no cookie remembers it.  The
interface speaks LANGUAGES.  The texts of a badge may exist in other languages than
the interface, so both are chosen apart, from the same wishes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from flask import g, has_request_context, request
from flask_babel import Babel
from flask_babel import gettext as _untyped_gettext
from flask_babel import ngettext as _untyped_ngettext

from badge_classes.languages import LanguageError, autonym, bcp47, direction, negotiate

if TYPE_CHECKING:
    from flask import Flask, Response

LANGUAGES: Final = ("en", "ar", "ja")
"""The languages of the interface, the default first."""

PARAMETER: Final = "lang"


def init_app(app: Flask) -> None:
    """Make *app* speak the reader's language, and say in each answer that it did."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", LANGUAGES[0])
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "UTC")
    Babel(
        app,
        locale_selector=interface_language,
        default_translation_directories=str(Path(__file__).with_name("translations")),
    )
    app.jinja_env.globals.update(
        interface_language=interface_language,
        direction=direction,
        language_links=language_links,
        autonym=autonym,
    )
    app.after_request(_say_which)


def asked_language() -> str | None:
    """Return the tag in `?lang=`, or None where there is none that is a tag."""
    if not has_request_context():
        return None
    try:
        return bcp47(request.args.get(PARAMETER, ""))
    except LanguageError:
        return None


def reader_languages() -> tuple[str, ...]:
    """Return the reader's languages, the best first; nothing where the reader does not say."""
    if not has_request_context():
        return ()
    g.language_was_negotiated = True
    asked = asked_language()
    accepted = tuple(tag for tag, quality in request.accept_languages if quality > 0)
    return (asked, *accepted) if asked else accepted


def interface_language() -> str:
    """Return the tag in LANGUAGES that serves the reader best."""
    return negotiate(LANGUAGES, reader_languages())


def language_links() -> list[tuple[str, str, str]]:
    """Return tag, autonym and link of this page for each interface language.

    What was sent with POST is not in an address, so those links lead to the empty form.
    """
    found = []
    for tag in LANGUAGES:
        arguments = request.args.to_dict() | {PARAMETER: tag}
        if request.endpoint is None or request.method == "POST":
            arguments = {PARAMETER: tag}
        found.append((tag, autonym(tag), f"{quote(request.path)}?{urlencode(arguments)}"))
    return found


def gettext(message: str, **parameters: object) -> str:
    """Return *message* in the reader's language, its `%(name)s` filled with *parameters*."""
    return str(_untyped_gettext(message, **parameters))


def ngettext(singular: str, plural: str, number: int, **parameters: object) -> str:
    """Return the form of a message that the reader's language uses with *number*.

    `%(num)s` stands for the number in any message.
    """
    return str(_untyped_ngettext(singular, plural, number, **parameters))


def _say_which(response: Response) -> Response:
    if g.get("language_was_negotiated"):
        response.vary.add("Accept-Language")
    return response
