"""What `differences` can say, in English: sentences by code, and words for what stands in them.

Values are introduced by a colon rather than bent into the sentence, so that a translation does
not depend on their number, gender or case.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SENTENCES", "WORDS"]

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "slug.changed": "The short name changed from “{old}” to “{new}”.",
        "default_language.changed": "The original language changed from {old} to {new}.",
        "name.changed": "The name changed from “{old}” to “{new}”.",
        "description.changed": "The description changed.",
        "criteria.changed": "The criteria changed.",
        "image_alt.changed": "The description of the picture changed.",
        "language.added": "Texts were added in {language}.",
        "language.removed": "The texts in {language} were removed.",
        "translation.name.changed": "The name in {language} changed from “{old}” to “{new}”.",
        "translation.description.changed": "The description in {language} changed.",
        "translation.criteria.changed": "The criteria in {language} changed.",
        "translation.image_alt.changed": "The description of the picture in {language} changed.",
        "translation.compared": "The texts in {language} were compared with the original.",
        "method.changed": "The method changed from {old} to {new}.",
        "requirement.added": "Now required, {measure}: {new} or more.",
        "requirement.removed": "No longer required, {measure}: {old} or more.",
        "requirement.raised": "Required {measure}: raised from {old} to {new}.",
        "requirement.lowered": "Required {measure}: lowered from {old} to {new}.",
        "requirements.reordered": "The requirements stand in another order.",
        "validity.forever": "New awards no longer expire.",
        "validity.until": "New awards are valid until the end of {day}.",
        "validity.months": "New awards expire. Months until then: {count}.",
        "renewal.never": "The badge can be earned only once.",
        "renewal.yearly": "The badge can be earned again each calendar year.",
        "renewal.months": "The badge can be earned again. Months in each period: {count}.",
        "evidence.nothing": "Awards no longer need evidence.",
        "evidence.address": "Each award needs the address of its evidence.",
        "evidence.text": "Each award needs its evidence in words.",
        "tag.added": "The tag “{tag}” was added.",
        "tag.removed": "The tag “{tag}” was removed.",
        "tags.reordered": "The tags stand in another order.",
        "skill.added": "The skill “{skill}” was added.",
        "skill.removed": "The skill “{skill}” was removed.",
        "skill.changed": "What is said of the skill “{skill}” changed.",
        "skill.renamed": "The skill “{old}” is now called “{new}”.",
        "skills.reordered": "The skills stand in another order.",
        "artwork.changed": "The picture changed.",
    }
)
"""Sentences by code; `{…}` is filled from the parameters and the terms of a difference."""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "measure.revisions": "edits",
        "measure.references": "references added",
        "measure.articles": "articles edited",
        "measure.trainings": "training modules completed",
        "measure.hours": "hours",
        "method.training": "training",
        "method.mentoring": "mentoring",
        "method.consulting": "consulting",
        "method.online-learning": "online learning",
        "method.peer-support": "peer support",
        "method.event": "event",
    }
)
"""Words for the terms of a difference: one for each measure and each method."""
