"""Badges that are judged together: what they share, what they never share, what it may cost."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    FORGER,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    TINY_PNG,
    IssuerInMemory,
)
from verifier import (
    AllOf,
    Batch,
    BatchLimits,
    Document,
    EarnedBy,
    FetchError,
    InvalidBadge,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.answers import MAX_SETTLED, Answer, fresh
from verifier.fetch import Budget, FetchLimits
from verifier.hosts import BUSY
from verifier.openbadges import png
from verifier.reading import MAX_FETCHES

if TYPE_CHECKING:
    from verifier import Fetcher

POLICY = AllOf(UnsafeAnyIssuer(), EarnedBy(AMINA))


def alone(badge: str | bytes, fetcher: Fetcher) -> Report:
    """Return the report of a call by itself."""
    try:
        return verify(badge, policy=POLICY, fetcher=fetcher, now=NOW)
    except (VerificationError, InvalidBadge) as error:
        return error.report


def together(badge: str | bytes, batch: Batch) -> Report:
    """Return the report of *batch*."""
    try:
        return batch.verify(badge, policy=POLICY)
    except (VerificationError, InvalidBadge) as error:
        return error.report


def a_course(issuer: IssuerInMemory) -> list[str | bytes]:
    """Return good and bad badges of every form, which share documents."""
    signed = [issuer.signed(id=f"urn:uuid:{uuid.UUID(int=number, version=4)}") for number in (1, 2)]
    hosted = issuer.hosted(f"{ORIGIN}/assertions/2")
    other_class = f"{ORIGIN}/badge-classes/spinning"
    issuer.publish({**issuer.document(BADGE_CLASS), "id": other_class, "name": None})
    return [
        *signed,
        issuer.signed(id=OTHERS[0]),
        signed[0][:-8] + "AAAAAAAA",
        png.bake(TINY_PNG, signed[1]),
        hosted,
        hosted,
        issuer.hosted(expires="2026-10-02T00:00:00Z"),
        issuer.signed(badge=other_class),
        issuer.signed(badge=f"{FORGER}/class"),
        issuer.signed(image=f"{ORIGIN}/nowhere.png"),
        f"{ORIGIN}/nowhere",
        issuer.signed(verification={"type": "SignedBadge", "creator": f"{PROFILE}#1"}),
        PROFILE,
        BADGE_CLASS,
        REVOCATIONS,
        issuer.key_id,
        "no badge",
    ]


@pytest.mark.parametrize("kind", [IssuerInMemory, IssuerBehindANetwork])
@pytest.mark.parametrize("threads", [1, 4])
def test_a_report_is_that_of_a_call_by_itself(kind: type[IssuerInMemory], threads: int) -> None:
    """Findings in their order, documents and all, however many threads work."""
    issuer = kind()
    badges = a_course(issuer) * 3
    expected = [alone(badge, issuer) for badge in badges]
    assert {report.valid for report in expected} == {True, False, None}
    batch = Batch(issuer, NOW)
    with ThreadPoolExecutor(threads) as workers:
        reports = list(workers.map(lambda badge: together(badge, batch), badges))
    assert reports == expected
    assert [report.as_json() for report in reports] == [report.as_json() for report in expected]


@given(st.permutations(range(18)), st.integers(0, 60_000))
@settings(max_examples=25, deadline=None)
def test_neither_order_nor_room_matters(order: list[int], room: int) -> None:
    """Whatever came before, and however much was dropped, a report stays the same."""
    issuer = IssuerInMemory()
    badges = a_course(issuer)
    batch = Batch(issuer, NOW, BatchLimits(kept_bytes=room))
    for place in order:
        assert together(badges[place], batch) == alone(badges[place], issuer)
    assert batch.figures.kept_bytes <= room


@pytest.mark.parametrize("kind", [IssuerInMemory, IssuerBehindANetwork])
def test_each_document_is_fetched_once(kind: type[IssuerInMemory]) -> None:
    """Eight threads and forty badges ask for each address one time, also for what is not there."""
    issuer = kind()
    badges = [issuer.signed(image=f"{ORIGIN}/nowhere.png") for _ in range(40)]
    batch = Batch(issuer, NOW)
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda badge: together(badge, batch), badges))
    asked = {issuer.key_id, BADGE_CLASS, PROFILE, REVOCATIONS, PICTURE, f"{ORIGIN}/nowhere.png"}
    assert Counter(issuer.asked) == dict.fromkeys(asked, 1)
    figures = batch.figures
    assert (figures.badges, figures.fetched, figures.dropped) == (40, 6, 0)
    assert figures.answered == 39 * 6


def test_a_failure_is_not_remembered_beyond_the_batch() -> None:
    """What could not be read now may be there for the next batch."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    profile = issuer.published.pop(PROFILE)
    batch = Batch(issuer, NOW)
    assert together(badge, batch).valid is None
    issuer.published[PROFILE] = profile
    assert together(badge, batch).valid is None
    assert together(badge, Batch(issuer, NOW)).valid is True


