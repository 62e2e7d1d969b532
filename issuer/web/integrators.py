"""For those whose programs check badges: examples, limits, and what every code means.

`/developers/codes` and the address of each code answer like the public documents do: a
page to whoever prefers one, JSON to machines.  Codes are promises, so these addresses are.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, render_template, request

from issuer.web import codes, examples
from issuer.web.api import bodies, limits, schemas
from issuer.web.context import service
from issuer.web.documents import public_response, wants_page
from issuer.web.localisation import interface_language
from verifier.codes import CODES
from verifier.openbadges.documents import encode

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

integrators = Blueprint("integrators", __name__)

_HTML: Final = "text/html; charset=utf-8"
_JSON: Final = "application/json"


@integrators.get("/developers")
def developers() -> Response:
    """Show how a program checks badges; `?badge=ADDRESS` stands in the examples then."""
    typed = request.args.get("badge", "").strip()
    badge = examples.shown_badge(typed) if typed else examples.PLACEHOLDER
    html = render_template(
        "developers.html",
        origin=service().addresses.origin,
        languages_of_programs=examples.of(
            service().addresses.origin, badge or examples.PLACEHOLDER
        ),
        typed=typed[: examples.MAX_ADDRESS],
        is_refused=badge is None,
        allowances={"anonymous": limits.STRANGERS, "token": limits.TOKEN_HOLDERS},
        most_items=schemas.MAX_ITEMS,
        most_megabytes=bodies.MAX_BATCH_BYTES // 1024**2,
        codes_page=codes.PATH,
    )
    response = Response(html, HTTPStatus.BAD_REQUEST if badge is None else HTTPStatus.OK)
    if typed:
        response.headers["Cache-Control"] = "no-store"  # Whose badge it is, is nobody's business.
    return response


@integrators.get("/developers/codes")
@integrators.get("/developers/codes.<any(json, html):form>")
def meanings(form: str | None = None) -> Response:
    """Answer with what every code means."""
    return _answer(
        form,
        page=lambda: render_template(
            "codes.html",
            areas=codes.areas(),
            endings=codes.endings().values(),
            address=f"{service().addresses.origin}{codes.PATH}",
        ),
        document=lambda: codes.document(service().addresses),
    )


@integrators.get("/developers/codes/<code>")
@integrators.get("/developers/codes/<code>.<any(json, html):form>")
def meaning(code: str, form: str | None = None) -> Response:
    """Answer with what one code means."""
    known = CODES.get(code)
    if known is None:
        abort(404)
    return _answer(
        form,
        page=lambda: render_template(
            "code.html",
            shown=codes.shown(known),
            codes_page=codes.PATH,
            address=f"{service().addresses.origin}{codes.page_of(code)}",
        ),
        document=lambda: codes.entry(known, service().addresses),
    )


def _answer(
    form: str | None, *, page: Callable[[], str], document: Callable[[], dict[str, Any]]
) -> Response:
    """Answer with the page or the document, whichever is asked for."""
    if form == "html" or (form is None and wants_page()):
        return public_response(page().encode("utf-8"), _HTML)
    response = public_response(encode(document()), _JSON)
    response.headers["Content-Language"] = interface_language()
    return response
