"""What each class of document has to hold (Open Badges 2.0), as tables.

    check(document, name, ASSERTION)

gives a finding for every property that is missing or of another kind.  JSON-LD
takes `null` for absent and a list of one for its item, so this does too.  How a
badge is proved is not a matter of these tables.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..report import Finding, Outcome
from . import identity, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .values import Kind

MAX_PROBLEMS = 20
"""Findings about one document: a list of a hundred thousand wrong tags would flood the report."""

MAX_SHOWN = 80
"""Characters of a wrong value in a sentence."""

_CODES: Mapping[Kind, str] = {
    values.is_text: "property.not_text",
    values.is_text_or_number: "property.not_text_or_number",
    values.is_boolean: "property.not_boolean",
    values.is_object: "property.not_object",
    values.is_identifier: "property.not_identifier",
    values.is_node: "property.not_identifier",
    values.is_address: "property.not_address",
    values.is_picture_address: "property.not_picture",
    values.is_picture: "property.not_picture",
    values.is_time: "property.not_time",
    values.is_email: "property.not_email",
    values.is_telephone: "property.not_telephone",
    values.is_host: "property.not_host",
    values.is_language: "property.not_language",
}


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a table.

    A value is of *kind*, or an object: one with the properties *inside*, or, where
    *embedded*, a document of its own, which is judged when it is read.
    """

    name: str
    kind: Kind = values.is_object
    required: bool = False
    many: bool = False
    inside: tuple[Property, ...] = ()
    embedded: bool = False


_ID = Property("id", values.is_identifier, required=True)
_NAME = Property("name", values.is_text, required=True)
_NARRATIVE = Property("narrative", values.is_text)

_IMAGE = (
    Property("id", values.is_picture, required=True),
    Property("caption", values.is_text),
    Property("author", values.is_identifier),
)

_COMMON = (
    _ID,
    Property("version", values.is_text_or_number),
    Property("@language", values.is_language),
    Property(
        "related",
        values.is_identifier,
        many=True,
        inside=(
            _ID,
            Property("version", values.is_text_or_number),
            Property("@language", values.is_language),
        ),
    ),
)

IDENTITY = (
    Property("type", values.is_text, required=True),
    Property("identity", values.is_text, required=True),
    Property("hashed", values.is_boolean, required=True),
    Property("salt", values.is_text),
)

_ISSUED = (
    Property(
        "verification",
        required=True,
        inside=(
            Property("type", values.is_text, required=True),
            Property("creator", values.is_identifier, embedded=True),
        ),
    ),
    Property("issuedOn", values.is_time, required=True),
    Property("expires", values.is_time),
)

ASSERTION = (
    *_COMMON,
    Property("recipient", required=True, inside=IDENTITY),
    Property("badge", values.is_identifier, required=True, embedded=True),
    *_ISSUED,
    Property(
        "image",
        values.is_picture_address,
        inside=(Property("id", values.is_picture_address, required=True), *_IMAGE[1:]),
    ),
    _NARRATIVE,
    Property(
        "evidence",
        values.is_address,
        many=True,
        inside=(
            Property("id", values.is_node),
            _NARRATIVE,
            Property("name", values.is_text),
            Property("description", values.is_text),
            Property("genre", values.is_text),
            Property("audience", values.is_text),
        ),
    ),
)

BADGE_CLASS = (
    *_COMMON,
    _NAME,
    Property("description", values.is_text, required=True),
    Property("image", values.is_picture, required=True, inside=_IMAGE),
    Property(
        "criteria",
        values.is_address,
        required=True,
        inside=(Property("id", values.is_node), _NARRATIVE),
    ),
    Property("issuer", values.is_identifier, required=True, embedded=True),
    Property(
        "alignment",
        many=True,
        inside=(
            Property("targetName", values.is_text, required=True),
            Property("targetUrl", values.is_address, required=True),
            Property("targetDescription", values.is_text),
            Property("targetFramework", values.is_text),
            Property("targetCode", values.is_text),
        ),
    ),
    Property("tags", values.is_text, many=True),
)

PROFILE = (
    *_COMMON,
    _NAME,
    Property("url", values.is_address, required=True),
    Property("email", values.is_email, required=True),
    Property("telephone", values.is_telephone),
    Property("description", values.is_text),
    Property("image", values.is_picture, inside=_IMAGE),
    Property("publicKey", values.is_identifier, many=True, embedded=True),
    Property(
        "verification",
        inside=(
            Property("verificationProperty", values.is_text),
            Property("startsWith", values.is_address, many=True),
            Property("allowedOrigins", values.is_host, many=True),
        ),
    ),
)
"""The revocationList is no part of it, because a hosted badge makes no use of one."""

EARLY_PROFILE = tuple(
    replace(line, required=line.name in ("id", "name", "url")) for line in PROFILE
)
"""The Profile before version 2.0, which did not ask for an e-mail address."""

ENDORSEMENT = (
    *_COMMON,
    Property(
        "claim",
        values.is_identifier,
        required=True,
        inside=(_ID, Property("endorsementComment", values.is_text)),
    ),
    Property("issuer", values.is_identifier, required=True, embedded=True),
    *_ISSUED,
)

