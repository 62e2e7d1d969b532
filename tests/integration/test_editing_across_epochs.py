"""A badge class that is edited after its organisation began with a new key.

A rotation copies the newest edition of each class into the new epoch.  The copies of one
version are one edition to everybody: what freezes one of them freezes all, and what may
be written into one of them is written into all.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from badge_classes.editions import content_digest, frozen_changes
from badge_classes.validity import Months
from issuer.actions import authoring, issuance, rotation
from issuer.actions.authoring import Change
from issuer.errors import BarnstarError
from issuer.store import awards as award_store
from issuer.store import classes as class_store
from issuer.store.tables import AwardRow
from tests.doubles.editing import edit, edit_text, newest, with_text

if TYPE_CHECKING:
    from issuer.rules.awards import Award
    from issuer.rules.editions import Edition
    from tests.doubles.installation import Installation


def _award(here: Installation, name: str = "Amina K", number: int = 1) -> Award:
    [result] = here.award((name, number))
    assert result.award is not None
    return result.award


def _forget_signatures(here: Installation) -> None:
    """Leave what a run leaves that died before it signed."""
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))


def _editions(here: Installation) -> list[Edition]:
    with here.service.database.reading() as session:
        return class_store.editions(session, here.class_id())


def _class_of(here: Installation, award: Award, language: str = "") -> dict[str, Any]:
    """Return the badge class that an award names, as a stranger reads it."""
    address = json.loads(here.client.get(f"/assertions/{award.id}").data)["badge"]
    path = address.removeprefix(here.service.addresses.origin)
    document: dict[str, Any] = json.loads(here.client.get(f"{path}{language}").data)
    return document


def _translate(here: Installation, language: str, **texts: str) -> Change:
    file = json.loads(authoring.export_texts(here.service, here.class_id(), language))
    return authoring.translate(here.service, here.class_id(), json.dumps(file | texts).encode())


def _is_one_content_for_each_version(here: Installation) -> bool:
    found: dict[int, Edition] = {}
    return all(
        not frozen_changes(found.setdefault(item.version, item).content, item.content)
        for item in _editions(here)
    )


def _skill_renamed(here: Installation) -> Change:
    first, *others = newest(here).content.alignments
    return edit(here, alignments=(replace(first, name="Something else"), *others))


# --- What is frozen ---


def test_an_awarded_version_stays_frozen_in_the_next_epoch(here: Installation) -> None:
    """The copy that a rotation made was never awarded, but its version was."""
    old = _award(here)
    before = _class_of(here, old)
    rotation.rotate(here.service, "community")
    assert _skill_renamed(here) is Change.NEW_EDITION
    assert [item.version for item in _editions(here)] == [1, 1, 2]
    assert _is_one_content_for_each_version(here)
    new = _award(here, "Otieno J", 2)
    assert _class_of(here, new)["version"] == "2"
    now = _class_of(here, old)
    assert now | {"related": before["related"]} == before


def test_an_interrupted_award_freezes_its_version_in_every_epoch(here: Installation) -> None:
    """The badge that the next run signs names what was recorded, not what came later."""
    _award(here)
    _forget_signatures(here)
    rotation.rotate(here.service, "community")
    assert edit_text(here, name="Much harder", criteria="Wrote a book.") is Change.NEW_EDITION
    found = _class_of(here, _award(here))
    assert (found["name"], found["version"]) == ("Wikidata basics", "1")
    assert "book" not in json.dumps(found["criteria"])
    assert _is_one_content_for_each_version(here)


def test_a_version_that_nobody_holds_is_rewritten_in_every_epoch(here: Installation) -> None:
    """No two editions carry one number and say different things."""
    rotation.rotate(here.service, "community")
    assert edit_text(here, name="First steps") is Change.UPDATED
    assert [item.content.original.name for item in _editions(here)] == ["First steps"] * 2
    assert edit(here, tags=("one",)) is Change.UPDATED
    assert {item.content.tags for item in _editions(here)} == {("one",)}


def test_an_intent_does_not_move_to_other_content_with_its_number(here: Installation) -> None:
    """A database in which one number means two things is told, and signs nothing false."""
    _award(here)
    _forget_signatures(here)
    rotation.rotate(here.service, "community")
    current = newest(here)
    other = with_text(current.content, name="Much harder")
    with here.service.database.writing() as session:
        class_store.rewrite_edition(session, current.id, other, content_digest(other), None)
    with pytest.raises(BarnstarError, match="Edition 1"):
        issuance.finish(here.service, here.class_id())
    with here.service.database.reading() as session:
        [intent] = award_store.unsigned(session, here.class_id())
    assert intent.edition_id != current.id
    # Such a number is taken, whatever the newest edition with it says.
    assert edit_text(here, name="Harder still") is Change.NEW_EDITION


# --- What may still be written ---


def test_a_translation_reaches_the_badges_of_every_epoch(here: Installation) -> None:
    """The oldest badges need the new language as much as the next one does."""
    old = _award(here)
    rotation.rotate(here.service, "community")
    texts = {"name": "Misingi", "description": "Maelezo.", "criteria": "Vigezo.", "image_alt": "P."}
    assert _translate(here, "sw", **texts) is Change.UPDATED
    assert _translate(here, "ja", name="第一歩") is Change.UPDATED
    for award in (old, _award(here, "Otieno J", 2)):
        assert _class_of(here, award, "/sw")["name"] == "Misingi"
        assert _class_of(here, award, "/ja")["name"] == "第一歩"
        assert "sw" in {item["@language"] for item in _class_of(here, award)["related"]}
    assert _translate(here, "ja", name="第一歩") is Change.UNCHANGED


def test_a_translation_does_not_reach_an_older_version(here: Installation) -> None:
    """It was made from another original."""
    old = _award(here)
    rotation.rotate(here.service, "community")
    assert edit_text(here, name="Two") is Change.NEW_EDITION
    _translate(here, "ja", name="二")
    assert _class_of(here, old, "/ja")["name"] != "二"


def test_what_only_the_newest_copy_says_is_written_to_the_others(here: Installation) -> None:
    """Loading the same class again mends what was once written into one copy alone."""
    old = _award(here)
    rotation.rotate(here.service, "community")
    current = newest(here)
    mended = with_text(current.content, "ja", name="第一歩")
    with here.service.database.writing() as session:
        class_store.rewrite_edition(session, current.id, mended, content_digest(mended), None)
    assert authoring.load(here.service, "community", mended) is Change.UPDATED
    assert _class_of(here, old, "/ja")["name"] == "第一歩"
    assert authoring.load(here.service, "community", newest(here).content) is Change.UNCHANGED


def test_no_language_of_an_awarded_version_is_lost_in_any_epoch(here: Installation) -> None:
    """Its addresses stay, also those that only an edition of an older epoch has."""
    _award(here)
    rotation.rotate(here.service, "community")
    content = newest(here).content
    shorter = replace(content, texts={tag: content.texts[tag] for tag in ("en", "ja")})
    with pytest.raises(BarnstarError, match="texts in ar"):
        authoring.load(here.service, "community", shorter)
    with here.service.database.writing() as session:
        digest = content_digest(shorter)
        class_store.rewrite_edition(session, newest(here).id, shorter, digest, None)
    with pytest.raises(BarnstarError, match="texts in ar"):
        authoring.load(here.service, "community", replace(shorter, validity=Months(1)))
    assert authoring.load(here.service, "community", content) is Change.UPDATED
    old, new = _editions(here)
    assert old.content == new.content
    assert set(new.content.texts) == {"en", "ar", "ja"}


# --- The method ---


def test_the_method_of_a_badge_stays_what_it_was(here: Installation) -> None:
    """A badge's page says how it was earned, so the method is frozen like the other texts."""
    old = _award(here)
    page = f"/assertions/{old.id}.html?lang=en"
    assert "Open Badge · Training" in here.client.get(page).text
    assert edit(here, method="mentoring") is Change.NEW_EDITION
    assert "Open Badge · Training" in here.client.get(page).text
    new = _award(here, "Otieno J", 2)
    assert "Open Badge · Mentoring" in here.client.get(f"/assertions/{new.id}.html?lang=en").text
