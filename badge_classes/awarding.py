"""Awarding: whether a class can be earned now.

A class is in use or **archived**. That is a state in the store and no part of the value, because
it says nothing about what was earned: everything that is published stays where it is, badges
stay valid, and the class can be restored. It only leaves the lists from which people award, and
nobody can earn it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from badge_classes.problem import Problem
from badge_classes.validity import Until, expires

if TYPE_CHECKING:
    from datetime import datetime

    from badge_classes.badge_class import BadgeClass

__all__ = ["obstacle"]


def obstacle(badge_class: BadgeClass, *, is_archived: bool, at: datetime) -> Problem | None:
    """Return why nobody can be awarded the class at a moment (with a time zone), or None.

    It does not judge a person: requirements, evidence and slots are asked for each award.
    """
    if is_archived:
        return Problem("awarding.archived", "archived")
    match badge_class.validity:
        case Until(day) as validity:
            end = expires(validity, at)
            # Such a badge would be expired on the day on which somebody gets it.
            if end is not None and end <= at:
                return Problem("awarding.over", "validity", parameters={"day": day.isoformat()})
    return None
