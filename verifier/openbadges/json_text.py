"""JSON as this package writes it, and as it dares to read it (RFC 8259).

Reading is bounded before it begins: a stranger's document can neither fill the
memory nor exhaust the stack.  What two readers could read in two ways, such as a
member that stands twice, is refused.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NoReturn

from ..errors import InvalidBadge

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 512 * 1024
"""A badge class with its picture inside fits; nothing in the standard needs more."""

MAX_DEPTH = 64
"""Levels of nesting; the documents of the standard have about six."""

MAX_DIGITS = 100
"""Of one number: Python needs quadratic time to read longer ones."""

_STRING = re.compile(r'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)
"""A whole string, so that brackets in it do not count.

An unfinished string runs to the end of the text; were it no match, looking for
the next one would make the search quadratic.
"""

_STEPS = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NO_BRACKETS = bytes(set(range(256)).difference(_STEPS))

_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def encode(document: Mapping[str, Any]) -> bytes:
    """Return *document* as compact JSON in UTF-8, its members in their order.

    The same document always gives the same bytes, so they can be signed.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def decode(data: bytes, *, limit: int = MAX_BYTES) -> dict[str, Any]:
    """Return the JSON object in *data*.

    Raises InvalidBadge for anything but one object in UTF-8 of at most *limit*
    bytes and MAX_DEPTH levels; for a member that stands twice; for NaN, an
    infinity or an endless number; and for half a surrogate pair, which no UTF-8
    can hold.  A byte order mark is skipped, as RFC 8259 section 8.1 allows.
    """
    if len(data) > limit:
        raise InvalidBadge("json.too_large", limit=str(limit))
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise InvalidBadge("json.not_text") from None
    _check_depth(text)
    try:
        document = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise InvalidBadge(
            "json.malformed", line=str(error.lineno), column=str(error.colno)
        ) from None
    if not isinstance(document, dict):
        raise InvalidBadge("json.not_an_object")
    if _SURROGATE.search(text):
        _check_surrogates(document)
    return document


def _check_depth(text: str) -> None:
    # As deep as there are brackets that open, at most.
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    # In three passes that Python does not loop through: a list of revoked badges is long.
    brackets = _STRING.sub("", text).encode().translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise InvalidBadge("json.too_deep", limit=str(MAX_DEPTH))


def _check_surrogates(document: dict[str, Any]) -> None:
    try:
        encode(document)
    except UnicodeEncodeError:
        raise InvalidBadge("json.not_text") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        # Counted in one pass: a search for each name would take minutes for many.
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        # Half a surrogate pair in the name could not be shown.
        name = twice.encode(errors="replace").decode()
        raise InvalidBadge("json.duplicate_member", member=name)
    return members


def _refuse_number(_name: str) -> NoReturn:
    raise InvalidBadge("json.number")


def _finite(digits: str) -> float:
    number = float(digits)
    if len(digits) > MAX_DIGITS or not math.isfinite(number):
        raise InvalidBadge("json.number")
    return number


def _short(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidBadge("json.number")
    return int(digits)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_constant=_refuse_number,
    parse_float=_finite,
    parse_int=_short,
)
