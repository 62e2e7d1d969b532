"""The records of skills: SKOS that any reader of JSON-LD understands without fetching anything."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from pyld import jsonld

from badge_classes import vocabularies
from badge_classes.skills import Kind, Skill, Vocabulary
from issuer.rules.addresses import Addresses
from issuer.rules.skill_records import CONTEXT, concept, concept_scheme
from tests.unit.issuer.web.views import edition

ADDRESSES = Addresses("https://badges.example.org")
SKOS = "http://www.w3.org/2004/02/skos/core#"
EVERY = [(vocabulary, skill) for vocabulary in vocabularies.every() for skill in vocabulary.skills]

_TEXTS = {
    "type": "object",
    "required": ["en"],
    "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
    "additionalProperties": {"type": "string", "minLength": 1},
}
_OURS = {"type": "string", "pattern": "^https://badges\\.example\\.org/"}
_ELSEWHERE = {"type": "string", "pattern": "^https://(?!badges\\.example\\.org)"}
_SKILL = {
    "type": "object",
    "required": ["@context", "id", "type", "notation", "prefLabel", "definition", "inScheme"],
    "additionalProperties": False,
    "properties": {
        "@context": {"type": "object"},
        "id": _OURS,
        "type": {"const": "Concept"},
        "notation": {"type": "string", "pattern": "^[0-9]+(\\.[0-9])?$"},
        "prefLabel": _TEXTS,
        "definition": _TEXTS,
        "scopeNote": _TEXTS,
        "inScheme": _OURS,
        "broader": _OURS,
        "narrower": {"type": "array", "items": _OURS, "uniqueItems": True},
        "source": _ELSEWHERE,
        "license": _ELSEWHERE,
        "alignment": {
            "type": "object",
            "additionalProperties": False,
            "required": ["targetName", "targetUrl"],
            "properties": {
                "targetName": {"type": "string"},
                "targetUrl": _ELSEWHERE,
                "targetDescription": {"type": "string"},
                "targetFramework": {"type": "string"},
                "targetCode": {"type": "string"},
            },
        },
        "badgeClasses": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "name", "image"],
                "properties": {"id": _OURS, "name": _TEXTS, "image": _OURS},
            },
        },
    },
}


def expanded(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a record says, in full names; nothing may be fetched for it."""

    def never(address: str, _options: object) -> None:
        raise AssertionError(f"A record needs {address}.")

    (found,) = jsonld.expand(record, {"documentLoader": never})
    assert isinstance(found, dict)
    return found


def record_of(skill: Skill, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the record of a skill that one class shows."""
    return concept(skill, vocabulary, ADDRESSES, [edition(languages=("en", "ar"))])


def test_every_record_has_its_form() -> None:
    """Names of members, addresses of ours and of others, and languages, for every skill."""
    for vocabulary, skill in EVERY:
        jsonschema.validate(record_of(skill, vocabulary), _SKILL)


@pytest.mark.parametrize("code", ["69", "69.1", "113", "65"])
def test_every_member_means_something(code: str) -> None:
    """The context that the record brings has a meaning for each member, and loses none."""
    vocabulary = vocabularies.every()[0]
    skill = vocabulary.by_code(code)
    assert skill is not None
    record = record_of(skill, vocabulary)
    found = expanded(record)
    # "id" and "type" keep their names, and an empty list says nothing in some readers' eyes.
    assert len(found) == len(record) - 1
    assert found["@type"] == [f"{SKOS}Concept"]
    labels = {item["@language"]: item["@value"] for item in found[f"{SKOS}prefLabel"]}
    assert labels == {tag.lower(): name for tag, name in skill.names.items()} or labels == dict(
        skill.names
    )
    (alignment,) = found["https://w3id.org/openbadges#alignment"]
    assert alignment["http://schema.org/targetUrl"] == [{"@id": skill.address}]


def test_every_term_of_the_context_is_used() -> None:
    """A term that no record has would be a promise that nobody keeps."""
    used: set[str] = set()
    for vocabulary, skill in EVERY:
        used |= _members(record_of(skill, vocabulary))
    for vocabulary in vocabularies.every():
        used |= _members(concept_scheme(vocabulary, ADDRESSES))
    prefixes = {"skos", "dct", "schema", "obi"}
    assert set(CONTEXT) - prefixes <= used | {"Concept", "ConceptScheme"}


def _members(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {name for name in value if name != "@context"}
        return own.union(*(_members(item) for key, item in value.items() if key != "@context"))
    if isinstance(value, list):
        return set().union(*map(_members, value))
    return set()


def test_only_projects_have_a_note() -> None:
    """A machine learns too that "Wikipedia" is a place to work in."""
    for vocabulary, skill in EVERY:
        record = record_of(skill, vocabulary)
        assert ("scopeNote" in record) == (skill.kind is Kind.PROJECT)


@pytest.mark.parametrize("vocabulary", vocabularies.every(), ids=lambda item: item.slug)
def test_a_vocabulary_says_the_whole_tree(vocabulary: Vocabulary) -> None:
    """From the record of the vocabulary alone, the tree can be drawn again."""
    record = concept_scheme(vocabulary, ADDRESSES)
    parents = {entry["id"]: entry.get("broader") for entry in record["concepts"]}
    assert len(parents) == len(vocabulary.skills)
    assert {parent for parent in parents.values() if parent} <= set(parents)
    tops = [address for address, parent in parents.items() if parent is None]
    assert tops == record["hasTopConcept"]
    found = expanded(record)
    (below,) = found["@reverse"].values()
    assert len(below) == len(vocabulary.skills)
