"""Rosters: what is read from organisers' files, and what is said about the rest."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from issuer.rules import roster_rows, roster_text, rosters
from issuer.rules.rosters import Roster, RosterError, RosterRow
from verifier.wikimedia import canonical_username

DATA = Path(__file__).parents[2] / "data" / "rosters"
COURSE = Path(rosters.__file__).parents[1] / "samples" / "nairobi-course_students.csv"

HEADINGS = "username,global_id,revisions_during_project,references_added,total_articles_edited"


def read(text: str, encoding: str = "utf-8", filename: str | None = None) -> Roster:
    """Read a roster from *text*."""
    return rosters.read(text.encode(encoding), filename)


def names(roster: Roster) -> list[str | None]:
    """Return the usernames in *roster*."""
    return [row.username for row in roster.rows]


def test_the_course_export_of_nairobi() -> None:
    """The sample has 120 people: 116 with an account, and 4 who edited without one."""
    roster = rosters.read(COURSE.read_bytes(), COURSE.name)
    verdicts = Counter(row.problem.verdict if row.problem else "readable" for row in roster.rows)
    assert verdicts == {"readable": 116, "temporary_account": 4}
    assert (roster.kind, roster.delimiter, roster.encoding) == ("table", ",", "utf-8")
    assert [row.row for row in roster.rows] == list(range(2, 122))
    assert "completed_training_modules" in roster.dropped_columns
    assert roster.dropped_personal == ()
    assert roster.rows[0] == RosterRow(
        row=2,
        name="田中さくら",
        username="田中さくら",
        account=77580489,
        measures={"revisions": 1, "references": 0, "articles": 1, "trainings": 3},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write(encoding: str, delimiter: str, line_end: str) -> None:
    """Every encoding, delimiter and line end that spreadsheets write gives the same rows."""
    lines = ["username,hours,private", "José Ñ,3,no", "", ",,", '"Müller, ""K""",4,yes']
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=line_end)
    writer.writerows(csv.reader(lines))
    roster = read(stream.getvalue(), encoding)
    assert [(row.row, row.username, row.measures, row.private) for row in roster.rows] == [
        (2, "José Ñ", {"hours": 3}, False),
        (5, 'Müller, "K"', {"hours": 4}, True),
    ]
    assert roster.delimiter == delimiter
    assert roster.encoding == encoding.removesuffix("-sig")


@pytest.mark.parametrize(
    "heading",
    ["username", "User Name", " USER_NAME ", "\ufeffWiki-Username", "利用者名", "Jina la mtumiaji"],
)
def test_headings_decide(heading: str) -> None:
    """The column of usernames is known by its heading, wherever it stands and however spelled."""
    assert names(read(f"hours,{heading}\n3,Amina K\n")) == ["Amina K"]


def test_the_surest_heading_wins() -> None:
    """Where several headings could mean the username, the one that names the wiki counts."""
    roster = read("username,Wikimedia username\nmoodle17,Amina K\n")
    assert names(roster) == ["Amina K"]
    assert roster.dropped_columns == ("username",)


def test_a_blank_cell_shows_nothing() -> None:
    """A blank count is absent rather than zero, and a blank account unknown."""
    (row,) = read(f"{HEADINGS}\nAmina K,, ,0,3\n").rows
    assert (row.account, row.measures) == (None, {"references": 0, "articles": 3})


def test_personal_columns_are_dropped_and_named() -> None:
    """Real names, e-mail addresses and telephone numbers are told apart by heading or content."""
    roster = read(
        "username,Real name,Kontakt,Note,Registered,Simu,\n"
        "Amina K,Amina Wanjiku,<amina@example.org>,@Yuki is a friend,2026-10-03 07:11,,\n"
        "Yuki,,,,03-10-2026,0722 123 456,+254 (722) 123-456\n"
    )
    assert roster.dropped_columns == (
        *("Real name", "Kontakt", "Note", "Registered", "Simu", "column 7"),
    )
    assert roster.dropped_personal == ("Real name", "Kontakt", "Simu", "column 7")
    assert "Wanjiku" not in repr(roster)
    assert "example.org" not in repr(roster)
    assert "722" not in repr(roster)


@pytest.mark.parametrize(
    ("heading", "personal"),
    [
        *[(heading, True) for heading in ("First name", "last_name", "Nombre", "E-Mail", "氏名")],
        *[(heading, True) for heading in ("メールアドレス", "رقم الهاتف", "Имя", "Date of birth")],
        *[(heading, False) for heading in ("user name 2", "course name", "tournament", "edits")],
    ],
)
def test_personal_headings(heading: str, *, personal: bool) -> None:
    """Headings in several languages announce personal data; others that look alike do not."""
    roster = read(f"username,{heading}\nAmina K,\n")
    assert roster.dropped_personal == ((heading,) if personal else ())


