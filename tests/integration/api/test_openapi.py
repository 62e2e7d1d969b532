"""The description of the API: valid, complete, and true of what is answered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from issuer.web.api import openapi, problems, schemas, visitors
from tests.doubles.installation import install
from tests.house.tree import HOUSE
from tests.integration.api.conftest import ORIGIN, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.doubles.installation import Installation
    from tests.integration.api.conftest import Api

ONE = "/api/v1/verifications"
BATCH = "/api/v1/verifications/batch"

DOCUMENT = openapi.document(ORIGIN)


def schema(name: str) -> jsonschema.Draft202012Validator:
    """Return the validator of one schema of the description."""
    components = {"components": DOCUMENT["components"], "$ref": f"#/components/schemas/{name}"}
    return jsonschema.Draft202012Validator(components)


def test_the_description_is_one_in_openapi_3_1(api: Api) -> None:
    """It fits the schema that the OpenAPI Initiative publishes, and its own schemas are some."""
    text = (HOUSE / "tests" / "data" / "openapi" / "schema-3.1.json").read_text(encoding="utf-8")
    served = told(api.client.get("/api/v1/openapi.json"))
    assert served == json.loads(json.dumps(DOCUMENT))
    jsonschema.Draft202012Validator(json.loads(text)).validate(served)
    for described in served["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(described)


def test_every_address_is_described(api: Api) -> None:
    """An address of the API for programs that nobody described would be a promise to nobody."""
    rules = {
        rule.rule
        for rule in api.here.app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") and "POST" in (rule.methods or ())
    }
    assert rules == set(DOCUMENT["paths"])


def test_every_kind_of_problem_is_described() -> None:
    """Each status with a page of its own stands at an address, but for those of routing."""
    described = {
        int(status)
        for path in DOCUMENT["paths"].values()
        for status in path["post"]["responses"]
        if status != "200"
    }
    assert described == set(problems.NAMES) - {404, 405}


def test_an_answer_has_the_members_that_are_described_and_no_other(api: Api) -> None:
    """Answers may grow, but not without a word."""
    answer = told(api.client.post(ONE, json={"badge": api.address(), "recipient": "Amina K"}))
    schema("Verification").validate(answer)
    assert answer.keys() == set(schemas.Verification().fields)
    assert answer["report"].keys() == set(schemas.Report().fields)
    assert answer["findings"][0].keys() == set(schemas.Finding().fields)
    assert answer["documents"][0].keys() == set(schemas.SeenDocument().fields)
    assert answer["issuer"].keys() == answer["badge_class"].keys() == set(schemas.Named().fields)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Prepare an installation whose visitors may ask for as much as they like."""
    folder = tmp_path_factory.mktemp("asked")
    here = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, ORIGIN)
    yield here
    here.service.database.engine.dispose()


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)
BADGES = st.text(max_size=40) | st.sampled_from(
    ["https://s.example/1", "data:image/png;base64,AAAA", "a.b.c", "{}", "<svg/>", "urn:uuid:1"]
)
ITEMS = st.fixed_dictionaries(
    {}, optional={"id": st.text(max_size=4), "badge": BADGES, "recipient": st.text(max_size=9)}
)
BODIES = st.one_of(
    ITEMS.map(json.dumps),
    st.fixed_dictionaries({"items": st.lists(ITEMS, max_size=4)}).map(json.dumps),
    JSON_VALUES.map(json.dumps),
    st.text(max_size=30),
).map(str.encode)


@given(
    path=st.sampled_from([ONE, BATCH]),
    body=BODIES | st.binary(max_size=40),
    kind=st.sampled_from(["application/json", "multipart/form-data; boundary=x", "", "text/plain"]),
    accepted=st.sampled_from(["*/*", "application/json", "application/x-ndjson", "text/html", ""]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_asked_the_answer_is_described(
    asked: Installation, path: str, body: bytes, kind: str, accepted: str
) -> None:
    """No answer has a status, a type or a shape that the description has not; none is a 500."""
    visitors.init_app(asked.app)  # So nobody has asked for anything yet.
    client = Client(asked.app)
    response = client.post(path, data=body, content_type=kind, headers={"Accept": accepted})
    _is_described(path, response)


def _is_described(path: str, response: TestResponse) -> None:
    described: dict[str, Any] = DOCUMENT["paths"][path]["post"]["responses"]
    assert response.status_code < 500, response.text
    answer = described[str(response.status_code)]
    ((media_type, content),) = answer["content"].items()
    assert response.mimetype == media_type
    lines = response.text.splitlines() if media_type.endswith("ndjson") else [response.text]
    for line in lines:
        schema(content["schema"]["$ref"].rpartition("/")[2]).validate(json.loads(line))
    assert set(answer.get("headers", {})) <= set(response.headers.keys())
