"""Search: the skills that somebody means, the likeliest first.

Every name in every language is looked at, because an organiser may know a skill by the word of
another language than the page's. What decides first is how well the words fit:

1. the code itself ("1.1");
2. the whole name;
3. the beginning of the name;
4. words of the name, in any order, each perhaps unfinished;
5. the text somewhere inside the name, as in languages that write no spaces;
6. words of the name and the description together.

Where that finds few skills, some follow whose names have words that begin alike: who asks for
"mentoring" finds "mentorship", and "traductor" finds "traducción". No language's grammar is known
here, so that "contest" finds "content" too: this comes last, and never brings many.

Among equals the reader's language goes before English, English before the others, a short name
before a long one, and then the vocabulary's own order decides. Texts are folded (`folding`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from badge_classes.folding import folded, words
from badge_classes.skills import ORIGINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from badge_classes.skills import Skill, Vocabulary

__all__ = ["RESULTS_LIMIT", "TEXT_LIMIT", "search"]

TEXT_LIMIT: Final = 200
"""Characters; the longest name is shorter. What follows them is not looked at."""

RESULTS_LIMIT: Final = 20

_WORDS_LIMIT: Final = 12

_ALIKE: Final = 7
"""The worst fit."""

_FEW: Final = 5
"""Skills: where fewer are found, those of words that begin alike make up this number."""

_ALIKE_LETTERS: Final = 5
"""How many first letters two words have to share to begin alike, and ..."""

_ALIKE_SHARE: Final = (2, 3)
"""... what part of the shorter word these have to be."""


_Rank: TypeAlias = tuple[int, int, int]


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
    asked, together = asked.strip(), " ".join(wanted)
    entries = [entry for vocabulary in vocabularies for entry in _index(vocabulary)]

    def fit(entry: _Entry, name: _Name) -> int | None:
        return 1 if entry.skill.code == asked else _fit(name, together, wanted)

    def alike(_entry: _Entry, name: _Name) -> int | None:
        return _ALIKE if _begin_alike(wanted, name.words) else None

    found = _ranked(entries, fit, languages)
    if len(found) < _FEW:
        others = [entry for entry in entries if entry.skill not in found]
        found += _ranked(others, alike, languages)[: _FEW - len(found)]
    return found[:limit]


def _ranked(
    entries: Sequence[_Entry],
    fit: Callable[[_Entry, _Name], int | None],
    languages: tuple[str, ...],
) -> list[Skill]:
    """Return the skills of those *entries* that *fit* at all, the best first."""
    ranks = [(_rank(entry, fit, languages), entry.skill) for entry in entries]
    found = [(rank, skill) for rank, skill in ranks if rank is not None]
    # Sorting is stable, so that equals keep the order of the vocabularies.
    found.sort(key=lambda item: item[0])
    return [skill for _rank_of_it, skill in found]


def _rank(
    entry: _Entry, fit: Callable[[_Entry, _Name], int | None], languages: tuple[str, ...]
) -> _Rank | None:
    """Return how well an entry fits, small is well: fit, language, length. None: not at all."""
    best: _Rank | None = None
    # Who asked for another language than the one that serves them was not understood in it.
    mine = entry.skill.name(*languages).language
    is_served = mine != ORIGINAL or not languages or languages[0].startswith(ORIGINAL)
    for name in entry.names:
        fitness = fit(entry, name)
        if fitness is None:
            continue
        if is_served and name.language == mine:
            distance = 0
        else:
            distance = 1 if name.language == ORIGINAL else 2
        rank = (fitness, distance, len(name.together))
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


def _begin_alike(wanted: tuple[str, ...], present: tuple[str, ...]) -> bool:
    """Whether each of the words wanted begins one that is present, or begins like one."""
    return all(any(_are_alike(begun, word) for word in present) for begun in wanted)


def _are_alike(begun: str, word: str) -> bool:
    if word.startswith(begun):
        return True
    # Most words differ at once, and this is asked of every word that there is.
    if begun[:_ALIKE_LETTERS] != word[:_ALIKE_LETTERS] or len(begun) < _ALIKE_LETTERS:
        return False
    pairs = enumerate(zip(begun, word, strict=False))
    shorter = min(len(begun), len(word))
    shared = next((place for place, (one, other) in pairs if one != other), shorter)
    part, whole = _ALIKE_SHARE
    return shared * whole >= part * shorter


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
