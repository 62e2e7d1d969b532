"""The tables: what is missing, what is doubled, what is of another kind."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Outcome
from verifier.openbadges import classes
from verifier.openbadges.classes import ASSERTION, BADGE_CLASS, CRYPTOGRAPHIC_KEY, PROFILE

ORIGIN = "https://badges.example.org"

GOOD: dict[str, tuple[tuple[classes.Property, ...], dict[str, Any]]] = {
    "Assertion": (
        ASSERTION,
        {
            "id": f"{ORIGIN}/1",
            "recipient": {"type": "email", "identity": "a@example.org", "hashed": False},
            "badge": f"{ORIGIN}/class",
            "verification": {"type": "HostedBadge"},
            "issuedOn": "2026-10-01T00:00:00Z",
        },
    ),
    "BadgeClass": (
        BADGE_CLASS,
        {
            "id": f"{ORIGIN}/class",
            "name": "Weaving",
            "description": "Can warp a loom.",
            "image": f"{ORIGIN}/class.png",
            "criteria": {"narrative": "Warp one."},
            "issuer": f"{ORIGIN}/issuer",
        },
    ),
    "Profile": (
        PROFILE,
        {"id": f"{ORIGIN}/issuer", "name": "Weavers", "url": ORIGIN, "email": "a@example.org"},
    ),
    "CryptographicKey": (CRYPTOGRAPHIC_KEY, {"id": f"{ORIGIN}/key", "publicKeyPem": "-----"}),
}

REQUIRED = [(name, member) for name, (_, document) in GOOD.items() for member in document]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "identity", "hashed"]), inner)
    ),
    max_leaves=6,
)


def found(name: str, /, **members: object) -> list[tuple[str, str]]:
    """Return the code and property of what is wrong with a good document with *members*."""
    table, document = GOOD[name]
    problems = classes.check(document | members, name, table)
    return [(item.code, item.parameters.get("property", "")) for item in problems]


@pytest.mark.parametrize("name", GOOD)
def test_nothing_is_wrong_with_a_good_document(name: str) -> None:
    """Only what is required is there, and unknown members do not matter."""
    assert found(name, unknown={"a": [1]}) == []


@pytest.mark.parametrize(("name", "member"), REQUIRED)
@pytest.mark.parametrize("absent", [None, [None]])
def test_what_is_required(name: str, member: str, absent: object) -> None:
    """Null is nothing."""
    assert found(name, **{member: absent}) == [("property.missing", member)]


@pytest.mark.parametrize(("name", "member"), REQUIRED)
def test_lists_of_one_and_of_two(name: str, member: str) -> None:
    """JSON-LD takes a list of one for its item; a second value is one too many."""
    value = GOOD[name][1][member]
    assert found(name, **{member: [value]}) == []
    assert found(name, **{member: [None, value]}) == []
    assert found(name, **{member: [value, value]}) == [("property.several", member)]


@given(st.sampled_from(sorted(GOOD)), st.data())
def test_any_document_is_judged(name: str, data: st.DataObject) -> None:
    """Whatever stands for a property ends in failures with sentences, and in nothing else."""
    table, document = GOOD[name]
    line = data.draw(st.sampled_from(table))
    value = data.draw(json_values)
    for problem in classes.check(document | {line.name: value}, name, table):
        assert problem.outcome is Outcome.FAILED
        assert problem.sentence


@pytest.mark.parametrize(
    ("name", "members", "expected"),
    [
        ("Assertion", {"recipient": "a@example.org"}, ("property.not_object", "recipient")),
        (
            "Assertion",
            {"recipient": {"identity": "a@example.org", "hashed": False}},
            ("property.missing", "recipient.type"),
        ),
        (
            "Assertion",
            {"recipient": {"type": "email", "identity": "a@example.org"}},
            ("property.missing", "recipient.hashed"),
        ),
        (
            "Assertion",
            {"recipient": {"type": "email", "identity": "nobody", "hashed": False}},
            ("property.not_email", "recipient.identity"),
        ),
        (
            "Assertion",
            {"recipient": {"type": "email", "identity": "a@example.org", "hashed": True}},
            ("property.not_hash", "recipient.identity"),
        ),
        (
            "Assertion",
            {"recipient": {"type": "id", "identity": "md5$" + "0" * 32, "hashed": False}},
            ("property.looks_hashed", "recipient.identity"),
        ),
        ("Assertion", {"evidence": "notaurl"}, ("property.not_address", "evidence")),
        (
            "Assertion",
            {"evidence": [f"{ORIGIN}/e", {"name": ["a", "b"]}]},
            ("property.several", "evidence.name"),
        ),
        ("Assertion", {"image": "data:image/png;base64,aaaa"}, ("property.not_picture", "image")),
        ("Assertion", {"image": {"caption": "A"}}, ("property.missing", "image.id")),
        ("Assertion", {"narrative": 12}, ("property.not_text", "narrative")),
        ("Assertion", {"version": True}, ("property.not_text_or_number", "version")),
        ("BadgeClass", {"criteria": "Warp a loom"}, ("property.not_address", "criteria")),
        ("BadgeClass", {"criteria": {}}, ("criteria.empty", "")),
        ("BadgeClass", {"criteria": {"id": "_:b9"}}, ("criteria.empty", "")),
        ("BadgeClass", {"tags": ["a", 1]}, ("property.not_text", "tags")),
        ("BadgeClass", {"related": "nowhere"}, ("property.not_identifier", "related")),
        ("BadgeClass", {"related": {"@language": "sw"}}, ("property.missing", "related.id")),
        ("BadgeClass", {"@language": ["en", "sw"]}, ("property.several", "@language")),
        (
            "BadgeClass",
            {"alignment": {"targetName": "A", "targetUrl": f"{ORIGIN}/a", "targetCode": 7}},
            ("property.not_text", "alignment.targetCode"),
        ),
        ("BadgeClass", {"alignment": f"{ORIGIN}/a"}, ("property.not_object", "alignment")),
        ("Profile", {"email": "nobody"}, ("property.not_email", "email")),
        ("Profile", {"verification": []}, ("property.not_object", "verification")),
        (
            "Profile",
            {"verification": {"allowedOrigins": "localhost"}},
            ("property.not_host", "verification.allowedOrigins"),
        ),
        ("CryptographicKey", {"owner": [ORIGIN, ORIGIN]}, ("property.several", "owner")),
    ],
)
def test_each_defect_is_named(
    name: str, members: dict[str, object], expected: tuple[str, str]
) -> None:
    """The finding says which property, and what it should be."""
    assert found(name, **members) == [expected]


def test_a_flood_of_defects_is_cut() -> None:
    """Twenty are enough to see what is wrong; a report of a megabyte helps nobody."""
    assert len(found("BadgeClass", tags=[0] * 100_000)) == classes.MAX_PROBLEMS


@pytest.mark.parametrize("member", ["tags", "alignment", "related", "evidence", "publicKey"])
def test_many_may_be_none(member: str) -> None:
    """An empty list of what may be many is legal."""
    assert all(found(name, **{member: []}) == [] for name in GOOD)
