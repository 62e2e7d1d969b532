"""A whole Barnstar behind its real web server, in a process of its own, on this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING

from issuer import serving
from tests.doubles.installation import Installation, install
from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

START_SECONDS = 60.0
LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the headers by lower-case name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class RunningService:
    """A service that listens on *port* of 127.0.0.1; *log* is what it wrote."""

    installation: Installation
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def origin(self) -> str:
        """Its public address."""
        return f"http://127.0.0.1:{self.port}"

    def connect(self, timeout: float = 60) -> HTTPConnection:
        """Return a connection of one's own."""
        return HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def ask(
        self,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        timeout: float = 60,
    ) -> Answer:
        """Return the answer to one GET, or to a POST of *body*."""
        connection = self.connect(timeout)
        try:
            connection.request("GET" if body is None else "POST", path, body, headers or {})
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        finally:
            connection.close()

    @property
    def worker(self) -> int:
        """The process that answers: gunicorn's one child."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(path.read_text(encoding="ascii").split()[0])

    def status(self, name: str) -> int:
        """Return a number in the kernel's status of the worker: `Threads`, or `VmRSS` in kB."""
        text = Path(f"/proc/{self.worker}/status").read_text(encoding="ascii")
        (line,) = (line for line in text.splitlines() if line.startswith(f"{name}:"))
        return int(line.split()[1])


@contextmanager
def running_service(
    folder: Path, strangers: Collection[str] = (), *, patience: float = 10
) -> Iterator[RunningService]:
    """Serve a new installation in *folder*, which may read the origins *strangers*.

    *patience* is how many seconds one badge may keep it waiting.
    """
    port = _free_port()
    origin = f"http://127.0.0.1:{port}"
    installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, origin)
    settings = replace(installation.service.settings, bind=f"127.0.0.1:{port}")
    log = folder / "log"
    with log.open("wb") as sink:
        process = subprocess.Popen(
            serving.command(settings, "tests.doubles.loopback_wsgi:app"),
            cwd=HOUSE,
            env={
                **serving.ENVIRONMENT,
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(HOUSE),
                "DATA_DIR": str(folder),
                "BIND": settings.bind,
                "STRANGERS": " ".join(strangers),
                "PATIENCE": str(patience),
            },
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
        service = RunningService(installation, port, process, log)
        try:
            _wait_for(service)
            yield service
        finally:
            process.terminate()
            process.wait(START_SECONDS)
            installation.service.database.engine.dispose()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(service: RunningService) -> None:
    """Wait until the service answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if service.ask("/healthz").status == 200:
                return
        except OSError:
            time.sleep(LOOK_SECONDS)
    raise TimeoutError(f"The service did not start: {service.log.read_text(encoding='utf-8')}")
