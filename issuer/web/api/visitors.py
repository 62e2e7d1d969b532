"""Who asks: somebody with a token, or an address on the network.

The token is read from the Authorization header alone, because what stands in an
address is written into logs and histories.
"""

from __future__ import annotations

import ipaddress
import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g, request

from issuer.actions import tokens
from issuer.actions.turns import Turns
from issuer.web.api.limits import READERS, STRANGERS, TOKEN_HOLDERS, Allowance, Limits
from issuer.web.api.problems import Problem
from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.localisation import ngettext
from issuer.web.places import NoPlaceError, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from flask import Flask

EXTENSION: Final = "barnstar-api"

COME_BACK_AFTER: Final = 5
"""Seconds; told to whoever finds no place."""

_NETWORK_OF_ONE: Final = 64
"""Bits of an IPv6 address that one connection at home has to itself."""

_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""What gateways put addresses of IPv4 into (RFC 6052)."""

_WITH_PORT: Final = re.compile(r"([^:\[\]]+):\d+|\[([^\[\]]+)\](?::\d+)?")
"""As proxies write it into X-Forwarded-For."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: *key* stands for a token or an address, and is never shown."""

    key: bytes
    allowance: Allowance


class Control:
    """What one application knows about its visitors.

    Those who show a token have places of their own, so that strangers cannot take them
    all.  The numbers leave threads for the pages: `issuer.serving.THREADS` is more than
    these, `uploads.DISCARDING`, `incoming.FORMS` and the places of `/verify` together.
    """

    def __init__(self, limits: Limits) -> None:
        """Count with *limits*."""
        self.limits = limits
        self.turns = Turns()
        """At computing: reading what was sent, and judging it."""
        self._singles = {STRANGERS: Places(6, each=4), TOKEN_HOLDERS: Places(4)}
        self._batches = {STRANGERS: Places(2, each=1), TOKEN_HOLDERS: Places(3, each=2)}

    @property
    def places(self) -> int:
        """How many requests can be in work at once, all kinds together."""
        kinds = (self._singles, self._batches)
        return sum(places.count for kind in kinds for places in kind.values())

    def begin_single(self, visitor: Visitor) -> AbstractContextManager[None]:
        """Take a place for one badge while the `with` block runs.  Raises Problem."""
        return _place(self._singles[visitor.allowance], visitor)

    def begin_batch(self, visitor: Visitor) -> AbstractContextManager[None]:
        """Take a place for a batch while the `with` block runs.  Raises Problem."""
        return _place(self._batches[visitor.allowance], visitor)


@contextmanager
def _place(places: Places, visitor: Visitor) -> Iterator[None]:
    try:
        places.take(visitor.key)
    except NoPlaceError as error:
        again = {"Retry-After": str(COME_BACK_AFTER)}
        if error.all_yours:
            sentence = _("Your earlier requests are still being answered.")
            raise Problem(429, sentence, headers=again) from None
        sentence = _("Too many badges are being checked at this moment.")
        raise Problem(503, sentence, headers=again) from None
    try:
        yield
    finally:
        places.give_back(visitor.key)


def init_app(app: Flask, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
    """Let *app* count its visitors, whom a secret hides that ends with the process."""
    app.extensions[EXTENSION] = Control(Limits(random_bytes(32)))


def control() -> Control:
    """Return what the application of this request knows about its visitors."""
    return cast("Control", current_app.extensions[EXTENSION])


def known() -> None:
    """Let everybody in but those who show a token that does not work."""
    if request.method == "OPTIONS":
        return  # A browser asks what it may ask, without the token (Fetch standard, CORS).
    g.visitor = _visitor()


def visitor() -> Visitor:
    """Return who asks."""
    return cast("Visitor", g.visitor)


def spend(badges: int, given_back: int = 0) -> None:
    """Count *badges* for who asks, and say in the answer what is left.

    As many as are *given_back* were counted for this request before.
    Raises Problem when the allowance has not as many.
    """
    asker = visitor()
    standing = control().limits.spend(asker.key.hex(), asker.allowance, badges, given_back)
    g.rate_headers = standing.headers
    if not standing.allowed:
        raise Problem(
            429,
            come_back(standing.wait),
            headers={"Retry-After": str(standing.wait), **standing.headers},
        )


def wait_of_reader(network_of_one: str) -> int:
    """Count one badge for a reader, who asks on a page and not through the API.

    Returns after how many seconds there is one for him again; 0 if there was.
    """
    return control().limits.spend(f"reader {network_of_one}", READERS, 1).wait


def come_back(seconds: int) -> str:
    """Return the sentence for who has nothing left of his allowance."""
    return ngettext(
        "You may ask for this again in %(num)s second.",
        "You may ask for this again in %(num)s seconds.",
        seconds,
    )


def _visitor() -> Visitor:
    limits = control().limits
    if "Authorization" not in request.headers:
        return Visitor(limits.hashed(network(request.remote_addr or "")), STRANGERS)
    given = request.authorization
    secret = given.token if given is not None and given.type == "bearer" else None
    token = tokens.holder(service(), secret) if secret else None
    if token is None:
        raise Problem(
            401,
            _("The token in the Authorization header does not work."),
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
        )
    return Visitor(limits.hashed(f"token {token.id}"), TOKEN_HOLDERS)


def network(address: str) -> str:
    """Return what one visitor on the network has to himself: an address of IPv4, or a /64 of IPv6.

    An address of IPv4 is itself however it is written: some proxies add the port, and a
    socket for both versions, or a gateway, puts it into an address of IPv6.
    """
    port = _WITH_PORT.fullmatch(address)
    bare = (port[1] or port[2]) if port else address
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _inside(ip)
        if inner is None:
            return str(ipaddress.ip_network((int(ip), _NETWORK_OF_ONE), strict=False))
        ip = inner
    return str(ip)


def _inside(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address of IPv4 that *ip* stands for, if it does."""
    if ip in _TRANSLATED:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped
