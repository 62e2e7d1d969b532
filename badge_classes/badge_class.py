"""A badge class: what can be earned, as one value that is right or does not exist.

A `BadgeClass` checks itself as a whole when it is made. Whatever is wrong with it is gathered
and raised at once as `BadgeClassError`, because an organiser who mends a form or a folder
wants to see every mistake, not the first.

Fields follow Open Badges 2.0, BadgeClass, Criteria and AlignmentObject. `method`,
`requirements` and the slug are ours; they are never published as part of the standard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes import artwork
from badge_classes.languages import LanguageError, canonical_tag
from verifier.openbadges.documents import Alignment
from verifier.openbadges.values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "MEASURES",
    "METHODS",
    "SENTENCES",
    "Alignment",
    "BadgeClass",
    "BadgeClassError",
    "Problem",
    "Requirement",
    "Texts",
    "tidied",
]

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
TAG_LIMIT: Final = 50
ALIGNMENT_TEXT_LIMIT: Final = 500
URL_LIMIT: Final = 2_000
SLUG_LIMIT: Final = 64

# Limits, in entries.
LANGUAGES_LIMIT: Final = 100
TAGS_LIMIT: Final = 20
ALIGNMENTS_LIMIT: Final = 20

MINIMUM_LIMIT: Final = 1_000_000

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
        "method.unknown": 'The method "{value}" is not known. Use one of: {expected}.',
        "requirement.measure_unknown": (
            'The requirement "{value}" is not a known measure. Use one of: {expected}.'
        ),
        "requirement.minimum": (
            'The minimum of "{measure}" is {value}. Use a whole number from 1 to {limit}.'
        ),
        "requirement.twice": 'The measure "{measure}" is required twice. Keep one of them.',
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
        "artwork.refused": "{detail}",
    }
)
"""English sentences by code. The issuer's translations are tested against these keys."""


_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]")
# Controls (Cc), lone surrogates (Cs), and the two overrides of direction.
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")


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


class BadgeClassError(ValueError):
    """A badge class that cannot exist, with everything that is wrong with it.

    `problems` holds one entry or more; `code` and `sentence` are those of the first.
    `str()` gives every sentence on a line of its own.
    """

    def __init__(self, *problems: Problem) -> None:
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


@dataclass(frozen=True, slots=True)
class Texts:
    """A badge class in one language. `criteria` is Markdown; the others are one plain line."""

    name: str
    description: str
    criteria: str
    image_alt: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """At least `minimum` (a whole number, 1 or more) of `measure` (one of MEASURES)."""

    measure: str
    minimum: int


@dataclass(frozen=True, slots=True)
class BadgeClass:
    """What can be earned.

    `texts` maps canonical BCP 47 tags to texts and always includes `default_language`, whose
    texts are the authoritative ones (see `editions`). It is copied and cannot be changed;
    the default language comes first, the others follow by tag. An empty `requirements` means
    that the organiser vouches for each person. `artwork_svg` has passed `artwork.check`.

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

    def __post_init__(self) -> None:
        ordered = sorted(self.texts, key=lambda tag: (tag != self.default_language, tag))
        frozen = MappingProxyType({tag: self.texts[tag] for tag in ordered})
        object.__setattr__(self, "texts", frozen)
        problems = tuple(_problems(self))
        if problems:
            raise BadgeClassError(*problems)

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags that have texts, the default language first, ready for `negotiate`."""
        return tuple(self.texts)


