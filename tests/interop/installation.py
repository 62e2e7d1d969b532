"""A Barnstar of its own for the tests, used only as a stranger could: by commands and by HTTP."""

import json
import os
import socket
import subprocess
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

RUN = Path(__file__).parents[2] / "run"
COMMAND_SECONDS = 600
START_SECONDS = 120
STOP_SECONDS = 30
FETCH_SECONDS = 30
POLL_SECONDS = 0.1


class InstallationError(Exception):
    """A command failed or the service did not start; the message ends with what it said."""


@dataclass(frozen=True, slots=True)
class Response:
    """What the service answered."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Forms:
    """One award as it can be handed to a verifier, and the identity that it was signed for."""

    recipient: str
    address: str
    jws: str
    png: bytes
    svg: bytes

    def form(self, name: str) -> str | bytes:
        """Return the form of this name: address, jws, png or svg."""
        forms: dict[str, str | bytes] = {
            "address": self.address,
            "jws": self.jws,
            "png": self.png,
            "svg": self.svg,
        }
        return forms[name]

    def payload(self) -> dict[str, Any]:
        """Return the signed assertion as it stands in the JWS, unverified."""
        encoded = self.jws.split(".")[1]
        assertion: dict[str, Any] = json.loads(
            urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        )
        return assertion


class Barnstar:
    """An installation in a folder, with settings that nothing of the caller's leaks into."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "DATA_DIR": str(folder / "data"),
            "BIND": f"127.0.0.1:{port}",
            "PUBLIC_URL": self.origin,
        }
        self._folder = folder

    def run(self, *arguments: str | Path) -> str:
        """Run one command of ./run with these settings and return its standard output.

        Raises InstallationError when it does not end with 0.
        """
        done = subprocess.run(
            [RUN, *arguments],
            env=self.environment,
            cwd=self._folder,
            check=False,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        if done.returncode != 0:
            command = " ".join(map(str, arguments))
            raise InstallationError(f"{command} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def demo(self) -> list[Forms]:
        """Run the demonstration and return every award that its index lists."""
        folder = self._folder / "badges"
        self.run("demo", folder)
        index = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        return [
            Forms(
                recipient=entry["recipient"],
                address=entry["assertion"],
                jws=(folder / entry["jws"]).read_text(encoding="ascii"),
                png=(folder / entry["png"]).read_bytes(),
                svg=(folder / entry["svg"]).read_bytes(),
            )
            for entry in index
        ]

    def award(self, name: str, badge_class: str = "wikidata-basics") -> Forms:
        """Award a class to one person and return the award as the service publishes it."""
        roster = self._folder / "roster.txt"
        roster.write_text(f"{name}\n", encoding="utf-8")
        answer = self.run("award", badge_class, roster, "--confirm", "--json")
        rows: list[dict[str, Any]] = json.loads(answer)
        address = rows[0]["assertion"]
        return Forms(
            recipient=rows[0]["recipient"],
            address=address,
            jws=fetch(f"{address}.jws").body.decode("ascii"),
            png=fetch(f"{address}.png").body,
            svg=fetch(f"{address}.svg").body,
        )

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Serve for the length of the block, from the moment that the service says it is well."""
        log = self._folder / "serving.log"
        with (
            log.open("wb") as output,
            subprocess.Popen(
                [RUN],
                env=self.environment,
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                self._wait_until_well(process, log)
                yield
            finally:
                process.terminate()
                try:
                    process.wait(STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()

    def _wait_until_well(self, process: subprocess.Popen[bytes], log: Path) -> None:
        """Return when /healthz answers 200; InstallationError with the log if it never does."""
        deadline = time.monotonic() + START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                if fetch(f"{self.origin}/healthz").status == HTTPStatus.OK:
                    return
            except URLError:
                pass
            time.sleep(POLL_SECONDS)
        raise InstallationError(f"The service did not start: {log.read_text(errors='replace')}")


def fetch(address: str) -> Response:
    """Fetch an address as a program does, past any proxy; every HTTP status is an answer."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=FETCH_SECONDS) as response:
            return Response(response.status, response.headers.get_content_type(), response.read())
    except HTTPError as error:
        with error:
            return Response(error.code, error.headers.get_content_type(), error.read())


@contextmanager
def running_barnstar(folder: Path) -> Iterator[Barnstar]:
    """Serve a fresh installation in a folder for the length of the block."""
    barnstar = Barnstar(folder)
    with barnstar.serving():
        yield barnstar
