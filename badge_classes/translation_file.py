"""What a translator's file says, read with care; `translations` has the format and its meaning.

The file comes from anybody, so its size is bounded before it is parsed, and whatever is wrong
with it is told at once, in sentences that the translator can act on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from badge_classes.badge_class import TEXT_FIELDS, tidied
from badge_classes.checks import text_problems
from badge_classes.languages import LanguageError, bcp47, canonical_tag
from badge_classes.limits import TEXT_LIMITS
from badge_classes.problem import BadgeClassError, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.badge_class import BadgeClass

__all__ = ["BYTES_LIMIT", "Translation", "TranslationError", "language_of", "parse"]

BYTES_LIMIT: Final = 524_288
"""Every export fits, twice over, even with each character written as an escape."""

METADATA: Final = "@metadata"

# The last three are what tools of MediaWiki write; they tell us nothing.
_KNOWN_METADATA: Final = frozenset(
    {"badge_class", "original_locale", "locale", "original", "stale", "limits", "notes"}
    | {"authors", "last-updated", "message-documentation"}
)
_SHOWN: Final = 60
_KEYS_SHOWN: Final = 20


class TranslationError(BadgeClassError):
    """A translator's file that cannot be taken over, with everything that is wrong with it."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What a file says.

    `texts` has the texts that are there, tidied and never empty, and `original` all texts that
    they were made from. `fits` has the names that the file does not call stale, or nothing
    where it does not say.
    """

    language: str
    texts: Mapping[str, str]
    original: Mapping[str, str]
    fits: frozenset[str]


def language_of(badge_class: BadgeClass, code: str) -> str:
    """Return the tag of the language that somebody calls *code*, a tag or a code of MediaWiki.

    A language of the class is called by its own tag, also where MediaWiki uses that tag for
    another (`no`, `als`, `mo`, `nrm`, `eml`). Raises LanguageError.
    """
    try:
        tag = canonical_tag(code)
    except LanguageError:  # Some codes of MediaWiki are no tags.
        return bcp47(code)
    return tag if tag in badge_class.texts else bcp47(code)


def parse(data: bytes, badge_class: BadgeClass) -> Translation:
    """Return what a translator's file says about a class. Raises TranslationError."""
    reader = _Reader(badge_class, _document(data))
    found = reader.translation()
    if reader.problems:
        raise TranslationError(*reader.problems)
    return found


def _document(data: bytes) -> dict[str, Any]:
    if len(data) > BYTES_LIMIT:
        limits = {"size": str(len(data)), "limit": str(BYTES_LIMIT)}
        raise TranslationError(Problem("translation.too_large", "file", parameters=limits))
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_without_twins)
    except UnicodeDecodeError as error:
        raise TranslationError(Problem("translation.not_utf8", "file")) from error
    except (ValueError, RecursionError) as error:  # The second: thousands of nested brackets.
        reason = str(error) if isinstance(error, ValueError) else "brackets nest too deeply"
        detail = {"detail": reason.encode("utf-8", "replace").decode()}
        raise TranslationError(
            Problem("translation.not_json", "file", parameters=detail)
        ) from error
    if not isinstance(document, dict):
        detail = {"detail": "it holds no object in braces"}
        raise TranslationError(Problem("translation.not_json", "file", parameters=detail))
    return document


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; of two members with one name, the first would be lost."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f'"{name[:_SHOWN]}" stands there twice')
        found[name] = value
    return found


class _Reader:
    """Reads a file member by member and gathers what is wrong."""

    def __init__(self, badge_class: BadgeClass, document: dict[str, Any]) -> None:
        self.badge_class = badge_class
        self.document = document
        self.problems: list[Problem] = []
        self.metadata: dict[str, Any] = {}

    def translation(self) -> Translation:
        self._check_keys(self.document, {METADATA, *TEXT_FIELDS})
        metadata = self.document.get(METADATA, {})
        if isinstance(metadata, dict):
            self.metadata = metadata
            self._check_keys(metadata, _KNOWN_METADATA)
        else:
            self._add("translation.not_object", value=METADATA)
        self._compare("badge_class", self.badge_class.slug)
        self._compare("original_locale", self.badge_class.default_language)
        language = self._language()
        # Whether a text may be missing depends on the language, so without it we can only guess.
        if language is None:
            raise TranslationError(*self.problems)
        return Translation(language, self._texts(language), self._original(), self._fits())

    def _check_keys(self, members: Mapping[str, object], known: set[str] | frozenset[str]) -> None:
        strange = [key for key in members if key not in known]
        for key in strange[:_KEYS_SHOWN]:
            self._add("translation.unknown_key", value=_shown(key))

    def _compare(self, key: str, expected: str) -> None:
        """Take a file of another class, or of another original, for the slip that it is."""
        value = self.metadata.get(key, expected)
        if value != expected:
            self._add(f"translation.other_{key}", value=_shown(value), expected=expected)

    def _language(self) -> str | None:
        value = self.metadata.get("locale")
        try:
            tag = language_of(self.badge_class, value) if isinstance(value, str) else None
        except LanguageError:
            tag = None
        if tag is None:
            self._add("translation.locale", value=_shown(value))
        elif tag == self.badge_class.default_language:
            self._add("translation.original", value=tag)
        return tag

    def _texts(self, language: str) -> dict[str, str]:
        texts = self._members(self.document, "")
        there = {name: text for name, text in texts.items() if text}
        is_new = language not in self.badge_class.texts
        for name in TEXT_LIMITS:
            if name in there:
                self.problems += text_problems(name, language, there[name])
            # A language is complete or does not exist: half a badge cannot be shown.
            elif there and is_new and isinstance(self.document.get(name, ""), str):
                self.problems.append(Problem("text.missing", name, language))
        return there

    def _original(self) -> dict[str, str]:
        """Return the original that the translator saw; without one, the present."""
        present = {name: getattr(self.badge_class.original, name) for name in TEXT_FIELDS}
        original = self.metadata.get("original", {})
        if not isinstance(original, dict):
            self._add("translation.not_object", value="original")
            return present
        self._check_keys(original, set(TEXT_FIELDS))
        return present | self._members(original, "original.")

    def _members(self, members: Mapping[str, Any], path: str) -> dict[str, str]:
        found = {}
        for name in TEXT_LIMITS:
            value = members.get(name)
            if isinstance(value, str):
                found[name] = tidied(value)
            elif name in members:
                self._add("translation.not_text", value=f"{path}{name}")
        return found

    def _fits(self) -> frozenset[str]:
        names = self.metadata.get("stale")
        if names is None:
            return frozenset()
        if not isinstance(names, list) or not all(
            isinstance(name, str) and name in TEXT_LIMITS for name in names
        ):
            known = ", ".join(f'"{name}"' for name in TEXT_LIMITS)
            self._add("translation.stale", expected=known)
            return frozenset()
        return frozenset(TEXT_FIELDS) - frozenset(names)

    def _add(self, code: str, **parameters: str) -> None:
        self.problems.append(Problem(code, "file", parameters=parameters))


def _shown(value: object) -> str:
    """Return the beginning of a text, as a sentence repeats it; nothing of what is no text.

    JSON can hold halves of characters, which no terminal can print; they become "?".
    """
    return value[:_SHOWN].encode("utf-8", "replace").decode() if isinstance(value, str) else ""
