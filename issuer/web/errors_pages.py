"""Errors in words with a way out: a page for people, problem+json (RFC 9457) for machines."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from issuer.web import pages
from issuer.web.api import problems, uploads
from issuer.web.documents import wants_page
from issuer.web.localisation import gettext as _

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response as BaseResponse

PROBLEM_TYPE: Final = "application/problem+json"


def init_app(app: Flask) -> None:
    """Let *app* answer every error in words."""
    app.register_error_handler(HTTPException, answer)


def answer(error: HTTPException) -> BaseResponse:
    """Return the page or the problem document for *error*, with the headers that it asks for."""
    if error.response is not None or error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()  # A redirect, or an answer that is made already.
    if request.path.startswith(problems.PREFIX):
        uploads.discard()
        return problems.answer(error)
    title, detail = words(error)
    if wants_page():
        response = Response(_page(error.code, title, detail), error.code, mimetype="text/html")
    else:
        problem = {"type": "about:blank", "title": title, "status": error.code, "detail": detail}
        text = json.dumps(problem, ensure_ascii=False)
        response = Response(text, error.code, mimetype=PROBLEM_TYPE)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def _page(code: int, title: str, detail: str) -> str:
    if code == HTTPStatus.NOT_FOUND:
        return pages.nothing_here()
    return render_template("error.html", code=code, title=title, detail=detail)


def words(error: HTTPException) -> tuple[str, str]:
    """Return a title for *error*, and what to do."""
    if isinstance(error, CSRFError):
        return (
            _("This form has expired"),
            _("Go back, load the page again, and send the form once more."),
        )
    if isinstance(error, InternalServerError):
        return (
            _("Something went wrong here"),
            _("It is our mistake, not yours. Try again in a few minutes."),
        )
    found = {
        400: (
            _("The request cannot be understood"),
            _("Something in it is missing or malformed. Go back and try again."),
        ),
        403: (
            _("You may not see this"),
            _("Sign in as an organiser with the one-time link that the server printed."),
        ),
        404: (
            _("Nothing public is here"),
            _("Check the address for missing or changed characters."),
        ),
        405: (
            _("This address does not do that"),
            _("Open the address in a browser, or read what it accepts in the Allow header."),
        ),
        413: (
            _("The file is too large"),
            _("A badge is smaller than 2 MB. Send the badge’s own picture or text."),
        ),
        429: (
            _("Too many requests"),
            _("Wait a minute, then try again."),
        ),
        503: (
            _("Everybody here is busy"),
            _("Wait a minute, then try again."),
        ),
    }
    other = (_("The request failed"), _("Go back and try again."))
    return found.get(error.code or 0, other)
