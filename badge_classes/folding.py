"""Folding: what two spellings of the same word have in common, for search and never for show.

Hands leave out accents, vowel signs and capital letters, and keyboards offer several letters for
one. Folding removes these differences; who folds the question and the answer finds more. Distinct
letters stay distinct: か is not が, for the mark makes another sound of it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["folded", "words"]

# Marks that writers leave out at will. Marks of other scripts are part of their letters.
_OPTIONAL_MARKS: Final = re.compile(
    "["
    "\u0300-\u036f"  # Accents of Latin, Greek and Cyrillic letters.
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"  # Hebrew points.
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"  # Arabic.
    "\u0640"  # Tatweel, which only stretches an Arabic word.
    "\u00ad\u200b-\u200f\u2060\ufeff"  # Invisible: where to break, join or turn a line.
    "]"
)

# Letters that Unicode does not take apart, and that many keyboards lack or exchange.
_SAME: Final = str.maketrans(
    {
        # Arabic as it is written carelessly, and as Persian and Urdu keyboards type it.
        "ٱ": "ا",
        "ى": "ي",
        "ة": "ه",
        "ء": None,
        "ک": "ك",
        "ی": "ي",
        "ہ": "ه",
        "ۀ": "ه",
        # Latin.
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ŋ": "n",
        # Apostrophes, which stand inside of words.
        "'": None,
        "’": None,
        "ʼ": None,
        "ʻ": None,
    }
)


def folded(text: str) -> str:
    """Return *text* without what writers leave out; folding it again changes nothing."""
    # 1. Take letters apart, and drop the optional marks before case is looked at: the case of
    #    a Greek vowel with iota subscript depends on it.
    text = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFKD", text))
    # 2. Fold case. That can bring letters with marks again (ǰ), so take them apart again.
    text = unicodedata.normalize("NFKD", text.casefold())
    text = _OPTIONAL_MARKS.sub("", text).translate(_SAME)
    # 3. Digits of every script are those of ASCII.
    text = "".join(map(_digit, text))
    return unicodedata.normalize("NFC", text)


def words(text: str) -> tuple[str, ...]:
    """Return the words of a folded *text*: letters, digits and their marks, in order."""
    return tuple("".join(map(_letter_or_space, text)).split())


def _digit(character: str) -> str:
    number = unicodedata.decimal(character, None)
    return character if number is None else str(number)


def _letter_or_space(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LNM" else " "
