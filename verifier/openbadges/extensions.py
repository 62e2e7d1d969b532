"""Extensions: nodes with properties that Open Badges 2.0 does not have (its section Extensions).

A node of type Extension has a second type, whose context names a JSON schema.
The contexts and schemas in `verifier/contexts` are the known ones; what others
ask for cannot be said, and so is undecided.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ..contexts import VALIDATION, extension_contexts, schema
from ..report import Finding, Outcome
from . import classes
from .vocabulary import fold, meaning, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

EXTENSION = "https://w3id.org/openbadges#Extension"

_NAMESPACE = "https://w3id.org/openbadges/extensions#"


def judge(
    expanded: Mapping[str, Any], contexts: AbstractSet[str], name: str
) -> tuple[Finding, ...]:
    """Return whether every extension in *expanded* is what its schema asks for.

    *expanded* is a document, which sentences call *name*, in expanded JSON-LD, and
    *contexts* are those that it names.  Formats (`uri`, `date-time`) are not checked.
    """
    told: list[Finding] = []
    found = (finding for node in _nodes(expanded) for finding in _judge(node, contexts, name))
    problems = 0
    for finding in found:
        if finding not in told:
            told.append(finding)
            problems += finding.outcome is not Outcome.PASSED
        if problems == classes.MAX_PROBLEMS:
            break
    return tuple(told)


@functools.cache
def _contexts_by_type() -> Mapping[str, tuple[str, ...]]:
    """Return, for each type of extension, the contexts that define it."""
    found: dict[str, tuple[str, ...]] = {}
    for address, document in extension_contexts().items():
        for rule in document[VALIDATION]:
            type_ = meaning(rule["obi:validatesType"], document["@context"])
            found[type_] = (*found.get(type_, ()), address)
    return found


def _nodes(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        if EXTENSION in value.get("@type", ()):
            yield value
        for inner in value.values():
            yield from _nodes(inner)


def _judge(node: Mapping[str, Any], contexts: AbstractSet[str], name: str) -> Iterator[Finding]:
    types = [type_ for type_ in node["@type"] if type_ != EXTENSION]
    # Without its context, the extension's words mean nothing, and nothing would be
    # left to hold against the schema.
    known = {
        type_: next(item for item in _contexts_by_type()[type_] if item in contexts)
        for type_ in types
        if not contexts.isdisjoint(_contexts_by_type().get(type_, ()))
    }
    if not known:
        shown = ", ".join(map(_short, types)) or "Extension"
        yield _undecided(name, shown)
    for type_, context in known.items():
        yield from _problems(node, type_, context, name)


def _problems(node: Mapping[str, Any], type_: str, context: str, name: str) -> Iterator[Finding]:
    extension = _short(type_)
    validator = _validator(context)
    if validator is None:
        yield _undecided(name, extension)
        return
    instance = _in_shape(fold(node, words(context)), schema(context))
    fits = True
    for error in validator.iter_errors(instance):
        fits = False
        path = ".".join([extension, *(str(step) for step in error.absolute_path)])
        missing = list(_missing(error, path, name))
        yield from missing
        if not missing:
            rule = classes.shown({str(error.validator): error.validator_value})
            found = classes.shown(error.instance)
            where = {"document": name, "property": path, "rule": rule, "found": found}
            yield Finding("extension.misfit", Outcome.FAILED, where)
    if fits:
        yield Finding("extension.fits", Outcome.PASSED, {"document": name, "extension": extension})


def _missing(error: ValidationError, path: str, name: str) -> Iterator[Finding]:
    """Yield what is missing at *path*, if that is the error."""
    if error.validator != "required" or not isinstance(error.instance, dict):
        return
    wanted = error.validator_value
    for member in wanted if isinstance(wanted, list) else ():
        if member not in error.instance:
            where = {"document": name, "property": f"{path}.{member}"}
            yield Finding("property.missing", Outcome.FAILED, where)


@functools.cache
def _validator(context: str) -> Validator | None:
    """Return what applies the schema of the extension with *context*."""
    try:
        from jsonschema import Draft4Validator  # noqa: PLC0415 - plain badges do without it
    except ImportError:
        return None
    return Draft4Validator(schema(context))


def _in_shape(instance: dict[str, Any], rules: Mapping[str, Any]) -> dict[str, Any]:
    """Return *instance* with lists where *rules* want lists: JSON-LD has none of one item."""
    lists = {name for name, rule in rules["properties"].items() if rule.get("type") == "array"}
    return {
        name: [value] if name in lists and not isinstance(value, list) else value
        for name, value in instance.items()
    }


def _short(type_: str) -> str:
    """Return *type_* as issuers write it."""
    rest = type_.removeprefix(_NAMESPACE)
    return type_ if rest == type_ else f"extensions:{rest}"


def _undecided(name: str, extension: str) -> Finding:
    return Finding(
        "extension.unknown", Outcome.UNDECIDED, {"document": name, "extension": extension}
    )
