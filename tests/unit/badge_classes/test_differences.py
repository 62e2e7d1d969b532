"""What changed between two states of a class, in words."""

from __future__ import annotations

import string
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.badge_class import Alignment, BadgeClass, MadeFrom, Requirement
from badge_classes.differences import SENTENCES, WORDS, Difference, differences
from badge_classes.editions import frozen_changes
from badge_classes.evidence import EvidenceDemand
from badge_classes.limits import MEASURES, METHODS
from badge_classes.renewal import EVERY_YEAR, NEVER, Every
from badge_classes.validity import FOREVER, Months, Until
from badge_classes.word_changes import marked
from tests.unit.badge_classes.samples import (
    ENGLISH,
    EXAMPLE,
    SVG,
    SWAHILI,
    badge_classes,
    english,
    example,
)

FIRST_AID = EXAMPLE.alignments[0]
CPR = Alignment(name="CPR", url="https://example.org/skills/2")

# The field that a form shows, for each field of the value that a difference can name.
FIELDS = {
    "slug": {"slug"},
    "default_language": {"default_language"},
    "texts": {"texts", "name", "description", "criteria", "image_alt", "made_from"},
    "method": {"method"},
    "requirements": {"requirements"},
    "alignments": {"alignments"},
    "tags": {"tags"},
    "artwork_svg": {"artwork"},
    "validity": {"validity"},
    "renewal": {"renewal"},
    "evidence": {"evidence"},
}


def swahili(**changes: Any) -> BadgeClass:  # noqa: ANN401  Any text may be changed.
    """Return the example with its Swahili texts changed."""
    return example(texts={"en": ENGLISH, "sw": replace(SWAHILI, **changes)})


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (EXAMPLE, english(name="Help"), ["The name changed from “First aid” to “Help”."]),
        (EXAMPLE, english(description="Cannot."), ["The description changed."]),
        (EXAMPLE, english(criteria="Slept."), ["The criteria changed."]),
        (EXAMPLE, english(image_alt="A moon"), ["The description of the picture changed."]),
        (EXAMPLE, example(artwork_svg=SVG.replace("150", "90")), ["The picture changed."]),
        (
            EXAMPLE,
            swahili(name="Msaada"),
            ["The name in sw changed from “Huduma ya kwanza” to “Msaada”."],
        ),
        (EXAMPLE, swahili(criteria="Alilala."), ["The criteria in sw changed."]),
        (
            EXAMPLE,
            swahili(made_from=MadeFrom(name="0" * 12)),
            ["The texts in sw were compared with the original."],
        ),
        (EXAMPLE, example(texts={"en": ENGLISH}), ["The texts in sw were removed."]),
        (example(texts={"en": ENGLISH}), EXAMPLE, ["Texts were added in sw."]),
        (
            EXAMPLE,
            example(default_language="sw"),
            ["The original language changed from en to sw."],
        ),
        (EXAMPLE, example(slug="aid"), ["The short name changed from “first-aid” to “aid”."]),
        (
            EXAMPLE,
            example(method="online-learning"),
            ["The method changed from training to online learning."],
        ),
        (
            EXAMPLE,
            example(requirements=(Requirement("hours", 5),)),
            ["Required hours: raised from 3 to 5."],
        ),
        (
            EXAMPLE,
            example(requirements=(Requirement("hours", 1),)),
            ["Required hours: lowered from 3 to 1."],
        ),
        (
            EXAMPLE,
            example(requirements=(Requirement("references", 1),)),
            [
                "Now required, references added: 1 or more.",
                "No longer required, hours: 3 or more.",
            ],
        ),
        (
            EXAMPLE,
            example(tags=("safety",)),
            ["The tag “safety” was added.", "The tag “health” was removed."],
        ),
        (
            example(tags=("a", "b", "c")),
            example(tags=("c", "b")),
            ["The tag “a” was removed.", "The tags stand in another order."],
        ),
        (EXAMPLE, example(alignments=(FIRST_AID, CPR)), ["The skill “CPR” was added."]),
        (EXAMPLE, example(alignments=()), ["The skill “first aid” was removed."]),
        (
            EXAMPLE,
            example(alignments=(replace(FIRST_AID, name="aid"),)),
            ["The skill “first aid” is now called “aid”."],
        ),
        (
            EXAMPLE,
            example(alignments=(replace(FIRST_AID, code="1"),)),
            ["What is said of the skill “first aid” changed."],
        ),
        (
            example(alignments=(CPR, FIRST_AID)),
            example(alignments=(FIRST_AID, CPR)),
            ["The skills stand in another order."],
        ),
        (
            EXAMPLE,
            example(validity=Until(date(2027, 12, 31))),
            ["New awards are valid until the end of 2027-12-31."],
        ),
        (
            EXAMPLE,
            example(validity=Months(24)),
            ["New awards expire. Months until then: 24."],
        ),
        (
            example(validity=Months(24)),
            example(validity=FOREVER),
            ["New awards no longer expire."],
        ),
        (
            EXAMPLE,
            example(renewal=EVERY_YEAR),
            ["The badge can be earned again each calendar year."],
        ),
        (
            EXAMPLE,
            example(renewal=Every(6)),
            ["The badge can be earned again. Months in each period: 6."],
        ),
        (
            example(renewal=EVERY_YEAR),
            example(renewal=NEVER),
            ["The badge can be earned only once."],
        ),
        (
            EXAMPLE,
            example(evidence=EvidenceDemand.ADDRESS),
            ["Each award needs the address of its evidence."],
        ),
        (
            EXAMPLE,
            example(evidence=EvidenceDemand.TEXT),
            ["Each award needs its evidence in words."],
        ),
        (
            example(evidence=EvidenceDemand.TEXT),
            EXAMPLE,
            ["Awards no longer need evidence."],
        ),
        (EXAMPLE, EXAMPLE, []),
    ],
)
def test_people_are_told_what_changed(
    old: BadgeClass, new: BadgeClass, sentences: list[str]
) -> None:
    """Each change has one sentence, nothing else is said, and what needs an edition says so."""
    found = differences(old, new)
    assert [difference.sentence for difference in found] == sentences
    is_frozen = frozen_changes(old, new) != ()
    assert [difference.needs_edition for difference in found] == [is_frozen] * len(found)


