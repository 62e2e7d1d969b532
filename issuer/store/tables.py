"""The tables.

Integer keys stay inside; `public_id` is what addresses carry.  Times are UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    ForeignKey,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, stored without a zone because SQLite and MariaDB keep none."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store *value* in UTC; a time without a zone is a mistake of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone cannot be stored.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored moment with its zone."""
        return value.replace(tzinfo=UTC) if value else None


_METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """The base of every table; constraint names are fixed so that migrations can name them."""

    metadata = _METADATA
    registry = registry(
        metadata=_METADATA,
        type_annotation_map={
            datetime: UtcDateTime,
            list[Any]: JSON,
            dict[str, Any]: JSON,
            bytes: LargeBinary,
        },
    )


PublicId = String(26)
Language = String(35)


class InstallationRow(Base):
    """The one row that says which public address the badges in this database name."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_url: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]


class OrganisationRow(Base):
    """An organisation that issues badges."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500))
    email: Mapped[str] = mapped_column(String(254))
    description: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class SigningKeyRow(Base):
    """A key of an organisation, and the epoch that it makes."""

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    kid: Mapped[str] = mapped_column(PublicId, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    algorithm: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    public_key_pem: Mapped[str] = mapped_column(Text)
    sealed_private_key: Mapped[bytes]
    first_sentinel: Mapped[str] = mapped_column(String(36))
    second_sentinel: Mapped[str] = mapped_column(String(36))
    created_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class BadgeClassRow(Base):
    """A badge class: what does not depend on the edition.  It is archived while *archived_at*."""

    __tablename__ = "badge_class"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class ArtworkRow(Base):
    """A picture, as drawn and as rasterised, kept because badges show it for ever."""

    __tablename__ = "artwork"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    svg: Mapped[bytes]
    png: Mapped[bytes]


class EditionRow(Base):
    """One frozen state of a badge class in one key epoch.

    The editions of one class and *version* say the same in each epoch.  The rules
    from *requirements* to *evidence* are not frozen: those of the newest version
    hold, and an older one keeps the last that held while it was the newest.
    *digest* stands for what was frozen when the row was written; two editions are
    compared by what they say.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("badge_class_id", "signing_key_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_class.id"))
    signing_key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"))
    version: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    default_language: Mapped[str] = mapped_column(Language)
    alignments: Mapped[list[Any]]
    tags: Mapped[list[Any]]
    artwork_id: Mapped[int] = mapped_column(ForeignKey("artwork.id"))
    method: Mapped[str] = mapped_column(String(32))
    requirements: Mapped[list[Any]]
    validity: Mapped[dict[str, Any]]
    renewal: Mapped[dict[str, Any]]
    evidence: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]


class EditionTextRow(Base):
    """The texts of an edition in one language.

    *made_from* holds, by the name of a text, a digest of the original that it translates.
    """

    __tablename__ = "edition_text"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    language: Mapped[str] = mapped_column(Language, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    description: Mapped[str] = mapped_column(Text)
    criteria: Mapped[str] = mapped_column(Text)
    image_alt: Mapped[str] = mapped_column(Text)
    made_from: Mapped[dict[str, Any]]


class PersonRow(Base):
    """Somebody who can hold badges."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    username: Mapped[str | None] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime]


class CompletionRow(Base):
    """What somebody did for a badge class.

    *shown* is a list of {measure, minimum, value}; *evidence* is {demand, text}, or
    empty where the class demanded none.
    """

    __tablename__ = "completion"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_class.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    shown: Mapped[list[Any]]
    evidence: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class AwardRow(Base):
    """An award: intended while *signed* is null, made once it holds the JWS."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("badge_class_id", "person_id", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    uuid: Mapped[str] = mapped_column(String(36), unique=True)
    badge_class_id: Mapped[int] = mapped_column(ForeignKey("badge_class.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    signing_key_id: Mapped[int] = mapped_column(ForeignKey("signing_key.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"))
    slot: Mapped[str] = mapped_column(String(32))
    recipient: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    visibility: Mapped[str] = mapped_column(String(16))
    signed: Mapped[str | None] = mapped_column(Text)
    revoked_at: Mapped[datetime | None]
    revocation_reason: Mapped[str | None] = mapped_column(Text)


class SignInLinkRow(Base):
    """A one-time sign-in link; only the SHA-256 of its secret is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInSessionRow(Base):
    """A signed-in browser; only the SHA-256 of its secret is kept."""

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ApiTokenRow(Base):
    """A token for higher limits of the API; only the SHA-256 of its secret is kept."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
