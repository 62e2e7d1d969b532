"""One database, opened for reading unless writing is asked for.

SQLite: a writer takes its lock before it reads (BEGIN IMMEDIATE), because an
upgrade from reading to writing fails at once when somebody else wrote between;
a reader gets `query_only`, so that a page that writes fails in the first test.
PostgreSQL: a reader's transaction is READ ONLY.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from issuer.errors import ConflictError, SettingsError, StorageError
from issuer.store.tables import Base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection

__all__ = ["Database", "Session"]

db = SQLAlchemy(model_class=Base)

# Any number that no other program on the same server uses for its own lock.
_ADVISORY_LOCK = 0x6261726F

# Deadlock, and a transaction that could not be put in order (PostgreSQL, appendix A).
_TRY_AGAIN = frozenset({"40P01", "40001"})

_WRITER = "barnstar_writer"
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")


class Database:
    """Opens transactions on the database of one application."""

    def __init__(self, app: Flask) -> None:
        """Set up the engine of *app*, whose SQLALCHEMY_DATABASE_URI says where.

        Raises SettingsError for an address that SQLAlchemy cannot use.
        """
        try:
            db.init_app(app)
            with app.app_context():
                self._engine = db.engine
        except (SQLAlchemyError, ImportError) as error:
            raise SettingsError(
                "DATABASE_URL cannot be used. It needs the form sqlite:////path/to/file "
                "or postgresql+psycopg://user:password@host/name."
            ) from error
        if self._engine.dialect.name == "sqlite":
            _keep_from_others(self._engine)
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
        with _translated(), Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options=options)
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes; it commits at the end unless an error leaves it.

        Raises ConflictError when somebody else wrote something that contradicts it.
        """
        with _translated(), Session(self._engine, expire_on_commit=False) as session:
            session.connection(execution_options={_WRITER: True})
            yield session
            session.commit()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out of this block, for what several transactions do together.

        On SQLite nothing is done: each of those transactions looks again before
        it writes, and there is one writer.
        """
        if self._engine.dialect.name != "postgresql":
            yield
            return
        with _translated(), self._engine.connect() as connection:
            # The lock ends with this transaction, however the block ends.
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK}
            )
            yield


@contextmanager
def _translated() -> Iterator[None]:
    """Turn errors of the database into ours, which name no rows and so no people.

    Their causes are cut off: PostgreSQL quotes the row that it refuses.
    """
    try:
        yield
    except IntegrityError:
        raise ConflictError("The database holds something that contradicts this.") from None
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
            raise ConflictError("Somebody else wrote at the same moment.") from None
        raise StorageError(f"The database cannot be used: {error.orig}") from None
    except SQLAlchemyError:
        raise StorageError("The database cannot be used.") from None


def _keep_from_others(engine: Engine) -> None:
    """Make the file, if it is missing, readable for its owner alone; SQLite's others follow it.

    It holds people, and private keys, if sealed ones.
    """
    path = engine.url.database
    if path and path != ":memory:":
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error


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
