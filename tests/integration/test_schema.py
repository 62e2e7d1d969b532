"""The schema: migrations arrive where the tables say, and lead back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError, ProgrammingError

from issuer.rules.awards import Verdict
from issuer.store import schema
from issuer.store.tables import Base, OrganisationRow
from tests.doubles.installation import install
from tests.doubles.published import award_two

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_database_of_the_first_revision_keeps_what_it_holds(
    database_url: str, tmp_path: Path
) -> None:
    """Rules move into the editions, and no row is lost on the way up or down.

    What this version wrote is brought down and up again: badges stay readable, byte for byte.
    """
    here = install(database_url, tmp_path)
    award, _ = award_two(here)
    paths = [f"/assertions/{award.id}{form}" for form in ("", ".jws", ".png")]
    paths += [f"/badge-classes/{award.class_id}", f"/badge-classes/{award.class_id}.html"]
    published = {path: here.client.get(path).data for path in paths}
    engine = here.service.database.engine
    before = _counts(engine)
    schema.downgrade(engine, "001")
    columns = {column["name"] for column in sa.inspect(engine).get_columns("badge_class")}
    assert {"method", "requirements"} < columns
    assert _counts(engine) == before
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT slug, method FROM badge_class ORDER BY slug"))
        assert rows.all() == [("mentor", "mentoring"), ("wikidata-basics", "training")]
    schema.upgrade(engine)
    assert _counts(engine) == before
    assert {path: here.client.get(path).data for path in paths} == published
    assert here.award(("Amina K", 74964029))[0].judgement.verdict is Verdict.ALREADY_HELD
    engine.dispose()


def _counts(engine: sa.Engine) -> dict[str, int]:
    """Return how many rows each table holds, of those that hold any."""
    there = sa.inspect(engine).get_table_names()
    with engine.connect() as connection:
        counts = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if name in there
        }
    return {name: count for name, count in counts.items() if count}
