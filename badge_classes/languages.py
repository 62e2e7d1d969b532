"""Languages: tags, which one a reader gets, which way it runs and what it calls itself.

Tags are BCP 47 (RFC 5646) in their canonical spelling: `en`, `pt-BR`, `zh-Hant`. MediaWiki has
codes of its own for some languages; `bcp47` turns them into tags where they enter.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["LanguageError", "autonym", "bcp47", "canonical_tag", "direction", "negotiate"]

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

# MediaWiki codes that are not the tag of their language; all others only differ in case.
_MEDIAWIKI: Final[Mapping[str, str]] = MappingProxyType(
    {
        "als": "gsw",
        "bat-smg": "sgs",
        "be-x-old": "be-tarask",
        "cbk-zam": "cbk-x-zam",
        "crh-ro": "crh-Latn-RO",
        "de-formal": "de-x-formal",
        "eml": "egl",
        "en-rtl": "en-x-rtl",
        "es-formal": "es-x-formal",
        "fiu-vro": "vro",
        "hu-formal": "hu-x-formal",
        "map-bms": "jv-x-bms",
        "mo": "ro-Cyrl-MD",
        "nl-informal": "nl-x-informal",
        "no": "nb",
        "nrm": "nrf",
        "roa-rup": "rup",
        "roa-tara": "nap-x-tara",
        "simple": "en-simple",
        "sr-ec": "sr-Cyrl",
        "sr-el": "sr-Latn",
        "zh-classical": "lzh",
        "zh-cn": "zh-Hans-CN",
        "zh-hk": "zh-Hant-HK",
        "zh-min-nan": "nan",
        "zh-mo": "zh-Hant-MO",
        "zh-my": "zh-Hans-MY",
        "zh-sg": "zh-Hans-SG",
        "zh-tw": "zh-Hant-TW",
        "zh-yue": "yue",
    }
)

# Where the base language of a tag is not enough: readers of the left read the right.
_ALSO_READ: Final[Mapping[str, str]] = MappingProxyType(
    {
        "aeb": "ar",
        "ary": "ar",
        "arz": "ar",
        "gsw": "de",
        "nb": "no",
        "nn": "nb",
        "no": "nb",
        "pnb": "ur",
        "yue": "zh-Hant",
        "lzh": "zh-Hant",
        "nan": "zh-Hant",
        "wuu": "zh-Hans",
    }
)

_RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(
    {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
)

# Languages of Wikimedia projects that are written from right to left unless a script is named.
_RIGHT_TO_LEFT: Final = frozenset(
    {"aeb", "ar", "arc", "ary", "arz", "azb", "bcc", "bgn", "bqi", "ckb", "dv", "fa", "glk"}
    | {"he", "khw", "ks", "lki", "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps", "rhg", "sd"}
    | {"sdh", "skr", "syr", "ug", "ur", "yi"}
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
    return canonical_tag(_MEDIAWIKI.get(code.lower(), code))


def negotiate(available: Sequence[str], wanted: Sequence[str]) -> str:
    """Return the tag of `available` that serves a reader best.

    `available` holds one canonical tag or more, the default first. `wanted` holds the reader's
    languages, the best first, as BCP 47 tags or MediaWiki codes; what is neither is passed
    over. Each wanted language is tried in full before the next:

    1. exactly as it is;
    2. shorter and shorter (zh-Hant-HK, zh-Hant, zh), as RFC 4647, section 3.4, looks up;
    3. any that shares its base language and does not name another script (pt finds pt-BR);
    4. the language that its readers also read (arz finds ar).

    If none is there, the default serves.
    """
    for code in wanted:
        try:
            tag = bcp47(code)
        except LanguageError:
            continue
        for candidate in _chain(tag):
            found = _find(available, candidate)
            if found is not None:
                return found
    return available[0]


def direction(tag: str) -> str:
    """Return "rtl" or "ltr", the direction in which a language is written.

    The script decides where the tag names one (az-Arab, ku-Latn), else the language.
    Anything that is no tag runs left to right.
    """
    language, script = _language_and_script(tag)
    if script:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if language in _RIGHT_TO_LEFT else "ltr"


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


def _chain(tag: str) -> Iterator[str]:
    """Yield a tag, and then what its readers also read; at most one step away."""
    yield tag
    language, _script = _language_and_script(tag)
    if language in _ALSO_READ:
        yield _ALSO_READ[language]


def _find(available: Sequence[str], tag: str) -> str | None:
    shorter = tag
    while shorter:
        if shorter in available:
            return shorter
        shorter = shorter.rpartition("-")[0]
        if shorter[-2:-1] == "-":  # A single letter introduces an extension; it goes with it.
            shorter = shorter[:-2]
    language, script = _language_and_script(tag)
    for candidate in available:
        candidate_language, candidate_script = _language_and_script(candidate)
        same_script = not script or not candidate_script or script == candidate_script
        if candidate_language == language and same_script:
            return candidate
    return None


def _language_and_script(tag: str) -> tuple[str, str]:
    """Return the language and the script of a tag; the script is "" where none is named."""
    match = _TAG.fullmatch(tag.lower())
    if match is None:
        return tag.lower(), ""
    return match["language"], (match["script"] or "").title()
