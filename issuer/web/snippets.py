"""Lines to copy that show a badge somewhere else: HTML, Markdown, wikitext.

Each writes the badge's name into another language's syntax, so each escapes by the
rules of that language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markupsafe import escape

from issuer.web.localisation import gettext as _

if TYPE_CHECKING:
    from issuer.rules.addresses import Addresses
    from issuer.web.texts import LocalTexts

EMBED_WIDTH: Final = 360
EMBED_HEIGHT: Final = 200

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>()#!|&~])")
_WIKITEXT: Final = re.compile(r"[\[\]{}|<>&'=~_:]")


def of_badge(address: str, texts: LocalTexts, addresses: Addresses) -> dict[str, str]:
    """Return the lines for the badge at *address*, by the name of where they go."""
    assertion_id = addresses.assertion_id(address)
    picture = addresses.assertion(assertion_id, "/status.svg")
    frame = addresses.assertion(assertion_id, "/embed")
    return {
        "frame": html_frame(frame, texts.name),
        "picture": html_picture(address, picture, texts.name),
        "markdown": markdown(address, picture, texts.name),
        "wikitext": wikitext(address, texts.name),
    }


def html_frame(frame: str, name: str) -> str:
    """Return an iframe that shows the badge and its state."""
    title = _("Badge: %(name)s", name=name)
    return (
        f'<iframe src="{escape(frame)}" title="{escape(title)}" '
        f'width="{EMBED_WIDTH}" height="{EMBED_HEIGHT}" loading="lazy"></iframe>'
    )


def html_picture(address: str, picture: str, name: str) -> str:
    """Return a linked picture of the badge's state."""
    return (
        f'<a href="{escape(address)}"><img src="{escape(picture)}" alt="{escape(name)}" '
        f'width="340" height="88"></a>'
    )


def markdown(address: str, picture: str, name: str) -> str:
    """Return a linked picture of the badge's state, in Markdown."""
    safe = _MARKDOWN.sub(r"\\\1", name)
    return f"[![{safe}]({picture})]({address})"


def wikitext(address: str, name: str) -> str:
    """Return a link in wikitext; *name* stays plain text there, whatever it holds."""
    safe = _WIKITEXT.sub(lambda match: f"&#{ord(match[0])};", name)
    return f"[{address} {safe}]"
