"""The 1EdTech reference validator judges badge classes: every language, old and new editions."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.interop.conftest import CATALOGUE
from tests.interop.installation import Barnstar, Forms, fetch, running_barnstar
from tests.interop.peers.client import Peer
from tests.interop.proof import FORMS, HOSTED_CHECKS, SIGNED_CHECKS, doubts

CLASSES = sorted(path.parent.name for path in CATALOGUE.glob("*/badge.toml"))
# Every class of the catalogue has texts in these.
LANGUAGES = frozenset({"en", "ja", "ar", "es", "sw"})


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Barnstar]:
    """Yield a running installation that offers the whole catalogue; classes stay as they are."""
    with running_barnstar(tmp_path_factory.mktemp("catalogue")) as barnstar:
        barnstar.run("classes", "load", CATALOGUE)
        yield barnstar


def test_catalogue_has_eight_classes() -> None:
    """What is judged below is the whole catalogue, and not an empty folder."""
    assert len(CLASSES) == 8


@pytest.mark.parametrize("name", CLASSES)
def test_badge_of_every_class_is_accepted(reference: Peer, offering: Barnstar, name: str) -> None:
    """Address, JWS, PNG and SVG of a badge of each class are accepted for its holder."""
    assert _doubts(reference, offering.award("Amina K", name)) == []


@pytest.mark.parametrize("name", CLASSES)
def test_every_language_version_is_accepted(reference: Peer, offering: Barnstar, name: str) -> None:
    """The edition that a badge names, and each of its language versions, is a valid BadgeClass.

    All of them say their language, and name all the others.
    """
    edition = offering.award("Amina K", name).payload()["badge"]
    versions = {edition: "en"} | {
        item["id"]: item["@language"] for item in _document(edition)["related"]
    }

    assert frozenset(versions.values()) == LANGUAGES
    for address, language in versions.items():
        verdict = reference.judge(address)
        assert verdict.accepted, (address, verdict.reasons)
        assert (verdict.warnings, verdict.refused) == ((), ())
        document = _document(address)
        related = {item["id"]: item["@language"] for item in document["related"]}
        assert (document["id"], document["@language"]) == (address, language)
        assert {**related, address: language} == versions


def test_badges_before_and_after_an_edit_are_accepted(
    reference: Peer, barnstar: Barnstar, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A class is edited after its first award: the old badge stays as it was, the new one is new.

    The new edition also makes its badges expire, and brings another picture.
    """
    old = barnstar.award("WahiyeEdits")
    before = {form: fetch(f"{old.address}{form}").body for form in ("", ".jws", ".png", ".svg")}
    folder = tmp_path_factory.mktemp("edited") / "wikidata-basics"
    shutil.copytree(CATALOGUE / "wikidata-basics", folder)
    shutil.copy(CATALOGUE / "mentor" / "artwork.svg", folder / "artwork.svg")
    criteria = folder / "criteria.en.md"
    criteria.write_text(f"{criteria.read_text(encoding='utf-8')}\nAnd more.\n", encoding="utf-8")
    toml = folder / "badge.toml"
    toml.write_text(_expiring(toml.read_text(encoding="utf-8")), encoding="utf-8")

    assert barnstar.run("classes", "load", folder) == "wikidata-basics: new edition\n"

    new = barnstar.award("Amina K")
    assert new.payload()["badge"] != old.payload()["badge"]
    assert "expires" in new.payload()
    assert {form: fetch(f"{old.address}{form}").body for form in before} == before
    assert _doubts(reference, old) + _doubts(reference, new) == []
    # The editions name each other, and the reference accepts both.
    for badge, other in ((old, new), (new, old)):
        document = _document(badge.payload()["badge"])
        assert other.payload()["badge"] in [item["id"] for item in document["related"]]
        assert reference.judge(document["id"]).accepted


def test_badge_of_an_archived_class_is_accepted(reference: Peer, barnstar: Barnstar) -> None:
    """Taking a class out of use takes nothing from those who earned it."""
    badge = barnstar.award("WahiyeEdits")
    barnstar.run("classes", "archive", "wikidata-basics")

    assert _doubts(reference, badge) == []


def test_badge_with_the_address_of_its_evidence_is_accepted(
    reference: Peer, barnstar: Barnstar, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """What a roster gives as evidence stands in the badge as the standard has it."""
    folder = tmp_path_factory.mktemp("demanding") / "wikidata-basics"
    shutil.copytree(CATALOGUE / "wikidata-basics", folder)
    toml = folder / "badge.toml"
    toml.write_text(f'evidence = "address"\n{toml.read_text(encoding="utf-8")}', encoding="utf-8")
    barnstar.run("classes", "load", folder)
    address = "https://www.wikidata.org/wiki/Q1"
    roster = folder.parent / "roster.csv"
    roster.write_text(f"username,revisions,references,evidence\nAmina K,5,2,{address}\n")

    [row] = json.loads(barnstar.run("award", "wikidata-basics", roster, "--json"))

    document = _document(row["assertion"])
    assert address in [item.get("id") for item in document["evidence"]]
    verdict = reference.judge(row["assertion"], {"url": row["recipient"]})
    assert verdict.accepted, verdict.reasons
    assert verdict.warnings == ()


def _expiring(toml: str) -> str:
    """Return a badge.toml whose badges are valid for two years."""
    assert "valid" not in toml
    return f"valid_months = 24\n{toml}"


def _document(address: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(fetch(address).body)
    return document


def _doubts(reference: Peer, award: Forms) -> list[str]:
    """Return why the reference does not accept any of the forms beyond doubt."""
    return [
        doubt
        for form in FORMS
        for doubt in doubts(
            reference,
            award,
            form,
            checks=HOSTED_CHECKS if form == "address" else SIGNED_CHECKS,
        )
    ]
