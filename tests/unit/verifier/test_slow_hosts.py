"""Who is called slow when a request was redirected, and what redirects cost a badge of a batch."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import FORGER, NOW, PICTURE
from verifier import Batch, Document, FetchError, Report, UnsafeAnyIssuer, VerificationError, verify
from verifier.fetch import Budget, FetchLimits
from verifier.hosts import Hosts, Manners

if TYPE_CHECKING:
    from verifier.hosts import Outcome

SECONDS = 10.0
A, B, C = (f"https://{name}.example" for name in "abc")

Way = tuple[tuple[str, float], ...]


class Redirecting:
    """A fetcher that is sent from host to host, and whose time passes when it is told to."""

    limits = FetchLimits(seconds=SECONDS)

    def __init__(self, way: Way, *, answers: bool) -> None:
        """Go the *way*: each host, and the seconds that it takes; then answer, or time out."""
        self.now = 0.0
        self._way = way
        self._answers = answers

    def read(self, address: str, budget: Budget) -> Document:
        """Answer other addresses than the one that begins the way at once."""
        budget.enter(address)
        if not address.endswith("/slow"):
            return Document(address, 200, "", b"")
        for host, seconds in self._way:
            budget.enter(f"{host}/slow")
            self.now += seconds
        if self._answers:
            return Document(address, 200, "", b"")
        raise FetchError("timeout", address, "the answer did not come within 10 seconds.")

    def fetch(self, address: str) -> Document:
        """Nobody calls this."""
        raise AssertionError(address)


def asked(hosts: Hosts, address: str) -> Outcome:
    """Return what came of *address*."""
    done = threading.Event()
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        done.set()

    hosts.begin(address, tell)
    assert done.wait(5)
    return outcomes[0]


def silent(way: Way, *, answers: bool = False) -> set[str]:
    """Return which hosts are silent after two requests that went the same *way*."""
    fetcher = Redirecting(way, answers=answers)
    hosts = Hosts(fetcher, Manners(4, 9, 2), lambda: fetcher.now)
    for _ in range(2):
        asked(hosts, f"{way[0][0]}/slow")
    return {host for host in (A, B, C) if isinstance(asked(hosts, f"{host}/"), FetchError)}


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        (((A, 10.0),), {A}),
        (((A, 9.9), (B, 0.1)), {A}),
        (((A, 0.1), (B, 9.9)), {B}),
        (((A, 0.1), (B, 9.8), (C, 0.1)), {B}),
        (((A, 5.0), (B, 5.0)), set()),
        (((A, 0.1), (B, 4.9), (C, 5.0)), set()),
    ],
)
def test_only_a_host_that_had_its_time_is_slow(way: Way, expected: set[str]) -> None:
    """Nobody can wait until the last moment and hand the blame to the host that comes next."""
    assert silent(way) == expected


def test_a_slow_answer_makes_nobody_silent() -> None:
    """It is an answer all the same."""
    assert silent(((A, 9.9), (B, 0.1)), answers=True) == set()


# --- What redirects cost ----------------------------------------------------------------------


class Roundabout(IssuerBehindANetwork):
    """An issuer whose documents are each reached after two redirects."""

    HOPS = 3

    def read(self, address: str, budget: Budget) -> Document:
        """Ask as often as there are hops."""
        for _ in range(self.HOPS - 1):
            budget.enter(address)
        return super().read(address, budget)


def reports(issuer: Roundabout, badge: str) -> tuple[Report, ...]:
    """Return the report of *badge* by itself, and two of a batch that has it twice."""
    batch, policy = Batch(issuer, NOW), UnsafeAnyIssuer()
    together = partial(batch.verify, badge, policy=policy)
    ways = (partial(verify, badge, policy=policy, fetcher=issuer, now=NOW), together, together)
    found: list[Report] = []
    for way in ways:
        try:
            found.append(way())
        except VerificationError as error:
            found.append(error.report)
    return tuple(found)


@pytest.mark.parametrize(("requests", "expected"), [(12, True), (11, None)])
def test_redirects_count_in_a_batch_as_they_do_alone(
    requests: int,
    expected: bool | None,  # noqa: FBT001 - it is a verdict
) -> None:
    """A badge, its class, its issuer and its picture: four documents, three requests for each."""
    issuer = Roundabout(limits=FetchLimits(requests=requests))
    for report in reports(issuer, issuer.hosted()):
        assert report.valid is expected
        # Which of two that are read side by side is the one too many is nobody's promise.
        said = " ".join(str(finding.parameters) for finding in report.findings)
        assert ("too many addresses were asked" in said) is (expected is None)


def test_requests_in_vain_count_too() -> None:
    """The picture is not found, at the cost of three requests, and nothing is left for the rest."""
    issuer = Roundabout(limits=FetchLimits(requests=14))
    badge = issuer.hosted(endorsement=f"{FORGER}/endorsements/1")
    issuer.remove(PICTURE)
    alone, first, second = reports(issuer, badge)
    said = " ".join(str(finding.parameters) for finding in alone.findings)
    assert "too many addresses were asked for this badge." in said
    assert alone == first == second
