"""Editions: the frozen states of a badge class, one for each content and key epoch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verifier.openbadges import documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from badge_classes.badge_class import BadgeClass
    from issuer.rules.addresses import Addresses
    from issuer.rules.organisations import Epoch


@dataclass(frozen=True, slots=True)
class Edition:
    """A badge class as it stood when somebody earned it.

    *version* is what people see; it grows with the content alone, so the
    editions of two epochs may share it.
    """

    id: str
    class_id: str
    version: int
    epoch: Epoch
    content: BadgeClass
    made_at: datetime

    def address(self, addresses: Addresses, language: str | None = None) -> str:
        """Return the id of this edition, or of one of its language versions."""
        if language == self.content.default_language:
            language = None
        return addresses.edition(self.class_id, self.id, language)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the texts, the original first."""
        default = self.content.default_language
        return (default, *sorted(tag for tag in self.content.texts if tag != default))


def badge_class_document(
    edition: Edition,
    addresses: Addresses,
    *,
    language: str | None = None,
    newer: Sequence[Edition] = (),
    older: Sequence[Edition] = (),
) -> dict[str, Any]:
    """Return the BadgeClass of *edition* in *language* (section 4, BadgeClass).

    `related` names the other language versions, and *newer* and *older* editions,
    so that a platform that keeps one of them can find the others.
    """
    content = edition.content
    language = language or content.default_language
    texts = content.texts[language]
    related = [
        (edition.address(addresses, other), other)
        for other in edition.languages
        if other != language
    ]
    related += [
        (item.address(addresses), item.content.default_language) for item in (*newer, *older)
    ]
    return documents.badge_class(
        id=edition.address(addresses, language),
        name=texts.name,
        description=texts.description,
        image=addresses.image(edition.class_id, edition.id, "png"),
        criteria_narrative=texts.criteria,
        issuer=edition.epoch.profile_address(addresses),
        alignments=content.alignments,
        tags=content.tags,
        language=language,
        version=str(edition.version),
        related=related,
    )
