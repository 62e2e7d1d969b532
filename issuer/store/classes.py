"""Badge classes, their editions and pictures."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import delete, exists, select

from badge_classes.editions import frozen_changes
from issuer.errors import BarnstarError
from issuer.rules.editions import Edition
from issuer.store import class_rows
from issuer.store import organisations as organisation_store
from issuer.store.tables import (
    ArtworkRow,
    AwardRow,
    BadgeClassRow,
    EditionRow,
    EditionTextRow,
    OrganisationRow,
    SigningKeyRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from badge_classes.badge_class import BadgeClass, Texts


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture of an edition, in both forms."""

    svg: bytes
    png: bytes


class DifferentContentError(BarnstarError):
    """One number means different things in two epochs, and a badge would say what was not earned.

    An early version of this program could write such editions; it makes none any more.
    """

    def __init__(self, edition: Edition, changed: Sequence[str]) -> None:
        """Name the edition, and the frozen fields that differ."""
        super().__init__(
            f"{edition.content.slug}: Edition {edition.version} says something else since the key "
            f"was changed ({', '.join(changed)}). Awards of it were recorded before that and not "
            "yet signed, so nothing was signed."
        )


_Query: TypeAlias = "Select[EditionRow, BadgeClassRow, SigningKeyRow, OrganisationRow, bytes]"


def class_id(session: Session, organisation: str, slug: str) -> str | None:
    """Return the public id of the class named *slug* in an organisation."""
    return session.scalar(
        select(BadgeClassRow.public_id)
        .join(OrganisationRow)
        .where(OrganisationRow.slug == organisation, BadgeClassRow.slug == slug)
    )


def lock(session: Session, class_id: str) -> None:
    """Take the lock of the organisation that a class belongs to; see `organisations.lock`."""
    slug = session.scalar(
        select(OrganisationRow.slug).join(BadgeClassRow).where(BadgeClassRow.public_id == class_id)
    )
    if slug is not None:
        organisation_store.lock(session, slug)


def class_ids(session: Session, organisation: str) -> list[str]:
    """Return the public ids of all classes of an organisation, oldest first."""
    return list(
        session.scalars(
            select(BadgeClassRow.public_id)
            .join(OrganisationRow)
            .where(OrganisationRow.slug == organisation)
            .order_by(BadgeClassRow.id)
        )
    )


def add_class(
    session: Session, organisation: str, slug: str, public_id: str, now: datetime
) -> None:
    """Add a class without an edition."""
    organisation_id = session.scalars(
        select(OrganisationRow.id).where(OrganisationRow.slug == organisation)
    ).one()
    row = BadgeClassRow(
        public_id=public_id,
        organisation_id=organisation_id,
        slug=slug,
        created_at=now,
    )
    session.add(row)
    session.flush()


def archive(session: Session, class_id: str, at: datetime | None) -> None:
    """Write since when a class is archived; None brings it back."""
    _class_row(session, class_id).archived_at = at
    session.flush()


def archived_at(session: Session, class_id: str) -> datetime | None:
    """Return since when a class is archived; None for one that can be awarded."""
    return session.scalar(
        select(BadgeClassRow.archived_at).where(BadgeClassRow.public_id == class_id)
    )


def archived(session: Session, organisation: str) -> set[str]:
    """Return the public ids of the archived classes of an organisation."""
    return set(
        session.scalars(
            select(BadgeClassRow.public_id)
            .join(OrganisationRow)
            .where(OrganisationRow.slug == organisation, BadgeClassRow.archived_at.is_not(None))
        )
    )


def editions(session: Session, class_id: str) -> list[Edition]:
    """Return all editions of a class, oldest first: by version, then by epoch."""
    return _editions(session, _select().where(BadgeClassRow.public_id == class_id))


def edition(session: Session, class_id: str, edition_id: str) -> Edition | None:
    """Return one edition of a class."""
    found = _editions(
        session,
        _select().where(BadgeClassRow.public_id == class_id, EditionRow.public_id == edition_id),
    )
    return found[0] if found else None


def by_ids(session: Session, edition_ids: Iterable[str]) -> list[Edition]:
    """Return the editions with these public ids, those of the oldest class first."""
    return _editions(session, _select().where(EditionRow.public_id.in_(list(edition_ids))))


def newest(session: Session, class_id: str) -> Edition:
    """Return the newest edition of a class that has one."""
    return editions(session, class_id)[-1]


def newest_of_all(session: Session, organisation: str) -> list[Edition]:
    """Return the newest edition of each class of an organisation."""
    found = _editions(session, _select().where(OrganisationRow.slug == organisation))
    return list({edition.class_id: edition for edition in found}.values())


def of_version(session: Session, class_id: str, version: int) -> list[Edition]:
    """Return the editions of one version of a class, one for each epoch that has it."""
    query = _select().where(BadgeClassRow.public_id == class_id, EditionRow.version == version)
    return _editions(session, query)


def is_awarded(session: Session, class_id: str, version: int) -> bool:
    """Whether an award, signed or intended, names a version of a class, which freezes it.

    It counts in every epoch: after a rotation the newest edition is a copy that
    nobody was awarded yet, and says what others hold.
    """
    return bool(
        session.scalar(
            select(
                exists().where(
                    AwardRow.edition_id == EditionRow.id,
                    EditionRow.badge_class_id == BadgeClassRow.id,
                    EditionRow.version == version,
                    BadgeClassRow.public_id == class_id,
                )
            )
        )
    )


