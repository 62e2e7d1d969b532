"""Tokens of the API, made, listed and revoked by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.doubles.commands import Barnstar

if TYPE_CHECKING:
    from pathlib import Path


def test_a_token_is_shown_once(tmp_path: Path) -> None:
    """The secret is the whole answer of `new`; a list has names and states, and no secret."""
    barnstar = Barnstar(tmp_path)
    secret = barnstar.run("tokens", "new", "Registrar of Example University").strip()
    assert secret.startswith("barnstar_")
    assert " " not in secret
    listed = barnstar.run("tokens", "list")
    assert secret not in listed
    assert "works" in listed
    assert "Registrar of Example University" in listed
    token_id = listed.split()[0]
    assert token_id in barnstar.run("tokens", "revoke", token_id)
    assert "revoked" in barnstar.run("tokens", "list")
    barnstar.run("tokens", "revoke", token_id, status=1)
    barnstar.run("tokens", "new", "Too long", "--days", "91", status=1)
    database = (tmp_path / "data" / "barnstar.sqlite3").read_bytes()
    assert secret.removeprefix("barnstar_").encode() not in database
