"""Which documents can be read as plain JSON, and which need a JSON-LD processor.

A document whose only context is that of Open Badges 2.0, and which uses bare
terms, means in JSON-LD what it says in JSON.  Anything else could hide a
property under another name, a revocation for instance, so JSON-LD decides.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..contexts import bundled, is_same
from ..report import Finding, Outcome
from . import classes, extensions, json_ld
from .revocations import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONTAINERS = (dict, list)

_HARMLESS = ("@context", "@language")

_REFERENCES = frozenset(
    {
        "id",
        "alignment",
        "author",
        "badge",
        "claim",
        "creator",
        "criteria",
        "endorsement",
        "evidence",
        "image",
        "issuer",
        "owner",
        "publicKey",
        "recipient",
        "related",
        "revocationList",
        "url",
        "verification",
    }
)
"""The properties whose texts are addresses, which the context may abbreviate."""

_PLAIN_WORDS = frozenset(
    {"description", "email", "expires", "hashed", "identity", "issuedOn", "name", "narrative"}
    | {"publicKeyPem", "revoked", "salt", "tags", "targetName", "uid", "version"}
)
"""Words that mean what they say whatever their value is: the most frequent ones, to save time."""

_ABBREVIATED = re.compile(r"(?:cred|dc|extensions|obi|schema|sec|xsd):(?!//)")


def read(
    document: Mapping[str, Any], name: str, allowance: json_ld.Allowance | None = None
) -> tuple[dict[str, Any] | None, tuple[Finding, ...]]:
    """Return *document* in plain Open Badges 2.0, or None, and what was found on the way.

    Sentences call the document *name*.  The long way costs some of *allowance*.
    """
    if is_plain(document):
        return plain(document), ()
    if not _speaks_2_0(document):
        found = classes.shown(document.get("@context"))
        where = {"document": name, "found": found}
        return None, (Finding("version.unsupported", Outcome.UNDECIDED, where),)
    try:
        linked = json_ld.read(document, name, allowance)
    except json_ld.Unread as reason:
        return None, (reason.finding,)
    return linked.document, extensions.judge(linked.expanded, linked.contexts, name)


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


def is_plain(document: Mapping[str, Any]) -> bool:
    """Return whether *document* means in JSON-LD what it says in JSON."""
    # An Assertion has no list of others, and a list no flag, but the two words have one meaning.
    flagged = ("revokedAssertions" in document and classes.has_type(document, "Assertion")) or (
        "revoked" in document and classes.has_type(document, "RevocationList")
    )
    return "@context" in document and not flagged and not _is_linked(document)


def is_context_2_0(address: str) -> bool:
    """Return whether the context of Open Badges 2.0 was published at *address*, among others."""
    return is_same(json_ld.secure(address), CONTEXT)


def _speaks_2_0(document: Mapping[str, Any]) -> bool:
    """Return whether *document* may be written in Open Badges 2.0, by some name for its words."""
    contexts = classes.many(document, "@context")
    addresses = [item for item in contexts if isinstance(item, str)]
    if CONTEXT in addresses:
        return True
    if contexts:
        return all(bundled(json_ld.secure(address)) for address in addresses)
    return any(":" in member or member.startswith("@") for member in document)


def _is_linked(value: object) -> bool:
    """Return whether something in *value* is more than JSON."""
    if isinstance(value, list):
        return any(map(_is_linked, value))
    if not isinstance(value, dict):
        return False
    for member, inner in value.items():
        if member not in _PLAIN_WORDS and _is_linked_member(member, inner):
            return True
        if isinstance(inner, _CONTAINERS) and _is_linked(inner):
            return True
    return False


def _is_linked_member(member: str, value: object) -> bool:
    if member == "@context":
        # A document inside another may repeat the context, which changes nothing.
        only = value[0] if isinstance(value, list) and len(value) == 1 else value
        return only != CONTEXT and not (isinstance(only, str) and is_context_2_0(only))
    if ":" in member or (member.startswith("@") and member not in _HARMLESS):
        return True
    if member == "type":
        # Extensions are judged by schemas of their own.
        return any(":" in text or text == "Extension" for text in _texts(value))
    if member in _REFERENCES:
        if isinstance(value, str):
            return _ABBREVIATED.match(value) is not None
        return any(map(_ABBREVIATED.match, _texts(value)))
    return False


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]
