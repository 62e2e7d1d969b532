"""Skills as readers and machines get them: pages, records, and the classes that show a skill."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from badge_classes.badge_class import Alignment
from issuer.actions import archiving, authoring, rotation
from issuer.actions.publication import Publication

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from badge_classes.badge_class import BadgeClass
    from tests.doubles.installation import Installation

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VALIDATOR = "application/ld+json, application/json, image/png, image/svg+xml"
WIKIDATA = "/skills/capacity-exchange/113"
ADDRESSES = (
    "/skills/capacity-exchange",
    "/skills/digcomp-2.2",
    WIKIDATA,
    "/skills/capacity-exchange/69.1",
    "/skills/digcomp-2.2/1",
    "/skills/digcomp-2.2/1.1",
)

UNKNOWN = (
    "/skills/nothing",
    "/skills/nothing/1",
    "/skills/capacity-exchange/97",
    "/skills/capacity-exchange/1.1",
    "/skills/digcomp-2.2/6",
    "/skills/digcomp/1",
    "/skills/capacity-exchange/%00",
    "/skills/capacity-exchange/" + "9" * 5_000,
)
QUESTIONS = (
    "<script>alert(1)</script>",
    '"><b>',
    "\u202ementor",
    "x" * 10_000,
    "\x00",
    "%FF",
)


def get(here: Installation, path: str, accept: str = "*/*") -> TestResponse:
    """Ask for *path* as a client that accepts *accept*."""
    return here.client.get(path, headers={"Accept": accept})


def record(here: Installation, path: str) -> dict[str, Any]:
    """Return the record at *path*."""
    found: dict[str, Any] = json.loads(get(here, path).data)
    return found


def content(here: Installation, name: str = "wikidata-basics") -> BadgeClass:
    """Return what the newest edition of a class says."""
    with here.service.database.reading() as session:
        view = Publication(session, here.service.addresses).badge_class(here.class_id(name))
    assert view is not None
    return view.newest.content


def aligned(here: Installation, *alignments: Alignment, name: str = "wikidata-basics") -> None:
    """Make a class show other skills."""
    authoring.load(here.service, "community", replace(content(here, name), alignments=alignments))


def shown_by(here: Installation, path: str) -> list[str]:
    """Return the ids of the classes in the record at *path*."""
    classes = record(here, path)["badgeClasses"]
    return [item["id"].rpartition("/")[2] for item in classes]


def test_a_machine_gets_a_record_and_a_browser_a_page(here: Installation) -> None:
    """As all public documents: `*/*` gets JSON, and `.json` and `.html` force one."""
    origin = here.service.addresses.origin
    for path in ADDRESSES:
        for accept in ("*/*", "", "application/json", VALIDATOR):
            answer = get(here, path, accept)
            assert (answer.status_code, answer.content_type) == (200, "application/ld+json")
            assert json.loads(answer.data)["id"] == origin + path
        assert get(here, path, BROWSER).mimetype == "text/html"
        for form, kind in (("json", "application/ld+json"), ("html", "text/html")):
            forced = get(here, f"{path}.{form}", "image/png")
            assert (forced.status_code, forced.mimetype) == (200, kind)


def test_any_site_may_read_and_must_ask_again(here: Installation) -> None:
    """CORS, Vary, and an ETag that answers 304 until a class changes."""
    first = get(here, WIKIDATA)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Vary"] == "Accept"
    assert first.headers["Cache-Control"] == "no-cache"
    asked = {"If-None-Match": first.headers["ETag"]}
    assert here.client.get(WIKIDATA, headers=asked).status_code == 304
    aligned(here)
    assert here.client.get(WIKIDATA, headers=asked).status_code == 200
    page = get(here, WIKIDATA, BROWSER)
    assert {"Accept", "Accept-Language", "Cookie"} <= {
        item.strip() for item in page.headers["Vary"].split(",")
    }


def test_every_address_of_ours_in_a_record_answers(here: Installation) -> None:
    """Wider and finer skills, the vocabulary, the classes and their pictures are there."""
    origin = here.service.addresses.origin
    for path in (WIKIDATA, "/skills/capacity-exchange/65", "/skills/digcomp-2.2/1.1"):
        found = set(re.findall(rf'"{re.escape(origin)}(/[^"]+)"', get(here, path).text))
        assert len(found) > 2
        for address in found:
            assert get(here, address).status_code == 200, address


def test_a_skill_lists_the_classes_that_show_it(here: Installation) -> None:
    """With names and pictures, on the page and in the record."""
    [entry] = record(here, WIKIDATA)["badgeClasses"]
    texts = content(here).texts
    assert entry["name"] == {tag: item.name for tag, item in texts.items()}
    page = get(here, WIKIDATA, BROWSER).text
    assert texts["en"].name in page
    assert f'src="/badge-classes/{here.class_id()}/' in page
    other = get(here, "/skills/digcomp-2.2/1.1.html?lang=en").text
    assert "No badge here shows this skill yet." in other


def test_only_the_newest_edition_counts(here: Installation) -> None:
    """A skill that an older edition showed is not what the class shows today."""
    here.award(("Amina K", 1))
    aligned(here, Alignment("mentorship", "http://capx.toolforge.org/capacity/69/"))
    assert shown_by(here, WIKIDATA) == []
    assert here.class_id() in shown_by(here, "/skills/capacity-exchange/69")
    rotation.rotate(here.service, "community")
    assert shown_by(here, "/skills/capacity-exchange/69").count(here.class_id()) == 1


def test_an_archived_class_is_not_offered(here: Installation) -> None:
    """Nobody can earn it, so whoever wants to show the skill is not sent there."""
    assert shown_by(here, WIKIDATA) == [here.class_id()]
    archiving.archive(here.service, here.class_id())
    assert shown_by(here, WIKIDATA) == []
    archiving.restore(here.service, here.class_id())
    assert shown_by(here, WIKIDATA) == [here.class_id()]


def test_a_free_alignment_stays_a_link_elsewhere(here: Installation) -> None:
    """An address in no vocabulary leads there; a known one leads to the skill's page."""
    free = Alignment("first aid", "https://example.org/first-aid", framework="Red Cross")
    known = Alignment("Wikidata", "https://capx.toolforge.org/capacity/113")
    aligned(here, free, known)
    page = get(here, f"/badge-classes/{here.class_id()}", BROWSER).text
    assert 'href="https://example.org/first-aid" rel="noopener nofollow"' in page
    assert f'href="{WIKIDATA}"' in page
    assert "capx.toolforge.org" not in page


