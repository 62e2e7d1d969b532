"""Which documents can be read as plain JSON, and which need a JSON-LD processor.

A document whose only context is that of Open Badges 2.0, and which uses bare
terms, means in JSON-LD what it says in JSON.  Anything else could hide a
property under another name, a revocation for instance, so it is not guessed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import Finding, Outcome
from . import classes
from .revocations import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HARMLESS = ("@context", "@language")


def plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return *document* with its one alias resolved: the context calls `verification` `verify`."""
    if "verify" not in document:
        return dict(document)
    members = {name: value for name, value in document.items() if name != "verify"}
    return {
        **members,
        "verification": [
            *classes.many(document, "verification"),
            *classes.many(document, "verify"),
        ],
    }


def unsupported(document: Mapping[str, Any], name: str) -> tuple[Finding, ...]:
    """Return why *document*, which sentences call *name*, cannot be read as plain JSON, if so."""
    contexts = classes.many(document, "@context")
    if CONTEXT not in contexts:
        found = classes.shown(document.get("@context"))
        return (
            Finding("version.unsupported", Outcome.UNDECIDED, {"document": name, "found": found}),
        )
    for member in _linked(document):
        return (
            Finding("json_ld.unsupported", Outcome.UNDECIDED, {"document": name, "member": member}),
        )
    return ()


def _linked(value: object) -> Iterator[str]:
    """Yield what in *value* only a JSON-LD processor understands."""
    if isinstance(value, list):
        for item in value:
            yield from _linked(item)
    elif isinstance(value, dict):
        # Extensions are judged by schemas of their own.
        if classes.has_type(value, "Extension"):
            yield "Extension"
        # A document inside another may repeat the context, which changes nothing.
        if "@context" in value and classes.many(value, "@context") != [CONTEXT]:
            yield "@context"
        for name, inner in value.items():
            if ":" in name or (name.startswith("@") and name not in _HARMLESS):
                yield name
            yield from _linked(inner)
