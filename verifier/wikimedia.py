"""One name for each Wikimedia user, however it was written.

Badges name people by their user page on Meta, and recipients are compared
character by character, so issuing and verifying must agree on one spelling:

    canonical_username("https://sw.wikipedia.org/wiki/Mtumiaji:amina_K")   "Amina K"
    user_page("Amina K")           "https://meta.wikimedia.org/wiki/User:Amina_K"

The rules are MediaWiki's, as Wikimedia's wikis run it: `MediaWikiTitleCodec` for
titles, `UserNameUtils::isValid` and `isCreatable` for names.  Nobody is asked
whether an account exists.
"""

from __future__ import annotations

import ipaddress
import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 255
"""The longest username, in UTF-8."""

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "There is no username. Write the person's Wikimedia username.",
        "too_long": "This username is longer than {limit} bytes, which no Wikimedia username is. "
        "Check that nothing else stands in its place.",
        "bad_character": "{name} is nobody's Wikimedia username, because no username holds "
        "{character}. Check how the person writes it.",
        "ip_address": "{name} is an IP address, not a username: somebody edited without an "
        "account. Ask the person to create one.",
        "temporary_account": "{name} is a temporary account: it expires, and nobody can sign in "
        "to it. Ask the person to create an account, and write its name here.",
        "email_address": "{name} is an e-mail address. Write the person's Wikimedia username.",
        "formula": "{name} is a spreadsheet formula. Paste the values into the column instead.",
        "reserved": "{name} is a name that MediaWiki itself uses. Write a person's username.",
        "not_a_user_page": "{name} is not the user page of a Wikimedia user. Write the username, "
        "or the address of the page that begins with User: and has nothing behind the name.",
    }
)
"""What each code of a UsernameError says, in English."""

_MAX_CHARACTERS = 2_000
"""More than the longest address of a user page needs."""

_SHOWN_CHARACTERS = 80
"""How much of a refused text a sentence repeats."""


class UsernameError(ValueError):
    """A text that names no Wikimedia user whom a badge could be awarded to.

    *code* is a key of SENTENCES and *parameters* fill its sentence.
    """

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(code)
        self.code = code
        self.parameters = parameters

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English."""
        return SENTENCES[self.code].format_map(self.parameters)

    def __str__(self) -> str:
        return self.sentence


def canonical_username(text: str) -> str:
    """Return the username that *text* means, with spaces and in Unicode's form NFC.

    *text* is a bare name, a name behind `User:` in any language of Wikimedia's,
    a wikilink to a user page, or the address of a user page on any Wikimedia wiki.
    Raises UsernameError for everything else, and for temporary accounts.
    """
    if len(text) > _MAX_CHARACTERS:
        raise UsernameError("too_long", limit=str(MAX_BYTES))
    text = text.strip(_AROUND)
    reordering = _REORDERING.search(text)
    if reordering:
        character = _named(reordering.group())
        raise UsernameError("bad_character", name=_shown(text), character=character)
    wikilink = _WIKILINK.fullmatch(text)
    if wikilink:
        return _user_of_title(wikilink["title"], text)
    address = _address(text)
    if address:
        return _user_of_title(_title_of(address, text), text, language=_language_of(address))
    if _FORMULA.match(text):
        raise UsernameError("formula", name=_shown(text))
    if ":" in text and not _is_ip_address(_normalised(text)):
        return _user_of_title(text, text)
    return _valid(_normalised(text), text)


def is_temporary(name: str) -> bool:
    """Return whether *name* is that of a temporary account, such as `~2026-12345-67`.

    Wikimedia keeps every name that begins like a year of this millennium for
    them (`$wgAutoCreateTempUser`, `matchPattern`).
    """
    return name.startswith("~2")


def user_page(name: str) -> str:
    """Return the address of a user's page on Meta; *name* is canonical.

    Encoded as MediaWiki's `wfUrlencode` does, so it is the address that a browser shows.
    """
    title = quote(name.replace(" ", "_"), safe=";@$!*(),/~:")
    return f"https://meta.wikimedia.org/wiki/User:{title}"


def username_of(address: str) -> str | None:
    """Return the canonical name of the user whose page *address* is, on any Wikimedia wiki.

    None for every other address, and for texts that are no address.
    """
    if not _SCHEME.match(address):
        return None
    try:
        return canonical_username(address)
    except UsernameError:
        return None


# --- Addresses and titles ---

_SCHEME = re.compile("(?:https?:)?//", re.IGNORECASE)

_HOST = re.compile(
    r"(?:[a-z0-9-]+\.)?(?:m\.)?"
    r"(?:wiki(?:pedia|books|news|quote|source|versity|voyage)|wiktionary)\.org"
    r"|(?:(?:www|m)\.)?(?:wikidata|mediawiki|wikifunctions)\.org"
    r"|(?:commons|meta|species|incubator|outreach)\.(?:m\.)?wikimedia\.org"
)
"""The wikis whose accounts are Wikimedia's global accounts, and that anybody can read."""

