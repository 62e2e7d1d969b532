"""The ready-made badge classes."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import pytest

from badge_classes import artwork, folder, translations, vocabularies
from badge_classes.badge_class import TEXT_FIELDS, BadgeClass, EvidenceDemand
from badge_classes.renewal import EVERY_YEAR, NEVER
from badge_classes.validity import FOREVER, Months

CLASSES: Final = {badge_class.slug: badge_class for badge_class in folder.catalogue()}
each_class = pytest.mark.parametrize("badge_class", CLASSES.values(), ids=list(CLASSES))

ARTWORK_BYTES: Final = 8_000

# Languages that are written in another script, with the punctuation that would be a slip there.
_WITHOUT_LATIN: Final = {"ar": r"[,;?]", "ja": r"[,.;?!]"}
_LATIN_NAMES: Final = frozenset({"Citation", "Hunt"})
"""The name of a tool that has none in other scripts."""

# Small numbers are written as words in Arabic; in figures they would look like a form.
_NUMBER_WORDS: Final = {
    "en": {"one": 1},
    "ar": {
        "واحد": 1,
        "واحدة": 1,
        "ثلاث": 3,
        "ثلاثة": 3,
        "خمس": 5,
        "خمسة": 5,
        "سبعة": 7,
        "عشر": 10,
        "عشرة": 10,
    },
    "ja": {"一人": 1},
    "sw": {"mmoja": 1},
}


def test_the_catalogue_has_the_promised_classes() -> None:
    """A new community can award these from its first minute, and each asks for what it says."""
    rules = {
        slug: (
            badge_class.method,
            {rule.measure: rule.minimum for rule in badge_class.requirements},
        )
        for slug, badge_class in CLASSES.items()
    }
    assert rules == {
        "citation-hunter": ("online-learning", {"trainings": 1, "references": 10}),
        "edit-a-thon-participant": ("event", {"revisions": 5, "articles": 1}),
        "event-organiser": ("event", {}),
        "mentee": ("mentoring", {"hours": 18}),
        "mentor": ("mentoring", {"hours": 18}),
        "peer-supporter": ("peer-support", {"hours": 5}),
        "trainer": ("training", {"hours": 10}),
        "wikidata-basics": ("training", {"revisions": 3, "references": 1}),
    }


def test_only_these_classes_expire_or_demand_evidence() -> None:
    """A trainer's badge runs out and may be renewed; an event is shown by its page."""
    unusual = {
        slug: (badge_class.validity, badge_class.renewal, badge_class.evidence)
        for slug, badge_class in CLASSES.items()
        if (badge_class.validity, badge_class.renewal, badge_class.evidence)
        != (FOREVER, NEVER, EvidenceDemand.NOTHING)
    }
    assert unusual == {
        "event-organiser": (FOREVER, NEVER, EvidenceDemand.ADDRESS),
        "trainer": (Months(36), EVERY_YEAR, EvidenceDemand.NOTHING),
    }


@each_class
def test_each_class_speaks_every_language_of_the_catalogue(badge_class: BadgeClass) -> None:
    """English is the default, four others follow, and no two say anything in the same words."""
    assert badge_class.languages == ("en", "ar", "es", "ja", "sw")
    for field in TEXT_FIELDS:
        assert len({getattr(texts, field) for texts in badge_class.texts.values()}) == 5


@each_class
def test_no_translation_lags_behind_its_original(badge_class: BadgeClass) -> None:
    """Every translation says what it was made from, and that is what the original says now."""
    assert translations.stale(badge_class) == {}
    for tag in set(badge_class.languages) - {"en"}:
        made_from = badge_class.texts[tag].made_from
        assert all(getattr(made_from, field) for field in TEXT_FIELDS), tag


@each_class
def test_translations_have_the_same_build(badge_class: BadgeClass) -> None:
    """Criteria have the same headings and list items in every language; none was forgotten."""
    shapes = {
        tuple(re.findall(r"^(#+|-) ", texts.criteria, re.MULTILINE))
        for texts in badge_class.texts.values()
    }
    assert len(shapes) == 1


@each_class
def test_no_language_promises_more_than_another(badge_class: BadgeClass) -> None:
    """Criteria and descriptions name the same numbers in every language, and those of the rule.

    One is left out of the comparison: it serves as an article too.
    """
    asked = {rule.minimum for rule in badge_class.requirements}
    validity = badge_class.validity
    lasting = {validity.count} if isinstance(validity, Months) else set()
    for field, expected in (("criteria", asked | lasting), ("description", asked)):
        named = {
            tag: _numbers(getattr(texts, field), tag) for tag, texts in badge_class.texts.items()
        }
        assert len({frozenset(numbers - {1}) for numbers in named.values()}) == 1, (field, named)
        assert all(expected <= numbers for numbers in named.values()), (field, named)


