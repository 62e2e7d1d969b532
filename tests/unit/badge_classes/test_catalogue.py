"""The ready-made badge classes."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

import pytest

from badge_classes import artwork, folder, skills
from badge_classes.badge_class import BadgeClass, Requirement

CLASSES: Final = {badge_class.slug: badge_class for badge_class in folder.catalogue()}
each_class = pytest.mark.parametrize("badge_class", CLASSES.values(), ids=list(CLASSES))

ARTWORK_BYTES: Final = 8_000


def test_the_catalogue_has_the_promised_classes() -> None:
    """A new community can award these from its first minute."""
    assert {"mentor", "wikidata-basics"} <= set(CLASSES)
    basics, mentor = CLASSES["wikidata-basics"], CLASSES["mentor"]
    assert basics.requirements == (Requirement("revisions", 3), Requirement("references", 1))
    assert basics.method == "training"
    assert mentor.requirements == (Requirement("hours", 18),)
    assert mentor.method == "mentoring"


@each_class
def test_each_class_speaks_every_language_of_the_catalogue(badge_class: BadgeClass) -> None:
    """English is the default, Arabic and Japanese follow, and no text is left in English."""
    assert badge_class.languages == ("en", "ar", "ja")
    texts = list(badge_class.texts.values())
    for one, other in product(texts, texts):
        if one is not other:
            assert one.name != other.name
            assert one.criteria != other.criteria


@each_class
def test_translations_have_the_same_build(badge_class: BadgeClass) -> None:
    """Criteria have the same headings and list items in every language; none was forgotten."""
    shapes = {
        tuple(re.findall(r"^(#+|-) ", texts.criteria, re.MULTILINE))
        for texts in badge_class.texts.values()
    }
    assert len(shapes) == 1


@each_class
def test_criteria_state_the_numbers_of_the_rule(badge_class: BadgeClass) -> None:
    """What the rule demands stands in the English criteria, so holders can know it."""
    criteria = badge_class.texts["en"].criteria
    for requirement in badge_class.requirements:
        assert re.search(rf"at least {requirement.minimum} ", criteria)


@each_class
def test_criteria_contain_no_addresses(badge_class: BadgeClass) -> None:
    """A link dies before a badge does, and criteria are frozen."""
    for texts in badge_class.texts.values():
        assert "://" not in texts.criteria


@each_class
def test_alignments_are_those_of_the_directory(badge_class: BadgeClass) -> None:
    """Every alignment says exactly what the Capacity Exchange's directory says."""
    assert badge_class.alignments
    for alignment in badge_class.alignments:
        assert alignment == skills.alignment_for(int(alignment.code or "0"))


@each_class
def test_folders_are_written_as_we_write_them(badge_class: BadgeClass) -> None:
    """Dumping the catalogue would change no byte of its folders."""
    path = folder.CATALOGUE / badge_class.slug
    on_disk = {file.name: file.read_bytes() for file in path.iterdir()}
    assert on_disk == folder.files(badge_class)


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
