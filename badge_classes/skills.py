"""Skills: what a badge is about, in the words of a vocabulary that others use too.

An alignment (Open Badges 2.0, AlignmentObject) ties a badge class to one skill, so that a machine
can tell that two badges from two countries are about the same thing. This module has the values;
`vocabularies` has the vocabularies that we know, and `skill_search` finds a skill by its name.

    from badge_classes import vocabularies
    skill = vocabularies.by_address("https://capx.toolforge.org/capacity/113")
    skill.name("es", "pt").text            # "Wikidata"
    skill.alignment().url                  # "https://capx.toolforge.org/capacity/113"

A vocabulary never changes what it has published: a code and its address stand in badges for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from badge_classes.languages import negotiate
from verifier.openbadges.documents import Alignment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Kind", "Skill", "Text", "Vocabulary", "VocabularyError", "address_key"]

ORIGINAL = "en"
"""The language that every vocabulary here was written in, and every published alignment is."""


class VocabularyError(ValueError):
    """A vocabulary that contradicts itself. `str()` has a sentence for each mistake."""


class Kind(StrEnum):
    """What an entry of a vocabulary names."""

    SKILL = "skill"
    PROJECT = "project"
    """A place to work in, such as a wiki. The skill that is meant is to contribute there."""


class Text(NamedTuple):
    """A text, and the tag of the language that it is in."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry of a vocabulary.

    `code` is its identifier in `framework`, the name of whoever defines it; `address` is where it
    is described, and tells it from every other skill. `parent` is the code of the wider skill in
    the same vocabulary, or None. `names` and `descriptions` map canonical BCP 47 tags to one plain
    line each; English is always there and comes first.
    """

    vocabulary: str
    code: str
    parent: str | None
    address: str
    framework: str
    names: Mapping[str, str] = field(hash=False)
    descriptions: Mapping[str, str] = field(hash=False)
    kind: Kind = Kind.SKILL

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", _by_tag(self.names))
        object.__setattr__(self, "descriptions", _by_tag(self.descriptions))

    def name(self, *wanted: str) -> Text:
        """Return the name for a reader of the languages *wanted*, the best first."""
        return _text(self.names, wanted)

    def description(self, *wanted: str) -> Text:
        """Return the description, whose language may be another than that of the name."""
        return _text(self.descriptions, wanted)

    def alignment(self, language: str = ORIGINAL) -> Alignment:
        """Return the AlignmentObject of this skill, its texts in *language* where they exist.

        Badge classes publish it in English, so that the same skill reads the same everywhere.
        """
        return Alignment(
            name=self.name(language).text,
            url=self.address,
            description=self.description(language).text,
            framework=self.framework,
            code=self.code,
        )


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """A tree of skills with where it comes from; equal to itself alone.

    `slug` names it in our addresses and never changes; `name` is what people call it. `source`
    and `licence` are addresses, `licence_name` is the short name of the licence. The order of the
    entries is the vocabulary's own.

    Raises VocabularyError when a code or an address stands twice, a parent is missing, a skill is
    above itself, or English texts are missing.
    """

    slug: str
    name: str
    source: str
    licence: str
    licence_name: str
    skills: tuple[Skill, ...]

    def __post_init__(self) -> None:
        mistakes = tuple(_mistakes(self.skills))
        if mistakes:
            raise VocabularyError(" ".join(mistakes))

    def by_code(self, code: str) -> Skill | None:
        """Return the skill with a code, or None."""
        return self._codes.get(code)

    def by_address(self, address: str) -> Skill | None:
        """Return the skill that an address describes, or None; see `address_key`."""
        return self._addresses.get(address_key(address))

    @cached_property
    def roots(self) -> tuple[Skill, ...]:
        """The widest skills."""
        return tuple(skill for skill in self.skills if skill.parent is None)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Every language that has a name, English first."""
        return tuple({tag: None for skill in self.skills for tag in skill.names})

    def children(self, skill: Skill) -> tuple[Skill, ...]:
        """Return the skills directly below one."""
        return self._children.get(skill.code, ())

    def ancestors(self, skill: Skill) -> tuple[Skill, ...]:
        """Return the skills above one, the widest first."""
        if skill.parent is None:
            return ()
        parent = self._codes[skill.parent]
        return (*self.ancestors(parent), parent)

    @cached_property
    def _codes(self) -> Mapping[str, Skill]:
        return {skill.code: skill for skill in self.skills}

    @cached_property
    def _addresses(self) -> Mapping[str, Skill]:
        return {address_key(skill.address): skill for skill in self.skills}

    @cached_property
    def _children(self) -> Mapping[str, tuple[Skill, ...]]:
        found: dict[str, list[Skill]] = {}
        for skill in self.skills:
            if skill.parent is not None:
                found.setdefault(skill.parent, []).append(skill)
        return {code: tuple(below) for code, below in found.items()}


def address_key(address: str) -> str:
    """Return the one spelling of all the addresses of a page, however they were typed.

    Whether http or https, the case of the host and a slash at the end make no difference; path,
    question and fragment do. What is no address has itself as its key.
    """
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return address
    if parts.scheme not in {"http", "https"} or not host:
        return address
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"https://{host}{port}{parts.path.rstrip('/')}{query}{fragment}"


def _by_tag(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Return a copy that nobody can change, the original language first."""
    ordered = sorted(texts, key=lambda tag: (tag != ORIGINAL, tag))
    return MappingProxyType({tag: texts[tag] for tag in ordered})


def _text(texts: Mapping[str, str], wanted: tuple[str, ...]) -> Text:
    language = _negotiated(tuple(texts), wanted)
    return Text(texts[language], language)


@lru_cache(maxsize=256)  # Bounded: strangers send tags. A page asks the same for each skill.
def _negotiated(available: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    return negotiate(available, wanted)


def _mistakes(skills: Iterable[Skill]) -> Iterator[str]:
    codes: dict[str, Skill] = {}
    addresses: set[str] = set()
    for skill in skills:
        if skill.code in codes:
            yield f"Code {skill.code} stands twice."
        if address_key(skill.address) in addresses:
            yield f"The address {skill.address} stands twice."
        if ORIGINAL not in skill.names or ORIGINAL not in skill.descriptions:
            yield f"{skill.code} has no English name or description."
        codes[skill.code] = skill
        addresses.add(address_key(skill.address))
    for skill in codes.values():
        if skill.parent is not None and skill.parent not in codes:
            yield f"{skill.code} stands below {skill.parent}, which does not exist."
        elif _is_above_itself(skill, codes):
            yield f"{skill.code} stands above itself."


def _is_above_itself(skill: Skill, codes: Mapping[str, Skill]) -> bool:
    above, seen = skill.parent, {skill.code}
    while above is not None and above in codes:
        if above in seen:
            return True
        seen.add(above)
        above = codes[above].parent
    return False
