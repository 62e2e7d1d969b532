"""Documents that only a JSON-LD processor understands, put into the words of Open Badges 2.0.

PyLD replaces every name by the address that it stands for (expansion), with the
contexts in `verifier/contexts` and no others: nothing is fetched for a context.
The addresses are then replaced by the words of Open Badges 2.0.  So a property
counts whatever the document calls it, and a name that the document has given
another meaning does not.

Strangers write these documents, so the work is bounded before it begins, and
what badges have no use for is declined: contexts within terms, imports, graphs,
maps, reversed properties.  Nothing is ever canonicalised.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from ..contexts import bundled
from ..report import Finding, Outcome
from . import classes
from .revocations import CONTEXT
from .vocabulary import fold, words

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_VALUES = 4000
"""Objects, lists, texts and numbers in a document; a badge class has about fifty."""

MAX_DEPTH = 32
"""Levels of nesting: PyLD calls itself several times a level."""

MAX_LETTERS = 1024 * 1024
"""In all texts of a document."""

MAX_NAME = 1000
"""Letters of a member's name."""

MAX_CONTEXTS = 32
"""Contexts in a document, each of which is merged with those around it."""

MAX_TERMS = 100
"""Of all contexts that stand in a document; PyLD calls itself for a term made of another."""

MAX_TERM_LETTERS = 10_000
"""In all these terms: a prefix is copied into every name that it begins."""

_MEMBERS = frozenset({"@id", "@type", "@value", "@language", "@list", "@set"})
"""The keywords that may stand in a document besides @context."""

_ALIASED = _MEMBERS - {"@language"}
"""The keywords that a term may stand for."""

_DEFINITION = frozenset({"@id", "@type", "@container", "@language", "@prefix", "@protected"})

_CONTAINERS = (None, "@set", "@list", ["@set"], ["@list"])

_VERSION = 1.1
"""The only version of JSON-LD in which a context says its version."""

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S*")

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
"""What PyLD takes for a language tag; about others it would warn on standard error."""


class Cost(NamedTuple):
    """What a document costs to read: values, and letters of terms."""

    values: int = 0
    term_letters: int = 0


@dataclass(slots=True)
class Allowance:
    """What the documents of one badge may cost together, as `Cost` counts it."""

    values: int = 2 * MAX_VALUES
    term_letters: int = 2 * MAX_TERM_LETTERS

    def pay(self, cost: Cost) -> None:
        """Take *cost* off."""
        self.values -= cost.values
        self.term_letters -= cost.term_letters

    @property
    def is_overdrawn(self) -> bool:
        """Whether more was paid than was allowed."""
        return self.values < 0 or self.term_letters < 0


@dataclass(frozen=True, slots=True)
class Linked:
    """A document in the words of Open Badges 2.0.

    *expanded* is the same with addresses for names, and *contexts* the addresses
    of the contexts that it names anywhere.
    """

    document: dict[str, Any]
    expanded: Mapping[str, Any]
    contexts: frozenset[str]


class Unread(Exception):  # noqa: N818 - it is no error of ours that a document cannot be read
    """A document cannot be read as JSON-LD; *finding* says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


def read(document: Mapping[str, Any], name: str, allowance: Allowance | None = None) -> Linked:
    """Return *document*, which sentences call *name*, in the words of Open Badges 2.0.

    It costs some of *allowance*.  Raises Unread.
    """
    survey = _Survey(name)
    bounded = survey.value(document, depth=0)
    allowance = allowance or Allowance()
    allowance.pay(survey.cost)
    if allowance.is_overdrawn:
        raise Unread(too_complex(name))
    expanded = _expand(bounded, name)
    plain = {"@context": CONTEXT, **fold(expanded, words())}
    return Linked(plain, expanded, frozenset(survey.addresses))


def too_complex(name: str) -> Finding:
    """Return that the document which sentences call *name* costs more than it may."""
    return _undecided("json_ld.too_complex", name)


def secure(address: str) -> str:
    """Return *address* with https for http, as which all contexts are published by now."""
    return re.sub("^http:", "https:", address)


def _expand(document: object, name: str) -> Mapping[str, Any]:
    try:
        from pyld import ContextResolver, jsonld  # noqa: PLC0415 - plain badges do without PyLD
    except ImportError:
        raise Unread(_undecided("json_ld.unsupported", name, member="@context")) from None
    # PyLD would keep strangers' contexts in a cache that all threads share.
    resolver = ContextResolver({}, _load)
    options = {
        "contextResolver": resolver,
        "documentLoader": _load,
        # Without a base, PyLD invents one, and a relative address becomes absolute.
        "expandContext": {"@base": None},
    }
    try:
        nodes = jsonld.expand(document, options)
    except jsonld.JsonLdError as error:
        detail = str(error.code or error.type)
        parameters = {"document": name, "detail": detail}
        raise Unread(Finding("json_ld.malformed", Outcome.FAILED, parameters)) from None
    # Nothing but words without meaning leaves no node at all, and a list several.
    return nodes[0] if len(nodes) == 1 and isinstance(nodes[0], dict) else {}


def _load(address: str, _options: object) -> dict[str, Any]:
    """Answer PyLD's request for the context at *address*; `_Survey` has refused unknown ones."""
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": address,
        "document": {"@context": bundled(address)["@context"]},
    }


