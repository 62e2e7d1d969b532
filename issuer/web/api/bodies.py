"""What is sent, bounded before it is parsed.

A few megabytes of brackets become gigabytes of lists, so the structure is counted
first; and a batch is taken apart into its items as bytes, each of which is
decoded when its turn comes.  Nothing here is one long step: Python would let no page
be answered meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from issuer.web.api.problems import Problem
from issuer.web.api.schemas import (
    BATCH_ENVELOPE,
    IDENTIFIED,
    MAX_ID_CHARACTERS,
    MAX_ITEMS,
    errors_of,
)
from issuer.web.localisation import gettext as _
from verifier import InvalidBadge
from verifier.openbadges import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BATCH_BYTES: Final = 32 * 1024 * 1024
MAX_ITEM_BYTES: Final = 3 * 1024 * 1024
"""Of one item as JSON: 2 MB of a picture are 2.7 MB in base64."""

_TOKENS_OF_AN_ITEM: Final = 32
"""Brackets, strings, colons and commas; id, badge and recipient need thirteen and one between."""

_LOOSE_BYTES_OF_AN_ITEM: Final = 1_000
"""White space and numbers, which stand outside of strings."""

_SHOWN_BYTES: Final = 2_500
"""Of a string in an envelope: an id, each of its characters as two escapes."""

# What is no sign of structure, as far as one step goes, and the sign behind it.
_NEXT: Final = re.compile(rb'[^"{}\[\]:,]{0,65536}+(["{}\[\]:,]?)')
# The inside of a string, as far as one step goes.
_INSIDE: Final = re.compile(rb'(?:[^"\\]{1,8192}+|\\.){1,256}+', re.DOTALL)

_ITEMS: Final = b'"items"'
_ID: Final = b'"id"'


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a batch: its *id*, and itself as JSON in UTF-8."""

    id: str
    data: memoryview

    @property
    def is_too_large(self) -> bool:
        """Whether no badge can be so large."""
        return len(self.data) > MAX_ITEM_BYTES

    def read(self) -> dict[str, Any]:
        """Return the item as a JSON object.  Raises InvalidBadge when it is none."""
        return json_text.decode(bytes(self.data), limit=MAX_ITEM_BYTES)


