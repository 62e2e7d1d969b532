"""How a copy of a document differs from the one that stands at its address.

Whoever holds a badge as JSON, in a file or a picture, can write into it.  The copy is
never judged, but its reader looks at it, so he is told where it says something else.

Both documents are in plain JSON of version 2.0.  They say the same where JSON-LD says
the same in several ways: a list of one for its item, any order of a list, `null` or an
empty list for nothing, and an object with nothing but its id for that address.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from .openbadges import classes, values

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

_WORDS = "@context"
"""Says nothing itself: what a document says has been understood by it already."""

_DOCUMENTS = frozenset(
    {"badge", "creator", "endorsement", "issuer", "owner", "publicKey", "revocationList"}
)
"""Properties that name documents of their own, which are read at their own addresses."""

_TIMES = frozenset({"expires", "issuedOn"})


def differences(copy: Mapping[str, Any], published: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the members in which *copy* says something else than *published*.

    Those of the copy come first, then those that only the other one has.
    """
    names = (*copy, *(name for name in published if name not in copy))
    return tuple(
        name
        for name in names
        if name != _WORDS and _said(copy, published, name) != _said(published, copy, name)
    )


def _said(document: Mapping[str, Any], other: Mapping[str, Any], name: str) -> Hashable:
    """Return what *document* says by the member *name*, to be compared with *other*.

    A document inside it counts by its id where the other one gives no more than that.
    """
    items = classes.many(document, name)
    if name in _DOCUMENTS and any(isinstance(item, str) for item in classes.many(other, name)):
        items = [_address(item) for item in items]
    return _meaning(items, name)


def _address(item: object) -> object:
    own = classes.one(item, "id") if isinstance(item, dict) else None
    return item if own is None else own


def _meaning(value: object, name: str) -> Hashable:
    """Return something that equals that of another value if both say the same.

    Numbers become texts, because anybody can find many whose hashes are the same.
    """
    if isinstance(value, list):
        return frozenset(_meaning(item, name) for item in value if item is not None)
    if isinstance(value, dict):
        return _meaning_of_object(value)
    if isinstance(value, str):
        moment = values.read_time(value) if name in _TIMES else None
        # A date at the ends of the calendar does not exist everywhere.
        if moment is not None and moment.year not in (1, 9999):
            return moment.astimezone(UTC).isoformat()
        return values.canonical(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return (type(value).__name__, repr(value))


def _meaning_of_object(value: Mapping[str, Any]) -> Hashable:
    members = {name: _meaning(classes.many(value, name), name) for name in value if name != _WORDS}
    said = {name: meaning for name, meaning in members.items() if meaning}
    if said.keys() == {"id"} and isinstance(own := classes.one(value, "id"), str):
        return values.canonical(own)
    return frozenset(said.items())
