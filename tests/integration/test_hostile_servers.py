"""Whole verifications of badges whose servers misbehave: each costs at most the limits."""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from tests.doubles.fixed import START as NOW
from tests.doubles.hostile_server import HostileServer
from verifier import (
    CachingFetcher,
    HttpsFetcher,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.fetch import Budget, FetchLimits
from verifier.openbadges import documents, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verifier import Fetcher

SECONDS = 0.3
QUICK = FetchLimits(seconds=SECONDS)

SLOW = ("/slow-head", "/slow-body", "/slow-body-without-length", "/silent")
QUICKLY_REFUSED = {
    "/endless": "more than 5242880 bytes",
    "/gzip-bomb": "more than 5242880 bytes",
    "/gzip-broken": "compressed content is damaged",
    "/page": "neither JSON nor a PNG or SVG",
    "/cut-short": "no answer came",
    "/not-http": "no answer came",
    "/hop/30": "forwarded more than 3 times",
    "/to-loopback": "public internet address",
    "/to-metadata": "public internet address",
    "/to-plain-http": "does not begin with https://",
    "/to-file": "not a complete web address",
}


@pytest.fixture
def server() -> Iterator[HostileServer]:
    """Run a hostile server, on which an ordinary issuer has published a hosted badge as well."""
    with HostileServer() as running:
        publish(running)
        yield running


def publish(server: HostileServer, **replaced: str) -> str:
    """Publish a hosted badge and all that it names; return its address.

    *replaced* names the path at which one of `badge`, `issuer`, `picture` or `image`
    (of the badge itself) is said to be.
    """
    at = {
        name: server.address(replaced.get(name, f"/{name}.json"))
        for name in ("assertion", "class", "issuer", "picture", "image")
    }
    assertion = documents.hosted_assertion(
        id=at["assertion"],
        recipient=identity.url_recipient("https://meta.wikimedia.org/wiki/User:Amina_K"),
        badge=at["class"],
        issued_on=NOW,
    )
    if "image" in replaced:
        assertion["image"] = at["image"]
    badge_class = documents.badge_class(
        id=at["class"],
        name="Weaving",
        description="Can warp a loom.",
        image=at["picture"],
        criteria_narrative="Warp one.",
        issuer=at["issuer"],
    )
    profile = documents.profile(
        id=at["issuer"], name="Weavers", url=at["issuer"], email="badges@badges.example.org"
    )
    # The host of an IP address with a port is the issuer's own, as it is for a name.
    for name, document in (("assertion", assertion), ("class", badge_class), ("issuer", profile)):
        server.published[f"/{name}.json"] = json.dumps(document).encode()
    server.published["/picture.json"] = b"{}"
    return at["assertion"]


def reaching(server: HostileServer, limits: FetchLimits = QUICK) -> HttpsFetcher:
    """Return a fetcher that may read from *server*."""
    return HttpsFetcher(limits, own_origins=[server.address("")])


def judge(badge: str, fetcher: Fetcher) -> Report:
    """Return the report of *badge*, valid or not."""
    try:
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    except VerificationError as error:
        return error.report


def test_the_badge_is_valid_when_its_server_behaves(server: HostileServer) -> None:
    """Nothing below is undecided for another reason than the one that is tested."""
    report = judge(publish(server), reaching(server, FetchLimits()))
    assert report.valid is True, [finding.sentence for finding in report.ordered_findings]


@pytest.mark.parametrize(
    ("part", "path"),
    [
        *(("input", path) for path in SLOW),
        *((part, "/silent") for part in ("class", "issuer", "picture", "image")),
    ],
)
def test_a_slow_server_costs_the_time_of_one_badge(
    server: HostileServer, part: str, path: str
) -> None:
    """Whatever is slow, the whole verification ends in time and is undecided."""
    badge = publish(server, **{part: path})
    badge = server.address(path) if part == "input" else badge
    began = time.monotonic()
    report = judge(badge, reaching(server))
    assert time.monotonic() - began < SECONDS + 1
    assert report.valid is None
    assert "did not come within 0.3 seconds" in str(VerificationError(report))


@pytest.mark.parametrize("path", QUICKLY_REFUSED)
@pytest.mark.parametrize("part", ["input", "picture"])
def test_what_misbehaves_leaves_the_badge_undecided(
    server: HostileServer, part: str, path: str
) -> None:
    """An answer that we refuse proves nothing against the badge, and the report says why."""
    badge = publish(server, **{part: path})
    badge = server.address(path) if part == "input" else badge
    report = judge(badge, reaching(server, FetchLimits(seconds=10)))
    assert report.valid is None
    assert QUICKLY_REFUSED[path] in str(VerificationError(report))


def test_everything_slow_at_once_costs_the_time_of_one_badge(server: HostileServer) -> None:
    """Every further address fails at once when the time is over."""
    badge = publish(server, picture="/slow-body", image="/silent")
    body = json.loads(server.published["/issuer.json"])
    body["publicKey"] = [server.address(f"/silent?{number}") for number in range(5)]
    body["revocationList"] = server.address("/slow-head")
    server.published["/issuer.json"] = json.dumps(body).encode()
    began = time.monotonic()
    assert judge(badge, reaching(server)).valid is None
    assert time.monotonic() - began < SECONDS + 1


@pytest.mark.parametrize("path", ["/endless", "/gzip-bomb"])
def test_what_never_ends_fills_no_memory(server: HostileServer, path: str) -> None:
    """64 MB of zeros in 64 kB, or spaces for ever, cost what one document may weigh."""
    fetcher = reaching(server, FetchLimits(seconds=10))
    judge(server.address("/page"), fetcher)
    tracemalloc.start()
    try:
        judge(server.address(path), fetcher)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # The bomb itself is made in this process, and has 64 MB while it is being packed.
    assert peak < (100 if path == "/gzip-bomb" else 25) * 1024 * 1024


def test_a_badge_may_weigh_so_much_and_no_more(server: HostileServer) -> None:
    """The documents of one badge share a size: two pictures that each fit may not both."""
    padding = b"<svg>" + b" " * 2000
    badge = publish(server, picture="/picture.json", image="/image.json")
    server.published["/picture.json"] = server.published["/image.json"] = padding
    fetcher = reaching(server, FetchLimits(seconds=10, total_bytes=4000))
    report = judge(badge, fetcher)
    assert report.valid is None
    assert "bytes" in str(VerificationError(report))


LOOKED_UP: list[object] = []


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"socket.getaddrinfo", "socket.connect"}:
        LOOKED_UP.append(arguments[0] if event == "socket.getaddrinfo" else arguments[1])