def add_edition(session: Session, edition: Edition, digest: str, png: bytes, now: datetime) -> None:
    """Add *edition* with its texts and its picture."""
    class_row = _class_row(session, edition.class_id)
    key_id = session.scalars(
        select(SigningKeyRow.id).where(SigningKeyRow.kid == edition.epoch.key.kid)
    ).one()
    row = EditionRow(
        public_id=edition.id,
        badge_class_id=class_row.id,
        signing_key_id=key_id,
        version=edition.version,
        digest=digest,
        artwork_id=_artwork_id(session, edition.content.artwork_svg, png),
        created_at=now,
    )
    class_rows.write_edition(row, edition.content)
    session.add(row)
    session.flush()
    _write_texts(session, row.id, edition.content)


def rewrite_edition(
    session: Session, edition_id: str, content: BadgeClass, digest: str, png: bytes | None
) -> None:
    """Replace the content of an edition, which the caller knows to be allowed.

    Without *png* the picture stays.
    """
    row = session.scalars(select(EditionRow).where(EditionRow.public_id == edition_id)).one()
    row.digest = digest
    class_rows.write_edition(row, content)
    if png is not None:
        row.artwork_id = _artwork_id(session, content.artwork_svg, png)
    session.flush()
    _write_texts(session, row.id, content)


def in_epoch(session: Session, edition: Edition, kid: str, new_id: str, now: datetime) -> str:
    """Return the id of the edition that says the same in the epoch of the key *kid*.

    It is made, as *new_id*, when there is none: pictures and texts stay as they are.
    Raises DifferentContentError when the one that has its number there says something else.
    """
    old = session.scalars(select(EditionRow).where(EditionRow.public_id == edition.id)).one()
    key_id = session.scalars(select(SigningKeyRow.id).where(SigningKeyRow.kid == kid)).one()
    for found in of_version(session, edition.class_id, edition.version):
        if found.epoch.key.kid == kid:
            changed = frozen_changes(edition.content, found.content)
            if changed:
                raise DifferentContentError(edition, changed)
            return found.id
    row = EditionRow(
        public_id=new_id,
        badge_class_id=old.badge_class_id,
        signing_key_id=key_id,
        version=old.version,
        digest=old.digest,
        artwork_id=old.artwork_id,
        created_at=now,
    )
    class_rows.write_edition(row, edition.content)
    session.add(row)
    session.flush()
    _write_texts(session, row.id, edition.content)
    return new_id


def picture(session: Session, class_id: str, edition_id: str) -> Picture | None:
    """Return the picture of an edition."""
    row = session.execute(
        select(ArtworkRow.svg, ArtworkRow.png)
        .join(EditionRow)
        .join(BadgeClassRow)
        .where(BadgeClassRow.public_id == class_id, EditionRow.public_id == edition_id)
    ).first()
    return Picture(row.svg, row.png) if row else None


def _artwork_id(session: Session, svg: str, png: bytes) -> int:
    data = svg.encode("utf-8")
    # Both forms count: a newer rasteriser may draw the same SVG otherwise, and
    # the pictures of old badges must not change.
    digest = sha256(sha256(data).digest() + sha256(png).digest()).hexdigest()
    found = session.scalar(select(ArtworkRow.id).where(ArtworkRow.sha256 == digest))
    if found is not None:
        return found
    row = ArtworkRow(sha256=digest, svg=data, png=png)
    session.add(row)
    session.flush()
    return row.id


def _class_row(session: Session, class_id: str) -> BadgeClassRow:
    return session.scalars(select(BadgeClassRow).where(BadgeClassRow.public_id == class_id)).one()


def _write_texts(session: Session, edition_row_id: int, content: BadgeClass) -> None:
    session.execute(delete(EditionTextRow).where(EditionTextRow.edition_id == edition_row_id))
    session.add_all(class_rows.text_rows(edition_row_id, content))
    session.flush()


def _select() -> _Query:
    return (
        select(EditionRow, BadgeClassRow, SigningKeyRow, OrganisationRow, ArtworkRow.svg)
        .join(BadgeClassRow, EditionRow.badge_class_id == BadgeClassRow.id)
        .join(SigningKeyRow, EditionRow.signing_key_id == SigningKeyRow.id)
        .join(OrganisationRow, BadgeClassRow.organisation_id == OrganisationRow.id)
        .join(ArtworkRow, EditionRow.artwork_id == ArtworkRow.id)
        .order_by(EditionRow.badge_class_id, EditionRow.version, EditionRow.id)
    )


def _editions(session: Session, query: _Query) -> list[Edition]:
    found = session.execute(query).all()
    texts = _texts(session, [row.id for row, *_ in found])
    return [
        Edition(
            id=row.public_id,
            class_id=class_row.public_id,
            version=row.version,
            epoch=organisation_store.epoch_of(key_row, organisation_row),
            content=class_rows.content(class_row.slug, row, texts[row.id], svg),
            made_at=row.created_at,
        )
        for row, class_row, key_row, organisation_row, svg in found
    ]


def _texts(session: Session, edition_row_ids: Iterable[int]) -> dict[int, dict[str, Texts]]:
    return class_rows.texts(
        session.scalars(
            select(EditionTextRow)
            .where(EditionTextRow.edition_id.in_(list(edition_row_ids)))
            .order_by(EditionTextRow.language)
        ).all()
    )
