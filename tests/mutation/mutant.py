"""What a mutant is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """One line of one module of `verifier`, and what stands there instead.

    *skips* says what an attacker would gain.  *tests* are where a test is expected
    to fail: names of modules in tests/unit/verifier.
    """

    module: str
    line: str
    instead: str
    skips: str
    tests: tuple[str, ...]


SIGNED, HOSTED = "test_verify_signed", "test_verify_hosted"
