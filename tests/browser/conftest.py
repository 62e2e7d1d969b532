"""A small site with something on every page, served on this machine for a real browser."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from badge_classes.folder import catalogue
from issuer.actions import authoring, membership, revocation
from tests.doubles.installation import Installation, install

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flask import Flask
    from werkzeug.serving import BaseWSGIServer


LONG_NAME = "Wiki" * 20


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
        link = membership.first_link(installation.service)
        yield Site(installation, origin, _paths(installation), (link or "").removeprefix(origin))
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


def _english_only(installation: Installation) -> str:
    """Load a class that has texts in English alone, under a name that cannot be broken."""
    model = next(found for found in catalogue() if found.slug == "wikidata-basics")
    texts = replace(model.texts["en"], name="Wikidata" * 12)
    content = replace(model, slug="english-only", texts={"en": texts})
    authoring.load(installation.service, "community", content)
    return content.slug


def _paths(installation: Installation) -> dict[str, str]:
    made = installation.award(("Amina K", 11), ("أمينة", 12), ("Revoked R", 13))
    good, arabic, taken_back = (result.award.id for result in made if result.award)
    vouched = installation.award_text("Grace W\n", name="mentor", vouched=True)[0].award
    assert vouched is not None
    long_name = installation.award((LONG_NAME, 14), name=_english_only(installation))[0].award
    assert long_name is not None
    address = installation.service.addresses.assertion(taken_back)
    revocation.revoke(installation.service, address, "Awarded to the wrong account.")
    profile = f"/issuers/community/{vouched.kid}"
    return {
        "home": "/",
        "badge": f"/assertions/{good}",
        "badge of an Arabic name": f"/assertions/{arabic}",
        "badge of a long name in another language": f"/assertions/{long_name.id}",
        "its embed": f"/assertions/{long_name.id}/embed",
        "its class": f"/badge-classes/{long_name.class_id}",
        "vouched badge": f"/assertions/{vouched.id}",
        "revoked badge": f"/assertions/{taken_back}",
        "embed": f"/assertions/{good}/embed",
        "revoked embed": f"/assertions/{taken_back}/embed",
        "class": f"/badge-classes/{vouched.class_id}",
        "edition": f"/badge-classes/{vouched.class_id}/{vouched.edition_id}",
        "organisation": "/issuers/community",
        "profile": profile,
        "revocations": f"{profile}/revocations",
        "key": f"/keys/{vouched.kid}",
        "verify": "/verify",
        "verified": f"/verify?badge={installation.service.addresses.assertion(good)}",
        "not valid": f"/verify?badge={address}",
        "not decided": "/verify?badge=https://elsewhere.example/badge",
        "no badge": "/verify?badge=hello",
        "used sign-in link": "/sign-in/nothing",
        "nothing here": "/assertions/nothing",
        "closed door": "/organisation",
    }
