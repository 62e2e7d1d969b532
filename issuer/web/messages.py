"""Collects every message of the interface and keeps the catalogues in step with it.

    ./run python -m issuer.web.messages

writes `translations/<language>/LC_MESSAGES/messages.po` with what the templates, the
code, the verifier and the badge classes say now, keeps every translation that still fits,
and writes the `.mo` files that are read at run time.  It prints what is not translated.
`translations/README.md` has the words that each language uses.
"""

from __future__ import annotations

import pkgutil
import sys
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import badge_classes
import verifier
from issuer.web.localisation import LANGUAGES
from issuer.web.phrases import PHRASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from babel.messages.catalog import Message

HERE: Final = Path(__file__).parent
TRANSLATIONS: Final = HERE / "translations"
TABLES: Final = ("SENTENCES", "WORDS")
"""What a table of texts for people is called in the pure packages."""

_METHODS: Final = [("**.py", "python"), ("templates/**", "jinja2")]
_OPTIONS: Final = {"templates/**": {"silent": "false", "trimmed": "true"}}

# The header holds no real date: two people who collect the same messages get the same file.
_DATE: Final = datetime(2026, 1, 1, tzinfo=UTC)


def tables() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each table of sentences of the pure packages once, with the package's name.

    Those packages speak English and know no languages of readers: they say a code with
    parameters, and a mapping SENTENCES has one English sentence for each code, a mapping
    WORDS one word for each term that stands in a sentence.
    """
    seen = set()
    for package in (verifier, badge_classes):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith(".__main__"):
                continue  # It is a command, and would run.
            module = import_module(found.name)
            for table in (getattr(module, name, None) for name in TABLES):
                if table is not None and id(table) not in seen:
                    seen.add(id(table))
                    yield package.__name__, table


def collected() -> Catalog:
    """Return a catalogue of all messages, none of them translated."""
    catalog = Catalog(project="Barnstar", charset="utf-8", creation_date=_DATE, fuzzy=False)
    found = extract_from_dir(HERE, _METHODS, _OPTIONS, dict(DEFAULT_KEYWORDS))
    for path, _line, message, comments, context in sorted(found, key=str):
        catalog.add(message, None, [(path, 1)], auto_comments=comments, context=context)
    for package, table in tables():
        for code, sentence in table.items():
            catalog.add(sentence, None, [(package, 1)], auto_comments=[code])
    for phrase in PHRASES:
        catalog.add(phrase, None, [("phrases.py", 1)])
    return catalog


def po_path(language: str) -> Path:
    """Return where the translations into *language* are written by people."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Return the translations into *language*, as people wrote them."""
    with po_path(language).open("rb") as stream:
        return read_po(stream, locale=language)


def untranslated(catalog: Catalog) -> Iterator[Message]:
    """Yield each message of *catalog* that has no translation, or not all plural forms."""
    for message in catalog:
        if not message.id:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.fuzzy or not all(forms):
            yield message


def update(language: str) -> Catalog:
    """Bring the catalogue of *language* up to date on disk and return it."""
    path = po_path(language)
    if path.exists():
        catalog = read(language)
    else:
        path.parent.mkdir(parents=True)
        catalog = Catalog(locale=language, project="Barnstar", revision_date=_DATE, fuzzy=False)
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.creation_date = _DATE
    catalog.version = catalog.msgid_bugs_address = catalog.last_translator = ""
    catalog.language_team = ""
    catalog.header_comment = f"# Barnstar in {catalog.locale.english_name}."
    with path.open("wb") as stream:
        write_po(
            stream,
            catalog,
            width=100,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalog)
    return catalog


def main() -> int:
    """Update every catalogue; return 1 when something is not translated."""
    missing = 0
    for language in LANGUAGES[1:]:
        for message in untranslated(update(language)):
            sys.stdout.write(f"{language}: {message.id!r}\n")
            missing += 1
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
