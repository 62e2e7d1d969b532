"""The bundled contexts are the ones that were pinned, and each extension has its rules."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from verifier import contexts

FOLDER = Path(contexts.__file__).parent
INDEX = json.loads((FOLDER / "index.json").read_bytes())
INDEX_BY_ADDRESS = {place: name for name, entry in INDEX.items() for place in entry["addresses"]}


@pytest.mark.parametrize("name", INDEX)
def test_each_file_is_the_one_that_was_pinned(name: str) -> None:
    """Its bytes have the hash in the index, and every address leads to it."""
    data = (FOLDER / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == INDEX[name]["sha256"]
    for address in INDEX[name]["addresses"]:
        assert contexts.bundled(address) == json.loads(data)
    assert INDEX[name]["source"]
    assert INDEX[name]["licence"]


def test_no_file_is_there_without_a_pin() -> None:
    """A context that nobody looked at is not in the folder."""
    files = {path.name for path in FOLDER.glob("*.json")} - {"index.json", "schemas.json"}
    assert files == set(INDEX)


def test_other_addresses_lead_nowhere() -> None:
    """Nothing is fetched, so there is nothing to give."""
    assert contexts.bundled("https://a.example/context.json") == {}


def test_every_extension_has_a_schema_that_is_one() -> None:
    """Each context of an extension has rules, in draft-04, and no rules are left over."""
    names = set()
    for address in contexts.extension_contexts():
        rules = contexts.schema(address)
        Draft4Validator.check_schema(rules)
        names.add(INDEX_BY_ADDRESS[address].removesuffix(".context.json"))
    assert names == set(json.loads((FOLDER / "schemas.json").read_bytes()))


def test_contexts_use_only_what_the_survey_allows_strangers() -> None:
    """None loads another context or gives one to a term, which could take unbounded work."""
    for name in INDEX:
        context = json.loads((FOLDER / name).read_bytes())["@context"]
        assert isinstance(context, dict)
        definitions = [value for value in context.values() if isinstance(value, dict)]
        assert {member for value in definitions for member in value} <= {"@id", "@type"}
