"""Organisations, their keys, and the address that this installation answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from issuer.rules.organisations import Epoch, Organisation
from issuer.store.tables import InstallationRow, OrganisationRow, SigningKeyRow
from keys.keyring import Keyring
from keys.signing_key import KeyState, SigningKey

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session


def public_url(session: Session) -> str | None:
    """Return the PUBLIC_URL that the badges in this database name; None before the first start."""
    return session.scalar(select(InstallationRow.public_url))


def record_public_url(session: Session, public_url: str, now: datetime) -> None:
    """Keep *public_url* as the one that badges will name for ever."""
    session.add(InstallationRow(id=1, public_url=public_url, created_at=now))
    session.flush()


def by_slug(session: Session, slug: str) -> Organisation | None:
    """Return the organisation named *slug*."""
    row = session.scalar(select(OrganisationRow).where(OrganisationRow.slug == slug))
    return _organisation(row) if row else None


def every(session: Session) -> list[Organisation]:
    """Return all organisations, in the order in which they came."""
    rows = session.scalars(select(OrganisationRow).order_by(OrganisationRow.id))
    return [_organisation(row) for row in rows]


def add(session: Session, organisation: Organisation, now: datetime) -> None:
    """Add *organisation*."""
    session.add(
        OrganisationRow(
            slug=organisation.slug,
            name=organisation.name,
            url=organisation.url,
            email=organisation.email,
            description=organisation.description,
            created_at=now,
        )
    )
    session.flush()


def update(session: Session, organisation: Organisation) -> None:
    """Write the profile of *organisation*, found by its slug."""
    row = session.scalars(
        select(OrganisationRow).where(OrganisationRow.slug == organisation.slug)
    ).one()
    row.name = organisation.name
    row.url = organisation.url
    row.email = organisation.email
    row.description = organisation.description
    session.flush()


def lock(session: Session, slug: str) -> None:
    """Let nobody else write for an organisation until this transaction ends.

    An edit or a rotation between reading the newest edition and recording an
    award for it would change what was earned.  SQLite has one writer anyway.
    """
    session.execute(
        select(OrganisationRow.id).where(OrganisationRow.slug == slug).with_for_update()
    )


def keyring(session: Session, slug: str) -> Keyring:
    """Return all keys of an organisation."""
    rows = session.scalars(
        select(SigningKeyRow)
        .join(OrganisationRow)
        .where(OrganisationRow.slug == slug)
        .order_by(SigningKeyRow.id)
    )
    return Keyring(tuple(_key(row) for row in rows))


def add_key(session: Session, slug: str, key: SigningKey, sentinels: tuple[str, str]) -> None:
    """Add *key* to an organisation, with the two UUIDs that fill its RevocationList."""
    organisation_id = session.scalars(
        select(OrganisationRow.id).where(OrganisationRow.slug == slug)
    ).one()
    session.add(
        SigningKeyRow(
            kid=key.kid,
            organisation_id=organisation_id,
            algorithm=key.algorithm,
            state=key.state,
            public_key_pem=key.public_key_pem,
            sealed_private_key=key.sealed_private_key,
            first_sentinel=sentinels[0],
            second_sentinel=sentinels[1],
            created_at=key.created_at,
            begun_at=key.begun_at,
            ended_at=key.ended_at,
        )
    )
    session.flush()


def update_keys(session: Session, keys: Sequence[SigningKey]) -> None:
    """Write the states of *keys*."""
    for key in keys:
        row = session.scalars(select(SigningKeyRow).where(SigningKeyRow.kid == key.kid)).one()
        row.state = key.state
        row.begun_at = key.begun_at
        row.ended_at = key.ended_at
    session.flush()


def epoch(session: Session, kid: str) -> Epoch | None:
    """Return the epoch of the key *kid*, once it has begun."""
    found = session.execute(
        select(SigningKeyRow, OrganisationRow)
        .join(OrganisationRow)
        .where(SigningKeyRow.kid == kid, SigningKeyRow.begun_at.is_not(None))
    ).first()
    return epoch_of(found[0], found[1]) if found else None


def epochs(session: Session, slug: str) -> list[Epoch]:
    """Return the epochs of an organisation, oldest first."""
    found = session.execute(
        select(SigningKeyRow, OrganisationRow)
        .join(OrganisationRow)
        .where(OrganisationRow.slug == slug, SigningKeyRow.begun_at.is_not(None))
        .order_by(SigningKeyRow.begun_at, SigningKeyRow.id)
    )
    return [epoch_of(key, organisation) for key, organisation in found]


def epoch_of(key: SigningKeyRow, organisation: OrganisationRow) -> Epoch:
    """Return the value of two rows."""
    return Epoch(_organisation(organisation), _key(key), (key.first_sentinel, key.second_sentinel))


def _organisation(row: OrganisationRow) -> Organisation:
    return Organisation(row.slug, row.name, row.url, row.email, row.description)


def _key(row: SigningKeyRow) -> SigningKey:
    return SigningKey(
        kid=row.kid,
        algorithm=row.algorithm,
        state=KeyState(row.state),
        public_key_pem=row.public_key_pem,
        sealed_private_key=row.sealed_private_key,
        created_at=row.created_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
    )
