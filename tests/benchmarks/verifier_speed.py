"""Our verifier against the 1EdTech reference: `./run python -m tests.benchmarks.verifier_speed`.

The same badges with the same documents in memory, in the same run, by turns, each verifier
in a process of its own and by its public `verify`; nothing is fetched by either.  Three times:

- a course: every badge is another one, and all have the same issuer, class and key, as in
  a platform's night; one call after the other.
- the same course in one `Batch`, which is how a night is meant to be judged.  These two are
  the ratios that count.
- strangers: every badge has an issuer, a class and a key that were never seen before.

Prints the median of each form, and how many times faster we are.  Each verifier is given
some badges of the kind before, which do not count.  Then follows a registrar's night by
itself: 5,000 badges whose issuer has a list of revoked badges of 5 MB.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import resource
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
from verifier import AllOf, Batch, EarnedBy, MemoryFetcher, UnsafeAnyIssuer, verify
from verifier.openbadges import documents, jws, png, svg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from verifier import Document

WANTED = 100
ROUNDS = 5
BADGES = 40
"""Of each kind and round."""

NIGHT = 5_000
LIST_ENTRIES = 47_000
"""What fits into 5 MB, each with a reason."""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title><path d="M0 0h1"/></svg>'

Badge: TypeAlias = "str | bytes"


@dataclass(frozen=True, slots=True)
class Kind:
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
    parser.add_argument(
        "--night", type=int, default=NIGHT, metavar="N", help="badges with a list of 5 MB"
    )
    options = parser.parse_args()
    python = environments.make(environments.REFERENCE)
    alone, together = [], []
    for kind in _course(ROUNDS * options.badges):
        ratio, in_a_batch = _ratio(python, kind)
        alone.append(ratio)
        together.append(in_a_batch)
    strangers = [_ratio(python, kind)[0] for kind in _strangers(options.badges)]
    _say(
        f"The least ratio for a course is {min(alone):.0f}, and in one batch {min(together):.0f};"
        f" {WANTED} is wanted. For strangers it is {min(strangers):.0f}."
    )
    _night(options.night)
    return 0 if min(*alone, *together) >= WANTED else 1


def _ratio(python: Path, kind: Kind) -> tuple[float, float]:
    """Print how long both take for a badge of *kind*; return how many times faster we are.

    First one call after the other, then in one batch.
    """
    theirs, ours, batched = [], [], []
    batch = Batch(MemoryFetcher(kind.documents), NOW)
    share = len(kind.badges) // ROUNDS
    warm, _ = kind.badges[:share], _ours(kind, kind.badges[:share])
    _ours(kind, warm, batch)
    for turn in range(1, ROUNDS):
        badges = kind.badges[turn * share : (turn + 1) * share]
        theirs += _reference(python, kind, [*warm[:2], *badges])[2:]
        ours += _ours(kind, badges)
        batched += _ours(kind, badges, batch)
    slow, fast, faster = map(statistics.median, (theirs, ours, batched))
    _say(
        f"{kind.name:22} reference {slow * 1e3:6.2f} ms   ours {fast * 1e6:5.0f} us, "
        f"{slow / fast:4.0f} times faster   in one batch {faster * 1e6:5.0f} us, "
        f"{slow / faster:4.0f} times"
    )
    return slow / fast, slow / faster


def _night(count: int) -> None:
    """Print what *count* badges and a list of 5 MB cost, in one batch and one by one."""
    issuer = IssuerInMemory()
    entries = [
        {"id": f"urn:uuid:{uuid.uuid4()}", "revocationReason": "Awarded to another person."}
        for _ in range(LIST_ENTRIES)
    ]
    issuer.revoke(*entries)
    badges: list[Badge] = [issuer.signed(id=f"urn:uuid:{uuid.uuid4()}") for _ in range(count)]
    kind = Kind("a night", badges, issuer.published)
    batch = Batch(MemoryFetcher(kind.documents), NOW)
    before = resource.getrusage(resource.RUSAGE_SELF)
    _ours(kind, badges, batch)
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # After the memory was measured, which this fills.
    alone = statistics.median(_ours(kind, badges[:5]))
    size = len(issuer.published[REVOCATIONS].body)
    _say(
        f"{count} badges with a list of {size / 1e6:.1f} MB in one batch: {seconds:.2f} s of CPU, "
        f"{batch.figures.most_kept_bytes / 1e6:.0f} MB kept, the process grew by "
        f"{(after.ru_maxrss - before.ru_maxrss) / 1024:.0f} MB; one by one it is {alone:.2f} s "
        f"for each badge."
    )


def _course(count: int) -> list[Kind]:
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
        Kind("a course, signed", [*signed], issuer.published),
        Kind("a course, signed PNG", [png.bake(TINY_PNG, b) for b in signed], issuer.published),
        Kind("a course, signed SVG", [svg.bake(SVG, b) for b in signed], issuer.published),
        Kind("a course, hosted", [*hosted], issuer.published),
    ]


def _strangers(count: int) -> list[Kind]:
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
    return [Kind("strangers, signed", signed, found), Kind("strangers, hosted", hosted, found)]


def _moved(body: bytes, origin: str) -> bytes:
    return body.replace(ORIGIN.encode(), origin.encode())


def _ours(kind: Kind, badges: list[Badge], batch: Batch | None = None) -> list[float]:
    """Return how many seconds each of our verifications took, in *batch* if there is one.

    The badges are valid.
    """
    seconds = []
    policy, fetcher = AllOf(UnsafeAnyIssuer(), EarnedBy(AMINA)), MemoryFetcher(kind.documents)
    for badge in badges:
        began = time.perf_counter()
        if batch is None:
            verify(badge, policy=policy, fetcher=fetcher, now=NOW)
        else:
            batch.verify(badge, policy=policy)
        seconds.append(time.perf_counter() - began)
    return seconds


def _reference(python: Path, kind: Kind, badges: list[Badge]) -> list[float]:
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
            for address, document in kind.documents.items()
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


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
