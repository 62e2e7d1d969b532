"""A whole Barnstar in this process: real database, real keys, fixed time and randomness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from badge_classes import folder
from issuer.actions import authoring, installation, issuance
from issuer.app import create_app
from issuer.rules import rosters
from issuer.rules.identifiers import Identifiers
from issuer.settings import Settings
from issuer.web.context import EXTENSION
from keys.envelope import KeyEncryptionKey
from tests.doubles.fixed import FixedClock, SeededBytes, private_keys
from verifier import OfflineFetcher

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from issuer.actions.issuance import Result
    from issuer.actions.service import Service

CLASSES = Path(__file__).parent.parent / "data" / "classes"
"""Two badge classes that stay as they are, whatever the catalogue offers."""

PUBLIC_URL = "https://badges.example.org"
ROSTER_HEADER = "username,global_id,revisions_during_project,references_added\n"


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation, with its clock at hand."""

    app: Flask
    service: Service
    clock: FixedClock

    @property
    def client(self) -> FlaskClient:
        """A browser or a machine that asks for pages."""
        return self.app.test_client()

    def class_id(self, name: str = "wikidata-basics") -> str:
        """Return the id of a class of the catalogue."""
        return authoring.find_class(self.service, "community", name)

    def award(self, *people: tuple[str, int], name: str = "wikidata-basics") -> list[Result]:
        """Award a class to *people*, pairs of username and account number, who did enough."""
        lines = [f"{username},{account},5,2\n" for username, account in people]
        return self.award_text(ROSTER_HEADER + "".join(lines), name=name)

    def award_text(
        self, text: str, *, name: str = "wikidata-basics", vouched: bool = False
    ) -> list[Result]:
        """Award a class to a roster given as text."""
        roster = rosters.read(text.encode("utf-8"), None)
        return issuance.award(self.service, self.class_id(name), roster.rows, vouched=vouched)


def install(database_url: str, data_dir: Path, public_url: str = PUBLIC_URL) -> Installation:
    """Return a new, prepared installation on an empty database."""
    random_bytes = SeededBytes()
    settings = Settings(
        public_url=public_url,
        bind="127.0.0.1:8000",
        data_dir=data_dir,
        database_url=database_url,
        secret_key="a secret for tests, long enough to be one",  # noqa: S106 - for tests
        key_encryption_key=KeyEncryptionKey(KeyEncryptionKey.text_of(random_bytes(32))),
    )
    clock = FixedClock()
    identifiers = Identifiers(random_bytes)
    app = create_app(settings, clock=clock, identifiers=identifiers, fetcher=OfflineFetcher())
    keys = private_keys()
    service: Service = replace(
        app.extensions[EXTENSION],
        make_private_key=lambda: next(keys),
        catalogue=lambda: folder.read_all(CLASSES),
    )
    app.extensions[EXTENSION] = service
    installation.prepare(service)
    return Installation(app, service, clock)