def test_a_name_is_looked_up_once_and_its_address_is_used(server: HostileServer) -> None:
    """A name that changes its address after it was checked is asked for no second time.

    Its first address is checked, and the connection goes to that very address.
    """
    origin = server.address("").replace("127.0.0.1", "localhost")
    sys.addaudithook(_note)
    LOOKED_UP.clear()
    assert HttpsFetcher(own_origins=[origin]).fetch(f"{origin}/badge").status == 200
    assert LOOKED_UP[0] == "localhost"
    assert all("localhost" not in str(place) for place in LOOKED_UP[1:])
    assert len(LOOKED_UP) >= 2


def test_a_name_that_leads_here_is_refused() -> None:
    """A public name may resolve to this machine; the connection is refused."""
    report = judge("https://localhost:9/", HttpsFetcher())
    assert "does not lead to a public internet address" in str(VerificationError(report))


def test_an_etag_spares_the_body(server: HostileServer) -> None:
    """What has not changed is answered with 304 and no body, and by the right address only."""
    fetcher = reaching(server)
    budget = Budget(fetcher.limits)
    first = fetcher.read(server.address("/class.json"), budget)
    again = fetcher.read(server.address("/class.json"), budget, first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    server.published["/badge"] = first.body
    redirected = fetcher.read(server.address("/once"), budget, first.headers["etag"])
    assert (redirected.status, redirected.body) == (200, first.body)


def test_a_batch_asks_a_server_for_what_is_new_alone(server: HostileServer) -> None:
    """Through a cache, the second badge costs one question, about the badge itself."""
    fetcher = CachingFetcher(reaching(server, FetchLimits(seconds=10)))
    server.published["/picture.json"] = b"<svg/>"
    badge = publish(server)
    server.published["/picture.json"] = b"<svg/>"
    assert judge(badge, fetcher).valid
    server.served.clear()
    assert judge(badge, fetcher).valid
    assert server.served == {"/assertion.json": 1}
