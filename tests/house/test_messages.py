"""Every message of the interface in every language, with its parameters, compiled as written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from issuer.web.localisation import LANGUAGES
from tests.house.tree import HOUSE, files
from verifier.report import SENTENCES

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
# Names and file formats that are written alike in these languages.
SAME_IN_ENGLISH: dict[str, frozenset[str]] = {
    "ar": frozenset(),
    "ja": frozenset(),
}

MessageId = tuple[str, ...]


def messages() -> set[MessageId]:
    """Return all that the interface says: from its templates, its modules and the verifier."""
    found: set[MessageId] = {(sentence,) for sentence in SENTENCES.values()}
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
        elif set(english) & set(translated) and english[0] not in SAME_IN_ENGLISH[language]:
            wrong.append(f"{english[0]} (equal to its English)")
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_parameters(language: str) -> None:
    """A translation says the same values; forms for none, one or two may leave out how many."""
    wrong = []
    for english, translated, _ in entries(language):
        wanted = parameters(english[-1])
        most = parameters(translated[-1])
        if most != wanted or any(not parameters(form) <= wanted for form in translated):
            wrong.append(english[0])
    assert wrong == []


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
