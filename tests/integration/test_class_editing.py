"""A badge class that is edited after somebody earned it: what stays, what is new, what is told."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from badge_classes.badge_class import Requirement
from badge_classes.renewal import EVERY_YEAR
from badge_classes.translation_file import TranslationError
from badge_classes.translations import stale
from badge_classes.validity import Months
from issuer.actions import authoring, rotation
from issuer.actions.authoring import Change
from issuer.actions.publication import OwnFetcher, Publication
from issuer.errors import BarnstarError
from tests.doubles.editing import edit, edit_text, newest, with_text
from verifier import EarnedBy, OfflineFetcher, verify

if TYPE_CHECKING:
    from issuer.rules.awards import Award
    from tests.doubles.installation import Installation

OTHER_ARTWORK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<circle cx="32" cy="32" r="30" fill="#36c"/></svg>'
)
NOTE_OF_A_NEWER_EDITION = re.compile(
    r'<br><span class="quiet">Edition 2 exists now.*?</span>', re.DOTALL
)


def _award(here: Installation, name: str, number: int) -> Award:
    [result] = here.award((name, number))
    assert result.award is not None
    return result.award


def _published(here: Installation, award: Award) -> dict[str, bytes]:
    """Return everything that is published of a badge, and the pictures that its class has."""
    edition = f"/badge-classes/{award.class_id}/{award.edition_id}"
    paths = [f"/assertions/{award.id}{form}" for form in ("", ".jws", ".png", ".svg")]
    paths += [f"{edition}/image.svg", f"{edition}/image.png"]
    return {path: here.client.get(path).data for path in paths}


def _edition_document(here: Installation, award: Award, language: str = "") -> dict[str, Any]:
    path = f"/badge-classes/{award.class_id}/{award.edition_id}{language}"
    document: dict[str, Any] = json.loads(here.client.get(path).data)
    return document


def _edit_everything(here: Installation) -> None:
    content = with_text(
        newest(here).content, name="Wikidata first steps", criteria="Ten edits.\n\nOne reference."
    )
    changed = replace(
        content,
        artwork_svg=OTHER_ARTWORK,
        tags=("Wikidata",),
        validity=Months(24),
        requirements=(Requirement("revisions", 10),),
    )
    assert authoring.load(here.service, "community", changed) is Change.NEW_EDITION


def test_what_was_awarded_stays_as_it_is_byte_for_byte(here: Installation) -> None:
    """An old badge, its signature, its pictures and its page know nothing of what came later."""
    old = _award(here, "Amina K", 1)
    before = _published(here, old)
    page = here.client.get(f"/assertions/{old.id}.html?lang=en").text
    languages = {tag: _edition_document(here, old, tag) for tag in ("", "/ar", "/ja")}
    here.clock.advance(days=3)
    _edit_everything(here)
    assert _published(here, old) == before
    after = here.client.get(f"/assertions/{old.id}.html?lang=en").text
    # All that is new on the page is the note that there is a newer edition.
    assert after != page
    assert NOTE_OF_A_NEWER_EDITION.sub("", after).split() == page.split()
    for tag, document in languages.items():
        now = _edition_document(here, old, tag)
        grown = now.pop("related")
        assert [item for item in document.pop("related") if item not in grown] == []
        assert now == document


def test_old_and_new_badges_are_both_valid(here: Installation) -> None:
    """Our verifier accepts each with the edition that it names."""
    old = _award(here, "Amina K", 1)
    _edit_everything(here)
    [result] = here.award_text("username,revisions\nOtieno J,12\n")
    assert result.award is not None
    names = []
    for award in (old, result.award):
        with here.service.database.reading() as session:
            publication = Publication(session, here.service.addresses)
            report = verify(
                award.signed or "",
                policy=EarnedBy(award.recipient),
                fetcher=OwnFetcher(publication, OfflineFetcher()),
                now=here.clock.now(),
            )
        names.append((report.badge_class or {})["name"])
    assert names == ["Wikidata basics", "Wikidata first steps"]


def test_the_page_of_an_edition_says_what_is_new_in_it(here: Installation) -> None:
    """The difference is told in words, on the newer page alone, with both editions to go to."""
    old = _award(here, "Amina K", 1)
    _edit_everything(here)
    page = here.client.get(f"/badge-classes/{old.class_id}.html?lang=en").text
    for sentence in (
        "The name changed from “<bdi>Wikidata basics</bdi>” to “<bdi>Wikidata first steps</bdi>”.",
        "The criteria changed.",
        "The picture changed.",
        "Required edits: raised from 3 to 10.",
        "No longer required, references added: 1 or more.",
        "New awards expire. Months until then: 24.",
        "The tag “<bdi>editing</bdi>” was removed.",
    ):
        assert sentence in page
    assert "<del>" in page
    assert re.search(r"<ins>[^<]*Ten[^<]*</ins>", page)
    older = here.client.get(f"/badge-classes/{old.class_id}/{old.edition_id}.html?lang=en").text
    assert "What changed" not in older
    for text in (page, older):
        assert f"/badge-classes/{old.class_id}/{old.edition_id}?lang=en" in text
        assert f"/badge-classes/{old.class_id}/{newest(here).id}?lang=en" in text


def test_each_edition_keeps_the_rules_that_it_had(here: Installation) -> None:
    """A rule that changed alone holds at once; the next edition leaves the last one's rules."""
    _award(here, "Amina K", 1)
    assert edit(here, validity=Months(6)) is Change.UPDATED
    first = newest(here)
    assert (first.version, first.content.validity) == (1, Months(6))
    assert edit(here, tags=(), validity=Months(12), renewal=EVERY_YEAR) is Change.NEW_EDITION
    rules = {
        version: (content.validity, content.renewal)
        for version, content in authoring.versions(here.service, here.class_id()).items()
    }
    assert rules[1] == (Months(6), first.content.renewal)
    assert rules[2] == (Months(12), EVERY_YEAR)


