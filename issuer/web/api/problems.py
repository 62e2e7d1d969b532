"""Errors of the API as problem documents (RFC 9457), and the pages that explain them.

Each type of problem is an address of ours, where a page says what it means and
what to do.  `code` in lists of errors is stable; sentences are in the reader's language.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from flask import Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

CONTENT_TYPE: Final = "application/problem+json"
PREFIX: Final = "/api/"
_PAGES: Final = "/api/v1/problems/"

NAMES: Final = {
    400: "malformed-request",
    401: "token-refused",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid-request",
    429: "too-many-requests",
    500: "internal-error",
    503: "busy",
}
"""The last part of each type, by status.  They are promises, like addresses of badges."""

NOT_REACHED: Final = "not-reached"
"""The type for items of a batch whose turn did not come in time."""


class Problem(HTTPException):
    """A request that cannot be answered, with what the client has to know."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.detail = detail
        self.errors = errors
        self.extra_headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a type of problem is called, and what to do about it."""

    title: str
    meaning: str


def explanation(name: str) -> Explanation | None:
    """Return the explanation of the type *name* in the reader's language."""
    made = _EXPLANATIONS.get(name)
    return made() if made else None


def type_of(name: str) -> str:
    """Return the address of the type *name*."""
    return f"{service().addresses.origin}{_PAGES}{name}"


def document(
    name: str, status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()
) -> dict[str, Any]:
    """Return the problem document for *detail*, a sentence about this request."""
    explained = explanation(name) or Explanation(_("The request failed"), detail)
    made: dict[str, Any] = {
        "type": type_of(name),
        "title": explained.title,
        "status": status,
        "detail": detail,
    }
    if errors:
        made["errors"] = list(errors)
    return made


def answer(error: HTTPException) -> Response:
    """Return *error* as a problem document, with the headers that it asks for."""
    status = error.code or 500
    name = NAMES.get(status, NAMES[400 if status < HTTPStatus.INTERNAL_SERVER_ERROR else 500])
    explained = explanation(name)
    if isinstance(error, Problem):
        made = document(name, status, error.detail, error.errors)
    else:
        made = document(name, status, explained.meaning if explained else "")
    response = Response(json.dumps(made, ensure_ascii=False), status, content_type=CONTENT_TYPE)
    for header, value in error.get_headers():
        if header.lower() not in {"content-type", "content-length"}:
            response.headers[header] = value
    if isinstance(error, Problem):
        response.headers.update(error.extra_headers)
    response.headers["Content-Language"] = interface_language()
    response.headers["Cache-Control"] = "no-store"
    return opened(response)


def opened(response: Response) -> Response:
    """Let pages of any site read *response*, as they may read the public documents."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers["Access-Control-Expose-Headers"] = (
        "RateLimit, RateLimit-Policy, Retry-After, Content-Language"
    )
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, POST")
        headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, Accept-Language"
        headers["Access-Control-Max-Age"] = "86400"
    return response


def page(name: str) -> str:
    """Return the page about the type *name*; 404 when there is none."""
    explained = explanation(name)
    if explained is None:
        abort(404)
    return render_template("api_problem.html", name=name, explained=explained)


def _explained(status: int) -> Explanation:
    """Return the explanation of one of NAMES."""
    return Explanation(*{**_of_requests(), **_of_visitors()}[status])


def _of_requests() -> dict[int, tuple[str, str]]:
    """Return title and meaning of what is wrong with a request, by status."""
    return {
        400: (
            _("The request cannot be read"),
            _(
                "Send one complete JSON object in UTF-8, or a form with the file "
                "in the field badge."
            ),
        ),
        401: (
            _("The token does not work"),
            _(
                "It is unknown, revoked or has expired. Ask for a new one, or send no "
                "Authorization header: the API answers without a token too."
            ),
        ),
        404: (
            _("Nothing is at this address"),
            _("Compare the address with those in /api/v1/openapi.json."),
        ),
        405: (
            _("This address does not do that"),
            _("The Allow header says which methods it has. Badges are checked with POST."),
        ),
        406: (
            _("The answer has another form than you accept"),
            _(
                "One badge is answered as application/json, a batch as application/x-ndjson. "
                "Accept that, or */*."
            ),
        ),
        413: (
            _("Too much was sent at once"),
            _("A badge has at most 2 MB, a batch 32 MB. Send a larger batch in parts."),
        ),
        415: (
            _("The request has another form than is read here"),
            _("Send application/json; one badge may also come as multipart/form-data."),
        ),
        422: (
            _("Something in the request is missing or wrong"),
            _("The list errors says what, each with a pointer to its place."),
        ),
    }


def _of_visitors() -> dict[int, tuple[str, str]]:
    """Return title and meaning of what has nothing to do with what was asked, by status."""
    return {
        429: (
            _("Too many requests"),
            _(
                "Come back after the seconds in the header Retry-After. "
                "A token from the people who run this service allows more."
            ),
        ),
        500: (
            _("Something went wrong here"),
            _("It is our mistake, not yours. Try again in a few minutes."),
        ),
        503: (
            _("Everybody here is busy"),
            _("Come back after the seconds in the header Retry-After. Nothing was lost."),
        ),
    }


def _not_reached() -> Explanation:
    return Explanation(
        _("There was no time for this badge"),
        _("The batch took too long, mostly because of slow hosts. Send the rest again."),
    )


_EXPLANATIONS: Final[Mapping[str, Callable[[], Explanation]]] = {
    **{name: partial(_explained, status) for status, name in NAMES.items()},
    NOT_REACHED: _not_reached,
}
