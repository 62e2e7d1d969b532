"""Styles as drawing programs write them: declarations, and sheets of simple rules.

A rebuilt picture has neither. What applies to an element is worked out here, as a browser
would (CSS Cascading 4, section 6), and becomes attributes of the element; so a style sheet of
a stranger is never served. Selectors are names, classes and ids, also within each other
(`g .a > path`); a rule for what is pointed at, for print or for one animation is left out, and
a selector of another kind refuses the picture, because it would look different without it.

Escapes are not read: a value or a selector with a backslash is none that we know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from badge_classes.uploads.notes import refusal
from badge_classes.uploads.tables import (
    PROPERTIES,
    UNSEEN_PREFIXES,
    UNSEEN_PROPERTIES,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from badge_classes.uploads.notes import Notes
    from badge_classes.uploads.values import Value

SHEET_LIMIT: Final = 100_000
"""Characters in all style sheets of a file together."""
RULES_LIMIT: Final = 1_000
DECLARATIONS_LIMIT: Final = 200
"""In one rule or one attribute."""
MATCHES_LIMIT: Final = 200_000
"""How many times a rule is compared with an element."""

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PIECE: Final = re.compile(r"""[^"'(){};]+|"[^"\n]*"?|'[^'\n]*'?|.""", re.DOTALL)
_COMPOUND: Final = re.compile(r"(\*|[A-Za-z][\w-]*)?((?:[.#][\w-]+)*)")
_QUALIFIER: Final = re.compile(r"([.#])([\w-]+)")
_COMBINATOR: Final = re.compile(r"\s*>\s*|\s+")
# What is only so while somebody points, prints, reads text or looks at HTML.
_PASSING: Final = re.compile(
    r"::|:(hover|focus|active|visited|link|target|before|after|first-l\w+|root|not\(:root\))"
)
_SHORTHAND: Final = {"marker": ("marker-start", "marker-mid", "marker-end")}


class Declaration(NamedTuple):
    """One property with its value, in our spelling."""

    name: str
    value: Value
    is_important: bool


class Compound(NamedTuple):
    """What one part of a selector demands; `is_child` tells `a > b` from `a b`."""

    element: str
    classes: frozenset[str]
    ids: frozenset[str]
    is_child: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What selectors can ask of an element; `parent` is None for the root."""

    element: str
    classes: frozenset[str]
    id: str
    parent: Subject | None = None

    def matches(self, compound: Compound) -> bool:
        """Say whether the element is what one part of a selector demands."""
        return (
            compound.element in {"*", self.element}
            and compound.classes <= self.classes
            and compound.ids <= {self.id}
        )


class _Rule(NamedTuple):
    specificity: tuple[int, int, int]
    order: int
    selector: tuple[Compound, ...]
    declarations: tuple[Declaration, ...]


@dataclass(slots=True)
class Sheet:
    """All rules of a file, by the class, id or name that the last part of a selector demands."""

    rules: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    matches: int = 0

    def applying(self, subject: Subject) -> list[_Rule]:
        """Return the rules for an element, the stronger after the weaker."""
        keys = ["*", subject.element, f"#{subject.id}", *(f".{c}" for c in subject.classes)]
        candidates = [rule for key in keys for rule in self.rules.get(key, ())]
        self.matches += len(candidates)
        if self.matches > MATCHES_LIMIT:
            raise refusal(
                "artwork.too_complex", value=self.matches, unit="styles", limit=MATCHES_LIMIT
            )
        found = [rule for rule in candidates if _is_selected(subject, rule.selector)]
        return sorted(found, key=lambda rule: (rule.specificity, rule.order))


def applied(
    attributes: Iterable[Declaration], rules: Iterable[_Rule], style: Iterable[Declaration]
) -> dict[str, Value]:
    """Return the properties of an element by name: attributes, then rules, then its style."""
    declared = [*attributes, *(one for rule in rules for one in rule.declarations), *style]
    weak = {one.name: one.value for one in declared if not one.is_important}
    return weak | {one.name: one.value for one in declared if one.is_important}


def declarations(text: str, notes: Notes) -> tuple[Declaration, ...]:
    """Return the declarations of a style, without those that we cannot check, which are noted."""
    found: list[Declaration] = []
    unread: dict[str, str] = {}
    for part in list(_split(_COMMENT.sub("", text), ";"))[:DECLARATIONS_LIMIT]:
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip()
        is_unseen = name in UNSEEN_PROPERTIES or name.startswith(UNSEEN_PREFIXES)
        is_clear = name.startswith("background") and value in {"none", "transparent"}
        if not colon or is_unseen or is_clear:
            continue
        value, bang, important = value.partition("!")
        names = _SHORTHAND.get(name, (name,))
        values = [declared(one, value) for one in names]
        if None in values or (bang and important.strip().lower() != "important"):
            unread[name] = value
            continue
        found += [
            Declaration(one, given, bool(bang))
            for one, given in zip(names, values, strict=True)
            if given is not None
        ]
    # A value of tomorrow beside one that everybody reads is how programs write wide colours.
    for name, value in unread.items():
        if name not in {one.name for one in found}:
            notes.add("upload.property", name=name, value=value)
    return tuple(found)


def declared(name: str, value: str) -> Value | None:
    """Return the value of a property in its one spelling, or None if we do not know it."""
    value = value.strip()
    if name not in PROPERTIES or "\\" in value:
        return None
    if value.lower().startswith("light-dark("):
        # A badge looks the same by day and by night: the first of both.
        value = next(_split(value[len("light-dark(") : -1], ","), "").strip()
    return "inherit" if value.lower() == "inherit" else PROPERTIES[name](value)


def sheet(texts: Iterable[str], notes: Notes) -> Sheet:
    """Return the rules of the style sheets of a file.

    Raises ArtworkError if they are too large, or choose by what is not a name, class or id.
    """
    joined = "\n".join(texts)
    if len(joined) > SHEET_LIMIT:
        raise refusal(
            "artwork.too_large", value=len(joined), unit="characters of styles", limit=SHEET_LIMIT
        )
    found = Sheet()
    clean = re.sub(r"<!--|-->", " ", _COMMENT.sub("", joined))
    for order, (prelude, body) in enumerate(_rules(clean)):
        if order >= RULES_LIMIT:
            raise refusal(
                "artwork.too_large", value=order + 1, unit="style rules", limit=RULES_LIMIT
            )
        if prelude.startswith("@"):
            if not prelude.startswith(("@charset", "@namespace")):
                notes.add("upload.rule", name=prelude)
            continue
        contents = declarations(body, notes)
        for text in _split(prelude, ",") if contents else ():
            if _PASSING.search(text):
                notes.add("upload.rule", name=text.strip())
                continue
            selector = _selector(text.strip())
            last = selector[-1]
            keys = [*(f"#{one}" for one in last.ids), *(f".{one}" for one in last.classes)]
            key = min(keys, default=last.element)
            rule = _Rule(_specificity(selector), order, selector, contents)
            found.rules[key].append(rule)
    return found


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each block and what is in it; an @-rule without one has ""."""
    prelude: list[str] = []
    body: list[str] = []
    depth = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        depth += (piece == "{") - (piece == "}" and depth > 0)
        if depth == 0 and (piece == "}" or (piece == ";" and _starts_with_at(prelude))):
            yield "".join(prelude).strip(), "".join(body[1:])
            prelude, body = [], []
        else:
            (body if depth else prelude).append(piece)
    if body:
        yield "".join(prelude).strip(), "".join(body[1:])


def _starts_with_at(prelude: list[str]) -> bool:
    return "".join(prelude[:2]).lstrip().startswith("@")


def _split(text: str, separator: str) -> Iterator[str]:
    """Yield the parts of a text between separators that are in no quotes and no brackets."""
    part: list[str] = []
    depth = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        depth += (piece in "({") - (piece in ")}" and depth > 0)
        if depth == 0 and separator in piece and piece[0] not in "\"'":
            first, *others = piece.split(separator)
            yield "".join((*part, first))
            yield from others[:-1]
            part = others[-1:]
        else:
            part.append(piece)
    if "".join(part).strip():
        yield "".join(part)


def _selector(text: str) -> tuple[Compound, ...]:
    """Return the parts of a selector from left to right."""
    combinators = [" ", *(match[0] for match in _COMBINATOR.finditer(text))]
    found = []
    for combinator, part in zip(combinators, _COMBINATOR.split(text), strict=True):
        match = _COMPOUND.fullmatch(part)
        if not match or not part:
            raise refusal("artwork.style_sheet", value=text)
        qualifiers = _QUALIFIER.findall(match[2])
        found.append(
            Compound(
                match[1] or "*",
                frozenset(name for sign, name in qualifiers if sign == "."),
                frozenset(name for sign, name in qualifiers if sign == "#"),
                is_child=">" in combinator,
            )
        )
    return tuple(found)


def _specificity(selector: tuple[Compound, ...]) -> tuple[int, int, int]:
    """Return how many ids, classes and names a selector has (Selectors 4, section 17)."""
    return (
        sum(len(one.ids) for one in selector),
        sum(len(one.classes) for one in selector),
        sum(one.element != "*" for one in selector),
    )


def _is_selected(subject: Subject, selector: tuple[Compound, ...]) -> bool:
    """Match a selector from its right to its left.

    Each part takes the nearest ancestor that fits, which misses `a > b c` where only a farther
    b is a child of an a; drawing programs write nothing like it.
    """
    *others, last = selector
    if not subject.matches(last):
        return False
    is_child, ancestor = last.is_child, subject.parent
    for compound in reversed(others):
        while ancestor and not is_child and not ancestor.matches(compound):
            ancestor = ancestor.parent
        if ancestor is None or not ancestor.matches(compound):
            return False
        is_child, ancestor = compound.is_child, ancestor.parent
    return True
