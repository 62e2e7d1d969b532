"""Languages: tags, which one a reader gets, which way it runs and what it calls itself.

Tags are BCP 47 (RFC 5646) in their canonical spelling: `en`, `pt-BR`, `zh-Hant`. MediaWiki has
codes of its own for some languages; `bcp47` turns them into tags where they enter.

Who reads one language can read some others, in an order: `fallbacks` says which. It follows the
Unicode Common Locale Data Repository (CLDR), which Babel brings: its parent locales (pt-AO is
nearer to pt-PT than to pt-BR) and its likely scripts (zh-TW is written in zh-Hant). What the
repository does not say stands in `language_data`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.language_data import (
    ALSO_READ,
    FORMER,
    MEDIAWIKI,
    NEAR,
    RIGHT_TO_LEFT,
    RIGHT_TO_LEFT_SCRIPTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

__all__ = [
    "LanguageError",
    "autonym",
    "bcp47",
    "canonical_tag",
    "direction",
    "fallbacks",
    "negotiate",
]

TAG_LIMIT: Final = 35
"""Characters; RFC 5646, section 4.4.1, shows that real tags fit."""

# RFC 5646, section 2.1: language, up to three extended languages, script, region, variants,
# extensions and private use. Registered grandfathered tags ("i-klingon") are left out: each
# has a modern tag.
_TAG: Final = re.compile(
    r"(?P<language>[a-z]{2,3})(?P<extlangs>(?:-[a-z]{3}){0,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?)"
)

# What the languages of our texts call themselves, so that the common case needs no Babel.
_AUTONYMS: Final[Mapping[str, str]] = MappingProxyType(
    {"ar": "العربية", "en": "English", "ja": "日本語"}
)


class LanguageError(ValueError):
    """A text that is no language tag. `str()` says so in a sentence."""


def canonical_tag(text: str) -> str:
    """Return a BCP 47 tag in its canonical spelling (RFC 5646, section 2.1.1).

    Letter case is mended ("zh-hant" becomes "zh-Hant"). The form of the tag is checked, not
    whether anybody registered its parts. Raises LanguageError.
    """
    match = _TAG.fullmatch(text.lower()) if text.isascii() and len(text) <= TAG_LIMIT else None
    if match is None:
        raise LanguageError(
            f'"{text[:TAG_LIMIT]}" is not a language tag. '
            "Use a tag of BCP 47, such as en, pt-BR or zh-Hant."
        )
    script, region = match["script"], match["region"]
    return (
        match["language"]
        + match["extlangs"]
        + (f"-{script.title()}" if script else "")
        + (f"-{region.upper()}" if region else "")
        + match["rest"]
    )


def bcp47(code: str) -> str:
    """Return the BCP 47 tag of a MediaWiki language code ("zh-hant", "simple", "sr-ec").

    A text that is a tag already comes back in its canonical spelling. Raises LanguageError.
    """
    lower = code.lower()
    return canonical_tag(FORMER.get(lower) or MEDIAWIKI.get(lower, code))


def fallbacks(tag: str) -> tuple[str, ...]:
    """Return the tags that serve a reader of `tag`, the best first, beginning with itself.

    1. The tag, shorter and shorter (RFC 4647, section 3.4), but by way of the script in which
       its region writes and of its CLDR parent where there is one: zh-TW, zh-Hant-TW, zh-Hant,
       zh; es-MX, es-419, es.
    2. For each of these in turn what is nearly the same in writing, and so on (`NEAR`): nn, no,
       nb; arz, ar.
    3. For each of all these what its readers probably understand (`ALSO_READ`): nn, no, nb, da.

    A script that is not the usual one of its language ends the chain in CLDR: zh-Hant is not
    followed by zh. Here it is. Texts tagged `zh` do not say their script, and readers who can
    only half read them are better served than by a language that they do not know.

    A tag that CLDR and we do not know has itself and its shorter forms. Raises LanguageError.
    """
    near = _grown(_ancestors(canonical_tag(tag)), NEAR)
    return _grown(near, _READ)


def negotiate(available: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the tag of `available` that serves a reader best.

    `available` holds one canonical tag or more, the default first. `wanted` holds the reader's
    languages, the best first, as BCP 47 tags or MediaWiki codes; what is neither is passed
    over. In a first round each is tried in the order of its `fallbacks` as far as step 2, and
    each language on that way also by any sister in the same script (pt finds pt-BR). Step 3
    waits for a second round: a language that somebody asked for goes before one that we guess.

    If none is there, the default serves.
    """
    tags = list(_tags(wanted))
    chains = [_grown(_ancestors(tag), NEAR) for tag in tags]
    chains += [fallbacks(tag) for tag in tags]
    for chain in chains:
        # The steps in one language, and then the next: pt-AO, pt-PT, pt.
        for _language, steps in groupby(chain, key=lambda step: _parts(step)[0]):
            found = _find(available, tuple(steps))
            if found is not None:
                return found
    return available[0]


