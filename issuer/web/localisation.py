"""The language of a page: what the reader asks for, and what we have.

What a reader asks for is looked up in this order:

1. `?lang=` in the address, which is how a page in one language is linked;
2. what they chose with the switcher, which a cookie keeps: an organiser's own session
   while they are signed in, COOKIE for everybody else (`language_choice.py` writes both);
3. what their browser asks for, Accept-Language;
4. English.

The interface speaks LANGUAGES.  The texts of a badge may exist in other languages than
the interface, so both are chosen apart, from the same wishes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from flask import g, has_request_context, request, session
from flask_babel import Babel, get_domain
from flask_babel import gettext as _untyped_gettext
from markupsafe import Markup, escape

from badge_classes.languages import LanguageError, autonym, bcp47, direction, negotiate

if TYPE_CHECKING:
    from flask import Flask, Response

LANGUAGES: Final = ("en", "ar", "es", "ja", "sw")
"""The languages of the interface, the default first, then by tag."""

PARAMETER: Final = "lang"
"""What an address says the language with."""

COOKIE: Final = "lang"
"""What the browser keeps of a choice: a tag of LANGUAGES, and nothing about the reader."""

SESSION_KEY: Final = "language"
"""Where the session of a signed-in organiser keeps theirs."""

# Browsers send a handful; a header can hold thousands, and each is looked up.
_MOST_WISHES: Final = 20

# CLDR's minimumGroupingDigits is 2 there, which Babel does not read: 2500, and 25.000.
_SHORT_NUMBERS_UNGROUPED: Final = frozenset({"es"})
_FIVE_DIGITS: Final = 10_000


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
        languages=LANGUAGES,
        this_page=this_page,
        autonym=autonym,
        decimal=decimal,
        language_name=language_name,
    )
    # Jinja's own would write numbers as Python does.
    app.jinja_env.globals["ngettext"] = _page_ngettext
    app.after_request(_say_what_it_depends_on)


def asked_language() -> str | None:
    """Return the tag in `?lang=`, or None where there is none that is a tag."""
    if not has_request_context():
        return None
    try:
        return bcp47(request.args.get(PARAMETER, ""))
    except LanguageError:
        return None


def chosen_language() -> str | None:
    """Return what the reader chose with the switcher, or None where nothing that we speak."""
    if not has_request_context():
        return None
    # What a cookie holds may have been written by anybody who has the browser.
    for kept in (session.get(SESSION_KEY), request.cookies.get(COOKIE)):
        if kept in LANGUAGES:
            return str(kept)
    return None


def reader_languages() -> tuple[str, ...]:
    """Return the reader's languages, the best first; nothing where the reader does not say."""
    if not has_request_context():
        return ()
    g.language_was_negotiated = True
    accepted = [tag for tag, quality in request.accept_languages if quality > 0]
    wishes = (asked_language(), chosen_language(), *accepted[:_MOST_WISHES])
    return tuple(tag for tag in wishes if tag)


def interface_language() -> str:
    """Return the tag in LANGUAGES that serves the reader best."""
    return negotiate(LANGUAGES, reader_languages())


def this_page() -> str:
    """Return the path of this page with its question, for coming back in another language.

    What was sent with POST is not in an address, so there it is the path alone, where the
    empty form is.
    """
    path = quote(request.path)
    if request.endpoint is None or request.method == "POST":
        return path
    asked = request.args.items(multi=True)
    arguments = [(name, value) for name, value in asked if name != PARAMETER]
    return f"{path}?{urlencode(arguments)}" if arguments else path


def language_name(tag: str) -> str:
    """Return what the reader's language calls the language *tag*, as CLDR has it.

    A language that CLDR does not name there is called as it calls itself.
    """
    readers = Locale.parse(interface_language())
    try:
        name = Locale.parse(tag, sep="-").get_display_name(readers)
    except (ValueError, UnknownLocaleError):
        name = readers.languages.get(tag)
    return str(name or autonym(tag))


def decimal(number: float) -> str:
    """Return *number* as the reader's language writes it."""
    language = interface_language()
    is_short = language in _SHORT_NUMBERS_UNGROUPED and abs(number) < _FIVE_DIGITS
    return format_decimal(number, locale=language, group_separator=not is_short)


def gettext(message: str, **parameters: object) -> str:
    """Return *message* in the reader's language, its `%(name)s` filled with *parameters*."""
    return str(_untyped_gettext(message, **parameters))


def ngettext(singular: str, plural: str, number: int, **parameters: object) -> str:
    """Return the form of a message that the reader's language uses with *number*.

    `%(num)s` stands for the number in any message.
    """
    # Flask-Babel's own would write the number as Python does.
    message = get_domain().get_translations().ungettext(singular, plural, number)
    return str(message) % {"num": decimal(number), **parameters}


def _page_ngettext(singular: str, plural: str, number: int, **parameters: object) -> Markup:
    """Return what `ngettext` does, for templates: every parameter that is no Markup is escaped."""
    escaped = {name: escape(value) for name, value in parameters.items()}
    # Messages are our own, and translations of them mark nothing up: a test sees to it.
    return Markup(ngettext(singular, plural, number, **escaped))  # noqa: S704 - just escaped


def _say_what_it_depends_on(response: Response) -> Response:
    """Keep caches from handing one reader's language to another.

    A page without a rule of its own may be kept, and has to be asked for each time: what it
    shows can be revoked.
    """
    if g.get("language_was_negotiated"):
        response.vary.update(["Accept-Language", "Cookie"])
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
