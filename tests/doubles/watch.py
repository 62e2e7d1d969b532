"""Asks a running service for pages again and again, from a process of its own.

    with Watch(service.origin, "/", "/verify") as pages:
        ...
    print(pages)    # 790 pages: half 7, 95 % 21, 99 % 56, the slowest 146 ms

In the process of a test, whose threads play strangers' servers at the same time, each
answer would seem as slow as that process is busy.
"""

from __future__ import annotations

import json
import select
import subprocess
import sys
import time
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterator

PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 60


class Watch:
    """Asks for pages by turns while its `with` block runs, and notes how long each took."""

    def __init__(self, origin: str, *paths: str) -> None:
        """Ask the service at *origin* for *paths*."""
        self.seconds: list[float] = []
        self.refused: list[str] = []
        self._command = [sys.executable, "-m", "tests.doubles.watch", origin, *paths]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        # It says so once it has begun.
        _ready(self._process)
        return self

    def __exit__(self, *_: object) -> None:
        told, _nothing = self._process.communicate()
        found = json.loads(told)
        self.seconds, self.refused = found["seconds"], found["refused"]

    def share_within(self, seconds: float) -> float:
        """Return the share of answers that took at most *seconds*."""
        return sum(taken <= seconds for taken in self.seconds) / len(self.seconds)

    def __str__(self) -> str:
        ordered = sorted(self.seconds)
        places = {"half": 0.5, "95 %": 0.95, "99 %": 0.99}
        told = [
            f"{name} {ordered[int(at * len(ordered))] * 1e3:.0f}" for name, at in places.items()
        ]
        return f"{len(ordered)} pages: {', '.join(told)}, the slowest {ordered[-1] * 1e3:.0f} ms"


def _ready(process: subprocess.Popen[bytes]) -> None:
    if process.stdout is None or process.stdout.readline() != b"begun\n":
        raise RuntimeError("The process that watches did not begin.")


def main(origin: str, paths: list[str]) -> None:
    """Ask until standard input ends, then print what was found as JSON."""
    seconds: list[float] = []
    refused: list[str] = []
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for path in _turns(paths):
        began = time.perf_counter()
        status = _status(origin, path)
        seconds.append(time.perf_counter() - began)
        if status != 200:
            refused.append(f"{path} answered {status}")
    sys.stdout.write(json.dumps({"seconds": seconds, "refused": refused}))


def _turns(paths: list[str]) -> Iterator[str]:
    """Yield *paths* again and again, with a pause between, until standard input ends."""
    while True:
        yield from paths
        if select.select([sys.stdin], [], [], PAUSE_SECONDS)[0]:
            return


def _status(origin: str, path: str) -> int:
    connection = HTTPConnection(urlsplit(origin).netloc, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
