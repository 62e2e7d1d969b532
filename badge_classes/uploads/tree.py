"""The new tree: elements that were made here, how they link, and their one spelling as text."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from xml.sax import saxutils

from badge_classes.uploads.tables import ONLY_IN_STYLE, SVG, TARGETS, XLINK
from badge_classes.uploads.values import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badge_classes.uploads.notes import Notes
    from badge_classes.uploads.values import Value

_PREFIX_DIGITS: Final = 8


@dataclass(eq=False, slots=True)
class Element:
    """One element of the new tree. `id` is the one that it had; `text` is for title and desc."""

    name: str
    attributes: dict[str, Value] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    id: str = ""
    text: str = ""
    parent: Element | None = None

    def add(self, child: Element) -> None:
        """Put an element behind the others inside this one."""
        child.parent = self
        self.children.append(child)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all inside it, in the order of the document."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack.extend(reversed(element.children))

    def links(self) -> Iterator[tuple[str, Link]]:
        """Yield each attribute that is a link, with the link."""
        for name, value in self.attributes.items():
            if isinstance(value, Link):
                yield name, value

    def draws(self, name: str) -> str:
        """Return an attribute that is no link; "" if there is none."""
        value = self.attributes.get(name, "")
        return "" if isinstance(value, Link) else value


def by_id(root: Element) -> dict[str, Element]:
    """Return the elements by the id that they had. Of equal ids the first counts."""
    found: dict[str, Element] = {}
    for element in root.walk():
        if element.id:
            found.setdefault(element.id, element)
    return found


def mend_links(root: Element, notes: Notes) -> None:
    """Take away links that lead nowhere, or to what they cannot use; they are noted."""
    targets = by_id(root)
    for element in root.walk():
        for name, link in list(element.links()):
            kinds = TARGETS[element.name if name == "href" else name]
            target = targets.get(link.target)
            if target and target.name in kinds:
                continue
            notes.add("upload.missing", element=element.name, value=link.target)
            if name in {"fill", "stroke"}:
                element.attributes[name] = link.fallback or "none"
            else:
                del element.attributes[name]


def prune(root: Element, names: frozenset[str]) -> None:
    """Take away elements of these names that nothing links to, such as spare gradients.

    A use without a target goes too, and groups of definitions that are empty then.
    """
    targets = by_id(root)
    while True:
        used = {id(targets[link.target]) for element in root.walk() for _, link in element.links()}
        changed = False
        for element in list(root.walk()):
            kept = [
                child
                for child in element.children
                if id(child) in used or not _is_spare(child, names)
            ]
            changed = changed or len(kept) != len(element.children)
            element.children = kept
        if not changed:
            return


def _is_spare(element: Element, names: frozenset[str]) -> bool:
    if element.name == "use":
        return "href" not in element.attributes
    # A filter can draw on nothing.
    is_empty = not element.children and "filter" not in element.attributes
    return element.name in names or (element.name in {"g", "defs"} and is_empty)


def spelled(root: Element) -> str:
    """Return the tree as SVG text with a line break at its end.

    Ids are numbers behind a prefix that is made from all the rest, so that two pictures on one
    page do not meet, and the same picture always has the same ids. Ids that nothing links to
    are not written.
    """
    targets = by_id(root)
    # aria-labelledby of the root is the only link to ids of ours.
    linked = {id(targets[link.target]) for element in root.walk() for _, link in element.links()}
    numbers: dict[int, int] = {}
    for element in root.walk():
        if id(element) in linked or element.name in {"title", "desc"}:
            numbers[id(element)] = len(numbers) + 1
    names = {key: numbers[id(element)] for key, element in targets.items() if id(element) in linked}
    plain = "".join(_pieces(root, names, numbers, "b"))
    prefix = "b" + hashlib.sha256(plain.encode()).hexdigest()[:_PREFIX_DIGITS] + "-"
    return "".join(_pieces(root, names, numbers, prefix)) + "\n"


def _pieces(
    element: Element, names: dict[str, int], numbers: dict[int, int], prefix: str
) -> Iterator[str]:
    yield f"<{element.name}"
    if element.parent is None:
        yield f' xmlns="{SVG}"'
        if any("href" in one.attributes for one in element.walk()):
            yield f' xmlns:xlink="{XLINK}"'
    if id(element) in numbers:
        yield f' id="{prefix}{numbers[id(element)]}"'
    styles = []
    for name, value in sorted(element.attributes.items()):
        text = (
            _reference(value, f"{prefix}{names[value.target]}")
            if isinstance(value, Link)
            else value
        )
        if name in ONLY_IN_STYLE:
            styles.append(f"{name}:{text}")
        else:
            # Old viewers know links in the namespace of XLink only.
            yield f" {'xlink:href' if name == 'href' else name}={saxutils.quoteattr(text)}"
    if styles:
        yield f' style="{";".join(styles)}"'
    if element.parent is None:
        labels = [numbers[id(one)] for one in element.children if one.name in {"title", "desc"}]
        yield f' aria-labelledby="{" ".join(f"{prefix}{one}" for one in labels)}"'
    if element.children or element.text:
        yield ">" + saxutils.escape(element.text)
        for child in element.children:
            yield from _pieces(child, names, numbers, prefix)
        yield f"</{element.name}>"
    else:
        yield "/>"


def _reference(link: Link, name: str) -> str:
    if link.is_address:
        return f"#{name}"
    return f"url(#{name})" + (f" {link.fallback}" if link.fallback else "")
