"""The file badge.toml: everything about a badge class but its criteria and its picture.

    default_language = "en"
    method = "training"
    tags = ["Wikidata"]

    [requirements]               # least numbers, by measure; empty if the organiser vouches
    references = 1

    [[alignments]]               # one table for each skill; only name and url are needed
    name = "Wikidata"
    url = "https://example.org/skills/113"

    [texts.en]                   # one table for each language
    name = "Wikidata basics"
    description = "…"
    image_alt = "…"

`parse` says what stands in it, with types checked; whether it makes a badge class is the badge
class's own judgement. `emit` writes it in one spelling only, without comments.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from badge_classes.badge_class import Alignment, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from badge_classes.badge_class import BadgeClass

__all__ = ["BadgeToml", "BadgeTomlError", "ShortTexts", "emit", "parse"]

# A hostile key of many dots takes tomllib quadratic time, and a key must stand on one line.
LINE_LIMIT: Final = 4_096


class BadgeTomlError(ValueError):
    """A badge.toml that cannot be read. `code` is stable; `str()` is one English sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class ShortTexts:
    """The texts of one language that stand in badge.toml, one line each."""

    name: str
    description: str
    image_alt: str


@dataclass(frozen=True, slots=True)
class BadgeToml:
    """What stands in a badge.toml. The types are right; the values are not judged yet."""

    default_language: str
    method: str
    tags: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    alignments: tuple[Alignment, ...]
    texts: Mapping[str, ShortTexts]


def parse(text: str) -> BadgeToml:
    """Return what stands in a badge.toml. Raises BadgeTomlError with the first thing wrong."""
    if max(map(len, text.split("\n"))) > LINE_LIMIT:
        raise BadgeTomlError(
            "toml.line_too_long", f"A line has more than {LINE_LIMIT} characters. Break it up."
        )
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # The second: thousands of nested brackets.
        reason = str(error) if isinstance(error, ValueError) else "brackets nest too deeply"
        raise BadgeTomlError("toml.broken", f"This is not TOML: {reason}. Mend it.") from error
    table = _Table(document, "")
    parsed = BadgeToml(
        default_language=table.text("default_language"),
        method=table.text("method"),
        tags=tuple(table.texts("tags")),
        requirements=tuple(_requirements(table.table("requirements"))),
        alignments=tuple(map(_alignment, table.tables("alignments"))),
        texts=dict(_short_texts(table.table("texts"))),
    )
    table.finish()
    return parsed


def emit(badge_class: BadgeClass) -> str:
    """Return the badge.toml of a badge class, in the one spelling that we write."""
    lines = [
        f"default_language = {_quoted(badge_class.default_language)}",
        f"method = {_quoted(badge_class.method)}",
        f"tags = [{', '.join(map(_quoted, badge_class.tags))}]",
        "",
        "[requirements]",
    ]
    lines += [f"{entry.measure} = {entry.minimum}" for entry in badge_class.requirements]
    for alignment in badge_class.alignments:
        members = {
            "name": alignment.name,
            "url": alignment.url,
            "description": alignment.description,
            "framework": alignment.framework,
            "code": alignment.code,
        }
        lines += ["", "[[alignments]]"]
        lines += [f"{key} = {_quoted(text)}" for key, text in members.items() if text is not None]
    for tag, texts in badge_class.texts.items():
        lines += [
            "",
            f"[texts.{tag}]",
            f"name = {_quoted(texts.name)}",
            f"description = {_quoted(texts.description)}",
            f"image_alt = {_quoted(texts.image_alt)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML basic string. A badge class has no control characters to escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _requirements(table: _Table) -> Iterator[Requirement]:
    for measure in table:
        yield Requirement(measure, table.number(measure))


def _alignment(table: _Table) -> Alignment:
    alignment = Alignment(
        name=table.text("name"),
        url=table.text("url"),
        description=table.optional_text("description"),
        framework=table.optional_text("framework"),
        code=table.optional_text("code"),
    )
    table.finish()
    return alignment


def _short_texts(table: _Table) -> Iterator[tuple[str, ShortTexts]]:
    for tag in table:
        entry = table.table(tag)
        yield (
            tag,
            ShortTexts(
                name=entry.text("name"),
                description=entry.text("description"),
                image_alt=entry.text("image_alt"),
            ),
        )
        entry.finish()


class _Table:
    """A TOML table read member by member, with errors that say where and what was expected."""

    def __init__(self, members: Mapping[str, Any], path: str) -> None:
        self._members = members
        self._path = path
        self._known: set[str] = set()

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def text(self, key: str) -> str:
        value = self._member(key, str, "a text in quotes")
        return str(value)

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if key in self._members else None

    def number(self, key: str) -> int:
        value = self._member(key, int, "a whole number")
        if isinstance(value, bool):  # Python counts true as 1; a requirement does not.
            raise self._wrong(key, "a whole number")
        return int(value)

    def texts(self, key: str) -> list[str]:
        values = self._member(key, list, "a list of texts in quotes")
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(key, "a list of texts in quotes")
        return list(values)

    def table(self, key: str) -> _Table:
        return _Table(
            self._member(key, dict, f"a table, [{self._path}{key}]"), f"{self._path}{key}."
        )

    def tables(self, key: str) -> list[_Table]:
        """Return the tables of an array of tables; none if the key is missing."""
        if key not in self._members:
            return []
        expected = f"tables, each beginning with [[{self._path}{key}]]"
        values = self._member(key, list, expected)
        if not all(isinstance(value, dict) for value in values):
            raise self._wrong(key, expected)
        return [_Table(value, f"{self._path}{key}.") for value in values]

    def finish(self) -> None:
        """Raise if there are members that nobody asked for; they are slips of the pen."""
        for key in self._members:
            if key not in self._known:
                raise BadgeTomlError(
                    "toml.unknown_key",
                    f'"{self._path}{key[:60]}" is not a known key. Remove it or mend it.',
                )

    def _member(self, key: str, kind: type, expected: str) -> Any:  # noqa: ANN401  TOML is untyped.
        self._known.add(key)
        if key not in self._members:
            raise BadgeTomlError(
                "toml.missing_key", f'"{self._path}{key}" is missing. Add it: {expected}.'
            )
        value = self._members[key]
        if not isinstance(value, kind):
            raise self._wrong(key, expected)
        return value

    def _wrong(self, key: str, expected: str) -> BadgeTomlError:
        return BadgeTomlError(
            "toml.wrong_type", f'"{self._path}{key[:60]}" must be {expected}. Change it.'
        )
