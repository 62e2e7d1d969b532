"""The vocabularies of skills that we know, and finding a skill in them.

    capacity_exchange   the skills of Wikimedia communities; the first choice
    digcomp             the European framework of digital competence, version 2.2

Any other address may be an alignment too; it then has no page of ours.

    from badge_classes import vocabularies
    [skill, *_] = vocabularies.search("mentoria", "pt")
    skill.code                             # "69"
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from badge_classes import skill_search
from badge_classes.vocabularies import capacity_exchange, digcomp

if TYPE_CHECKING:
    from badge_classes.skills import Skill, Vocabulary
    from verifier.openbadges.documents import Alignment

__all__ = ["by_address", "every", "of_alignment", "search", "vocabulary"]


@cache
def every() -> tuple[Vocabulary, ...]:
    """Return all vocabularies, the first choice first; they are read once."""
    return (capacity_exchange.read(), digcomp.read())


def vocabulary(slug: str) -> Vocabulary | None:
    """Return the vocabulary with a slug, or None."""
    return next((found for found in every() if found.slug == slug), None)


def by_address(address: str) -> Skill | None:
    """Return the skill that an address describes, or None."""
    found = (item.by_address(address) for item in every())
    return next((skill for skill in found if skill is not None), None)


def of_alignment(alignment: Alignment) -> Skill | None:
    """Return the skill that an alignment means, or None for one that is not in our vocabularies.

    Its address decides. Where nobody here knows the address, framework and code do together,
    should a framework have moved its pages since.
    """
    known = by_address(alignment.url)
    if known is not None or alignment.code is None:
        return known
    for item in every():
        skill = item.by_code(alignment.code)
        if skill is not None and skill.framework == alignment.framework:
            return skill
    return None


def search(text: str, *languages: str, limit: int = skill_search.RESULTS_LIMIT) -> list[Skill]:
    """Return at most *limit* skills that *text* may mean; see `skill_search`."""
    return skill_search.search(every(), text, *languages, limit=limit)
