"""What changed between editions, said in every language and safe to show."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from badge_classes.differences import SENTENCES, WORDS, Difference
from badge_classes.renewal import EVERY_YEAR, NEVER, Every
from badge_classes.validity import FOREVER, Months, Until
from issuer.web import changes, wording
from issuer.web.localisation import LANGUAGES
from tests.unit.issuer.web import views

if TYPE_CHECKING:
    from flask import Flask

    from badge_classes.badge_class import BadgeClass
    from badge_classes.renewal import Renewal
    from badge_classes.validity import Validity

HOSTILE = '<script>alert(1)</script>{old}%(new)s\u202e"'
# What stands in a place of a sentence, where it is not a person's text.
VALUES = {"language": "ja", "day": "2027-12-31", "count": "1200"}
PLACES_OF_WORDS = {
    "method.changed": {"old": "method.training", "new": "method.event"},
    "requirement": {"measure": "measure.hours"},
}


def _difference(code: str, text: str) -> Difference:
    """Return a difference of a *code*, every place of its sentence filled."""
    field = code.partition(".")[0]
    terms = PLACES_OF_WORDS.get(code) or PLACES_OF_WORDS.get(field) or {}
    places = {name for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name}
    if field == "requirement":
        field, text = "requirements", "1200"
    if field == "default_language":
        text = "ja"
    parameters = {name: VALUES.get(name, text) for name in places - set(terms)}
    return Difference(code, field, None, parameters, terms)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", SENTENCES)
def test_every_difference_is_said_with_its_values(app: Flask, code: str, language: str) -> None:
    """No place is left open, and what a person wrote stays text."""
    with app.test_request_context(f"/?lang={language}"):
        said = changes.sentence(_difference(code, HOSTILE))
    assert "<script" not in said
    assert not re.search(r"\{[a-z_]*\}", said.replace("{old}", ""))
    assert set(re.findall(r"</?(\w+)", said)) <= {"bdi"}


def test_dates_numbers_and_languages_are_the_readers(app: Flask) -> None:
    """Each reader gets dates and numbers as their language writes them, languages by their name."""
    with app.test_request_context("/?lang=es"):
        assert "31 de diciembre de 2027" in changes.sentence(_difference("validity.until", ""))
        language = changes.sentence(_difference("language.added", ""))
    assert "japonés" in language
    with app.test_request_context("/?lang=en"):
        assert "1,200" in changes.sentence(_difference("requirement.raised", ""))


def test_the_words_of_a_difference_exist(app: Flask) -> None:
    """Each method and measure that a sentence can name has a word."""
    with app.test_request_context("/"):
        for term in WORDS:
            difference = Difference(
                "requirement.added", "requirements", None, {"new": "3"}, {"measure": term}
            )
            assert WORDS[term] in changes.sentence(difference)


def test_only_what_changed_of_a_long_text_is_shown(app: Flask) -> None:
    """Lines that stayed are left out, and the language of the text is said where it is foreign."""
    old = views.edition(text="Same", languages=("ja",)).content
    texts = replace(old.original, criteria="Same\nNew line")
    new: BadgeClass = replace(old, texts={"ja": texts})
    with app.test_request_context("/?lang=en"):
        [change] = changes.between(old, new)
    assert [piece.text for line in change.lines for piece in line.pieces] == ["New line"]
    assert change.attributes == ' lang="ja" dir="ltr"'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (FOREVER, "Without an end"),
        (Until(date(2027, 12, 31)), "Until 31 December 2027"),
        (Months(1), "1 month"),
        (Months(18), "18 months"),
        (Months(12), "1 year"),
        (Months(1200), "100 years"),
    ],
)
def test_validity_is_told_in_words(app: Flask, value: Validity, words: str) -> None:
    """Whole years are told as years."""
    with app.test_request_context("/?lang=en"):
        assert wording.validity(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NEVER, "Once"),
        (EVERY_YEAR, "Once in each calendar year"),
        (Every(1), "Once in each calendar month"),
        (Every(6), "Once in each period of 6 months"),
    ],
)
def test_renewal_is_told_in_words(app: Flask, value: Renewal, words: str) -> None:
    """How often one person may earn it."""
    with app.test_request_context("/?lang=en"):
        assert wording.renewal(value) == words


def test_nothing_changed_says_nothing(app: Flask) -> None:
    """Two editions that differ in their key alone have no difference to tell."""
    content = views.edition().content
    with app.test_request_context("/"):
        assert changes.between(content, content) == []
