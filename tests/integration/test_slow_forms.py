"""Forms that are sent slowly: they take places of their own, and the pages keep their threads."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from werkzeug.exceptions import ClientDisconnected

from issuer.serving import THREADS
from issuer.web import incoming
from issuer.web.api import visitors
from tests.doubles.running_service import RunningService, running_service
from tests.doubles.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.installation import Installation

PAGE_SECONDS = 0.2
MOST = 0.9
FORM = "Content-Type: multipart/form-data; boundary=b"
BEGUN = b'--b\r\nContent-Disposition: form-data; name="badge"\r\n\r\nabc'

SLOW = (
    ("POST /verify", FORM, "Content-Length: 100000"),
    ("POST /verify", FORM, "Content-Length: 99999999"),
    ("POST /verify", FORM, "Transfer-Encoding: chunked"),
    ("POST /verify", "Content-Type: text/plain", "Content-Length: 100000"),
    ("POST /language", FORM, "Content-Length: 100000"),
    ("POST /nowhere", FORM, "Content-Length: 100000"),
    ("GET /", "Accept: */*", "Content-Length: 100000"),
)
"""Requests that promise more than they send."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Run a service that reads nobody."""
    with running_service(tmp_path_factory.mktemp("forms"), patience=1) as running:
        yield running


def begin(service: RunningService, request: tuple[str, ...]) -> socket.socket:
    """Send the head of *request* and a little of its body, and hold the line."""
    line, *headers = request
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=20)
    head = "\r\n".join((f"{line} HTTP/1.1", "Host: b", *headers, "", "")).encode()
    chunk = b"%x\r\n%s\r\n" % (len(BEGUN), BEGUN)
    connection.sendall(head + (chunk if "chunked" in headers[-1] else BEGUN))
    return connection


@pytest.mark.parametrize("request_line", SLOW, ids=" ".join)
def test_forms_that_never_come_keep_no_page_waiting(
    service: RunningService, request_line: tuple[str, ...]
) -> None:
    """More of them than the server has threads: pages answer as if nothing were."""
    with ExitStack() as held:
        for _ in range(THREADS + 4):
            held.enter_context(begin(service, request_line))
        with Watch(service.origin, "/", "/healthz") as pages:
            time.sleep(1)
        assert service.ask("/healthz", timeout=5).status == 200
    assert pages.refused == []
    assert pages.share_within(PAGE_SECONDS) > MOST


def test_who_finds_no_place_is_told_when_to_come_back(service: RunningService) -> None:
    """One visitor cannot hold every place; he is told so at once, though he sends nothing more."""
    with ExitStack() as held:
        waiting = [
            held.enter_context(begin(service, SLOW[0])) for _ in range(incoming.OF_ONE_VISITOR + 1)
        ]
        waiting[-1].settimeout(10)
        answer = b""
        while piece := waiting[-1].recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 429 ")
    assert b"Retry-After: " in answer
    assert b"Too many requests" in answer


def test_a_form_has_an_end(here: Installation) -> None:
    """What does not come in time is refused, and its place is free again."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(BEGUN)
        with (
            ours.makefile("rb") as body,
            here.app.test_request_context(
                "/verify",
                method="POST",
                content_type=FORM.partition(": ")[2],
                environ_overrides={
                    "gunicorn.socket": ours,
                    "wsgi.input": body,
                    "CONTENT_LENGTH": "100000",
                },
            ),
        ):
            began = time.monotonic()
            with pytest.raises(ClientDisconnected):
                incoming.read_in_time(0.3)
            assert 0.2 < time.monotonic() - began < 5
    with ExitStack() as all_of_them:
        for number in range(incoming.FORMS.count):
            all_of_them.enter_context(incoming.FORMS.taken(number))


def test_places_are_counted_by_network(here: Installation) -> None:
    """A home has many addresses of IPv6, and one share of the places."""
    with ExitStack() as held:
        for number in range(incoming.OF_ONE_VISITOR):
            key = visitors.network(f"2001:db8::{number}")
            held.enter_context(incoming.FORMS.taken(key))
        refused, other = (
            here.app.test_client().post(
                "/language", data={"lang": "en"}, environ_base={"REMOTE_ADDR": address}
            )
            for address in ("2001:db8::99", "2001:db8:0:1::1")
        )
    assert (refused.status_code, refused.headers["Retry-After"]) == (
        429,
        str(incoming.COME_BACK_AFTER),
    )
    assert other.status_code < 400
