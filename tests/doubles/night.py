"""The registrar's night: a list of badges checked by the API over HTTP, and what it cost.

    with night(folder, 300) as registrar:
        registrar.check()

Used by a test with a short list, and by `tests.benchmarks.registrars_night` with 5,000.
"""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from issuer.actions import tokens
from tests.doubles.hostile_server import HostileServer
from tests.doubles.registrar import DEAD, Claim, claims, in_calls
from tests.doubles.running_service import RunningService, running_service
from tests.doubles.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

BATCH = "/api/v1/verifications/batch"
ONE = "/api/v1/verifications"
_PAGES = ("/", "/verify")

AT_ONCE = 4
"""Single calls; a token has as many places."""


@dataclass(slots=True)
class Night:
    """Who checks *claims* at *service*; *servers* are their issuers."""

    service: RunningService
    servers: Sequence[HostileServer]
    claims: Sequence[Claim]
    token: str
    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)

    def check(self, size: int) -> Watch:
        """Check all in calls of *size*, note memory in kB after each, and watch the pages."""
        for page in _PAGES:
            self.service.ask(page)  # The first one of a process makes its templates.
        with Watch(self.service.origin, *_PAGES) as pages:
            for body in in_calls(self.claims, size):
                answer = self.service.ask(BATCH, body, self._headers, timeout=600)
                if answer.status != 200:
                    raise RuntimeError(answer.body.decode())
                found = [json.loads(line) for line in answer.body.splitlines()]
                self.lines.update({line["id"]: line for line in found})
                self.memory.append(self.service.status("VmRSS"))
        return pages

    def wrong(self) -> list[str]:
        """Return the ids of badges whose verdict is not the one that it should be."""
        return [
            claim.id
            for claim in self.claims
            if claim.id not in self.lines or self.lines[claim.id]["valid"] is not claim.valid
        ]

    def differing(self) -> list[str]:
        """Ask for each badge alone; return the ids of those with other findings than in a batch."""
        with ThreadPoolExecutor(AT_ONCE) as callers:
            alone = callers.map(self._alone, self.claims)
            return [
                claim.id
                for claim, answer in zip(self.claims, alone, strict=True)
                if _gist(answer) != _gist(self.lines[claim.id])
            ]

    def fetched_twice(self, calls: int) -> dict[str, int]:
        """Return the documents that were fetched more often than once in each of *calls*."""
        served: Counter[str] = Counter()
        for server in self.servers:
            for path in server.published:
                served[server.address(path)] = server.served[path]
        return {address: times for address, times in served.items() if times > calls}

    def distinct(self) -> int:
        """Return how many documents the issuers served."""
        return sum(len(server.served) for server in self.servers)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}

    def _alone(self, claim: Claim) -> dict[str, Any]:
        answer = self.service.ask(ONE, json.dumps(claim.asked).encode(), self._headers)
        found: dict[str, Any] = json.loads(answer.body)
        return found


def _gist(answer: dict[str, Any]) -> object:
    """Return all of an answer but the moments."""
    documents = sorted((seen["address"], seen["sha256"]) for seen in answer["documents"])
    unlike = {"id", "checked_at", "documents"}
    return {name: value for name, value in answer.items() if name not in unlike}, documents


@contextmanager
def night(folder: Path, count: int) -> Iterator[Night]:
    """Make *count* badges of three issuers, and serve an installation in *folder*."""
    with ExitStack() as stack:
        servers = [stack.enter_context(HostileServer()) for _ in range(3)]
        listed = claims(count, servers)
        origins = [DEAD, *(server.address("") for server in servers)]
        service = stack.enter_context(running_service(folder, origins))
        _, secret = tokens.new(service.installation.service, "Registrar")
        yield Night(service, servers, listed, secret)
