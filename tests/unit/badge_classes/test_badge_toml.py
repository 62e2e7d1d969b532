"""The file badge.toml."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes import badge_toml
from badge_classes.badge_class import UNKNOWN, BadgeClass, MadeFrom, Requirement
from badge_classes.badge_toml import BadgeTomlError
from badge_classes.evidence import EvidenceDemand
from badge_classes.renewal import NEVER, Every
from badge_classes.validity import FOREVER, Months, Until
from tests.unit.badge_classes.samples import ENGLISH, EXAMPLE, SWAHILI, badge_classes, example

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


def test_rules_are_written_as_a_person_would_write_them() -> None:
    """Only what differs from the usual is said, each in one line."""
    texts = {"en": ENGLISH, "sw": replace(SWAHILI, made_from=MadeFrom("0" * 12, criteria="a" * 12))}
    ruled = example(
        texts=texts,
        validity=Until(date(2027, 12, 31)),
        renewal=Every(12),
        evidence=EvidenceDemand.ADDRESS,
    )
    expected = (
        GOOD.replace(
            'tags = ["health"]\n',
            'tags = ["health"]\n'
            "valid_until = 2027-12-31\n"
            "renewal_months = 12\n"
            'evidence = "address"\n',
        )
        + 'made_from = { name = "000000000000", criteria = "aaaaaaaaaaaa" }\n'
    )
    assert badge_toml.emit(ruled) == expected
    monthly = replace(ruled, validity=Months(24))
    assert "valid_months = 24\n" in badge_toml.emit(monthly)


def test_a_file_from_before_there_were_rules_says_what_it_said() -> None:
    """Without the keys an award stands for ever, is earned once and needs no evidence."""
    parsed = badge_toml.parse(GOOD)
    assert (parsed.validity, parsed.renewal, parsed.evidence) == (FOREVER, NEVER, "nothing")
    assert {entry.made_from for entry in parsed.texts.values()} == {UNKNOWN}


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
    assert parsed.validity == badge_class.validity
    assert parsed.renewal == badge_class.renewal
    assert parsed.evidence is badge_class.evidence
    for tag, entry in parsed.texts.items():
        assert entry.made_from == badge_class.texts[tag].made_from


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
        ("tags", "valid_months = 1.5\ntags", "toml.wrong_type", '"valid_months"'),
        ("tags", "valid_months = true\ntags", "toml.wrong_type", "a whole number"),
        ("tags", 'valid_until = "2027"\ntags', "toml.wrong_type", "a day, such as 2027-12-31"),
        ("tags", "valid_until = 2027-01-01T00:00:00Z\ntags", "toml.wrong_type", "without a time"),
        ("tags", "valid_until = 2027-01-01\nvalid_months = 1\ntags", "toml.two_validities", "both"),
        ("tags", "renewal_months = [12]\ntags", "toml.wrong_type", '"renewal_months"'),
        (
            "tags",
            'evidence = "photo"\ntags',
            "toml.unknown_evidence",
            '"nothing", "address", "text"',
        ),
        ("image_alt", 'made_from = "x"\nimage_alt', "toml.wrong_type", "[texts.en.made_from]"),
        ("image_alt", "made_from.alt = 'x'\nimage_alt", "toml.unknown_key", "made_from.alt"),
        ("image_alt", "made_from.name = 1\nimage_alt", "toml.wrong_type", "made_from.name"),
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
