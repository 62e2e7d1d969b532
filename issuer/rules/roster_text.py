"""The text of a roster: what bytes mean, and what is said when they mean nothing.

Spreadsheets write UTF-8, UTF-16 and, on older systems, Windows' code page 1252.
Guessing further would turn one person's name into another's, so nothing else is read.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from issuer.errors import BarnstarError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "empty": "The file is empty: export the list of participants again.",
        "no_rows": "The file has headings and no rows below them: export it again once people "
        "have joined.",
        "too_large": "The file has more than {limit} megabytes: split it, or leave out the columns "
        "that are not needed.",
        "too_many_rows": "The file has more than {limit} rows: split it into smaller files.",
        "too_many_columns": "The file has more than {limit} columns: keep the column username and "
        "the counts.",
        "not_text": "The file is not a text file: export the list of participants as CSV.",
        "spreadsheet": "The file is a spreadsheet of its program's own kind: save it as CSV UTF-8 "
        "and choose that file.",
        "unclear_encoding": "The names cannot be read without doubt, because the file is not in "
        "UTF-8 (look at row {row}): save it as CSV UTF-8 and choose that file.",
        "broken_quotes": "The quotation marks around row {row} do not match: export the file "
        "again, or correct that row.",
        "cell_too_long": "A cell near row {row} is longer than any cell of a roster: export the "
        "file again, or empty that cell.",
        "no_username_column": "No column is headed username: give that heading to the column with "
        "the Wikimedia usernames, or write one username a line and nothing else.",
        "column_twice": "Two columns are headed {column}: delete one of them.",
        "json_malformed": "The file is not complete JSON: export it again.",
        "json_unexpected": "The file is JSON, but not a list of an event's participants: export "
        "them from CampaignEvents, or use a CSV file with the column username.",
    }
)
"""What each code of a RosterError says, in English: one sentence, with the way out."""

# A byte order mark is the only way to be sure of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)

# Excel and LibreOffice save ZIP archives, older Excel a compound file.
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")

_NOT_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# Western names have single accented letters.  Three in a row, or a sign that is
# no letter, come from a file in another code page, such as Russian or Japanese.
_DOUBTFUL = re.compile(r"[^\x00-\x7fÀ-ÖØ-öø-ÿŠšŽžŒœŸ’]|[^\x00-\x7f]{3}")


class RosterError(BarnstarError):
    """A file cannot be read as a roster.  *code* is a key of SENTENCES."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(SENTENCES[code].format_map(parameters))
        self.code = code
        self.parameters = parameters

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in one English sentence."""
        return str(self)


@dataclass(frozen=True, slots=True)
class RosterText:
    """The text of a file; *encoding* is "utf-8", "utf-16" or "cp1252"."""

    text: str
    encoding: str

    def is_doubtful(self, name: str) -> bool:
        """Return whether *name*, from this text, was probably written in another code page."""
        return self.encoding == "cp1252" and _DOUBTFUL.search(name) is not None


def decode(data: bytes) -> RosterText:
    """Return the text of *data* without its byte order mark.

    Raises RosterError when *data* is empty, has more than MAX_BYTES, or is no text.
    """
    if len(data) > MAX_BYTES:
        raise RosterError("too_large", limit=str(MAX_BYTES // 1024**2))
    if data.startswith(_SPREADSHEETS):
        raise RosterError("spreadsheet")
    text, encoding = _decoded(data)
    if not text.strip():
        raise RosterError("empty")
    if _NOT_IN_TEXT.search(text):
        raise RosterError("not_text")
    return RosterText(text, encoding)


def shown(text: str, limit: int) -> str:
    """Return *text* on one line, fit for a page or a terminal, *limit* characters at most."""
    return "".join(
        character if character.isprintable() else "\ufffd"
        for character in text.strip()[:limit].strip()
    )


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            candidates = [(codec, name)]
            break
    else:
        candidates = [("utf-8", "utf-8"), ("cp1252", "cp1252")]
    for codec, name in candidates:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise RosterError("not_text")
