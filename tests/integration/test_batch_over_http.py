"""A batch in front of real servers, good ones and such as misbehave, with many threads."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.doubles.fixed import START as NOW
from tests.doubles.hostile_server import HostileServer
from verifier import (
    Batch,
    BatchLimits,
    HttpsFetcher,
    InvalidBadge,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.fetch import FetchLimits
from verifier.openbadges import documents, identity

if TYPE_CHECKING:
    from collections.abc import Iterator

BADGES = 12
SECONDS = 0.5
HOSTILE = (
    "/slow-head",
    "/slow-body",
    "/slow-body-without-length",
    "/silent",
    "/endless",
    "/gzip-bomb",
    "/gzip-broken",
    "/page",
    "/gone",
    "/cut-short",
    "/not-http",
    "/hop/30",
    "/to-loopback",
    "/to-metadata",
    "/to-nonsense",
    "/nowhere",
)


@pytest.fixture
def servers() -> Iterator[tuple[HostileServer, HostileServer]]:
    """Run a server of an issuer with badges, and one that is only hostile."""
    with HostileServer() as good, HostileServer() as bad:
        for path, body in published(good).items():
            good.published[path] = body
        yield good, bad


def published(server: HostileServer) -> dict[str, bytes]:
    """Return hosted badges, and the class, Profile and picture that they share, by path."""
    profile = documents.profile(
        id=server.address("/issuer"),
        name="Weavers",
        url=server.address("/"),
        email="badges@badges.example.org",
    )
    badge_class = documents.badge_class(
        id=server.address("/class"),
        name="Weaving",
        description="Can warp a loom.",
        image=server.address("/shared-picture"),
        criteria_narrative="Warp one.",
        issuer=server.address("/issuer"),
    )
    found = {
        "/issuer": documents.encode(profile),
        "/class": documents.encode(badge_class),
        "/shared-picture": b"{}",
    }
    for number in range(BADGES):
        assertion = documents.hosted_assertion(
            id=server.address(f"/assertions/{number}"),
            recipient=identity.url_recipient("https://meta.wikimedia.org/wiki/User:Amina_K"),
            badge=server.address("/class"),
            issued_on=NOW,
        )
        found[f"/assertions/{number}"] = documents.encode(assertion)
    return found


def together(batch: Batch, badges: list[str], threads: int) -> list[Report]:
    """Return the reports of *batch*."""

    def judge(badge: str) -> Report:
        try:
            return batch.verify(badge, policy=UnsafeAnyIssuer())
        except (VerificationError, InvalidBadge) as error:
            return error.report

    with ThreadPoolExecutor(threads) as workers:
        return list(workers.map(judge, badges))


def test_each_document_crosses_the_network_once(
    servers: tuple[HostileServer, HostileServer],
) -> None:
    """Twelve badges of one class, twice and in eight threads: one request for each address."""
    good, _ = servers
    fetcher = HttpsFetcher(own_origins=[good.address("")])
    badges = [good.address(f"/assertions/{number}") for number in range(BADGES)]
    batch = Batch(fetcher, NOW)
    reports = together(batch, badges * 2, 8)
    assert dict(good.served) == dict.fromkeys(good.published, 1)
    assert [report.valid for report in reports] == [True] * 2 * BADGES
    assert reports[:BADGES] == [
        verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW) for badge in badges
    ]


def test_hostile_badges_cost_good_ones_nothing(
    servers: tuple[HostileServer, HostileServer],
) -> None:
    """Fifty requests at once of which most misbehave: limits hold, threads end, verdicts stand."""
    good, bad = servers
    limits = FetchLimits(seconds=SECONDS)
    fetcher = HttpsFetcher(limits, own_origins=[good.address(""), bad.address("")])
    fine = [good.address(f"/assertions/{number}") for number in range(BADGES)]
    hostile = [bad.address(path) for path in HOSTILE]
    began = time.monotonic()
    batch = Batch(fetcher, NOW, BatchLimits(timeouts=2))
    reports = together(batch, [*hostile, *fine, *hostile, *hostile], 50)
    assert time.monotonic() - began < 8 * SECONDS
    assert [report.valid for report in reports[len(hostile) : len(hostile) + BADGES]] == [
        True
    ] * BADGES
    others = [*reports[: len(hostile)], *reports[len(hostile) + BADGES :]]
    assert True not in {report.valid for report in others}
    assert max(bad.served[path] for path in HOSTILE) == 1
    while fetching() and time.monotonic() - began < 20 * SECONDS:
        time.sleep(0.05)
    assert fetching() == []


def fetching() -> list[str]:
    """Return the threads that fetch; the servers of this test have threads too."""
    return [thread.name for thread in threading.enumerate() if "(_work)" in thread.name]
