"""The JSON-LD processor: what it declines, what it costs, and that nothing makes it stumble."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house.tree import HOUSE
from verifier import Finding, Outcome
from verifier.openbadges import json_ld, linked_data
from verifier.openbadges.documents import CONTEXT

EXTENSIONS = "https://w3id.org/openbadges/extensions"
ASSESSMENT = f"{EXTENSIONS}/assessmentExtension/context.json"
EXAMPLE = f"{EXTENSIONS}/exampleExtension/context.json"

KEYWORDS = [
    *("@base", "@container", "@context", "@direction", "@graph", "@id", "@import", "@included"),
    *("@index", "@json", "@language", "@list", "@nest", "@none", "@prefix", "@propagate"),
    *("@protected", "@reverse", "@set", "@type", "@value", "@version", "@vocab", "@odd", "@"),
]

NAMES = st.sampled_from(
    [
        *KEYWORDS,
        *("id", "type", "a", "b", "a:b", "b:", ":", "", "obi:revoked", "revoked", "verify"),
        *("badge", "issuedOn", "recipient", "tags", "https://w3id.org/openbadges#badge", "_:a"),
    ]
)

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.just(1.1),
    NAMES,
    st.text(max_size=5),
    st.sampled_from([CONTEXT, EXAMPLE, "Extension", "extensions:ExampleExtension", "a b", "é"]),
)

DEFINITIONS = st.one_of(
    SCALARS, st.dictionaries(NAMES, st.one_of(SCALARS, st.lists(SCALARS, max_size=2)), max_size=4)
)

CONTEXTS = st.one_of(
    SCALARS,
    st.dictionaries(NAMES, DEFINITIONS, max_size=4),
    st.lists(
        st.one_of(st.just(CONTEXT), SCALARS, st.dictionaries(NAMES, DEFINITIONS, max_size=4)),
        max_size=3,
    ),
)

TAME_CONTEXTS = st.lists(
    st.one_of(
        st.just(CONTEXT),
        st.dictionaries(
            st.sampled_from(["a", "b", "a:b", "b:a", "obi", "badge", "revoked", "type"]),
            st.one_of(
                st.sampled_from([None, "@type", "@id", "@value", "@set", "@list", "a:", "b:x"]),
                st.sampled_from(["id", "type", "https://x.example/", "obi:revoked", "badge"]),
                st.fixed_dictionaries(
                    {},
                    optional={
                        "@id": st.sampled_from(["a:x", "obi:badge", "@value", "b", None, "x:y"]),
                        "@type": st.sampled_from(["@id", "@vocab", "xsd:date", "a", "b:c"]),
                        "@container": st.sampled_from(["@set", "@list", ["@list"]]),
                        "@language": st.sampled_from(["en", None]),
                        "@prefix": st.booleans(),
                        "@protected": st.booleans(),
                    },
                ),
            ),
            max_size=4,
        ),
    ),
    min_size=1,
    max_size=4,
)
"""Contexts that pass the survey, so that PyLD has to deal with them."""


def documents(contexts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return JSON objects that are nearly JSON-LD, or quite."""
    return st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.builds(
                lambda members, context: members | context,
                st.dictionaries(NAMES, inner, max_size=5),
                st.one_of(st.just({}), st.fixed_dictionaries({"@context": contexts})),
            ),
        ),
        max_leaves=12,
    ).map(lambda value: value if isinstance(value, dict) else {"a": value})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(CONTEXTS), CONTEXTS)
def test_whatever_a_document_holds_ends_in_findings(
    document: dict[str, Any], context: object
) -> None:
    """No document makes the processor raise anything."""
    found, findings = linked_data.read({**document, "@context": context}, "It")
    assert found is not None or findings
    assert all(isinstance(finding, Finding) and finding.sentence for finding in findings)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(TAME_CONTEXTS), TAME_CONTEXTS)
def test_whatever_pyld_is_given_ends_in_findings(document: dict[str, Any], context: object) -> None:
    """The same for documents that only PyLD can find something wrong with."""
    tame = {name: value for name, value in document.items() if name not in KEYWORDS}
    found, findings = linked_data.read({**tame, "@context": context}, "It")
    assert found is not None or findings


