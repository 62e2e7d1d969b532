"""A badge class: what can be earned, as one value that is right or does not exist.

A `BadgeClass` checks itself as a whole when it is made (`checks`). Whatever is wrong with it is
gathered and raised at once as `BadgeClassError`, because an organiser who mends a form or a
folder wants to see every mistake, not the first.

Fields follow Open Badges 2.0, BadgeClass, Criteria and AlignmentObject. `method`,
`requirements`, `validity`, `renewal`, `evidence` and the slug are ours; they are never
published as part of the standard's BadgeClass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes import checks
from badge_classes.evidence import EvidenceDemand
from badge_classes.limits import MEASURES, METHODS
from badge_classes.problem import SENTENCES, BadgeClassError, Problem
from badge_classes.renewal import NEVER, Renewal
from badge_classes.validity import FOREVER, Validity
from verifier.openbadges.documents import Alignment

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "MEASURES",
    "METHODS",
    "SENTENCES",
    "TEXT_FIELDS",
    "UNKNOWN",
    "Alignment",
    "BadgeClass",
    "BadgeClassError",
    "EvidenceDemand",
    "MadeFrom",
    "Problem",
    "Renewal",
    "Requirement",
    "Texts",
    "Validity",
    "tidied",
]

TEXT_FIELDS: Final = ("name", "description", "criteria", "image_alt")
"""The members of `Texts` that people write and translate, and those of `MadeFrom`."""


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """Which original each text of a translation was made from.

    Each member is a digest of the original's text (`translations.digest`: 12 hexadecimal
    digits), or None where nobody knows; such a text is taken to be fresh.
    """

    name: str | None = None
    description: str | None = None
    criteria: str | None = None
    image_alt: str | None = None


UNKNOWN: Final = MadeFrom()


@dataclass(frozen=True, slots=True)
class Texts:
    """A badge class in one language. `criteria` is Markdown; the others are one plain line.

    `made_from` tells `translations.stale` whether the original has changed since. The texts of
    the default language are the original and were made from nothing.
    """

    name: str
    description: str
    criteria: str
    image_alt: str
    made_from: MadeFrom = UNKNOWN


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least `minimum` (a whole number, 1 or more) of `measure` (one of MEASURES)."""

    measure: str
    minimum: int


@dataclass(frozen=True, slots=True)
class BadgeClass:
    """What can be earned.

    `texts` maps canonical BCP 47 tags to texts and always includes `default_language`, whose
    texts are the authoritative ones (see `editions`). It is copied and cannot be changed; the
    default language comes first, the others follow by tag, and what a language was made from is
    forgotten when it becomes the default. An empty `requirements` means that the organiser
    vouches for each person. `artwork_svg` has passed `artwork.check`.

    `validity` says how long an award stands, `renewal` how often a person may earn one, and
    `evidence` what each must come with. All three hold for awards made from now on.

    Raises BadgeClassError with everything that is wrong.
    """

    slug: str
    default_language: str
    texts: Mapping[str, Texts]
    method: str
    requirements: tuple[Requirement, ...]
    alignments: tuple[Alignment, ...]
    tags: tuple[str, ...]
    artwork_svg: str
    validity: Validity = FOREVER
    renewal: Renewal = NEVER
    evidence: EvidenceDemand = EvidenceDemand.NOTHING

    def __post_init__(self) -> None:
        ordered = sorted(self.texts, key=lambda tag: (tag != self.default_language, tag))
        texts = {tag: self.texts[tag] for tag in ordered}
        if self.default_language in texts:
            original = texts[self.default_language]
            texts[self.default_language] = replace(original, made_from=UNKNOWN)
        object.__setattr__(self, "texts", MappingProxyType(texts))
        problems = tuple(checks.problems(self))
        if problems:
            raise BadgeClassError(*problems)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that have texts, the default language first, ready for `negotiate`."""
        return tuple(self.texts)

    @property
    def original(self) -> Texts:
        """The texts in the default language."""
        return self.texts[self.default_language]


def tidied(text: str) -> str:
    """Return text as people send it, in the form that a badge class accepts.

    Browsers and Windows send CRLF, and hands leave white space at both ends. Nothing else is
    changed: two spaces before a line break, for example, mean something in Markdown.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
