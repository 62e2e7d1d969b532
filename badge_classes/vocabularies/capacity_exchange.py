"""The Capacity Exchange: the directory of skills by which Wikimedia communities find each other.

It is published as it is, with four warts; `data/README.md` says where. They are mended here, each
with its reason, so that a newer list can be put in the place of the old one:

1. an entry without a usable name is left out (LEFT_OUT);
2. names that stand twice in one language become distinct (RENAMED);
3. entries that name a project are marked as such (PROJECTS): nobody has a skill "Wikipedia";
4. skills that matter most here and have no finer steps get some (`data/finer_steps.json`).

The list speaks English and Portuguese. Names in the other languages of our pages are translations
of ours (`data/capacity_exchange_names.json`), and give way to those that a newer list may bring.

**Which address.** An alignment needs a `targetUrl`. We use the page that the Capacity Exchange
gives to each capacity, `https://capx.toolforge.org/capacity/113`, because the number in it is the
key under which the directory is published. Addresses on Wikidata or Metabase might outlive the
tool, but the published list names none. Therefore `targetCode` carries the number too: should the
page move one day, framework and code still say which skill was meant. A finer step is no page of
theirs; its address is that of the capacity that it is part of, with its own code after a `#`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from badge_classes.languages import bcp47
from badge_classes.skills import Kind, Skill, Vocabulary, VocabularyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["FRAMEWORK", "LEFT_OUT", "PROJECTS", "RENAMED", "SLUG", "STEPS_FRAMEWORK", "Renamed"]

SLUG: Final = "capacity-exchange"
FRAMEWORK: Final = "Capacity Exchange"
STEPS_FRAMEWORK: Final = "Barnstar skills"

_DATA: Final = Path(__file__).parent / "data"
_PAGE: Final = "https://capx.toolforge.org/capacity/{}"

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "97": (
            "Its name is the address of a database entry, and its description is that of 10: "
            "nobody can tell what skill it is."
        ),
    }
)
"""Codes that are left out, each with the reason."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A name that is replaced in one language, and why. `was` is what the list must still say."""

    code: str
    language: str
    was: str
    now: str
    reason: str


RENAMED: Final = (
    Renamed(
        "28",
        "pt-BR",
        "avaliação",
        "avaliação diagnóstica",
        "29 (evaluation) has the same name. An assessment tells where one stands.",
    ),
    Renamed(
        "54",
        "pt-BR",
        "pesquisa",
        "pesquisa por questionário",
        "98 (research) has the same name. A survey asks people.",
    ),
)

PROJECTS: Final = frozenset(str(number) for number in range(110, 124))
"""110 MediaWiki to 123 Wiktionary: they name where somebody works, not what they can do."""


def read() -> Vocabulary:
    """Return the mended directory.

    Raises VocabularyError when the list is not the one that the mends were made for.
    """
    published = json.loads((_DATA / "capacity_exchange.json").read_bytes())
    steps = json.loads((_DATA / "finer_steps.json").read_bytes())
    translated = json.loads((_DATA / "capacity_exchange_names.json").read_bytes())
    names = {entry["code"]: entry["name"] for entry in translated}
    return Vocabulary(
        slug=SLUG,
        name=FRAMEWORK,
        source="https://capx.toolforge.org",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        licence_name="CC0 1.0",
        skills=(*mended(published, names), *map(_step, steps)),
    )


def mended(
    published: list[dict[str, Any]], translated: Mapping[str, Mapping[str, str]]
) -> Iterator[Skill]:
    """Yield the skills of the published list without its warts, with names *translated* by code.

    Raises VocabularyError for a mend that the list does not need any more.
    """
    codes = {str(entry["id"]) for entry in published}
    missing = {*LEFT_OUT, *PROJECTS, *(mend.code for mend in RENAMED)} - codes
    if missing:
        raise VocabularyError(f"The list has no {', '.join(sorted(missing))} to be mended.")
    for entry in published:
        code, parent = str(entry["id"]), entry["parent"]
        if code in LEFT_OUT:
            continue
        yield Skill(
            vocabulary=SLUG,
            code=code,
            parent=None if parent is None else str(parent),
            address=_PAGE.format(code),
            framework=FRAMEWORK,
            names={**translated.get(code, {}), **_names(code, entry["name"])},
            descriptions=_by_bcp47(entry["description"]),
            kind=Kind.PROJECT if code in PROJECTS else Kind.SKILL,
        )


def _names(code: str, published: Mapping[str, str]) -> dict[str, str]:
    names = _by_bcp47(published)
    for mend in RENAMED:
        if mend.code != code:
            continue
        if names.get(mend.language) != mend.was:
            raise VocabularyError(
                f'{code} is called "{names.get(mend.language)}" and no longer "{mend.was}". '
                "Look whether the mend in RENAMED is still needed."
            )
        names[mend.language] = mend.now
    return names


def _by_bcp47(texts: Mapping[str, str]) -> dict[str, str]:
    """Return texts by BCP 47 tag; the list has codes of MediaWiki (pt-br)."""
    return {bcp47(code): text for code, text in texts.items()}


def _step(entry: Mapping[str, Any]) -> Skill:
    code, parent = entry["code"], entry["parent"]
    return Skill(
        vocabulary=SLUG,
        code=code,
        parent=parent,
        address=f"{_PAGE.format(parent)}#{code}",
        framework=STEPS_FRAMEWORK,
        names=entry["name"],
        descriptions=entry["description"],
    )
