"""Every error is a problem document with a page that explains it, in the reader's language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from issuer.errors import StorageError
from issuer.web.api import problems
from issuer.web.api.limits import STRANGERS
from issuer.web.context import EXTENSION
from tests.integration.api.conftest import ORIGIN, told

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.integration.api.conftest import Api
    from verifier import Document

ONE = "/api/v1/verifications"
BATCH = "/api/v1/verifications/batch"
JSON = "application/json"
FORM = "multipart/form-data"


def is_problem(response: TestResponse, status: int) -> dict[str, Any]:
    """Return the problem document in *response*, whose parts agree with each other."""
    assert response.mimetype == "application/problem+json", response.text
    problem = told(response, status)
    assert problem["status"] == status
    assert problem["type"] == f"{ORIGIN}/api/v1/problems/{problems.NAMES[status]}"
    assert problem["title"]
    assert problem["detail"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"] == "no-store"
    return problem


@pytest.mark.parametrize(
    ("status", "method", "path", "options"),
    [
        (400, "POST", ONE, {"data": b"{", "content_type": JSON}),
        (400, "POST", ONE, {"data": b'{"badge": "a", "badge": "b"}', "content_type": JSON}),
        (401, "POST", ONE, {"json": {"badge": "x"}, "headers": {"Authorization": "Bearer no"}}),
        (401, "POST", ONE, {"json": {"badge": "x"}, "headers": {"Authorization": "Basic YTpi"}}),
        (404, "GET", "/api/v1/verification", {}),
        (404, "GET", "/api/", {}),
        (404, "GET", "/api/v1/problems/unheard-of", {}),
        (405, "GET", ONE, {}),
        (405, "DELETE", BATCH, {}),
        (406, "POST", ONE, {"json": {"badge": "x"}, "headers": {"Accept": "text/html"}}),
        (406, "POST", BATCH, {"json": {"items": []}, "headers": {"Accept": JSON}}),
        (413, "POST", ONE, {"data": bytes(4 * 1024 * 1024), "content_type": JSON}),
        (415, "POST", ONE, {"data": b"badge=x", "content_type": "text/plain"}),
        (415, "POST", ONE, {}),
        (415, "POST", BATCH, {"data": {"items": "x"}}),
        (422, "POST", ONE, {"json": {"badge": 1}}),
        (422, "POST", ONE, {"data": {"recipient": "Amina K"}, "content_type": FORM}),
    ],
)
def test_each_way_to_ask_wrongly_has_its_answer(
    api: Api, status: int, method: str, path: str, options: dict[str, Any]
) -> None:
    """The status, a type of ours, and a sentence that says what to do."""
    is_problem(api.client.open(path, method=method, **options), status)


def test_a_refusal_says_what_would_be_accepted(api: Api) -> None:
    """The headers that HTTP has for it are there."""
    assert "POST" in api.client.get(ONE).headers["Allow"]
    wrong = api.client.post(ONE, json={"badge": "x"}, headers={"Authorization": "Bearer no"})
    assert wrong.headers["WWW-Authenticate"].startswith("Bearer")


def test_who_asked_for_too_much_is_told_when_to_come_back(api: Api) -> None:
    """The allowance is spent badge by badge; the answer says where one stands."""
    items = [{"id": str(number), "badge": ""} for number in range(STRANGERS.badges)]
    first = api.client.post(BATCH, json={"items": items[:600]})
    assert first.headers["RateLimit-Policy"] == '"anonymous";q=1000;w=600'
    assert first.headers["RateLimit"].startswith('"anonymous";r=400;')
    assert len(first.text.splitlines()) == 600
    second = api.client.post(BATCH, json={"items": items[:600]})
    assert 100 < int(second.headers["Retry-After"]) <= 130
    assert second.headers["RateLimit"].startswith('"anonymous";r=400;')
    is_problem(second, 429)
    assert api.client.post(ONE, json={"badge": ""}).status_code == 200


def test_a_mistake_of_ours_is_said_to_be_ours(api: Api) -> None:
    """Nothing about the inside leaks out; a batch says it in the lines concerned."""

    class Broken:
        def fetch(self, address: str) -> Document:
            raise StorageError(f"secret {address}")

    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=Broken())
    response = api.client.post(ONE, json={"badge": "https://s.example/1"})
    assert "secret" not in response.text
    is_problem(response, 500)


@pytest.mark.parametrize("name", [*problems.NAMES.values(), problems.NOT_REACHED])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_type_of_problem_is_a_page(api: Api, name: str, language: str) -> None:
    """Who follows the type of a problem finds out what it means."""
    response = api.client.get(f"/api/v1/problems/{name}?lang={language}")
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text
    assert name in response.text


def test_pages_of_other_sites_may_ask(api: Api) -> None:
    """A browser that asks first is told which methods and headers it may use (Fetch standard)."""
    for path in (ONE, BATCH):
        response = api.client.options(
            path,
            headers={
                "Origin": "https://platform.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, content-type",
            },
        )
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "POST" in response.headers["Access-Control-Allow-Methods"]
        assert "Authorization" in response.headers["Access-Control-Allow-Headers"]
        # An answer is the same with and without cookies, so that "*" gives nothing away.
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert "Set-Cookie" not in response.headers
    exposed = api.client.post(ONE, json={"badge": ""}).headers["Access-Control-Expose-Headers"]
    assert {"RateLimit", "Retry-After"} <= set(exposed.split(", "))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (ONE, {"OPTIONS", "POST"}),
        (BATCH, {"OPTIONS", "POST"}),
        ("/api/v1/openapi.json", {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_each_address_says_which_methods_it_has(api: Api, path: str, methods: set[str]) -> None:
    """A verdict is asked for with POST alone, because a badge is too long for an address."""
    told = api.client.options(path)
    assert set(told.headers["Allow"].split(", ")) == methods
    assert told.data == b""
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
        response = api.client.open(path, method=method)
        assert response.status_code == (200 if method in methods else 405)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert method != "HEAD" or response.data == b""
