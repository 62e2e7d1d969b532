"""What a reader of one language sees on a page: its words, without what is not ours to translate.

Left out is what the page marks as somebody's own text or as no text: `<bdi>` and `dir="auto"`
(names, addresses, what a stranger wrote), code, and `translate="no"`. An element whose `lang` is
not the page's is left out only inside a block of FOREIGN: being marked excuses no English.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"})
_NOT_OURS: Final = frozenset({"bdi", "code", "pre", "script", "style"})
FOREIGN: Final = {
    "class=foreign": "a description that a vocabulary lacks in this language, for who opens it",
    "class=names": "what a skill is called in each language, each with that language's name",
    "class=changes": "words of an edition before and after, in the language that was edited",
    "name=lang": "the button of a language, named as its readers name it",
    "hreflang": "the link to a language, named as its readers name it",
}
"""Blocks that hold other languages, by a class or an attribute, each with the reason."""
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
        self._open: list[tuple[str, bool, bool]] = []
        """The elements around what is read: their names, whether they are ours, and foreign."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where links lead and what is read aloud; go inside."""
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(values.get("href", ""))
        may_be_foreign = self._may_be_foreign or _is_foreign_block(values)
        is_ours = self._is_ours and not self._belongs_to_others(tag, values)
        # A whole page in another language is no part of a page.
        if self._open and may_be_foreign and values.get("lang", self.language) != self.language:
            is_ours = False
        if is_ours:
            self.texts += [values[name] for name in _READ_ALOUD if name in values]
            if tag == "meta" and values.get("name") == "description":
                self.texts.append(values.get("content", ""))
        if tag not in _VOID:
            self._open.append((tag, is_ours, may_be_foreign))

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

    @property
    def _may_be_foreign(self) -> bool:
        return bool(self._open) and self._open[-1][2]

    def _belongs_to_others(self, tag: str, values: dict[str, str]) -> bool:
        return (
            tag in _NOT_OURS
            or values.get("translate") == "no"
            or values.get("dir") == "auto"
            or "code" in values.get("class", "").split()
        )


def _is_foreign_block(values: dict[str, str]) -> bool:
    marks = {f"class={name}" for name in values.get("class", "").split()}
    marks |= {name for name in values if name == "hreflang"}
    marks |= {f"name={values['name']}"} if "name" in values else set()
    return not marks.isdisjoint(FOREIGN)


def read(html: str, language: str) -> Reader:
    """Return what a reader of *language* sees of *html*."""
    reader = Reader(language)
    reader.feed(html)
    reader.close()
    return reader
