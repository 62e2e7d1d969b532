"""One row of a roster: whom it names, what it shows, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from issuer.rules.roster_text import shown
from verifier import wikimedia

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SENTENCES: Mapping[str, str] = MappingProxyType(
    {f"username.{code}": sentence for code, sentence in wikimedia.SENTENCES.items()}
    | {
        "row.cells": "This row has {found} cells under {expected} headings, so its values may "
        "stand under the wrong one. Correct the row.",
        "row.number": "{value} in the column {column} is not a whole number, 0 or more, in digits "
        "alone. Correct the cell.",
        "row.private": "{value} in the column private is neither true nor false. Correct the cell.",
        "row.shape": "This entry is not a participant as CampaignEvents lists them. "
        "Export the list again.",
        "row.hidden": "This participant's username is hidden, so nobody can be awarded. "
        "Ask the person, if you know who it is.",
        "row.not_found": "This participant's account does not exist any more. Ask the person for "
        "the account that they use now.",
        "row.same_name": "Row {row} names the same person, so this row changes nothing.",
        "row.same_account": "Row {row} has the same account number, so this row changes nothing.",
    }
)
"""What each code of a RowProblem says, in English."""

_SHOWN_CHARACTERS = 200

# The verdict on a text that is no username; every other code means an unknown user.
_USERNAME_VERDICTS = {
    "temporary_account": "temporary_account",
    "empty": "unreadable_row",
    "formula": "unreadable_row",
    "too_long": "unreadable_row",
}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row cannot lead to an award.

    *verdict* is a word of the contract of `./run award`; *code* is a key of
    SENTENCES, and *parameters* fill its sentence.
    """

    verdict: str
    code: str
    parameters: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in English."""
        return SENTENCES[self.code].format_map(self.parameters)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One row of a roster.

    *row* is its number in a spreadsheet, where the headings are row 1, or in the
    list.  *name* is what the row calls the person, fit for showing; *username* is
    the canonical Wikimedia username, or None if *problem* says why there is none.
    *account* is the number of the global account.  *measures* holds the counts
    that the roster shows; a blank cell shows none.  *private* tells that the
    person registered without being listed.  *evidence* is the address or the words
    that the roster gives, on one line, and not judged yet.
    """

    row: int
    name: str
    username: str | None = None
    account: int | None = None
    measures: Mapping[str, int] = field(default_factory=dict)
    private: bool = False
    evidence: str = ""
    problem: RowProblem | None = None


def named(row: int, text: str) -> RosterRow:
    """Return row number *row*, which names a person by *text* and shows nothing else."""
    name = shown(text, _SHOWN_CHARACTERS)
    try:
        return RosterRow(row, name, wikimedia.canonical_username(text))
    except wikimedia.UsernameError as error:
        verdict = _USERNAME_VERDICTS.get(error.code, "unknown_user")
        problem = RowProblem(verdict, f"username.{error.code}", error.parameters)
        return RosterRow(row, name, problem=problem)


def refused(row: int, text: str, problem: RowProblem) -> RosterRow:
    """Return row number *row*, which calls the person *text*, with its problem."""
    return RosterRow(row, shown(text, _SHOWN_CHARACTERS), problem=problem)


def without_duplicates(rows: Iterable[RosterRow]) -> Iterator[RosterRow]:
    """Yield *rows*, those that name somebody again with a problem that says where first.

    Rows that could not be read count as naming nobody: a corrected copy further
    down is the person's first row.
    """
    by_name: dict[str, int] = {}
    by_account: dict[int, int] = {}
    for row in rows:
        if row.username is None:
            yield row
        elif row.username in by_name:
            yield _duplicate(row, "row.same_name", by_name[row.username])
        elif row.account is not None and row.account in by_account:
            yield _duplicate(row, "row.same_account", by_account[row.account])
        else:
            by_name[row.username] = row.row
            if row.account is not None:
                by_account[row.account] = row.row
            yield row


def _duplicate(row: RosterRow, code: str, first: int) -> RosterRow:
    return replace(row, problem=RowProblem("duplicate_row", code, {"row": str(first)}))