def test_a_reworded_text_is_shown_word_by_word() -> None:
    """The sentence says that the criteria changed; the lines say how."""
    (difference,) = differences(EXAMPLE, english(criteria="Finished the *exam*.\nTwice."))
    assert [marked(line) for line in difference.lines] == [
        "Finished the [-*drill*.-]{+*exam*.+}",
        "{+Twice.+}",
    ]
    (renamed,) = differences(EXAMPLE, english(name="Help"))
    assert renamed.lines == ()


def changed_fields(old: BadgeClass, new: BadgeClass) -> set[str]:
    """Return the names of the fields of the value that are not equal."""
    return {name for name in FIELDS if getattr(old, name) != getattr(new, name)}


@st.composite
def edits(draw: st.DrawFn) -> tuple[BadgeClass, BadgeClass]:
    """Draw a class and the same class with some of its fields taken from another."""
    old, other = draw(badge_classes()), draw(badge_classes())
    names = draw(st.sets(st.sampled_from(sorted(FIELDS))))
    changes = {name: getattr(other, name) for name in names}
    if {"texts", "default_language"} & names:  # The original language needs its texts.
        changes |= {"texts": other.texts, "default_language": other.default_language}
    return old, replace(old, **changes)


@st.composite
def text_edits(draw: st.DrawFn) -> tuple[BadgeClass, BadgeClass]:
    """Draw a class and the same class with one text of one language changed, or none."""
    old, other = draw(badge_classes()), draw(badge_classes())
    tag = draw(st.sampled_from(old.languages))
    name = draw(st.sampled_from(["name", "description", "criteria", "image_alt", "made_from"]))
    changed = replace(old.texts[tag], **{name: getattr(other.original, name)})
    return old, replace(old, texts={**old.texts, tag: changed})


any_edit = edits() | text_edits() | st.tuples(badge_classes(), badge_classes())


@given(any_edit)
def test_differences_are_told_exactly_if_something_changed(
    pair: tuple[BadgeClass, BadgeClass],
) -> None:
    """Two equal classes differ in nothing, and two that are not in something."""
    old, new = pair
    assert (differences(old, new) == ()) == (old == new)
    assert differences(old, old) == differences(new, new) == ()


@given(any_edit)
def test_every_changed_field_is_named_and_no_other(pair: tuple[BadgeClass, BadgeClass]) -> None:
    """Somebody who reads the differences knows each field that changed."""
    old, new = pair
    named = {difference.field for difference in differences(old, new)}
    changed = changed_fields(old, new)
    # Where the original language alone changes, the texts keep all their words.
    texts_only_reassigned = {"texts"} if old.default_language != new.default_language else set()
    for name in changed - texts_only_reassigned:
        assert named & FIELDS[name]
    for name in set(FIELDS) - changed:
        assert not named & FIELDS[name]


@given(any_edit)
def test_a_new_edition_is_needed_exactly_if_a_frozen_field_changed(
    pair: tuple[BadgeClass, BadgeClass],
) -> None:
    """What people are told of an edition is what `editions` decides."""
    old, new = pair
    told = any(difference.needs_edition for difference in differences(old, new))
    assert told == (frozen_changes(old, new) != ())


@given(any_edit)
def test_every_difference_has_its_sentence(pair: tuple[BadgeClass, BadgeClass]) -> None:
    """Each is one English sentence whose parameters and terms fill exactly what it leaves open."""
    for difference in differences(*pair):
        names = {
            name for _, name, _, _ in string.Formatter().parse(SENTENCES[difference.code]) if name
        }
        assert names <= {*difference.parameters, *difference.terms}
        assert difference.sentence
        assert set(difference.terms.values()) <= set(WORDS)
        assert (difference.lines != ()) == (difference.old != difference.new)


@given(any_edit)
def test_the_way_back_is_the_same_way(pair: tuple[BadgeClass, BadgeClass]) -> None:
    """Undoing a change names the same fields."""
    old, new = pair
    there = {(item.field, item.language) for item in differences(old, new)}
    assert {(item.field, item.language) for item in differences(new, old)} == there


def test_the_words_cover_every_measure_and_method() -> None:
    """A new measure or method cannot be forgotten here."""
    assert set(WORDS) == {f"measure.{name}" for name in MEASURES} | {
        f"method.{name}" for name in METHODS
    }


def test_a_difference_is_a_value() -> None:
    """Two readings of the same change are equal."""
    assert differences(EXAMPLE, english(name="Help")) == (
        Difference(
            "name.changed",
            "name",
            parameters={"old": "First aid", "new": "Help"},
            needs_edition=True,
        ),
    )