# `/zh-tw/Title` shows a page in one variant of its language.
_PATH = re.compile(r"/(?:wiki|w/index\.php|[a-z]{2,3}(?:-[a-z]+)*)/(?P<title>.+)", re.DOTALL)

_WIKILINK = re.compile(r"\[\[(?P<title>[^\[\]|]*)(?:\|[^\[\]]*)?\]\]")

_DATA = Path(__file__).with_name("data")


def _address(text: str) -> SplitResult | None:
    """Return *text* in its parts if it is an address, with or without `https://`."""
    if not _SCHEME.match(text):
        if not _HOST.fullmatch(text.partition("/")[0].lower()):
            return None
        text = f"https://{text}"
    # urlsplit drops control characters, which would turn one address into another.
    if not _CONTROL.search(text):
        try:
            parts = urlsplit(text)
            if _HOST.fullmatch(parts.hostname or "") and parts.netloc.lower() == parts.hostname:
                return parts
        except ValueError:
            pass
    raise UsernameError("not_a_user_page", name=_shown(text))


def _title_of(address: SplitResult, text: str) -> str:
    """Return the title of the page that *address* shows; *text* is what was given."""
    path = _PATH.fullmatch(address.path)
    try:
        if path:
            return unquote(path["title"], errors="strict")
        query = parse_qs(address.query, errors="strict", max_num_fields=50)
    except ValueError:
        query = {}
    if address.path != "/w/index.php" or "title" not in query:
        raise UsernameError("not_a_user_page", name=_shown(text))
    return query["title"][-1]


def _language_of(address: SplitResult) -> str:
    return (address.hostname or "").partition(".")[0]


def _user_of_title(title: str, text: str, *, language: str = "") -> str:
    """Return the user whose user page has *title*; *text* is what was given.

    Any language's name of the namespace is taken on any wiki: the wrong ones
    are nobody's page, so no two people can be mistaken for each other.
    """
    namespace, _, rest = _normalised(title.removeprefix(":")).partition(":")
    name = rest.partition("#")[0].strip()
    if _namespace_key(namespace) not in _user_namespaces() or not name or "/" in name:
        if _is_ip_address(name):  # A range of addresses is no subpage.
            raise UsernameError("ip_address", name=_shown(name))
        raise UsernameError("not_a_user_page", name=_shown(text))
    return _valid(name, text, language=language)


@cache
def _user_namespaces() -> frozenset[str]:
    """Return what the namespace of user pages is called, in every language that we know."""
    by_language = json.loads((_DATA / "user_namespaces.json").read_text("utf-8"))
    names = [name for names in by_language.values() for name in names]
    return frozenset(map(_namespace_key, ["User", *names]))


