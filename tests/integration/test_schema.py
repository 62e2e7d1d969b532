"""The schema: migrations arrive where the tables say, and lead back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError, ProgrammingError

from issuer.store import schema
from issuer.store.tables import Base, OrganisationRow

if TYPE_CHECKING:
    from tests.doubles.installation import Installation


def test_a_migrated_database_equals_the_tables(database_url: str) -> None:
    """Alembic finds no difference between the migrations and the typed models."""
    engine = sa.create_engine(database_url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrations_lead_back_to_an_empty_database(database_url: str) -> None:
    """Up, down and up again works, and leaves no table behind in between."""
    engine = sa.create_engine(database_url)
    schema.upgrade(engine)
    schema.downgrade(engine, "base")
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    schema.upgrade(engine)
    schema.upgrade(engine)
    assert set(Base.metadata.tables) < set(sa.inspect(engine).get_table_names())
    engine.dispose()


def test_a_reading_transaction_cannot_write(here: Installation) -> None:
    """A page that writes fails, whatever it writes."""
    with (
        here.service.database.reading() as session,
        pytest.raises((OperationalError, ProgrammingError, sa.exc.InternalError)),
    ):
        session.execute(sa.update(OrganisationRow).values(name="Mallory"))


def test_two_writers_lose_no_update(here: Installation) -> None:
    """A writer that read before another one wrote waits; it never overwrites unseen."""
    database = here.service.database
    for _ in range(2):
        with database.writing() as session:
            row = session.scalars(sa.select(OrganisationRow)).one()
            row.description += "+"
    with database.reading() as session:
        assert session.scalars(sa.select(OrganisationRow)).one().description.endswith("++")
