"""What the composer makes of a design: the same safe, accessible picture every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, product
from typing import Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes import artwork, folder
from badge_classes.composer import (
    PALETTES,
    SHAPES,
    Design,
    DesignError,
    Kind,
    catalogue_designs,
    compose,
    describe,
    icons,
    raster,
)
from badge_classes.composer.design import RING_LIMIT, SENTENCES
from badge_classes.limits import METHODS
from tests.house.tree import HOUSE

SVG: Final = "{http://www.w3.org/2000/svg}"
PARTS: Final = {"method": "training", "kind": "skill", "icon": "facts", "palette": "teal"}
BASICS: Final = Design(**PARTS, title="Wikidata basics", description="A hexagon")
SCRIPTS: Final = "aZé áñ 2025 Дніпро Ελλάδα ويكي بيانات ウィキデータ編集講座 <&>\"'"

plain = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)
designs = st.builds(
    Design,
    method=st.sampled_from(METHODS),
    kind=st.sampled_from(list(Kind)),
    icon=st.sampled_from(list(icons())),
    palette=st.sampled_from(list(PALETTES)),
    title=plain,
    description=plain,
    language=st.sampled_from(["en", "ja", "ar", "es", "sw", "pt-BR", "zh-Hant"]),
    ring_text=st.text(SCRIPTS, max_size=24),
)


@given(designs)
def test_any_design_is_an_accessible_picture_that_passes_the_check(design: Design) -> None:
    """Whatever is chosen: accepted artwork with a role, a language, a title and a description."""
    svg = compose(design)
    artwork.check(svg)
    assert len(svg.encode()) < 30_000
    assert compose(design) == svg
    root = ET.fromstring(svg)  # noqa: S314  Our own text, and the check refused what is unsafe.
    assert root.attrib == {"viewBox": "0 0 400 400", "role": "img", "lang": design.language}
    assert [root[0].tag, root[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == design.title
    words = " ".join(design.ring_text.split())
    assert root[1].text == design.description + (f" “{words}”" if words else "")
    assert not root.findall(".//*[@id]"), "Ids would clash where two badges stand in one page."


@given(designs)
def test_no_number_has_more_than_two_digits_after_the_point(design: Design) -> None:
    """Sums in binary leave no dust in the file, so it cannot differ between processors."""
    shapes = compose(design).partition("</desc>")[2]
    assert re.findall(r"\.\d{3,}|\de-?\d|nan|inf", shapes) == []


def test_pictures_are_the_same_in_every_process() -> None:
    """Neither the seed of hashes nor the process leaves a trace in the SVG or the PNG."""
    program = (
        "import hashlib\n"
        "from dataclasses import replace\n"
        "from badge_classes.composer import catalogue_designs, compose, raster\n"
        "texts = ['', 'Nairobi 2025', 'ويكي بيانات (2025)', 'ウィキデータの基礎', 'Kiswahili']\n"
        "digest = hashlib.sha256()\n"
        "for design, text in zip(catalogue_designs().values(), texts):\n"
        "    svg = compose(replace(design, ring_text=text))\n"
        "    digest.update(svg.encode() + raster(svg, 96))\n"
        "print(digest.hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-P", "-c", program],
            env=os.environ | {"PYTHONPATH": str(HOUSE), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4294967295")
    }
    assert len(digests) == 1


def test_every_choice_makes_another_picture() -> None:
    """Shapes, frames, icons and palettes differ at 64 pixels: none is drawn as another is."""
    for field, names in (
        ("method", METHODS),
        ("kind", tuple(Kind)),
        ("icon", tuple(icons())),
        ("palette", tuple(PALETTES)),
    ):
        assert len(names) == len(set(names))
        pictures = {raster(compose(replace(BASICS, **{field: name})), 64) for name in names}
        assert len(pictures) == len(names)
    assert set(SHAPES) == set(METHODS)
    assert len(icons()) == 24


def test_the_description_says_what_is_to_be_seen() -> None:
    """The proposal names the colour, the outline, the frame, the icon and the seal."""
    assert describe(**PARTS) == (
        "A teal hexagon with a gold line. In it, four linked points that grow out of an open book. "
        "A star hangs below."
    )
    said = {
        describe(method=method, kind=kind, icon=icon, palette=palette)
        for method, kind, icon, palette in product(METHODS, Kind, icons(), PALETTES)
    }
    assert len(said) == 6 * 5 * 24 * 12, "Two pictures would be described alike."
    assert all(Design(**PARTS, title="Any", description=text) for text in said)


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"method": "magic"}, "design.method_unknown", "training, mentoring"),
        ({"kind": "magic"}, "design.kind_unknown", "participation, skill"),
        ({"icon": "magic"}, "design.icon_unknown", "book, calendar"),
        ({"icon": "../../etc/passwd"}, "design.icon_unknown", "etc/passwd"),
        ({"palette": "#ff0000"}, "design.palette_unknown", "teal, ocean"),
        ({"language": "klingon language"}, "design.language_malformed", "pt-BR"),
        ({"language": 'en"><script>'}, "design.language_malformed", "BCP 47"),
        ({"title": " "}, "design.title_missing", "Write it"),
        ({"description": ""}, "design.description_missing", "do not see it"),
        ({"title": "x" * 101}, "design.title_too_long", "101"),
        ({"description": "x" * 251}, "design.description_too_long", "250"),
        ({"ring_text": "x" * 61}, "design.ring_text_too_long", str(RING_LIMIT)),
        ({"title": "a\x00b"}, "design.hidden_character", "U+0000"),
        ({"description": "a\ud800"}, "design.hidden_character", "U+D800"),
        ({"ring_text": "a\u202eb"}, "design.hidden_character", "words around the badge"),
        ({"ring_text": "a\nb"}, "design.hidden_character", "U+000A"),
        ({"title": "a\ufffe"}, "design.hidden_character", "U+FFFE"),
    ],
)
def test_a_design_that_cannot_be_is_refused_in_a_sentence(
    change: dict[str, str], code: str, words: str
) -> None:
    """Each mistake has a code, the field that it is in, and a sentence that says what to do."""
    with pytest.raises(DesignError) as caught:
        replace(BASICS, **change)
    assert caught.value.code == code
    assert words in caught.value.sentence
    assert [problem.field for problem in caught.value.problems] == list(change)


def test_everything_wrong_is_said_at_once() -> None:
    """An organiser mends a form once, not field by field."""
    with pytest.raises(DesignError) as caught:
        Design("a", "b", "c", "d", title="", description="", language="", ring_text="x" * 99)
    fields = ["method", "kind", "icon", "palette", "language", "title", "description", "ring_text"]
    assert [problem.field for problem in caught.value.problems] == fields
    assert len(str(caught.value).splitlines()) == len(fields)
    assert all(problem.code in SENTENCES for problem in caught.value.problems)


DESIGNS: Final = catalogue_designs()
each_design = pytest.mark.parametrize(("slug", "design"), DESIGNS.items(), ids=list(DESIGNS))


@each_design
def test_the_catalogue_is_what_its_designs_compose(slug: str, design: Design) -> None:
    """Nobody retouched a picture by hand, so that the whole family can be composed again."""
    on_disk = (folder.CATALOGUE / slug / "artwork.svg").read_text(encoding="utf-8")
    assert on_disk == compose(design), "Compose it again: tests/pictures/artwork.py --write"
    assert not design.ring_text, "Pictures of the catalogue are for every language."


def test_designs_and_classes_of_the_catalogue_agree() -> None:
    """Every class has a design, of its method, titled with its English name."""
    classes = {badge_class.slug: badge_class for badge_class in folder.catalogue()}
    assert set(classes) == set(DESIGNS)
    for slug, badge_class in classes.items():
        assert DESIGNS[slug].method == badge_class.method
        assert DESIGNS[slug].title == badge_class.texts["en"].name


def test_badges_of_the_catalogue_differ_twice() -> None:
    """Two classes that share an outline still differ in colour and icon, and most in the frame."""
    for one, other in combinations(DESIGNS.values(), 2):
        assert one.icon != other.icon
        assert one.palette != other.palette
        assert (one.method, one.kind) != (other.method, other.kind)
