"""A link that asks the same question again, and never asks about another badge."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.rules.addresses import Addresses
from issuer.web import again
from tests.doubles.issuer_in_memory import TINY_PNG
from verifier import Finding, Outcome, Report
from verifier.openbadges import png, svg, values

if TYPE_CHECKING:
    from flask import Flask

OURS = Addresses("https://badges.example.org")
SIGNED_TEXT = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6MX0.AAAA"
NOTHING = Report(())


def of(app: Flask, sent: str | bytes, report: Report = NOTHING) -> again.Again:
    """Return how to ask about *sent* again."""
    with app.test_request_context("/verify?lang=en"):
        return again.again(sent, report, OURS)


@pytest.mark.parametrize(
    "sent",
    [
        SIGNED_TEXT,
        f"  {SIGNED_TEXT}\n",
        png.bake(TINY_PNG, SIGNED_TEXT),
        svg.bake(b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9"/></svg>', SIGNED_TEXT),
    ],
)
def test_a_signed_text_stands_behind_the_hash(app: Flask, sent: str | bytes) -> None:
    """Whatever it was wrapped in; what stands there is not sent to a server."""
    found = of(app, sent)
    parts = urlsplit(found.link)
    assert (parts.path, parts.query) == ("/verify", "")
    assert parse_qs(parts.fragment) == {"badge": [SIGNED_TEXT]}
    assert found.is_in_fragment
    assert found.text == SIGNED_TEXT


def test_an_address_stands_in_the_question(app: Flask) -> None:
    """Ours as the badge's own, whatever page about it was asked for."""
    address = "https://a.example/assertions/1?x=1&y=2"
    parts = urlsplit(of(app, address).link)
    assert parse_qs(parts.query) == {"badge": [address]}
    page = OURS.assertion("abc", "/embed")
    assert of(app, page).link.endswith("?badge=https://badges.example.org/assertions/abc")


def test_a_hosted_badge_that_was_pasted_has_its_own_address(app: Flask) -> None:
    """Its JSON is only a copy."""
    report = Report((), subject="https://a.example/1", form="hosted")
    assert of(app, '{"type": "Assertion"}', report).link.endswith("?badge=https://a.example/1")


def test_a_text_that_only_says_that_it_is_ours_is_not(app: Flask) -> None:
    """Its link holds the text, or a forged badge would lead to the good one."""
    issuer = {"id": OURS.epoch("community", "k")}
    subject = "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11"
    forged = Report(
        (Finding("signature.broken", Outcome.FAILED),),
        subject=subject,
        form="signed",
        issuer=issuer,
    )
    assert of(app, SIGNED_TEXT, forged).is_in_fragment
    stranger = Report(
        tuple(Finding(code, Outcome.PASSED) for code in ("signature.fits", "key.listed")),
        subject=subject,
        form="signed",
        issuer={"id": "https://other.example/issuer"},
    )
    assert of(app, SIGNED_TEXT, stranger).is_in_fragment


@pytest.mark.parametrize(
    "sent", ["hello", "", b"\xff\xd8\xff", '{"a": 1}', f"{SIGNED_TEXT}{'A' * 9_000}"]
)
def test_what_fits_no_link_has_none(app: Flask, sent: str | bytes) -> None:
    """Too long, or no badge."""
    assert of(app, sent).link == ""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_link_brings_back_what_was_asked(app: Flask, text: str, tail: str) -> None:
    """However it is written, nothing is lost on the way; the call is one command."""
    for sent in (text, f"https://a.example/{tail}"):
        found = of(app, sent)
        if found.link:
            parts = urlsplit(found.link)
            asked = unquote((parts.fragment or parts.query).removeprefix("badge="))
            assert asked == found.text
            assert found.is_in_fragment is not values.is_address(asked)
        assert shlex.split(found.call)[0] == "curl"
        assert shlex.split(found.call)[-1] == "https://badges.example.org/api/v1/verifications"
