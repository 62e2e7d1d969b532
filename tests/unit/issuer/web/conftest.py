"""An installation to render pages with, and views that nobody had to store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.installation import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from tests.doubles.installation import Installation


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return one installation for all tests of pages; none of them awards anything in it."""
    folder = tmp_path_factory.mktemp("web")
    made = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder)
    yield made
    made.service.database.engine.dispose()


@pytest.fixture
def app(installation: Installation) -> Flask:
    """Return the application, as `create_app` makes it."""
    return installation.app
