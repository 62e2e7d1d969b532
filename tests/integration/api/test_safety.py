"""The service as it runs, while strangers misbehave: it answers, and nothing piles up."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from issuer.actions import tokens
from issuer.serving import THREADS
from issuer.web.api.visitors import COME_BACK_AFTER
from tests.doubles.hostile_server import HostileServer
from tests.doubles.running_service import Answer, RunningService, running_service
from tests.doubles.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = "/api/v1/verifications"
BATCH = "/api/v1/verifications/batch"

HOSTILE = ("/silent", "/slow-head", "/slow-body", "/endless", "/gzip-bomb", "/cut-short", "/hop/30")

PAGE_SECONDS = 0.2
MOST = 0.9
"""Of the pages are that quick: a machine that tests something else too is slow now and then."""
PATIENCE = 3.0
"""Seconds, instead of ten."""

MOST_KB = 250 * 1024
"""Of memory; at rest it is some 90 MB."""


@pytest.fixture(scope="module")
def hostile() -> Iterator[HostileServer]:
    """Run a server that misbehaves."""
    with HostileServer() as running:
        yield running


@pytest.fixture(scope="module")
def service(
    hostile: HostileServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningService]:
    """Run a service that may read from the hostile server."""
    folder = tmp_path_factory.mktemp("service")
    with running_service(folder, [hostile.address("")], patience=PATIENCE) as running:
        yield running


def judge(service: RunningService, badge: str, token: str = "") -> Answer:
    """Ask for one badge."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return service.ask(ONE, json.dumps({"badge": badge}).encode(), headers)


def calm(service: RunningService, most: int) -> int:
    """Return how many threads the service has, once it has at most *most* or time is over."""
    end = time.monotonic() + 20
    while service.status("Threads") > most and time.monotonic() < end:
        time.sleep(0.1)
    return service.status("Threads")


def test_fifty_hostile_requests_at_once(service: RunningService, hostile: HostileServer) -> None:
    """Limits hold, pages answer, no thread is left behind, and a token still gets its answer."""
    _, secret = tokens.new(service.installation.service, "Registrar")
    badges = [hostile.address(f"{HOSTILE[n % len(HOSTILE)]}?{n}") for n in range(50)]
    judge(service, "nothing")
    threads, memory = service.status("Threads"), service.status("VmRSS")
    began = time.monotonic()
    with (
        ThreadPoolExecutor(50) as visitors,
        Watch(service.origin, "/", "/verify", "/healthz") as pages,
    ):
        pending = [visitors.submit(judge, service, badge) for badge in badges]
        time.sleep(0.5)
        ours = judge(service, f"{service.origin}/assertions/none", secret)
        statuses = Counter(future.result().status for future in pending)
        answers = [future.result() for future in pending]
    assert time.monotonic() - began < PATIENCE + 10
    # Four of one visitor wait for strangers; the others are told at once when to come back.
    assert set(statuses) <= {200, 429, 503}
    assert 4 <= statuses[200] < 50
    for answer in answers:
        if answer.status == 200:
            assert json.loads(answer.body)["valid"] is None
        else:
            assert answer.headers["retry-after"] == str(COME_BACK_AFTER)
    assert (ours.status, json.loads(ours.body)["valid"]) == (200, False)
    assert pages.refused == []
    assert pages.share_within(PAGE_SECONDS) > MOST
    # The server's own threads stay; those that read for badges have ended.
    assert calm(service, THREADS + 3) <= THREADS + 3
    assert service.status("VmRSS") < MOST_KB
    print(  # noqa: T201 - the figures that are promised
        f"while 50 hostile requests hang: {dict(statuses)}; {pages}; "
        f"threads {threads} before, {service.status('Threads')} after; "
        f"memory {memory // 1024} MB before, {service.status('VmRSS') // 1024} MB after"
    )


def test_a_batch_of_hostile_badges_ends(service: RunningService, hostile: HostileServer) -> None:
    """Each has its line; memory and threads come back to what they were."""
    _, secret = tokens.new(service.installation.service, "Registrar")
    kinds = ("/endless", "/gzip-bomb", "/cut-short", "/page", "/hop/30", "/not-http", "/silent")
    items = [
        {"id": str(n), "badge": hostile.address(f"{kind}?b{n}")} for n, kind in enumerate(kinds)
    ]
    items.append({"id": "ours", "badge": f"{service.origin}/assertions/none"})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
    answer = service.ask(BATCH, json.dumps({"items": items}).encode(), headers)
    lines = {line["id"]: line for line in map(json.loads, answer.body.splitlines())}
    assert lines.keys() == {item["id"] for item in items}
    assert lines["ours"]["valid"] is False
    assert {line["valid"] for name, line in lines.items() if name != "ours"} == {None}
    assert calm(service, THREADS + 3) <= THREADS + 3
    assert service.status("VmRSS") < MOST_KB


def test_a_client_who_sends_slowly_keeps_no_page_waiting(service: RunningService) -> None:
    """Bodies that never come take places of the API, and not one thread more."""
    held = []
    for _ in range(30):
        connection = socket.create_connection(("127.0.0.1", service.port))
        connection.sendall(
            f"POST {ONE} HTTP/1.1\r\nHost: 127.0.0.1:{service.port}\r\n"
            "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{".encode()
        )
        held.append(connection)
    with Watch(service.origin, "/", "/verify") as pages:
        time.sleep(1)
    for connection in held:
        connection.close()
    assert pages.refused == []
    assert pages.share_within(PAGE_SECONDS) > MOST


def test_a_client_who_goes_away_gives_the_place_back(
    service: RunningService, hostile: HostileServer
) -> None:
    """A batch is left in the middle, again and again, and the next one is answered all the same."""
    items = [{"id": str(n), "badge": hostile.address(f"/cut-short?left{n}")} for n in range(100)]
    body = json.dumps({"items": items}).encode()
    for _ in range(3):
        connection = service.connect()
        connection.request("POST", BATCH, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        while response.status in {429, 503} and response.read() and not threading.Event().wait(0.2):
            connection.request("POST", BATCH, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
        assert response.status == 200
        response.readline()
        connection.close()


def test_the_log_says_nothing_of_what_was_asked(service: RunningService) -> None:
    """The server's own output holds no badge and no name; it runs last, after all the others."""
    judge(service, "https://held-by-somebody.example/1")
    text = service.log.read_text(encoding="utf-8")
    assert "assertions" not in text
    assert "held-by-somebody" not in text
    assert "/silent" not in text
