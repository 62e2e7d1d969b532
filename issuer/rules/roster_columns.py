"""The columns of a roster: which are read, and what the others hold.

The list of what is read is closed.  Every other column is dropped, and if it
looks like real names, e-mail addresses or telephone numbers the organiser is
told which, because such lists should not travel at all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.rules.roster_text import MAX_COLUMNS, RosterError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SHOWN_CHARACTERS = 80

# The surest heading comes first, for files that have several of them.
USERNAME = (
    *("wikimedia username", "wikipedia username", "mediawiki username", "wiki username"),
    *("username", "user name", "usernames", "user"),
    *("benutzername", "nom d'utilisateur", "nombre de usuario", "nome de usuário"),
    *("nome de utilizador", "nome utente", "gebruikersnaam", "nazwa użytkownika"),
    *("kullanıcı adı", "имя участника", "имя пользователя", "ім'я користувача"),
    *("اسم المستخدم", "نام کاربری", "שם משתמש", "सदस्यनाम", "jina la mtumiaji"),
    *("利用者名", "ユーザー名", "사용자 이름", "用户名", "用戶名", "使用者名稱"),
)
ACCOUNT = ("global id",)
PRIVATE = ("private",)
EVIDENCE = (
    *("evidence url", "evidence address", "evidence", "evidencia", "ushahidi"),
    *("الدليل", "証拠"),
)
MEASURES: Mapping[str, tuple[str, ...]] = {
    "revisions": ("revisions during project", "revisions"),
    "references": ("references added", "references"),
    "articles": ("total articles edited", "articles"),
    "trainings": ("completed training modules count", "trainings"),
    "hours": ("hours",),
}
"""The headings of what is read, normalised, by its name in a badge class."""

# Words in headings, each of them whole; and parts of words, where headings grow
# together or the script writes no spaces.
_PERSONAL_WORDS = frozenset(
    {
        *("name", "names", "surname", "forename", "nickname", "nom", "prénom", "prenom"),
        *("nombre", "nombres", "apellido", "apellidos", "nome", "nomes", "sobrenome", "cognome"),
        *("naam", "voornaam", "achternaam", "imię", "nazwisko", "isim", "adı", "soyad", "soyadı"),
        *("vorname", "nachname", "jina", "majina", "имя", "фамилия", "отчество", "ім'я"),
        *("прізвище", "الاسم", "اسم", "نام", "שם", "नाम", "phone", "tel", "cell", "mobile"),
        *("handy", "celular", "simu", "barua", "fax", "mail", "dob", "age", "address", "adresse"),
        "anwani",
    }
)
_PERSONAL_PARTS = (
    *(
        "firstname",
        "lastname",
        "fullname",
        "realname",
        "e-mail",
        "email",
        "e mail",
        "correo",
        "courriel",
        "eposta",
        "почт",
        "البريد",
    ),
    *("ایمیل", "メール", "邮箱", "電郵", "电邮", "郵件", "이메일", "דוא", "ईमेल", "phone"),
    *("telefon", "teléfono", "téléphone", "telephone", "telefone", "телефон", "هاتف", "تلفن"),
    *("الجوال", "טלפון", "電話", "电话", "手机", "手機", "전화", "whatsapp", "telegram"),
    *("名前", "氏名", "姓名", "이름", "성명", "birth", "geburt", "naissance", "nacimiento"),
)
_HEADING_WORDS = _PERSONAL_WORDS | {"full", "real", "first", "last", "given", "family", "email"}
_NOT_PERSONAL = ("username", "user name", "event name", "course name", "module name")

_BETWEEN_WORDS = re.compile(r"[\s,;<>()]+")
_E_MAIL = re.compile(r"[^@]+@[^@]+\.[^@]+")
_PHONE = re.compile(r"(?:\+|0)[\d ()./-]+")
_PHONE_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table holds what is read.

    *username* is the number of a column, the first being 0, and so are *account*,
    *private*, *evidence* and the values of *measures*; *width* counts all columns.  *dropped*
    are the others, by number with their headings.
    """

    width: int
    username: int
    account: int | None
    private: int | None
    evidence: int | None
    measures: Mapping[str, int]
    dropped: Mapping[int, str]


def find(header: Sequence[str]) -> Columns | None:
    """Return the columns of a table with *header*, or None if none is headed username.

    Raises RosterError when there are too many, or two that mean the same.
    """
    headings = [normalised(heading) for heading in header]
    username = _position(headings, USERNAME)
    if username is None:
        return None
    if len(headings) > MAX_COLUMNS:
        raise RosterError("too_many_columns", limit=str(MAX_COLUMNS))
    measures = {measure: _position(headings, known) for measure, known in MEASURES.items()}
    account, private = _position(headings, ACCOUNT), _position(headings, PRIVATE)
    evidence = _position(headings, EVIDENCE)
    read = {username, account, private, evidence, *measures.values()}
    return Columns(
        len(headings),
        username,
        account,
        private,
        evidence,
        {measure: column for measure, column in measures.items() if column is not None},
        {
            number: shown_heading(heading) or f"column {number + 1}"
            for number, heading in enumerate(header)
            if number not in read
        },
    )


def shown_heading(heading: str) -> str:
    """Return *heading* on one line, fit for a page or a terminal."""
    return shown(heading, _SHOWN_CHARACTERS)


def normalised(heading: str) -> str:
    """Return *heading* in lower case, with single spaces between its words."""
    text = unicodedata.normalize("NFC", heading).casefold().replace("’", "'")
    return " ".join(re.split(r"[\s_-]+", text)).strip(" \ufeff\u200e\u200f")


def is_personal_heading(heading: str) -> bool:
    """Return whether *heading* announces real names or ways to reach somebody."""
    text = normalised(heading)
    if any(harmless in text for harmless in _NOT_PERSONAL):
        return False
    words = re.findall(r"[\w']+", text)
    return not _PERSONAL_WORDS.isdisjoint(words) or any(part in text for part in _PERSONAL_PARTS)


def is_name_heading(line: str) -> bool:
    """Return whether *line* is nothing but a heading, such as "Full name"."""
    words = normalised(line).split()
    return bool(words) and _HEADING_WORDS.issuperset(words)


def is_personal_cell(cell: str) -> bool:
    """Return whether *cell* holds an e-mail address or is a telephone number."""
    # Whole words only: searching a long cell from each of its letters takes hours.
    if "@" in cell and any(map(_E_MAIL.fullmatch, _BETWEEN_WORDS.split(cell))):
        return True
    cell = cell.strip()
    digits = sum(character.isdecimal() for character in cell)
    return digits >= _PHONE_DIGITS and _PHONE.fullmatch(cell) is not None


def _position(headings: Sequence[str], known: Sequence[str]) -> int | None:
    """Return the number of the column with the first of the *known* headings that there is."""
    for heading in known:
        if headings.count(heading) > 1:
            raise RosterError("column_twice", column=heading)
        if heading in headings:
            return headings.index(heading)
    return None
