"""Texts as a page shows them: a badge's in the reader's language, a stranger's made harmless."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from badge_classes.languages import direction, negotiate
from issuer.web import markdown
from issuer.web.localisation import interface_language, reader_languages

if TYPE_CHECKING:
    from badge_classes.badge_class import BadgeClass

SHOWN_CHARACTERS: Final = 500
"""How much of one text of a stranger a page shows."""

# Control characters break XML and terminals; direction marks that outlive their text
# could make what follows it on our page read backwards.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class LocalTexts:
    """The texts of a badge class in the language that serves the reader best.

    *attributes* holds `lang` and `dir` for the element around a text, and is empty
    where the text is in the language of the page.  *criteria* is safe HTML.
    """

    name: str
    description: str
    criteria: Markup
    image_alt: str
    language: str
    attributes: Markup

    @property
    def is_foreign(self) -> bool:
        """Whether the texts are in another language than the page."""
        return bool(self.attributes)


def local_texts(content: BadgeClass, language: str | None = None) -> LocalTexts:
    """Return the texts of *content* in *language*, or in the one that serves the reader best."""
    if language is None:
        language = negotiate(content.languages, (*reader_languages(), interface_language()))
    texts = content.texts[language]
    return LocalTexts(
        name=texts.name,
        description=texts.description,
        criteria=markdown.render(texts.criteria),
        image_alt=texts.image_alt,
        language=language,
        attributes=language_attributes(language),
    )


def language_attributes(tag: str) -> Markup:
    """Return `lang` and `dir` for an element in the language *tag*, unless the page speaks it."""
    if tag == interface_language():
        return Markup()
    return Markup(' lang="{}" dir="{}"').format(tag, direction(tag))


def harmless(text: object, limit: int = SHOWN_CHARACTERS) -> str:
    """Return *text* without control characters and direction marks, cut at *limit* characters.

    It is still text, not HTML: templates escape it.
    """
    cleaned = _UNWANTED.sub("\ufffd", str(text)[: limit + 1])
    return cleaned if len(cleaned) <= limit else f"{cleaned[:limit]}…"
