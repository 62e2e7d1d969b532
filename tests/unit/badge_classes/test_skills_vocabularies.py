"""The vocabularies that we know: complete, mended, and true to what was published."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from badge_classes import vocabularies
from badge_classes.skills import Kind, Skill, Vocabulary, VocabularyError
from badge_classes.vocabularies import capacity_exchange, digcomp
from badge_classes.vocabularies.capacity_exchange import (
    FRAMEWORK,
    LEFT_OUT,
    PROJECTS,
    RENAMED,
    STEPS_FRAMEWORK,
)
from tests.unit.badge_classes.samples import example

DATA = Path(capacity_exchange.__file__).parent / "data"
PUBLISHED: list[dict[str, Any]] = json.loads((DATA / "capacity_exchange.json").read_bytes())
CAPX = capacity_exchange.read()
DIGCOMP = digcomp.read()
STEPS = [skill for skill in CAPX.skills if skill.framework == STEPS_FRAMEWORK]
HOUSE_LANGUAGES = {"en", "ar", "es", "ja", "sw"}

each_vocabulary = pytest.mark.parametrize(
    "vocabulary", vocabularies.every(), ids=lambda item: item.slug
)


def published(code: str) -> dict[str, Any]:
    """Return an entry of the list as it was published."""
    return next(entry for entry in PUBLISHED if str(entry["id"]) == code)


@each_vocabulary
def test_every_skill_may_stand_in_a_badge_class(vocabulary: Vocabulary) -> None:
    """Each entry makes an alignment that a badge class accepts, in each language it has."""
    for skill in vocabulary.skills:
        for language in vocabulary.languages:
            alignment = skill.alignment(language)
            assert example(alignments=(alignment,)).alignments == (alignment,)
            assert vocabularies.of_alignment(alignment) is skill


@each_vocabulary
def test_every_skill_has_a_name_of_its_own(vocabulary: Vocabulary) -> None:
    """No name occurs twice in a language, none is an address, and none has space around it."""
    for language in vocabulary.languages:
        names = [skill.names[language] for skill in vocabulary.skills if language in skill.names]
        assert [name for name, count in Counter(names).items() if count > 1] == []
        assert [name for name in names if "://" in name or name != name.strip()] == []


@each_vocabulary
def test_descriptions_are_of_their_own_skill(vocabulary: Vocabulary) -> None:
    """No description was copied from another entry."""
    texts = Counter(skill.descriptions["en"] for skill in vocabulary.skills)
    assert [text for text, count in texts.items() if count > 1] == []


# --- The four warts of the Capacity Exchange ----------------------------------------------


def test_an_entry_that_nobody_can_name_is_left_out() -> None:
    """97 is called by the address of a database entry, and describes 10."""
    assert set(LEFT_OUT) == {"97"}
    assert published("97")["name"]["en"].startswith("https://")
    assert published("97")["description"]["en"] == published("10")["description"]["en"]
    assert CAPX.by_code("97") is None
    assert len(CAPX.skills) - len(STEPS) == len(PUBLISHED) - 1 == 133


def test_names_that_stood_twice_in_portuguese_are_distinct() -> None:
    """Exactly the two pairs that share a name are mended, one of each pair, and nothing else."""
    names = Counter(entry["name"]["pt-br"] for entry in PUBLISHED)
    assert {name for name, count in names.items() if count > 1} == {mend.was for mend in RENAMED}
    for mend in RENAMED:
        skill = CAPX.by_code(mend.code)
        assert skill is not None
        assert mend.now == skill.names[mend.language]
        assert mend.was == published(mend.code)["name"]["pt-br"]
        assert mend.now.startswith(mend.was)


def test_projects_are_not_taken_for_skills() -> None:
    """All that stand below "Wikimedia project" name one, and nothing else does."""
    found = {skill.code for skill in CAPX.skills if skill.kind is Kind.PROJECT}
    assert found == PROJECTS == {str(e["id"]) for e in PUBLISHED if e["parent"] == 109}
    assert {"113", "117", "118", "123"} <= found


def test_leadership_mentorship_and_facilitation_have_finer_steps() -> None:
    """The list has none; ours say that they are ours, and speak every language of the pages."""
    parents = Counter(step.parent for step in STEPS)
    assert set(parents) == {"26", "69", "86"}
    assert min(parents.values()) >= 3
    assert not {str(entry["parent"]) for entry in PUBLISHED} & set(parents)
    for step in STEPS:
        assert set(step.names) >= HOUSE_LANGUAGES
        assert set(step.descriptions) == set(step.names)
        parent = CAPX.by_code(step.parent or "")
        assert parent is not None
        assert step.address == f"{parent.address}#{step.code}"


def test_every_mend_has_its_reason() -> None:
    """A reader of the code learns why we changed what others published."""
    reasons = [*LEFT_OUT.values(), *(mend.reason for mend in RENAMED)]
    assert all(reason.endswith(".") and len(reason) > 40 for reason in reasons)


def test_a_newer_list_tells_which_mend_is_not_needed_any_more() -> None:
    """A wart that was mended at its source, or an entry that is gone, fails by name."""
    healed = [
        entry | {"name": {"en": "assessment", "pt-br": "diagnóstico"}}
        if entry["id"] == 28
        else entry
        for entry in PUBLISHED
    ]
    with pytest.raises(VocabularyError, match='28 is called "diagnóstico"'):
        list(capacity_exchange.mended(healed, {}))
    with pytest.raises(VocabularyError, match="has no 97 "):
        list(capacity_exchange.mended([entry for entry in PUBLISHED if entry["id"] != 97], {}))


def test_nothing_else_was_changed() -> None:
    """English and Portuguese texts, places in the tree and addresses are the published ones."""
    renamed = {(mend.code, mend.language) for mend in RENAMED}
    for entry in PUBLISHED:
        skill = CAPX.by_code(str(entry["id"]))
        if skill is None:
            continue
        assert skill.framework == FRAMEWORK
        assert skill.parent == (str(entry["parent"]) if entry["parent"] else None)
        assert skill.address == f"https://capx.toolforge.org/capacity/{entry['id']}"
        for code, tag in (("en", "en"), ("pt-br", "pt-BR")):
            assert skill.descriptions[tag] == entry["description"][code]
            if (skill.code, tag) not in renamed:
                assert skill.names[tag] == entry["name"][code]


def test_readers_of_the_pages_languages_have_names_of_their_own() -> None:
    """Only proper names are left in English, and nothing is translated that does not exist."""
    names = json.loads((DATA / "capacity_exchange_names.json").read_bytes())
    assert {entry["code"] for entry in names} <= {skill.code for skill in CAPX.skills}
    tools = {str(number) for number in range(125, 144)}
    for skill in CAPX.skills:
        missing = HOUSE_LANGUAGES - set(skill.names)
        assert not missing or skill.code in PROJECTS | tools, skill.code


def test_a_published_name_goes_before_ours() -> None:
    """Once the Capacity Exchange has a Swahili name for a skill, theirs is shown."""
    entry = published("69") | {"name": {"en": "mentorship", "sw": "theirs"}}
    rest = [other for other in PUBLISHED if other["id"] != 69]
    ours = {"69": {"sw": "ours", "ja": "ours"}}
    found = {item.code: item for item in capacity_exchange.mended([entry, *rest], ours)}
    assert (found["69"].names["sw"], found["69"].names["ja"]) == ("theirs", "ours")


# --- DigComp -------------------------------------------------------------------------------


def test_digcomp_has_its_areas_and_competences() -> None:
    """Five areas with 3, 6, 4, 4 and 4 competences, under the official codes."""
    below: dict[str, list[str]] = {
        root.code: [child.code for child in DIGCOMP.children(root)] for root in DIGCOMP.roots
    }
    sizes = {"1": 3, "2": 6, "3": 4, "4": 4, "5": 4}
    assert below == {
        area: [f"{area}.{number}" for number in range(1, size + 1)] for area, size in sizes.items()
    }


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("1", "Information and data literacy", "Búsqueda y gestión de información y datos"),
        ("2.5", "Netiquette", "Comportamiento en la red"),
        ("3.4", "Programming", "Programación"),
        ("5.4", "Identifying digital competence gaps", "Identificar lagunas en las competencias"),
    ],
)
def test_digcomp_is_named_as_its_editions_name_it(code: str, english: str, spanish: str) -> None:
    """English and Spanish are published, and stand in a file of their own."""
    skill = DIGCOMP.by_code(code)
    assert isinstance(skill, Skill)
    assert skill.names["en"] == english
    assert skill.names["es"].startswith(spanish)
    official = json.loads((DATA / "digcomp_2_2.json").read_bytes())
    assert all(set(entry["name"]) == {"en", "es"} for entry in official)
    assert all(set(entry["description"]) == {"en"} for entry in official)


def test_our_names_of_digcomp_are_kept_apart_and_complete() -> None:
    """Readers of each of our pages have names; the file of ours replaces none that is published."""
    ours = json.loads((DATA / "digcomp_names.json").read_bytes())
    assert [entry["code"] for entry in ours] == [skill.code for skill in DIGCOMP.skills]
    for entry, skill in zip(ours, DIGCOMP.skills, strict=True):
        assert set(entry["name"]) == HOUSE_LANGUAGES - {"en", "es"}
        assert set(skill.names) == HOUSE_LANGUAGES


def test_digcomp_addresses_are_those_of_the_publication() -> None:
    """No address is made up: all lead to the page of the publication, told apart by the code."""
    for skill in DIGCOMP.skills:
        page, _, fragment = skill.address.partition("#")
        assert (page, fragment) == (DIGCOMP.source, skill.code)


# --- Where it all comes from ---------------------------------------------------------------


def test_the_data_names_its_sources_and_licences() -> None:
    """Each file has its section, and each vocabulary its licence."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path in DATA.glob("*.json"):
        assert f"\n## {path.name}\n" in readme
    for vocabulary in vocabularies.every():
        assert vocabulary.licence in readme
        assert vocabulary.licence_name in readme
        assert vocabulary.source in readme
