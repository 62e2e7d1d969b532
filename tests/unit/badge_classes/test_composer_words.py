"""Words around a badge: real letters, in their order, inside their ring, or a clear refusal."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.composer import Design, DesignError, compose
from badge_classes.composer.bidi import levels, runs
from badge_classes.composer.lettering import Ring, along
from badge_classes.composer.typefaces import SHIPPED, Glyph, Typeface, installed

RING: Final = Ring(centre=(200, 188), inner=88, outer=132)
LETTERS: Final = "aMgjQ é Ж ω ﷲ ويكيبيانات ウィキ編集 0123٣ (),.-・"
STEP: Final = re.compile(r"([MlqczA])|(-?(?:\d+\.?\d*|\.\d+))")
NUMBERS: Final = {"M": 2, "l": 2, "q": 4, "c": 6, "z": 0}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Wikidata Nairobi 2025"),
        ("sw", "Mafunzo ya Wikipedia, Dar es Salaam"),
        ("es", "¡Edición en español!"),
        ("ar", "ويكي بيانات، نيروبي 2025"),
        ("ar", "برنامج Wikidata (2025)"),
        ("ja", "ウィキデータ編集講座・東京"),
        ("el", "Επεξεργασία · Редагування"),
        ("vi", "Tiếng Việt ở Huế"),
    ],
)
def test_words_in_the_languages_of_the_house_are_drawn(language: str, text: str) -> None:
    """Latin, Arabic, Japanese and more need no font but those that come with Barnstar."""
    path, rest = along(text, language, SHIPPED, RING)
    letters = sum(not character.isspace() for character in text)
    assert path.count("M") >= letters * 0.8, "Letters of Arabic may share an outline, few do."
    assert path.count("M") == path.count("z")
    assert rest.startswith("M")


@given(st.text(LETTERS, min_size=1, max_size=24))
def test_no_letter_leaves_the_ring(text: str) -> None:
    """Every point of every outline lies between the two radii: nothing is cut or astray."""
    path, _ = along(text, "en", SHIPPED, RING)
    for x, y in _points(path):
        assert 88 <= hypot(x - 200, y - 188) <= 132


@given(st.text(LETTERS, min_size=1, max_size=24))
def test_white_space_around_and_between_does_not_matter(text: str) -> None:
    """What people paste gives the same picture as what they type."""
    assert along(f"  {text}\u3000", "en", SHIPPED, RING) == along(text, "en", SHIPPED, RING)


def test_the_same_letter_in_two_spellings_is_one_picture() -> None:
    """An é of two characters, as some systems type it, is drawn as the é of one."""
    one, two = "Édition é", unicodedata.normalize("NFD", "Édition é")
    assert one != two
    assert along(one, "fr", SHIPPED, RING) == along(two, "fr", SHIPPED, RING)


def test_arabic_letters_join() -> None:
    """The middle one of three letters has another shape than it has alone, and no gap beside it."""
    arabic = SHIPPED[1]
    (alone,) = arabic.shape("ه", "ar", right_to_left=True)
    joined = arabic.shape("ههه", "ar", right_to_left=True)
    assert [glyph.place for glyph in joined] == [2, 1, 0], "The first letter stands on the right."
    assert len({glyph.outline for glyph in (alone, *joined)}) == 4
    edges, x = [], 0.0
    for glyph in joined:
        across = [n + x for _, numbers in glyph.outline for n in numbers[::2]]
        edges.append((min(across), max(across)))
        x += glyph.advance
    assert all(left[1] >= right[0] for left, right in pairwise(edges))


def test_parts_of_several_fonts_keep_the_order_of_their_line() -> None:
    """An Arabic line with a dot that only the Japanese font has still begins on the right."""
    assert not SHIPPED[1].has("・")
    path, _ = along("ا・ث", "ar", SHIPPED, RING)
    starts = [_points(outline)[0][0] for outline in re.findall(r"M[^M]+", path)]
    strokes = [sum(x > 200 for x in starts), sum(x < 200 for x in starts)]
    assert strokes[0] < strokes[1], "Alef is one stroke; theh has a bowl and three dots."


def test_digits_and_spaces_are_those_of_their_word() -> None:
    """A year after a word is shaped with it, although an earlier font has the digits too."""
    shaped: list[tuple[str, str]] = []

    class Font(Typeface):
        def has(self, character: str) -> bool:
            return self.path.name == "all" or character.isascii()

        def shape(self, text: str, language: str, *, right_to_left: bool) -> list[Glyph]:
            assert not right_to_left, language
            shaped.append((self.path.name, text))
            outline = (("M", (0.0, 0.0)), ("L", (0.5, 0.5)), ("Z", ()))
            return [Glyph(place, 1.0, outline, known=True) for place in range(len(text))]

    along("2025 мир 2025 abc", "ru", [Font(Path("ascii")), Font(Path("all"))], RING)
    assert shaped == [("ascii", "2025 "), ("all", "мир 2025 "), ("ascii", "abc")]


def test_long_strokes_are_bent() -> None:
    """Dashes follow the circle: their edges are many short steps at two distances."""
    path, _ = along("———", "en", SHIPPED, RING)
    points = _points(path)
    assert len(points) > 24, "Three rectangles have twelve corners."
    distances = [hypot(x - 200, y - 188) for x, y in points]
    low, high = min(distances), max(distances)
    assert all(min(one - low, high - one) < 0.3 for one in distances)


def test_a_font_of_colour_pictures_is_no_font() -> None:
    """Such fonts know a letter and have no outline of it: the badge would show a gap."""

    class Colours(Typeface):
        def has(self, character: str) -> bool:
            return bool(character)

        def shape(self, text: str, language: str, *, right_to_left: bool) -> list[Glyph]:
            assert not right_to_left, language
            return [Glyph(place, 1.0, (), known=True) for place in range(len(text))]

    with pytest.raises(DesignError) as caught:
        along("🎉", "en", [Colours(SHIPPED[0].path)], RING)
    assert caught.value.code == "design.ring_text_letter_missing"


def test_devanagari_is_shaped_where_a_font_is_there() -> None:
    """Any script works with a font of it: here the short i moves in front of its letter."""
    found = [face for face in installed() if "Devanagari" in face.path.name]
    if not found:
        pytest.skip("No font of Devanagari is installed here.")
    ka_and_i = found[0].shape("कि", "hi", right_to_left=False)
    ka, i = (found[0].shape(letter, "hi", right_to_left=False)[-1] for letter in ("क", "ि"))
    assert len(ka_and_i) == 2
    assert ka_and_i[1].outline == ka.outline
    assert ka_and_i[0].outline != i.outline or ka_and_i[0].place == 0
    path, _ = along("विकिपीडिया", "hi", (*SHIPPED, *found), RING)
    assert path
    with pytest.raises(DesignError):
        along("विकिपीडिया", "hi", SHIPPED, RING)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("한국어", "한"),
        ("Wikidata हिन्दी", "ह"),
        ("Party 🎉", "🎉"),
        ("\ue000", "\ue000"),
        ("A\u0489\u0b82", "\u0b82"),
        ("\u0378", "\u0378"),
    ],
)
def test_a_letter_without_a_font_is_refused(text: str, letter: str) -> None:
    """No box is drawn in its place; the sentence shows the letter and its number."""
    with pytest.raises(DesignError) as caught:
        compose(Design("training", "skill", "book", "teal", "T", "D", ring_text=text))
    assert caught.value.code == "design.ring_text_letter_missing"
    assert f'"{letter}" (U+{ord(letter):04X})' in caught.value.sentence


@pytest.mark.parametrize("text", ["W" * 60, "編" * 40, "ﷺ" * 60])
def test_words_that_cannot_be_read_are_refused(text: str) -> None:
    """Words are made smaller only as far as they can be read at 400 pixels."""
    with pytest.raises(DesignError) as caught:
        along(text, "en", SHIPPED, RING)
    assert caught.value.code == "design.ring_text_does_not_fit"


def test_words_that_can_hardly_be_seen_leave_no_trace() -> None:
    """Text without any shape, of spaces and joiners, is no error and no empty path."""
    assert along("\u200d \u2060", "en", SHIPPED, RING) == ("", "")
    svg = compose(Design("event", "skill", "book", "teal", "T", "D", ring_text="\u200d"))
    assert svg == compose(Design("event", "skill", "book", "teal", "T", "D"))


def test_a_mark_is_drawn_by_the_font_of_its_letter() -> None:
    """A letter and what stands above it come from one font, which knows their distance."""
    arabic = SHIPPED[1]
    glyphs = arabic.shape("بَ", "ar", right_to_left=True)
    assert len(glyphs) == 2
    assert sorted(glyph.advance > 0 for glyph in glyphs) == [False, True]
    assert along("بَ", "ar", SHIPPED, RING)[0]


def test_fonts_of_this_machine_are_found_in_an_order(tmp_path: Path) -> None:
    """Bold sans-serif fonts come first, so that a badge looks alike in every script."""
    for name in ("Serif-Bold.ttf", "Sans-Regular.otf", "Sans-Bold.TTF", "Sans-BoldItalic.ttf"):
        (tmp_path / name).touch()
    (tmp_path / "README").touch()
    names = [typeface.path.name for typeface in installed([tmp_path, tmp_path / "none"])]
    assert names == ["Sans-Bold.TTF", "Serif-Bold.ttf", "Sans-BoldItalic.ttf", "Sans-Regular.otf"]


def test_shipped_fonts_have_what_their_readme_says() -> None:
    """Every letter of the first level of JIS X 0208, Arabic of Persian and Urdu, accents."""
    latin, arabic, japanese = SHIPPED
    assert all(latin.has(letter) for letter in "AZazÅßñőşơỹḥƙɓʼ΄ΩЖґɛŋ–“”…·€₦")
    assert all(arabic.has(letter) for letter in "ءابتپچژگکیےۀہھ٠۴،؟")
    rows = [1, 4, 5, *range(16, 48)]
    for row in rows:
        for cell in range(1, 95):
            try:
                letter = bytes([0xA0 + row, 0xA0 + cell]).decode("euc_jp")
            except UnicodeDecodeError:
                continue
            assert japanese.has(letter), letter
    assert not any(typeface.has("한") for typeface in SHIPPED)


@pytest.mark.parametrize("typeface", SHIPPED, ids=lambda face: face.path.stem)
def test_shipped_fonts_carry_their_licence(typeface: Typeface) -> None:
    """The licence stands beside the fonts, as it demands."""
    licence = (typeface.path.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert typeface.path.stat().st_size < 700_000


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("car אבג car", "car גבא car"),
        ("אבג car דהו", "והד car גבא"),
        ("אבג 123", "123 גבא"),
        ("אבג 1.5%", "1.5% גבא"),
        ("ابج 123 دهو", "وهد 123 جبا"),
        ("car (אבג)", "car (גבא)"),
        ("אבג (car)", "(car) גבא"),
        ("אבג car (12)", "car (12) גבא"),
        ("א-ב", "ב-א"),
        ("אבג 1-2", "1-2 גבא"),
        ("ابج 1-2", "2-1 جبا"),
        ("1 - 2", "1 - 2"),
        ("", ""),
    ],
)
def test_lines_of_both_directions_stand_in_reading_order(text: str, seen: str) -> None:
    """The order of letters from left to right is that of UAX #9; brackets here are unmirrored."""
    shown = ""
    for start, end, right_to_left in runs(text):
        part = text[start:end]
        shown += part[::-1].translate(MIRRORED) if right_to_left else part
    assert shown == seen


MIRRORED: Final = str.maketrans("()[]", ")(][")


@given(st.text(max_size=20))
def test_every_letter_stands_somewhere_once(text: str) -> None:
    """Whatever the text, its parts are all of it, and levels are those of a plain line."""
    places = [place for start, end, _ in runs(text) for place in range(start, end)]
    assert sorted(places) == list(range(len(text)))
    assert set(levels(text)) <= {0, 1, 2}


def _points(path: str) -> list[tuple[float, float]]:
    """Return every point of a path of M, l, q, c and z, read as SVG says, control points too."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    letter, numbers = "", list[float]()
    for command, number in STEP.findall(path):
        if command:
            assert not numbers, "A step lacks a number."
            letter = command
            continue
        numbers.append(float(number))
        if len(numbers) == NUMBERS[letter]:
            base = (0.0, 0.0) if letter == "M" else (x, y)
            steps = zip(numbers[::2], numbers[1::2], strict=True)
            found += [(base[0] + right, base[1] + down) for right, down in steps]
            x, y = found[-1]
            # SVG 2, 9.3.3: more pairs after a moveto are absolute linetos, which we never mean.
            letter, numbers = ("!" if letter == "M" else letter), []
    return found
