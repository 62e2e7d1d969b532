"""What people hand in instead of a badge gets its own sentence, and nothing in it is opened."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.web import not_badges
from tests.doubles.handed_in import CREDENTIAL
from verifier.openbadges import values

if TYPE_CHECKING:
    from flask import Flask

    from issuer.web.not_badges import NotABadge

SECONDS = 2.0


def told(app: Flask, sent: str | bytes) -> NotABadge:
    """Return what is said of *sent*, in English."""
    with app.test_request_context("/verify?lang=en"):
        return not_badges.told(sent)


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        (b"\x89PNG\r\n\x1a\n...", "This picture holds no badge"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "This picture holds no badge"),
        (b'<?xml version="1.0"?>\n<svg/>', "This picture holds no badge"),
        (b"\xff\xd8\xff\xe1..", "This picture holds no badge"),
        (b"RIFF....WEBPVP8 ", "This picture holds no badge"),
        (b"\x00\x00\x00\x18ftypheic", "This picture holds no badge"),
        (b"GIF89a", "This picture holds no badge"),
        (b"%PDF-1.4", "A PDF proves nothing, and this one holds no badge that can be checked"),
        (b"PK\x03\x04\x14\x00badge.png", "This is a packed file, not a badge"),
        (b"PK\x03\x04\x14\x00word/document.xml", "This is a document, not a badge"),
        ("<!DOCTYPE html><p>Hello", "This is a web page, not a badge"),
        ("<!-- saved --> <html lang=en>", "This is a web page, not a badge"),
        ("hello", "This is not a badge"),
        (b"\x00\x01\x02", "This is not a badge"),
    ],
)
def test_each_kind_of_thing_is_called_by_its_name(
    app: Flask, sent: str | bytes, title: str
) -> None:
    """By what it begins with; a name of a file says nothing."""
    assert told(app, sent).title == title


def test_addresses_in_a_text_are_offered_and_not_followed(app: Flask) -> None:
    """Each once, without the full stop behind it, and no more than a few."""
    text = "See https://a.example/badges/1, (https://a.example/badges/1) and https://b.example/x."
    found = told(app, text)
    assert found.title == "This text is not a badge, but there is a link in it"
    assert found.links == ("https://a.example/badges/1", "https://b.example/x")
    many = told(app, " ".join(f"https://a.example/{number}" for number in range(50)))
    assert len(many.links) == 5


def test_of_a_web_page_only_what_looks_like_a_badge_is_offered(app: Flask) -> None:
    """A page has a hundred links to other things."""
    page = "<html><a href='https://a.example/news'>x</a><a href='https://a.example/assertions/1'>"
    assert told(app, page).links == ("https://a.example/assertions/1",)


def test_a_message_is_known_by_its_head(app: Flask) -> None:
    """Text of an e-mail that somebody forwards."""
    mail = "From: Amina\nSubject: My badge\n\nhttps://a.example/badges/1"
    assert told(app, mail).title == "This is a message, not a badge, but there is a link in it"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300) | st.binary(max_size=300))
def test_anything_at_all_has_a_title_and_only_addresses_as_links(
    app: Flask, sent: str | bytes
) -> None:
    """A link on our page is an address, whatever was sent."""
    found = told(app, sent)
    assert found.title
    assert found.meaning
    assert all(values.is_address(link) for link in found.links)


@pytest.mark.parametrize(
    "sent",
    [
        "<!-- -->" * 50_000,
        "<!--" * 50_000,
        "https://" * 50_000,
        "From: \n" * 50_000,
        "{" * 200_000,
        "a." * 100_000,
        " " * 200_000,
    ],
    ids=["comments", "open comments", "addresses", "heads", "braces", "dots", "spaces"],
)
def test_a_text_made_to_be_slow_is_not(app: Flask, sent: str) -> None:
    """What strangers paste costs time in proportion to its length."""
    began = time.monotonic()
    told(app, sent)
    not_badges.is_credential(sent)
    assert time.monotonic() - began < SECONDS


def _jwt(payload: object) -> str:
    parts = [{"alg": "RS256"}, payload]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*coded, b"AAAA"]).decode()


@pytest.mark.parametrize(
    "sent",
    [
        json.dumps(CREDENTIAL),
        json.dumps({"type": "VerifiableCredential"}),
        json.dumps({"@context": "https://www.w3.org/2018/credentials/v1"}),
        _jwt(CREDENTIAL),
        _jwt({"vc": CREDENTIAL}),
        b"\x89PNG\r\n\x1a\n...iTXtopenbadgecredential\0...",
    ],
)
def test_a_newer_badge_is_recognised(sent: str | bytes) -> None:
    """As JSON, as a JWT with or without `vc`, and in a picture."""
    assert not_badges.is_credential(sent)


@pytest.mark.parametrize(
    "sent",
    [
        "hello",
        json.dumps({"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}),
        _jwt({"type": "Assertion", "@context": "https://w3id.org/openbadges/v2"}),
        "[]",
        "{}",
        '{"type": [1, {}], "@context": [null]}',
        "a.b.c",
    ],
)
def test_an_older_badge_is_not_taken_for_a_newer(sent: str) -> None:
    """Nor is anything else."""
    assert not not_badges.is_credential(sent)
