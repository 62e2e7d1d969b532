"""One database, opened for reading unless writing is asked for.

SQLite: a writer takes its lock before it reads (BEGIN IMMEDIATE), because an
upgrade from reading to writing fails at once when somebody else wrote between;
a reader gets `query_only`, so that a page that writes fails in the first test.
PostgreSQL: a reader's transaction is READ ONLY.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from issuer.errors import ConflictError
from issuer.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

__all__ = ["Database", "Session"]

db = SQLAlchemy(model_class=Base)

_WRITER = "barnstar_writer"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


class Database:
    """Opens transactions on the database of one application."""

    def __init__(self, app: Flask) -> None:
        """Set up the engine of *app*, whose SQLALCHEMY_DATABASE_URI says where."""
        db.init_app(app)
        with app.app_context():
            self._engine = db.engine
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine)

    @property
    def engine(self) -> Engine:
        """The engine, for migrations and tests."""
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a transaction that cannot write."""
        options: dict[str, Any] = {}
        if self._engine.dialect.name == "postgresql":
            options = {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
        with Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options=options)
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes; it commits at the end unless an error leaves it.

        Raises ConflictError when a constraint refuses what was written.
        """
        with Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options={_WRITER: True})
            try:
                yield session
                session.commit()
            except IntegrityError as error:
                raise ConflictError(
                    "The database holds something that contradicts this."
                ) from error


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: DBAPIConnection, _record: object) -> None:
        # The driver would start transactions on its own, late; we begin them.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get(_WRITER, False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writer else 'ON'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")
