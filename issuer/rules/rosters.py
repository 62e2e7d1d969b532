"""Rosters: lists of people who took part, as organisers have them.

Three kinds are read: a table with a column `username`, such as the course export
of the Programs & Events Dashboard; the participants of an event, as the REST
interface of CampaignEvents lists them; and a plain list, one name a line.

Every row that is not blank comes out, readable or with its problem.  A file is
refused as a whole only where its rows cannot be told apart.  Nothing here asks
whether an account exists.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from issuer.rules import roster_columns, roster_rows
from issuer.rules.roster_rows import RosterRow, RowProblem
from issuer.rules.roster_text import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    RosterError,
    RosterText,
    decode,
    shown,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuer.rules.roster_columns import Columns

__all__ = ["MAX_BYTES", "Roster", "RosterError", "RosterRow", "RowProblem", "read"]

_DELIMITERS = (",", ";", "\t")
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINES_LOOKED_AT = 100

# More digits than this do not fit into a database's numbers.
_NUMBER_DIGITS = 18
_WHOLE_NUMBER = re.compile(rf"\d{{1,{_NUMBER_DIGITS}}}")

_TRUE = ("true", "yes", "1")
_FALSE = ("false", "no", "0", "")
_SHOWN_VALUE_CHARACTERS = 40

# The members of a participant that are read; the list is closed.
_MEMBERS_READ = frozenset({"user_name", "user_id", "private", "hidden", "not_found"})


@dataclass(frozen=True, slots=True)
class Roster:
    """What was read from a file.

    *dropped_columns* are the headings of what was not read; *dropped_personal*
    those among them that look like real names or ways to reach somebody.
    *delimiter* stands between the cells of a table.  *encoding* is "utf-8",
    "utf-16" or "cp1252"; the last is a guess, so people should look at the names.
    """

    rows: tuple[RosterRow, ...]
    kind: Literal["table", "names", "participants"]
    encoding: str
    delimiter: str | None = None
    dropped_columns: tuple[str, ...] = ()
    dropped_personal: tuple[str, ...] = ()


def read(data: bytes, filename: str | None) -> Roster:
    """Return the roster in *data*; a *filename* that ends in `.json` is taken at its word.

    Raises RosterError when there is no roster, or a larger one than the limits allow.
    """
    text = decode(data)
    if _is_json(text.text, filename or ""):
        roster = _participants(text)
    else:
        roster = _table(text) or _names(text)
    if not roster.rows:
        raise RosterError("no_rows")
    return replace(roster, rows=tuple(roster_rows.without_duplicates(roster.rows)))


def _is_json(text: str, filename: str) -> bool:
    if filename.lower().endswith(".json"):
        return True
    begins = text.lstrip()[:2]
    return begins.startswith(("{", "[")) and begins != "[["  # This is how a wikilink begins.


# --- Tables ---


def _table(text: RosterText) -> Roster | None:
    """Return the roster in a table, or None if no column is headed username."""
    found = _header(text.text)
    if found is None:
        return None
    delimiter, columns = found
    personal = {
        column
        for column, heading in columns.dropped.items()
        if roster_columns.is_personal_heading(heading)
    }
    rows = []
    # The first of the records is the headings.
    for number, cells in list(_records(text.text, delimiter))[1:]:
        rows.append(_row(number, cells, columns))
        _refuse_doubtful(text, number, "".join(cells[columns.username : columns.username + 1]))
        personal.update(
            column
            for column in columns.dropped
            if column not in personal
            and column < len(cells)
            and roster_columns.is_personal_cell(cells[column])
        )
    return Roster(
        tuple(rows),
        "table",
        text.encoding,
        delimiter,
        tuple(columns.dropped.values()),
        tuple(columns.dropped[column] for column in sorted(personal)),
    )


def _header(text: str) -> tuple[str, Columns] | None:
    """Return the delimiter under which the first record has a column username, and its columns."""
    found = []
    for delimiter in _DELIMITERS:
        try:
            _, cells = next(_records(text, delimiter), (0, []))
        except RosterError:
            continue  # Under another delimiter the quotation marks may match.
        columns = roster_columns.find(cells)
        if columns is not None:
            found.append((delimiter, columns))
    return max(found, key=lambda candidate: candidate[1].width, default=None)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a table that is not blank, with the number of its row."""
    # `strict` makes an error of quotation marks that do not match.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = count = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            code = "cell_too_long" if "field larger" in str(error) else "broken_quotes"
            raise RosterError(code, row=str(number)) from None
        # Excel writes its delimiter into a first line of its own.
        if number == 1 and cells and cells[0].lower().startswith("sep="):
            continue
        if any(map(str.strip, cells)):
            count += 1
            if count > MAX_ROWS + 1:
                raise RosterError("too_many_rows", limit=str(MAX_ROWS))
            yield number, cells


