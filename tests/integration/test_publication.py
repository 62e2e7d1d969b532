"""What anyone may read: one address for people and machines, byte for byte the same."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from issuer.actions import authoring, revocation, rotation
from issuer.actions.publication import OwnFetcher, Publication
from issuer.errors import BarnstarError
from tests.doubles.published import award_two, paths
from verifier import OfflineFetcher
from verifier.openbadges import jws, png, svg

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from badge_classes.badge_class import BadgeClass
    from issuer.rules.awards import Award
    from issuer.rules.editions import Edition
    from tests.doubles.installation import Installation

GOLDEN = Path(__file__).parent.parent / "data" / "golden"
VALIDATOR = "application/ld+json, application/json, image/png, image/svg+xml"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@dataclass(frozen=True, slots=True)
class Published:
    """An installation with a badge of Amina's, and the paths of all that it names."""

    here: Installation
    award: Award
    paths: dict[str, str]

    def get(self, path: str, accept: str = "*/*") -> TestResponse:
        """Ask for *path* as a client that accepts *accept*."""
        return self.here.client.get(path, headers={"Accept": accept})

    def status(self, name: str) -> int:
        """Return the status that the document called *name* answers with."""
        return 410 if name == "revoked" else 200


@pytest.fixture
def published(here: Installation) -> Published:
    """Award a badge, and a revoked one."""
    amina, revoked = award_two(here)
    return Published(here, amina, paths(amina, revoked))


def test_every_public_document_stays_the_same_byte_for_byte(published: Published) -> None:
    """Golden files hold what was published; only a person changes them."""
    for name, path in published.paths.items():
        assert published.get(path).data == (GOLDEN / f"{name}.json").read_bytes(), name
    signed = published.get(f"/assertions/{published.award.id}.jws")
    assert signed.data == (GOLDEN / "assertion.jws").read_bytes()


def test_a_machine_gets_json_and_a_browser_a_page(published: Published) -> None:
    """`*/*`, nothing, and a validator's header get JSON; `.json` and `.html` force one."""
    origin = published.here.service.addresses.origin
    for name, path in published.paths.items():
        status = published.status(name)
        for accept in ("*/*", "", "application/json", VALIDATOR, "application/ld+json"):
            answer = published.get(path, accept)
            assert (answer.status_code, answer.content_type) == (status, "application/ld+json")
            # The address of a class shows its newest edition, whose id is its own.
            own = json.loads(answer.data)["id"] == origin + path
            assert own == (name != "badge-class")
        page = published.get(path, BROWSER)
        assert (page.status_code, page.mimetype) == (status, "text/html")
        for form, kind in (("json", "application/ld+json"), ("html", "text/html")):
            forced = published.get(f"{path}.{form}", "image/png")
            assert (forced.status_code, forced.mimetype) == (status, kind)


def test_any_site_may_read_and_must_ask_again(published: Published) -> None:
    """CORS, Vary and an ETag that answers 304 while nothing changed."""
    for name, path in published.paths.items():
        first = published.get(path)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Vary"] == "Accept"
        assert first.headers["Cache-Control"] == "no-cache"
        etag = {"If-None-Match": first.headers["ETag"]}
        again = published.here.client.get(path, headers=etag)
        assert again.status_code == (410 if name == "revoked" else 304)


def test_the_verifier_reads_the_bytes_that_are_served(published: Published) -> None:
    """What `OwnFetcher` answers in process equals what the public routes answer."""
    award, service = published.award, published.here.service
    edition = f"/badge-classes/{award.class_id}/{award.edition_id}"
    pictures = [f"{edition}/image.svg", f"{edition}/image.png"]
    with service.database.reading() as session:
        fetcher = OwnFetcher(Publication(session, service.addresses), OfflineFetcher())
        for path in [*published.paths.values(), *pictures]:
            inside = fetcher.fetch(service.addresses.origin + path)
            outside = published.get(path)
            assert (inside.status, inside.body) == (outside.status_code, outside.data)
            assert inside.content_type == outside.mimetype
        for path in ("/assertions/unknown", "/nothing", "/"):
            assert fetcher.fetch(service.addresses.origin + path).status == 404


def test_the_baked_pictures_hold_the_signed_assertion(published: Published) -> None:
    """PNG and SVG give back the JWS that stands at `.jws`."""
    address = f"/assertions/{published.award.id}"
    token = published.get(f"{address}.jws").text
    assert token == published.award.signed
    assert png.extract(published.get(f"{address}.png").data) == token
    assert svg.extract(published.get(f"{address}.svg").data) == token


def test_both_assertions_state_the_same(published: Published) -> None:
    """Signed and hosted differ in id and verification, and in nothing else."""
    assert published.award.signed is not None
    signed = json.loads(jws.read(published.award.signed).payload)
    hosted = json.loads(published.get(published.paths["assertion"]).data)
    for member in ("id", "verification"):
        assert signed.pop(member) != hosted.pop(member)
    assert signed == hosted


def test_every_address_in_every_document_answers(published: Published) -> None:
    """Nothing that we publish points at nothing."""
    origin = published.here.service.addresses.origin
    for path in published.paths.values():
        for address in _ours(json.loads(published.get(path).data), origin):
            assert published.get(urlsplit(address).path).status_code in {200, 410}, address


