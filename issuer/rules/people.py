"""People: known by the number of their Wikimedia account, or by name until it is known.

The account number outlives a rename.  The name that a badge was signed with
does not change with it: a signature cannot be rewritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from verifier import wikimedia
from verifier.openbadges import identity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can hold badges.

    *account* is the number of the global Wikimedia account, where we know it.
    *username* is canonical, and None once another account has taken the name.
    """

    id: int
    account: int | None
    username: str | None


def recipient_address(username: str) -> str:
    """Return the address that a badge names as its recipient: the person's user page on Meta."""
    return wikimedia.user_page(username)


def recipient(address: str) -> dict[str, Any]:
    """Return the IdentityObject for *address* (section 4, Profile Identifier Properties)."""
    return identity.url_recipient(address)


def find(
    username: str,
    account: int | None,
    *,
    by_name: Mapping[str, Person],
    by_account: Mapping[int, Person],
) -> Person | None:
    """Return who is meant by a roster's row, among the people whom we know.

    The account number decides.  A name decides only while it does not belong to
    somebody with another number: a freed name may have been taken by a stranger.
    """
    if account is not None and account in by_account:
        return by_account[account]
    person = by_name.get(username)
    if person is None or (account is not None and person.account is not None):
        return None
    return person


def names(rows: Sequence[tuple[str, int | None]]) -> tuple[set[str], set[int]]:
    """Return the usernames and the account numbers in *rows*."""
    return {name for name, _ in rows}, {number for _, number in rows if number is not None}
