"""Badges in SVG pictures (Open Badges 2.0, "Baking", SVGs).

A baked SVG carries its assertion in an element `assertion` of the namespace
`http://openbadges.org`: in its attribute `verify`, or as its text.  Baking
splices that element in behind the root's start tag; every other byte of the file
stays as it was, so the drawing is still the one that somebody checked.

Only the XML is checked, and only for being well-formed UTF-8.  That a drawing is
harmless to show is for `badge_classes.artwork` to say.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from xml.parsers import expat

from ..errors import InvalidBadge

NAMESPACE = "http://openbadges.org"

MAX_PICTURE_BYTES = 4 * 1024 * 1024
MAX_ASSERTION_BYTES = 512 * 1024
"""The same limit as for a document that is fetched."""

# Names as expat gives them: namespace, space, local name.
_SVG = ("http://www.w3.org/2000/svg svg", "svg")
_ASSERTION = tuple(
    f"{namespace} assertion"
    for namespace in (
        NAMESPACE,
        f"{NAMESPACE}/",
        "https://openbadges.org",
        "https://openbadges.org/",
    )
)

# A start tag of well-formed XML.  The quantifiers are possessive, so that the
# time to match grows with the length of the tag and no faster.
_START_TAG = re.compile(rb"""<(?:[^>"']++|"[^"]*+"|'[^']*+')*+>""")

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold (XML 1.0, section 2.2)."""

_WHITE_SPACE = "\t\n\r "


def extract(picture: bytes) -> str:
    """Return the assertion in *picture*: a JWS, an address or JSON, unchecked.

    Where an element has both, the attribute `verify` counts and the text is
    not read: the attribute says how to prove the badge.  Raises InvalidBadge
    when the file is no SVG, has a DOCTYPE, or holds no assertion or several.
    """
    found = _Reading(picture).assertions
    if not found:
        raise InvalidBadge("svg.no_assertion")
    if len(found) > 1:
        raise InvalidBadge("svg.several_assertions")
    text = "".join(found[0].texts)
    assertion = found[0].verify.strip(_WHITE_SPACE) or text.strip(_WHITE_SPACE)
    if not assertion:
        raise InvalidBadge("svg.no_assertion")
    if len(assertion.encode()) > MAX_ASSERTION_BYTES:
        raise InvalidBadge("picture.assertion_too_large", limit=str(MAX_ASSERTION_BYTES))
    return assertion


def bake(picture: bytes, assertion: str) -> bytes:
    """Return *picture* with *assertion* in it, and with no other assertion.

    JSON becomes the text of the element, anything else its attribute `verify`.
    The same arguments always give the same bytes.  Raises InvalidBadge when
    *picture* cannot be read or its root is empty, and ValueError when
    *assertion* is empty, longer than MAX_ASSERTION_BYTES, has white space
    around it, or has characters that XML cannot hold.
    """
    element = _element(assertion)
    reading = _Reading(picture)
    root = reading.start_tag(reading.root)
    if root.endswith(b"/>"):
        raise InvalidBadge("svg.empty")
    behind_root = reading.root + len(root)
    pieces = [picture[:behind_root], element]
    start = behind_root
    for old in reading.assertions:
        pieces.append(picture[start : old.start])
        start = old.end
    pieces.append(picture[start:])
    return b"".join(pieces)


def _element(assertion: str) -> bytes:
    """Return the element that holds *assertion*, declaring its own namespace.

    The standard declares the prefix on the root.  Declared here it means the
    same (Namespaces in XML, section 6.1) and leaves the root's tag untouched.
    """
    from xml.sax import saxutils  # noqa: PLC0415 - it brings urllib, and who verifies does not bake

    if not 0 < len(assertion.encode()) <= MAX_ASSERTION_BYTES:
        raise ValueError(f"An assertion has 1 to {MAX_ASSERTION_BYTES} bytes.")
    if assertion != assertion.strip(_WHITE_SPACE) or _NOT_XML.search(assertion):
        raise ValueError("An assertion has no white space around it, and only characters of XML.")
    name = "openbadges:assertion"
    declared = f'<{name} xmlns:openbadges="{NAMESPACE}"'
    if assertion.startswith("{"):
        text = saxutils.escape(assertion, {"\r": "&#13;"})
        return f"{declared}>{text}</{name}>".encode()
    return f"{declared} verify={saxutils.quoteattr(assertion)}/>".encode()


@dataclass(slots=True)
class _Assertion:
    """An element that holds an assertion: it is `picture[start:end]`."""

    start: int
    verify: str
    end: int = 0
    texts: list[str] = field(default_factory=list)


class _Reading:
    """One pass of expat over a picture, noting where the assertions are."""

    def __init__(self, picture: bytes) -> None:
        """Read *picture*.  Raises InvalidBadge when it is not an SVG that we accept."""
        self.root = -1
        """Where the root's start tag begins, in bytes."""
        self.assertions: list[_Assertion] = []
        self._picture = picture
        self._depth_in_assertion = 0
        if len(picture) > MAX_PICTURE_BYTES:
            raise InvalidBadge("picture.too_large", limit=str(MAX_PICTURE_BYTES))
        # No XML in UTF-8 holds a NUL.  XML in UTF-16 does, and expat would follow it there.
        if b"\0" in picture:
            raise InvalidBadge("svg.malformed")
        self._parser = parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._characters
        parser.EndElementHandler = self._end
        try:
            parser.ParseFile(io.BytesIO(picture))
        except expat.ExpatError:
            raise InvalidBadge("svg.malformed") from None
        finally:
            # They know each other, so the megabytes of the one would stay as long as the other.
            del self._parser

    def start_tag(self, start: int) -> bytes:
        """Return the start tag that begins at byte *start*."""
        tag = _START_TAG.match(self._picture, start)
        if tag is None:  # pragma: no cover - expat has found a start tag here
            raise InvalidBadge("svg.malformed")
        return tag.group()

    def _doctype(self, *_declaration: object) -> None:
        """Refuse: entities can read local files, or grow to gigabytes."""
        raise InvalidBadge("svg.doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if self.root < 0:
            self.root = start
            if name not in _SVG:
                raise InvalidBadge("svg.not_svg")
        if self._depth_in_assertion:
            self._depth_in_assertion += 1
            if name in _ASSERTION:
                raise InvalidBadge("svg.several_assertions")
        elif name in _ASSERTION:
            self._depth_in_assertion = 1
            self.assertions.append(_Assertion(start, attributes.get("verify", "")))

    def _characters(self, text: str) -> None:
        if self._depth_in_assertion:
            self.assertions[-1].texts.append(text)

    def _end(self, _name: str) -> None:
        if not self._depth_in_assertion:
            return
        self._depth_in_assertion -= 1
        if self._depth_in_assertion == 0:
            assertion = self.assertions[-1]
            tag = self.start_tag(assertion.start)
            if tag.endswith(b"/>"):
                assertion.end = assertion.start + len(tag)
            else:
                # expat stands at the end tag, which has no quotes to skip.
                behind_name = self._picture.index(b">", self._parser.CurrentByteIndex)
                assertion.end = behind_name + 1
