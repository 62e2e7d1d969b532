"""Everything that can be wrong with a badge class, found in one reading.

`problems` is what `BadgeClass` asks of itself when it is made. The checks of single texts are
here for `translations` and `evidence` too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from badge_classes import artwork, renewal, validity
from badge_classes.languages import LanguageError, canonical_tag
from badge_classes.limits import (
    ALIGNMENT_TEXT_LIMIT,
    ALIGNMENTS_LIMIT,
    LANGUAGES_LIMIT,
    MEASURES,
    METHODS,
    MINIMUM_LIMIT,
    SLUG_LIMIT,
    TAG_LIMIT,
    TAGS_LIMIT,
    TEXT_LIMITS,
    TEXTS_OF_LINES,
    URL_LIMIT,
)
from badge_classes.problem import Problem
from badge_classes.renewal import Every
from badge_classes.validity import Months
from verifier.openbadges.values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badge_classes.badge_class import BadgeClass, Requirement
    from verifier.openbadges.documents import Alignment

__all__ = ["hidden_character", "problems", "text_problems"]

_SHOWN: Final = 60
"""How many characters of something wrong a sentence repeats."""

_DIGEST: Final = re.compile("[0-9a-f]{12}")
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LINE_BREAK: Final = re.compile("[\n\r\u2028\u2029]")
# Controls (Cc), lone surrogates (Cs), and the two overrides of direction.
_HIDDEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e]")


def problems(badge_class: BadgeClass) -> Iterator[Problem]:
    """Yield everything that is wrong, in the order in which a form shows the fields."""
    if len(badge_class.slug) > SLUG_LIMIT or not _SLUG.fullmatch(badge_class.slug):
        limits = {"value": badge_class.slug, "limit": str(SLUG_LIMIT)}
        yield Problem("slug.malformed", "slug", parameters=limits)
    yield from _language_problems(badge_class)
    for tag, texts in badge_class.texts.items():
        for name in TEXT_LIMITS:
            yield from text_problems(name, tag, getattr(texts, name))
            yield from _made_from_problems(name, tag, getattr(texts.made_from, name))
    if badge_class.method not in METHODS:
        known = {"value": badge_class.method, "expected": ", ".join(METHODS)}
        yield Problem("method.unknown", "method", parameters=known)
    yield from _requirement_problems(badge_class.requirements)
    yield from _rule_problems(badge_class)
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


def text_problems(name: str, language: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with one text of a language; `name` is a key of TEXT_LIMITS."""
    limit, lines = TEXT_LIMITS[name], name in TEXTS_OF_LINES
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
    hidden = hidden_character(text, besides="\n\t" if lines else "\n\r")
    if hidden:
        yield Problem("text.control_character", name, language, {"character": hidden})


def _made_from_problems(name: str, language: str, digest: str | None) -> Iterator[Problem]:
    if digest is not None and not _DIGEST.fullmatch(digest):
        wrong = {"value": digest[:_SHOWN], "text": name.replace("_", " ")}
        yield Problem("made_from.malformed", "made_from", language, wrong)


def _rule_problems(badge_class: BadgeClass) -> Iterator[Problem]:
    """Yield what is wrong with how long an award stands and how often one may be earned."""
    match badge_class.validity:
        case Months(count) if not 1 <= count <= validity.MONTHS_LIMIT:
            wrong = {"value": str(count), "limit": str(validity.MONTHS_LIMIT)}
            yield Problem("validity.months", "validity", parameters=wrong)
    match badge_class.renewal:
        case Every(months) if not 1 <= months <= renewal.MONTHS_LIMIT:
            wrong = {"value": str(months), "limit": str(renewal.MONTHS_LIMIT)}
            yield Problem("renewal.months", "renewal", parameters=wrong)


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
    return whole and not _LINE_BREAK.search(text) and not hidden_character(text, besides="")


def hidden_character(text: str, *, besides: str) -> str | None:
    """Return the first character that nobody can see and nobody means, as "U+0000", or None.

    Those in `besides` are passed over: they are welcome, or reported in another sentence.

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
