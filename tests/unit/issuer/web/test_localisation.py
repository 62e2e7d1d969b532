"""The interface speaks the reader's language, and links keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import render_template_string

from issuer.web import wording
from issuer.web.dates import long_date
from issuer.web.localisation import (
    LANGUAGES,
    decimal,
    interface_language,
    language_name,
    ngettext,
    this_page,
)
from issuer.web.templating import here
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
        ("", ", ".join(["xx"] * 50 + ["ja"]), "en"),
        ("?lang=%00", "en;q=0, ar;q=0.1", "ar"),
    ],
)
def test_the_interface_speaks_what_it_can(
    app: Flask, query: str, accepted: str, expected: str
) -> None:
    """The address decides, then the browser, then English."""
    with app.test_request_context(f"/{query}", headers={"Accept-Language": accepted}):
        assert interface_language() == expected


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "expected"),
    [
        ("", "sw", "ja", "sw"),
        ("?lang=es", "sw", "ja", "es"),
        ("", "fr", "ja", "ja"),
        ("", "<script>", "", "en"),
        ("?lang=fr", "sw", "", "sw"),
    ],
)
def test_a_choice_comes_before_the_browsers_wish(
    app: Flask, query: str, cookie: str, accepted: str, expected: str
) -> None:
    """The address, then what was chosen, then the browser; a cookie of another's making is none."""
    headers = {"Accept-Language": accepted, "Cookie": f"lang={cookie}"}
    with app.test_request_context(f"/{query}", headers=headers):
        assert interface_language() == expected


def test_the_switcher_comes_back_to_the_page_and_its_question(app: Flask) -> None:
    """Whoever switches the language stays where they are; hostile addresses stay quoted."""
    with app.test_request_context('/verify?badge=https://x.example/"><script>&lang=ar'):
        back = this_page()
    assert back == "/verify?badge=https%3A%2F%2Fx.example%2F%22%3E%3Cscript%3E"
    with app.test_request_context("/verify?badge=x", method="POST"):
        assert this_page() == "/verify"


def test_links_keep_only_an_explicit_language(app: Flask) -> None:
    """A choice travels along; a browser's own wish needs no help."""
    with app.test_request_context("/?lang=ar"):
        assert here("https://badges.example.org/verify") == "/verify?lang=ar"
        assert here("/verify?badge=x#top") == "/verify?badge=x&lang=ar#top"
    with app.test_request_context("/", headers={"Accept-Language": "ar"}):
        assert here("/verify") == "/verify"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "2 November 2026"),
        ("ar", "2 نوفمبر 2026"),
        ("es", "2 de noviembre de 2026"),
        ("ja", "2026年11月2日"),
        ("sw", "2 Novemba 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(
    app: Flask, language: str, expected: str
) -> None:
    """The order and the names come from CLDR."""
    with app.test_request_context(f"/?lang={language}"):
        assert long_date(views.NOON) == expected


@pytest.mark.parametrize(
    ("language", "tag", "expected"),
    [
        ("ja", "en", "英語"),
        ("es", "sw", "suajili"),
        ("sw", "ja", "Kijapani"),
        ("ar", "pt-BR", "البرتغالية (البرازيل)"),
        ("en", "mos", "Mossi"),
        ("en", "qqx", "qqx"),
    ],
)
def test_a_language_is_called_as_the_reader_calls_it(
    app: Flask, language: str, tag: str, expected: str
) -> None:
    """In a sentence a language has the name that it has in the language of the sentence."""
    with app.test_request_context(f"/?lang={language}"):
        assert language_name(tag) == expected


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


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "2,500"), ("es", "2500"), ("ja", "2,500"), ("ar", "2,500")]
)
def test_numbers_are_written_as_the_language_writes_them(
    app: Flask, language: str, expected: str
) -> None:
    """Spanish groups digits from five of them on; a count in a message is written so too."""
    with app.test_request_context(f"/?lang={language}"):
        assert decimal(2_500) == expected
        assert expected in ngettext("%(num)s month", "%(num)s months", 2_500)
        template = "{{ ngettext('%(num)s month', '%(num)s months', 2500) }}"
        assert expected in render_template_string(template)


def test_what_stands_in_a_counted_message_is_escaped(app: Flask) -> None:
    """A name in a message with plural forms is a text and no markup."""
    template = "{{ ngettext('%(x)s', '%(x)s', 2, x='<b>') }}{{ ngettext('a', 'b', 2, x='<') }}"
    with app.test_request_context("/"):
        assert render_template_string(template) == "&lt;b&gt;b"


@pytest.mark.parametrize("path", ["/", "/verify", "/nothing", "/sign-in/nothing"])
def test_an_answer_says_that_it_depends_on_the_reader(app: Flask, path: str) -> None:
    """A cache between us and the reader must not hand Arabic to everybody, nor what is past."""
    headers = {"Accept": "text/html", "Accept-Language": "ar"}
    response = app.test_client().get(path, headers=headers)
    assert {"accept-language", "cookie"} <= {name.lower() for name in response.vary}
    assert response.headers["Cache-Control"] in {"no-cache", "no-store"}


def test_two_readers_never_share_an_entity_tag(app: Flask) -> None:
    """A cache that asks again with one reader's tag gets the other's page, not a 304."""
    client = app.test_client()
    found = {}
    for language in LANGUAGES:
        headers = {"Accept": "text/html", "Accept-Language": language}
        response = client.get("/issuers/community", headers=headers)
        found[language] = response.headers["ETag"]
        asked_again = {**headers, "If-None-Match": response.headers["ETag"]}
        repeated = client.get("/issuers/community", headers=asked_again)
        assert repeated.status_code == 304
        assert "Accept-Language" in repeated.headers["Vary"]
        client.set_cookie("lang", language)
        by_choice = client.get("/issuers/community", headers={"Accept": "text/html"})
        assert by_choice.headers["ETag"] == found[language]
        client.delete_cookie("lang")
    assert len(set(found.values())) == len(LANGUAGES)
