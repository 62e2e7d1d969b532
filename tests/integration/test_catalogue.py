"""The list of all badge classes: for people and for machines, with the archived ones apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from issuer.actions import archiving
from tests.doubles.editing import edit_text, newest
from tests.doubles.published import award_two

if TYPE_CHECKING:
    from tests.doubles.installation import Installation

BROWSER = {"Accept": "text/html"}


def _listed(here: Installation) -> dict[str, list[str]]:
    """Return the names that machines find, by whether they can be earned."""
    answer = here.client.get("/badge-classes")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    [issuer] = json.loads(answer.data)["issuers"]
    return {
        kind: [found["name"] for found in issuer[kind]] for kind in ("badgeClasses", "archived")
    }


def test_machines_and_people_find_the_same(here: Installation) -> None:
    """JSON by default, a page for a browser, `.json` and `.html` force one; any site may read."""
    assert _listed(here) == {"badgeClasses": ["Mentor", "Wikidata basics"], "archived": []}
    assert here.client.get("/badge-classes.json", headers=BROWSER).mimetype == "application/json"
    for path in ("/badge-classes.html", "/badge-classes"):
        page = here.client.get(f"{path}?lang=en", headers=BROWSER)
        assert page.mimetype == "text/html"
        assert page.headers["Access-Control-Allow-Origin"] == "*"
        for name in ("Mentor", "Wikidata basics"):
            assert f">{name}</a>" in page.text


def test_every_address_in_the_list_answers(here: Installation) -> None:
    """A class, its edition, its picture, its issuer and the list itself."""

    def addresses(value: Any) -> list[str]:  # noqa: ANN401 - JSON
        if isinstance(value, dict):
            return [found for item in value.values() for found in addresses(item)]
        if isinstance(value, list):
            return [found for item in value for found in addresses(item)]
        return [value] if str(value).startswith("https://badges.example.org/") else []

    found = addresses(json.loads(here.client.get("/badge-classes").data))
    assert len(found) == 8
    for address in found:
        path = address.removeprefix("https://badges.example.org")
        assert here.client.get(path).status_code == 200, path


def test_archived_classes_stand_apart(here: Installation) -> None:
    """On the list and on the organisation's page; the first page shows what can be earned."""
    archiving.archive(here.service, here.class_id("mentor"))
    assert _listed(here) == {"badgeClasses": ["Wikidata basics"], "archived": ["Mentor"]}
    for path in ("/badge-classes.html?lang=en", "/issuers/community.html?lang=en"):
        in_use, _, archived = here.client.get(path).text.partition("No longer awarded")
        assert ("Mentor" in in_use, "Mentor" in archived) == (False, True)
    assert "Mentor" not in here.client.get("/?lang=en").text


def test_a_reader_can_pick_one_way_of_earning(here: Installation) -> None:
    """`?method=` leaves the others out; a word that is no method is passed over."""
    path = "/badge-classes.html?lang=en&method="
    only = here.client.get(f"{path}mentoring").text
    assert (">Mentor</a>" in only, ">Wikidata basics</a>" in only) == (True, False)
    for word in ("consulting", "<script>", ""):
        assert ">Wikidata basics</a>" in here.client.get(f"{path}{word}").text


def test_the_list_shows_the_newest_edition_in_the_readers_language(here: Installation) -> None:
    """Cards say what would be earned today, and Japanese readers read Japanese."""
    here.award(("Amina K", 1))
    edit_text(here, name="First steps")
    assert _listed(here)["badgeClasses"] == ["Mentor", "First steps"]
    assert (
        newest(here).content.texts["ja"].name in here.client.get("/badge-classes.html?lang=ja").text
    )


def test_an_empty_service_says_so(here: Installation) -> None:
    """Nobody meets an empty page."""
    with here.service.database.writing() as session:
        for table in ("edition_text", "edition", "badge_class"):
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    page = here.client.get("/badge-classes.html?lang=en").text
    assert "There are no badge classes yet." in page
    assert _listed(here) == {"badgeClasses": [], "archived": []}


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_the_list_is_linked_from_the_first_page_and_the_organisation(
    here: Installation, language: str
) -> None:
    """In the reader's language, so that a visitor goes on in it."""
    for path in ("/", "/issuers/community.html"):
        page = here.client.get(f"{path}?lang={language}").text
        assert f'href="/badge-classes?lang={language}"' in page


def test_every_picture_is_shut_in(here: Installation) -> None:
    """Whatever draws a picture, opened by itself it runs nothing and is taken for nothing else."""
    award, _ = award_two(here)
    edition = f"/badge-classes/{award.class_id}/{award.edition_id}"
    paths = [f"{edition}/image.svg", f"{edition}/image.png"]
    paths += [
        f"/assertions/{award.id}{form}" for form in (".svg", ".png", "/status.svg", "/qr.svg")
    ]
    for path in paths:
        answer = here.client.get(path)
        kind = "image/png" if path.endswith(".png") else "image/svg+xml"
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        again = here.client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
        assert again.headers["X-Content-Type-Options"] == "nosniff"
