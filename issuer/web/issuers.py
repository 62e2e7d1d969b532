"""Who issued a badge, and why this site does or does not know it.

Everything here is a stranger's word but the host: that is proved by the check, where it
succeeded, and it is all that is.  So a page never says "trusted"; it says whose organisation
it is when it is this site's own, and gives what helps to judge when it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from issuer.web import look_alikes
from issuer.web.localisation import gettext as _
from issuer.web.look_alikes import Likeness
from issuer.web.texts import harmless
from verifier import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from issuer.rules.addresses import Addresses
    from verifier import Report

_PROOFS: Final = frozenset({"key.listed", "key.on_own_host", "scope.inside"})
"""Any of these, passed, says that the badge comes from the host in its issuer's id."""

_MOST_HOST: Final = 253  # Characters (RFC 1035, section 3.1).


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
    others = (name, host, addresses.origin, our_names)
    hints = (*_resemblances(*others), *_hints(address, website, ascii_host))
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
        warnings=() if is_ours else tuple(_warnings(*others)),
        hints=() if is_ours else hints,
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


def _likest(name: str, our_names: Collection[str]) -> tuple[Likeness, str]:
    """Return how like the likest of *our_names* is, and which it is."""
    found = ((look_alikes.of_names(name, ours), ours) for ours in our_names)
    return max(found, default=(Likeness.NONE, ""))


def _host_likeness(host: str, our_host: str) -> Likeness:
    return look_alikes.of_hosts(spellings(host)[1], spellings(our_host)[1])


def _warnings(name: str, host: str, origin: str, our_names: Collection[str]) -> list[Markup]:
    """Return why a reader might take this issuer for an organisation of this site."""
    found = []
    if _likest(name, our_names)[0] is Likeness.ALIKE:
        message = _("It calls itself %(name)s, like an organisation of this site, and is not it.")
        found.append(filled(message, name=bdi(name)))
    our_host = host_of(origin)
    if _host_likeness(host, our_host) is Likeness.ALIKE:
        message = _(
            "Its host, %(host)s, looks like the host of this site, %(ours)s, and is another."
        )
        found.append(filled(message, host=bdi(host), ours=bdi(our_host)))
    return found


def _resemblances(name: str, host: str, origin: str, our_names: Collection[str]) -> list[Markup]:
    """Return what of this site the issuer reminds of, where that is no reason to warn."""
    our_host = host_of(origin)
    likeness, our_name = _likest(name, our_names)
    ours = [our_name] if likeness is Likeness.RESEMBLING else []
    ours += [our_host] if _host_likeness(host, our_host) is Likeness.RESEMBLING else []
    message = _("It resembles %(ours)s of this site, and is another.")
    return [filled(message, ours=bdi(item)) for item in ours]


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


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    return harmless(value) if isinstance(value, str) else ""
