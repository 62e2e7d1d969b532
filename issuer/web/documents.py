"""The permanent addresses: a page for people, JSON for machines, pictures and signed forms.

One address serves both by content negotiation.  JSON is the answer unless the
client prefers HTML, because a validator that asks for anything (`*/*`), or for
pictures too, must get the document.  `.json` and `.html` force one of them.
"""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request

from issuer.actions.bundling import bundled
from issuer.actions.publication import JSON_TYPE
from issuer.web import class_pages, embeds, pages
from issuer.web.context import publication, service
from verifier.openbadges.documents import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuer.actions.publication import BadgeView, Publication

documents = Blueprint("documents", __name__)

_HTML = "text/html"


def wants_page() -> bool:
    """Whether the client prefers a page to JSON."""
    accepted = request.accept_mimetypes
    page = accepted[_HTML]
    return page > 0 and page > max(accepted[JSON_TYPE], accepted["application/json"])


def _answer(page: Callable[[Publication], str | None], form: str | None) -> Response:
    """Answer with the page that *page* makes, or with the JSON document at this path."""
    with publication() as public:
        path = request.path.removesuffix(f".{form}") if form else request.path
        published = public.document(path)
        if published is None:
            abort(404)
        if form == "html" or (form is None and wants_page()):
            html = page(public)
            if html is None:
                abort(404)
            return public_response(
                html.encode("utf-8"), "text/html; charset=utf-8", published.status
            )
        made = published.file
        response = public_response(made.body, made.content_type, made.status)
        # The newest edition of a class is a document with an address of its own.
        response.headers["Content-Location"] = published.document["id"]
        return response


def public_response(body: bytes, content_type: str, status: int = 200) -> Response:
    """Return a response that any site may read, and any cache must ask about again."""
    response = Response(body, status, content_type=content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    page = content_type.startswith(_HTML)
    response.headers["Vary"] = "Accept, Accept-Language" if page else "Accept"
    # A kept copy must not outlive a revocation: caches may store it, and have to ask.
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(sha256(body).hexdigest()[:32])
    if status == HTTPStatus.OK:
        response.make_conditional(request)
    return response


@documents.get("/issuers/<slug>")
@documents.get("/issuers/<slug>.<any(json, html):form>")
def organisation(slug: str, form: str | None = None) -> Response:
    """Answer with an organisation."""

    def page(public: Publication) -> str | None:
        view = public.organisation(slug)
        return pages.organisation(view) if view else None

    return _answer(page, form)


@documents.get("/issuers/<slug>/<kid>")
@documents.get("/issuers/<slug>/<kid>.<any(json, html):form>")
def epoch(slug: str, kid: str, form: str | None = None) -> Response:
    """Answer with the Profile of an epoch."""

    def page(public: Publication) -> str | None:
        found, view = public.epoch(slug, kid), public.organisation(slug)
        return pages.epoch(found, view) if found and view else None

    return _answer(page, form)


@documents.get("/issuers/<slug>/<kid>/revocations")
@documents.get("/issuers/<slug>/<kid>/revocations.<any(json, html):form>")
def revocations(slug: str, kid: str, form: str | None = None) -> Response:
    """Answer with the RevocationList of an epoch."""

    def page(public: Publication) -> str | None:
        view = public.revocations(slug, kid)
        return pages.revocations(view) if view else None

    return _answer(page, form)


@documents.get("/keys/<kid>")
@documents.get("/keys/<kid>.<any(json, html):form>")
def key(kid: str, form: str | None = None) -> Response:
    """Answer with a CryptographicKey."""

    def page(public: Publication) -> str | None:
        found = public.key(kid)
        return pages.key(found) if found else None

    return _answer(page, form)


@documents.get("/badge-classes")
@documents.get("/badge-classes.<any(json, html):form>")
def catalogue(form: str | None = None) -> Response:
    """Answer with all badge classes; `?method=` picks those that are earned in one way."""
    with publication() as public:
        views = public.organisations()
    if form == "html" or (form is None and wants_page()):
        html = class_pages.catalogue(views, request.args.get("method"))
        return public_response(html.encode("utf-8"), "text/html; charset=utf-8")
    return public_response(encode(class_pages.catalogue_document(views)), "application/json")


@documents.get("/badge-classes/<class_id>")
@documents.get("/badge-classes/<class_id>.<any(json, html):form>")
@documents.get("/badge-classes/<class_id>/<edition_id>")
@documents.get("/badge-classes/<class_id>/<edition_id>.<any(json, html):form>")
@documents.get("/badge-classes/<class_id>/<edition_id>/<language>")
@documents.get("/badge-classes/<class_id>/<edition_id>/<language>.<any(json, html):form>")
def badge_class(
    class_id: str,
    edition_id: str | None = None,
    language: str | None = None,
    form: str | None = None,
) -> Response:
    """Answer with the newest edition of a badge class, an edition, or a language version."""

    def page(public: Publication) -> str | None:
        view = public.badge_class(class_id, edition_id)
        return class_pages.badge_class(view, language) if view else None

    return _answer(page, form)


@documents.get("/badge-classes/<class_id>/<edition_id>/image.<any(svg, png):form>")
@documents.get("/assertions/<assertion_id>.<any(jws, png, svg):form>")
def file(**_names: str) -> Response:
    """Answer with the picture of an edition, or with the signed or baked form of a badge."""
    with publication() as public:
        found = public.file(request.path)
    if found is None:
        abort(404)
    return public_response(found.body, found.content_type, found.status)


@documents.get("/assertions/<assertion_id>")
@documents.get("/assertions/<assertion_id>.<any(json, html):form>")
def assertion(assertion_id: str, form: str | None = None) -> Response:
    """Answer with a badge: its page, or the hosted Assertion; 410 once it is revoked."""

    def page(public: Publication) -> str | None:
        view = public.badge(assertion_id)
        return pages.badge(view) if view else None

    return _answer(page, form)


@documents.get("/assertions/<assertion_id>/bundle")
def bundle(assertion_id: str) -> Response:
    """Answer with the offline bundle of a badge, as a file; 410 once the badge is revoked."""
    with publication() as public:
        found = bundled(public, assertion_id, service().clock.now())
    if found is None:
        abort(404)
    response = Response(found.body, found.status, content_type=found.content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    # Its list of revoked badges is of this moment, so that no kept copy may stand for it.
    response.headers["Cache-Control"] = "no-store"
    if found.status == HTTPStatus.OK:
        name = f'filename="{assertion_id}.bundle.json"'
        response.headers["Content-Disposition"] = f"attachment; {name}"
    return response


@documents.get("/assertions/<assertion_id>/status.svg")
def status_picture(assertion_id: str) -> Response:
    """Answer with a live picture of the badge's state."""
    return public_response(embeds.status_svg(_badge(assertion_id)).encode("utf-8"), "image/svg+xml")


@documents.get("/assertions/<assertion_id>/qr.svg")
def qr_picture(assertion_id: str) -> Response:
    """Answer with a QR code of the badge's address."""
    view = _badge(assertion_id)
    address = service().addresses.assertion(view.award.id)
    return public_response(embeds.qr_svg(address).encode("utf-8"), "image/svg+xml")


@documents.get("/assertions/<assertion_id>/embed")
def embed(assertion_id: str) -> Response:
    """Answer with a frame for other sites."""
    html = embeds.embed(_badge(assertion_id))
    return public_response(html.encode("utf-8"), "text/html; charset=utf-8")


def _badge(assertion_id: str) -> BadgeView:
    with publication() as public:
        view = public.badge(assertion_id)
    if view is None:
        abort(404)
    return view
