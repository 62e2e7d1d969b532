"""A thousand badges in a call: each has its answer, and no one spoils another's."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.actions.side_by_side import side_by_side
from issuer.actions.turns import Turns
from issuer.web.api import bodies
from issuer.web.api.problems import Problem
from issuer.web.api.verifications import Judge, Unjudged
from issuer.web.context import EXTENSION
from tests.doubles.issuer_in_memory import NOW, IssuerInMemory
from tests.integration.api.conftest import told
from verifier import Batch, Document, FetchError, MemoryFetcher, Report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.integration.api.conftest import Api

PATH = "/api/v1/verifications/batch"
SECONDS = 10


def send(api: Api, items: list[Any], **headers: str) -> TestResponse:
    """Send a batch."""
    return api.client.post(PATH, json={"items": items}, headers=headers)


def lines(response: TestResponse) -> dict[str, dict[str, Any]]:
    """Return the lines of an answer by the ids of their items, each of which has one."""
    assert response.status_code == 200, response.text
    assert response.mimetype == "application/x-ndjson"
    found = [json.loads(line) for line in response.text.splitlines()]
    by_id = {line["id"]: line for line in found}
    assert len(by_id) == len(found)
    return by_id


def test_every_item_is_answered_as_if_it_came_alone(api: Api) -> None:
    """A line is the answer for that badge alone, with the id of its item."""
    asked = {
        "good": {"badge": api.address(), "recipient": "Amina K"},
        "revoked": {"badge": api.revoked_address},
        "text": {"badge": api.file(".jws").decode()},
        "nothing": {"badge": "a holiday photo"},
        "elsewhere": {"badge": "https://elsewhere.example/1"},
    }
    found = lines(send(api, [{"id": name, **item} for name, item in asked.items()]))
    assert found.keys() == asked.keys()
    for name, item in asked.items():
        alone = told(api.client.post("/api/v1/verifications", json=item))
        assert found[name] == {"id": name, **alone}


def test_one_bad_item_spoils_nothing(api: Api) -> None:
    """What is wrong with an item stands in its own line, as a problem document."""
    large = "x" * (bodies.MAX_ITEM_BYTES + 1)
    found = lines(
        send(
            api,
            [
                {"id": "number", "badge": 5},
                {"id": "none"},
                {"id": "misspelt", "badge": "x", "recipent": "Amina K"},
                {"id": "not base64", "badge": "data:image/png;base64,%%%"},
                {"id": "large", "badge": large},
                {"id": "good", "badge": api.address()},
            ],
        )
    )
    assert found["good"]["valid"] is True
    assert found["large"]["problem"]["status"] == 413
    told = {
        name: (error["pointer"], error["code"])
        for name in ("number", "none", "misspelt", "not base64")
        for error in found[name]["problem"]["errors"]
    }
    assert told == {
        "number": ("/badge", "not_text"),
        "none": ("/badge", "missing"),
        "misspelt": ("/recipent", "unknown"),
        "not base64": ("/badge", "not_base64"),
    }
    assert all(found[name]["valid"] is None for name in told)


MISNAMED: list[tuple[object, dict[str, str]]] = [
    ([{"id": "a"}, {"id": "b"}, {"id": "a"}], {"/items/2/id": "duplicate"}),
    ([{"badge": "x"}, {"id": 7}], {"/items/0/id": "missing", "/items/1/id": "not_text"}),
    ([{"id": ""}], {"/items/0/id": "wrong_length"}),
    ([{"id": "x" * 201}], {"/items/0/id": "wrong_length"}),
    ([], {"/items": "wrong_count"}),
    ([{"id": str(number)} for number in range(1_001)], {"/items": "wrong_count"}),
    ({"id": "a"}, {"/items": "not_list"}),
    ([{"id": "a"}, "b", None], {"/items/1": "not_object", "/items/2": "not_object"}),
]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        *(({"items": items}, errors) for items, errors in MISNAMED),
        ({}, {"/items": "missing"}),
        ({"items": [{"id": "a"}], "lang": "ar"}, {"/lang": "unknown"}),
    ],
)
def test_items_without_a_name_of_their_own_are_refused(
    api: Api, body: object, errors: dict[str, str]
) -> None:
    """An item that cannot be named cannot be answered, so the whole batch is refused."""
    found = told(api.client.post(PATH, json=body), 422)["errors"]
    assert {error["pointer"]: error["code"] for error in found} == errors
    assert all(error["detail"] for error in found)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b'{"items": [{"id": "a"}', 400),
        (b'{"items": [{"id": "a", "id": "b"}]}', 400),
        (b'{"items": [{"id": "a"}], "items": []}', 400),
        (b'{"items": [{"id": "a", "badge": tru}]}', 400),
        (b'{"items": [' + b"[" * 5_000 + b"]" * 5_000 + b"]}", 400),
        (b'{"items": [' + b"[]," * 2_000_000 + b"[]]}", 422),
        (b'{"a":' * 2_000_000, 422),
        (b'{"\\u0069tems": [{"id": "a"}]}', 422),
        (b'{"items": [1' + b"0" * 1_000_000 + b"]}", 400),
        (b'{"items": [{"id": "\\ud800"}]}', 400),
    ],
)
def test_a_bomb_is_refused_before_it_is_parsed(api: Api, body: bytes, status: int) -> None:
    """Brackets by the million are counted, never made into lists; each body has a sentence."""
    response = api.client.post(PATH, data=body, content_type="application/json")
    assert told(response, status)["detail"]


def test_a_batch_of_more_than_32_mb_is_not_read(api: Api) -> None:
    """The length in the header is enough to refuse it."""
    response = api.client.post(
        PATH, data=bytes(bodies.MAX_BATCH_BYTES + 1), content_type="application/json"
    )
    assert response.status_code == 413


NAMES = st.text(min_size=1, max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=4,
)


@given(
    st.lists(NAMES, min_size=1, max_size=8, unique=True),
    st.data(),
    st.sampled_from([{"indent": 1}, {"ensure_ascii": False}, {"separators": (",", ":")}]),
)
def test_a_batch_is_taken_apart_as_json_is_read(
    names: list[str], data: st.DataObject, style: dict[str, Any]
) -> None:
    """However it is written, each item is the object that JSON has in its place."""
    items = [
        {**data.draw(st.dictionaries(NAMES, VALUES, max_size=2)), "id": name} for name in names
    ]
    found = bodies.items_of(json.dumps({"items": items}, **style).encode())
    assert [item.id for item in found] == names
    assert [item.read() for item in found] == items


@given(st.binary(max_size=60) | st.text('{}[]:,"\\ aitems01', max_size=60).map(str.encode))
def test_whatever_is_sent_is_a_batch_or_a_problem(body: bytes) -> None:
    """Taking apart ends with items or with a Problem, and with nothing else."""
    code = None
    items: list[bodies.Item] = []
    try:
        items = bodies.items_of(body)
    except Problem as problem:
        code = problem.code
    assert bool(items) is (code is None)
    assert code in {None, 400, 422}


def test_documents_are_shared_within_a_batch(api: Api) -> None:
    """Badges of one course name the same documents, which are fetched once."""
    issuer = IssuerInMemory()
    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=issuer)
    badges = [issuer.signed(id=f"urn:uuid:6deb4a00-ebce-4b28-8cc2-{n:012}") for n in range(20)]
    found = lines(send(api, [{"id": badge[-9:], "badge": badge} for badge in badges]))
    assert [line["valid"] for line in found.values()] == [True] * 20
    assert len(issuer.asked) == len(set(issuer.asked))


def test_what_has_no_time_left_is_said_so(api: Api) -> None:
    """After its time, a batch answers what is left at once, and says that it was not read."""
    (item,) = bodies.items_of(b'{"items": [{"id": "late", "badge": "x"}]}')
    batch = Batch(MemoryFetcher({}), NOW)
    addresses = api.here.service.addresses
    in_time = Judge(batch, Turns(), addresses, NOW, 600, clock=lambda: 600, began=0)
    assert isinstance(in_time(item), Report)
    late = Judge(batch, Turns(), addresses, NOW, 600, clock=lambda: 600.1, began=0)
    assert late(item) is Unjudged.TOO_LATE


def test_a_client_who_goes_away_stops_the_work(api: Api) -> None:
    """When nobody reads, no further badge is begun, and the place is free again."""
    stranger = CountingStranger()
    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=stranger)
    items = [{"id": str(n), "badge": f"https://s{n}.example/1"} for n in range(500)]
    for _ in range(3):  # More often than a visitor has places.
        response = api.client.post(PATH, json={"items": items[:300]}, buffered=False)
        assert response.status_code == 200
        next(iter(response.response))
        response.close()
    begun = stranger.asked
    assert begun < 200
    threading.Event().wait(0.5)
    assert stranger.asked <= begun + 12


class CountingStranger:
    """A fetcher that finds nothing, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def fetch(self, address: str) -> Document:
        """Fail."""
        self.asked += 1
        raise FetchError("unreachable", address, "no answer came from its server.")


