"""Every message of the interface in every language, with its parameters, compiled as written."""

from __future__ import annotations

import ast
import re
from gettext import c2py
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from issuer.web.localisation import LANGUAGES
from issuer.web.messages import TABLES, tables
from issuer.web.phrases import FETCH_DETAILS, PARTS, PHRASES
from tests.house.tree import HOUSE, files
from verifier.openbadges import jws

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from babel.messages.catalog import Catalog, Message

ENGLISH = "en"
TRANSLATED = tuple(language for language in LANGUAGES if language != ENGLISH)
WEB = HOUSE / "issuer" / "web"
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
OPTIONS = {"silent": "false", "trimmed": "true"}
PARAMETER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
NUMBER = re.compile(r"\d+")
TABLE = re.compile(r"^([A-Z]+): .*Mapping\[str, str\]", re.MULTILINE)
MARKUP = re.compile(r"[<>&]")
# A number of this size has been through every plural form of every language.
ENOUGH_NUMBERS = 1_000
FULL_STOPS = {"ja": "。"}
# What sentences call a number that the verifier's code calls otherwise.
PLACES = {"redirects": "limit"}
# Words that two languages share.
SAME_IN_ENGLISH: dict[str, frozenset[str]] = {
    "ar": frozenset(),
    "es": frozenset({"Error %(code)s", "No"}),
    "ja": frozenset(),
    "sw": frozenset(),
}

MessageId = tuple[str, ...]


def messages() -> set[MessageId]:
    """Return all that the interface says: its templates and modules, and the pure packages."""
    found: set[MessageId] = {(phrase,) for phrase in PHRASES}
    found |= {(sentence,) for _, table in tables() for sentence in table.values()}
    for path in files("", ("issuer",)):
        method = {".py": "python", ".html": "jinja2", ".svg": "jinja2", ".txt": "jinja2"}
        if path.suffix in method and (path.suffix == ".py" or "templates" in path.parts):
            with path.open("rb") as stream:
                read = extract(method[path.suffix], stream, KEYWORDS, options=OPTIONS)
                found |= {_forms(message) for _, message, _, _ in read}
    return found


