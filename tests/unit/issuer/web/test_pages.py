"""Pages show what they are given, in words, and whatever it holds stays text."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from issuer.rules.completions import Shown
from issuer.web import class_pages, pages
from keys.signing_key import KeyState
from tests.unit.issuer.web import views
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}&amp;"
# A form stands on every page, to choose the language, and a badge's page has the script that
# checks it; second kinds of tags are seen below.
HARMFUL_TAGS = {"style", "iframe", "object"}

STATE_WORDS = {
    KeyState.RESERVE: "not in use yet",
    KeyState.CURRENT: "in use",
    KeyState.RETIRED: "what it signed stays valid",
    KeyState.COMPROMISED: "nothing that it signed can be trusted",
}

EVERY_PAGE: dict[str, Callable[[str], str]] = {
    "badge": lambda text: pages.badge(views.badge(text=text)),
    "revoked badge": lambda text: pages.badge(views.badge(text=text, reason=text)),
    "badge of a stranger": lambda text: pages.badge(views.badge(recipient=text)),
    "badge class": lambda text: class_pages.badge_class(views.badge_class(text=text)),
    "next edition": lambda text: class_pages.badge_class(views.next_edition(text=text)),
    "catalogue": lambda text: class_pages.catalogue([views.organisation(text=text)]),
    "badge with evidence": lambda text: pages.badge(views.badge_with_evidence(text)),
    "organisation": lambda text: pages.organisation(views.organisation(text=text)),
    "epoch": lambda text: pages.epoch(views.epoch(text=text), views.organisation(text=text)),
    "key": lambda text: pages.key(views.epoch(text=text)),
    "revocations": lambda text: pages.revocations(views.revocations(text, text=text)),
    "nothing here": lambda _: pages.nothing_here(),
}


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_hostile_texts_stay_texts(app: Flask, name: str, language: str) -> None:
    """Names, descriptions, criteria, reasons and tags cannot add an element or an attribute."""
    with app.test_request_context(f"/?lang={language}"):
        plain, hostile = read(EVERY_PAGE[name]("plain")), read(EVERY_PAGE[name](HOSTILE))
    assert not hostile.tags() & HARMFUL_TAGS
    assert hostile.all("script") == plain.all("script")
    assert hostile.tags() <= plain.tags()
    assert hostile.attributes() <= plain.attributes()
    assert not [name for name in hostile.attributes() if name.startswith("on")]


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_pages_load_nothing_from_elsewhere(app: Flask, name: str) -> None:
    """Pictures, scripts and style sheets are paths of ours, never addresses of others."""
    with app.test_request_context("/"):
        page = read(EVERY_PAGE[name]("plain"))
    sources = [image["src"] for image in page.all("img")]
    sources += [script["src"] for script in page.all("script")]
    sources += [link["href"] for link in page.all("link") if link["rel"] in {"icon", "stylesheet"}]
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)
    assert all(image.get("alt") is not None for image in page.all("img"))


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_headings_are_in_order(app: Flask, name: str) -> None:
    """One heading of level 1, and no level skipped on the way down."""
    with app.test_request_context("/"):
        html = EVERY_PAGE[name]("## Words")
    levels = [int(tag[1]) for tag, _ in read(html).elements if tag in {"h1", "h2", "h3", "h4"}]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_a_badge_shows_who_what_and_how_to_check(app: Flask) -> None:
    """The outside reader finds holder, evidence, issuer, date, edition and ways to verify."""
    with app.test_request_context("/?lang=en"):
        page = read(pages.badge(views.badge()))
    for words in ("Amina K", "41 edits", "2 November 2026", "Edition 1", "Valid", "Basics"):
        assert words in page.text
    links = [link["href"] for link in page.all("a") if "href" in link]
    assert views.AMINA in links
    assert {"/assertions/badge.png", "/assertions/badge.svg", "/assertions/badge.jws"} <= set(links)
    assert any(link.startswith("/verify?badge=https%3A") for link in links)


def test_a_badge_describes_itself_to_other_sites(app: Flask) -> None:
    """Previews get a title, a text and a PNG; programs get the JSON; search engines are told no."""
    with app.test_request_context("/?lang=en"):
        page = read(pages.badge(views.badge()))
    metas = {m.get("property") or m.get("name"): m.get("content") for m in page.all("meta")}
    assert metas["og:title"] == "Basics – Amina K"
    assert str(metas["og:image"]).endswith("/badge-classes/class/edition1/image.png")
    assert metas["robots"] == "noindex"
    rels = {link["rel"]: link["href"] for link in page.all("link")}
    assert rels["canonical"] == "https://badges.example.org/assertions/badge"
    assert rels["alternate"] == "https://badges.example.org/assertions/badge.json"


def test_a_revoked_badge_says_so_first_and_offers_nothing(app: Flask) -> None:
    """Date and reason stand above all else; there is nothing to download or to share."""
    with app.test_request_context("/?lang=en"):
        html = pages.badge(views.badge(reason="Wrong account."))
    page = read(html)
    assert html.index("This badge was revoked on") < html.index("<h1")
    assert "Wrong account." in page.text
    assert "Valid" not in page.text
    assert not [link for link in page.all("a") if "download" in link]
    assert not page.all("textarea")
    assert "og:image" not in html
    assert "<title>Revoked: " in html


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ((), "The organiser recorded it."),
        ((Shown("hours", 18, None),), "The organiser confirmed it"),
        ((Shown("references", 1, 1),), "1 reference added"),
        ((Shown("articles", 1, 1234),), "1,234 articles edited"),
        ((Shown("trainings", 1, 2),), "2 training modules completed"),
    ],
)
def test_evidence_says_who_counted(app: Flask, shown: tuple[Shown, ...], words: str) -> None:
    """What was counted and what somebody vouched for are told apart."""
    with app.test_request_context("/?lang=en"):
        assert words in read(pages.badge(views.badge(shown=shown))).text


def test_a_newer_edition_is_mentioned_only_when_its_content_is_newer(app: Flask) -> None:
    """A new key makes a new edition of the same version; people are not bothered with it."""
    with app.test_request_context("/?lang=en"):
        assert "Edition 2 exists now" in pages.badge(views.badge(newest=2))
        assert "exists now" not in pages.badge(views.badge(newest=1))
        assert "new ones follow edition 2" in class_pages.badge_class(views.badge_class())


def test_a_holder_who_is_no_wikimedia_user_is_shown_by_address(app: Flask) -> None:
    """Nobody is given a username that they do not have."""
    with app.test_request_context("/?lang=en"):
        page = read(pages.badge(views.badge(recipient="https://badges.example.org/h/abc")))
    assert "https://badges.example.org/h/abc" in page.text
    assert "Wikimedia account" not in page.text


def test_texts_that_fall_back_carry_their_language(app: Flask) -> None:
    """An Arabic text on an English page says so to screen readers, and runs its own way."""
    with app.test_request_context("/?lang=en"):
        page = read(pages.badge(views.badge(languages=("ar",))))
    [heading] = page.all("h1")
    assert heading == {"lang": "ar", "dir": "rtl"}
    assert "العربية" in page.text


@pytest.mark.parametrize("state", KeyState)
def test_every_state_of_a_key_has_words(app: Flask, state: KeyState) -> None:
    """Key pages tell what the state means for badges."""
    with app.test_request_context("/?lang=en"):
        text = read(pages.key(views.epoch(state=state))).text
    assert STATE_WORDS[state] in text


def test_an_empty_first_page_teaches(app: Flask) -> None:
    """On one's own machine it says what to type; on a public site it does not."""
    nothing = views.organisation()
    empty = type(nothing)(nothing.organisation, (), ())
    with app.test_request_context("/?lang=en"):
        public = read(pages.home([empty])).text
    assert "There are no badge classes yet." in public
    assert "./run demo" not in public
