"""Facts about languages that no library of ours knows; `languages` says what is done with them.

MEDIAWIKI lists the codes of MediaWiki that are not the BCP 47 tag of their language. Source:
`LanguageCode` of MediaWiki core and https://meta.wikimedia.org/wiki/Special_language_codes,
in their state of 2026.

NEAR and ALSO_READ say what people who read one language can read as well. The source is the
pairs of `languageMatch`, type "written", in the Unicode Common Locale Data Repository
(languageInfo.xml, Unicode License v3), of which we took a selection: NEAR those of 96 per cent
and more, ALSO_READ the others. The varieties of Arabic and Chinese in NEAR are ours.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ALSO_READ",
    "FORMER",
    "MEDIAWIKI",
    "NEAR",
    "RIGHT_TO_LEFT",
    "RIGHT_TO_LEFT_SCRIPTS",
]

FORMER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "als": "gsw",
        "bat-smg": "sgs",
        "be-x-old": "be-tarask",
        "fiu-vro": "vro",
        "mo": "ro-Cyrl-MD",
        "no": "nb",
        "roa-rup": "rup",
        "zh-classical": "lzh",
        "zh-min-nan": "nan",
        "zh-yue": "yue",
    }
)
"""Codes that MediaWiki has given up, though wikis keep their addresses."""

MEDIAWIKI: Final[Mapping[str, str]] = MappingProxyType(
    {
        "cbk-zam": "cbk",
        "crh-ro": "crh-Latn-RO",
        "de-formal": "de-x-formal",
        "eml": "egl",
        "en-rtl": "en-x-rtl",
        "es-formal": "es-x-formal",
        "hu-formal": "hu-x-formal",
        "kk-cn": "kk-Arab-CN",
        "kk-tr": "kk-Latn-TR",
        "map-bms": "jv-x-bms",
        "nl-informal": "nl-x-informal",
        "nrm": "nrf",
        "roa-tara": "nap-x-tara",
        "simple": "en-simple",
        "sr-ec": "sr-Cyrl",
        "sr-el": "sr-Latn",
        "zh-cn": "zh-Hans-CN",
        "zh-hk": "zh-Hant-HK",
        "zh-mo": "zh-Hant-MO",
        "zh-my": "zh-Hans-MY",
        "zh-sg": "zh-Hans-SG",
        "zh-tw": "zh-Hant-TW",
    }
)
"""Codes in use. One that stands in neither table differs from its tag in capital letters only."""

# By the language that is read, so that each line can be checked against its source.
_NEAR: Final = {
    "ar": "aeb apc ary arz",
    "bs": "hr sh sr",
    "de": "gsw lb",
    "hr": "bs sh sr",
    "nb": "nn no",
    "no": "nb nn",
    "sr": "sh",
    "sr-Cyrl": "sr-Latn",
    "sr-Latn": "sr-Cyrl",
    "zh-Hans": "gan hak wuu",
    "zh-Hant": "lzh nan yue",
}
_ALSO_READ: Final = {
    "ar": "ckb",
    "da": "fo nb no",
    "de": "rm",
    "en": (
        "ach ak am bem bn chr cy ee eo ga gaa gd ha haw ia ig is ka km kn kri lg lo loz mfe mi "
        "ml mt my ne nso ny nyn om or pa pcm ps rn sd si sn so sq st sw ta te ti tn to tum ur xh "
        "yi yo zu"
    ),
    "es": "ay eu gl gn qu",
    "fi": "et",
    "fil": "ceb",
    "fr": "br co crs ht kg ln lua mg oc rw wo",
    "hi": "bh gu mr sa",
    "id": "jv ms su",
    "it": "la",
    "nb": "da",
    "nl": "af fy",
    "no": "da",
    "ru": "ab az be hy kk ky mn tg tk tt uz",
    "tr": "ku",
}


def _by_reader(readers_of: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """Return what is read by readers of each language, in the order of the table."""
    found: dict[str, tuple[str, ...]] = {}
    for other, readers in readers_of.items():
        for reader in readers.split():
            found[reader] = (*found.get(reader, ()), other)
    return MappingProxyType(found)


NEAR: Final = _by_reader(_NEAR)
"""What serves a reader nearly as well as the language asked for."""

ALSO_READ: Final = _by_reader(_ALSO_READ)
"""What a reader probably understands: a guess, for want of anything that was asked for."""

# Property Bidi_Class of the Unicode Character Database; scripts that somebody writes today.
RIGHT_TO_LEFT_SCRIPTS: Final = frozenset(
    {"Adlm", "Arab", "Gara", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
    | {"Yezi"}
)

# Languages of Wikimedia projects that the repository does not know, or knows in another script.
RIGHT_TO_LEFT: Final = frozenset({"arc", "bcc", "pnb", "prs"})
