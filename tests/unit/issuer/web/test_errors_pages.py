"""Errors in words with a way out, for people and for machines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import BadRequest, HTTPException, TooManyRequests, default_exceptions

from issuer.web import errors_pages
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from flask import Flask

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CODES = [400, 403, 404, 405, 413, 418, 429, 500, 503]


def error(code: int) -> HTTPException:
    """Return the error that Werkzeug raises for a status."""
    return default_exceptions[code]()


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
@pytest.mark.parametrize("code", CODES)
def test_people_get_a_page_with_a_way_out(app: Flask, code: int, language: str) -> None:
    """The page says what happened and links to somewhere."""
    with app.test_request_context(f"/?lang={language}", headers={"Accept": BROWSER}):
        response = errors_pages.answer(error(code))
        page = read(response.get_data(as_text=True))
    assert response.status_code == code
    assert len(page.all("h1")) == 1
    assert [link for link in page.all("a") if link["href"].startswith("/verify")]


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/ld+json"])
@pytest.mark.parametrize("code", CODES)
def test_machines_get_a_problem_document(app: Flask, code: int, accept: str) -> None:
    """RFC 9457: the status, a title and a detail."""
    with app.test_request_context("/", headers={"Accept": accept}):
        response = errors_pages.answer(error(code))
    assert response.content_type == "application/problem+json"
    problem = json.loads(response.get_data())
    assert problem["status"] == code
    assert problem["title"]
    assert problem["detail"]


def test_the_api_never_answers_with_a_page(app: Flask) -> None:
    """A program that sends a browser's headers still gets JSON there."""
    with app.test_request_context("/api/v1/x", headers={"Accept": BROWSER}):
        assert errors_pages.answer(BadRequest()).content_type == "application/problem+json"


def test_an_error_keeps_the_headers_that_it_asks_for(app: Flask) -> None:
    """Allow and Retry-After tell a client what to do next."""
    with app.test_request_context("/", headers={"Accept": BROWSER}):
        response = errors_pages.answer(TooManyRequests(retry_after=60))
    assert response.headers["Retry-After"] == "60"
    answer = app.test_client().delete("/verify")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_expired_form_says_what_to_do(app: Flask) -> None:
    """A missing token is no riddle about CSRF."""
    answer = app.test_client().post("/verify?lang=en", headers={"Accept": BROWSER})
    assert answer.status_code == 400
    assert "This form has expired" in answer.text


def test_what_was_asked_for_is_not_repeated(app: Flask) -> None:
    """An error page shows nothing of a hostile address."""
    answer = app.test_client().get("/<script>x</script>?lang=en", headers={"Accept": BROWSER})
    assert answer.status_code == 404
    assert "<script" not in answer.text