def test_one_name_a_line() -> None:
    """A plain list takes names in every spelling, with the number of the line."""
    roster = read(
        "User:田中さくら\r\nWahiyeEdits\r\n\r\n"
        "https://sw.wikipedia.org/wiki/Mtumiaji:Amina_K\r\n[[User:Otieno J]]\r\n"
        '"Smith, ""J"""\r\n~2026-10344-51\r\namina K\r\n'
    )
    assert (roster.kind, roster.delimiter) == ("names", None)
    assert [(row.row, row.username) for row in roster.rows] == [
        (1, "田中さくら"),
        (2, "WahiyeEdits"),
        (4, "Amina K"),
        (5, "Otieno J"),
        (6, 'Smith, "J"'),
        (7, None),
        (8, "Amina K"),
    ]
    assert roster.rows[-2].problem is not None
    assert roster.rows[-1].problem is not None
    assert roster.rows[-1].problem.sentence == (
        "Row 4 names the same person, so this row changes nothing."
    )


def test_a_list_of_wikilinks_is_no_json() -> None:
    """A list that begins with a wikilink is read as names."""
    assert names(read("[[User:Amina K]]\n[[User:Yuki|Yuki]]\n")) == ["Amina K", "Yuki"]


@pytest.mark.parametrize("wrapped", [True, False])
def test_participants_of_an_event(*, wrapped: bool) -> None:
    """Participants come with their account number, and private ones are marked."""
    participants = [
        {"participant_id": 1, "user_id": 7, "user_name": "Amina_K", "private": True},
        {"participant_id": 2, "user_id": 8, "user_name": "Yuki", "email": "y@example.org"},
    ]
    document = {"participants": participants} if wrapped else participants
    roster = read(json.dumps(document))
    assert roster.kind == "participants"
    assert [(row.row, row.username, row.account, row.private) for row in roster.rows] == [
        (1, "Amina K", 7, True),
        (2, "Yuki", 8, False),
    ]
    assert roster.dropped_columns == ("participant_id", "email")
    assert roster.dropped_personal == ("email",)


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("empty", ["empty.csv", "only-white-space.csv", "only-a-byte-order-mark.csv"]),
        ("no_rows", ["headings-only.csv", "no-participants.json"]),
        ("not_text", ["picture.csv", "utf-16-without-mark.csv", "utf-16-odd-length.csv"]),
        ("spreadsheet", ["spreadsheet.csv", "old-spreadsheet.csv"]),
        ("unclear_encoding", ["shift-jis.csv", "windows-1251.csv", "windows-1256.txt"]),
        ("broken_quotes", ["quote-never-closed.csv", "text-behind-closing-quote.csv"]),
        (
            "no_username_column",
            ["no-username-column.csv", "no-headings.csv", "no-headings.tsv", "real-names.txt"],
        ),
        ("column_twice", ["username-twice.csv", "count-twice.csv"]),
        ("json_malformed", ["cut-short.json", "names-in-json-file.json"]),
        ("json_unexpected", ["list-of-texts.json", "another-object.json"]),
    ],
)
def test_files_that_are_no_rosters(code: str, files: list[str]) -> None:
    """A file whose rows cannot be told apart is refused in one sentence."""
    for name in files:
        with pytest.raises(RosterError) as refused:
            rosters.read((DATA / name).read_bytes(), name)
        assert refused.value.code == code, name
        assert refused.value.sentence == str(refused.value)
        assert refused.value.sentence.endswith(".")
        assert ". " not in refused.value.sentence


@pytest.mark.parametrize(
    ("verdict", "code", "files"),
    [
        ("temporary_account", "username.temporary_account", ["temporary-account.csv"]),
        ("unknown_user", "username.ip_address", ["ip-address.csv"]),
        ("unknown_user", "username.bad_character", ["pipe-in-name.csv", "lone-surrogate.json"]),
        ("unknown_user", "username.email_address", ["e-mail-as-name.csv"]),
        ("unknown_user", "username.not_a_user_page", ["article-as-name.csv"]),
        ("unknown_user", "row.hidden", ["hidden-user.json"]),
        ("unknown_user", "row.not_found", ["account-not-found.json"]),
        ("unreadable_row", "username.formula", ["formula-as-name.csv"]),
        ("unreadable_row", "username.empty", ["blank-name.csv"]),
        ("unreadable_row", "username.too_long", ["ten-thousand-letters.csv"]),
        ("unreadable_row", "row.cells", ["missing-cells.csv", "too-many-cells.csv"]),
        ("unreadable_row", "row.private", ["private-neither.csv"]),
        (
            "unreadable_row",
            "row.number",
            [
                *("formula-as-count.csv", "negative-count.csv", "count-in-words.csv"),
                *("thousands-separator.csv", "decimal-count.csv", "endless-count.csv"),
                "account-in-letters.csv",
            ],
        ),
        (
            "unreadable_row",
            "row.shape",
            [
                *("entry-without-name.json", "entry-is-text.json", "account-in-quotes.json"),
                "private-in-quotes.json",
            ],
        ),
        ("duplicate_row", "row.same_name", ["same-name-again.csv"]),
        ("duplicate_row", "row.same_account", ["same-account-again.csv"]),
    ],
)
def test_rows_that_lead_nowhere(verdict: str, code: str, files: list[str]) -> None:
    """A row with a defect gets its verdict and a sentence, and the row before it stays readable."""
    for name in files:
        first, last = rosters.read((DATA / name).read_bytes(), name).rows
        assert (first.username, first.problem) == ("Yuki", None), name
        assert last.problem is not None, name
        assert (last.problem.verdict, last.problem.code) == (verdict, code), name
        assert last.problem.sentence.endswith(".")
        assert len(last.name) <= 200
        assert (last.username is None) == (verdict != "duplicate_row"), name