@pytest.mark.parametrize(
    ("context", "code"),
    [
        ("https://a.example/context", "json_ld.unknown_context"),
        ({"a": {"@id": "obi:a", "@context": {}}}, "json_ld.unsupported"),
        ({"a": {"@reverse": "obi:badge"}}, "json_ld.unsupported"),
        ({"a": {"@id": "obi:a", "@type": "@json"}}, "json_ld.unsupported"),
        ({"a": {"@id": "obi:a", "@container": "@index"}}, "json_ld.unsupported"),
        ({"a": "@graph"}, "json_ld.unsupported"),
        ({"a": None, "a:b": "a:b"}, "json_ld.unsupported"),
        ({"a": {"@id": None, "@prefix": True}, "a:b": "a:b"}, "json_ld.unsupported"),
        ({"a": 5}, "json_ld.unsupported"),
        ({"@import": "https://a.example/context"}, "json_ld.unsupported"),
        ({"@base": "https://a.example/"}, "json_ld.unsupported"),
        ({"@vocab": None}, "json_ld.unsupported"),
        ({"@propagate": False}, "json_ld.unsupported"),
        ([[]], "json_ld.unsupported"),
        ({"@language": "not a language"}, "property.not_language"),
        ({"a": "b", "b": "a"}, "json_ld.malformed"),
        ({"": "obi:a"}, "json_ld.malformed"),
    ],
)
def test_a_context_beyond_what_badges_need_is_declined(context: object, code: str) -> None:
    """Nothing is fetched for it, and nobody is told that the badge is wrong without reason."""
    contexts = [CONTEXT, *(context if isinstance(context, list) else [context])]
    found, findings = linked_data.read({"@context": contexts, "id": "urn:a:b", "a": 1}, "It")
    assert found is None
    assert [finding.code for finding in findings] == [code]
    wrong = code in {"property.not_language", "json_ld.malformed"}
    assert findings[0].outcome is (Outcome.FAILED if wrong else Outcome.UNDECIDED)


def test_a_term_without_meaning_is_no_prefix() -> None:
    """PyLD stumbles over one that is declared to be."""
    context = {"obi": {"@id": None, "@prefix": True}, "a": "obi:revoked"}
    found, findings = linked_data.read({"@context": [CONTEXT, context], "type": "obi:x"}, "It")
    assert findings == ()
    assert found == {"@context": CONTEXT, "type": "obi:x"}


@pytest.mark.parametrize("keyword", ["@graph", "@included", "@reverse", "@nest", "@index", "@odd"])
def test_a_keyword_beyond_what_badges_need_is_declined(keyword: str) -> None:
    """A revocation could hide in there."""
    found, findings = linked_data.read({"@context": CONTEXT, "badge": {keyword: {}}}, "It")
    assert found is None
    assert [finding.code for finding in findings] == ["json_ld.unsupported"]
    assert findings[0].parameters["member"] == keyword


def test_a_document_may_name_its_context_with_http() -> None:
    """The bundled context is meant, and no connection is made for it."""
    document = {"@context": "http://w3id.org/openbadges/v2", "type": "Assertion", "id": "urn:a:b"}
    found, findings = linked_data.read(document, "It")
    assert findings == ()
    assert found == document


def _nested(levels: int, contexts: list[object]) -> dict[str, Any]:
    inner: dict[str, Any] = {"obi:a": 1}
    for _ in range(levels):
        inner = {"@context": contexts, "obi:a": inner}
    return inner


def _long_names() -> dict[str, Any]:
    part = "y" * 3000 + "/"
    prefixes = {"a": f"https://x.example/{part}", "b": f"a:{part}", "c": f"b:{part}"}
    return {"@context": [CONTEXT, prefixes], "type": [f"c:{i}" for i in range(3900)]}


def _chain() -> dict[str, Any]:
    terms: dict[str, object] = {
        f"t{i}": {"@id": f"t{i - 1}:a/", "@prefix": True} for i in range(98, 0, -1)
    }
    return {"@context": [CONTEXT, {**terms, "t0": "https://x.example/"}], "t98:a": 1}


def _assessments(count: int) -> dict[str, Any]:
    level = {"identifier": 4}
    criterion = {"identifier": 3, "criterionLevels": [level, level]}
    one = {"type": "x", "rubrics": [{"identifier": "x", "rubricCriteria": [criterion] * 3}] * 3}
    types = ["Extension", "extensions:AssessmentExtension"]
    extension = {"type": types, "description": "d", "assessments": [one] * count}
    return {"@context": [CONTEXT, ASSESSMENT], "extensions:a": extension}