def tidied(text: str) -> str:
    """Return text as people send it, in the form that a badge class accepts.

    Browsers and Windows send CRLF, and hands leave white space at both ends. Nothing else is
    changed: two spaces before a line break, for example, mean something in Markdown.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _problems(badge_class: BadgeClass) -> Iterator[Problem]:
    """Yield everything that is wrong, in the order in which a form shows the fields."""
    if len(badge_class.slug) > SLUG_LIMIT or not _SLUG.fullmatch(badge_class.slug):
        limits = {"value": badge_class.slug, "limit": str(SLUG_LIMIT)}
        yield Problem("slug.malformed", "slug", parameters=limits)
    yield from _language_problems(badge_class)
    for tag, texts in badge_class.texts.items():
        yield from _text_problems("name", tag, texts.name, NAME_LIMIT)
        yield from _text_problems("description", tag, texts.description, DESCRIPTION_LIMIT)
        yield from _text_problems("image_alt", tag, texts.image_alt, IMAGE_ALT_LIMIT)
        yield from _text_problems("criteria", tag, texts.criteria, CRITERIA_LIMIT, lines=True)
    if badge_class.method not in METHODS:
        known = {"value": badge_class.method, "expected": ", ".join(METHODS)}
        yield Problem("method.unknown", "method", parameters=known)
    yield from _requirement_problems(badge_class.requirements)
    yield from _tag_problems(badge_class.tags)
    yield from _alignment_problems(badge_class.alignments)
    try:
        artwork.check(badge_class.artwork_svg)
    except artwork.ArtworkError as error:
        yield Problem("artwork.refused", "artwork", parameters={"detail": error.sentence})


def _language_problems(badge_class: BadgeClass) -> Iterator[Problem]:
    if len(badge_class.texts) > LANGUAGES_LIMIT:
        counts = {"count": str(len(badge_class.texts)), "limit": str(LANGUAGES_LIMIT)}
        yield Problem("languages.too_many", "texts", parameters=counts)
    for tag in badge_class.texts:
        try:
            expected = canonical_tag(tag)
        except LanguageError:
            yield Problem("language.malformed", "texts", parameters={"value": tag})
            continue
        if tag != expected:
            spelling = {"value": tag, "expected": expected}
            yield Problem("language.not_canonical", "texts", parameters=spelling)
    if badge_class.default_language not in badge_class.texts:
        missing = {"value": badge_class.default_language}
        yield Problem("language.default_missing", "default_language", parameters=missing)


def _text_problems(
    name: str, language: str, text: str, limit: int, *, lines: bool = False
) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("text.missing", name, language)
        return
    if len(text) > limit:
        lengths = {"length": str(len(text)), "limit": str(limit)}
        yield Problem("text.too_long", name, language, lengths)
    if text != text.strip():
        yield Problem("text.space_around", name, language)
    if not lines and _LINE_BREAK.search(text):
        yield Problem("text.line_break", name, language)
    hidden = _hidden_character(text, besides="\n\t" if lines else "\n\r")
    if hidden:
        yield Problem("text.control_character", name, language, {"character": hidden})


def _requirement_problems(requirements: tuple[Requirement, ...]) -> Iterator[Problem]:
    seen = set()
    for requirement in requirements:
        measure, minimum = requirement.measure, requirement.minimum
        if measure not in MEASURES:
            known = {"value": measure, "expected": ", ".join(MEASURES)}
            yield Problem("requirement.measure_unknown", "requirements", parameters=known)
        if measure in seen:
            yield Problem("requirement.twice", "requirements", parameters={"measure": measure})
        seen.add(measure)
        if not 1 <= minimum <= MINIMUM_LIMIT:
            wrong = {"measure": measure, "value": str(minimum), "limit": str(MINIMUM_LIMIT)}
            yield Problem("requirement.minimum", "requirements", parameters=wrong)


def _tag_problems(tags: tuple[str, ...]) -> Iterator[Problem]:
    if len(tags) > TAGS_LIMIT:
        counts = {"count": str(len(tags)), "limit": str(TAGS_LIMIT)}
        yield Problem("tags.too_many", "tags", parameters=counts)
    seen = set()
    for tag in tags:
        if not _is_one_line(tag, TAG_LIMIT):
            limits = {"value": tag[:TAG_LIMIT], "limit": str(TAG_LIMIT)}
            yield Problem("tag.malformed", "tags", parameters=limits)
        if tag in seen:
            yield Problem("tag.twice", "tags", parameters={"value": tag})
        seen.add(tag)


def _alignment_problems(alignments: tuple[Alignment, ...]) -> Iterator[Problem]:
    if len(alignments) > ALIGNMENTS_LIMIT:
        counts = {"count": str(len(alignments)), "limit": str(ALIGNMENTS_LIMIT)}
        yield Problem("alignments.too_many", "alignments", parameters=counts)
    seen = set()
    for number, alignment in enumerate(alignments, start=1):
        for member, text in (
            ("name", alignment.name),
            ("description", alignment.description),
            ("framework", alignment.framework),
            ("code", alignment.code),
        ):
            if text is not None and not _is_one_line(text, ALIGNMENT_TEXT_LIMIT):
                limits = {"member": member, "limit": str(ALIGNMENT_TEXT_LIMIT)}
                limits["number"] = str(number)
                yield Problem("alignment.text", "alignments", parameters=limits)
        if not _is_web_address(alignment.url):
            where = {"value": alignment.url[:URL_LIMIT], "number": str(number)}
            yield Problem("alignment.url", "alignments", parameters=where)
        if alignment.url in seen:
            yield Problem("alignment.twice", "alignments", parameters={"number": str(number)})
        seen.add(alignment.url)


def _is_one_line(text: str, limit: int) -> bool:
    whole = bool(text) and len(text) <= limit and text == text.strip()
    return whole and not _LINE_BREAK.search(text) and not _hidden_character(text, besides="")


def _hidden_character(text: str, *, besides: str) -> str | None:
    """Return the first character that nobody can see and nobody means, as "U+0000", or None.

    Those in `besides` are left out: they are welcome, or reported in another sentence.

    Controls and lone surrogates cannot be stored or shown. The two overrides of direction
    serve to disguise one text as another; the marks and isolates that Arabic, Hebrew and
    Persian need are welcome.
    """
    for match in _HIDDEN.finditer(text):
        if match[0] not in besides:
            return f"U+{ord(match[0]):04X}"
    return None


def _is_web_address(text: str) -> bool:
    """Say whether AlignmentObject.targetUrl may hold this text: what our own verifier accepts."""
    return len(text) <= URL_LIMIT and is_address(text)
