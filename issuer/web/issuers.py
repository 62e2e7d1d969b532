"""Who issued a badge, and why this site does or does not know it.

Everything here is a stranger's word but the host: that is proved by the check, where it
succeeded, and it is all that is.  So a page never says "trusted"; it says whose organisation
it is when it is this site's own, and gives what helps to judge when it is not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from issuer.web.localisation import gettext as _
from issuer.web.texts import harmless
from verifier import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from issuer.rules.addresses import Addresses
    from verifier import Report

_PROOFS: Final = frozenset({"key.listed", "key.on_own_host", "scope.inside"})
"""Any of these, passed, says that the badge comes from the host in its issuer's id."""

_ALIKE: Final = 0.85
"""How much of two host names is the same when one can be taken for the other."""

_MOST_HOST: Final = 253  # Characters (RFC 1035, section 3.1).

_LOOKS_LIKE: Final = str.maketrans(
    {"0": "o", "1": "l", "і": "i", "ı": "i", "а": "a", "е": "e", "о": "o", "р": "p", "с": "c"}
    | {"у": "y", "х": "x", "ѕ": "s", "ԁ": "d", "ɡ": "g", "ο": "o", "ν": "v", "α": "a", "-": ""}
)
"""Letters that readers take for others; a hint needs no more than the usual ones."""

_SPACES: Final = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer as its Profile presents itself; empty texts where it does not say.

    *host* is what the check proves if *is_proved*, as the address has it; *other_host* is
    the same host in its other spelling where it has letters beyond a to z.  *warnings* say
    that it may be taken for somebody else, *hints* what else helps to judge.
    """

    name: str
    address: str
    host: str
    other_host: str
    website: str
    email: str
    description: str
    is_ours: bool
    is_proved: bool
    warnings: tuple[Markup, ...]
    hints: tuple[Markup, ...]


def of_report(report: Report, addresses: Addresses, our_names: Collection[str]) -> Issuer | None:
    """Return the issuer that the badge in *report* names, or None where it could not be read.

    *our_names* are those of the organisations of this site.
    """
    if report.issuer is None:
        return None
    profile = report.issuer
    address = _text(profile, "id")
    host = host_of(address)
    ascii_host, unicode_host = spellings(host)
    is_ours = addresses.is_ours(address)
    name = _text(profile, "name")
    website = _text(profile, "url")
    is_proved = any(
        item.code in _PROOFS and item.outcome is Outcome.PASSED for item in report.findings
    )
    warnings = () if is_ours else tuple(_warnings(name, host, addresses.origin, our_names))
    return Issuer(
        name=name,
        address=address,
        host=ascii_host,
        other_host=unicode_host if unicode_host != ascii_host else "",
        website=website if website.startswith(("https://", "http://")) else "",
        email=_text(profile, "email"),
        description=_text(profile, "description"),
        is_ours=is_ours,
        is_proved=is_proved,
        warnings=warnings,
        hints=() if is_ours else tuple(_hints(address, website, ascii_host)),
    )


def bdi(text: str) -> Markup:
    """Return *text* isolated: it may run in another direction than the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def filled(message: str, **parameters: Markup) -> Markup:
    """Return *message* of our own as HTML, with *parameters*, which are HTML already, in it."""
    return Markup(escape(message)) % parameters  # noqa: S704 - just escaped


def host_of(address: str) -> str:
    """Return the host in *address*, or "" where there is none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def spellings(host: str) -> tuple[str, str]:
    """Return *host* in the letters a to z, and in its own (RFC 5890, section 2.3.2).

    The two are equal for most hosts, and where there is no second spelling.
    """
    if len(host) > _MOST_HOST:
        return host, host
    try:
        if host.isascii():
            return host, host.encode().decode("idna")
        return host.encode("idna").decode(), host
    except UnicodeError:
        return host, host


def _warnings(name: str, host: str, origin: str, our_names: Collection[str]) -> list[Markup]:
    """Return why a reader might take this issuer for an organisation of this site."""
    found = []
    if _folded(name) and _folded(name) in {_folded(ours) for ours in our_names}:
        message = _("It calls itself %(name)s, like an organisation of this site, and is not it.")
        found.append(filled(message, name=bdi(name)))
    our_host = host_of(origin)
    if _is_like(host, our_host):
        message = _(
            "Its host, %(host)s, looks like the host of this site, %(ours)s, and is another."
        )
        found.append(filled(message, host=bdi(host), ours=bdi(our_host)))
    return found


def _hints(address: str, website: str, host: str) -> list[Markup]:
    found = []
    if address.startswith("http://"):
        message = _(
            "What it says was read without encryption (http://), so anybody on the way "
            "could have changed it."
        )
        found.append(filled(message))
    website_host = spellings(host_of(website))[0]
    if website_host and website_host == host:
        found.append(filled(_("Its website is on the same host.")))
    elif website_host:
        message = _(
            "It names a website on another host, %(website)s. "
            "Nothing proves that this website knows it."
        )
        found.append(filled(message, website=bdi(website_host)))
    return found


def _is_like(host: str, ours: str) -> bool:
    """Return whether a reader can take *host* for *ours*, or for a part of it."""
    host, ours = host.lower(), ours.lower()
    if not host or not ours or host == ours or host.endswith(f".{ours}"):
        return False
    if len(host) > _MOST_HOST:
        return True
    if host.startswith(f"{ours}."):
        return True
    theirs, own = (spellings(item)[1].translate(_LOOKS_LIKE) for item in (host, ours))
    return theirs == own or SequenceMatcher(None, theirs, own).ratio() >= _ALIKE


def _folded(name: str) -> str:
    """Return what is left of *name* when case, spaces and look-alike letters do not count."""
    return _SPACES.sub("", name.casefold().translate(_LOOKS_LIKE))


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    return harmless(value) if isinstance(value, str) else ""
