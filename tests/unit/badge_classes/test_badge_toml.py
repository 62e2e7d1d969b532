"""The file badge.toml."""

from __future__ import annotations

import tomllib
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes import badge_toml
from badge_classes.badge_class import BadgeClass, Requirement
from badge_classes.badge_toml import BadgeTomlError
from tests.unit.badge_classes.samples import EXAMPLE, badge_classes

GOOD: Final = badge_toml.emit(EXAMPLE)


def test_the_example_reads_as_a_person_would_write_it() -> None:
    """The file has no surprises: keys, a table of requirements, a table for each language."""
    assert GOOD == (
        'default_language = "en"\n'
        'method = "training"\n'
        'tags = ["health"]\n'
        "\n"
        "[requirements]\n"
        "hours = 3\n"
        "\n"
        "[[alignments]]\n"
        'name = "first aid"\n'
        'url = "https://example.org/skills/1"\n'
        "\n"
        "[texts.en]\n"
        'name = "First aid"\n'
        'description = "Can give first aid."\n'
        'image_alt = "A cross"\n'
        "\n"
        "[texts.sw]\n"
        'name = "Huduma ya kwanza"\n'
        'description = "Anaweza kutoa."\n'
        'image_alt = "Msalaba"\n'
    )


@given(badge_classes())
def test_what_is_written_is_toml_and_says_the_same(badge_class: BadgeClass) -> None:
    """Any reader of TOML understands the file, and ours finds every value in it."""
    text = badge_toml.emit(badge_class)
    assert tomllib.loads(text)["method"] == badge_class.method
    parsed = badge_toml.parse(text)
    assert parsed.requirements == badge_class.requirements
    assert parsed.alignments == badge_class.alignments
    assert parsed.tags == badge_class.tags
    assert tuple(parsed.texts) == badge_class.languages


def test_comments_and_other_spellings_are_welcome() -> None:
    """A hand-written file may use whatever TOML allows."""
    text = GOOD.replace("[requirements]\nhours = 3\n", "# Three hours at least\n")
    text = text.replace('tags = ["health"]', "requirements.hours = 3\ntags = [\n 'health',\n]")
    parsed = badge_toml.parse(text)
    assert parsed.requirements == (Requirement("hours", 3),)
    assert parsed.tags == ("health",)


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('method = "training"\n', "", "toml.missing_key", '"method" is missing'),
        ('image_alt = "A cross"\n', "", "toml.missing_key", '"texts.en.image_alt" is missing'),
        ("[requirements]\nhours = 3\n", "", "toml.missing_key", "[requirements]"),
        ('"training"', "3", "toml.wrong_type", '"method" must be a text in quotes'),
        ("hours = 3", 'hours = "3"', "toml.wrong_type", "a whole number"),
        ("hours = 3", "hours = true", "toml.wrong_type", '"requirements.hours"'),
        ("hours = 3", "hours = 3.5", "toml.wrong_type", "a whole number"),
        ('["health"]', '"health"', "toml.wrong_type", "a list of texts"),
        ('["health"]', "[1]", "toml.wrong_type", "a list of texts"),
        ("[[alignments]]", "[alignments]", "toml.wrong_type", "[[alignments]]"),
        ("[texts.en]", "[[texts.en]]", "toml.wrong_type", "[texts.en]"),
        ("method", "color = 1\nmethod", "toml.unknown_key", '"color"'),
        ("url =", "uri = 'x'\nurl =", "toml.unknown_key", '"alignments.uri"'),
        ('image_alt = "A cross"', 'image_alt = ""\nalt = ""', "toml.unknown_key", "texts.en.alt"),
        ("hours = 3", "hours = 3\nhours = 4", "toml.broken", "This is not TOML"),
        ("hours = 3", f"hours = {'9' * 4_097}", "toml.line_too_long", "4096"),
        ("hours = 3", "hours = " + "[\n" * 60_000, "toml.broken", "not TOML"),
    ],
)
def test_mistakes_are_named_with_their_place(old: str, new: str, code: str, words: str) -> None:
    """A slip of the pen is told by the key it is in and by what was expected there."""
    assert old in GOOD
    with pytest.raises(BadgeTomlError) as caught:
        badge_toml.parse(GOOD.replace(old, new, 1))
    assert caught.value.code == code
    assert words in str(caught.value)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in another way than by its own error."""
    with pytest.raises(BadgeTomlError):
        badge_toml.parse(text)
