"""The verifier's findings in every language, with strangers' texts kept apart."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest

from issuer.web.findings import sentence, shortened
from issuer.web.localisation import LANGUAGES
from tests.unit.issuer.web.reading import read
from verifier import Finding, Outcome
from verifier.report import SENTENCES

if TYPE_CHECKING:
    from flask import Flask

HOSTILE = "<script>alert(1)</script>\u202e{0}%s"
LONG = "https://badges.example.org/assertions/xrfq47lw5xm3qyjstvuhaobqj4"


def parameters_of(template: str) -> list[str]:
    """Return the names in braces."""
    return [name for _, name, _, _ in string.Formatter().parse(template) if name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_sentence_and_hostile_texts_stay_texts(
    app: Flask, language: str
) -> None:
    """Each code can be shown; each parameter stands isolated in it, and adds no element."""
    with app.test_request_context(f"/?lang={language}"):
        for code, template in SENTENCES.items():
            names = parameters_of(template)
            html = sentence(Finding(code, Outcome.FAILED, dict.fromkeys(names, HOSTILE)))
            page = read(html)
            assert page.tags() <= {"bdi"}, code
            assert len(page.all("bdi")) == len(names), code
            assert "\u202e" not in html


def test_long_identifiers_are_cut_only_where_all_is_well(app: Flask) -> None:
    """A failed check shows every character, because one of them may be what is wrong."""
    with app.test_request_context("/?lang=en"):
        fits = sentence(Finding("signature.fits", Outcome.PASSED, {"key": LONG}))
        broken = sentence(Finding("signature.broken", Outcome.FAILED, {"key": LONG}))
    assert "assertions/xrfq47lw…" in fits
    assert LONG in broken


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-11-02T09:29:55Z", "2 Nov 2026, 09:29:55 UTC"),
        ("2026-11-02T09:29:55+03:00", "2 Nov 2026, 06:29:55 UTC"),
        ("2026-11-02T09:29:55", "2026-11-02T09:29:55"),
        ("yesterday", "yesterday"),
    ],
)
def test_moments_are_written_for_people(app: Flask, moment: str, shown: str) -> None:
    """A date and time is told in the reader's language; what is none stays as it is."""
    with app.test_request_context("/?lang=en"):
        html = sentence(Finding("time.issued", Outcome.PASSED, {"issued_on": moment}))
    assert read(html).text == f"The badge was issued on {shown}."


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (LONG, "https://badges.example.org/assertions/xrfq47lw…"),
        ("https://x.example", "https://x.example"),
        (
            "https://a-very-long-host-name.example.org/a",
            "https://a-very-long-host-name.example.org/a",
        ),
        ("urn:uuid:9f1b0c7e-0000-4000-8000-000000000000",) * 2,
        ("Somebody with a long name", "Somebody with a long name"),
    ],
)
def test_hosts_are_never_cut(address: str, expected: str) -> None:
    """Who speaks is in the host, so all of it is shown."""
    assert shortened(address) == expected
