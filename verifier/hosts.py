"""Fetches in threads of their own, so that no host is overrun and none holds up the others.

A batch asks the same few hosts thousands of times, and whoever makes a badge chooses
some of them.  A host gets few requests at once, the hosts take turns, and one that lets
requests run out of time is left alone for the rest of the batch.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from .fetch import SILENT_HOST, Budget, Document, FetchError
from .openbadges import values

if TYPE_CHECKING:
    from collections.abc import Callable

    from .session import BudgetedFetcher

    Outcome: TypeAlias = "Document | FetchError | Mistake"
    Authority: TypeAlias = tuple[str, int | None]

FORGIVEN_AFTER = 20
"""Answers that make good for one request that ran out of time: a busy host is not a dead one."""

BUSY = "busy"
"""The code of a FetchError that says nothing about the address: it could not be asked for yet."""

_ENOUGH = 0.9
"""The share of a request's time after which a host that was redirected to, or from, is slow."""

_GRACE_SECONDS = 0.5
"""How much longer than its time a fetch may take to say itself that it is over."""


class Mistake:
    """What came of an address whose fetcher failed in a way that it should not."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How many requests at once: for one host, for all; and after how many a host is let alone."""

    per_host: int
    at_once: int
    timeouts: int


@dataclass(slots=True, eq=False)
class _Host:
    """One server, by its name and port."""

    name: Authority
    queue: deque[Request] = field(default_factory=deque)
    active: int = 0
    guests: int = 0
    """Requests that were sent on to this host from another, and wait for a place."""
    timeouts: int = 0
    answers: int = 0
    is_silent: bool = False
    """Whether it is not asked any more."""


class Request:
    """One address that is asked for, or will be; *tell* is called once, with what came of it."""

    __slots__ = ("address", "host", "is_over", "moved_at", "slow", "started_at", "tell")

    def __init__(self, address: str, tell: Callable[[Outcome], None]) -> None:
        self.address = address
        self.tell = tell
        self.started_at: float | None = None
        self.is_over = False
        self.host: _Host | None = None
        """Whose place it takes, or waits for; after a redirect another one."""
        self.moved_at: float | None = None
        """When it got its place there, if it was redirected."""
        self.slow: Authority | None = None
        """The host that took nearly all the time before it redirected, if one did."""


