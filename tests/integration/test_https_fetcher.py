"""The network fetcher against a hostile server on this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.doubles.hostile_server import BADGE, HostileServer
from verifier.fetch import Budget, FetchError, FetchLimits, HttpsFetcher

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUSE = Path(__file__).parent.parent.parent
SECONDS = 0.5
QUICK = FetchLimits(seconds=SECONDS)


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    """Run one hostile server for all tests of this module."""
    with HostileServer() as running:
        yield running


def reaching(server: HostileServer, limits: FetchLimits = QUICK) -> HttpsFetcher:
    """Return a fetcher that may read from *server*."""
    return HttpsFetcher(limits, own_origins=[server.address("")])


def refusal(address: str, fetcher: HttpsFetcher) -> str:
    """Return the code with which *address* fails, after a look at its detail."""
    with pytest.raises(FetchError) as failed:
        fetcher.fetch(address)
    assert failed.value.detail.endswith(".")
    return failed.value.code


@pytest.mark.parametrize("path", ["/badge", "/no-type", "/vendor-json", "/gzip", "/deflate"])
def test_a_document_is_read(server: HostileServer, path: str) -> None:
    """JSON is read, whichever of its content types it has, compressed or not."""
    document = reaching(server).fetch(server.address(path))
    assert (document.status, document.body) == (200, BADGE)
    assert document.address == server.address(path)


def test_a_redirect_is_followed(server: HostileServer) -> None:
    """The document says which address answered."""
    document = reaching(server).fetch(server.address("/once"))
    assert document.body == BADGE
    assert document.address == server.address("/badge")


def test_a_status_is_an_answer(server: HostileServer) -> None:
    """Errors of HTTP are for the verifier to judge; what it cannot read of them is left out."""
    gone = reaching(server).fetch(server.address("/gone"))
    assert (gone.status, gone.body) == (410, b'{"revoked":true}')
    page = reaching(server).fetch(server.address("/gone-page"))
    assert (page.status, page.body) == (410, b"")


def test_the_request_tells_nothing_and_takes_nothing(server: HostileServer) -> None:
    """A request names Barnstar and what it reads, and carries no cookie."""
    server.headers.clear()
    reaching(server).fetch(server.address("/cookie"))
    for headers in server.headers:
        assert headers["accept"] == (
            "application/ld+json, application/json, image/png, image/svg+xml"
        )
        assert "Barnstar" in headers["user-agent"]
        assert headers.keys() <= {
            *("accept", "accept-encoding", "connection", "host", "user-agent"),
        }


def test_the_environment_does_not_matter(server: HostileServer) -> None:
    """A proxy in the environment is not used: it would see and could change every badge."""
    program = (
        "import sys; from verifier.fetch import HttpsFetcher; "
        "print(HttpsFetcher(own_origins=sys.argv[1:2]).fetch(sys.argv[2]).status)"
    )
    proxy = "http://127.0.0.1:9"
    environment = {"http_proxy": proxy, "https_proxy": proxy, "PYTHONPATH": str(HOUSE)}
    result = subprocess.run(
        [sys.executable, "-c", program, server.address(""), server.address("/badge")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("200\n", "")


@pytest.mark.parametrize(
    "path", ["/slow-head", "/slow-body", "/slow-body-without-length", "/silent"]
)
def test_a_slow_server_is_left_in_time(server: HostileServer, path: str) -> None:
    """Time runs out for the whole fetch, however many bytes come one by one."""
    began = time.monotonic()
    assert refusal(server.address(path), reaching(server)) == "timeout"
    assert time.monotonic() - began < 4 * SECONDS


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("too_large", "/endless"),
        ("too_large", "/gzip-bomb"),
        ("encoding", "/gzip-broken"),
        ("encoding", "/brotli"),
        ("content_type", "/page"),
        ("unreachable", "/cut-short"),
        ("unreachable", "/not-http"),
        ("address_refused", "/to-metadata"),
        ("address_refused", "/to-plain-http"),
        ("address_refused", "/to-file"),
        ("address_refused", "/to-nonsense"),
        ("too_many_redirects", "/hop/30"),
    ],
)
def test_what_misbehaves_is_refused(server: HostileServer, code: str, path: str) -> None:
    """Each kind of misbehaviour ends in a FetchError with its own code."""
    patient = reaching(server, FetchLimits(seconds=10))
    assert refusal(server.address(path), patient) == code


def test_only_three_redirects_are_followed(server: HostileServer) -> None:
    """After the third redirect nothing more is asked."""
    server.served.clear()
    refusal(server.address("/hop/30"), reaching(server))
    assert sum(server.served.values()) == 4


def test_a_badge_has_so_many_requests(server: HostileServer) -> None:
    """Those to where it was redirected count like the first."""
    limits = FetchLimits(requests=5)
    budget, fetcher = Budget(limits), reaching(server, limits)
    for _ in range(2):
        assert fetcher.read(server.address("/once"), budget).body == BADGE
    with pytest.raises(FetchError) as failed:
        fetcher.read(server.address("/once"), budget)
    assert failed.value.code == "too_many_requests"


def test_the_limit_depends_on_the_content_type(server: HostileServer) -> None:
    """Pictures and documents have limits of their own, and the last byte still fits."""
    size = len(BADGE)
    limits = FetchLimits(picture_bytes=size - 1, document_bytes=size)
    fetcher = reaching(server, limits)
    assert fetcher.fetch(server.address("/badge")).body == BADGE
    assert refusal(server.address("/picture"), fetcher) == "too_large"
    limits = FetchLimits(picture_bytes=size, document_bytes=size - 1)
    fetcher = reaching(server, limits)
    assert fetcher.fetch(server.address("/picture")).body == BADGE
    assert refusal(server.address("/badge"), fetcher) == "too_large"


def test_the_body_of_a_redirect_is_not_read(server: HostileServer) -> None:
    """A redirect whose body never ends is followed at once."""
    assert reaching(server).fetch(server.address("/endless-redirect")).body == BADGE


def test_nothing_listens() -> None:
    """A refused connection is an address that cannot be reached."""
    fetcher = HttpsFetcher(own_origins=["http://127.0.0.1:9"])
    assert refusal("http://127.0.0.1:9/", fetcher) == "unreachable"


@pytest.mark.parametrize(
    "address",
    [
        *("http://badges.example.org/", "ftp://badges.example.org/", "file:///etc/passwd", ""),
        *("https://", "https:///badge", "https://amina:secret@badges.example.org/"),
        *("https://badges.example.org:0/", "https://badges.example.org:99999/", "https://[/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://0.0.0.0/"),
        *("https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/"),
        *("https://169.254.169.254/", "https://[fe80::1]/", "https://[fd00::1]/"),
        *("https://100.64.0.1/", "https://198.18.0.1/", "https://224.0.0.1/", "https://[ff02::1]/"),
        *("https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/"),
        *("https://[fec0::1]/", "https://[::ffff:0:7f00:1]/", "https://[::ffff:100.64.0.1]/"),
        *("https://[3fff::1]/", "https://[5f00::1]/", "https://[::ffff:8.8.8.8]/"),
        *("https://[::7f00:1]/", "https://2130706433/", "https://0x7f.1/", "https://127.1./"),
    ],
)
def test_addresses_inside_are_refused(address: str) -> None:
    """By default only https to public addresses is spoken, in whatever spelling."""
    assert refusal(address, HttpsFetcher()) == "address_refused"


@pytest.mark.parametrize(
    "own_origins", [[], ["http://127.0.0.1:9"], ["http://localhost"], ["http://127.0.0.1"]]
)
def test_other_services_on_this_machine_hear_nothing(
    server: HostileServer, own_origins: list[str]
) -> None:
    """Only the caller's own origin is read here, port and all."""
    server.served.clear()
    fetcher = HttpsFetcher(own_origins=own_origins)
    assert refusal(server.address("/badge"), fetcher) == "address_refused"
    assert not server.served


def test_an_own_origin_must_be_on_this_machine() -> None:
    """Naming a private address as one's own does not open it."""
    fetcher = HttpsFetcher(own_origins=["http://192.168.0.1"])
    assert refusal("http://192.168.0.1/", fetcher) == "address_refused"
