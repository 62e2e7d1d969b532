"""Clients who send oddly, read slowly or go away: each place comes back, and no answer lies."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest

from issuer.actions import tokens
from issuer.web.api import bodies, uploads
from issuer.web.api.uploads import patient
from tests.doubles.running_service import RunningService, running_service
from tests.doubles.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.api.conftest import Api

ONE = "/api/v1/verifications"
BATCH = "/api/v1/verifications/batch"

PAGE_SECONDS = 0.2
MOST = 0.9
MOST_KB = 400 * 1024


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """Run a service that reads nobody."""
    with running_service(tmp_path_factory.mktemp("slow"), patience=1) as running:
        yield running


def send(service: RunningService, *parts: bytes) -> bytes:
    """Send *parts* as they are, and return the status line of the answer."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break  # It has been answered already.
        with connection.makefile("rb") as answer:
            return answer.readline()


def head(path: str, *headers: str) -> bytes:
    """Return the head of a request."""
    lines = (f"POST {path} HTTP/1.1", "Host: b", "Content-Type: application/json", *headers)
    return "\r\n".join((*lines, "", "")).encode()


def test_a_body_without_a_length_has_the_same_limit(service: RunningService) -> None:
    """It is read in chunks, and no further than a body with a length."""
    body = json.dumps({"badge": "a holiday photo"}).encode()
    chunk = b"%x\r\n%s\r\n" % (len(body), body)
    chunked = "Transfer-Encoding: chunked"
    assert b" 200 " in send(service, head(ONE, chunked), chunk, b"0\r\n\r\n")
    million = b"100000\r\n" + bytes(0x100000) + b"\r\n"
    assert b" 413 " in send(service, head(ONE, chunked), *[million] * 4, b"0\r\n\r\n")
    assert b" 413 " in send(service, head(BATCH, chunked), *[million] * 34, b"0\r\n\r\n")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (400, ["Content-Length: -1"]),
        (400, ["Content-Length: 2, 3"]),
        (400, ["Content-Length: 2", "Transfer-Encoding: chunked"]),
        (413, ["Content-Length: 99999999999999999999"]),
    ],
)
def test_a_length_that_cannot_be_is_refused(
    service: RunningService, status: int, headers: list[str]
) -> None:
    """Nobody waits for what will not come."""
    assert f" {status} ".encode() in send(service, head(ONE, *headers), b"{}")


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Length: 100", b'{"badge": "x"}'),
        ("Transfer-Encoding: chunked", b'e\r\n{"badge": "x"}\r\n'),
        ("Transfer-Encoding: chunked", b"nonsense\r\n"),
    ],
)
def test_who_promises_more_than_he_sends_is_refused(
    service: RunningService, header: str, body: bytes
) -> None:
    """When he hangs up, what came is not taken for the whole."""
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(head(ONE, header) + body)
        connection.shutdown(socket.SHUT_WR)
        with connection.makefile("rb") as answer:
            assert b" 400 " in answer.readline()


def test_large_batches_keep_no_page_waiting(service: RunningService) -> None:
    """Bodies full of the largest badges, three at a time: memory is bounded, and pages answer."""
    deep = '<svg xmlns="http://www.w3.org/2000/svg">' + "<g>" * 400_000
    long = "x" * 2_000_000
    kinds = ("eyJh." + long, f'{{"type":"OpenBadgeBundle","badge":"{long}"}}', deep, f"<svg>{long}")
    items = [{"id": str(n), "badge": kinds[n % len(kinds)]} for n in range(15)]
    body = json.dumps({"items": items}).encode()
    assert 20 * 1024 * 1024 < len(body) < bodies.MAX_BATCH_BYTES
    statuses: list[int] = []
    memory: list[int] = []

    def ask(secret: str) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {secret}"}
        statuses.append(service.ask(BATCH, body, headers).status)
        memory.append(service.status("VmRSS"))

    secrets = [tokens.new(service.installation.service, f"R {n}")[1] for n in range(3)]
    callers = [threading.Thread(target=ask, args=(secret,)) for secret in secrets]
    for page in ("/", "/verify"):
        service.ask(page)
    with Watch(service.origin, "/", "/verify") as pages:
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
    print(f"{pages}; memory {max(memory) // 1024} MB")  # noqa: T201 - the figures that are promised
    assert statuses == [200] * 3
    assert max(memory) < MOST_KB
    assert pages.refused == []
    assert pages.share_within(PAGE_SECONDS) > MOST


class Lines:
    """Lines of an answer, and whether somebody closed them."""

    def __init__(self) -> None:
        self.is_closed = False

    def __call__(self) -> Generator[str]:
        """Yield lines without end."""
        try:
            while True:
                yield "{}\n"
        finally:
            self.is_closed = True


def test_who_reads_too_slowly_is_cut_off(api: Api) -> None:
    """An answer has an end; a client who stretches it gets no end of it, and the work stops."""
    ours, theirs = socket.socketpair()
    seconds = iter([0.0, 1.0, 2.0, 899.5, 900.5])
    lines = Lines()
    with (
        ours,
        theirs,
        api.here.app.test_request_context(environ_overrides={"gunicorn.socket": ours}),
    ):
        taken = patient(lines(), 900, lambda: next(seconds))
        assert next(taken)
        assert ours.gettimeout() == uploads.READER_SECONDS
        assert next(taken)
        assert next(taken)
        assert ours.gettimeout() == 0.5
        assert list(taken) == []
        assert theirs.recv(1) == b""
        with pytest.raises(OSError, match="pipe"):
            ours.send(b"the end")
    assert lines.is_closed


def test_who_goes_away_is_not_waited_for(api: Api) -> None:
    """When the server gives up on the answer, so does the work."""
    lines = Lines()
    with api.here.app.test_request_context():
        taken = patient(lines())
        next(taken)
        assert isinstance(taken, Generator)
        taken.close()
    assert lines.is_closed
