"""Every route has a guard, and every route is called by somebody who is not signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from werkzeug.routing import AnyConverter

from issuer.app import BLUEPRINTS
from issuer.web import guards
from issuer.web.api import visitors
from tests.doubles.installation import install

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from werkzeug.routing import Map, Rule

# What a stranger gets behind each guard; a new guard must be added here.
REFUSED = frozenset({401, 403})
STRANGERS_GET_IN = {guards.anyone: True, guards.organisers: False, visitors.known: True}
# Flask's own route, for the style sheet and the pictures; it reads files and nothing else.
WITHOUT_BLUEPRINT = frozenset({"static"})
AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application whose forms take no token, so that guards stand alone."""
    folder: Path = tmp_path_factory.mktemp("routes")
    installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder)
    installation.app.config["WTF_CSRF_ENABLED"] = False
    yield installation.app
    installation.service.database.engine.dispose()


def addresses(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yield method, path and endpoint of every route, its places filled with something."""
    routes: Map = app.url_map
    adapter = routes.bind("localhost")
    for rule in routes.iter_rules():
        values = {name: _something(rule, name) for name in rule.arguments}
        path = adapter.build(rule.endpoint, values)
        for method in sorted((rule.methods or set()) - AUTOMATIC):
            yield method, path, rule.endpoint


def _something(rule: Rule, name: str) -> str:
    converter = rule._converters[name]  # noqa: SLF001 - Werkzeug tells the choices nowhere else.
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "nothing"


def test_every_route_belongs_to_a_blueprint_with_a_guard(app: Flask) -> None:
    """A route outside of a listed blueprint would have no guard, so there is none."""
    listed = {blueprint.name for blueprint, _ in BLUEPRINTS}
    assert set(app.blueprints) == listed
    strays = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.rpartition(".")[0] not in listed
    }
    assert strays == WITHOUT_BLUEPRINT


def test_each_blueprint_is_listed_once_and_its_guard_comes_first(app: Flask) -> None:
    """Nothing of a blueprint runs before its guard has let the visitor in."""
    assert len(BLUEPRINTS) == len({blueprint.name for blueprint, _ in BLUEPRINTS})
    for blueprint, guard in BLUEPRINTS:
        assert app.before_request_funcs[blueprint.name][0] is guard


def test_every_guard_is_known_here() -> None:
    """A new guard says in this test what strangers get behind it."""
    assert {guard for _, guard in BLUEPRINTS} <= set(STRANGERS_GET_IN)


def test_strangers_get_an_answer_or_a_refusal(app: Flask) -> None:
    """A stranger is refused behind a closed guard, served behind an open one, and never a 500."""
    client = app.test_client()
    open_to_all = {b.name: STRANGERS_GET_IN[guard] for b, guard in BLUEPRINTS}
    wrong = []
    for method, path, endpoint in addresses(app):
        status = client.open(path, method=method).status_code
        is_open = open_to_all.get(endpoint.rpartition(".")[0], True)
        if status >= 500 or (status in REFUSED) is is_open:
            wrong.append(f"{method} {path} answered {status}")
    assert wrong == []


def test_forms_of_strangers_are_refused_without_a_token(tmp_path: Path) -> None:
    """With forms as they are served, no POST to an organiser's page gets in without its token."""
    installation = install(f"sqlite:///{tmp_path / 'barnstar.sqlite3'}", tmp_path)
    client = installation.client
    closed = {b.name for b, guard in BLUEPRINTS if not STRANGERS_GET_IN[guard]}
    for method, path, endpoint in addresses(installation.app):
        if method == "POST" and endpoint.rpartition(".")[0] in closed:
            assert client.post(path).status_code in {400, *REFUSED}, path
    installation.service.database.engine.dispose()