HOSTILE: dict[str, dict[str, Any]] = {
    "many members": {"@context": CONTEXT, **{f"obi:{i}": 1 for i in range(3900)}},
    "many types": {"@context": CONTEXT, "type": [f"obi:{i}" for i in range(3900)]},
    "too many values": {"@context": [CONTEXT, {}], "tags": ["x"] * 200_000},
    "too many contexts": {"@context": [CONTEXT] * 100_000},
    "too many terms": {"@context": [CONTEXT, {f"t{i}": "obi:a" for i in range(20_000)}]},
    "a term of a list": {"@context": [CONTEXT, {"a": ["x"] * 200_000}]},
    "contexts within contexts": _nested(9, [CONTEXT, ASSESSMENT, {"a": "obi:a"}]),
    "deep": _nested(40, []),
    "long names": _long_names(),
    "a chain of prefixes": _chain(),
    "a long text": {"@context": [CONTEXT, {}], "name": "x" * 900_000},
    "a long address": {"@context": [CONTEXT, {}], "id": "x:" + "../" * 300_000},
    "a long name": {"@context": [CONTEXT, {}], ":" * 900_000: 1},
    "wrong assessments": _assessments(55),
    "wrong examples": {
        "@context": [CONTEXT, EXAMPLE],
        "obi:a": {
            "type": ["Extension", "extensions:ExampleExtension"],
            "exampleProperty": ["x" * 200] * 3900,
        },
    },
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_document_costs_more_than_a_second_or_a_hundred_megabytes(name: str) -> None:
    """The work is bounded before it begins."""
    linked_data.read({"@context": [CONTEXT, {}], "id": "urn:a:b"}, "Loads the libraries")
    started = time.process_time()
    linked_data.read(HOSTILE[name], "It")
    assert time.process_time() - started < 1
    tracemalloc.start()
    linked_data.read(HOSTILE[name], "It")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000


@pytest.mark.parametrize("name", ["too many values", "too many contexts", "too many terms", "deep"])
def test_what_is_too_much_work_is_not_begun(name: str) -> None:
    """It may be in order, so it is undecided."""
    found, findings = linked_data.read(HOSTILE[name], "It")
    assert found is None
    assert [(item.code, item.outcome) for item in findings] == [
        ("json_ld.too_complex", Outcome.UNDECIDED)
    ]


def test_a_document_as_large_as_badges_get_is_read() -> None:
    """Forty extensions and a thousand tags are within the limits."""
    document = {
        "@context": [CONTEXT, {}],
        "id": "https://a.example/class",
        "tags": [f"tag {number}" for number in range(1000)],
        "alignment": [{"targetName": f"n{number}"} for number in range(500)],
    }
    found, findings = linked_data.read(document, "It")
    assert findings == ()
    assert found == document | {"@context": CONTEXT}


def test_the_limits_leave_room_on_the_stack() -> None:
    """The deepest document that is read needs less than half of what Python allows."""
    document = _nested(json_ld.MAX_DEPTH - 1, [])
    program = f"""
        import sys
        from pyld import jsonld
        from verifier.openbadges import linked_data
        document = {document!r}
        chain = {_chain()!r}
        sys.setrecursionlimit(500)
        for item in (document | {{"@context": {CONTEXT!r}}}, chain):
            found, findings = linked_data.read(item, "It")
            assert found is not None and not findings, findings
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_without_pyld_and_jsonschema_only_other_documents_are_undecided() -> None:
    """Plain badges are judged; the others say honestly that they could not be read."""
    program = f"""
        import sys
        sys.modules.update({{name: None for name in ("pyld", "jsonschema", "requests")}})
        from verifier.openbadges import linked_data
        plain = {{"@context": {CONTEXT!r}, "type": "Assertion", "id": "urn:a:b"}}
        assert linked_data.read(plain, "It") == (plain, ())
        found, findings = linked_data.read({{**plain, "obi:revoked": True}}, "It")
        assert found is None
        assert [item.code for item in findings] == ["json_ld.unsupported"]
        assert [str(item.outcome) for item in findings] == ["undecided"]
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_the_documents_of_a_badge_share_an_allowance() -> None:
    """Twenty documents that each cost a fifth of a second would cost four."""
    allowance = json_ld.Allowance()
    document = {"@context": [CONTEXT, {}], "id": "urn:a:b", "tags": ["t"] * 3_500}
    answers = [linked_data.read(document, "It", allowance)[1] for _ in range(3)]
    assert [[finding.code for finding in found] for found in answers] == [
        [],
        [],
        ["json_ld.too_complex"],
    ]
