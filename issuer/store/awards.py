"""Awards and the completions that they rest on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import bindparam, delete, insert, select, update

from badge_classes.evidence import EvidenceDemand
from issuer.rules.awards import Award, Revocation, Visibility
from issuer.rules.completions import NOTHING_DEMANDED, Completion, Given, Shown
from issuer.store.tables import (
    AwardRow,
    BadgeClassRow,
    CompletionRow,
    EditionRow,
    SigningKeyRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_Query: TypeAlias = "Select[AwardRow, str, str, str, CompletionRow]"


def by_public_id(session: Session, public_id: str) -> Award | None:
    """Return the award whose address carries *public_id*."""
    return _one(session, _select().where(AwardRow.public_id == public_id))


def by_uuid(session: Session, uuid: str) -> Award | None:
    """Return the award whose signed assertion is `urn:uuid:` with *uuid*."""
    return _one(session, _select().where(AwardRow.uuid == uuid))


def of_class(session: Session, class_id: str) -> list[Award]:
    """Return all awards of a class, oldest first, those not yet signed among them."""
    return _many(session, _select().where(BadgeClassRow.public_id == class_id))


def unsigned(session: Session, class_id: str) -> list[Award]:
    """Return the awards of a class that are intended and not yet signed, oldest first."""
    return _many(
        session,
        _select().where(BadgeClassRow.public_id == class_id, AwardRow.signed.is_(None)),
    )


def move_intents(session: Session, old_edition_id: str, new_edition_id: str) -> None:
    """Point the unsigned awards of one edition at another, which says the same in a later epoch."""
    old = select(EditionRow.id).where(EditionRow.public_id == old_edition_id).scalar_subquery()
    new = session.execute(
        select(EditionRow.id, EditionRow.signing_key_id).where(
            EditionRow.public_id == new_edition_id
        )
    ).one()
    session.execute(
        update(AwardRow)
        .where(AwardRow.edition_id == old, AwardRow.signed.is_(None))
        .values(edition_id=new.id, signing_key_id=new.signing_key_id)
    )


def forget_expired_intents(session: Session, class_id: str, now: datetime) -> None:
    """Delete the unsigned awards of a class whose time was over before they were signed."""
    class_row_id = (
        select(BadgeClassRow.id).where(BadgeClassRow.public_id == class_id).scalar_subquery()
    )
    session.execute(
        delete(AwardRow).where(
            AwardRow.badge_class_id == class_row_id,
            AwardRow.signed.is_(None),
            AwardRow.expires_at <= now,
        )
    )


def hide_intents(session: Session, award_ids: Sequence[str]) -> None:
    """Hide awards that nobody can have seen yet."""
    session.execute(
        update(AwardRow)
        .where(AwardRow.public_id.in_(award_ids), AwardRow.signed.is_(None))
        .values(visibility=Visibility.HIDDEN)
    )


def intend(session: Session, awards: Sequence[Award], now: datetime) -> None:
    """Record *awards* as intended, each with its completion.

    A second award of the same class, person and slot breaks the unique
    constraint, and the transaction ends in a ConflictError.
    """
    if not awards:
        return
    first = awards[0]
    class_row_id = session.scalars(
        select(BadgeClassRow.id).where(BadgeClassRow.public_id == first.class_id)
    ).one()
    edition = session.execute(
        select(EditionRow.id, EditionRow.signing_key_id).where(
            EditionRow.public_id == first.edition_id
        )
    ).one()
    completion_ids = session.scalars(
        insert(CompletionRow).returning(CompletionRow.id, sort_by_parameter_order=True),
        [
            {
                "badge_class_id": class_row_id,
                "person_id": award.person_id,
                "shown": [asdict(item) for item in award.completion.shown],
                "evidence": _given_members(award.completion.given),
                "recorded_at": now,
            }
            for award in awards
        ],
    ).all()
    session.execute(
        insert(AwardRow),
        [
            {
                "public_id": award.id,
                "uuid": award.uuid,
                "badge_class_id": class_row_id,
                "edition_id": edition.id,
                "signing_key_id": edition.signing_key_id,
                "person_id": award.person_id,
                "completion_id": completion_id,
                "slot": award.slot,
                "recipient": award.recipient,
                "issued_on": award.issued_on,
                "expires_at": award.expires,
                "visibility": award.visibility,
            }
            for award, completion_id in zip(awards, completion_ids, strict=True)
        ],
    )


def store_signed(session: Session, signed: Sequence[tuple[Award, str]]) -> None:
    """Store JWS texts; *signed* holds pairs of an award, as it was signed, and its JWS.

    An award that has a signature keeps it: two runs at once sign the same
    intent, and the first to store it wins.  A signature is dropped when the
    intent has moved to another edition meanwhile: it names the wrong key.
    """
    edition = select(EditionRow.id).where(EditionRow.public_id == bindparam("edition"))
    session.connection().execute(
        update(AwardRow)
        .where(
            AwardRow.public_id == bindparam("award"),
            AwardRow.edition_id == edition.scalar_subquery(),
            AwardRow.signed.is_(None),
        )
        .values(signed=bindparam("token")),
        [
            {"award": award.id, "edition": award.edition_id, "token": token}
            for award, token in signed
        ],
    )


def revoke(session: Session, public_id: str, revocation: Revocation) -> None:
    """Record that an award was taken back; the first revocation stays."""
    session.execute(
        update(AwardRow)
        .where(AwardRow.public_id == public_id, AwardRow.revoked_at.is_(None))
        .values(revoked_at=revocation.at, revocation_reason=revocation.reason)
    )


def revoked(session: Session, kid: str) -> list[tuple[str, str]]:
    """Return UUID and reason of every revoked badge that the key *kid* signed, in order."""
    rows = session.execute(
        select(AwardRow.uuid, AwardRow.revocation_reason)
        .join(SigningKeyRow)
        .where(SigningKeyRow.kid == kid, AwardRow.revoked_at.is_not(None))
        .order_by(AwardRow.revoked_at, AwardRow.id)
    )
    return [(uuid, reason or "") for uuid, reason in rows]


def _select() -> _Query:
    return (
        select(
            AwardRow,
            BadgeClassRow.public_id,
            EditionRow.public_id,
            SigningKeyRow.kid,
            CompletionRow,
        )
        .join(BadgeClassRow, AwardRow.badge_class_id == BadgeClassRow.id)
        .join(EditionRow, AwardRow.edition_id == EditionRow.id)
        .join(SigningKeyRow, AwardRow.signing_key_id == SigningKeyRow.id)
        .join(CompletionRow, AwardRow.completion_id == CompletionRow.id)
        .order_by(AwardRow.id)
    )


def _one(session: Session, query: _Query) -> Award | None:
    found = _many(session, query)
    return found[0] if found else None


def _many(session: Session, query: _Query) -> list[Award]:
    return [
        _award(row, class_id, edition_id, kid, completion)
        for row, class_id, edition_id, kid, completion in session.execute(query)
    ]


def _award(
    row: AwardRow, class_id: str, edition_id: str, kid: str, completion: CompletionRow
) -> Award:
    revocation = None
    if row.revoked_at is not None:
        revocation = Revocation(row.revoked_at, row.revocation_reason or "")
    return Award(
        id=row.public_id,
        uuid=row.uuid,
        class_id=class_id,
        edition_id=edition_id,
        kid=kid,
        person_id=row.person_id,
        recipient=row.recipient,
        issued_on=row.issued_on,
        completion=Completion(
            tuple(Shown(**item) for item in completion.shown), _given(completion.evidence)
        ),
        visibility=Visibility(row.visibility),
        signed=row.signed,
        revocation=revocation,
        slot=row.slot,
        expires=row.expires_at,
    )


def _given_members(given: Given) -> dict[str, Any]:
    return {} if given == NOTHING_DEMANDED else {"demand": given.demand, "text": given.text}


def _given(members: Mapping[str, Any]) -> Given:
    if not members:
        return NOTHING_DEMANDED
    return Given(EvidenceDemand(members["demand"]), members["text"])
