"""The keys of one organisation: which one signs now, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from keys.signing_key import KeyState, SigningKey

if TYPE_CHECKING:
    from datetime import datetime


class NoCurrentKeyError(ValueError):
    """The organisation has no current key, so it cannot sign."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one organisation, in the order they were made."""

    keys: tuple[SigningKey, ...]

    @property
    def current(self) -> SigningKey:
        """The one key that signs now.

        Raises NoCurrentKeyError when there is none.
        """
        for key in self.keys:
            if key.state is KeyState.CURRENT:
                return key
        raise NoCurrentKeyError("No key is current. Run `./run keys new` to make one.")

    @property
    def reserve(self) -> SigningKey | None:
        """The key that the next epoch will begin with, where one was prepared."""
        return next((key for key in self.keys if key.state is KeyState.RESERVE), None)

    def rotate(self, now: datetime) -> tuple[SigningKey, ...]:
        """Return the keys that change when the reserve key begins its epoch.

        The current key, where there is one, retires at the same moment, so that
        at no time two keys sign.  Raises NoCurrentKeyError without a reserve.
        """
        if self.reserve is None:
            raise NoCurrentKeyError("There is no reserve key to begin with.")
        changed = [key.retire(now) for key in self.keys if key.state is KeyState.CURRENT]
        return (*changed, self.reserve.begin(now))
