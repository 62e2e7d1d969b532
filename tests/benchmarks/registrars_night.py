"""A registrar's night in full: `./run python -m tests.benchmarks.registrars_night`.

5,000 badges of three issuers (texts, pictures, addresses; revoked, expired and tampered
ones, dead hosts, bombs, names in every spelling) are checked by the API over HTTP in
calls of 1,000, and each of them again by a call of its own.  Prints what it cost, and
ends with status 1 where a promise was not kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.doubles.night import Night, night

if TYPE_CHECKING:
    from tests.doubles.watch import Watch

SIZE = 1_000
PAGE_SECONDS = 0.2
GROWTH_KB = 30 * 1024


def main() -> int:
    """Print the figures; return 1 when a promise was not kept."""
    parser = argparse.ArgumentParser(
        prog="registrars_night",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--badges", type=int, default=5_000, metavar="N", help="how many")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        night(Path(folder), options.badges) as registrar,
    ):
        began = time.monotonic()
        pages = registrar.check(SIZE)
        seconds = time.monotonic() - began
        load = os.getloadavg()[0]
        _say(f"{len(registrar.lines)} verdicts in {seconds:.1f} s, at a load of {load:.1f}")
        broken = _broken(registrar, pages)
        for promise in broken:
            _say(f"NOT KEPT: {promise}")
    return 1 if broken else 0


def _broken(registrar: Night, pages: Watch) -> list[str]:
    """Print what the night cost; return the promises that were not kept."""
    calls = -(-len(registrar.claims) // SIZE)
    twice = registrar.fetched_twice(calls)
    _say(f"{registrar.distinct()} distinct documents, each at most once in each of {calls} calls")
    memory = [kilobytes // 1024 for kilobytes in registrar.memory]
    _say(f"memory after each call: {memory} MB; threads now: {registrar.service.status('Threads')}")
    _say(f"meanwhile {pages}")
    wrong = registrar.wrong()
    began = time.monotonic()
    differing = registrar.differing()
    _say(f"the same by single calls in {time.monotonic() - began:.1f} s")
    found = {
        f"{len(wrong)} verdicts are wrong: {wrong[:5]}": bool(wrong),
        f"{len(twice)} documents were fetched again: {list(twice.items())[:5]}": bool(twice),
        f"{len(differing)} verdicts differ from single calls: {differing[:5]}": bool(differing),
        f"memory grew: {memory}": registrar.memory[-1] - registrar.memory[0] > GROWTH_KB,
        f"a page took longer than {PAGE_SECONDS} s": pages.share_within(PAGE_SECONDS) < 1,
        f"pages were refused: {pages.refused[:5]}": bool(pages.refused),
    }
    return [promise for promise, is_broken in found.items() if is_broken]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
