"""Which badge classes show a skill.

Only the newest edition of a class counts, and only while the class is in use: a reader who wants
to show a skill must find what can be earned today.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from badge_classes import vocabularies
from issuer.store import alignments
from issuer.store import classes as class_store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.badge_class import Alignment
    from badge_classes.skills import Skill
    from issuer.actions.publication import Publication
    from issuer.rules.editions import Edition


def showing(public: Publication, skill: Skill) -> list[Edition]:
    """Return the newest edition of each class that shows *skill*, the oldest class first."""
    found = [
        edition_id
        for edition_id, present in alignments.of_newest(public.session).items()
        if skill in _skills(present)
    ]
    return class_store.by_ids(public.session, found)


def counts(public: Publication) -> Mapping[Skill, int]:
    """Return how many classes show each skill; a skill that none shows is left out."""
    every = alignments.of_newest(public.session).values()
    return Counter(skill for present in every for skill in _skills(present))


def _skills(present: tuple[Alignment, ...]) -> set[Skill]:
    """Return the skills that alignments mean, each once; free ones mean none that we know."""
    found = map(vocabularies.of_alignment, present)
    return {skill for skill in found if skill is not None}
