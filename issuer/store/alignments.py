"""Which skills badge classes show: what their newest editions align with.

The alignments of an edition are one JSON value, and whether one of them means a skill is not for
SQL to say: an address may be typed in several ways.  So all are read, without texts and pictures,
and the caller picks.  A thousand classes are some hundred kilobytes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from badge_classes.badge_class import Alignment
from issuer.store.tables import BadgeClassRow, EditionRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def of_newest(session: Session) -> dict[str, tuple[Alignment, ...]]:
    """Return the alignments of each class that is in use, by the id of its newest edition."""
    rows = session.execute(
        select(EditionRow.badge_class_id, EditionRow.public_id, EditionRow.alignments)
        .join(BadgeClassRow, EditionRow.badge_class_id == BadgeClassRow.id)
        .where(BadgeClassRow.archived_at.is_(None))
        .order_by(EditionRow.badge_class_id, EditionRow.version, EditionRow.id)
    )
    # The last row of a class is its newest edition, as `classes.newest` has it.
    newest = {row.badge_class_id: row for row in rows}
    return {
        row.public_id: tuple(Alignment(**item) for item in row.alignments)
        for row in newest.values()
    }
