"""People."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from issuer.rules.people import Person
from issuer.store.tables import PersonRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

# SQLite takes 32,766 parameters a statement; one more statement costs little.
_BATCH = 5_000


def known(session: Session, usernames: Collection[str], accounts: Collection[int]) -> list[Person]:
    """Return everybody who has one of *usernames* or one of *accounts*."""
    found: dict[int, Person] = {}
    for part in _parts(sorted(usernames)):
        _collect(found, session.scalars(select(PersonRow).where(PersonRow.username.in_(part))))
    for numbers in _parts(sorted(accounts)):
        _collect(found, session.scalars(select(PersonRow).where(PersonRow.account.in_(numbers))))
    return list(found.values())


def add(session: Session, people: Collection[tuple[str, int | None]], now: datetime) -> None:
    """Add *people*, pairs of username and account number."""
    if people:
        session.execute(
            insert(PersonRow),
            [
                {"username": username, "account": account, "created_at": now}
                for username, account in people
            ],
        )


def release_username(session: Session, person_id: int) -> None:
    """Take the username from somebody: another account carries it now."""
    session.execute(update(PersonRow).where(PersonRow.id == person_id).values(username=None))


def update_person(session: Session, person: Person) -> None:
    """Write the account number and the username of *person*."""
    session.execute(
        update(PersonRow)
        .where(PersonRow.id == person.id)
        .values(account=person.account, username=person.username)
    )


def _collect(found: dict[int, Person], rows: Iterable[PersonRow]) -> None:
    for row in rows:
        found[row.id] = Person(row.id, row.account, row.username)


def _parts(items: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]
