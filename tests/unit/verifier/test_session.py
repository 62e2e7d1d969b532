"""The fetches for one badge: they share a budget, and hurry changes nothing but the time."""

from __future__ import annotations

import threading
import time

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    HOSTED,
    NOW,
    ORIGIN,
    PICTURE,
    PROFILE,
    IssuerInMemory,
)
from verifier import FetchError, UnsafeAnyIssuer, VerificationError, verify
from verifier.fetch import Budget, Document, FetchLimits
from verifier.reading import MAX_FETCHES, Reading
from verifier.session import begin

SECONDS = 0.3
BADGE_PICTURE = f"{ORIGIN}/assertions/1.png"


class SlowIssuer(IssuerInMemory):
    """An issuer whose server takes its time, and that can be read side by side."""

    def __init__(self, seconds: float = 0, limits: FetchLimits | None = None) -> None:
        """Take *seconds* for every answer."""
        super().__init__()
        self.limits = limits or FetchLimits()
        self.threads: set[int] = set()
        self._seconds = seconds

    def read(self, address: str, budget: Budget) -> Document:
        """Answer like `fetch`, slowly."""
        self.threads.add(threading.get_ident())
        time.sleep(min(self._seconds, budget.seconds_left))
        answer = self.fetch(address)
        budget.spend(len(answer.body))
        return answer


class Silent:
    """A fetcher that hangs, however long it is given, as a name server can make it hang."""

    limits = FetchLimits(seconds=SECONDS)

    def __init__(self) -> None:
        """Hang until `closing` is set."""
        self.closing = threading.Event()

    def fetch(self, address: str) -> Document:
        """Never answer."""
        raise AssertionError(address)

    def read(self, address: str, budget: Budget) -> Document:
        """Never answer, not even within *budget*."""
        del budget
        self.closing.wait(60)
        raise FetchError("unreachable", address, "nobody waited.")


class Broken(Silent):
    """A fetcher with a mistake in it."""

    def read(self, address: str, budget: Budget) -> Document:
        """Fail in a way that no fetcher should."""
        del budget
        raise ZeroDivisionError(address)


def timed(issuer: SlowIssuer, badge: str) -> float:
    """Return how many seconds the verification of *badge*, which is valid, takes."""
    began = time.monotonic()
    verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    return time.monotonic() - began


def test_independent_documents_are_read_side_by_side() -> None:
    """Five documents and the picture take the time of four: key, class, Profile and list."""
    issuer = SlowIssuer(SECONDS)
    issuer.change(PROFILE, image=PICTURE)
    issuer.put(BADGE_PICTURE, issuer.published[PICTURE].body)
    took = timed(issuer, issuer.signed(image=BADGE_PICTURE))
    assert len(issuer.asked) == 6
    assert 4 * SECONDS <= took < 5.5 * SECONDS
    assert len(issuer.threads) > 1


@pytest.mark.parametrize("form", ["signed", "hosted", "signed without its key's name"])
def test_hurry_changes_nothing_but_the_time(form: str) -> None:
    """The report is the same, finding by finding, and so is every address that was asked."""
    reports = []
    asked = []
    for issuer in (SlowIssuer(), IssuerInMemory()):
        issuer.put(BADGE_PICTURE, issuer.published[PICTURE].body)
        if form == "hosted":
            badge = issuer.hosted(image=BADGE_PICTURE)
        elif form == "signed":
            badge = issuer.signed(image=BADGE_PICTURE)
        else:
            badge = issuer.signed(image=BADGE_PICTURE, verification={"type": "SignedBadge"})
        reports.append(verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW))
        asked.append(sorted(issuer.asked))
    assert reports[0] == reports[1]
    assert asked[0] == asked[1]


def test_nothing_hurries_before_the_signature_holds() -> None:
    """A forged text makes us ask for its key alone, side by side or not."""
    issuer = SlowIssuer()
    header, payload, _ = issuer.signed(image=PICTURE).split(".")
    forged = f"{header}.{payload}.{'A' * 342}"
    with pytest.raises(VerificationError, match="not valid"):
        verify(forged, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    assert issuer.asked == [issuer.key_id]


def test_twenty_five_silent_servers_cost_the_time_of_one() -> None:
    """The time is for all fetches together, and holds even where a fetch never ends."""
    silent = Silent()
    reading = Reading(silent, NOW)
    began = time.monotonic()
    for number in range(2 * MAX_FETCHES):
        assert reading.answer(f"{ORIGIN}/{number}") is None
    silent.closing.set()
    assert time.monotonic() - began < 3 * SECONDS
    codes = [finding.code for finding in reading.findings]
    assert codes.count("fetch.failed") == MAX_FETCHES
    assert "within 0.3 seconds" in reading.findings[0].sentence


def test_a_budget_runs_out_of_bytes() -> None:
    """What all documents of a badge weigh together is limited, whatever each may weigh."""
    issuer = SlowIssuer(limits=FetchLimits(total_bytes=1000))
    budget = Budget(issuer.limits)
    assert budget.bytes_left == 1000
    issuer.read(BADGE_CLASS, budget)
    issuer.read(PROFILE, budget)
    issuer.read(issuer.key_id, budget)
    assert budget.bytes_left == 1


def test_a_budget_counts_by_its_clock() -> None:
    """The time that is left falls with the clock, and not below nothing."""
    moments = iter([100.0, 104.0, 200.0])
    budget = Budget(FetchLimits(seconds=10), lambda: next(moments))
    assert [budget.seconds_left, budget.seconds_left] == [6, 0]


def test_no_more_is_begun_than_may_be_fetched() -> None:
    """Reading ahead stays within the number of fetches that a badge has."""
    issuer = SlowIssuer()
    reading = Reading(issuer, NOW)
    reading.ahead(*(f"{ORIGIN}/{number}" for number in range(3 * MAX_FETCHES)), "no address", None)
    for number in range(3 * MAX_FETCHES):
        reading.answer(f"{ORIGIN}/{number}")
    assert len(issuer.asked) == MAX_FETCHES


def test_a_session_is_used_as_it_is() -> None:
    """A caller that has begun a session goes on with it, so its budget holds for all."""
    session = begin(SlowIssuer())
    assert begin(session) is session


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_in_a_fetcher_is_not_waited_for() -> None:
    """An error that is none of fetching ends the verification at once, as that error."""
    with pytest.raises(ZeroDivisionError):
        begin(Broken()).fetch(HOSTED)
    for thread in threading.enumerate():
        if "_work" in thread.name:
            thread.join()
