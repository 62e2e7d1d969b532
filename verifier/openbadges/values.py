"""The kinds of value that properties have (Open Badges 2.0, its data types).

Each `is_…` function answers for one value, a list being none.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias, TypeGuard

    Kind: TypeAlias = Callable[[object], bool]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f\\<>\"]+")

_UUID = re.compile(
    r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII
)
"""A UUID of any version, or of none (RFC 9562, section 4)."""

_URL = re.compile(
    r"[Hh][Tt][Tt][Pp][Ss]?://(?:[A-Za-z0-9._~%-]+(?::[A-Za-z0-9._~!$&'()*+,;=:%-]*)?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_][A-Za-z0-9._-]*)(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>[/?#][^\s\x00-\x1f\x7f\\<>\"]*)?"
)
"""Of the letters of an IRI only: whatever fits this fits `_IRI` as well.

Without IGNORECASE, for which the Kelvin sign is a k.
"""

_USUAL_URL = re.compile(
    r"https?://[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?!\.))*(?:/[^\s\x00-\x1f\x7f\\<>\"%]*)?"
)
"""What nearly all addresses are: a name without a port, and nothing escaped.

Whatever fits this fits `_URL`, and the checks that follow it.
"""

_AUTHORITY = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://[^/?#]*")

_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")

_MAX_PORT = 65535

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}")

_TELEPHONE = re.compile(r"\+?[1-9][0-9]{1,14}(?:;ext=[0-9]+)?")

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")

_TWO_LETTER_LANGUAGES = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs"
    " cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha"
    " he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ja ji jv jw ka kg ki kj"
    " kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr"
    " ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro"
    " ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl"
    " tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
)
"""The languages that IANA's registry writes with two letters."""

_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
"""RFC 5646, section 2.1, without the tags that name no language."""

_TIME = re.compile(
    r"(?P<date>[0-9]{4}-?(?:[0-9]{2}-?[0-9]{2}|W[0-9]{2}-?[0-9]|[0-9]{3}))T"
    r"(?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})"
    r"(?:[.,](?P<fraction>[0-9]+))?)?)?"
    r"(?:Z|(?P<sign>[+-])(?P<offset_hour>[0-9]{2}):?(?P<offset_minute>[0-5][0-9])?)"
)

_USUAL_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
"""What nearly everybody writes, and Python reads fast."""

_MIDNIGHT_AFTER = 24

_DATA_PICTURE = re.compile(
    r"data:image/(?:png|svg\+xml)(?:;[A-Za-z0-9._-]+=[^;,]*)*(?P<base64>;base64)?,(?P<data>.*)",
    re.IGNORECASE | re.ASCII | re.DOTALL,
)


def is_text(value: object) -> TypeGuard[str]:
    """Return whether *value* is a JSON string; an empty one is."""
    return isinstance(value, str)


def is_boolean(value: object) -> bool:
    """Return whether *value* is true or false."""
    return isinstance(value, bool)


