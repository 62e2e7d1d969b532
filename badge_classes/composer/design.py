"""A design: the choices from which a badge's artwork is composed, as one value that is right.

A `Design` checks itself as a whole when it is made, and says everything that is wrong with it
at once, in sentences for the organiser who chose. Whether the words around the badge have a font
and fit is known when they are drawn; `composing.compose` then raises the same error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.composer import icons
from badge_classes.composer.frames import Kind
from badge_classes.composer.palettes import PALETTES
from badge_classes.languages import LanguageError, canonical_tag
from badge_classes.limits import IMAGE_ALT_LIMIT, METHODS, NAME_LIMIT
from badge_classes.problem import ProblemsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["RING_LIMIT", "SENTENCES", "Design", "DesignError", "DesignProblem"]

RING_LIMIT: Final = 60
"""Most characters of the words around a badge; how many fit depends on their shapes."""

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "design.method_unknown": 'The method "{value}" is not known. Use one of: {expected}.',
        "design.kind_unknown": (
            'The kind of achievement "{value}" is not known. Use one of: {expected}.'
        ),
        "design.icon_unknown": 'There is no icon "{value}". Use one of: {expected}.',
        "design.palette_unknown": 'There is no palette "{value}". Use one of: {expected}.',
        "design.language_malformed": (
            '"{value}" is not a language tag. Use a tag of BCP 47, such as en, pt-BR or zh-Hant.'
        ),
        "design.title_missing": "The title of the picture is missing. Write it.",
        "design.description_missing": (
            "The description of the picture is missing. Say what is to be seen, for those who do "
            "not see it."
        ),
        "design.title_too_long": (
            "The title of the picture has {length} characters; {limit} are allowed. Shorten it."
        ),
        "design.description_too_long": (
            "The description of the picture has {length} characters; {limit} are allowed. "
            "Shorten it."
        ),
        "design.ring_text_too_long": (
            "The words around the badge have {length} characters; {limit} are allowed. "
            "Shorten them."
        ),
        "design.hidden_character": (
            "The {field} contains the invisible character {character}. Remove it."
        ),
        "design.ring_text_does_not_fit": (
            "The words around the badge are too long to be read at that length. Shorten them."
        ),
        "design.ring_text_letter_missing": (
            'No font here can draw "{letter}" ({code}) around the badge. Leave it out, or ask who '
            "runs this service for a font that has it."
        ),
    }
)
"""English sentences by code. The issuer's translations are tested against these keys."""

_NAMES: Final = {
    "title": "title of the picture",
    "description": "description of the picture",
    "ring_text": "words around the badge",
}
# What XML cannot hold, what nobody can see, and what would change the direction of other text.
_HIDDEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class DesignProblem:
    """One thing that is wrong with a design; `field` is the name of the field of Design."""

    code: str
    field: str
    parameters: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English."""
        named = {"field": _NAMES.get(self.field, self.field)} | dict(self.parameters)
        return SENTENCES[self.code].format(**named)


class DesignError(ProblemsError[DesignProblem]):
    """A design that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Design:
    """What a badge's artwork is composed of.

    `method` (one of METHODS) chooses the outline, `kind` (a Kind) the frame; `icon` is one of
    icons.NAMES and `palette` a key of PALETTES. `title` and `description` are what people hear
    who do not see the picture, in `language`, a canonical BCP 47 tag; `composing.describe` proposes
    an English description. `ring_text` runs around the icon, in any script; "" leaves it out.

    Raises DesignError with everything that is wrong.
    """

    method: str
    kind: str
    icon: str
    palette: str
    title: str
    description: str
    language: str = "en"
    ring_text: str = ""

    def __post_init__(self) -> None:
        problems = (*_choice_problems(self), *_text_problems(self))
        if problems:
            raise DesignError(*problems)


def _choice_problems(design: Design) -> Iterator[DesignProblem]:
    for field, value, known in (
        ("method", design.method, METHODS),
        ("kind", design.kind, tuple(Kind)),
        ("icon", design.icon, icons.NAMES),
        ("palette", design.palette, tuple(PALETTES)),
    ):
        if value not in known:
            yield DesignProblem(
                f"design.{field}_unknown",
                field,
                {"value": value[:NAME_LIMIT], "expected": ", ".join(known)},
            )


def _text_problems(design: Design) -> Iterator[DesignProblem]:
    try:
        canonical = canonical_tag(design.language) == design.language
    except LanguageError:
        canonical = False
    if not canonical:
        tag = {"value": design.language[:NAME_LIMIT]}
        yield DesignProblem("design.language_malformed", "language", tag)
    for field, text, limit in (
        ("title", design.title, NAME_LIMIT),
        ("description", design.description, IMAGE_ALT_LIMIT),
        ("ring_text", design.ring_text, RING_LIMIT),
    ):
        if field != "ring_text" and not text.strip():
            yield DesignProblem(f"design.{field}_missing", field)
        if len(text) > limit:
            lengths = {"length": str(len(text)), "limit": str(limit)}
            yield DesignProblem(f"design.{field}_too_long", field, lengths)
        hidden = _HIDDEN.search(text)
        if hidden:
            character = {"character": f"U+{ord(hidden[0]):04X}"}
            yield DesignProblem("design.hidden_character", field, character)
