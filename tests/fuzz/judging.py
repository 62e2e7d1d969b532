"""What one input may end in and may cost, whoever made it."""

from __future__ import annotations

import json
import resource
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.issuer_in_memory import NOW
from verifier import (
    AllOf,
    Batch,
    EarnedBy,
    InvalidBadge,
    MemoryFetcher,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    bundle,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from verifier import Document

MOST_SECONDS = 1.0
"""CPU time of one input."""

MOST_BYTES = 100 * 1024 * 1024
"""Memory of one input."""

AGREES_EVERY = 8
"""Of so many inputs one is judged in a batch and from a bundle as well."""

POLICY = AllOf(UnsafeAnyIssuer(), EarnedBy("Amina K", "amina@example.org", "earner@example.org"))


class MisbehaviourError(AssertionError):
    """The verifier ended otherwise, or cost more, than it may."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is handed in, and the documents that the network answers."""

    badge: str | bytes
    documents: Mapping[str, Document] = field(default_factory=dict)
    now: datetime = NOW

    @property
    def size(self) -> int:
        """The bytes of the input itself."""
        return len(
            self.badge if isinstance(self.badge, bytes) else self.badge.encode("utf-8", "replace")
        )


def outcome(case: Case) -> Report:
    """Return the report of *case*; raise MisbehaviourError for any ending that is not promised."""
    try:
        report = verify(
            case.badge, policy=POLICY, fetcher=MemoryFetcher(case.documents), now=case.now
        )
    except VerificationError as error:
        report = error.report
        _expect(report.valid is not True, "VerificationError with a report that says valid.")
        _expect(bool(str(error)), "VerificationError without a reason.")
    except InvalidBadge as error:
        report = error.report
        _expect(report.valid is False, "InvalidBadge with another verdict than not valid.")
        _expect(bool(str(error)), "InvalidBadge without a reason.")
    else:
        _expect(report.valid is True, "A Report was returned that does not say valid.")
    # Whoever gets a report prints it or sends it on.
    json.dumps(report.as_json(), ensure_ascii=False, allow_nan=False).encode()
    return report


def agree(case: Case, report: Report) -> None:
    """Expect that a batch says of *case* what *report* says, and a bundle that it trusts, too."""
    network = MemoryFetcher(case.documents)
    batch = Batch(network, case.now)
    for _ in range(2):
        try:
            found = batch.verify(case.badge, policy=POLICY)
        except (VerificationError, InvalidBadge) as error:
            found = error.report
        _expect(found == report, "A batch gives another report than a call by itself.")
    try:
        data = bundle.make(case.badge, network, case.now).as_bytes()
        opened = bundle.read(data)
        trusted = bundle.judge(opened, policy=POLICY, now=case.now, is_trusted=True)
        unknown = bundle.judge(opened, policy=POLICY, now=case.now)
    except ValueError:
        return  # It is no badge, which the report says, or its bundle would be too large.
    _expect(trusted.valid is report.valid, "A trusted bundle gives another verdict.")
    _expect(unknown.valid is not True, "A bundle of a stranger is valid.")


def seconds(case: Case) -> float:
    """Return the CPU seconds that *case* takes; raise MisbehaviourError as `outcome` does."""
    began = time.thread_time()
    outcome(case)
    return time.thread_time() - began


def peak_bytes() -> int:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@dataclass(slots=True)
class Account:
    """What many inputs cost: how many there were, and the worst."""

    inputs: int = 0
    slowest: float = 0
    slowest_case: Case | None = None
    grown_bytes: int = 0
    """The most by which one input raised the peak of the process."""
    verdicts: dict[str, int] = field(default_factory=dict)
    unfinished: Case | None = None
    """What is being judged, or what broke the verifier."""

    def judge(self, case: Case) -> None:
        """Judge *case* and note its cost; raise MisbehaviourError if it is too high."""
        self.unfinished = case
        began, peak = time.thread_time(), peak_bytes()
        report = outcome(case)
        took, grown = time.thread_time() - began, peak_bytes() - peak
        self.inputs += 1
        verdict = {True: "valid", False: "not valid", None: "undecided"}[report.valid]
        self.verdicts[verdict] = self.verdicts.get(verdict, 0) + 1
        if took > self.slowest:
            self.slowest, self.slowest_case = took, case
        _expect(took <= MOST_SECONDS, f"It took {took:.2f} s.")
        if self.inputs % AGREES_EVERY == 0:
            agree(case, report)
        # The first input loads what is imported late.
        if self.inputs > 1:
            self.grown_bytes = max(self.grown_bytes, grown)
        _expect(self.grown_bytes <= MOST_BYTES, f"It filled {grown / 1e6:.0f} MB.")
        self.unfinished = None

    def __str__(self) -> str:
        verdicts = ", ".join(f"{count} {name}" for name, count in sorted(self.verdicts.items()))
        return (
            f"{self.inputs} inputs ({verdicts}); slowest {self.slowest * 1000:.0f} ms; "
            f"largest {self.grown_bytes / 1e6:.0f} MB"
        )


def _expect(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion with its sentence
    if not holds:
        raise MisbehaviourError(otherwise)
