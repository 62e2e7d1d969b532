"""Search: the skills that somebody means, the likeliest first.

Every name in every language is looked at, because an organiser may know a skill by the word of
another language than the page's. What decides first is how well the words fit:

1. the code itself ("1.1");
2. the whole name;
3. the beginning of the name;
4. words of the name, in any order, each perhaps unfinished;
5. the text somewhere inside the name, as in languages that write no spaces;
6. words of the name and the description together.

Among equals the reader's language goes before English, English before the others, a short name
before a long one, and then the vocabulary's own order decides. Texts are folded (`folding`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from badge_classes.folding import folded, words
from badge_classes.skills import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badge_classes.skills import Skill, Vocabulary

__all__ = ["RESULTS_LIMIT", "TEXT_LIMIT", "search"]

TEXT_LIMIT: Final = 200
"""Characters; the longest name is shorter. What follows them is not looked at."""

RESULTS_LIMIT: Final = 20

_WORDS_LIMIT: Final = 12


class _Name(NamedTuple):
    """A name as it is searched: its language, its words apart and together, and all its words."""

    language: str
    together: str
    words: tuple[str, ...]
    more_words: tuple[str, ...]


class _Entry(NamedTuple):
    skill: Skill
    names: tuple[_Name, ...]


def search(
    vocabularies: Sequence[Vocabulary],
    text: str,
    *languages: str,
    limit: int = RESULTS_LIMIT,
) -> list[Skill]:
    """Return at most *limit* skills that *text* may mean, the likeliest first.

    *languages* are the reader's, the best first. A text without letters and digits means nothing.
    """
    asked = folded(text[:TEXT_LIMIT])
    wanted = words(asked)[:_WORDS_LIMIT]
    if not wanted:
        return []
    found: list[tuple[tuple[int, int, int], Skill]] = []
    for vocabulary in vocabularies:
        for entry in _index(vocabulary):
            rank = _rank(entry, asked.strip(), wanted, languages)
            if rank is not None:
                found.append((rank, entry.skill))
    # Sorting is stable, so that equals keep the order of the vocabularies.
    found.sort(key=lambda item: item[0])
    return [skill for _rank_of_it, skill in found[:limit]]


def _rank(
    entry: _Entry, asked: str, wanted: tuple[str, ...], languages: tuple[str, ...]
) -> tuple[int, int, int] | None:
    """Return how well an entry fits, small is well: fit, language, length. None: not at all."""
    best: tuple[int, int, int] | None = None
    # Who asked for another language than the one that serves them was not understood in it.
    mine = entry.skill.name(*languages).language
    is_served = mine != ORIGINAL or not languages or languages[0].startswith(ORIGINAL)
    together = " ".join(wanted)
    for name in entry.names:
        fit = 1 if entry.skill.code == asked else _fit(name, together, wanted)
        if fit is None:
            continue
        if is_served and name.language == mine:
            distance = 0
        else:
            distance = 1 if name.language == ORIGINAL else 2
        rank = (fit, distance, len(name.together))
        best = rank if best is None else min(best, rank)
    return best


def _fit(name: _Name, together: str, wanted: tuple[str, ...]) -> int | None:
    if together in name.together:
        if name.together == together:
            return 2
        if name.together.startswith(together):
            return 3
        return 4 if _begin(wanted, name.words) else 5
    if _begin(wanted, name.words):
        return 4
    return 6 if _begin(wanted, name.more_words) else None


def _begin(wanted: tuple[str, ...], present: tuple[str, ...]) -> bool:
    """Whether each of the words wanted begins one that is present."""
    return all(any(word.startswith(begun) for word in present) for begun in wanted)


@lru_cache(maxsize=16)  # A vocabulary is equal to itself alone, and there are few.
def _index(vocabulary: Vocabulary) -> tuple[_Entry, ...]:
    return tuple(_Entry(skill, tuple(_names(skill))) for skill in vocabulary.skills)


def _names(skill: Skill) -> list[_Name]:
    found = []
    for language, name in skill.names.items():
        parts = words(folded(name))
        more = words(folded(skill.descriptions.get(language, "")))
        found.append(_Name(language, " ".join(parts), parts, (*parts, *more)))
    return found