def is_text_or_number(value: object) -> bool:
    """Return whether *value* is text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def is_object(value: object) -> bool:
    """Return whether *value* is a JSON object."""
    return isinstance(value, dict)


def is_identifier(value: object) -> TypeGuard[str]:
    """Return whether *value* is an absolute IRI; a blank node (`_:b0`) is none."""
    if not isinstance(value, str):
        return False
    start = value[:9].lower()
    if start.startswith(("http:", "https:")):
        return is_address(value)
    if start == "urn:uuid:":
        return _UUID.fullmatch(value) is not None
    return _IRI.fullmatch(value) is not None


def is_node(value: object) -> TypeGuard[str]:
    """Return whether *value* names a node within a document: an IRI or a blank node."""
    return isinstance(value, str) and (value.startswith("_:") or is_identifier(value))


def is_address(value: object) -> TypeGuard[str]:
    """Return whether *value* is an absolute http or https URL, its host in ASCII."""
    if not isinstance(value, str):
        return False
    if _USUAL_URL.fullmatch(value):
        return True
    found = _URL.fullmatch(value)
    if found is None:
        return False
    host, port, rest = found.group("host", "port", "rest")
    return (
        (port is None or int(port) <= _MAX_PORT)
        and _is_host_or_ip(host)
        and (rest is None or "%" not in rest or _BAD_ESCAPE.search(rest) is None)
    )


def is_picture_address(value: object) -> TypeGuard[str]:
    """Return whether *value* is the address of a picture, which is any address."""
    return is_address(value)


def is_picture(value: object) -> TypeGuard[str]:
    """Return whether *value* is the address of a picture, or a PNG or SVG as a data: address."""
    return is_address(value) or is_embedded_picture(value)


def is_embedded_picture(value: object) -> TypeGuard[str]:
    """Return whether *value* is a PNG or SVG as a data: address (RFC 2397).

    Its letters are decoded, the picture itself is not.
    """
    found = _DATA_PICTURE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    if not found["base64"]:
        return _BAD_ESCAPE.search(found["data"]) is None
    try:
        return base64.b64decode(unquote(found["data"]), validate=True) != b""
    except (binascii.Error, ValueError):
        return False


def is_host(value: object) -> TypeGuard[str]:
    """Return whether *value* is a registered host name with a dot: no port, no IP address."""
    return isinstance(value, str) and _HOST.fullmatch(value) is not None


def is_email(value: object) -> TypeGuard[str]:
    """Return whether *value* looks like an e-mail address."""
    return isinstance(value, str) and _EMAIL.fullmatch(value) is not None


def is_telephone(value: object) -> TypeGuard[str]:
    """Return whether *value* is a telephone number as of E.164."""
    return isinstance(value, str) and _TELEPHONE.fullmatch(value) is not None


def is_language(value: object) -> TypeGuard[str]:
    """Return whether *value* is a well-formed language tag (BCP 47).

    Languages of two letters are looked up.  Whether the other parts are
    registered is not checked: the registry grows by several a month.
    """
    found = _LANGUAGE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return False
    language = found["language"].lower()
    return len(language) > len("en") or f" {language} " in _TWO_LETTER_LANGUAGES


def is_time(value: object) -> TypeGuard[str]:
    """Return whether *value* is a date and time with a time zone (ISO 8601)."""
    return isinstance(value, str) and read_time(value) is not None


def read_time(text: str) -> datetime | None:
    """Return the instant that *text* names, or None when it is not written as ISO 8601 wants.

    Calendar, week and ordinal dates, with or without separators; seconds and
    minutes may be absent; 24:00 is the midnight after.  A time without a zone is
    no instant, and neither is a leap second for Python.  Fractions finer than
    microseconds are cut off.
    """
    if _USUAL_TIME.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass  # 24:00:00 for one: slower, and with more care.
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    # ISO 8601 knows no negative zero, in which RFC 3339 hides "zone unknown".
    if found["sign"] == "-" and not int(found["offset_hour"] + (found["offset_minute"] or "")):
        return None
    try:
        return _instant(found)
    except (ValueError, OverflowError):
        return None


def _instant(found: re.Match[str]) -> datetime:
    offset = timedelta(
        hours=int(found["offset_hour"] or 0), minutes=int(found["offset_minute"] or 0)
    )
    zone = timezone(-offset if found["sign"] == "-" else offset)
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    fraction = int((found["fraction"] or "0").ljust(6, "0")[:6])
    day = _day(found["date"])
    if (hour, minute, second, fraction) == (_MIDNIGHT_AFTER, 0, 0, 0):
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute, second, fraction, zone))


def _day(text: str) -> date:
    ordinal = re.fullmatch(r"([0-9]{4})-?([0-9]{3})", text)
    if ordinal is None:
        return date.fromisoformat(text)
    day = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
    if day.year != int(ordinal[1]) or ordinal[2] == "000":
        raise ValueError("There is no such day in that year.")
    return day


def authority(address: str) -> tuple[str, int | None]:
    """Return the host of *address* in lower case, and its port unless it is the scheme's own.

    What is no http or https URL has no host.
    """
    found = _URL.fullmatch(address)
    if found is None:
        return ("", None)
    host, port = found.group("host", "port")
    usual = 443 if address[4:5] in "sS" else 80
    return (host.strip("[]").lower(), None if port is None or int(port) == usual else int(port))


def canonical(identifier: str) -> str:
    """Return *identifier* with whatever has no case in lower case: a UUID, a scheme, a host."""
    if identifier[:9].lower() == "urn:uuid:":
        return identifier.lower()
    found = _AUTHORITY.match(identifier)
    # The name and password before an @ do have case.
    if found is None or "@" in found[0]:
        return identifier
    return found[0].lower() + identifier[found.end() :]


def same_identifier(one: str, other: str) -> bool:
    """Return whether two IRIs name the same thing.

    A UUID is one in either case (RFC 9562), and so are a scheme and a host; a
    path is not.
    """
    return one == other or canonical(one) == canonical(other)


def has_dot_segments(address: str) -> bool:
    """Return whether the path of *address* has a segment "." or "..", also if escaped.

    Such an address is read from elsewhere than its first letters tell.
    """
    path = unquote(urlsplit(address).path)
    return any(segment in {".", ".."} for segment in re.split(r"[/\\]", path))


def _is_host_or_ip(host: str) -> bool:
    if not host.startswith("["):
        return ".." not in host
    try:
        ipaddress.IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True