class _Survey:
    """Counts what is in a document, and copies it without what PyLD stumbles over.

    Whatever PyLD meets after this ends well or in a JsonLdError.
    """

    def __init__(self, name: str) -> None:
        self.addresses: set[str] = set()
        self._name = name
        self._values = self._letters = self._contexts = self._terms = self._term_letters = 0
        self._nothing: set[str] = set()
        """The terms that some context takes the meaning from."""

    def value(self, value: object, *, depth: int) -> object:
        """Return a copy of *value*, at *depth* levels below the document."""
        self._values += 1
        self._limit(self._values, MAX_VALUES)
        self._limit(depth, MAX_DEPTH)
        if isinstance(value, list):
            return [self.value(item, depth=depth + 1) for item in value]
        if isinstance(value, dict):
            return self._object(value, depth)
        if isinstance(value, str):
            self._letters += len(value)
            self._limit(self._letters, MAX_LETTERS)
        return value

    @property
    def cost(self) -> Cost:
        """What was counted."""
        return Cost(self._values, self._term_letters)

    def _object(self, value: dict[str, Any], depth: int) -> dict[str, object]:
        copy: dict[str, object] = {}
        if "@context" in value:
            copy["@context"] = self._context(value["@context"])
        for member, inner in value.items():
            self._limit(len(member), MAX_NAME)
            if member == "@context" or inner is None:
                continue
            if member.startswith("@") and member not in _MEMBERS:
                raise self._unsupported(member)
            if member == "@language":
                self._check_language(inner)
            copy[member] = self.value(inner, depth=depth + 1)
        return copy

    def _context(self, context: object) -> list[object]:
        """Return a copy of *context*; null, which forgets everything before it, is declined."""
        copies: list[object] = []
        for item in context if isinstance(context, list) else [context]:
            self._contexts += 1
            self._limit(self._contexts, MAX_CONTEXTS)
            if isinstance(item, str):
                copies.append(self._address(item))
            elif isinstance(item, dict):
                copies.append(self._terms_of(item))
            else:
                raise self._unsupported(f"@context: {classes.shown(item)}")
        return copies

    def _address(self, address: str) -> str:
        known = secure(address)
        if not bundled(known):
            raise Unread(_undecided("json_ld.unknown_context", self._name, context=address))
        self.addresses.add(known)
        return known

    def _terms_of(self, context: dict[str, Any]) -> dict[str, object]:
        copy: dict[str, object] = {}
        for term, definition in context.items():
            self._terms += 1
            self._limit(self._terms, MAX_TERMS)
            self._term_letters += len(term) + len(json.dumps(definition))
            self._limit(self._term_letters, MAX_TERM_LETTERS)
            copy[term] = definition
            if term.startswith("@"):
                self._check_keyword(term, definition)
            elif definition is not None:
                self._check_term(term, definition)
            if definition is None or (isinstance(definition, dict) and _is_nothing(definition)):
                copy[term] = None
                self._nothing.add(term)
        for term, definition in copy.items():
            prefix, colon, _ = term.partition(":")
            # PyLD would look for the address of a prefix that has none.
            if definition is not None and colon and prefix in self._nothing:
                raise self._unsupported(term)
        return copy

    def _check_keyword(self, keyword: str, value: object) -> None:
        """Check what a context says about itself."""
        if keyword == "@language":
            self._check_language(value)
        elif not (
            (keyword == "@version" and value == _VERSION)
            or (keyword == "@protected" and isinstance(value, bool))
            or (keyword == "@vocab" and isinstance(value, str) and _ABSOLUTE.fullmatch(value))
        ):
            raise self._unsupported(keyword)

    def _check_term(self, term: str, definition: object) -> None:
        members = {"@id": definition} if isinstance(definition, str) else definition
        if not isinstance(members, dict):
            raise self._unsupported(term)
        meaning, type_ = members.get("@id"), members.get("@type")
        if (
            not _DEFINITION.issuperset(members)
            or not isinstance(meaning, str | None)
            or (isinstance(meaning, str) and meaning[:1] == "@" and meaning not in _ALIASED)
            or type_ in ("@json", "@none")
            or members.get("@container") not in _CONTAINERS
        ):
            raise self._unsupported(term)
        if members.get("@language") is not None:
            self._check_language(members["@language"])

    def _check_language(self, tag: object) -> None:
        """Check that *tag* is a language tag, or say the same as about a plain document."""
        if not isinstance(tag, str) or _LANGUAGE.fullmatch(tag) is None:
            where = {"document": self._name, "property": "@language", "found": classes.shown(tag)}
            raise Unread(Finding("property.not_language", Outcome.FAILED, where))

    def _limit(self, count: int, limit: int) -> None:
        if count > limit:
            raise Unread(too_complex(self._name))

    def _unsupported(self, member: str) -> Unread:
        return Unread(_undecided("json_ld.unsupported", self._name, member=member))


def _is_nothing(definition: dict[str, Any]) -> bool:
    """Return whether *definition* takes the meaning from a term, whatever else it says."""
    return "@id" in definition and definition["@id"] is None


def _undecided(code: str, name: str, **parameters: str) -> Finding:
    return Finding(code, Outcome.UNDECIDED, {"document": name, **parameters})
