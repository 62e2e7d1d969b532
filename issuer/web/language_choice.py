"""The language switcher: a form with a button for each language, and where it leads.

It is a form and not a link, so that what remembers the choice is something that the reader
pressed: nobody's shared link, and no program that follows links, changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, current_app, redirect, request, session

from issuer.web.guards import SESSION_KEY as ORGANISER
from issuer.web.localisation import COOKIE, LANGUAGES, PARAMETER, SESSION_KEY

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

language_choice = Blueprint("language_choice", __name__)

_YEAR: Final = 31_536_000  # Seconds.


@language_choice.post("/language")
def choose() -> Response:
    """Remember the language, and send the reader back to the page where they were.

    The form needs no token, because it stands on pages that set no cookie.  The worst that
    another site could do with it is to change the language, and browsers say where a form
    comes from: such a request remembers nothing.
    """
    chosen = request.form.get(PARAMETER, "")
    back = local_path(request.form.get("to", ""))
    if chosen not in LANGUAGES:
        return redirect(back, 303)
    # The address names the language too: it works where cookies are refused.
    separator = "&" if "?" in back else "?"
    response = redirect(f"{back}{separator}{urlencode({PARAMETER: chosen})}", 303)
    response.headers["Cache-Control"] = "no-store"
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return response
    if ORGANISER in session:
        session[SESSION_KEY] = chosen
        return response
    response.set_cookie(
        COOKIE,
        chosen,
        max_age=_YEAR,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def local_path(text: str) -> str:
    """Return *text* if it is a path on this site, else "/".

    What begins with two slashes, or a slash and a backslash, names a host: an open redirect
    would lend our name to whoever wrote the link.
    """
    if not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
        return "/"
    if not text.isascii() or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    return "/" if parts.scheme or parts.netloc or parts.fragment else text