def test_a_caller_who_changes_a_report_changes_no_other() -> None:
    """Each report has documents of its own, down to the innermost, before and after."""
    issuer = IssuerInMemory()
    issuer.change(PROFILE, verification={"allowedOrigins": ["badges.example.org"]})
    issuer.change(BADGE_CLASS, tags=["loom"], criteria={"narrative": "Warp one."})
    badge = issuer.hosted(evidence=[{"id": "https://example.org/e"}])
    batch = Batch(issuer, NOW)
    expected = alone(badge, issuer).as_json(), alone(badge, issuer)
    reports = [together(badge, batch) for _ in range(2)]
    spoil(reports[0])
    assert (reports[1].as_json(), reports[1]) == expected
    later = together(badge, batch)
    assert (later.as_json(), later) == expected


def spoil(report: Report) -> None:
    """Put a forger into everything in *report* that can be changed."""
    waiting: list[Any] = [report.assertion, report.badge_class, report.issuer]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += list(value.values())
            value["id"] = f"{FORGER}/issuer"
        elif isinstance(value, list):
            waiting += value
            value.append("forger.example.net")


def test_a_forger_gains_nothing_by_company() -> None:
    """A key, a Profile and a list that hold for one badge do not hold for another."""
    issuer, forger = IssuerInMemory(), IssuerInMemory()
    forger.rotate_keys()
    forged_key = f"{FORGER}/keys/1"
    issuer.publish({**forger.document(forger.key_id), "id": forged_key, "owner": PROFILE})
    named = {"type": "SignedBadge", "creator": forged_key}
    forged = forger.signed(verification=named)
    good = issuer.signed()
    stolen = forger.signed(
        verification={"type": "SignedBadge", "creator": issuer.key_id}, id=OTHERS[1]
    )
    batch = Batch(issuer, NOW)
    for _ in range(2):
        assert together(good, batch).valid is True
        assert together(forged, batch).valid is False
        assert together(stolen, batch).valid is False


def test_a_list_is_read_once_and_asked_for_every_badge() -> None:
    """Who is on it is revoked, who is not is not, and the index gives the reason."""
    issuer = IssuerInMemory()
    issuer.revoke(*OTHERS, {"id": SIGNED, "revocationReason": "A mistake."})
    batch = Batch(issuer, NOW)
    free = issuer.signed(id="urn:uuid:11111111-1111-4111-8111-111111111111")
    assert together(free, batch).valid is True
    revoked = together(issuer.signed(), batch)
    assert [item.parameters["reason"] for item in revoked.findings if "because" in item.code] == [
        "A mistake."
    ]
    assert together(free, batch).valid is True
    assert issuer.asked.count(REVOCATIONS) == 1


def test_a_badge_has_its_own_number_of_fetches() -> None:
    """What the batch knows already counts like any other, so the report stays the same."""
    issuer = IssuerInMemory()
    endorsements = [f"{FORGER}/{number}" for number in range(2 * MAX_FETCHES)]
    badge = issuer.signed(endorsement=endorsements)
    batch = Batch(issuer, NOW)
    first, second = together(badge, batch), together(badge, batch)
    assert first == second == alone(badge, issuer)
    assert "fetch.too_many" in {finding.code for finding in second.findings}


def test_a_badge_has_its_own_bytes() -> None:
    """Documents that others have paid for weigh for this badge too."""
    issuer = IssuerBehindANetwork(0, FetchLimits(total_bytes=3_000))
    badge = issuer.signed()
    issuer.put(PICTURE, bytes(2_500), content_type="image/png")
    batch = Batch(issuer, NOW)
    for _ in range(2):
        report = together(badge, batch)
        assert report.valid is None
        assert "the answer has more than" in str(VerificationError(report))


