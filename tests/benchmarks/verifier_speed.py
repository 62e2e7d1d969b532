"""Our verifier against the 1EdTech reference: `./run python -m tests.benchmarks.verifier_speed`.

The same badges with the same documents in memory, in the same run, by turns, each verifier
in a process of its own; no JSON-LD context is fetched by either, and ours keeps nothing from
one badge to the next.  Prints the median of each form, and how many times faster we are.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from tests.doubles.issuer_in_memory import AMINA, NOW, REVOCATIONS, TINY_PNG, IssuerInMemory
from tests.house.tree import HOUSE
from tests.interop import environments
from verifier import AllOf, EarnedBy, MemoryFetcher, UnsafeAnyIssuer, verify
from verifier.openbadges import png, svg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from verifier import Document

WANTED = 100
ROUNDS = 3
TIMES = 10
OURS_FOR_ONE = 50
"""How often we verify while the reference does once, so that both take a while."""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title><path d="M0 0h1"/></svg>'


def main() -> int:
    """Print the ratios; return 1 when one is less than wanted."""
    parser = argparse.ArgumentParser(prog="verifier_speed", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help="per form and round")
    options = parser.parse_args()
    python = environments.make(environments.REFERENCE)
    ratios = []
    for form, badge, documents in _badges():
        theirs, ours = [], []
        for _ in range(ROUNDS):
            theirs += _reference(python, badge, documents, options.times)
            ours += _ours(badge, documents, options.times * OURS_FOR_ONE)
        slow, fast = statistics.median(theirs), statistics.median(ours)
        ratios.append(slow / fast)
        sys.stdout.write(
            f"{form:12} reference {slow * 1e3:8.1f} ms   ours {fast * 1e3:6.3f} ms   "
            f"{slow / fast:4.0f} times faster\n"
        )
    sys.stdout.write(f"The least ratio is {min(ratios):.0f}; {WANTED} is wanted.\n")
    return 0 if min(ratios) >= WANTED else 1


def _badges() -> list[tuple[str, str | bytes, Mapping[str, Document]]]:
    """Return the forms of one badge, which both verifiers accept."""
    issuer = IssuerInMemory()
    issuer.change(REVOCATIONS, **{"@context": "https://w3id.org/openbadges/v2"})
    signed, hosted = issuer.signed(), issuer.hosted()
    return [
        ("signed", signed, issuer.published),
        ("signed PNG", png.bake(TINY_PNG, signed), issuer.published),
        ("signed SVG", svg.bake(SVG, signed), issuer.published),
        ("hosted", hosted, issuer.published),
    ]


def _ours(badge: str | bytes, documents: Mapping[str, Document], times: int) -> list[float]:
    """Return how many seconds each of our verifications took; the badge is valid."""
    seconds = []
    policy, fetcher = AllOf(UnsafeAnyIssuer(), EarnedBy(AMINA)), MemoryFetcher(documents)
    for _ in range(times):
        began = time.perf_counter()
        report = verify(badge, policy=policy, fetcher=fetcher, now=NOW)
        report.as_json()
        seconds.append(time.perf_counter() - began)
    return seconds


def _reference(
    python: Path, badge: str | bytes, documents: Mapping[str, Document], times: int
) -> list[float]:
    """Return how many seconds each of the reference's verifications took, but for the first."""
    question: dict[str, Any] = {
        "badge": badge if isinstance(badge, str) else {"base64": base64.b64encode(badge).decode()},
        "recipient": {"url": AMINA},
        "times": times + 1,
        "documents": {
            address: {
                "content_type": document.content_type,
                "body_base64": base64.b64encode(document.body).decode(),
            }
            for address, document in documents.items()
        },
    }
    done = subprocess.run(
        [str(python), "-m", "tests.benchmarks.reference_in_memory"],
        input=json.dumps(question),
        cwd=HOUSE,
        env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    answer = json.loads(done.stdout)
    if not answer["valid"]:
        raise RuntimeError(f"The reference refuses the badge: {answer['messages']}")
    # The first time it still imports and compiles.
    seconds: list[float] = answer["seconds"][1:]
    return seconds


if __name__ == "__main__":
    sys.exit(main())
