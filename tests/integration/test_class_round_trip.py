"""Any badge class comes back from the database, and from its folder, as it went in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings

from badge_classes import folder
from badge_classes.badge_class import MadeFrom
from badge_classes.differences import differences
from issuer.actions import authoring
from tests.doubles.editing import newest
from tests.unit.badge_classes.samples import badge_classes

if TYPE_CHECKING:
    from pathlib import Path

    from badge_classes.badge_class import BadgeClass
    from tests.doubles.installation import Installation

# The database is made once: what one example leaves behind, another one replaces.
_few = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_few
@given(badge_classes())
def test_a_class_is_the_same_after_the_database(here: Installation, content: BadgeClass) -> None:
    """Every member of it, whatever stood there before; loading it again changes nothing."""
    content = replace(content, slug="sample")
    authoring.load(here.service, "community", content)
    kept = newest(here, "sample").content
    # What its translations were made from is kept up by comparing with what stood there.
    assert _without_origins(kept) == _without_origins(content)
    assert authoring.load(here.service, "community", kept) is authoring.Change.UNCHANGED


@_few
@given(badge_classes())
def test_a_class_is_the_same_after_its_folder(
    here: Installation, tmp_path: Path, content: BadgeClass
) -> None:
    """Class, database, folder, class: nothing is lost, and there is no difference to tell."""
    content = replace(content, slug="sample")
    authoring.load(here.service, "community", content)
    kept = newest(here, "sample").content
    authoring.dump(here.service, "community", tmp_path)
    read = folder.read(tmp_path / "sample")
    assert read == kept
    assert differences(kept, read) == ()
    told: list[str] = []
    unchanged = authoring.load_folders(here.service, "community", tmp_path / "sample", told.append)
    assert unchanged == {"sample": authoring.Change.UNCHANGED}
    assert told == []


def _without_origins(content: BadgeClass) -> BadgeClass:
    texts = {tag: replace(text, made_from=MadeFrom()) for tag, text in content.texts.items()}
    return replace(content, texts=texts)
