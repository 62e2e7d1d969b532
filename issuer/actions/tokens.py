"""Give out tokens for higher limits of the API, list them, and make them useless.

A token lets its holder ask more often.  It opens nothing else: what the API
answers is public.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from issuer.errors import BarnstarError, NotFoundError
from issuer.rules.plain_text import is_plain
from issuer.rules.tokens import MAX_LIFETIME, MAX_NAME_CHARACTERS, PREFIX, Token
from issuer.store import api_tokens as token_store

if TYPE_CHECKING:
    from issuer.actions.service import Service


def new(service: Service, name: str, lifetime: timedelta = MAX_LIFETIME) -> tuple[Token, str]:
    """Return a new token and its secret, which nobody can read again later.

    *name* says whose it is, in a list that organisers see.  Raises BarnstarError for
    a name or a lifetime that cannot be.
    """
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME_CHARACTERS or not is_plain(name):
        raise BarnstarError(
            f"A token needs a name of at most {MAX_NAME_CHARACTERS} characters: whose is it?"
        )
    if not timedelta(0) < lifetime <= MAX_LIFETIME:
        raise BarnstarError(
            f"A token lasts from 1 to {MAX_LIFETIME.days} days, so that a lost one stops by itself."
        )
    now = service.clock.now()
    token = Token(service.identifiers.public_id(), name, now, now + lifetime)
    secret = PREFIX + service.identifiers.secret()
    with service.database.writing() as session:
        token_store.add(session, token, secret)
    return token, secret


def every(service: Service) -> list[Token]:
    """Return all tokens, the oldest first."""
    with service.database.reading() as session:
        return token_store.every(session)


def revoke(service: Service, token_id: str) -> None:
    """Make a token useless at once.  Raises NotFoundError when none is good under this id."""
    with service.database.writing() as session:
        if not token_store.revoke(session, token_id, service.clock.now()):
            raise NotFoundError(f"No token that still works has the id {token_id}.")


def holder(service: Service, secret: str) -> Token | None:
    """Return the token of this *secret* if it is good now.  Reads, and keeps no trace of it."""
    with service.database.reading() as session:
        token = token_store.by_secret(session, secret)
    return token if token is not None and token.is_good(service.clock.now()) else None
