"""The file badge.toml: everything about a badge class but its criteria and its picture.

    default_language = "en"
    method = "training"
    tags = ["Wikidata"]
    valid_months = 24            # or: valid_until = 2027-12-31; without either, for ever
    renewal_months = 12          # earned once in each period; without it, once
    evidence = "address"         # or "text": what an award must come with; without it, nothing

    [requirements]               # least numbers, by measure; empty if the organiser vouches
    references = 1

    [[alignments]]               # one table for each skill; only name and url are needed
    name = "Wikidata"
    url = "https://example.org/skills/113"

    [texts.en]                   # one table for each language
    name = "Wikidata basics"
    description = "…"
    image_alt = "…"
    made_from = { name = "…" }   # digests of the original's texts, see `translations`

`made_from` is written by programs. Whoever mends a translation by hand removes the digest of
the text that they mended; it then counts as made from the original as it is now.

What is not said is not written: a file from before a key existed is written as it was.

`parse` says what stands in it, with types checked; whether it makes a badge class is the badge
class's own judgement. `emit` writes it in one spelling only, without comments.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from badge_classes.badge_class import TEXT_FIELDS, UNKNOWN, Alignment, MadeFrom, Requirement
from badge_classes.evidence import EvidenceDemand
from badge_classes.renewal import NEVER, Every, Renewal
from badge_classes.validity import FOREVER, Months, Until, Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from badge_classes.badge_class import BadgeClass

__all__ = ["BadgeToml", "BadgeTomlError", "ShortTexts", "alignment_lines", "emit", "parse"]

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
    made_from: MadeFrom


@dataclass(frozen=True, slots=True)
class BadgeToml:
    """What stands in a badge.toml. The types are right; the values are not judged yet."""

    default_language: str
    method: str
    tags: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    alignments: tuple[Alignment, ...]
    texts: Mapping[str, ShortTexts]
    validity: Validity
    renewal: Renewal
    evidence: EvidenceDemand


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
        validity=_validity(table),
        renewal=_renewal(table),
        evidence=_evidence(table),
    )
    table.finish()
    return parsed


def emit(badge_class: BadgeClass) -> str:
    """Return the badge.toml of a badge class, in the one spelling that we write."""
    lines = [
        f"default_language = {_quoted(badge_class.default_language)}",
        f"method = {_quoted(badge_class.method)}",
        f"tags = [{', '.join(map(_quoted, badge_class.tags))}]",
        *_rules(badge_class),
        "",
        "[requirements]",
    ]
    lines += [f"{entry.measure} = {entry.minimum}" for entry in badge_class.requirements]
    for alignment in badge_class.alignments:
        lines += ["", *alignment_lines(alignment)]
    for tag, texts in badge_class.texts.items():
        lines += [
            "",
            f"[texts.{tag}]",
            f"name = {_quoted(texts.name)}",
            f"description = {_quoted(texts.description)}",
            f"image_alt = {_quoted(texts.image_alt)}",
        ]
        known = [(name, getattr(texts.made_from, name)) for name in TEXT_FIELDS]
        pairs = [f"{name} = {_quoted(digest)}" for name, digest in known if digest is not None]
        lines += [f"made_from = {{ {', '.join(pairs)} }}"] if pairs else []
    return "\n".join(lines) + "\n"


def alignment_lines(alignment: Alignment) -> list[str]:
    """Return the lines of badge.toml for one skill, ready to be put into the file."""
    members = {
        "name": alignment.name,
        "url": alignment.url,
        "description": alignment.description,
        "framework": alignment.framework,
        "code": alignment.code,
    }
    lines = [f"{key} = {_quoted(text)}" for key, text in members.items() if text is not None]
    return ["[[alignments]]", *lines]


def _rules(badge_class: BadgeClass) -> Iterator[str]:
    """Yield a line for each rule that differs from what holds when nothing is said."""
    match badge_class.validity:
        case Until(day):
            yield f"valid_until = {day.isoformat()}"
        case Months(count):
            yield f"valid_months = {count}"
    match badge_class.renewal:
        case Every(months):
            yield f"renewal_months = {months}"
    if badge_class.evidence is not EvidenceDemand.NOTHING:
        yield f"evidence = {_quoted(badge_class.evidence)}"


def _quoted(text: str) -> str:
    """Return a TOML basic string. A badge class has no control characters to escape."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _requirements(table: _Table) -> Iterator[Requirement]:
    for measure in table:
        yield Requirement(measure, table.number(measure))


def _validity(table: _Table) -> Validity:
    day, months = table.optional_day("valid_until"), table.optional_number("valid_months")
    if day is not None and months is not None:
        raise BadgeTomlError(
            "toml.two_validities",
            '"valid_until" and "valid_months" stand there both. Remove one of them.',
        )
    if day is not None:
        return Until(day)
    return FOREVER if months is None else Months(months)


def _renewal(table: _Table) -> Renewal:
    months = table.optional_number("renewal_months")
    return NEVER if months is None else Every(months)


def _evidence(table: _Table) -> EvidenceDemand:
    word = table.optional_text("evidence")
    try:
        return EvidenceDemand.NOTHING if word is None else EvidenceDemand(word)
    except ValueError as error:
        known = ", ".join(f'"{demand}"' for demand in EvidenceDemand)
        raise BadgeTomlError(
            "toml.unknown_evidence", f'"evidence" must be one of {known}. Change it.'
        ) from error


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
                made_from=_made_from(entry),
            ),
        )
        entry.finish()


def _made_from(entry: _Table) -> MadeFrom:
    digests = entry.optional_table("made_from")
    if digests is None:
        return UNKNOWN
    found = MadeFrom(**{name: digests.optional_text(name) for name in TEXT_FIELDS})
    digests.finish()
    return found


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

    def optional_number(self, key: str) -> int | None:
        return self.number(key) if key in self._members else None

    def optional_day(self, key: str) -> date | None:
        if key not in self._members:
            return None
        value = self._member(key, date, "a day, such as 2027-12-31")
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self._wrong(key, "a day without a time, such as 2027-12-31")
        return value

    def texts(self, key: str) -> list[str]:
        values = self._member(key, list, "a list of texts in quotes")
        if not all(isinstance(value, str) for value in values):
            raise self._wrong(key, "a list of texts in quotes")
        return list(values)

    def table(self, key: str) -> _Table:
        return _Table(
            self._member(key, dict, f"a table, [{self._path}{key}]"), f"{self._path}{key}."
        )

    def optional_table(self, key: str) -> _Table | None:
        return self.table(key) if key in self._members else None

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
