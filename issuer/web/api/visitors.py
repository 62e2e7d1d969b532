"""Who asks: somebody with a token, or an address on the network.

The token is read from the Authorization header alone, because what stands in an
address is written into logs and histories.
"""

from __future__ import annotations

import ipaddress
import secrets
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g, request

from issuer.actions import tokens
from issuer.actions.turns import Turns
from issuer.web.api.limits import STRANGERS, TOKEN_HOLDERS, Allowance, Limits
from issuer.web.api.problems import Problem
from issuer.web.context import service
from issuer.web.localisation import gettext as _
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


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: *key* stands for a token or an address, and is never shown."""

    key: bytes
    allowance: Allowance


class Control:
    """What one application knows about its visitors.

    Those who show a token have places of their own, so that strangers cannot take them
    all.  The numbers leave threads for the pages: `issuer.serving.THREADS` is more than
    these, `uploads.DISCARDING` and the places of `/verify` together.
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


def spend(badges: int) -> None:
    """Count *badges* for who asks, and say in the answer what is left.

    Raises Problem when the allowance has not as many.
    """
    asker = visitor()
    standing = control().limits.spend(asker.key.hex(), asker.allowance, badges)
    g.rate_headers = standing.headers
    if not standing.allowed:
        raise Problem(
            429,
            _("You may ask for this again in %(wait)d seconds.", wait=standing.wait),
            headers={"Retry-After": str(standing.wait), **standing.headers},
        )


def _visitor() -> Visitor:
    limits = control().limits
    if "Authorization" not in request.headers:
        return Visitor(limits.hashed(_network(request.remote_addr or "")), STRANGERS)
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


def _network(address: str) -> str:
    """Return what one visitor on the network has to himself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:  # noqa: PLR2004 - IPv4
        return address
    return str(ipaddress.ip_network((ip, _NETWORK_OF_ONE), strict=False))
