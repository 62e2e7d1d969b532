"""Reads HTML back, to see what a browser would make of it."""

from __future__ import annotations

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Gathers the elements, the attributes and the text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data

    def tags(self) -> set[str]:
        """Return the names of all elements."""
        return {tag for tag, _ in self.elements}

    def attributes(self) -> set[str]:
        """Return the names of all attributes."""
        return {name for _, attributes in self.elements for name in attributes}

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of each element named *tag*."""
        return [attributes for name, attributes in self.elements if name == tag]


def read(html: str) -> Reader:
    """Return what is in *html*."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader
