"""How a batch treats hosts: few requests at once, turns for all, and none for the silent."""

from __future__ import annotations

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import FORGER, NOW, ORIGIN
from verifier import (
    Batch,
    BatchLimits,
    Document,
    FetchError,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
)
from verifier.fetch import Budget, FetchLimits
from verifier.hosts import FORGIVEN_AFTER, Hosts, Manners

if TYPE_CHECKING:
    from collections.abc import Callable

    from verifier.hosts import Outcome

BADGES_HOST = "badges.example.org"
SILENT_HOST = "forger.example.net"


def judge(batch: Batch, badge: str) -> Report:
    """Return the report of *badge*, valid or not."""
    try:
        return batch.verify(badge, policy=UnsafeAnyIssuer())
    except VerificationError as error:
        return error.report


def reasons(report: Report) -> set[str]:
    """Return the codes of what could not be decided."""
    return {item.code for item in report.findings if item.outcome.value == "undecided"}


class Asking:
    """A fetcher whose answers are given one by one, by the test."""

    limits = FetchLimits(seconds=5)

    def __init__(self) -> None:
        """Answer nothing yet."""
        self.begun: list[str] = []
        self.outcomes: dict[str, Outcome] = {}
        self.inside: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self._changed = threading.Condition()

    def fetch(self, address: str) -> Document:
        """Nobody calls this."""
        raise AssertionError(address)

    def read(self, address: str, budget: Budget) -> Document:
        """Wait until the test says what to answer; `→` in an address is a redirect."""
        with self._changed:
            self.begun.append(address)
            self._changed.notify_all()
        for place in address.split("→"):
            budget.enter(place)
        host = address.rsplit("→", maxsplit=1)[-1].split("/")[2]
        with self._changed:
            self.inside[host] += 1
            self.most[host] = max(self.most[host], self.inside[host])
            self._changed.wait_for(lambda: address in self.outcomes, 5)
            outcome = self.outcomes.pop(address)
            self.inside[host] -= 1
        if isinstance(outcome, FetchError):
            raise outcome
        assert isinstance(outcome, Document)
        return outcome

    def answer(self, address: str, outcome: Outcome | None = None) -> None:
        """Answer *address* with *outcome*, or an empty document."""
        with self._changed:
            self.outcomes[address] = outcome or Document(address, 200, "", b"")
            self._changed.notify_all()

    def has_begun(self, count: int) -> list[str]:
        """Return what was asked for, once it is *count* addresses; wait a moment for more."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.begun) >= count, 5), self.begun
            self._changed.wait_for(lambda: len(self.begun) > count, 0.05)
            return list(self.begun)


class Told:
    """What came of each request."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.outcomes: dict[str, Outcome] = {}
        self._changed = threading.Condition()

    def of(self, address: str) -> Callable[[Outcome], None]:
        """Return what takes the outcome of *address*."""

        def tell(outcome: Outcome) -> None:
            with self._changed:
                self.outcomes[address] = outcome
                self._changed.notify_all()

        return tell

    def wait(self, address: str) -> Outcome:
        """Return the outcome of *address*."""
        with self._changed:
            assert self._changed.wait_for(lambda: address in self.outcomes, 5), address
            return self.outcomes[address]


def hosts(fetcher: Asking, **manners: int) -> Hosts:
    """Return hosts that are treated with these *manners*."""
    return Hosts(fetcher, Manners(**({"per_host": 2, "at_once": 3, "timeouts": 2} | manners)))


def test_a_host_gets_few_requests_at_once_and_all_together_do() -> None:
    """The next one begins when one has ended, and the hosts take turns."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher)
    addresses = [f"{ORIGIN}/{number}" for number in range(4)] + [f"{FORGER}/a", f"{FORGER}/b"]
    for address in addresses:
        asked.begin(address, told.of(address))
    assert sorted(fetcher.has_begun(3)) == sorted([*addresses[:2], addresses[4]])
    fetcher.answer(addresses[0])
    told.wait(addresses[0])
    assert len(fetcher.has_begun(4)) == 4
    for number, address in enumerate([addresses[4], addresses[1]], 5):
        fetcher.answer(address)
        told.wait(address)
        fetcher.has_begun(number)
    for address in set(addresses) - {addresses[0], addresses[1], addresses[4]}:
        fetcher.answer(address)
        assert isinstance(told.wait(address), Document)
    assert sorted(fetcher.begun) == sorted(addresses)
    assert asked.asked == 6


def test_what_nobody_waits_for_is_not_begun() -> None:
    """A request in the queue can be taken back, and one that has begun cannot."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher, per_host=1)
    first, second, third = (
        asked.begin(f"{ORIGIN}/{number}", told.of(f"{ORIGIN}/{number}")) for number in range(3)
    )
    fetcher.has_begun(1)
    assert not asked.withdraw(first)
    assert asked.withdraw(second)
    assert not asked.withdraw(second)
    fetcher.answer(f"{ORIGIN}/0")
    assert fetcher.has_begun(2) == [f"{ORIGIN}/0", f"{ORIGIN}/2"]
    fetcher.answer(third.address)
    told.wait(third.address)
    assert f"{ORIGIN}/1" not in told.outcomes


