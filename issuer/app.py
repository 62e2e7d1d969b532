"""Puts the application together: settings, database, blueprints and their guards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from issuer.actions.service import Service
from issuer.clock import SystemClock
from issuer.rules.identifiers import Identifiers
from issuer.store.database import Database
from issuer.web import errors_pages, headers, incoming, localisation, templating
from issuer.web.api import visitors
from issuer.web.api.verifications import api
from issuer.web.context import EXTENSION
from issuer.web.documents import documents
from issuer.web.front import front
from issuer.web.guards import Guard, anyone, organisers
from issuer.web.integrators import integrators
from issuer.web.language_choice import language_choice
from issuer.web.organiser import organiser, sign_in
from issuer.web.skills import skills
from issuer.web.verification import verification
from verifier import HttpsFetcher

if TYPE_CHECKING:
    from issuer.clock import Clock
    from issuer.settings import Settings
    from verifier import Fetcher

MAX_REQUEST_BYTES = 3 * 1024 * 1024

BLUEPRINTS: tuple[tuple[Blueprint, Guard], ...] = (
    (front, anyone),
    (documents, anyone),
    (skills, anyone),
    (verification, anyone),
    (integrators, anyone),
    (language_choice, anyone),
    (sign_in, anyone),
    (organiser, organisers),
    (api, visitors.known),
)
"""Every blueprint with who may come in.  A route outside of a blueprint does not exist."""

ISSUING: frozenset[Blueprint] = frozenset({documents, skills, sign_in, organiser})
"""What a service that only verifies leaves out."""


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    identifiers: Identifiers | None = None,
    fetcher: Fetcher | None = None,
) -> Flask:
    """Return the application for *settings*; it touches no database until it is asked."""
    app = Flask(
        __name__,
        static_folder="../static",
        static_url_path="/static",
        template_folder="web/templates",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "hide_parameters": True},
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        # An organiser's cookie is sent where it changes, and never along with a public page.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_https,
    )
    # A redirect that tidies slashes would repeat whatever host the client named.
    app.url_map.merge_slashes = False
    app.extensions[EXTENSION] = Service(
        settings=settings,
        database=Database(app),
        clock=clock or SystemClock(),
        identifiers=identifiers or Identifiers(),
        fetcher=fetcher or HttpsFetcher(),
    )
    # Who asks is told by our proxies alone; hosts and schemes come from PUBLIC_URL.
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # as Werkzeug's documentation has it
        app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
    )
    # The guard against forgery reads the form, which has to come in time.
    incoming.init_app(app)
    forged = CSRFProtect(app)
    forged.exempt(language_choice)
    # The API reads neither cookies nor sessions, so there is nothing to forge.
    forged.exempt(api)
    visitors.init_app(app)
    localisation.init_app(app)
    headers.init_app(app)
    templating.init_app(app)
    errors_pages.init_app(app)
    for blueprint, guard in BLUEPRINTS:
        if settings.verify_only and blueprint in ISSUING:
            continue
        # A Flask blueprint lives as long as the process; the guard belongs to the application.
        app.register_blueprint(blueprint)
        app.before_request_funcs.setdefault(blueprint.name, []).append(guard)
    return app
