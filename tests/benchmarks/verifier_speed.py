"""Our verifier against the 1EdTech reference: `./run python -m tests.benchmarks.verifier_speed`.

The same badges with the same documents in memory, in the same run, by turns, each verifier
in a process of its own and by its public `verify`; nothing is fetched by either.  Twice:

- a course: every badge is another one, and all have the same issuer, class and key, as in
  a platform's night.  This is the ratio that counts.
- strangers: every badge has an issuer, a class and a key that were never seen before.

Prints the median of each form, and how many times faster we are.  Each verifier is given
some badges of the kind before, which do not count.
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
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles.issuer_in_memory import (
    AMINA,
    NOW,
    ORIGIN,
    REVOCATIONS,
    TINY_PNG,
    IssuerInMemory,
    key_document,
)
from tests.house.tree import HOUSE
from tests.interop import environments
from verifier import AllOf, EarnedBy, MemoryFetcher, UnsafeAnyIssuer, verify
from verifier.openbadges import documents, jws, png, svg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from verifier import Document

WANTED = 100
ROUNDS = 5
BADGES = 40
"""Of each kind and round."""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title><path d="M0 0h1"/></svg>'

Badge: TypeAlias = "str | bytes"


@dataclass(frozen=True, slots=True)
class Batch:
    """Badges of one kind, and all the documents that they name."""

    name: str
    badges: list[Badge]
    documents: Mapping[str, Document]


def main() -> int:
    """Print the ratios; return 1 when one of a course is less than wanted."""
    parser = argparse.ArgumentParser(
        prog="verifier_speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--badges", type=int, default=BADGES, metavar="N", help="per kind and round"
    )
    options = parser.parse_args()
    python = environments.make(environments.REFERENCE)
    course = [_ratio(python, batch) for batch in _course(ROUNDS * options.badges)]
    strangers = [_ratio(python, batch) for batch in _strangers(options.badges)]
    sys.stdout.write(
        f"The least ratio for a course is {min(course):.0f}; {WANTED} is wanted."
        f" For strangers it is {min(strangers):.0f}.\n"
    )
    return 0 if min(course) >= WANTED else 1


def _ratio(python: Path, batch: Batch) -> float:
    """Print how long both take for a badge of *batch*; return how many times faster we are."""
    theirs, ours = [], []
    share = len(batch.badges) // ROUNDS
    warm, _ = batch.badges[:share], _ours(batch, batch.badges[:share])
    for turn in range(1, ROUNDS):
        badges = batch.badges[turn * share : (turn + 1) * share]
        theirs += _reference(python, batch, [*warm[:2], *badges])[2:]
        ours += _ours(batch, badges)
    slow, fast = statistics.median(theirs), statistics.median(ours)
    sys.stdout.write(
        f"{batch.name:26} reference {slow * 1e3:6.2f} ms   ours {fast * 1e6:6.0f} us   "
        f"{slow / fast:4.0f} times faster\n"
    )
    return slow / fast


def _course(count: int) -> list[Batch]:
    """Return *count* badges in each form, which both verifiers accept."""
    issuer = IssuerInMemory()
    issuer.change(REVOCATIONS, **{"@context": "https://w3id.org/openbadges/v2"})
    signed = [issuer.signed(id=f"urn:uuid:{uuid.uuid4()}") for _ in range(count)]
    hosted = []
    for number in range(count):
        address = issuer.hosted()
        document = issuer.document(address)
        hosted.append(f"{address}-{number}")
        issuer.publish({**document, "id": hosted[-1]})
    return [
        Batch("a course, signed", [*signed], issuer.published),
        Batch("a course, signed PNG", [png.bake(TINY_PNG, b) for b in signed], issuer.published),
        Batch("a course, signed SVG", [svg.bake(SVG, b) for b in signed], issuer.published),
        Batch("a course, hosted", [*hosted], issuer.published),
    ]


def _strangers(count: int) -> list[Batch]:
    """Return *count* signed and as many hosted badges, each of an issuer of its own."""
    found: dict[str, Document] = {}
    signed: list[Badge] = []
    hosted: list[Badge] = []
    for number in range(count):
        origin = f"https://badges-{number}.example.org"
        issuer = IssuerInMemory()
        issuer.change(REVOCATIONS, **{"@context": "https://w3id.org/openbadges/v2"})
        issuer.private_key = rsa.generate_private_key(65537, 2048)
        issuer.publish(key_document(issuer.key_id, issuer.private_key))
        hosted.append(issuer.hosted().replace(ORIGIN, origin))
        statement = documents.encode(issuer.assertion(id=f"urn:uuid:{uuid.uuid4()}"))
        signed.append(jws.encode(_moved(statement, origin), issuer.private_key))
        for address, document in issuer.published.items():
            there = address.replace(ORIGIN, origin)
            body = _moved(document.body, origin)
            found[there] = replace(document, address=there, body=body)
    return [Batch("strangers, signed", signed, found), Batch("strangers, hosted", hosted, found)]


def _moved(body: bytes, origin: str) -> bytes:
    return body.replace(ORIGIN.encode(), origin.encode())


def _ours(batch: Batch, badges: list[Badge]) -> list[float]:
    """Return how many seconds each of our verifications took; the badges are valid."""
    seconds = []
    policy, fetcher = AllOf(UnsafeAnyIssuer(), EarnedBy(AMINA)), MemoryFetcher(batch.documents)
    for badge in badges:
        began = time.perf_counter()
        verify(badge, policy=policy, fetcher=fetcher, now=NOW)
        seconds.append(time.perf_counter() - began)
    return seconds


def _reference(python: Path, batch: Batch, badges: list[Badge]) -> list[float]:
    """Return how many seconds each of the reference's verifications took; it finds them valid."""
    question: dict[str, Any] = {
        "badges": [
            badge if isinstance(badge, str) else {"base64": base64.b64encode(badge).decode()}
            for badge in badges
        ],
        "recipient": {"url": AMINA},
        "documents": {
            address: {
                "content_type": document.content_type,
                "body_base64": base64.b64encode(document.body).decode(),
            }
            for address, document in batch.documents.items()
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
    seconds: list[float] = answer["seconds"]
    return seconds


if __name__ == "__main__":
    sys.exit(main())
