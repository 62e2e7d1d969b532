"""Texts in the reader's language, marked where they are not, and strangers' texts tamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.web.texts import harmless, local_texts
from tests.unit.issuer.web import views

if TYPE_CHECKING:
    from flask import Flask


@pytest.mark.parametrize(
    ("query", "accepted", "available", "expected"),
    [
        ("?lang=ar", "en", ("en", "ar"), "ar"),
        ("", "ar, en;q=0.5", ("en", "ar"), "ar"),
        ("", "arz", ("en", "ar"), "ar"),
        ("", "sw", ("en", "ar"), "en"),
        ("?lang=sw", "ar", ("en", "sw"), "sw"),
        ("", "ja", ("ar",), "ar"),
        ("?lang=<script>", "", ("en",), "en"),
    ],
)
def test_the_reader_gets_a_language_that_they_read(
    app: Flask, query: str, accepted: str, available: tuple[str, ...], expected: str
) -> None:
    """What was asked for comes first, then what the browser accepts, then the original."""
    content = views.edition(languages=available).content
    with app.test_request_context(f"/{query}", headers={"Accept-Language": accepted}):
        assert local_texts(content).language == expected


def test_texts_in_another_language_say_so(app: Flask) -> None:
    """A text that falls back carries its language and direction, and only such a text."""
    content = views.edition(languages=("ar",)).content
    with app.test_request_context("/?lang=en"):
        assert local_texts(content).attributes == ' lang="ar" dir="rtl"'
        assert local_texts(content).is_foreign
    with app.test_request_context("/?lang=ar"):
        assert local_texts(content).attributes == ""
        assert not local_texts(content).is_foreign


@given(st.text(st.characters(exclude_categories=())))
def test_harmless_texts_hold_no_controls(text: str) -> None:
    """No control character, no lasting change of direction and no lone surrogate is left."""
    result = harmless(text)
    result.encode("utf-8")
    assert not set(result) & {chr(code) for code in (0, 7, 27, 0x85, 0x202E, 0x2066, 0xFFFF)}


def test_a_long_text_of_a_stranger_is_cut() -> None:
    """One text cannot fill the page."""
    assert harmless("x" * 10_000) == "x" * 500 + "…"
    assert harmless("x" * 500) == "x" * 500
