"""One-time sign-in links and signed-in browsers, known by the SHA-256 of their secrets."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, exists, select, update

from issuer.store.tables import SignInLinkRow, SignInSessionRow

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session


def add_link(session: Session, secret: str, now: datetime, expires_at: datetime) -> None:
    """Add a link; links that nobody used are withdrawn, so that one works at a time."""
    session.execute(delete(SignInLinkRow).where(SignInLinkRow.used_at.is_(None)))
    session.add(SignInLinkRow(digest=_digest(secret), created_at=now, expires_at=expires_at))
    session.flush()


def is_link_good(session: Session, secret: str, now: datetime) -> bool:
    """Whether the link can still be used."""
    return bool(session.scalar(select(exists().where(*_good(secret, now)))))


def use_link(session: Session, secret: str, now: datetime) -> bool:
    """Use the link up; False when it was used before, expired or never existed."""
    result = session.connection().execute(
        update(SignInLinkRow).where(*_good(secret, now)).values(used_at=now)
    )
    return result.rowcount == 1


def is_anybody_signed_in(session: Session, now: datetime) -> bool:
    """Whether any browser is signed in."""
    return bool(session.scalar(select(exists().where(SignInSessionRow.expires_at > now))))


def add_session(session: Session, secret: str, now: datetime, expires_at: datetime) -> None:
    """Add a signed-in browser; those that have expired go."""
    session.execute(delete(SignInSessionRow).where(SignInSessionRow.expires_at <= now))
    session.add(SignInSessionRow(digest=_digest(secret), created_at=now, expires_at=expires_at))
    session.flush()


def is_session_good(session: Session, secret: str, now: datetime) -> bool:
    """Whether the browser with this secret is signed in."""
    return bool(
        session.scalar(
            select(
                exists().where(
                    SignInSessionRow.digest == _digest(secret), SignInSessionRow.expires_at > now
                )
            )
        )
    )


def delete_session(session: Session, secret: str) -> None:
    """Sign a browser out."""
    session.execute(delete(SignInSessionRow).where(SignInSessionRow.digest == _digest(secret)))


def _good(secret: str, now: datetime) -> tuple[Any, ...]:
    return (
        SignInLinkRow.digest == _digest(secret),
        SignInLinkRow.used_at.is_(None),
        SignInLinkRow.expires_at > now,
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8")).hexdigest()
