"""A badge class checks itself as a whole."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from badge_classes.badge_class import (
    SENTENCES,
    Alignment,
    BadgeClass,
    BadgeClassError,
    Problem,
    Requirement,
    tidied,
)
from tests.unit.badge_classes.samples import (
    ENGLISH,
    EXAMPLE,
    SVG,
    badge_classes,
    english,
    example,
)

if TYPE_CHECKING:
    from collections.abc import Callable


@given(badge_classes())
def test_languages_begin_with_the_default(badge_class: BadgeClass) -> None:
    """The default language comes first and the others follow in the order of their tags."""
    first, *others = badge_class.languages
    assert first == badge_class.default_language
    assert others == sorted(others)
    assert set(badge_class.languages) == set(badge_class.texts)


def test_texts_are_copied_and_cannot_be_changed() -> None:
    """A badge class keeps its texts even if the mapping that it was made of changes."""
    texts = {"en": ENGLISH}
    badge_class = example(texts=texts)
    texts.clear()
    assert badge_class.texts["en"] == ENGLISH
    with pytest.raises(TypeError):
        badge_class.texts["en"] = ENGLISH  # type: ignore[index]  # It is refused.


def test_the_order_of_texts_does_not_count() -> None:
    """Two classes that differ only in the order of their languages are equal."""
    backwards = example(texts=dict(reversed(list(EXAMPLE.texts.items()))))
    assert backwards == EXAMPLE


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (lambda: example(slug="First Aid"), "slug.malformed", "First Aid"),
        (lambda: example(slug="../secrets"), "slug.malformed", "lower-case"),
        (lambda: example(slug="a" * 65), "slug.malformed", "64"),
        (lambda: example(default_language="fr"), "language.default_missing", '"fr"'),
        (lambda: example(texts={"en_GB!": ENGLISH}), "language.malformed", "en_GB!"),
        (
            lambda: example(texts={"en-gb": ENGLISH}, default_language="en-gb"),
            "language.not_canonical",
            '"en-GB"',
        ),
        (lambda: english(name=""), "text.missing", "name in en"),
        (lambda: english(criteria=" \n "), "text.missing", "criteria in en"),
        (lambda: english(name="n" * 101), "text.too_long", "101 characters; 100"),
        (lambda: english(description="d" * 501), "text.too_long", "500"),
        (lambda: english(criteria="c" * 10_001), "text.too_long", "10000"),
        (lambda: english(image_alt="a" * 251), "text.too_long", "image alt in en"),
        (lambda: english(name="First\naid"), "text.line_break", "one line"),
        (lambda: english(name="First\u2028aid"), "text.line_break", "one line"),
        (lambda: english(name="First\x00aid"), "text.control_character", "U+0000"),
        (lambda: english(name="First\u202eaid"), "text.control_character", "U+202E"),
        (lambda: english(name="First\ud800aid"), "text.control_character", "U+D800"),
        (lambda: english(criteria="First\r\naid"), "text.control_character", "U+000D"),
        (lambda: english(name=" First aid"), "text.space_around", "white space"),
        (lambda: example(method="magic"), "method.unknown", "peer-support"),
        (
            lambda: example(requirements=(Requirement("luck", 1),)),
            "requirement.measure_unknown",
            "revisions",
        ),
        (lambda: example(requirements=(Requirement("hours", 0),)), "requirement.minimum", "0"),
        (
            lambda: example(requirements=(Requirement("hours", 1), Requirement("hours", 2))),
            "requirement.twice",
            "hours",
        ),
        (lambda: example(tags=("",)), "tag.malformed", "1 to 50"),
        (lambda: example(tags=("t" * 51,)), "tag.malformed", "50"),
        (lambda: example(tags=("one", "one")), "tag.twice", "one"),
        (lambda: example(tags=tuple(map(str, range(21)))), "tags.too_many", "21"),
        (
            lambda: example(alignments=(Alignment(name="", url="https://example.org/"),)),
            "alignment.text",
            "name of alignment 1",
        ),
        (
            lambda: example(alignments=(Alignment(name="x", url="javascript:alert(1)"),)),
            "alignment.url",
            "javascript:alert(1)",
        ),
        (
            lambda: example(alignments=(Alignment(name="x", url="https://[/"),)),
            "alignment.url",
            "https://",
        ),
        (lambda: example(alignments=EXAMPLE.alignments * 2), "alignment.twice", "2"),
        (
            lambda: example(
                alignments=tuple(
                    Alignment(name="x", url=f"https://example.org/{number}") for number in range(21)
                )
            ),
            "alignments.too_many",
            "21",
        ),
        (
            lambda: example(artwork_svg=SVG.replace("<circle", "<script")),
            "artwork.refused",
            "<script>",
        ),
        (
            lambda: example(texts={"en": ENGLISH} | {f"en-{n}": ENGLISH for n in range(100, 200)}),
            "languages.too_many",
            "101",
        ),
    ],
)
def test_what_a_badge_class_refuses(make: Callable[[], BadgeClass], code: str, words: str) -> None:
    """Each mistake has a stable code, and a sentence that names the field or the value."""
    with pytest.raises(BadgeClassError) as caught:
        make()
    assert caught.value.code == code
    assert words in caught.value.sentence


def test_everything_wrong_is_said_at_once() -> None:
    """An organiser sees every mistake, each in its language, in a single error."""
    with pytest.raises(BadgeClassError) as caught:
        example(
            method="magic",
            texts={
                "en": ENGLISH,
                "ja": type(ENGLISH)("", "説明", "基準", "絵"),
                "ar": type(ENGLISH)("اسم", "وصف", "معايير", ""),
            },
        )
    found = [(problem.code, problem.field, problem.language) for problem in caught.value.problems]
    assert found == [
        ("text.missing", "image_alt", "ar"),
        ("text.missing", "name", "ja"),
        ("method.unknown", "method", None),
    ]
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "name",
    ["مرشد\u200f (مبتدئ)", "می\u200cخواهم", "ウィキデータの基礎", "🐝 Bee", "क्षि", 'He said "\\"'],
)
def test_texts_of_every_script_are_welcome(name: str) -> None:
    """Marks of direction, joiners, emoji and quotation marks belong to people's languages."""
    assert english(name=name).texts["en"].name == name


def test_criteria_may_have_lines_and_tabs() -> None:
    """Criteria are Markdown, so line breaks and tabs mean something there."""
    criteria = "One:\n\n- two\n\t- three  \nfour"
    assert english(criteria=criteria).texts["en"].criteria == criteria


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\nb"),
        ("\n a \n\n", "a"),
        ("a  \nb", "a  \nb"),
    ],
)
def test_tidied_text_is_what_a_badge_class_accepts(sent: str, kept: str) -> None:
    """Line ends of every system become one, the ends are trimmed, Markdown keeps its breaks."""
    assert tidied(sent) == kept
    assert english(criteria=tidied(sent)).texts["en"].criteria == kept


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_can_be_filled(code: str) -> None:
    """Each code's sentence uses only names that are given to it, so none can fail to print."""
    names = [name for _, name, _, _ in string.Formatter().parse(SENTENCES[code]) if name]
    values: dict[str, Any] = dict.fromkeys(names, "seven")
    assert "{" not in Problem(code, "name", "en", values).sentence
