"""The front page, and whether the service is well."""

from __future__ import annotations

from flask import Blueprint, Response

from issuer.web import pages
from issuer.web.context import publication

front = Blueprint("front", __name__)


@front.get("/")
def home() -> str:
    """Answer with the organisations and what can be earned."""
    with publication() as public:
        views = public.organisations()
    return pages.home(views)


@front.get("/healthz")
def healthz() -> Response:
    """Answer `ok` when the database answers."""
    with publication() as public:
        public.ping()
    return Response("ok\n", content_type="text/plain; charset=utf-8")