def timeout(address: str) -> FetchError:
    """Return what a fetcher says of a server that was too slow."""
    return FetchError("timeout", address, "the answer did not come within 5 seconds.")


def test_a_silent_host_is_not_asked_again() -> None:
    """After its timeouts whatever waits for it is told so at once; other hosts are not touched."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher, per_host=1, timeouts=2)
    addresses = [f"{FORGER}/{number}" for number in range(4)]
    for address in addresses:
        asked.begin(address, told.of(address))
    for address in addresses[:2]:
        fetcher.answer(address, timeout(address))
        told.wait(address)
    for address in addresses[2:]:
        outcome = told.wait(address)
        assert isinstance(outcome, FetchError)
        assert outcome.code == "silent_host"
    asked.begin(f"{FORGER}/later", told.of("later"))
    assert isinstance(told.wait("later"), FetchError)
    asked.begin(f"{ORIGIN}/1", told.of(ORIGIN))
    fetcher.answer(f"{ORIGIN}/1")
    assert isinstance(told.wait(ORIGIN), Document)
    assert fetcher.begun == [*addresses[:2], f"{ORIGIN}/1"]


def test_a_host_that_answers_is_forgiven_now_and_then() -> None:
    """One timeout more for every so many answers; refusals are neither."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher, timeouts=1)
    refused = FetchError("unreachable", ORIGIN, "no answer came from its server.")
    # Something stays in the queue, so that the host is remembered.
    kept = asked.begin(f"{ORIGIN}/kept", told.of("kept"))
    for number in range(FORGIVEN_AFTER):
        address = f"{ORIGIN}/{number}"
        asked.begin(address, told.of(address))
        fetcher.answer(address, refused if number % 5 == 4 else None)
        told.wait(address)
    for number in range(FORGIVEN_AFTER // 5):
        address = f"{ORIGIN}/more/{number}"
        asked.begin(address, told.of(address))
        fetcher.answer(address)
        told.wait(address)
    for name, code in (("first", "timeout"), ("second", "timeout"), ("third", "silent_host")):
        address = f"{ORIGIN}/{name}"
        asked.begin(address, told.of(address))
        if code == "timeout":
            fetcher.answer(address, timeout(address))
        outcome = told.wait(address)
        assert isinstance(outcome, FetchError)
        assert outcome.code == code
    fetcher.answer(kept.address)
    told.wait("kept")


def test_a_redirect_takes_a_place_at_the_other_host() -> None:
    """Many addresses that lead to one host cannot overrun it, and hold no place at their own."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher, per_host=1, at_once=9)
    addresses = [f"https://{name}.example/→{ORIGIN}/{name}" for name in "abc"]
    for address in addresses:
        asked.begin(address, told.of(address))
    fetcher.has_begun(3)
    asked.begin("https://a.example/2", told.of("a2"))
    fetcher.answer("https://a.example/2")
    assert isinstance(told.wait("a2"), Document)
    asked.begin(f"{ORIGIN}/direct", told.of("direct"))
    for address in (*addresses, f"{ORIGIN}/direct"):
        fetcher.answer(address)
    for name in (*addresses, "direct"):
        assert isinstance(told.wait(name), Document)
    assert fetcher.most[BADGES_HOST] == 1


def test_a_redirect_to_a_silent_host_is_not_followed() -> None:
    """Nobody brings a silent host to be asked by another name."""
    fetcher, told = Asking(), Told()
    asked = hosts(fetcher, timeouts=1)
    asked.begin(f"{FORGER}/1", told.of("1"))
    fetcher.answer(f"{FORGER}/1", timeout(FORGER))
    told.wait("1")
    asked.begin(f"{ORIGIN}/→{FORGER}/2", told.of("2"))
    outcome = told.wait("2")
    assert isinstance(outcome, FetchError)
    assert outcome.code == "silent_host"


def test_a_fetch_that_hangs_is_given_up() -> None:
    """Where not even the fetcher can end it, its place is given to the next."""
    fetcher, told, seconds = Asking(), Told(), [0.0]
    asked = Hosts(fetcher, Manners(1, 1, 2), lambda: seconds[0])
    hanging = asked.begin(f"{ORIGIN}/1", told.of("1"))
    asked.begin(f"{ORIGIN}/2", told.of("2"))
    fetcher.has_begun(1)
    asked.give_up(hanging)
    assert told.outcomes == {}
    seconds[0] = 5.6
    asked.give_up(hanging)
    outcome = told.wait("1")
    assert isinstance(outcome, FetchError)
    assert outcome.code == "timeout"
    assert fetcher.has_begun(2) == [f"{ORIGIN}/1", f"{ORIGIN}/2"]
    fetcher.answer(f"{ORIGIN}/1")
    fetcher.answer(f"{ORIGIN}/2")
    assert isinstance(told.wait("2"), Document)
    assert told.outcomes["1"] is outcome


# --- The same, seen by a batch ----------------------------------------------------------------


def test_a_batch_asks_no_host_more_often_at_once_than_it_may() -> None:
    """Twenty badges on one host, eight threads: four requests at a time."""
    issuer = IssuerBehindANetwork(0.01)
    badges = [issuer.hosted(f"{ORIGIN}/assertions/{number}") for number in range(20)]
    batch = Batch(issuer, NOW, BatchLimits(connections_per_host=4))
    with ThreadPoolExecutor(8) as workers:
        reports = list(workers.map(lambda badge: judge(batch, badge), badges))
    assert {report.valid for report in reports} == {True}
    assert issuer.most[BADGES_HOST] == 4
    assert set(Counter(issuer.asked).values()) == {1}


def test_a_dead_host_costs_its_own_badges_little_and_others_nothing() -> None:
    """After three timeouts its badges are undecided at once, and the report says why."""
    seconds = 0.3
    issuer = IssuerBehindANetwork(30, FetchLimits(seconds=seconds))
    issuer.slow = {SILENT_HOST}
    dead = [f"{FORGER}/assertions/{number}" for number in range(40)]
    alive = [issuer.hosted(f"{ORIGIN}/assertions/{number}") for number in range(10)]
    batch = Batch(issuer, NOW)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as workers:
        reports = list(workers.map(lambda badge: judge(batch, badge), [*dead, *alive]))
    assert time.monotonic() - began < 6 * seconds
    assert {report.valid for report in reports[:40]} == {None}
    assert "fetch.silent_host" in reasons(reports[39])
    assert "Try again later" in str(VerificationError(reports[39]))
    assert {report.valid for report in reports[40:]} == {True}


def test_a_badge_that_wasted_its_time_spoils_nothing_for_others() -> None:
    """A document that is asked for in the last moment has a time of its own."""
    seconds = 0.4
    issuer = IssuerBehindANetwork(0.35, FetchLimits(seconds=seconds))
    issuer.slow = {SILENT_HOST, BADGES_HOST}
    issuer.redirect(f"{FORGER}/slow", f"{ORIGIN}/issuer")
    batch = Batch(issuer, NOW)
    late = judge(batch, f"{FORGER}/slow")
    assert "did not come within 0.4 seconds" in str(VerificationError(late))
    time.sleep(seconds)
    good = judge(batch, f"{ORIGIN}/issuer")
    assert "document.read" in {item.code for item in good.findings}
    assert issuer.asked.count(f"{ORIGIN}/issuer") == 1


def test_whoever_waits_for_a_turn_in_vain_is_told_so() -> None:
    """A host that is merely busy with other badges of the batch is not called dead."""
    issuer = IssuerBehindANetwork(0.3, FetchLimits(seconds=0.4))
    badges = [f"{ORIGIN}/assertions/{number}" for number in range(6)]
    batch = Batch(issuer, NOW, BatchLimits(connections_per_host=1, timeouts=99))
    with ThreadPoolExecutor(6) as workers:
        reports = list(workers.map(lambda badge: judge(batch, badge), badges))
    sentences = " ".join(str(VerificationError(report)) for report in reports)
    assert "its turn did not come within 0.4 seconds" in sentences