def _row(number: int, cells: Sequence[str], columns: Columns) -> RosterRow:
    """Return the row in *cells*, which is row *number* of the spreadsheet."""
    cells = _without_blank_ends(cells, columns.width)
    if len(cells) != columns.width:
        name = cells[columns.username] if columns.username < len(cells) else ""
        counts = {"found": str(len(cells)), "expected": str(columns.width)}
        return roster_rows.refused(number, name, RowProblem("unreadable_row", "row.cells", counts))
    row = roster_rows.named(number, cells[columns.username])
    if row.problem is not None:
        return row
    numbers = dict(columns.measures)
    if columns.account is not None:
        numbers["global_id"] = columns.account
    values = {}
    for heading, column in numbers.items():
        cell = cells[column].strip()
        # Something that is no number must not pass for nothing, so a badge waits for it.
        if cell and not _WHOLE_NUMBER.fullmatch(cell):
            return _unreadable(row, "row.number", cell, heading)
        if cell:
            values[heading] = int(cell)
    # Exports write 0 where there is no account; it is nobody's number.
    account = values.pop("global_id", None) or None
    private = "false" if columns.private is None else cells[columns.private].strip().lower()
    if private not in _TRUE + _FALSE:
        return _unreadable(row, "row.private", private, "private")
    evidence = "" if columns.evidence is None else " ".join(cells[columns.evidence].split())
    return replace(
        row, account=account, measures=values, private=private in _TRUE, evidence=evidence
    )


def _without_blank_ends(cells: Sequence[str], width: int) -> Sequence[str]:
    """Return *cells* without blank ones behind the last heading, as spreadsheets leave them."""
    if any(map(str.strip, cells[width:])):
        return cells
    return cells[:width]


def _unreadable(row: RosterRow, code: str, value: str, column: str) -> RosterRow:
    parameters = {"value": shown(value, _SHOWN_VALUE_CHARACTERS), "column": column}
    problem = RowProblem("unreadable_row", code, parameters)
    return replace(row, username=None, problem=problem)


# --- Lists of names ---


def _names(text: RosterText) -> Roster:
    """Return the roster in a list with one name a line."""
    lines = [
        (number, line.strip())
        for number, line in enumerate(_LINE_END.split(text.text), start=1)
        if line.strip()
    ]
    if _looks_like_a_table([line for _, line in lines[:_LINES_LOOKED_AT]]):
        raise RosterError("no_username_column")
    if len(lines) > MAX_ROWS:
        raise RosterError("too_many_rows", limit=str(MAX_ROWS))
    for number, line in lines:
        _refuse_doubtful(text, number, line)
    rows = [roster_rows.named(number, _unquoted(line)) for number, line in lines]
    return Roster(tuple(rows), "names", text.encoding)


def _looks_like_a_table(lines: Sequence[str]) -> bool:
    """Return whether *lines* are cells rather than names.

    Commas and semicolons are legal in usernames, but not in half of them.
    """
    return (
        roster_columns.is_name_heading(lines[0])
        or any("\t" in line for line in lines)
        or any(2 * sum(mark in line for line in lines) >= len(lines) for mark in ",;")
    )


def _unquoted(line: str) -> str:
    """Return *line* without the quotation marks that a spreadsheet puts around a cell."""
    if len(line) > 2 and line.startswith('"') and line.endswith('"'):  # noqa: PLR2004 - the marks
        return line[1:-1].replace('""', '"')
    return line


# --- Participants of an event ---


def _participants(text: RosterText) -> Roster:
    """Return the roster in the JSON of CampaignEvents' participants."""
    try:
        document = json.loads(text.text)
    except (ValueError, RecursionError):
        raise RosterError("json_malformed") from None
    entries = document.get("participants") if isinstance(document, dict) else document
    if not isinstance(entries, list) or (entries and not any(map(_is_participant, entries))):
        raise RosterError("json_unexpected")
    if len(entries) > MAX_ROWS:
        raise RosterError("too_many_rows", limit=str(MAX_ROWS))
    dropped: dict[str, bool] = {}
    for entry in entries:
        if isinstance(entry, dict):
            for key, value in entry.items():
                if key not in _MEMBERS_READ:
                    dropped[key] = dropped.get(key, False) or _is_personal(key, value)
    if len(dropped) > MAX_COLUMNS:
        raise RosterError("too_many_columns", limit=str(MAX_COLUMNS))
    return Roster(
        tuple(_participant(row, entry) for row, entry in enumerate(entries, start=1)),
        "participants",
        text.encoding,
        dropped_columns=tuple(map(roster_columns.shown_heading, dropped)),
        dropped_personal=tuple(
            roster_columns.shown_heading(key) for key, personal in dropped.items() if personal
        ),
    )


def _is_participant(entry: object) -> bool:
    return isinstance(entry, dict) and not _MEMBERS_READ.isdisjoint(entry)


def _is_personal(key: str, value: object) -> bool:
    return roster_columns.is_personal_heading(key) or (
        isinstance(value, str) and roster_columns.is_personal_cell(value)
    )


def _participant(row: int, entry: Any) -> RosterRow:  # noqa: ANN401 - any JSON value
    """Return row number *row* of the list, which is *entry*.

    A hidden user comes without a name, and is not to be named here either.
    """
    if isinstance(entry, dict):
        for member in ("hidden", "not_found"):
            if entry.get(member):
                return roster_rows.refused(row, "", RowProblem("unknown_user", f"row.{member}", {}))
        name, account = entry.get("user_name"), entry.get("user_id")
        private = entry.get("private", False)
        if isinstance(name, str) and isinstance(private, bool) and _is_account(account):
            return replace(roster_rows.named(row, name), account=account, private=private)
    return roster_rows.refused(row, "", RowProblem("unreadable_row", "row.shape", {}))


def _is_account(value: object) -> bool:
    return value is None or (type(value) is int and 0 < value < 10**_NUMBER_DIGITS)


def _refuse_doubtful(text: RosterText, number: int, name: str) -> None:
    """Raise RosterError if row *number* shows that the file's code page was guessed wrongly."""
    if text.is_doubtful(name):
        raise RosterError("unclear_encoding", row=str(number))