def _ours(value: object, origin: str) -> set[str]:
    if isinstance(value, dict):
        return {found for item in value.values() for found in _ours(item, origin)}
    if isinstance(value, list):
        return {found for item in value for found in _ours(item, origin)}
    return {value} if isinstance(value, str) and value.startswith(f"{origin}/") else set()


def test_a_revocation_list_never_has_fewer_than_two_entries(here: Installation) -> None:
    """The reference validator revokes nothing from a list with one entry."""
    [result] = here.award(("Amina K", 1))
    assert result.award is not None
    path = f"/issuers/community/{result.award.kid}/revocations"
    before = here.client.get(path).get_json(force=True)["revokedAssertions"]
    revocation.revoke(here.service, result.award.id, "Mistake")
    after = here.client.get(path).get_json(force=True)["revokedAssertions"]
    assert (len(before), len(after)) == (2, 3)


def test_an_edition_is_frozen_by_its_first_award(here: Installation) -> None:
    """Before it an edit rewrites the edition; after it, an edit makes the next one."""
    service = here.service
    first = _newest(here)
    assert authoring.load(service, "community", _renamed(here, "One")) == authoring.Change.UPDATED
    assert (first.id, 1) == (_newest(here).id, _newest(here).version)
    here.award(("Amina K", 1))
    before = here.client.get(f"/badge-classes/{first.class_id}/{first.id}").get_json(force=True)
    assert (
        authoring.load(service, "community", _renamed(here, "Two")) == authoring.Change.NEW_EDITION
    )
    after = here.client.get(f"/badge-classes/{first.class_id}/{first.id}").get_json(force=True)
    newest = _newest(here)
    assert (after["name"], newest.content.texts["en"].name, newest.version) == ("One", "Two", 2)
    related = after.pop("related")
    assert [item for item in before.pop("related") if item not in related] == []
    assert before == after
    assert newest.address(service.addresses) in {item["id"] for item in related}


def test_a_new_language_needs_no_new_edition(here: Installation) -> None:
    """A translation may be added to an awarded edition, and shows among the related ones."""
    here.award(("Amina K", 1))
    newest = _newest(here)
    texts = dict(newest.content.texts)
    texts["sw"] = texts["en"]
    content = replace(newest.content, texts=texts)
    assert authoring.load(here.service, "community", content) == authoring.Change.UPDATED
    assert newest.id == _newest(here).id
    document = here.client.get(f"/badge-classes/{newest.class_id}/{newest.id}/sw")
    assert document.get_json(force=True)["@language"] == "sw"


def test_a_language_that_badges_may_name_stays(here: Installation) -> None:
    """Before the first award a language may go; after it, its address stays."""
    content = _newest(here).content
    without = replace(
        content, texts={tag: texts for tag, texts in content.texts.items() if tag != "ja"}
    )
    assert authoring.load(here.service, "community", without) == authoring.Change.UPDATED
    here.award(("Amina K", 1))
    fewer = replace(content, texts={"en": content.texts["en"]})
    with pytest.raises(BarnstarError, match="ar"):
        authoring.load(here.service, "community", fewer)
    assert _newest(here).content == without


def test_a_rotation_keeps_the_version_that_people_see(here: Installation) -> None:
    """A new epoch brings new editions with the same content, picture and version."""
    before = _newest(here)
    rotation.rotate(here.service, "community")
    after = _newest(here)
    assert before.id != after.id
    assert (before.version, before.content) == (after.version, after.content)


def test_an_address_with_nonsense_in_it_is_nobodys(here: Installation) -> None:
    """What no address of ours contains never reaches the database, which might choke on it."""
    for path in ("/assertions/%00", "/keys/%00", "/issuers/a%00b", "/badge-classes/%F0%9F%8C%9F"):
        assert here.client.get(path).status_code == 404
    assert here.client.get("//evil.example/assertions").status_code == 404
    assert here.client.get("/assertions/" + "x" * 5000).status_code == 404


def test_an_older_edition_does_not_say_how_to_earn_the_newest(here: Installation) -> None:
    """What is asked for today stands on the newest edition's page alone."""
    old = _newest(here)
    here.award(("Amina K", 1))
    authoring.load(here.service, "community", _renamed(here, "Two"))
    pages = [
        here.client.get(f"/badge-classes/{edition.class_id}/{edition.id}.html?lang=en").text
        for edition in (old, _newest(here))
    ]
    assert ["How it is earned" in page for page in pages] == [False, True]


def test_unknown_addresses_say_only_that_nothing_is_public(here: Installation) -> None:
    """An unknown badge, key, class or organisation is a page or a problem, with status 404."""
    for path in ("/assertions/x", "/keys/x", "/issuers/x", "/badge-classes/x/y/z", "/issuers/x/y"):
        assert here.client.get(path, headers={"Accept": BROWSER}).status_code == 404
        answer = here.client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def _newest(here: Installation) -> Edition:
    with here.service.database.reading() as session:
        view = Publication(session, here.service.addresses).badge_class(here.class_id())
    assert view is not None
    return view.edition


def _renamed(here: Installation, name: str) -> BadgeClass:
    content = _newest(here).content
    texts = dict(content.texts)
    texts["en"] = replace(texts["en"], name=name)
    return replace(content, texts=texts)
