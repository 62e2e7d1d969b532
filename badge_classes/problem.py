"""What can be wrong with a badge class, as codes with parameters and as English sentences."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SENTENCES", "BadgeClassError", "Problem", "ProblemsError"]

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "slug.malformed": (
            'The folder name "{value}" cannot be used. Use lower-case letters a to z, digits and '
            "single hyphens between them, {limit} characters at most."
        ),
        "languages.too_many": "There are {count} languages; {limit} are allowed. Remove some.",
        "language.malformed": (
            '"{value}" is not a language tag. Use a tag of BCP 47, such as en, pt-BR or zh-Hant.'
        ),
        "language.not_canonical": 'Write the language tag "{value}" as "{expected}".',
        "language.default_missing": (
            'The default language is "{value}", but there are no texts in it. Add them, or choose '
            "one of the languages that have texts."
        ),
        "text.missing": "The {field} in {language} is missing. Write it.",
        "text.too_long": (
            "The {field} in {language} has {length} characters; {limit} are allowed. Shorten it."
        ),
        "text.line_break": "The {field} in {language} must be one line. Remove the line breaks.",
        "text.control_character": (
            "The {field} in {language} contains the invisible character {character}. Remove it."
        ),
        "text.space_around": (
            "The {field} in {language} begins or ends with white space. Remove it."
        ),
        "made_from.malformed": (
            'What the {text} in {language} was made from is "{value}", which is no digest: 12 '
            "digits of 0 to 9 and a to f. Remove it."
        ),
        "method.unknown": 'The method "{value}" is not known. Use one of: {expected}.',
        "requirement.measure_unknown": (
            'The requirement "{value}" is not a known measure. Use one of: {expected}.'
        ),
        "requirement.minimum": (
            'The minimum of "{measure}" is {value}. Use a whole number from 1 to {limit}.'
        ),
        "requirement.twice": 'The measure "{measure}" is required twice. Keep one of them.',
        "validity.months": (
            "Awards would be valid for {value} months. Use a whole number from 1 to {limit}."
        ),
        "renewal.months": (
            "The class could be earned again every {value} months. Use a whole number from 1 to "
            "{limit}."
        ),
        "tags.too_many": "There are {count} tags; {limit} are allowed. Remove some.",
        "tag.malformed": (
            'The tag "{value}" cannot be used. A tag is one line of 1 to {limit} characters, '
            "without white space around it."
        ),
        "tag.twice": 'The tag "{value}" stands there twice. Remove one of them.',
        "alignments.too_many": "There are {count} alignments; {limit} are allowed. Remove some.",
        "alignment.text": (
            "The {member} of alignment {number} cannot be used. It is one line of 1 to {limit} "
            "characters, without white space around it."
        ),
        "alignment.url": (
            'The address "{value}" of alignment {number} is not an http or https address. '
            "Give the whole address, beginning with https://."
        ),
        "alignment.twice": "Alignment {number} names an address that stands there already.",
        "evidence.address": (
            'This badge needs the address of its evidence, and "{value}" is none. Give the whole '
            "address, beginning with https://."
        ),
        "evidence.address_missing": (
            "This badge needs the address of its evidence, and there is none. Give the whole "
            "address, beginning with https://."
        ),
        "evidence.personal": (
            "The evidence holds an e-mail address or a telephone number, and a badge would publish "
            "it. Remove it."
        ),
        "evidence.text": "This badge needs its evidence in words. Say what was made or done.",
        "evidence.too_long": (
            "The evidence has {length} characters; {limit} are allowed. Shorten it, or give the "
            "address of a page that says more."
        ),
        "evidence.control_character": (
            "The evidence contains the invisible character {character}. Remove it."
        ),
        "awarding.archived": (
            "This badge class is archived, so nobody can earn it. Restore it first."
        ),
        "awarding.over": (
            "Awards of this class were valid until the end of {day}, which is past. Choose a "
            "later day, or another validity."
        ),
        "translation.too_large": (
            "The file has {size} bytes; {limit} are allowed. Send the file of one language only."
        ),
        "translation.not_utf8": "The file is not UTF-8 text. Save it as UTF-8.",
        "translation.not_json": (
            "The file is not JSON: {detail}. Mend it, or begin again with a fresh export."
        ),
        "translation.unknown_key": '"{value}" is not a known key. Remove it or mend it.',
        "translation.not_text": '"{value}" must be a text in quotes. Change it.',
        "translation.not_object": '"{value}" must be an object in braces. Change it.',
        "translation.stale": '"stale" must be a list with any of {expected}. Change it.',
        "translation.other_badge_class": (
            'The file is a translation of "{value}", not of "{expected}". Choose the other file, '
            "or the other badge class."
        ),
        "translation.other_original_locale": (
            'The file was translated from "{value}", but the original is in "{expected}". Begin '
            "again with a fresh export."
        ),
        "translation.locale": (
            'The file does not say its language: "locale" in "@metadata" is "{value}". Write a '
            "tag of BCP 47, such as pt-BR, or a code of MediaWiki, such as pt-br."
        ),
        "translation.original": (
            "{value} is the language of the original. Edit the badge class to change it."
        ),
        "artwork.refused": "{detail}",
    }
)
"""English sentences by code. The issuer's translations are tested against these keys."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a badge class.

    `field` is the name that the folder and the forms use ("name", "criteria", "tags", …) and
    `language` the tag of the text concerned, or None where the field has no language.
    """

    code: str
    field: str
    language: str | None = None
    parameters: Mapping[str, str] = dataclass_field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English."""
        names = {"field": self.field.replace("_", " "), "language": self.language or ""}
        return SENTENCES[self.code].format(**(names | dict(self.parameters)))


class _Told(Protocol):
    """A problem of any kind: a stable word for it, and its English sentence."""

    @property
    def code(self) -> str: ...

    @property
    def sentence(self) -> str: ...


AnyProblem = TypeVar("AnyProblem", bound=_Told)


class ProblemsError(ValueError, Generic[AnyProblem]):
    """Something that cannot exist, with everything that is wrong with it.

    `problems` holds one entry or more; `code` and `sentence` are those of the first.
    `str()` gives every sentence on a line of its own.
    """

    def __init__(self, *problems: AnyProblem) -> None:
        self.problems = problems
        super().__init__("\n".join(problem.sentence for problem in problems))

    @property
    def code(self) -> str:
        """The stable word for the first problem."""
        return self.problems[0].code

    @property
    def sentence(self) -> str:
        """The English sentence of the first problem."""
        return self.problems[0].sentence


class BadgeClassError(ProblemsError[Problem]):
    """A badge class that cannot exist."""