def test_every_file_is_tested() -> None:
    """No file of bad input lies unused."""
    text = Path(__file__).read_text("utf-8")
    assert [path.name for path in DATA.iterdir() if f'"{path.name}"' not in text] == []


def test_what_spreadsheets_leave_behind_changes_nothing() -> None:
    """Excel's line with the delimiter, and blank cells behind the last heading, are passed over."""
    roster = read("sep=;\nusername;hours\nAmina K;3;;\nOtieno J;4\n")
    assert names(roster) == ["Amina K", "Otieno J"]
    assert [row.measures for row in roster.rows] == [{"hours": 3}, {"hours": 4}]


def test_a_corrected_copy_counts() -> None:
    """A row that cannot be read does not make a duplicate of the corrected one below it."""
    roster = read(f"{HEADINGS}\nAmina K,1,many,1,1\nAmina K,1,3,1,1\n")
    assert [row.problem is None for row in roster.rows] == [False, True]


def test_names_are_fit_to_show() -> None:
    """Control characters and line ends of a cell cannot write elsewhere on a page or terminal."""
    (row,) = read('username,hours\n"Amina\u202e\nK\u009b2J",3\n').rows
    assert row.name == "Amina\ufffd\ufffdK\ufffd2J"
    assert row.problem is not None


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("too_large", b"a\n" * (rosters.MAX_BYTES // 2 + 1)),
        ("too_many_rows", b"a\n" * (roster_text.MAX_ROWS + 1)),
        ("too_many_rows", b"username\n" + b"a\n" * (roster_text.MAX_ROWS + 1)),
        ("too_many_rows", b"[" + b'{"user_name":"a"},' * roster_text.MAX_ROWS + b"{}]"),
        ("too_many_columns", b"username" + b"," * roster_text.MAX_COLUMNS + b"\na\n"),
        (
            "too_many_columns",
            json.dumps([{f"{n}": 1, "user_name": "a"} for n in range(201)]).encode(),
        ),
        ("cell_too_long", b"username,note\nAmina," + b"a" * 200_000 + b"\n"),
        ("json_malformed", b'{"participants":' + b"[" * 100_000),
        ("json_malformed", b'{"participants": [' + b"1" * 5_000 + b"]}"),
    ],
)
def test_limits_hold(code: str, data: bytes) -> None:
    """Files beyond the limits are refused with a sentence, not with a crash."""
    with pytest.raises(RosterError) as refused:
        rosters.read(data, None)
    assert refused.value.code == code


def test_the_largest_file_is_read() -> None:
    """The last row and the last column within the limits are read."""
    rows = "".join(f"\na{number}" for number in range(roster_text.MAX_ROWS))
    assert len(read(f"username{rows}\n").rows) == roster_text.MAX_ROWS
    commas = "," * (roster_text.MAX_COLUMNS - 1)
    assert names(read(f"username{commas}\na{commas}\n")) == ["A"]


usernames = st.sampled_from(
    ["Amina K", "Yuki", "José Ñ", "田中さくら", "O'Neil", "Smith, J", 'a "b" c']
)


@given(st.lists(st.tuples(usernames, st.integers(0, 10**9)), min_size=1), st.sampled_from(",;\t"))
def test_a_written_table_is_read_back(people: list[tuple[str, int]], delimiter: str) -> None:
    """Every row of a table comes out once, with its number, its name and its count."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows([("username", "revisions"), *people])
    rows = read(stream.getvalue()).rows
    assert [(row.username, row.measures) for row in rows] == [
        (canonical_username(name), {"revisions": count}) for name, count in people
    ]
    assert [row.row for row in rows] == list(range(2, len(people) + 2))
    readable = [row.username for row in rows if row.problem is None]
    assert len(readable) == len(set(readable)) == len({name for name, _ in people})


@example(b";")
@given(
    st.binary()
    | st.text().map(str.encode)
    | st.text().map(lambda text: f"username,{text}".encode())
)
def test_any_bytes_give_a_roster_or_a_refusal(data: bytes) -> None:
    """Whatever the bytes are, reading ends in a roster or in a RosterError."""
    try:
        roster = rosters.read(data, None)
    except RosterError as refused:
        assert refused.code in roster_text.SENTENCES  # noqa: PT017 - either end is right
    else:
        for row in roster.rows:
            assert (row.username is None) <= (row.problem is not None)
            assert row.problem is None or row.problem.code in roster_rows.SENTENCES


def test_deciding_takes_no_long_thought() -> None:
    """A long cell of a dropped column is looked through in linear time."""
    cell = "a" * 60_000 + "@" + "b" * 60_000
    assert read(f"username,note\nAmina K,{cell}\n").dropped_personal == ()
