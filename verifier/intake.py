"""What somebody hands in: an address, a signed text, JSON, or a picture with one of these.

Addresses are followed and pictures opened until a statement is found.  Whether
it is true is not asked here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, TypeAlias

from .errors import InvalidBadge
from .openbadges import json_text, jws, png, svg, values
from .reading import GONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .openbadges.jws import UnverifiedJws
    from .reading import Reading

MAX_BYTES = png.MAX_PICTURE_BYTES

MAX_STEPS = 4
"""An address of a picture that holds an address is three."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*")
_JSON = re.compile(r'[{\["]|(?:null|true|false|-?[0-9][0-9.eE+-]*)\Z')
# Possessive, so that a long text which is none costs no memory for the way back.
_JWS = re.compile(r"[A-Za-z0-9_=-]++(?:\.[A-Za-z0-9_=-]*+)++")
_SVG = re.compile(r"<(?:[\w.-]+:)?svg(?:[\s/>]|\Z)")
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)

BUNDLE = "OpenBadgeBundle"
"""The type of an offline bundle, which `verifier.bundle` opens: it holds a badge and is none."""

_BADGE_MEMBERS = {"@context", "badge", "recipient", "type"}


class Form(Enum):
    """What a text or file is."""

    ADDRESS = auto()
    JWS = auto()
    JSON = auto()
    PNG = auto()
    SVG = auto()


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A signed text, its signature unchecked, and the JSON object that was signed."""

    jws: UnverifiedJws
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class HostedStatement:
    """The address of a JSON document."""

    address: str


@dataclass(frozen=True, slots=True)
class LooseStatement:
    """A JSON object without its address: a copy, which proves nothing."""

    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Inside:
    text: str


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    address: str


Statement: TypeAlias = SignedStatement | HostedStatement | LooseStatement


def find(badge: str | bytes, reading: Reading) -> Statement | None:
    """Return the statement that *badge* is or leads to, or None with a finding.

    Raises InvalidBadge when *badge* itself is none.  What goes wrong at an address
    is a finding, because the address may have been right.
    """
    address = None
    for _ in range(MAX_STEPS):
        try:
            found = _open(badge)
        except InvalidBadge as error:
            if address is None:
                raise
            reading.refused(address, error)
            return None
        if isinstance(found, _Inside):
            badge = found.text
        elif isinstance(found, _Elsewhere):
            address = found.address
            answer = reading.answer(address)
            if answer is None:
                return None
            if answer.status == GONE or _is_json(answer.body):
                return HostedStatement(address)
            body = reading.body(address)
            if body is None:
                return None
            badge = body
        else:
            return found
    reading.undecided("input.in_circles", limit=str(MAX_STEPS))
    return None


def recognise(badge: str | bytes) -> tuple[Form, str]:
    """Return the form of *badge*, and its text without white space around it.

    For a PNG the text is empty.  Raises InvalidBadge for anything else.
    """
    if len(badge) > MAX_BYTES:
        raise InvalidBadge("input.too_large", limit=str(MAX_BYTES))
    if isinstance(badge, bytes) and badge.startswith(png.SIGNATURE):
        return Form.PNG, ""
    try:
        if isinstance(badge, str):
            text = badge
            text.encode()
        else:
            text = badge.decode("utf-8-sig")
    except UnicodeError:
        raise InvalidBadge("input.not_a_badge") from None
    text = text.strip()
    if not text:
        raise InvalidBadge("input.empty")
    for form, pattern in ((Form.JSON, _JSON), (Form.ADDRESS, _ADDRESS), (Form.JWS, _JWS)):
        if pattern.match(text) if form is Form.JSON else pattern.fullmatch(text):
            return form, text
    if text.startswith("<") and _SVG.search(text) and not _HTML.match(text):
        return Form.SVG, text
    raise InvalidBadge("input.not_a_badge")


def _open(badge: str | bytes) -> SignedStatement | LooseStatement | _Inside | _Elsewhere:
    form, text = recognise(badge)
    if form is Form.PNG and isinstance(badge, bytes):
        return _Inside(png.extract(badge))
    if form is Form.SVG:
        return _Inside(svg.extract(text.encode()))
    if form is Form.ADDRESS:
        if not values.is_address(text):
            raise InvalidBadge("address.unsupported", address=text)
        return _Elsewhere(text)
    if form is Form.JWS:
        signed = jws.read(text)
        return SignedStatement(signed, json_text.decode(signed.payload))
    document = json_text.decode(text.encode())
    if document.get("type") == BUNDLE:
        raise InvalidBadge("input.bundle")
    if _BADGE_MEMBERS.isdisjoint(document):
        raise InvalidBadge("input.not_a_badge")
    return LooseStatement(document)


def _is_json(body: bytes) -> bool:
    if len(body) > MAX_BYTES:
        # A list of revoked badges may be longer than a picture.
        return body[:16].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    try:
        return recognise(body)[0] is Form.JSON
    except InvalidBadge:
        return False
