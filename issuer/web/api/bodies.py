"""What is sent, bounded before it is parsed.

A few megabytes of brackets become gigabytes of lists, so the structure is counted
first; and a batch is taken apart into its items as bytes, each of which is
decoded when its turn comes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from issuer.web.api.problems import Problem
from issuer.web.api.schemas import BATCH_ENVELOPE, IDENTIFIED, MAX_ITEMS, errors_of
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

_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)|[{}\[\]:,]', re.DOTALL)
"""A whole string, finished or not, or one sign of structure."""

_ITEMS: Final = b'"items"'


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
        """Return the item as a JSON object."""
        return json_text.decode(bytes(self.data), limit=MAX_ITEM_BYTES)


def json_object(data: bytes) -> dict[str, Any]:
    """Return the JSON object in *data*.  Raises Problem."""
    for count, _token in enumerate(_TOKEN.finditer(data)):
        if count > _TOKENS_OF_AN_ITEM:
            raise Problem(422, _("This has more members than a request needs."))
    return _decoded(data)


def items_of(data: bytes) -> list[Item]:
    """Return the items of a batch.

    Raises Problem for a batch that is malformed, too long or empty, and where an item
    has no id or the id of another.  What else is wrong with an item is its own affair.
    """
    skeleton, spans = _taken_apart(data)
    envelope = _decoded(skeleton)
    errors = errors_of(BATCH_ENVELOPE, envelope)
    if not errors and len(envelope["items"]) != len(spans):
        errors = [_error("/items", "not_objects", _("Each item has to be an object."))]
    if errors:
        raise _invalid(errors)
    items: list[Item] = []
    places: dict[str, int] = {}
    view = memoryview(data)
    for number, (start, end) in enumerate(spans):
        named = _decoded(bytes(view[start:end]))
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


def _taken_apart(data: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    """Return *data* with `{}` for each item, and where the items begin and end in it.

    Raises Problem when there are more signs than a batch needs.
    """
    spans: list[tuple[int, int]] = []
    allowed = _TOKENS_OF_AN_ITEM * (MAX_ITEMS + 1)
    depth = start = 0
    key = b""
    inside = False
    for count, match in enumerate(_TOKEN.finditer(data)):
        if count > allowed:
            sentence = _("A batch has at most %(limit)d items.", limit=MAX_ITEMS)
            raise _invalid([_error("/items", "too_many", sentence)])
        sign = match.group() if match.end() - match.start() <= len(_ITEMS) else b'"'
        if sign in {b"{", b"["}:
            depth += 1
            if depth == 2:  # noqa: PLR2004 - the level of the list of items
                inside = sign == b"[" and key == _ITEMS
            elif depth == 3 and inside and sign == b"{":  # noqa: PLR2004 - that of an item
                start = match.start()
        elif sign in {b"}", b"]"}:
            depth -= 1
            if depth == 2 and inside and sign == b"}":  # noqa: PLR2004 - that of the list
                spans.append((start, match.end()))
        elif depth == 1 and sign.startswith(b'"'):
            key = sign
    return b"".join(_between(data, spans)), spans


def _between(data: bytes, spans: list[tuple[int, int]]) -> Iterator[bytes]:
    end_before = 0
    for start, end in spans:
        yield data[end_before:start]
        yield b"{}"
        end_before = end
    yield data[end_before:]


def _decoded(data: bytes) -> dict[str, Any]:
    try:
        return json_text.decode(data, limit=MAX_BATCH_BYTES)
    except InvalidBadge as error:
        raise Problem(400, _malformed(error)) from None


def _malformed(error: InvalidBadge) -> str:
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


def _error(pointer: str, code: str, detail: str) -> dict[str, str]:
    return {"pointer": pointer, "code": code, "detail": detail}


def _invalid(errors: list[dict[str, str]]) -> Problem:
    shown = errors[:20]
    return Problem(422, _("Something in the request is missing or wrong."), errors=shown)