def test_a_badge_waits_no_longer_than_its_time() -> None:
    """Waiting for a fetch that another badge began counts, and both are undecided."""
    issuer = IssuerBehindANetwork(30, FetchLimits(seconds=0.3))
    badge = issuer.signed()
    batch = Batch(issuer, NOW)
    began = time.monotonic()
    with ThreadPoolExecutor(4) as workers:
        reports = list(workers.map(lambda _: together(badge, batch), range(4)))
    assert time.monotonic() - began < 2
    assert {report.valid for report in reports} == {None}
    assert issuer.asked == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_mistake_of_the_fetcher_is_everybodys_and_nobodys_answer() -> None:
    """What is no FetchError ends the verification at once, as an error, and is not remembered."""

    class Broken(IssuerBehindANetwork):
        def read(self, address: str, budget: Budget) -> Document:
            if broken.is_set():
                raise ZeroDivisionError(address)
            return super().read(address, budget)

    broken = threading.Event()
    broken.set()
    issuer = Broken()
    badge = issuer.signed()
    batch = Batch(issuer, NOW)
    with pytest.raises(CancelledError):
        batch.verify(badge, policy=POLICY)
    broken.clear()
    assert batch.verify(badge, policy=POLICY).valid


def test_a_busy_moment_is_no_answer() -> None:
    """That there was no place at a host in time says nothing about the address."""

    class Busy(IssuerBehindANetwork):
        def read(self, address: str, budget: Budget) -> Document:
            if busy.is_set():
                raise FetchError(BUSY, address, "its server was busy.")
            return super().read(address, budget)

    busy = threading.Event()
    busy.set()
    issuer = Busy()
    badge = issuer.signed()
    batch = Batch(issuer, NOW)
    assert together(badge, batch).valid is None
    busy.clear()
    assert together(badge, batch).valid is True


def test_a_mistake_in_this_thread_is_not_remembered_either() -> None:
    """The same for a fetcher that is asked in the thread that verifies."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    published, issuer.published = issuer.published, {}
    batch = Batch(_Absent(issuer), NOW)
    with pytest.raises(LookupError):
        batch.verify(badge, policy=POLICY)
    issuer.published = published
    assert batch.verify(badge, policy=POLICY).valid


class _Absent:
    def __init__(self, issuer: IssuerInMemory) -> None:
        self._issuer = issuer

    def fetch(self, address: str) -> Document:
        """Answer, or make a mistake."""
        return self._issuer.published[address]


def test_what_is_settled_is_settled_once_and_bounded() -> None:
    """A question about one answer is asked once, but not everything is remembered."""
    made: list[int] = []
    answer = Answer(Document(PROFILE, 200, "", b"{}"), is_shared=True)

    def make(number: int) -> int:
        made.append(number)
        return number

    for number in [*range(MAX_SETTLED), 0, 1, MAX_SETTLED, MAX_SETTLED]:
        assert answer.settle(number, partial(make, number)) == number
    assert made == [*range(MAX_SETTLED), MAX_SETTLED, MAX_SETTLED]
    single = Answer(Document(PROFILE, 200, "", b"{}"))
    assert [single.settle("x", lambda: make(1)) for _ in range(2)] == [1, 1]
    assert made[-2:] == [1, 1]


def test_long_names_and_long_headers_take_room_too() -> None:
    """Whatever strangers write and we keep counts, or is not kept."""
    issuer = IssuerInMemory()
    batch = Batch(issuer, NOW)
    together(issuer.signed(), batch)
    before = batch.figures.kept_bytes
    together(f"{ORIGIN}/{'x' * 10_000}", batch)
    assert batch.figures.kept_bytes - before > 10_000
    answer = Answer(Document(PROFILE, 200, "", b"{}"), is_shared=True)
    before = answer.size
    answer.settle(("owner", ("x" * 5_000, 7)), lambda: True)
    assert answer.size - before > 5_000
    long = IssuerInMemory()
    profile = long.published[PROFILE]
    badge = long.signed()
    expected = together(badge, Batch(long, NOW))
    long.published[PROFILE] = replace(profile, headers={"x-padding": "x" * 100_000})
    batch = Batch(long, NOW)
    assert together(badge, batch) == expected
    assert batch.figures.kept_bytes < 50_000


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_a_copy_shares_no_container(value: object) -> None:
    """A copy equals what it was made from, and no object or list is in both."""
    copy = fresh(value)
    assert copy == value
    assert containers(copy).isdisjoint(containers(value))


def containers(value: object) -> set[int]:
    """Return the identities of the objects and lists in *value*."""
    inner = (
        list(value.values())
        if isinstance(value, dict)
        else value
        if isinstance(value, list)
        else []
    )
    own = {id(value)} if isinstance(value, dict | list) else set()
    return own.union(*map(containers, inner)) if inner else own
