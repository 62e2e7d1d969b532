"""The words that a badge class may use for its rules, and how much of everything it may hold."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MEASURES: Final = ("revisions", "references", "articles", "trainings", "hours")
"""What a roster can show about a person; whole numbers, counted during one activity."""

METHODS: Final = (
    "training",
    "mentoring",
    "consulting",
    "online-learning",
    "peer-support",
    "event",
)
"""How people come to earn a class. The outline of catalogue artwork tells them apart."""

# Limits, in characters (Unicode code points). Badge hosts cut longer names in their lists, and
# a description is one paragraph; criteria are the place for detail.
NAME_LIMIT: Final = 100
DESCRIPTION_LIMIT: Final = 500
CRITERIA_LIMIT: Final = 10_000
IMAGE_ALT_LIMIT: Final = 250

TEXT_LIMITS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "name": NAME_LIMIT,
        "description": DESCRIPTION_LIMIT,
        "image_alt": IMAGE_ALT_LIMIT,
        "criteria": CRITERIA_LIMIT,
    }
)
"""The texts of each language, in the order in which a form shows them."""

TEXTS_OF_LINES: Final = frozenset({"criteria"})
"""The texts that may have more than one line."""

TAG_LIMIT: Final = 50
ALIGNMENT_TEXT_LIMIT: Final = 500
URL_LIMIT: Final = 2_000
SLUG_LIMIT: Final = 64
EVIDENCE_LIMIT: Final = 2_000

# Limits, in entries.
LANGUAGES_LIMIT: Final = 100
TAGS_LIMIT: Final = 20
ALIGNMENTS_LIMIT: Final = 20

MINIMUM_LIMIT: Final = 1_000_000

UPLOAD_BYTES_LIMIT: Final = 5_000_000
"""Of a picture that somebody brings: a photograph of a telephone. Larger ones are not read."""