def json_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in *data*.  Raises Problem."""
    for count, _token in enumerate(_tokens(data)):
        if count > _TOKENS_OF_AN_ITEM:
            raise _too_much()
    return _decoded(data)


def items_of(data: bytes) -> list[Item]:
    """Return the items of a batch.

    Raises Problem for a batch that is malformed, too long or empty, and where an item
    has no id or the id of another.  What else is wrong with an item is its own affair.
    """
    found = _Envelope(data)
    envelope = _decoded(bytes(found.outside))
    errors = errors_of(BATCH_ENVELOPE, envelope)
    if not errors and len(envelope["items"]) != len(found.items):
        errors = [_error("/items", "not_objects", _("Each item has to be an object."))]
    if errors:
        raise _invalid(errors)
    items: list[Item] = []
    places: dict[str, int] = {}
    view = memoryview(data)
    for number, (start, end, item) in enumerate(found.items):
        named = _decoded(item)
        wrong = errors_of(IDENTIFIED, named, f"/items/{number}")
        if not wrong and named["id"] in places:
            first = places[named["id"]]
            sentence = _("Item %(number)d has the same id.", number=first)
            wrong = [_error(f"/items/{number}/id", "duplicate", sentence)]
        if wrong:
            errors += wrong
            continue
        places[named["id"]] = number
        items.append(Item(named["id"], view[start:end]))
    if errors:
        raise _invalid(errors)
    return items


class _Envelope:
    """A batch without what is in it: `{}` for each item, and each item without its texts.

    *items* are where each begins and ends, and the item as JSON with its id alone; every
    other text is empty there, whatever it holds.
    """

    def __init__(self, data: bytes) -> None:
        """Take *data* apart.  Raises Problem when there is more in it than a batch needs."""
        self.outside = bytearray()
        self.items: list[tuple[int, int, bytes]] = []
        self._inside = bytearray()
        self._start: int | None = None
        self._depth = 0
        self._is_list_of_items = False
        self._key = self._before = b""
        allowed = _TOKENS_OF_AN_ITEM * (MAX_ITEMS + 1)
        loose = _LOOSE_BYTES_OF_AN_ITEM * (MAX_ITEMS + 1)
        end = 0
        for count, (start, after) in enumerate(_tokens(data)):
            loose -= start - end
            if count > allowed:
                sentence = _("A batch has at most %(limit)d items.", limit=MAX_ITEMS)
                raise _invalid([_error("/items", "too_many", sentence)])
            if loose < 0:
                raise _too_much()
            is_long = after - start > _SHOWN_BYTES
            token = _long(count) if is_long else data[start:after]
            self._add(data[end:start], token, start, after)
            end = after
        if loose < len(data) - end:
            raise _too_much()
        self.outside += data[end:]

    def _add(self, gap: bytes, token: bytes, start: int, end: int) -> None:
        """Add a *token*, `data[start:end]`, and the *gap* before it."""
        if token in {b"{", b"["}:
            self._depth += 1
            if self._depth == 2:  # noqa: PLR2004 - the level of the list of items
                self._is_list_of_items = token == b"[" and self._key == _ITEMS
            elif self._depth == 3 and self._is_list_of_items and token == b"{":  # noqa: PLR2004 - that of an item
                self.outside += gap
                gap, self._start = b"", start
                self._inside.clear()
        is_text = token.startswith(b'"')
        if self._start is None:
            self.outside += gap + token
        else:
            is_value = is_text and self._before == b":"
            is_hidden = is_value and not (self._depth == 3 and self._key == _ID)  # noqa: PLR2004 - the same
            self._inside += gap + (b'""' if is_hidden else token)
        if token in {b"}", b"]"}:
            self._depth -= 1
            if self._start is not None and self._depth == 2:  # noqa: PLR2004 - that of the list
                self.items.append((self._start, end, bytes(self._inside)))
                self.outside += b"{}"
                self._start = None
        elif is_text and self._before != b":":
            self._key = token
        self._before = token


def _tokens(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where each string and each sign of structure begins and ends, in short steps."""
    at = 0
    while at < len(data):
        found = _NEXT.match(data, at)
        if found is None:  # pragma: no cover - it matches whatever there is
            return
        start, at = found.span(1)
        if start == at:
            continue
        if data[start:at] == b'"':
            while inside := _INSIDE.match(data, at):
                at = inside.end()
            # A string that nothing ends goes to the end.
            at = min(at + 1, len(data))
        yield start, at


def _long(number: int) -> bytes:
    """Return a string that is like no other and longer than any that is needed."""
    return b'"%s %d"' % (b"x" * MAX_ID_CHARACTERS, number)


def _decoded(data: bytes) -> dict[str, Any]:
    try:
        return json_text.decode(data, limit=MAX_BATCH_BYTES)
    except InvalidBadge as error:
        raise Problem(400, malformed(error)) from None


def malformed(error: InvalidBadge) -> str:
    """Return why something is no JSON object, in the reader's language."""
    found = {
        "json.not_text": _("The body is not text in UTF-8."),
        "json.not_an_object": _("The body has to be a JSON object, written in braces."),
        "json.duplicate_member": _(
            "The member %(member)s stands twice in one object.",
            member=error.parameters.get("member", ""),
        ),
        "json.number": _("A number in the body cannot be read exactly."),
        "json.too_deep": _("The body nests too deep."),
    }
    other = _("The body is not complete JSON.")
    return found.get(error.code, other)


def _too_much() -> Problem:
    return Problem(422, _("This has more members than a request needs."))


def _error(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": detail}


def _invalid(errors: list[dict[str, str]]) -> Problem:
    shown = errors[:20]
    return Problem(422, _("Something in the request is missing or wrong."), errors=shown)
