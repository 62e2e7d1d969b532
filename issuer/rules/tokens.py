"""Tokens for higher limits of the API: who was given one, and until when it is good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "barnstar_"
"""Begins every token, so that whoever finds one in a file or a log knows what it is."""

MAX_LIFETIME = timedelta(days=90)
"""A token that leaked stops working by itself."""

MAX_NAME_CHARACTERS = 100


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: *id* names it in lists, *name* says whose it is."""

    id: str
    name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it can be used at the moment *now*."""
        return self.revoked_at is None and now < self.expires_at