def catalogue(language: str) -> Catalog:
    """Return the translations into *language*, as people edit them."""
    with _folder(language).joinpath("messages.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


def _folder(language: str) -> Path:
    return WEB / "translations" / language / "LC_MESSAGES"


def entries(language: str) -> Iterator[tuple[MessageId, MessageId, Message]]:
    """Yield each message of a catalogue as English and translation, one text a plural form."""
    for message in catalogue(language):
        if message.id:
            yield _forms(message.id), _forms(message.string), message


def _forms(text: str | tuple[str, ...] | list[str] | None) -> MessageId:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def has_words(texts: MessageId) -> set[str]:
    """Return those of *texts* that hold more than parameters."""
    return {text for text in texts if re.search(r"\w", PARAMETER.sub("", text))}


def forms_of_one_number(language: str) -> set[int]:
    """Return the plural forms that stand for one number each, as "two" does in Arabic."""
    form_of = c2py(catalogue(language).plural_expr)
    used = [form_of(number) for number in range(ENOUGH_NUMBERS)]
    return {form for form in used if used.count(form) == 1}


def parameters(text: str) -> set[str]:
    """Return the names that a message leaves open."""
    return {first or second for first, second in PARAMETER.findall(text)}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    """A sentence added to a page needs its translations; one that is gone leaves no trace."""
    known = {english for english, _, _ in entries(language)}
    assert messages() - known == set()
    assert known - messages() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    """No translation is empty, doubtful, or its English again, unless it is listed here."""
    plural_forms = catalogue(language).num_plurals
    wrong = []
    for english, translated, message in entries(language):
        expected = plural_forms if len(english) > 1 else 1
        if len(translated) != expected or not all(translated) or message.fuzzy:
            wrong.append(english[0])
        elif set(english) & set(translated) & has_words(english) - SAME_IN_ENGLISH[language]:
            wrong.append(f"{english[0]} (equal to its English)")
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_parameters(language: str) -> None:
    """A translation says the same values; a form for one number alone may leave out how many."""
    wrong = []
    may_leave_out = forms_of_one_number(language)
    for english, translated, _ in entries(language):
        wanted = parameters(english[-1])
        for form, text in enumerate(translated):
            said = parameters(text)
            is_short = len(english) > 1 and form in may_leave_out and said < wanted
            if said != wanted and not is_short:
                wrong.append(f"{english[-1]} -> {text}")
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_shape_of_their_english(language: str) -> None:
    """No markup, no white space around, a full stop where there is one, and the same figures."""
    wrong = []
    for english, translated, _ in entries(language):
        for text in translated:
            if MARKUP.findall(english[-1]) != MARKUP.findall(text):
                wrong.append(f"{english[0]}: other markup")
            if text != text.strip() or "  " in text:
                wrong.append(f"{english[0]}: white space around, or twice")
            stop = FULL_STOPS.get(language, ".")
            if english[-1].endswith(".") is not text.endswith(stop):
                wrong.append(f"{english[0]}: ends otherwise: {text}")
            if sorted(NUMBER.findall(english[-1])) != sorted(NUMBER.findall(text)):
                wrong.append(f"{english[0]}: other figures: {text}")
    assert wrong == []


def test_what_templates_say_holds_no_markup() -> None:
    """Jinja does not escape a message, so that links can stand in it as parameters."""
    tabled = {sentence for _, table in tables() for sentence in table.values()}
    said = {text for forms in messages() for text in forms} - tabled
    assert [text for text in said if MARKUP.search(text)] == []


def test_every_table_of_sentences_is_collected() -> None:
    """A pure package that begins to say something to people needs translations of it."""
    collected = {sentence for _, table in tables() for sentence in table.values()}
    said = set()
    for path in files(".py", ("badge_classes", "verifier")):
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        for table in re.findall(
            r"^([A-Z]+): .*Mapping\[str, str\]", path.read_text("utf-8"), re.MULTILINE
        ):
            if table in TABLES:
                said |= set(getattr(import_module(module), table).values())
    assert said == collected


def test_every_phrase_of_the_fetchers_is_translated() -> None:
    """Why an address could not be read stands inside a sentence, so it is in its language."""
    said = set()
    for path in files(".py", ("verifier",)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            said |= set(_details(node))
    assert said == set(FETCH_DETAILS)
    assert set(jws.PARTS) == set(PARTS)


def _details(node: ast.AST) -> Iterator[str]:
    """Yield the details that *node* gives to a FetchError: written there, or as `detail = …`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        given = node.args[2:3] if node.func.id == "FetchError" else []
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        given = [node.value] if node.targets[0].id == "detail" else []
    else:
        given = []
    for value in given:
        if isinstance(value, ast.Constant):
            yield str(value.value)
        elif isinstance(value, ast.JoinedStr):
            yield "".join(map(_piece, value.values))


def _piece(part: ast.expr) -> str:
    """Return a piece of an f-string; what is filled in is called by its last name."""
    if not isinstance(part, ast.FormattedValue):
        return str(ast.literal_eval(part))
    name = ast.unparse(part.value).rpartition(".")[2]
    return f"{{{PLACES.get(name, name)}}}"


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiled_catalogues_equal_the_edited_ones(language: str) -> None:
    """What pages show is what translators wrote: the .mo is compiled from this very .po."""
    with _folder(language).joinpath("messages.mo").open("rb") as stream:
        compiled = read_mo(stream)
    shown = {_forms(m.id): _forms(m.string) for m in compiled if m.id}
    assert shown == {english: translated for english, translated, _ in entries(language)}


def test_every_message_that_is_excused_exists() -> None:
    """A message that no page says any more is not excused for being equal to its English."""
    said = {english for forms in messages() for english in forms}
    listed = {text for texts in SAME_IN_ENGLISH.values() for text in texts}
    assert listed - said == set()
    assert set(SAME_IN_ENGLISH) == set(TRANSLATED)
