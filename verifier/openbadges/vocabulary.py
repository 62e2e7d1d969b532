"""The words of Open Badges 2.0, and those of its extensions, for expanded JSON-LD.

An expanded document has addresses for names and says of each text what it is.
`fold` puts it into words again.  Unlike JSON-LD's own compaction it loses
nothing that has a word: a value of another type than the word asks for stays
where it can be seen and refused.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..contexts import bundled
from .revocations import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

_XSD = "http://www.w3.org/2001/XMLSchema#"
_OBI = "https://w3id.org/openbadges#"

_OTHER_WORDS = {
    "https://w3id.org/security#revoked": "revoked",
    "https://w3id.org/security#salt": "salt",
}
"""What the security vocabulary, which a document may name as well, makes of these two words."""


@dataclass(frozen=True, slots=True)
class Words:
    """The word for each address, and the type of value that each word has, if one."""

    by_address: Mapping[str, str]
    types: Mapping[str, str]


@functools.cache
def words(extension: str | None = None) -> Words:
    """Return the words of Open Badges 2.0, or those within the context *extension*."""
    by_address: dict[str, str] = {}
    types: dict[str, str] = {}
    for address in (CONTEXT,) if extension is None else (CONTEXT, extension):
        own: dict[str, str] = {}
        context = bundled(address)["@context"]
        for word, definition in context.items():
            if isinstance(definition, dict) and "@type" in definition:
                types[word] = meaning(definition["@type"], context)
            else:
                types.pop(word, None)
            # The first word is the one that the standard's examples use: HostedBadge
            # before hosted, verification before verify.
            own.setdefault(meaning(word, context), word)
        by_address |= own
    return Words(by_address, types)


def meaning(word: str, context: Mapping[str, Any]) -> str:
    """Return the address that *word* stands for in *context*, one of ours and so without loops."""
    definition = context.get(word)
    inside = definition.get("@id", word) if isinstance(definition, dict) else definition
    if isinstance(inside, str) and inside != word:
        return meaning(inside, context)
    prefix, colon, rest = word.partition(":")
    if colon and prefix in context and not rest.startswith("//"):
        start = meaning(prefix, context)
        # JSON-LD 1.1: only what ends like this is a prefix.
        if re.search(r"[:/?#\[\]@]$", start):
            return start + rest
    return word


def fold(node: Mapping[str, Any], vocabulary: Words) -> dict[str, Any]:
    """Return *node*, an expanded node object, in the words of *vocabulary*.

    Properties without a word are left out, as in JSON-LD.
    """
    found: dict[str, Any] = {}
    types = _types(node)
    if isinstance(node.get("@id"), str):
        found["id"] = node["@id"]
    if types:
        found["type"] = [vocabulary.by_address.get(type_, type_) for type_ in types]
    if "@language" in node:
        found["@language"] = node["@language"]
    for address, values in node.items():
        word = _OTHER_WORDS.get(address) or vocabulary.by_address.get(address)
        if word is None or address.startswith("@"):
            continue
        if not values:
            found.setdefault(word, [])
        for value in values:
            exact = _revocation(value, types) if address == f"{_OBI}revoked" else word
            found.setdefault(exact, []).append(_value(value, exact, vocabulary))
    return {
        word: values[0] if isinstance(values, list) and len(values) == 1 else values
        for word, values in found.items()
    }


def _types(node: Mapping[str, Any]) -> list[str]:
    return [type_ for type_ in node.get("@type", ()) if isinstance(type_, str)]


def _revocation(value: Mapping[str, Any], types: list[str]) -> str:
    """Return which of two words is meant: the standard gives both the same address.

    A flag is true or false, an entry of a list is anything else.  An Assertion
    has no list, so whatever it says there is the flag.
    """
    is_flag = value.get("@type") == f"{_XSD}boolean" or isinstance(value.get("@value"), bool)
    return "revoked" if is_flag or f"{_OBI}Assertion" in types else "revokedAssertions"


def _value(value: Mapping[str, Any], word: str, vocabulary: Words) -> object:
    wanted = vocabulary.types.get(word)
    if "@value" in value:
        return _literal(value, wanted)
    if "@list" in value:
        return {"@list": [_value(item, word, vocabulary) for item in value["@list"]]}
    folded = fold(value, vocabulary)
    # The address of a document, where an address is wanted.
    return folded["id"] if wanted == "@id" and set(value) == {"@id"} and folded else folded


def _literal(value: Mapping[str, Any], wanted: str | None) -> object:
    """Return the bare value if it is what its word wants, else all that is said about it."""
    bare, type_ = value["@value"], value.get("@type")
    if "@language" in value:
        return dict(value)
    if type_ is None and not isinstance(bare, str):
        # JSON has types of its own for these.
        return bare
    if type_ == wanted or (wanted is None and type_ == f"{_XSD}string"):
        return bare
    return dict(value)
