"""Signing in with a one-time link, and the organisation's profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.actions import membership
from tests.doubles.installation import install
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.doubles.installation import Installation

GOOD = {
    "name": "Our group",
    "url": "https://group.example/",
    "email": "badges@group.example",
    "description": "We train volunteers.",
}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Installation]:
    """Return an installation whose first organiser has not signed in yet."""
    made = install(f"sqlite:///{tmp_path / 'barnstar.sqlite3'}", tmp_path, "http://localhost")
    yield made
    made.service.database.engine.dispose()


def link(own: Installation) -> str:
    """Return the path of the one-time link."""
    found = membership.first_link(own.service)
    assert found is not None
    return found.removeprefix("http://localhost")


def token(page: TestResponse) -> str:
    """Return the token that the forms of a page carry."""
    return next(i["value"] for i in read(page.text).all("input") if i.get("name") == "csrf_token")


def signed_in(own: Installation) -> FlaskClient:
    """Return a browser that used the link."""
    client, path = own.client, link(own)
    client.post(path, data={"csrf_token": token(client.get(path))})
    return client


def test_looking_at_a_link_uses_nothing_up(own: Installation) -> None:
    """Mail scanners and chat previews open every link; the organiser still gets in."""
    path = link(own)
    for _ in range(3):
        assert own.client.get(path).status_code == 200
        assert own.client.head(path).status_code == 200
    client = own.client
    answer = client.post(path, data={"csrf_token": token(client.get(path))})
    assert answer.status_code == 303
    assert client.get("/organisation").status_code == 200


def test_a_link_works_once(own: Installation) -> None:
    """Afterwards it says so, whether one looks or presses."""
    path = link(own)
    first, second = own.client, own.client
    late = token(second.get(path))
    first.post(path, data={"csrf_token": token(first.get(path))})
    assert second.post(path, data={"csrf_token": late}).status_code == 410
    assert second.get(path).status_code == 410


def test_the_cookie_of_a_session_is_for_us_alone(own: Installation) -> None:
    """Scripts cannot read it, and other sites' forms do not send it."""
    client, path = own.client, link(own)
    answer = client.post(path, data={"csrf_token": token(client.get(path))})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_out_closes_the_door(own: Installation) -> None:
    """The session is forgotten here, so a copied cookie opens nothing either."""
    client = signed_in(own)
    form = token(client.get("/organisation"))
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert client.post("/sign-out", data={"csrf_token": form}).status_code == 303
    client.set_cookie("session", cookie.value)
    assert client.get("/organisation").status_code == 403


def test_a_profile_is_kept(own: Installation) -> None:
    """What was typed is what the public page shows."""
    client = signed_in(own)
    form = token(client.get("/organisation"))
    assert client.post("/organisation", data=GOOD | {"csrf_token": form}).status_code == 303
    page = client.get("/issuers/community.html").text
    assert "We train volunteers." in page
    assert "badges@group.example" in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This is needed."),
        ("name", "x" * 500, "This is too long."),
        ("name", "a\u0007b", "characters that cannot be shown"),
        ("url", "group.example", "whole web address"),
        ("url", "javascript:alert(1)", "whole web address"),
        ("email", "nobody", "e-mail address like"),
        ("description", "x" * 5_000, "This is too long."),
    ],
)
def test_a_mistake_is_told_beside_its_field(
    own: Installation, field: str, value: str, words: str
) -> None:
    """What was typed stays in the form, and nothing is written."""
    client = signed_in(own)
    form = token(client.get("/organisation"))
    before = membership.organisation(own.service)
    answer = client.post("/organisation?lang=en", data=GOOD | {field: value, "csrf_token": form})
    assert answer.status_code == 422
    page = read(answer.text)
    [wrong] = [attributes for _, attributes in page.elements if "aria-invalid" in attributes]
    assert wrong["name"] == field
    assert words in page.text
    assert membership.organisation(own.service) == before
