"""Names and hosts that a reader can take for others.

Texts are compared by what is left when case, spaces, accents and the choice between letters
that look the same do not count.  The tables have the scripts whose letters pass for Latin ones,
and not every sign that somebody could draw a letter with: what they miss lacks a warning, and
no verdict rests on one.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache
from itertools import accumulate
from typing import Final


class Likeness(IntEnum):
    """How easily one text is taken for the other; RESEMBLING is worth a hint, ALIKE a warning."""

    NONE = 0
    RESEMBLING = 1
    ALIKE = 2


_MOST_HOST: Final = 253  # Characters (RFC 1035, section 3.1).

_RESEMBLING: Final = 0.85
"""How much of two host names is the same when one reminds of the other."""

_LEAST_LETTERS: Final = 5
"""Of what is looked for within longer names, or with one wrong letter: less stands in many."""


def _table(*pairs: str) -> dict[int, str]:
    """Return a table for `str.translate`; in each pair stand a letter and what it passes for."""
    return {ord(pair[0]): pair[1] for line in pairs for pair in line.split()}


# Greek, Cyrillic, Armenian, Cherokee. A capital Nu is an N, and a small one passes for a v.
_CAPITALS: Final = _table(
    "ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC",
    "АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ԚQ ԜW ҺH ЬB",
    "ՍU ՏS ՕO ᎠD ᎡR ᎢT ᎪA ᎫJ ᎬE ᎳW ᎷM ᎻH ᏀG ᏃZ ᏚS ᏙV ᏞL ᏟC ᏢP ᏦK",
)
_SMALL: Final = _table(
    "αa βb γy εe ηn ιl κk νv οo ρp σo τt υu χx ωw ϲc ϳj",
    "аa вb еe кk мm нh оo пn рp сc тt уy хx ѕs іl јj ԁd һh ԛq ԝw гr ьb ѵv",
    "հh ոn սu օo ցg զq ɑa ɩl ꞁl 0o 1l |l il 5s $s @a",
)
_TOGETHER: Final = (("rn", "m"), ("vv", "w"))

_LATIN: Final = re.compile(
    r"(?:.*\bLATIN (?:\w+ )*|REGIONAL INDICATOR SYMBOL )LETTER "
    r"(?:SMALL CAPITAL |SCRIPT |DOTLESS )?([A-Z])(?: WITH .*)?"
)
"""What Unicode calls a letter with a stroke or a hook, in small capitals or in a box."""

_LOOKED_AT: Final = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE"})


def of_names(theirs: str, ours: str) -> Likeness:
    """Return whether somebody who calls himself *theirs* can be taken for *ours*.

    He can if *ours* stands in his name as words of their own, such as "… (official)".  One
    other letter tells neighbours apart, unless the scripts of the letters are mixed as well.
    """
    words, own = _words(theirs), "".join(_words(ours))
    whole = "".join(words)
    if not own or not whole:
        return Likeness.NONE
    if whole == own:
        return Likeness.ALIKE
    if len(own) < _LEAST_LETTERS:
        return Likeness.NONE
    if _ends_within(words, own):
        return Likeness.ALIKE
    if _is_one_edit(whole, own):
        is_mixed = len(_scripts(theirs)) > max(1, len(_scripts(ours)))
        return Likeness.ALIKE if is_mixed else Likeness.RESEMBLING
    return Likeness.RESEMBLING if own in whole else Likeness.NONE


def of_hosts(theirs: str, ours: str) -> Likeness:
    """Return whether the host *theirs* can be taken for *ours*; both in their own letters.

    A host within the other, or around it, is nobody else's.  Where the last label alone
    differs, the two are often the same organisation in two countries.
    """
    theirs, ours = theirs.lower(), ours.lower()
    if not theirs or not ours or f".{theirs}".endswith(f".{ours}") or ours.endswith(f".{theirs}"):
        return Likeness.NONE
    if len(theirs) > _MOST_HOST or theirs.startswith(f"{ours}."):
        return Likeness.ALIKE
    words, own = _words(theirs), "".join(_words(ours))
    whole = "".join(words)
    ends = _ends_within(words, own) if len(own) >= _LEAST_LETTERS else set()
    if whole == own or ends - {len(whole)} or _has_one_wrong_label(theirs, ours):
        return Likeness.ALIKE
    is_close = SequenceMatcher(None, whole, own).ratio() >= _RESEMBLING
    return Likeness.RESEMBLING if ends or is_close else Likeness.NONE


def _has_one_wrong_label(theirs: str, ours: str) -> bool:
    """Return whether one label, not the last, has one edit, and the others look the same."""
    labels, own = (["".join(_words(one)) for one in host.split(".")] for host in (theirs, ours))
    if len(labels) != len(own) or labels[-1] != own[-1]:
        return False
    other = [pair for pair in zip(labels, own, strict=True) if pair[0] != pair[1]]
    return len(other) == 1 and min(map(len, other[0])) >= _LEAST_LETTERS and _is_one_edit(*other[0])


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of *text*, each with one spelling for all that looks the same."""
    letters = [_latin(letter) for letter in unicodedata.normalize("NFKD", text)]
    folded = "".join(letters).translate(_CAPITALS).casefold().translate(_SMALL)
    parts = (letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded)
    words = []
    for word in "".join(parts).split():
        for pair, single in _TOGETHER:
            word = word.replace(pair, single)  # noqa: PLW2901 - one after the other
        words.append(word)
    return tuple(words)


def _latin(letter: str) -> str:
    """Return the Latin letter that *letter* is drawn from, nothing for a mark, or *letter*."""
    if letter.isascii():
        return letter
    if _is_unseen(letter):
        return ""
    match = _LATIN.fullmatch(unicodedata.name(letter, ""))
    return match[1] if match else letter


def _is_unseen(letter: str) -> bool:
    """Return whether a word stays the same word without *letter*: an accent, a hidden sign.

    The vowels of Indic scripts and of Thai, and the voicing of kana, make another word
    (Unicode, section 4.3: their classes are 0, 7 to 9, and 84 to 132).
    """
    among = unicodedata.combining(letter)
    is_accent = among == 1 or 10 <= among <= 36 or among >= 200  # noqa: PLR2004 - Unicode's classes
    hidden = unicodedata.category(letter) in {"Cf", "Me"} or "VARIATION SELECTOR" in (
        unicodedata.name(letter, "")
    )
    return is_accent or hidden


def _scripts(text: str) -> set[str]:
    """Return in which of the scripts that look alike *text* has letters."""
    plain = unicodedata.normalize("NFKC", text)
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in plain} & _LOOKED_AT


def _ends_within(words: tuple[str, ...], own: str) -> set[int]:
    """Return where *own* ends in *words* without the spaces, if it is one or some of them."""
    whole = "".join(words)
    edges = {0, *accumulate(map(len, words))}
    return {at + len(own) for at in edges if whole.startswith(own, at)} & edges


def _is_one_edit(one: str, other: str) -> bool:
    """Return whether one letter more, less or other, or two exchanged, make them the same."""
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])  # noqa: PLR2004 - two of them
