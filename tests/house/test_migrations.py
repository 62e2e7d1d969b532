"""A fresh database equals the migrated one, down to defaults, checks and what a delete does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from issuer.store import schema
from issuer.store.tables import Base
from tests.doubles.postgresql import PostgreSQL
from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OF_MIGRATIONS = frozenset({"alembic_version"})


@pytest.fixture(params=["sqlite", "postgresql"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Return the addresses of two empty databases of each kind."""
    if request.param == "sqlite":
        yield [f"sqlite:///{tmp_path / name}" for name in ("fresh.sqlite3", "migrated.sqlite3")]
    else:
        with PostgreSQL() as server:
            yield [server.new_database(), server.new_database()]


def told(engine: sa.Engine) -> dict[str, Any]:
    """Return what the database itself says about its tables, in an order that can be compared."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": _sorted(inspector.get_foreign_keys(table)),
            "indexes": _sorted(inspector.get_indexes(table)),
            "unique": _sorted(inspector.get_unique_constraints(table)),
            "checks": _sorted(inspector.get_check_constraints(table)),
        }
        for table in inspector.get_table_names()
        if table not in OF_MIGRATIONS
    }


def _sorted(found: Any) -> list[str]:  # noqa: ANN401 - each kind of constraint has its own shape.
    return sorted(repr(sorted(item.items(), key=lambda pair: str(pair[0]))) for item in found)


def test_a_fresh_database_equals_the_migrated_one(two_databases: list[str]) -> None:
    """What the typed tables create and what the migrations create cannot be told apart."""
    fresh, migrated = (sa.create_engine(address) for address in two_databases)
    Base.metadata.create_all(fresh)
    schema.upgrade(migrated)
    expected = told(fresh)
    assert expected
    assert told(migrated) == expected
    fresh.dispose()
    migrated.dispose()


def test_migrations_are_numbered_without_a_gap() -> None:
    """001, 002, 003 ...: two branches that both add the next one conflict where all can see it."""
    folder = HOUSE / "issuer" / "store" / "migrations" / "versions"
    numbers = sorted(path.name[:4] for path in folder.glob("*.py"))
    assert numbers == [f"{n:03}_" for n in range(1, len(numbers) + 1)]
