"""Skills and vocabularies as values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes import vocabularies
from badge_classes.badge_class import Alignment
from badge_classes.skills import Kind, Skill, Vocabulary, VocabularyError, address_key

CARE = Skill(
    vocabulary="health",
    code="1",
    parent=None,
    address="https://example.org/skills/1",
    framework="Health",
    names={"sw": "utunzaji", "en": "care"},
    descriptions={"en": "Looks after somebody."},
)
BANDAGING = replace(CARE, code="1.1", parent="1", address="https://example.org/skills/1#1")


def health(*skills: Skill) -> Vocabulary:
    """Return a vocabulary of these skills."""
    licence = "https://example.org/licence"
    return Vocabulary("health", "Health", "https://example.org", licence, "Free", skills)


def test_an_alignment_names_the_skill_and_where_it_is_described() -> None:
    """A badge about Wikidata points at that capacity, and carries its number as the code."""
    skill = vocabularies.by_address("https://capx.toolforge.org/capacity/113")
    assert skill is not None
    assert skill.kind is Kind.PROJECT
    assert skill.alignment() == Alignment(
        name="Wikidata",
        url="https://capx.toolforge.org/capacity/113",
        description="Structured data repository within the Wikimedia ecosystem",
        framework="Capacity Exchange",
        code="113",
    )


def test_a_text_is_in_the_readers_language_or_else_in_english() -> None:
    """Name and description are chosen apart, and each says which language it is in."""
    assert CARE.name("sw") == ("utunzaji", "sw")
    assert CARE.description("sw") == ("Looks after somebody.", "en")
    assert CARE.name("ja", "sw-KE") == ("utunzaji", "sw")
    assert CARE.name("ja") == CARE.name() == ("care", "en")
    alignment = CARE.alignment("sw")
    assert (alignment.name, alignment.description) == ("utunzaji", "Looks after somebody.")


def test_a_tree_knows_its_branches() -> None:
    """Children, the way up, and the widest skills."""
    tree = health(CARE, BANDAGING)
    assert tree.roots == (CARE,)
    assert tree.children(CARE) == (BANDAGING,)
    assert tree.children(BANDAGING) == ()
    assert tree.ancestors(BANDAGING) == (CARE,)
    assert tree.by_code("1.1") == BANDAGING
    assert tree.by_code("2") is None
    assert tree.languages == ("en", "sw")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": "1"}, "Code 1 stands twice."),
        ({"address": "http://EXAMPLE.org/skills/1/"}, "The address .* stands twice."),
        ({"parent": "7"}, "1.1 stands below 7, which does not exist."),
        ({"parent": "1.1"}, "1.1 stands above itself."),
        ({"names": {"sw": "bendeji"}}, "1.1 has no English name or description."),
        ({"descriptions": {}}, "1.1 has no English name or description."),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(
    changes: dict[str, Any], sentence: str
) -> None:
    """Each mistake has its sentence, and names the entry."""
    with pytest.raises(VocabularyError, match=sentence):
        health(CARE, replace(BANDAGING, **changes))


def test_a_circle_is_refused() -> None:
    """Two skills cannot each be the wider one."""
    with pytest.raises(VocabularyError, match="1 stands above itself"):
        health(replace(CARE, parent="1.1"), BANDAGING)


@pytest.mark.parametrize(
    "address",
    [
        "https://capx.toolforge.org/capacity/69",
        "http://capx.toolforge.org/capacity/69",
        "https://CapX.Toolforge.org/capacity/69/",
        " https://capx.toolforge.org/capacity/69 ",
    ],
)
def test_an_address_is_known_however_it_was_typed(address: str) -> None:
    """Scheme, case of the host, a slash and white space at the end make no difference."""
    found = vocabularies.by_address(address)
    assert found is not None
    assert found.code == "69"


@pytest.mark.parametrize(
    "address",
    [
        "https://capx.toolforge.org/capacity/6",
        "https://capx.toolforge.org/capacity/69?x=1",
        "https://capx.toolforge.org/capacity/69#1",
        "https://capx.toolforge.org/Capacity/69",
        "https://capx.toolforge.org:8080/capacity/69",
        "https://capx.toolforge.org.example/capacity/69",
        "ftp://capx.toolforge.org/capacity/69",
        "capx.toolforge.org/capacity/69",
        "https://[broken",
        "https://example.org:port/",
        "",
    ],
)
def test_another_address_is_another_page(address: str) -> None:
    """Path, question, fragment and port count, and what is no address is nobody's."""
    assert vocabularies.by_address(address) is None


@given(st.text())
def test_any_text_has_a_key_that_is_its_own_key(text: str) -> None:
    """Strangers write addresses; the one spelling of a spelling is itself, and nothing raises."""
    assert address_key(address_key(text)) == address_key(text)


def test_framework_and_code_are_enough_when_the_pages_moved() -> None:
    """An alignment at an address that nobody knows is known by its code, within its framework."""
    moved = Alignment("mentorship", "https://new.example/69", None, "Capacity Exchange", "69")
    found = vocabularies.of_alignment(moved)
    assert found is not None
    assert (found.vocabulary, found.code) == ("capacity-exchange", "69")
    for other in (
        replace(moved, framework="Somebody else's"),
        replace(moved, framework=None),
        replace(moved, code="97"),
        replace(moved, code=None),
    ):
        assert vocabularies.of_alignment(other) is None


def test_an_address_goes_before_a_code() -> None:
    """Where the two contradict each other, the address says which skill is meant."""
    address = "https://capx.toolforge.org/capacity/70"
    found = vocabularies.of_alignment(Alignment("?", address, None, "Capacity Exchange", "69"))
    assert found is not None
    assert found.code == "70"


def test_nobody_can_change_a_vocabulary() -> None:
    """Vocabularies are read once and shared by all requests."""
    with pytest.raises(TypeError):
        CARE.names["en"] = "other"  # type: ignore[index]  # It is refused.
    with pytest.raises(FrozenInstanceError):
        CARE.code = "2"  # type: ignore[misc]  # It is refused.
    assert vocabularies.every() is vocabularies.every()