def _namespace_key(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().lower()


# --- Names ---

_AROUND = " \t\n\r\v\f\ufeff\u200e\u200f\u202a\u202b\u202c"
"""What spreadsheets and right-to-left pages leave around a value; no username ends in it."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

# MediaWikiTitleCodec::splitTitleString: marks of direction vanish, spaces become one.
_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e]+")

# MediaWiki drops the overrides too, but on its way to us somebody has read the
# name backwards, as another person's.  Nobody's keyboard or copied page makes them.
_REORDERING = re.compile("[\u202d\u202e\u2066-\u2069]")
_SPACE = re.compile("[ _\u00a0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")

_ILLEGAL = re.compile(
    # No page title has these (MediaWikiTitleCodec::getTitleInvalidRegex).
    r"[\x00-\x1f\x7f#<>\[\]|{}\ud800-\udfff\ufffd-\uffff]"
    r"|%[0-9A-Fa-f]{2}|&(?:[A-Za-z0-9\x80-\U0010ffff]+|\#[0-9]+|\#x[0-9A-Fa-f]+);|~~~"
    r"|\A\.{1,2}\Z"
    # No username has these (UserNameUtils::isValid) ...
    r"|[/\x80-\x9f\u00a0\u2000-\u200f\u2028-\u202f\u3000\ue000-\uf8ff]"
    # ... and nobody can register these ($wgInvalidUsernameCharacters).
    r"|[@:=]"
)

_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_FORMULA = re.compile(r"=|@\w+\(")
_IPV4 = re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.(?:xxx|\d{1,3})")

# $wgReservedUsernames, with those of the extensions that Wikimedia's wikis run.
_RESERVED = frozenset(
    {
        "Abuse filter",
        "Command line script",
        "Conversion script",
        "Delete page script",
        "Flow talk page manager",
        "FuzzyBot",
        "Maintenance script",
        "MediaWiki default",
        "MediaWiki message delivery",
        "Move page script",
        "ScriptImporter",
        "Template namespace initialisation script",
        "Unknown user",
    }
)


def _normalised(text: str) -> str:
    """Return *text* as MediaWiki reads titles, but for the first letter."""
    composed = unicodedata.normalize("NFC", _DIRECTION.sub("", text))
    return _SPACE.sub(" ", composed).strip(" ")


def _valid(name: str, text: str, *, language: str = "") -> str:
    """Return *name*, which is normalised, if somebody can have it; *text* is what was given."""
    if not name:
        raise UsernameError("empty")
    name = unicodedata.normalize("NFC", _ucfirst(name, language))
    if len(name.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise UsernameError("too_long", limit=str(MAX_BYTES))
    if _E_MAIL.fullmatch(name):
        raise UsernameError("email_address", name=_shown(name))
    if _is_ip_address(name):
        raise UsernameError("ip_address", name=_shown(name))
    illegal = _ILLEGAL.search(name)
    if illegal:
        raise UsernameError("bad_character", name=_shown(text), character=_named(illegal.group()))
    if is_temporary(name):
        raise UsernameError("temporary_account", name=name)
    if name in _RESERVED:
        raise UsernameError("reserved", name=name)
    return name


def _is_ip_address(name: str) -> bool:
    """Return whether *name* is an IP address, whole or masked, or a range of them."""
    if _IPV4.fullmatch(name):
        return True
    try:
        ipaddress.ip_network(name, strict=False)
    except ValueError:
        return False
    return True


# Letters that Wikimedia's wikis leave as they are at the beginning of a title,
# although Unicode has upper-case ones ($wgOverrideUcfirstCharacters, T219279):
# titlecase digraphs, the iota below, Georgian, Roman numerals, letters in
# circles, and those that were younger than the wikis' software.
_KEPT = re.compile(
    "[\u01c5\u01c8\u01cb\u01f2\u0345\u10d0-\u10ff\u2170-\u217f\u24d0-\u24e9\ua7b9\U00016e60-\U00016e7f]"
)


def _ucfirst(name: str, language: str) -> str:
    """Return *name* with the first letter that it has as a title on a wiki in *language*."""
    first = name[0]
    if language in {"az", "kaa", "tr"} and first == "i":
        return "\u0130" + name[1:]
    if _KEPT.match(first):
        return name
    # Greek letters with an iota below become titlecase; what would become two letters stays.
    for capital in (first.upper(), first.title()):
        if len(capital) == 1:
            return capital + name[1:]
    return name


def _shown(text: str) -> str:
    """Return the beginning of *text*, fit to stand in a sentence."""
    return "".join(
        character if character.isprintable() else "\ufffd"
        for character in text[:_SHOWN_CHARACTERS].strip()
    )


def _named(characters: str) -> str:
    if characters.isprintable():
        return characters
    return " ".join(f"U+{ord(character):04X}" for character in characters)
