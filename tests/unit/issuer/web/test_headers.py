"""Each kind of answer carries the headers that keep its readers safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Response

from issuer.web.headers import secure

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.datastructures import Headers


def headers(
    app: Flask, path: str, content_type: str, base_url: str = "http://localhost"
) -> Headers:
    """Return the headers of an answer of a kind at a path."""
    with app.test_request_context(path, base_url=base_url):
        return secure(Response("", content_type=content_type)).headers


@pytest.mark.parametrize("path", ["/", "/assertions/a", "/verify", "/assertions/a/embed/more"])
def test_no_page_stands_in_another_sites_frame(app: Flask, path: str) -> None:
    """Clicks on our pages cannot be stolen."""
    found = headers(app, path, "text/html; charset=utf-8")
    policy = found["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert found["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/verify/", "/organisation", "/assertions/a/embed/more"])
def test_no_script_runs_on_other_pages_than_those_that_check(app: Flask, path: str) -> None:
    """Where there is nothing to check, there is nothing to run."""
    policy = headers(app, path, "text/html")["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "connect-src" not in policy


@pytest.mark.parametrize(
    "path", ["/assertions/a", "/assertions/a.html", "/assertions/a/embed", "/verify"]
)
def test_a_page_that_checks_runs_our_script_alone(app: Flask, path: str) -> None:
    """It comes from our host and asks our host, and nothing written in a page runs."""
    policy = headers(app, path, "text/html")["Content-Security-Policy"].split("; ")
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy


def test_the_embed_may_stand_anywhere(app: Flask) -> None:
    """The embed is made for other sites."""
    found = headers(app, "/assertions/a/embed", "text/html")
    assert "frame-ancestors *" in found["Content-Security-Policy"]
    assert "default-src 'none'" in found["Content-Security-Policy"]
    assert "X-Frame-Options" not in found


def test_an_opened_picture_is_shut_in(app: Flask) -> None:
    """An SVG opened by itself can run nothing, and other sites may show it."""
    found = headers(app, "/assertions/a/status.svg", "image/svg+xml")
    assert found["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert found["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("kind", ["text/html", "image/png", "application/ld+json", "text/css"])
def test_no_answer_is_guessed_at_or_tells_where_readers_come_from(app: Flask, kind: str) -> None:
    """A badge's address may be a secret of its holder: no other site is told."""
    found = headers(app, "/", kind)
    assert found["X-Content-Type-Options"] == "nosniff"
    assert found["Referrer-Policy"] == "same-origin"


def test_https_is_kept(app: Flask) -> None:
    """A browser that came over https comes over https again; http promises nothing."""
    secured = headers(app, "/", "text/html", base_url="https://localhost")
    assert secured["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in headers(app, "/", "text/html")