def test_a_slow_reader_holds_the_work_back() -> None:
    """Only as many results are made ahead as may wait; the rest is begun as they are read."""
    begun: list[int] = []
    results = side_by_side(begun.append, range(100), workers=2, waiting=3)
    next(results)
    threading.Event().wait(0.5)
    assert len(begun) <= 1 + 3 + 2
    assert len(list(results)) == 99
    assert sorted(begun) == list(range(100))


def test_what_is_done_side_by_side_is_done_once() -> None:
    """Each thing is taken by one worker, and each has its result."""
    results = dict(side_by_side(lambda n: n * n, range(1_000), workers=4, waiting=2))
    assert results == {n: n * n for n in range(1_000)}


def test_leaving_the_loop_ends_the_threads() -> None:
    """A reader who stops leaves no thread behind."""
    before = threading.active_count()
    for _ in side_by_side(lambda n: n, endless(), workers=4, waiting=2):
        break
    assert threads_after(before) == before


def threads_after(before: int) -> int:
    """Return how many threads there are, once there are *before* or some seconds have passed."""
    for _ in range(50):
        if threading.active_count() <= before:
            break
        threading.Event().wait(0.1)
    return threading.active_count()


def endless() -> Iterator[int]:
    """Yield numbers without end."""
    number = 0
    while True:
        yield number
        number += 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_with_one_thing_costs_no_other_its_result() -> None:
    """A worker that fails reports it and is missed; what nobody can do has no result."""

    def work(number: int) -> int:
        if number % 3 == 0:
            raise ZeroDivisionError
        return number

    before = threading.active_count()
    results = dict(side_by_side(work, range(30), workers=2, waiting=4))
    assert threads_after(before) == before
    assert results.keys() == set(range(30))
    assert results[0] is None
    assert results[1] == 1
