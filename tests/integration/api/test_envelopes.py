"""A batch before its items are judged: what one of them holds is its own affair."""

from __future__ import annotations

import json
import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.web.api import bodies
from issuer.web.context import EXTENSION
from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import BADGE_CLASS, IssuerInMemory
from tests.integration.api.conftest import told
from tests.integration.api.test_batch import PATH, lines

if TYPE_CHECKING:
    from tests.integration.api.conftest import Api

SLOW_SECONDS = 0.3

# Badges that no JSON text may hold, as they stand between its quotes, and what is said.
NO_TEXT = {
    "no UTF-8": b"\xff\xfe",
    "half a letter": b"\\ud800",
    "an escape that is none": b"\\q",
    "a line": b"two\nlines",
    "no UTF-8, and long": b"\xff" * 10_000,
}


def test_a_text_that_is_none_spoils_only_its_own_item(api: Api) -> None:
    """It stands between quotes, so everybody knows where it ends; the others are judged."""
    items = [
        b'{"id": "%s", "badge": "%s"}' % (name.encode(), badge) for name, badge in NO_TEXT.items()
    ]
    good = json.dumps({"id": "good", "badge": api.address()}).encode()
    body = b'{"items": [' + b",".join([*items, good]) + b"]}"
    found = lines(api.client.post(PATH, data=body, content_type="application/json"))
    assert found["good"]["valid"] is True
    for name in NO_TEXT:
        assert found[name]["valid"] is None
        assert found[name]["problem"]["status"] == 400, name
    assert "UTF-8" in found["no UTF-8"]["problem"]["detail"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"items": [{"id": "' + b"x" * 10_000_000 + b'"}]}', 422),
        (b'{"' + b"items" * 2_000_000 + b'": [{"id": "a"}]}', 422),
        (b'{"items": [{"id": "a"' + b" " * 30_000_000 + b"}]}", 422),
        (b" " * 30_000_000, 422),
        (b'{"items": [{"id": 1' + b"0" * 5_000_000 + b"}]}", 422),
        (b'{"items": [{"id": "a"}]} "' + b"\\u0041" * 5_000_000, 400),
        (b'{"items": [{"id": "a"}]}' * 2, 400),
        (b'"' + b'\\"' * 15_000_000, 400),
        (b'{"items": [{"badge": "id", "id": {"id": "a"}}]}', 422),
        (b'{"items": [{"x": {"id": "a"}}]}', 422),
        (b'{"items": [{"id": "a", "id" "b"}]}', 400),
    ],
)
def test_an_envelope_is_small_or_refused_at_once(api: Api, body: bytes, status: int) -> None:
    """However large the body is, what is parsed of it is not."""
    began = time.process_time()
    told(api.client.post(PATH, data=body, content_type="application/json"), status)
    assert time.process_time() - began < 5


@given(st.text(max_size=30), st.integers(0, 4), st.text(max_size=30))
def test_a_long_text_ends_where_json_ends_it(before: str, times: int, after: str) -> None:
    """Pieces of a text may break anywhere, behind a backslash too."""
    badge = before + '\\"' * (4_100 * times) + "\\" * times + "x" * 8_191 * times + after
    items = [{"id": "a", "badge": badge}, {"id": "b", "badge": after}]
    for ascii_only in (True, False):
        body = json.dumps({"items": items}, ensure_ascii=ascii_only).encode()
        assert [item.read() for item in bodies.items_of(body)] == items


def test_a_line_is_a_line_for_every_reader(api: Api) -> None:
    """What Python and old JavaScript take for the end of a line is escaped; nothing gets lost."""
    issuer = IssuerInMemory()
    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=issuer)
    name = "one\u2028two\u2029three\x85four\x0bfive\x1csix"
    issuer.publish({**issuer.document(BADGE_CLASS), "name": name})
    items = [{"id": f"{n} {name}", "badge": issuer.signed()} for n in range(3)]
    found = lines(api.client.post(PATH, json={"items": items}))
    assert found.keys() == {item["id"] for item in items}
    for line in found.values():
        assert name in {document.get("name") for document in line["graph"]}


@pytest.mark.parametrize("path", [PATH, PATH.removesuffix("/batch")])
def test_who_waits_for_strangers_keeps_nobody_waiting(api: Api, path: str) -> None:
    """While a badge waits for slow documents, others are judged."""
    issuer = IssuerBehindANetwork(seconds=SLOW_SECONDS)
    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=issuer)
    item = {"badge": issuer.signed()}
    asked = {"items": [{"id": "slow", **item}]} if path == PATH else item
    answers: list[str] = []

    def wait() -> None:
        answers.append(api.here.app.test_client().post(path, json=asked).text)

    waiting = threading.Thread(target=wait)
    waiting.start()
    while not issuer.most:  # It has asked for its first document.
        time.sleep(0.01)
    ours = told(api.client.post(PATH.removesuffix("/batch"), json={"badge": api.address()}))
    assert ours["valid"] is True
    assert waiting.is_alive()
    waiting.join()
    assert json.loads(answers[0])["valid"] is True
