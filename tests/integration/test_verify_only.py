"""A service that only verifies: no organisation, no key, no door for organisers."""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from issuer import settings
from issuer.actions import installation
from issuer.app import BLUEPRINTS, ISSUING, create_app
from issuer.errors import BarnstarError, SettingsError
from issuer.web.context import EXTENSION
from tests.doubles.commands import Barnstar
from tests.doubles.fixed import FixedClock
from tests.doubles.installation import install
from tests.doubles.issuer_in_memory import TINY_PNG, IssuerInMemory
from tests.house.tree import HOUSE
from verifier.openbadges import png

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from issuer.actions.service import Service

GIVEN = {
    "VERIFY_ONLY": "yes",
    "PUBLIC_URL": "https://verify.example.edu",
    "SECRET_KEY": "a secret for tests, long enough to be one",
}
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def issuer() -> IssuerInMemory:
    """Return a stranger who issues badges."""
    return IssuerInMemory()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, issuer: IssuerInMemory) -> Iterator[Flask]:
    """Return the service as it starts with these settings, which reads the stranger's documents."""
    folder = tmp_path_factory.mktemp("verify-only")
    given = GIVEN | {"DATA_DIR": str(folder)}
    made = create_app(settings.load(given, root=folder), clock=FixedClock(), fetcher=issuer)
    service: Service = made.extensions[EXTENSION]
    installation.prepare(service)
    yield made
    service.database.engine.dispose()


@pytest.mark.parametrize("path", ["/", "/verify", "/developers", "/developers/codes", "/healthz"])
def test_what_it_is_for_answers(app: Flask, path: str) -> None:
    """Its pages are there, and none of them leads to badges of its own."""
    answer = app.test_client().get(path, headers=HTML)
    assert answer.status_code == 200
    assert "/badge-classes" not in answer.text
    assert 'href="/skills"' not in answer.text
    assert "Barnstar issues" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/badge-classes",
        "/skills",
        "/issuers/community",
        "/assertions/x",
        "/sign-in/x",
        "/organisation",
    ],
)
def test_what_only_an_issuer_needs_does_not_exist(app: Flask, path: str) -> None:
    """Nobody can sign in, and there is nothing to be signed in for."""
    assert app.test_client().get(path, headers=HTML).status_code == 404
    assert app.test_client().post(path).status_code in {400, 404}


def test_everything_else_is_as_it_was(app: Flask) -> None:
    """All other blueprints are there, each behind its guard."""
    expected = {
        blueprint.name: guard for blueprint, guard in BLUEPRINTS if blueprint not in ISSUING
    }
    assert set(app.blueprints) == set(expected)
    for name, guard in expected.items():
        assert app.before_request_funcs[name][0] is guard


def test_the_api_judges_strangers_badges(app: Flask, issuer: IssuerInMemory) -> None:
    """Valid, expired and no badge at all: verdicts as everywhere."""
    client = app.test_client()
    badges = {
        issuer.signed(): True,
        issuer.hosted(): True,
        issuer.signed(expires="2026-10-02T00:00:00Z"): False,
        "hello": False,
        f"{GIVEN['PUBLIC_URL']}/assertions/1": False,
    }
    for badge, expected in badges.items():
        answer = client.post("/api/v1/verifications", json={"badge": badge})
        assert json.loads(answer.text)["valid"] is expected, answer.text


def test_the_page_judges_them_too(app: Flask, issuer: IssuerInMemory) -> None:
    """A hiring manager gets the same answer as everywhere."""
    page = app.test_client().get(
        "/verify", query_string={"badge": issuer.hosted(), "lang": "en"}, headers=HTML
    )
    assert "This badge is valid" in page.text


def test_nothing_is_made_that_could_issue(app: Flask) -> None:
    """There is no key to lose and no organisation to take over."""
    service: Service = app.extensions[EXTENSION]
    with service.database.reading() as session:
        names = set(
            session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
        )
        filled = {
            name
            for name in names
            if session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar()  # noqa: S608 - our own tables
        }
    assert len(names) > len(filled)
    assert filled <= {"alembic_version", "installation"}


def test_a_second_start_changes_nothing(app: Flask) -> None:
    """It can be started as often as it is updated."""
    installation.prepare(app.extensions[EXTENSION])


def test_no_key_encryption_key_is_asked_for(tmp_path: Path) -> None:
    """There is nothing to seal; the other secret is still needed, and nothing is written down."""
    given = GIVEN | {"DATA_DIR": str(tmp_path)}
    assert settings.load(given, root=tmp_path).verify_only
    assert list(tmp_path.iterdir()) == []
    for missing in ("SECRET_KEY", "VERIFY_ONLY"):
        less = {name: value for name, value in given.items() if name != missing}
        with pytest.raises(SettingsError, match="is not set"):
            settings.load(less, root=tmp_path)


@pytest.mark.parametrize("value", ["true", "1", "YES", "on"])
def test_another_word_than_yes_or_no_does_not_start(tmp_path: Path, value: str) -> None:
    """Nobody runs an issuer by accident because of a word that was not understood."""
    with pytest.raises(SettingsError, match=r"VERIFY_ONLY is .*; it is yes or no"):
        settings.load(GIVEN | {"VERIFY_ONLY": value}, root=tmp_path)


def test_the_readmes_settings_start(tmp_path: Path) -> None:
    """Whoever copies them from the README has a service that verifies, behind one proxy."""
    readme = (HOUSE / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```ini\n(VERIFY_ONLY=.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    given = dict(line.split("=", 1) for line in block.splitlines())
    loaded = settings.load(given | {"DATA_DIR": str(tmp_path)}, root=tmp_path)
    assert (loaded.verify_only, loaded.trusted_proxies) == (True, 1)
    assert loaded.is_https
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE))
    assert set(given) <= table


def test_a_database_with_badges_is_not_hidden(tmp_path: Path) -> None:
    """Badges that were issued must go on answering, so such a start is refused with a way out."""
    issuing = install(f"sqlite:///{tmp_path / 'barnstar.sqlite3'}", tmp_path, GIVEN["PUBLIC_URL"])
    issuing.service.database.engine.dispose()
    loaded = settings.load(GIVEN | {"DATA_DIR": str(tmp_path)}, root=tmp_path)
    app = create_app(loaded)
    service: Service = app.extensions[EXTENSION]
    with pytest.raises(BarnstarError, match="Unset it, or use another DATA_DIR"):
        installation.prepare(service)
    service.database.engine.dispose()


class VerifyOnly(Barnstar):
    """An installation that only verifies, worked by commands."""

    def environment(self) -> dict[str, str]:
        """Add the one setting."""
        return {**super().environment(), "VERIFY_ONLY": "yes"}


def test_commands_that_issue_say_why_they_do_not(tmp_path: Path) -> None:
    """One sentence on standard error, nothing on standard output; tokens can be made."""
    barnstar = VerifyOnly(tmp_path)
    for arguments in (("keys", "list"), ("demo", str(tmp_path / "badges"))):
        output, errors = barnstar.told(*arguments, status=64)
        assert output == ""
        assert "this installation verifies, and issues nothing" in errors
    assert barnstar.run("tokens", "new", "Registrar").startswith("barnstar_")


def test_baked_badges_are_read_as_everywhere(app: Flask, issuer: IssuerInMemory) -> None:
    """An upload needs nothing that an issuer has."""
    file = BytesIO(png.bake(TINY_PNG, issuer.signed()))
    answer = app.test_client().post(
        "/api/v1/verifications",
        data={"badge": (file, "badge.png")},
        content_type="multipart/form-data",
    )
    assert json.loads(answer.text)["valid"] is True