CRYPTOGRAPHIC_KEY = (
    _ID,
    Property("owner", values.is_identifier),
    Property("publicKeyPem", values.is_text, required=True),
)

REVOCATION_LIST = (
    _ID,
    Property("issuer", values.is_identifier, required=True, embedded=True),
)
"""Its entries are judged with the badge that is looked for in them."""


def check(
    document: Mapping[str, Any], name: str, table: tuple[Property, ...]
) -> tuple[Finding, ...]:
    """Return what is wrong with *document*, which sentences call *name*."""
    found: list[Finding] = []
    _note_problems(document, table, "", name, found)
    del found[MAX_PROBLEMS:]
    if table is ASSERTION:
        found += _check_identity(one(document, "recipient"), name)
    if table is IDENTITY:
        found += _check_identity(document, name)
    if table is BADGE_CLASS:
        found += _check_criteria(one(document, "criteria"), name)
    return tuple(found)


def has_type(document: Mapping[str, Any], *types: str) -> bool:
    """Return whether one of *types* is among the types of *document*."""
    value = document.get("type")
    if isinstance(value, str):
        return value in types
    return any(type_ in types for type_ in many(document, "type") if isinstance(type_, str))


def many(document: Mapping[str, Any], name: str) -> list[object]:
    """Return the values of the property *name*, without nulls."""
    value = document.get(name)
    if value is None:
        return []
    return [item for item in value if item is not None] if isinstance(value, list) else [value]


def one(document: Mapping[str, Any], name: str) -> object:
    """Return the value of the property *name* if it has exactly one, else None."""
    value = document.get(name)
    if not isinstance(value, list):
        return value
    found = many(document, name)
    return found[0] if len(found) == 1 else None


def node(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the value of the property *name* if it is one object, else an empty object."""
    value = one(document, name)
    return value if isinstance(value, dict) else {}


def reference(document: Mapping[str, Any], name: str) -> object:
    """Return the id of the one document that *name* refers to or embeds, else None."""
    value = one(document, name)
    return one(value, "id") if isinstance(value, dict) else value


def shown(value: object) -> str:
    """Return *value* as the JSON that stands in a sentence, cut to MAX_SHOWN characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def _note_problems(
    document: Mapping[str, Any],
    table: tuple[Property, ...],
    path: str,
    name: str,
    found: list[Finding],
) -> None:
    """Add to *found* what is wrong with *document*, which stands at *path* in the one *name*."""
    for line in table:
        value = document.get(line.name)
        if value is None:
            if line.required:
                found.append(_missing(line, path, name))
        elif not isinstance(value, list):
            if isinstance(value, dict) or not line.kind(value):
                _note_problem(value, line, path, name, found)
        else:
            _note_problems_of_list(value, line, path, name, found)


def _note_problems_of_list(
    value: list[object], line: Property, path: str, name: str, found: list[Finding]
) -> None:
    items = [item for item in value if item is not None]
    if not line.many and not value:
        # A list of nothing is no value, but a property that may have one value
        # is not a list either, and nobody can tell what was meant.
        items = [[]]
    if not items and line.required:
        found.append(_missing(line, path, name))
    elif len(items) > 1 and not line.many:
        where = {"document": name, "property": path + line.name, "count": str(len(items))}
        found.append(Finding("property.several", Outcome.FAILED, where))
    else:
        for item in items:
            _note_problem(item, line, path, name, found)
            if len(found) > MAX_PROBLEMS:
                return


def _missing(line: Property, path: str, name: str) -> Finding:
    where = {"document": name, "property": path + line.name}
    return Finding("property.missing", Outcome.FAILED, where)


def _note_problem(
    value: object, line: Property, path: str, name: str, found: list[Finding]
) -> None:
    if isinstance(value, dict) and (line.inside or line.embedded):
        _note_problems(value, line.inside, f"{path}{line.name}.", name, found)
    elif not line.kind(value):
        where = {"document": name, "property": path + line.name, "found": shown(value)}
        found.append(Finding(_CODES[line.kind], Outcome.FAILED, where))


def _check_identity(recipient: object, name: str) -> Iterator[Finding]:
    """Check that the identity is what `hashed` and `type` say (IdentityObject)."""
    if not isinstance(recipient, dict):
        return
    text, hashed = one(recipient, "identity"), one(recipient, "hashed")
    if not isinstance(text, str) or not isinstance(hashed, bool):
        return
    where = {"document": name, "property": "recipient.identity", "found": shown(text)}
    if hashed and not identity.is_hash(text):
        yield Finding("property.not_hash", Outcome.FAILED, where)
    elif not hashed and identity.is_hash(text):
        yield Finding("property.looks_hashed", Outcome.FAILED, where)
    elif not hashed and "email" in str(one(recipient, "type")) and not values.is_email(text):
        yield Finding("property.not_email", Outcome.FAILED, where)


def _check_criteria(criteria: object, name: str) -> Iterator[Finding]:
    """Check that there is an address or a text (Criteria); `{}` says nothing."""
    if isinstance(criteria, dict) and not (
        values.is_identifier(one(criteria, "id")) or one(criteria, "narrative")
    ):
        yield Finding("criteria.empty", Outcome.FAILED, {"document": name})