@pytest.mark.parametrize(
    ("text", "language", "numbers"),
    [
        ("at least 18 hours, 7 days", "en", {7, 18}),
        ("١٨ ساعة و٣ تعديلات", "ar", {3, 18}),
        ("قبل موعدها بسبعة أيام، وهذه المراجع الثلاثة", "ar", {3, 7}),
        ("عشر ساعات، عشرة مراجع، مرجع واحد", "ar", {1, 10}),
        ("18時間以上", "ja", {18}),
        ("angalau mchangiaji mmoja, saa 18", "sw", {1, 18}),
    ],
)
def test_numbers_are_found_as_figures_and_as_words(
    text: str, language: str, numbers: set[int]
) -> None:
    """The comparison of numbers would see a wrong one, in figures of any script or in a word."""
    assert _numbers(text, language) == numbers


@each_class
def test_texts_are_written_in_the_script_of_their_language(badge_class: BadgeClass) -> None:
    """No English was left standing: Latin letters serve only for a name, and no line is English."""
    english = set(badge_class.texts["en"].criteria.split("\n")) - {""}
    for tag, texts in badge_class.texts.items():
        if tag in _WITHOUT_LATIN:
            whole = " ".join(getattr(texts, field) for field in TEXT_FIELDS)
            assert set(re.findall(r"[A-Za-z]+", whole)) <= _LATIN_NAMES, tag
            assert not re.search(_WITHOUT_LATIN[tag], whole), tag
        elif tag != "en":
            assert english.isdisjoint(texts.criteria.split("\n")), tag


@each_class
def test_criteria_contain_no_addresses(badge_class: BadgeClass) -> None:
    """A link dies before a badge does, and criteria are frozen."""
    for texts in badge_class.texts.values():
        assert "://" not in texts.criteria


@each_class
def test_alignments_are_those_of_the_vocabularies(badge_class: BadgeClass) -> None:
    """Every alignment says exactly what the vocabulary says of its skill."""
    assert badge_class.alignments
    for alignment in badge_class.alignments:
        skill = vocabularies.by_address(alignment.url)
        assert skill is not None
        assert alignment == skill.alignment()


@each_class
def test_folders_are_written_as_we_write_them(badge_class: BadgeClass) -> None:
    """Dumping the catalogue would change no byte of its folders."""
    path = folder.CATALOGUE / badge_class.slug
    on_disk = {file.name: file.read_bytes() for file in path.iterdir()}
    assert on_disk == folder.files(badge_class)


def test_no_two_classes_look_or_read_alike() -> None:
    """Every class has a picture, a name and a description of its own, in every language."""
    assert len({badge_class.artwork_svg for badge_class in CLASSES.values()}) == len(CLASSES)
    for tag in ("en", "ar", "es", "ja", "sw"):
        for field in TEXT_FIELDS:
            texts = {getattr(badge_class.texts[tag], field) for badge_class in CLASSES.values()}
            assert len(texts) == len(CLASSES), (tag, field)


@each_class
def test_artwork_is_small_and_says_what_it_shows(badge_class: BadgeClass) -> None:
    """The picture is light for weak networks and has a title and a description."""
    svg = badge_class.artwork_svg
    assert len(svg.encode()) < ARTWORK_BYTES
    assert 'viewBox="0 0 400 400"' in svg
    assert 'lang="en"' in svg
    assert re.search(r"<title>[^<]+</title>\s*<desc>[^<]+</desc>", svg)
    assert artwork.rasterise(svg, 64)


@each_class
def test_artwork_stands_out_from_light_and_dark(badge_class: BadgeClass) -> None:
    """Each light colour contrasts with each dark one at 4.5 to 1 or more, and with the page."""
    colours = set(re.findall(r"#[0-9a-f]{6}", badge_class.artwork_svg))
    light = {colour for colour in colours if _luminance(colour) > 0.3}
    dark = colours - light
    # The shade on the star only models its points; gold and ink give it its edge.
    for one, other in product(light - {"#e59a1f"}, dark):
        assert _contrast(one, other) >= 4.5
    assert max(_contrast(colour, "#101418") for colour in light) >= 4.5
    assert max(_contrast(colour, "#ffffff") for colour in dark) >= 4.5


def _numbers(text: str, language: str) -> set[int]:
    """Return the numbers that a text names, in figures of any script or in words listed above."""
    found = {int(figures) for figures in re.findall(r"\d+", text)}
    for word, number in _NUMBER_WORDS.get(language, {}).items():
        # Arabic writes "the" and "by" together with the word.
        if re.search(rf"(?<!\w)(?:ال|ب)?{word}(?!\w)" if language != "ja" else word, text):
            found.add(number)
    return found


def _luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" (WCAG 2.1, definition)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, definition), 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
