"""What a reader of one language sees on a page: its words, without what is not ours to translate.

Left out is what the page marks as somebody's own text or as no text: `<bdi>` and `dir="auto"`
(names, addresses, what a stranger wrote), code, `translate="no"`, and an element whose `lang`
is not the page's.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"})
_NOT_OURS: Final = frozenset({"bdi", "code", "pre", "script", "style"})
_READ_ALOUD: Final = ("alt", "title", "placeholder", "aria-label")


class Reader(HTMLParser):
    """Gathers the words of a page in *language*."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.texts: list[str] = []
        self.flowing: list[str] = []
        """The texts that stand in the flow of the page; titles and attributes cannot isolate."""
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where links lead and what is read aloud; go inside."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values.get("href", ""))
        is_ours = self._is_ours and not self._belongs_to_others(tag, values)
        if is_ours:
            self.texts += [values[name] for name in _READ_ALOUD if name in values]
            if tag == "meta" and values.get("name") == "description":
                self.texts.append(values.get("content", ""))
        if tag not in _VOID:
            self._open.append((tag, is_ours))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the innermost element of that name, and what was left open inside it."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Note a text that is ours."""
        if self._is_ours and data.strip():
            self.texts.append(" ".join(data.split()))
            if self._open and self._open[-1][0] != "title":
                self.flowing.append(self.texts[-1])

    @property
    def _is_ours(self) -> bool:
        return not self._open or self._open[-1][1]

    def _belongs_to_others(self, tag: str, values: dict[str, str]) -> bool:
        return (
            tag in _NOT_OURS
            or values.get("translate") == "no"
            or values.get("dir") == "auto"
            or "code" in values.get("class", "").split()
            # A whole page in another language is no part of a page.
            or (bool(self._open) and values.get("lang", self.language) != self.language)
        )


def read(html: str, language: str) -> Reader:
    """Return what a reader of *language* sees of *html*."""
    reader = Reader(language)
    reader.feed(html)
    reader.close()
    return reader
