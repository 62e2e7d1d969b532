"""Brings a database to the newest schema, and says whether it is there.

Migrations run on an engine of their own without foreign keys: SQLite alters a
table by copying it, and with foreign keys on, dropping the old one would delete
the rows that point to it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

_MIGRATIONS = Path(__file__).parent / "migrations"

# Any number that no other program on the same server uses for its own lock.
_ADVISORY_LOCK = 0x6261726E


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database of *engine* to *revision*, once, however many start at the same time."""
    with engine.connect() as connection:
        if revision == "head" and current(connection) == _script().get_current_head():
            return
    own = create_engine(engine.url, hide_parameters=True)
    if own.dialect.name == "sqlite":
        _prepare_sqlite(own)
    try:
        with own.begin() as connection:
            if own.dialect.name == "postgresql":
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK}
                )
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        own.dispose()


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database of *engine* back to *revision*."""
    own = create_engine(engine.url, hide_parameters=True)
    if own.dialect.name == "sqlite":
        _prepare_sqlite(own)
    try:
        with own.begin() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.downgrade(config, revision)
    finally:
        own.dispose()


def current(connection: Connection) -> str | None:
    """Return the revision that a database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=30000")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
