"""Editions: which change to a badge class needs a new edition, and which does not.

A signed badge does not contain its class; it contains the address of one edition of it. Whoever
reads the badge in ten years reads there what was earned. If that text could change, the meaning
of a badge could change after it was signed, and the signature would not notice. So an edition
is frozen by its first award: name, description, criteria, picture (the artwork and its text
alternative), tags and alignments, *in the default language of the class*. So is the method:
the document does not publish it, but the page of a badge says how it was earned.

Texts in other languages are reading aids. They have addresses of their own, to which the edition
points under `related` (Open Badges 2.0, BadgeClass), and a person who doubts a translation
reads the default language. Therefore a language may be added, and a slip in a translation
mended, without a new edition; otherwise nobody would ever mend one.

The requirements, the evidence demanded, the validity, the renewal and the slug are
no part of an edition. They are how we decide *from now on* whom to award, how often and for how
long; what a holder has shown is said in the criteria, and when a badge expires in the badge.
`differences` tells what changed of all this, and of the frozen fields, in words.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from badge_classes.badge_class import BadgeClass

__all__ = ["FROZEN_FIELDS", "content_digest", "frozen_changes"]

_Frozen = dict[str, Any]

FROZEN_FIELDS: Final = (
    "default_language",
    "name",
    "description",
    "criteria",
    "image",
    "tags",
    "alignments",
    "method",
)
"""What `frozen_changes` can answer, in this order."""


def content_digest(badge_class: BadgeClass) -> str:
    """Return 64 hexadecimal digits that stand for everything frozen in an edition.

    Two classes have the same digest exactly if `frozen_changes` finds nothing between them.
    It is the SHA-256 of JSON in one spelling: members sorted, no spaces, UTF-8. The order of
    tags and alignments counts, because the published document shows it.
    """
    text = json.dumps(
        _frozen(badge_class),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return sha256(text.encode()).hexdigest()


def frozen_changes(old: BadgeClass, new: BadgeClass) -> tuple[str, ...]:
    """Name the frozen fields that differ, in the order of FROZEN_FIELDS.

    An empty answer means that `new` may stand in the edition that `old` has now. Otherwise,
    once anybody holds the old edition, `new` must become an edition of its own.
    """
    before, after = _frozen(old), _frozen(new)
    return tuple(name for name in FROZEN_FIELDS if before[name] != after[name])


def _frozen(badge_class: BadgeClass) -> _Frozen:
    """Return the frozen fields as plain JSON values, by the names of FROZEN_FIELDS."""
    texts = badge_class.texts[badge_class.default_language]
    return {
        "default_language": badge_class.default_language,
        "name": texts.name,
        "description": texts.description,
        "criteria": texts.criteria,
        "image": [badge_class.artwork_svg, texts.image_alt],
        "tags": list(badge_class.tags),
        "alignments": [
            [entry.name, entry.url, entry.description, entry.framework, entry.code]
            for entry in badge_class.alignments
        ],
        "method": badge_class.method,
    }
