"""What is asked of the API changes nothing and is written nowhere."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa

from issuer.actions import tokens
from issuer.store.tables import Base

if TYPE_CHECKING:
    import pytest

    from tests.integration.api.conftest import Api

ONE = "/api/v1/verifications"
BATCH = "/api/v1/verifications/batch"

SECRETS = ("Somebody Very Private", "private.person@example.org", "held-by-a-private-person")


def contents(api: Api) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    with api.here.service.database.engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(sa.select(table))]
            for name, table in Base.metadata.tables.items()
        }


def ask_all(api: Api, headers: dict[str, str]) -> list[int]:
    """Ask in every way, well and badly; return the statuses."""
    badges = [api.address(), api.revoked_address, f"https://s.example/{SECRETS[2]}", SECRETS[2]]
    asked = [{"badge": badge, "recipient": name} for badge in badges for name in SECRETS[:2]]
    items = [{"id": f"{SECRETS[2]} {n}", **item} for n, item in enumerate(asked)]
    answers = [api.client.post(ONE, json=item, headers=headers) for item in asked]
    answers.append(api.client.post(ONE, json={"badg": SECRETS[0]}, headers=headers))
    answers.append(api.client.post(ONE, data=f"{{{SECRETS[0]}", headers=headers))
    answers.append(api.client.post(BATCH, json={"items": items}, headers=headers))
    assert answers[-1].text
    answers.append(api.client.post(BATCH, json={"items": items * 2}, headers=headers))
    answers.append(api.client.get(f"{ONE}?badge={SECRETS[2]}", headers=headers))
    return [answer.status_code for answer in answers]


def test_no_table_changes(api: Api) -> None:
    """Row by row the database is what it was; and it was opened for reading alone."""
    _, secret = tokens.new(api.here.service, "Registrar")
    before = contents(api)
    written: list[str] = []
    engine = api.here.service.database.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("SELECT", "PRAGMA query_only=ON", "BEGIN")):
            written.append(statement)
        if statement.startswith("BEGIN IMMEDIATE"):
            written.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    statuses = ask_all(api, {}) + ask_all(api, {"Authorization": f"Bearer {secret}"})
    sa.event.remove(engine, "before_cursor_execute", note)
    assert set(statuses) == {200, 405, 415, 422}
    assert written == []
    assert contents(api) == before


def test_nothing_that_people_send_is_logged(
    api: Api, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not the badge, not the recipient, not the token; neither in logs nor in what is printed."""
    _, secret = tokens.new(api.here.service, "Registrar")
    with caplog.at_level(logging.DEBUG):
        ask_all(api, {"Authorization": f"Bearer {secret}"})
        ask_all(api, {"Authorization": f"Bearer {secret}x"})
    printed = capfd.readouterr()
    everything = json.dumps([caplog.text, printed.out, printed.err])
    for private in (*SECRETS, secret, api.good.id):
        assert private not in everything
