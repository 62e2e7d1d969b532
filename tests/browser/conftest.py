"""A small site with something on every page, served on this machine for a real browser."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from issuer.actions import membership
from issuer.clock import SystemClock
from tests.doubles.installation import Installation, install
from tests.doubles.site import furnish

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from werkzeug.serving import BaseWSGIServer


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, and the path of each of its pages by a name for people."""

    installation: Installation
    origin: str
    paths: Mapping[str, str]
    sign_in: str

    def address(self, page: str, language: str = "en") -> str:
        """Return the address of a page in a language."""
        path = self.paths[page]
        return f"{self.origin}{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve an installation with badges that are good, revoked and vouched for."""
    folder = tmp_path_factory.mktemp("site")
    with _server() as server:
        origin = f"http://127.0.0.1:{server.server_port}"
        installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, origin)
        server.app = installation.app
        # A browser has the clock of this machine, and `furnish` lets two months go by.
        away = SystemClock().now() - installation.clock.now()
        installation.clock.advance(days=away.days - 63)
        paths = furnish(installation)
        link = membership.first_link(installation.service)
        yield Site(installation, origin, paths, (link or "").removeprefix(origin))
        installation.service.database.engine.dispose()


class _Silent(WSGIRequestHandler):
    """Answers without a line in the log for each picture."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def _server() -> Iterator[BaseWSGIServer]:
    """Listen on a free port; the application comes once its address is known."""
    placeholder: Flask | None = None
    server = make_server("127.0.0.1", 0, placeholder, threaded=True, request_handler=_Silent)  # type: ignore[arg-type] # set before the first request
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