def test_editions_name_each_other_in_both_directions(here: Installation) -> None:
    """From any edition a platform finds every other version, also after a new key."""
    old = _award(here, "Amina K", 1)
    edit_text(here, name="Two")
    _award(here, "Otieno J", 2)
    edit_text(here, name="Three")
    rotation.rotate(here.service, "community")
    current = newest(here)
    documents = {
        edition_id: json.loads(here.client.get(f"/badge-classes/{old.class_id}/{edition_id}").data)
        for edition_id in (old.edition_id, current.id)
    }
    named = {key: {item["id"] for item in found["related"]} for key, found in documents.items()}
    assert documents[current.id]["id"] in named[old.edition_id]
    assert documents[old.edition_id]["id"] in named[current.id]
    page = here.client.get(f"/badge-classes/{old.class_id}.html?lang=en").text
    assert re.findall(r">Edition (\d)</a>", page) == ["3", "2", "1"]


def test_several_classes_are_loaded_together_or_not_at_all(here: Installation) -> None:
    """One class that cannot be loaded keeps the others out, and every reason is told."""
    here.award(("Amina K", 1))
    here.award_text("Amina K\n", name="mentor", vouched=True)
    before = {name: newest(here, name).content for name in ("wikidata-basics", "mentor")}
    added = replace(before["mentor"], slug="added")
    broken = [replace(content, texts={"en": content.texts["en"]}) for content in before.values()]
    with pytest.raises(BarnstarError) as refused:
        authoring.load_all(here.service, "community", [added, *broken])
    assert len(str(refused.value).splitlines()) == 2
    assert {name: newest(here, name).content for name in before} == before
    with here.service.database.reading() as session:
        view = Publication(session, here.service.addresses).organisation("community")
    assert view is not None
    assert {item.content.slug for item in view.classes} == set(before)


def test_a_translation_is_stale_until_somebody_looks_again(here: Installation) -> None:
    """The reader is told, quietly; the translator's file brings the language up to date."""
    here.award(("Amina K", 1))
    edit_text(here, criteria="Ten edits.")
    assert stale(newest(here).content) == {"ar": ("criteria",), "ja": ("criteria",)}
    path = f"/badge-classes/{here.class_id()}/{newest(here).id}"
    note = "The original changed since this translation was made: criteria."
    notes = {
        tag: note in here.client.get(f"{path}/{tag}.html?lang=en").text for tag in ("en", "ja")
    }
    assert notes == {"en": False, "ja": True}
    file = json.loads(authoring.export_texts(here.service, here.class_id(), "ja"))
    assert file["@metadata"]["stale"] == ["criteria"]
    file["criteria"] = "10回の編集。"
    data = json.dumps(file).encode()
    assert authoring.translate(here.service, here.class_id(), data) is Change.UPDATED
    assert stale(newest(here).content) == {"ar": ("criteria",)}
    assert note not in here.client.get(f"{path}/ja.html?lang=en").text
    assert authoring.translate(here.service, here.class_id(), data) is Change.UNCHANGED


