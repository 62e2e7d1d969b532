"""The switcher remembers what a reader pressed, and leads back to a page of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.web import localisation
from issuer.web.guards import SESSION_KEY as ORGANISER
from issuer.web.language_choice import local_path
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from flask import Flask


def test_a_choice_is_kept_in_a_cookie_that_tells_nothing_else(app: Flask) -> None:
    """The cookie holds a language and is sent to no other site; the next page is in it."""
    client = app.test_client()
    answer = client.post("/language", data={"lang": "sw", "to": "/verify?badge=x"})
    assert answer.status_code == 303
    assert answer.location == "/verify?badge=x&lang=sw"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("lang=sw;")
    assert {"SameSite=Lax", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    assert read(client.get("/").text).all("html")[0]["lang"] == "sw"


def test_the_cookie_of_an_https_site_stays_on_https(app: Flask) -> None:
    """The installation of the tests is public, so nothing of it crosses the net in the clear."""
    answer = app.test_client().post("/language", data={"lang": "sw"})
    assert "Secure" in answer.headers["Set-Cookie"].split("; ")


def test_an_organisers_choice_goes_with_the_session(app: Flask) -> None:
    """Who signs in on a shared computer leaves no language behind."""
    client = app.test_client()
    with client.session_transaction(base_url="https://localhost") as session:
        session[ORGANISER] = "a secret"
    answer = client.post("/language", data={"lang": "ja"}, base_url="https://localhost")
    assert "lang=" not in answer.headers["Set-Cookie"].partition(";")[0]
    page = client.get("/", base_url="https://localhost")
    assert read(page.text).all("html")[0]["lang"] == "ja"
    assert "Set-Cookie" not in page.headers
    with client.session_transaction(base_url="https://localhost") as session:
        session.clear()
    page = client.get("/", base_url="https://localhost")
    assert read(page.text).all("html")[0]["lang"] == "en"


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        ({"lang": "fr", "to": "/"}, {}),
        ({"lang": "en; x=y", "to": "/"}, {}),
        ({}, {}),
        ({"lang": "sw", "to": "/"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"lang": "sw", "to": "/"}, {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_nothing_is_remembered_for_another_site_or_language(
    app: Flask, data: dict[str, str], headers: dict[str, str]
) -> None:
    """A form on a stranger's page changes nobody's language, and nothing else is ever kept."""
    answer = app.test_client().post("/language", data=data, headers=headers)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "/%5c\\evil.example",
        "javascript:alert(1)",
        "",
        "verify",
        "/verify\r\nSet-Cookie: x=y",
        "/ÿ",
        "/verify#top",
    ],
)
def test_the_way_back_never_leaves_this_site(app: Flask, path: str) -> None:
    """An open redirect would lend our name to whoever wrote the form."""
    assert local_path(path) == "/"
    answer = app.test_client().post("/language", data={"lang": "sw", "to": path})
    assert answer.location == "/?lang=sw"


def test_every_page_has_a_button_for_each_language(app: Flask) -> None:
    """The switcher is a form, so it works without JavaScript, and says which language is on."""
    page = read(app.test_client().get("/verify?badge=&lang=ar").text)
    buttons = [item for item in page.all("button") if item.get("name") == "lang"]
    assert [item["value"] for item in buttons] == [*localisation.LANGUAGES]
    assert [item["value"] for item in buttons if item.get("aria-current")] == ["ar"]
    assert [item["dir"] for item in buttons] == ["ltr", "rtl", "ltr", "ltr", "ltr"]
    assert {item["lang"] for item in buttons} == set(localisation.LANGUAGES)
