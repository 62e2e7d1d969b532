"""An installation whose API is asked in this process, and its two badges."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from issuer.web.api import visitors
from issuer.web.context import EXTENSION, publication
from tests.doubles.installation import Installation, install
from tests.doubles.published import award_two

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from issuer.rules.awards import Award


ORIGIN = "https://barnstar.example.net"
"""Not that of the strangers among the doubles."""


def told(response: TestResponse, status: int = 200) -> dict[str, Any]:
    """Return the JSON object in *response*, whose status should be *status*."""
    assert response.status_code == status, response.text
    found: dict[str, Any] = json.loads(response.text)
    return found


@dataclass(frozen=True, slots=True)
class Api:
    """An installation with a good badge and a revoked one."""

    here: Installation
    good: Award
    revoked: Award

    @property
    def client(self) -> FlaskClient:
        """A program that asks."""
        return self.here.client

    def address(self, suffix: str = "") -> str:
        """Return the address of the good badge, or of one of its forms."""
        return self.here.service.addresses.assertion(self.good.id, suffix)

    @property
    def revoked_address(self) -> str:
        """The address of the revoked badge."""
        return self.here.service.addresses.assertion(self.revoked.id)

    def file(self, suffix: str) -> bytes:
        """Return the good badge as a file: `.jws`, `.png` or `.svg`."""
        with self.here.app.app_context(), publication() as public:
            found = public.file(f"/assertions/{self.good.id}{suffix}")
        assert found is not None
        return found.body


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Prepare an installation with two badges, once: asking it changes nothing."""
    folder = tmp_path_factory.mktemp("api")
    here = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, ORIGIN)
    yield Api(here, *award_two(here))
    here.service.database.engine.dispose()


@pytest.fixture
def api(installed: Api) -> Api:
    """Return the installation as it was made, with nobody having asked for anything yet."""
    installed.here.app.extensions[EXTENSION] = installed.here.service
    visitors.init_app(installed.here.app)
    return installed
