"""Tokens of the API, known by the SHA-256 of their secrets."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from issuer.rules.tokens import Token
from issuer.store.tables import ApiTokenRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def add(session: Session, token: Token, secret: str) -> None:
    """Keep *token*, of its *secret* only the hash."""
    session.add(
        ApiTokenRow(
            public_id=token.id,
            digest=_digest(secret),
            name=token.name,
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
        )
    )
    session.flush()


def by_secret(session: Session, secret: str) -> Token | None:
    """Return the token with this *secret*, good or not."""
    row = session.scalar(select(ApiTokenRow).where(ApiTokenRow.digest == _digest(secret)))
    return _token(row) if row else None


def every(session: Session) -> list[Token]:
    """Return all tokens, the oldest first."""
    rows = session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.created_at, ApiTokenRow.id))
    return [_token(row) for row in rows]


def revoke(session: Session, token_id: str, now: datetime) -> bool:
    """Make a token useless; False when none that could be revoked has this id."""
    result = session.connection().execute(
        update(ApiTokenRow)
        .where(ApiTokenRow.public_id == token_id, ApiTokenRow.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return result.rowcount == 1


def _token(row: ApiTokenRow) -> Token:
    return Token(row.public_id, row.name, row.created_at, row.expires_at, row.revoked_at)


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