def direction(tag: str) -> str:
    """Return "rtl" or "ltr", the direction in which a language is written.

    The script decides: the one that the tag names (az-Arab, ku-Latn), else the one in which its
    region usually writes it (pa-PK), else that of the language. Anything that is no tag runs
    left to right.
    """
    language, script, _region = _parts(tag)
    if not script and language in RIGHT_TO_LEFT:
        return "rtl"
    return "rtl" if (script or _likely_script(tag)) in RIGHT_TO_LEFT_SCRIPTS else "ltr"


def autonym(tag: str) -> str:
    """Return what a language calls itself ("日本語"), or the tag itself if nobody knows."""
    if tag in _AUTONYMS:
        return _AUTONYMS[tag]
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415  Slow to import, rarely needed.

    try:
        locale = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return tag
    return locale.get_display_name() or tag


_READ: Final = MappingProxyType(
    {tag: NEAR.get(tag, ()) + ALSO_READ.get(tag, ()) for tag in sorted({*NEAR, *ALSO_READ})}
)


def _tags(wanted: Sequence[str]) -> Iterator[str]:
    for code in wanted:
        try:
            yield bcp47(code)
        except LanguageError:
            continue


def _grown(tags: Iterable[str], neighbours: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the tags, and all that leads on from them by way of neighbours, each once."""
    found = dict.fromkeys(tags)
    pending = list(found)
    while pending:
        for other in neighbours.get(pending.pop(0), ()):
            # Danes read Norwegian and Norwegians Danish; who was met already leads nowhere.
            fresh = [step for step in _ancestors(other) if step not in found]
            found.update(dict.fromkeys(fresh))
            pending += fresh
    return tuple(found)


def _find(available: Sequence[str], steps: Sequence[str]) -> str | None:
    """Return the first step that is available, or else a sister of the first step."""
    for step in steps:
        if step in available:
            return step
    language, script = _parts(steps[0])[0], _written_script(steps[0])
    for candidate in available:
        candidate_script = _written_script(candidate)
        same_script = not script or not candidate_script or script == candidate_script
        if _parts(candidate)[0] == language and same_script:
            return candidate
    return None


def _ancestors(tag: str) -> Iterator[str]:
    """Yield a canonical tag and its parents, down to a language without anything."""
    seen: set[str] = set()
    step = tag
    while step and step not in seen:
        yield step
        seen.add(step)
        step = _parent(step)


def _parent(tag: str) -> str:
    """Return the next wider tag, or "" after the last."""
    parents, likely = _cldr()
    if tag in parents:
        return parents[tag]
    language, script, region = _parts(tag)
    # zh-TW goes by way of zh-Hant-TW; en-GB does not go by way of en-Latn-GB.
    if not script and tag == f"{language}-{region}":
        there = likely.get(tag, "")
        if there and there != likely.get(language, ""):
            return f"{language}-{there}-{region}"
    shorter = tag.rpartition("-")[0]
    # A single letter introduces an extension; it goes with it (RFC 4647, section 3.4).
    return shorter[:-2] if shorter[-2:-1] == "-" else shorter


def _written_script(tag: str) -> str:
    """Return the script that a tag names or its region writes; "" for a language alone."""
    _language, script, region = _parts(tag)
    return script or (_likely_script(tag) if region else "")


def _likely_script(tag: str) -> str:
    language, _script, region = _parts(tag)
    _parents, likely = _cldr()
    return likely.get(f"{language}-{region}") or likely.get(language, "")


@lru_cache(maxsize=1_024)  # Bounded: strangers send tags.
def _parts(tag: str) -> tuple[str, str, str]:
    """Return language, script and region of a tag; "" where one is not named."""
    match = _TAG.fullmatch(tag.lower())
    if match is None:
        return tag.lower(), "", ""
    script, region = match["script"] or "", match["region"] or ""
    return match["language"], script.title(), region.upper()


@cache
def _cldr() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Return parents by tag, and likely scripts by language or language and region."""
    from babel.core import get_global  # noqa: PLC0415  Slow to import, and few need it.

    parents = {
        child.replace("_", "-"): parent.replace("_", "-")
        for child, parent in get_global("parent_exceptions").items()
    }
    likely = {}
    for tag, full in get_global("likely_subtags").items():
        _language, script, _region = full.split("_")[:3]
        likely[tag.replace("_", "-")] = script
    return parents, likely
