"""What an award freezes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from badge_classes.badge_class import Alignment, Requirement
from badge_classes.editions import FROZEN_FIELDS, content_digest, frozen_changes
from tests.unit.badge_classes.samples import (
    ENGLISH,
    EXAMPLE,
    SVG,
    SWAHILI,
    badge_classes,
    english,
    example,
)

if TYPE_CHECKING:
    from badge_classes.badge_class import BadgeClass


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        (english(name="Second aid"), ("name",)),
        (english(description="Cannot."), ("description",)),
        (english(criteria="Slept."), ("criteria",)),
        (english(image_alt="A square"), ("image",)),
        (example(artwork_svg=SVG.replace("150", "90")), ("image",)),
        (example(tags=("health", "safety")), ("tags",)),
        (example(alignments=()), ("alignments",)),
        (
            example(alignments=(replace(EXAMPLE.alignments[0], code="1"),)),
            ("alignments",),
        ),
        (example(method="event"), ("method",)),
        (
            example(default_language="sw"),
            ("default_language", "name", "description", "criteria", "image"),
        ),
    ],
)
def test_a_frozen_field_needs_a_new_edition(changed: BadgeClass, fields: tuple[str, ...]) -> None:
    """Whoever changes what a holder was promised is told which fields those are."""
    assert frozen_changes(EXAMPLE, changed) == fields
    assert set(fields) <= set(FROZEN_FIELDS)
    assert content_digest(changed) != content_digest(EXAMPLE)


@pytest.mark.parametrize(
    "changed",
    [
        example(texts={"en": ENGLISH}),
        example(texts={"en": ENGLISH, "sw": replace(SWAHILI, name="Huduma za kwanza")}),
        example(texts={"en": ENGLISH, "sw": SWAHILI, "ja": SWAHILI}),
        example(requirements=(Requirement("hours", 30),)),
        example(slug="first-aid-2"),
    ],
)
def test_translations_and_rules_may_change_in_an_edition(changed: BadgeClass) -> None:
    """A language may be added or mended, and the rule for future awards may change."""
    assert frozen_changes(EXAMPLE, changed) == ()
    assert content_digest(changed) == content_digest(EXAMPLE)


@given(badge_classes(), badge_classes())
def test_digest_and_changes_agree(one: BadgeClass, other: BadgeClass) -> None:
    """Two classes have the same digest exactly if no frozen field differs."""
    same = content_digest(one) == content_digest(other)
    assert same == (frozen_changes(one, other) == ())


@given(badge_classes())
def test_digest_is_the_same_every_time(badge_class: BadgeClass) -> None:
    """The digest of a copy is that of the original: 64 lower-case hexadecimal digits."""
    digest = content_digest(badge_class)
    assert content_digest(replace(badge_class)) == digest
    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")


def test_digest_does_not_change_between_releases() -> None:
    """Digests are stored, so their recipe changes on purpose or not at all."""
    expected = "82fb49ca16defb8b01297015e273450ea91894b63afaf839161c26f7d2c36b68"
    assert content_digest(EXAMPLE) == expected


def test_fields_cannot_be_shifted_into_each_other() -> None:
    """Moving words from one field to the next changes the digest."""
    first = example(alignments=(Alignment(name="ab", url="https://example.org/"),))
    second = example(alignments=(Alignment(name="a", url="https://example.org/", description="b"),))
    assert content_digest(first) != content_digest(second)
