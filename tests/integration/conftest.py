"""The same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.installation import Installation, install
from tests.doubles.postgresql import PostgreSQL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Start a PostgreSQL server for this test run, when the first test needs it."""
    with PostgreSQL() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Make an empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'barnstar.sqlite3'}"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Iterator[Installation]:
    """Prepare an installation on each kind of database."""
    installation = install(database_url, tmp_path)
    yield installation
    installation.service.database.engine.dispose()