def test_a_stale_translation_is_marked_beside_the_name_of_a_badge(here: Installation) -> None:
    """Ten hours that are twelve by now are not shown as what was earned without a word."""
    edit_text(here, criteria="Ten edits.")
    award = _award(here, "Amina K", 1)
    note = re.compile(
        r"<h1.*?<div class=\"notice note\">.*?"
        r"The original changed since this translation was made: criteria\..*?</header>",
        re.DOTALL,
    )
    texts = newest(here).content.texts
    for path in (f"/assertions/{award.id}", f"/badge-classes/{award.class_id}"):
        reader = {"Accept-Language": "ja", "Accept": "text/html"}
        japanese = here.client.get(path, headers=reader).text
        assert texts["ja"].name in japanese
        [header] = re.findall(r"<header class=\"hero.*?</header>", japanese, re.DOTALL)
        assert f'href="{path}?lang=en"' in header or f'/{award.edition_id}?lang=en"' in header
        english = {"Accept-Language": "fr, en", "Accept": "text/html"}
        assert "The original changed" not in here.client.get(path, headers=english).text
    japanese_texts = f"/badge-classes/{award.class_id}/{award.edition_id}/ja.html?lang=en"
    assert note.search(here.client.get(japanese_texts).text)


def test_a_translation_of_an_older_original_is_stale_at_once(here: Installation) -> None:
    """The original changed while somebody translated: what they translated is what counts."""
    edit_text(here, criteria="Five edits.")
    file = json.loads(authoring.export_texts(here.service, here.class_id(), "ja"))
    edit_text(here, criteria="Ten edits.")
    file["criteria"] = "5回の編集。"
    authoring.translate(here.service, here.class_id(), json.dumps(file).encode())
    content = newest(here).content
    assert content.texts["ja"].criteria == "5回の編集。"
    assert "criteria" in stale(content)["ja"]


def test_a_new_language_gets_its_address(here: Installation) -> None:
    """A translator's file for a language that was not there makes a language version."""
    award = _award(here, "Amina K", 1)
    file = json.loads(authoring.export_texts(here.service, here.class_id(), "zh-hant"))
    file |= {"name": "名稱", "description": "描述。", "criteria": "條件。", "image_alt": "圖。"}
    authoring.translate(here.service, here.class_id(), json.dumps(file).encode())
    document = _edition_document(here, award, "/zh-Hant")
    assert (document["@language"], document["name"]) == ("zh-Hant", "名稱")
    tags = {item["@language"] for item in document["related"]}
    assert tags == {"en", "ar", "ja"}
    assert {"zh-Hant"} < {item["@language"] for item in _edition_document(here, award)["related"]}


@pytest.mark.parametrize(
    ("change", "sentences"),
    [({"name": "x" * 101, "description": "two\nlines"}, 2), ({"@metadata": "none"}, 1)],
)
def test_a_translators_file_that_is_wrong_changes_nothing(
    here: Installation, change: dict[str, Any], sentences: int
) -> None:
    """Everything wrong is told at once, and the texts that were right are not taken over."""
    before = newest(here).content
    file = json.loads(authoring.export_texts(here.service, here.class_id(), "ja"))
    data = json.dumps(file | {"criteria": "新しい。"} | change).encode()
    with pytest.raises(TranslationError) as refused:
        authoring.translate(here.service, here.class_id(), data)
    assert len(refused.value.problems) >= sentences
    assert newest(here).content == before


@pytest.mark.parametrize("language", ["en", "not a language", ""])
def test_only_a_language_other_than_the_original_has_a_file(
    here: Installation, language: str
) -> None:
    """The original is edited, not translated; a text that is no tag is told."""
    with pytest.raises(BarnstarError):
        authoring.export_texts(here.service, here.class_id(), language)