def test_a_class_names_its_skills_in_the_readers_language(here: Installation) -> None:
    """Where the vocabulary has the language; elsewhere in English, and marked as that."""
    tool = Alignment("PAWS", "https://capx.toolforge.org/capacity/137")
    step = Alignment("x", "https://capx.toolforge.org/capacity/69#69.1")
    area = Alignment(
        "Safety", "https://publications.jrc.ec.europa.eu/repository/handle/JRC128415#4"
    )
    aligned(here, step, area, tool)
    path = f"/badge-classes/{here.class_id()}.html"
    arabic = get(here, f"{path}?lang=ar").text
    assert "بدء علاقة الإرشاد" in arabic
    assert "السلامة" in arabic
    assert re.search(r'lang="en" dir="ltr"><bdi>[A-Z]', arabic)
    spanish = get(here, f"{path}?lang=es").text
    assert "Seguridad" in spanish
    assert "Safety" not in spanish


def test_an_unknown_skill_offers_a_search(here: Installation) -> None:
    """404, with a box to search in for people and a problem document for machines."""
    for path in UNKNOWN:
        page = get(here, path, BROWSER)
        assert (page.status_code, page.mimetype) == (404, "text/html"), path
        assert '<input id="q" name="q"' in page.text
        machine = get(here, path)
        assert (machine.status_code, machine.mimetype) == (404, "application/problem+json")


def test_search_works_without_javascript(here: Installation) -> None:
    """A question in the address; what was asked stands in the box again."""
    page = get(here, "/skills?q=mentoria&lang=en").text
    assert 'value="mentoria"' in page
    assert 'href="/skills/capacity-exchange/69?lang=en"' in page
    assert "<script" not in page
    empty = get(here, "/skills?q=zzzz&lang=en").text
    assert "No skill is called that" in empty
    assert 'value="zzzz"' in empty


def test_search_takes_any_question(here: Installation) -> None:
    """What strangers type is text, shortened, and harmless."""
    for question in QUESTIONS:
        answer = here.client.get("/skills", query_string={"q": question})
        assert answer.status_code == 200
        assert "<script" not in answer.text
        assert "<b>" not in answer.text
        assert "\u202e" not in answer.text
        box = re.search(r'<input id="q"[^>]* value="([^"]*)"', answer.text)
        assert box is not None
        assert len(unescape(box[1])) <= 200


def test_the_tree_shows_every_skill(here: Installation) -> None:
    """With how many badges show it; each skill has its link."""
    page = get(here, "/skills?lang=en").text
    links = re.findall(r'href="(/skills/[^/"?]+/[^"?]+)\?lang=en"', page)
    names = {
        item["id"]
        for slug in ("capacity-exchange", "digcomp-2.2")
        for item in record(here, f"/skills/{slug}")["concepts"]
    }
    origin = here.service.addresses.origin
    assert {origin + link for link in links} == names
    assert len(links) == len(names)
    beside = re.search(
        rf'href="{WIKIDATA}\?lang=en"[^>]*>Wikidata</a>\s*<span class="tag">([^<]+)<', page
    )
    assert beside is not None
    assert beside[1] == "1 badge"
