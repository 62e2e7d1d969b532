"""Contact details: e-mail addresses and telephone numbers that stand inside a text.

Evidence is published for ever, so what reaches a person must not slip in with it.
Numbers are many things: days, books, revisions of a page.  Therefore a number counts
only if it is written as people write telephone numbers, and in a web address only if
it is written with its country.  Names and street addresses are not looked for.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from verifier.openbadges.values import is_address

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["are_in"]

_LOCAL_END: Final = re.compile(r"[\w.+%-]")
_DOMAIN: Final = re.compile(r"(?:[\w-]{1,63}\.){1,9}[^\W\d_]{2,63}")

# Each repetition is bounded: from every place of a long text little is looked at.
_SEPARATED: Final = r"(?:[ ()./-]{0,3}\d)"
_WITH_COUNTRY: Final = re.compile(rf"(?<![\w+])(?:\+|00){_SEPARATED}{{7,15}}(?!\d)")
_AT_HOME: Final = re.compile(rf"(?<![\w/.=-])\(?0{_SEPARATED}{{8,14}}(?![ ./-]?\d)")
_NORTH_AMERICAN: Final = re.compile(r"(?<![\w/.=-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\w)")
_LABELS: Final = (
    *("phone", "tel", "telefon", "telefono", "téléphone", "telefone", "mobile", "cell", "handy"),
    *("whatsapp", "simu", "fax", "celular", "móvil", "teléfono", "телефон", "тел"),
    *("هاتف", "الهاتف", "جوال", "الجوال", "تلفن", "טלפון", "電話", "携帯", "电话", "手机", "전화"),
)
_LABELLED: Final = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(_LABELS)})[^\w+]{{0,4}}\+?\(?\d{_SEPARATED}{{6,14}}", re.IGNORECASE
)
_LINKED: Final = re.compile(r"(?:\bwa\.me/|\btel:|[?&]phone=)\+?\d{7}", re.IGNORECASE)

# Numbers of other kinds, which may begin with 0 as well.
_OTHER_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?!\d)"
    r"|\bIS[BS]N[:\s]{0,2}[\dX-]{8,17}"
    r"|(?<!\d)\d{4}-\d{4}-\d{4}-\d{3}[\dX]",
    re.IGNORECASE,
)
_WEB_ADDRESS: Final = re.compile(r"https?://\S{1,2048}", re.IGNORECASE)


def are_in(text: str) -> bool:
    """Return whether an e-mail address or a telephone number stands anywhere in *text*.

    Digits and signs may be those of any script, and characters of an address may be
    percent-encoded.
    """
    plain = unicodedata.normalize("NFKC", text)
    if any(_e_mails(unquote(plain))):
        return True
    if is_address(plain.strip()):
        return _is_in_address(plain)
    addresses = _WEB_ADDRESS.findall(plain)
    words = _OTHER_NUMBERS.sub(";", _WEB_ADDRESS.sub(";", plain))
    return any(map(_is_in_address, addresses)) or any(
        pattern.search(words)
        for pattern in (_WITH_COUNTRY, _AT_HOME, _NORTH_AMERICAN, _LABELLED, _LINKED)
    )


def _is_in_address(address: str) -> bool:
    """Return whether a web address holds a telephone number; most of its numbers are none."""
    address = unquote(address)
    with_country = re.search(r"\+\d{8,15}(?!\d)", address)
    return with_country is not None or _LINKED.search(address) is not None


def _e_mails(text: str) -> Iterator[int]:
    """Yield where the @ of each e-mail address stands."""
    at = text.find("@")
    while at != -1:
        # Without a letter before it, it is the handle of an account: @amina, example.org/@amina.
        if at and _LOCAL_END.match(text[at - 1]) and _DOMAIN.match(text, at + 1):
            yield at
        at = text.find("@", at + 1)
