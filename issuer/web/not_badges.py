"""What people hand in instead of a badge, and the way out for each.

A photo, a PDF, a web page, an e-mail with a link in it: nothing in it is followed or
opened.  Whoever asks is told what it is, and gets the addresses in it to choose from.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from issuer.web.localisation import gettext as _
from verifier import InvalidBadge
from verifier.openbadges import jws, values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_READ_BYTES: Final = 200_000
"""How much of a text is searched for addresses."""

_MOST_LINKS: Final = 5
_MOST_LINK_CHARACTERS: Final = 500

_BEGINNINGS: Final = (
    (b"\xff\xd8\xff", "photo"),
    (b"GIF8", "photo"),
    (b"BM", "photo"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"Rar!", "zip"),
    (b"\xd0\xcf\x11\xe0", "document"),
)
_INSIDE: Final = ((8, b"WEBP", "photo"), (4, b"ftyphei", "photo"), (4, b"ftypavif", "photo"))
_OFFICE: Final = (b"word/", b"ppt/", b"xl/", b"mimetypeapplication/vnd.oasis")

# Possessive, so that a text of many comments costs no way back.
_HTML: Final = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_SVG: Final = re.compile(r"<(?:[\w.-]+:)?svg[\s/>]", re.IGNORECASE)
_LINK: Final = re.compile(r"https?://[^\s<>\"'`|\\^{}\[\]]+", re.IGNORECASE)
_LIKE_A_BADGE: Final = re.compile(r"badge|assertion|credential|award", re.IGNORECASE)
_MAIL: Final = re.compile(r"^(?:From|To|Subject|Von|De|Date): ", re.MULTILINE)
_COMPACT_JWS: Final = re.compile(r"[\w=-]+\.[\w=-]+\.[\w=-]*", re.ASCII)

# `{"` in base64url begins with eyJ; a second part holds at least the dot before it.
_ONCE_SIGNED: Final = re.compile(r"eyJ[\w=-]{7,}+(?:\.[\w=-]*+)++", re.ASCII)


@dataclass(frozen=True, slots=True)
class NotABadge:
    """What was handed in, in words, and what to do; *links* are addresses found in it."""

    title: str
    meaning: str
    links: tuple[str, ...] = ()


def told(sent: str | bytes) -> NotABadge:
    """Return what *sent*, in which no badge was found, is."""
    kind = _kind(sent)
    if kind in {"page", "mail", "text"}:
        links = tuple(_links(_text(sent), only_badges=kind == "page"))
        return _told_of_text(kind, links)
    found = {
        "picture": (
            _("This picture holds no badge"),
            _("Ask for the original file: chats and social networks strip the badge out of it."),
        ),
        "photo": (
            _("This picture holds no badge"),
            _(
                "A badge is a PNG or SVG file, and this is another kind of picture. Ask for "
                "the original file, or for the badge’s address."
            ),
        ),
        "pdf": (
            _("A PDF proves nothing, and this one holds no badge that can be checked"),
            _(
                "If there is a link or a QR code in it, open that, and check the address. Or "
                "ask for the badge’s own file."
            ),
        ),
        "zip": (
            _("This is a packed file, not a badge"),
            _("Unpack it, and send the PNG or SVG picture that is inside."),
        ),
        "document": (
            _("This is a document, not a badge"),
            _(
                "If there is a link in it, open that, and check the address. Or ask for the "
                "badge’s own file."
            ),
        ),
    }
    other = (
        _("This is not a badge"),
        ask_for_it(),
    )
    return NotABadge(*found.get(kind, other))


def ask_for_it() -> str:
    """Return what to do when nobody can say more."""
    return _("Ask the holder for the badge’s address or its original file, a PNG or SVG picture.")


def _told_of_text(kind: str, links: tuple[str, ...]) -> NotABadge:
    if links:
        title = {
            "page": _("This is a web page, not a badge"),
            "mail": _("This is a message, not a badge, but there is a link in it"),
        }.get(kind, _("This text is not a badge, but there is a link in it"))
        return NotABadge(title, _("Is one of these the badge’s address?"), links)
    if kind == "page":
        return NotABadge(_("This is a web page, not a badge"), ask_for_it())
    meaning = _("Paste the badge’s address, which begins with https://, or choose its file.")
    return NotABadge(_("This is not a badge"), meaning)


def is_signed(text: str) -> bool:
    """Return whether *text* was a signed badge once, however much of it was lost on the way."""
    return _ONCE_SIGNED.fullmatch(text.strip()) is not None


def is_credential(sent: str | bytes) -> bool:
    """Return whether *sent* is of Open Badges 3.0, or another Verifiable Credential of the W3C."""
    if isinstance(sent, bytes) and b"openbadgecredential" in sent:
        return True  # How Open Badges 3.0 marks a picture (section 5.3, "Baked Badge").
    text = _text(sent).strip()
    if not text.startswith("{"):
        if not _COMPACT_JWS.fullmatch(text):
            return False
        try:
            text = jws.read(text).payload.decode(errors="replace")
        except InvalidBadge:
            return False
    try:
        return _says_credential(json.loads(text))
    except (ValueError, RecursionError):
        return False


def _says_credential(document: object) -> bool:
    """Return whether *document* says so (Verifiable Credentials 2.0, sections 4.3 and 4.5)."""
    if not isinstance(document, dict):
        return False
    inner: Any = document.get("vc")
    said: Mapping[str, Any] = inner if isinstance(inner, dict) else document
    types = said.get("type")
    contexts = said.get("@context")
    found = [*(types if isinstance(types, list) else [types])]
    found += contexts if isinstance(contexts, list) else [contexts]
    return any(_is_of_credentials(item) for item in found)


def _is_of_credentials(value: object) -> bool:
    return isinstance(value, str) and (
        value in {"VerifiableCredential", "OpenBadgeCredential", "AchievementCredential"}
        or "/credentials/v" in value
        or "/ob/v3" in value
    )


def _kind(sent: str | bytes) -> str:
    if isinstance(sent, bytes):
        for beginning, kind in _BEGINNINGS:
            if sent.startswith(beginning):
                is_office = kind == "zip" and any(mark in sent[:4_000] for mark in _OFFICE)
                return "document" if is_office else kind
        for offset, mark, kind in _INSIDE:
            if sent[offset:].startswith(mark):
                return kind
        if b"\0" in sent[:1_000]:
            return "other"
    text = _text(sent)
    if _HTML.match(text):
        return "page"
    if text.lstrip().startswith("<") and _SVG.search(text):
        return "picture"
    return "mail" if len(_MAIL.findall(text)) > 1 else "text"


def _text(sent: str | bytes) -> str:
    if isinstance(sent, bytes):
        return sent[:_READ_BYTES].decode(errors="replace")
    return sent[:_READ_BYTES]


def _links(text: str, *, only_badges: bool) -> Iterator[str]:
    """Yield the first few addresses in *text*, each once."""
    seen: set[str] = set()
    for found in _LINK.finditer(text):
        link = found[0].replace("&amp;", "&").rstrip(".,;:!?)…")
        if link in seen or len(link) > _MOST_LINK_CHARACTERS or not values.is_address(link):
            continue
        if only_badges and not _LIKE_A_BADGE.search(link):
            continue
        seen.add(link)
        yield link
        if len(seen) == _MOST_LINKS:
            return
