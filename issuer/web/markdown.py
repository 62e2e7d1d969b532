"""Criteria as people write them: Markdown in, HTML that is safe on our pages out.

Raw HTML is shown as the text that it is, and what the renderer makes is cleaned once
more by an allow-list, so that one mistake alone harms nobody.  Pictures are left
out: a picture on another site would tell that site who reads our pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

LIMIT: Final = 10_000
"""Characters; what is longer is cut.  A stranger's text must not cost us minutes."""

_TAGS: Final = frozenset(
    {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
    | {"pre", "strong", "ul"}
)
_ATTRIBUTES: Final = {"a": {"href"}, "ol": {"start"}}
_ABSOLUTE: Final = ("https://", "http://", "mailto:")

_HIGHEST: Final = 3
_LOWEST: Final = 6


def render(text: str) -> Markup:
    """Return the Markdown *text* as safe HTML, to stand below a heading of level 2."""
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = parser.parse(text[:LIMIT])
    _lower_headings(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(cleaned)  # noqa: S704 - nh3 has just cleaned it.


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Return *value*, or None to drop it: a link that is not absolute means another page here."""
    if (tag, attribute) == ("a", "href") and not value.lower().startswith(_ABSOLUTE):
        return None
    return value


def _lower_headings(tokens: Sequence[Token]) -> None:
    """Fit the headings below ours, and let no level be skipped on the way down."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    previous = _HIGHEST - 1
    for token in tokens:
        if token.type == "heading_open":
            level = min(_HIGHEST + levels.index(token.tag), previous + 1, _LOWEST)
            previous = level
            token.tag = f"h{level}"
        elif token.type == "heading_close":
            token.tag = f"h{previous}"
