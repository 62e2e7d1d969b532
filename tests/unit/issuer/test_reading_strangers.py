"""How many strangers are read at a time, and that none is blamed for waiting in our queue."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from issuer.actions.verification import CONNECTIONS, fetcher
from verifier import Document, FetchError
from verifier.fetch import Budget, FetchLimits
from verifier.hosts import BUSY

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from verifier.session import BudgetedFetcher

ADDRESS = "https://good.example/1"
PATIENCE = 5.0
MORE = CONNECTIONS + 6


class Strangers:
    """Hosts that answer when the test lets them, and time out where it wants them to."""

    limits = FetchLimits(seconds=PATIENCE)

    def __init__(self) -> None:
        """Answer nothing yet."""
        self.inside = 0
        self.go = threading.Event()
        self.changed = threading.Condition()

    def fetch(self, address: str) -> Document:
        """Nobody calls this."""
        raise AssertionError(address)

    def read(self, address: str, _budget: Budget) -> Document:
        """Wait until the test lets it go; an address that ends so runs out of time at once."""
        if address.endswith("/slow"):
            raise FetchError("timeout", address, "the answer did not come within 5 seconds.")
        with self.changed:
            self.inside += 1
            self.changed.notify_all()
        self.go.wait(PATIENCE)
        return Document(address, 200, "", b"{}")

    def are_inside(self, count: int) -> bool:
        """Return whether *count* are read, and after a moment no more than that."""
        with self.changed:
            self.changed.wait_for(lambda: self.inside >= count, PATIENCE)
            self.changed.wait_for(lambda: self.inside > count, 0.2)
            return self.inside == count


@pytest.fixture
def strangers() -> Strangers:
    """Make strangers of which none answers yet."""
    return Strangers()


@pytest.fixture
def reader(strangers: Strangers) -> BudgetedFetcher:
    """Return what the service reads them with."""
    service = SimpleNamespace(
        fetcher=strangers, addresses=SimpleNamespace(is_ours=lambda _address: False)
    )
    return cast("BudgetedFetcher", fetcher(cast("Service", service)))


def code(reader: BudgetedFetcher, address: str, seconds: float) -> str:
    """Return the code of the error that reading *address* ends in."""
    with pytest.raises(FetchError) as error:
        reader.read(address, Budget(FetchLimits(seconds=seconds)))
    return error.value.code


def test_all_requests_together_read_sixty_four_strangers(
    strangers: Strangers, reader: BudgetedFetcher
) -> None:
    """What the machine bears: each takes a thread and a connection.  The others wait."""
    with ThreadPoolExecutor(MORE) as threads:
        try:
            for _ in range(MORE):
                threads.submit(reader.read, ADDRESS, Budget(strangers.limits))
            assert strangers.are_inside(64)
        finally:
            strangers.go.set()
    assert strangers.inside == MORE


def test_whoever_waits_in_vain_is_not_called_slow(
    strangers: Strangers, reader: BudgetedFetcher
) -> None:
    """A host that was never asked cannot have been silent, nor one that got what was left."""
    with ThreadPoolExecutor(MORE) as threads:
        try:
            for _ in range(CONNECTIONS):
                threads.submit(reader.read, ADDRESS, Budget(strangers.limits))
            assert strangers.are_inside(CONNECTIONS)
            assert code(reader, ADDRESS, 0.1) == BUSY
            late = threads.submit(code, reader, f"{ADDRESS}/slow", 2.0)
            time.sleep(0.5)
        finally:
            strangers.go.set()
        assert late.result(PATIENCE) == BUSY


def test_a_slow_stranger_is_called_slow(reader: BudgetedFetcher) -> None:
    """Where it was asked at once and had all its time."""
    assert code(reader, f"{ADDRESS}/slow", 2.0) == "timeout"
