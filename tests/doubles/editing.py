"""Editing a badge class of an installation in tests, as an organiser would."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from badge_classes.badge_class import TEXT_FIELDS, Texts
from issuer.actions import authoring
from issuer.store import classes as class_store

if TYPE_CHECKING:
    from badge_classes.badge_class import BadgeClass
    from issuer.actions.authoring import Change
    from issuer.rules.editions import Edition
    from tests.doubles.installation import Installation


def newest(here: Installation, slug: str = "wikidata-basics") -> Edition:
    """Return the newest edition of a class."""
    with here.service.database.reading() as session:
        return class_store.newest(session, here.class_id(slug))


def edit(here: Installation, slug: str = "wikidata-basics", **members: Any) -> Change:  # noqa: ANN401 - any member of a BadgeClass
    """Load a class with other *members* than it has, and return what that did."""
    return authoring.load(here.service, "community", replace(newest(here, slug).content, **members))


def with_text(content: BadgeClass, language: str = "en", **texts: str) -> BadgeClass:
    """Return *content* with other *texts* in one language."""
    before = content.texts[language]
    changed = Texts(**{name: texts.get(name, getattr(before, name)) for name in TEXT_FIELDS})
    return replace(content, texts={**content.texts, language: changed})


def edit_text(
    here: Installation, slug: str = "wikidata-basics", language: str = "en", **texts: str
) -> Change:
    """Load a class with other *texts* in one language, and return what that did."""
    content = with_text(newest(here, slug).content, language, **texts)
    return authoring.load(here.service, "community", content)