class Hosts:
    """Fetches for many badges at once through one *fetcher*, with *manners*."""

    def __init__(
        self,
        fetcher: BudgetedFetcher,
        manners: Manners,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetcher = fetcher
        self._manners = manners
        self._clock = clock
        self._hosts: dict[Authority, _Host] = {}
        self._waiting: deque[_Host] = deque()
        """Hosts with a queue, in the order of their turns."""
        self._running = 0
        self._changed = threading.Condition()
        self.asked = 0
        """How many requests have begun."""

    def begin(self, address: str, tell: Callable[[Outcome], None]) -> Request:
        """Ask for *address* as soon as its host has a place, and *tell* what came of it."""
        request = Request(address, tell)
        with self._changed:
            host = self._host(address)
            request.host = host
            refused = host.is_silent
            if not refused:
                if not host.queue:
                    self._waiting.append(host)
                host.queue.append(request)
                self._start_some()
        if refused:
            request.is_over = True
            tell(_silence(address))
        return request

    def withdraw(self, request: Request) -> bool:
        """Return whether *request* had not begun, and now never will."""
        with self._changed:
            host = request.host
            if request.started_at is not None or host is None or request not in host.queue:
                return False
            request.is_over = True
            host.queue.remove(request)
            self._tidy(host)
        return True

    def give_up(self, request: Request) -> None:
        """End *request* if it is far over its time: its thread hangs where nobody can cut it.

        The system's resolver is such a place.  The thread goes on, and its answer is lost.
        """
        with self._changed:
            allowed = self._fetcher.limits.seconds + _GRACE_SECONDS
            started = request.started_at
            if request.is_over or started is None or self._clock() - started < allowed:
                return
        detail = f"the answer did not come within {self._fetcher.limits.seconds:g} seconds."
        self._finish(request, FetchError("timeout", request.address, detail))

    def move(self, request: Request, address: str, budget: Budget) -> None:
        """Let *request* take a place at the host of *address*, where it was sent on to.

        Gives its place at the last host back first.  Raises FetchError if there is no
        place in time, or the host is silent.
        """
        with self._changed:
            host = self._host(address)
            if host is request.host or request.is_over:
                self._tidy(host)
                return
            if request.host is not None and self._had_its_time(request):
                request.slow = request.host.name
            self._give_place(request)
            self._start_some()
            host.guests += 1
            while (
                host.active >= self._manners.per_host
                and budget.seconds_left
                and not (host.is_silent or request.is_over)
            ):
                self._changed.wait(budget.seconds_left)
            host.guests -= 1
            if host.is_silent:
                raise _silence(address)
            if request.is_over or not budget.seconds_left:
                self._tidy(host)
                detail = f"its server was busy with other requests for {budget.seconds:g} seconds."
                raise FetchError(BUSY, address, detail)
            host.active += 1
            request.host, request.moved_at = host, self._clock()

    def _host(self, address: str) -> _Host:
        return self._named(values.authority(address))

    def _named(self, name: Authority) -> _Host:
        return self._hosts.setdefault(name, _Host(name))

    def _start_some(self) -> None:
        """Begin what may begin, one request a host and turn.  Needs the lock."""
        idle = 0
        while self._waiting and idle < len(self._waiting):
            if self._running >= self._manners.at_once:
                return
            host = self._waiting.popleft()
            idle += 1
            if host.queue and host.active < self._manners.per_host:
                idle = 0
                self._start(host.queue.popleft(), host)
            if host.queue:
                self._waiting.append(host)

    def _start(self, request: Request, host: _Host) -> None:
        host.active += 1
        self._running += 1
        self.asked += 1
        request.started_at = self._clock()
        threading.Thread(target=self._work, args=(request,), daemon=True).start()

    def _work(self, request: Request) -> None:
        outcome: Outcome = Mistake()
        try:
            # The time and size are its own, not those of the badge that asked first: a badge
            # that wasted its time would otherwise make the address fail for all others.
            turn = _Turn(self, request, self._fetcher)
            try:
                document = self._fetcher.read(request.address, turn)
                outcome = replace(document, requests=turn.requests)
            except FetchError as error:
                error.requests = turn.requests
                outcome = error
        finally:
            # After a mistake of ours, which the thread shows, nobody waits for nothing.
            self._finish(request, outcome)

    def _finish(self, request: Request, outcome: Outcome) -> None:
        with self._changed:
            if request.is_over:
                return
            request.is_over = True
            self._running -= 1
            left_alone = self._judge(request, outcome)
            self._give_place(request)
            self._start_some()
        request.tell(outcome)
        for other in left_alone:
            other.tell(_silence(other.address))

    def _judge(self, request: Request, outcome: Outcome) -> list[Request]:
        """Count *outcome* for its host; return whatever waits in vain if that is silent now."""
        is_timeout = isinstance(outcome, FetchError) and outcome.code == "timeout"
        host = self._slow(request) if is_timeout else request.host
        if host is None:
            return []
        if not isinstance(outcome, FetchError):
            host.answers += 1
        elif is_timeout:
            host.timeouts += 1
        host.is_silent |= host.timeouts >= self._manners.timeouts + host.answers // FORGIVEN_AFTER
        if not host.is_silent:
            return []
        waiting = list(host.queue)
        host.queue.clear()
        for other in waiting:
            other.is_over = True
        return waiting

    def _slow(self, request: Request) -> _Host | None:
        """Return the host that let *request* run out of time, if it was one alone.

        Whoever redirects a moment before the end must not make another host the slow one.
        """
        if request.moved_at is None or self._had_its_time(request):
            return request.host
        return None if request.slow is None else self._named(request.slow)

    def _had_its_time(self, request: Request) -> bool:
        """Return whether the host of *request* had nearly all the time that a request has."""
        began = request.started_at if request.moved_at is None else request.moved_at
        enough = _ENOUGH * self._fetcher.limits.seconds
        return began is not None and self._clock() - began >= enough

    def _give_place(self, request: Request) -> None:
        host, request.host = request.host, None
        if host is not None:
            host.active -= 1
            self._tidy(host)
        self._changed.notify_all()

    def _tidy(self, host: _Host) -> None:
        """Forget a *host* that nothing is known about; strangers can name any number."""
        if not host.queue and host in self._waiting:
            self._waiting.remove(host)
        if not (host.queue or host.active or host.guests or host.timeouts):
            self._hosts.pop(host.name, None)


class _Turn(Budget):
    """What one request may cost, and its place at one host after the other."""

    def __init__(self, hosts: Hosts, request: Request, fetcher: BudgetedFetcher) -> None:
        super().__init__(fetcher.limits)
        self._hosts = hosts
        self._request = request

    def enter(self, address: str) -> None:
        """Wait for a place at the host of *address*."""
        super().enter(address)
        self._hosts.move(self._request, address, self)


def crowded(address: str) -> FetchError:
    """Return that all connections to strangers are taken, which is no fault of *address*."""
    return FetchError(BUSY, address, "too much else was being read at the same time.")


def _silence(address: str) -> FetchError:
    return FetchError(SILENT_HOST, address, "its server let other requests run out of time.")
