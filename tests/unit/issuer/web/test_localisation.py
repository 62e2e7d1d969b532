"""The interface speaks the reader's language, and links keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.web import wording
from issuer.web.localisation import interface_language, language_links
from issuer.web.templating import here, long_date
from tests.unit.issuer.web import views

if TYPE_CHECKING:
    from flask import Flask


@pytest.mark.parametrize(
    ("query", "accepted", "expected"),
    [
        ("?lang=ja", "ar", "ja"),
        ("", "ar-EG, en;q=0.1", "ar"),
        ("", "fr, ja;q=0.5", "ja"),
        ("?lang=fr", "ja", "ja"),
        ("", "", "en"),
        ("?lang=%00", "en;q=0, ar;q=0.1", "ar"),
    ],
)
def test_the_interface_speaks_what_it_can(
    app: Flask, query: str, accepted: str, expected: str
) -> None:
    """The address decides, then the browser, then English."""
    with app.test_request_context(f"/{query}", headers={"Accept-Language": accepted}):
        assert interface_language() == expected


def test_language_links_keep_the_page_and_its_question(app: Flask) -> None:
    """Whoever switches the language stays where they are; hostile addresses stay quoted."""
    with app.test_request_context('/verify?badge=https://x.example/"><script>&lang=ar'):
        links = [link for _, _, link in language_links()]
    assert links[2].endswith("&lang=ja")
    assert not set('"<>') & set("".join(links))


def test_links_keep_only_an_explicit_language(app: Flask) -> None:
    """A choice travels along; a browser's own wish needs no help."""
    with app.test_request_context("/?lang=ar"):
        assert here("https://badges.example.org/verify") == "/verify?lang=ar"
        assert here("/verify?badge=x#top") == "/verify?badge=x&lang=ar#top"
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        assert here("/verify") == "/verify"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "2 November 2026"), ("ar", "2 نوفمبر 2026"), ("ja", "2026年11月2日")],
)
def test_dates_are_written_as_the_language_writes_them(
    app: Flask, language: str, expected: str
) -> None:
    """The order and the names come from CLDR."""
    with app.test_request_context(f"/?lang={language}"):
        assert long_date(views.NOON) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "لا تعديلات"),
        (1, "تعديل واحد"),
        (2, "تعديلان"),
        (3, "3 تعديلات"),
        (11, "11 تعديلًا"),
        (100, "100 تعديل"),
        (103, "103 تعديلات"),
    ],
)
def test_arabic_counts_in_six_forms(app: Flask, number: int, expected: str) -> None:
    """None, one, two, few, many and others each have their own form."""
    with app.test_request_context("/?lang=ar"):
        assert wording.count("revisions", number) == expected


def test_an_answer_says_that_it_depends_on_the_language(app: Flask) -> None:
    """A cache between us and the reader must not hand Arabic to everybody."""
    response = app.test_client().get("/verify", headers={"Accept-Language": "ar"})
    assert "Accept-Language" in response.headers["Vary"]
