"""The caller's side of a peer: start it in its environment, ask it about badges, end it."""

import json
import os
import queue
import subprocess
import tempfile
import threading
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

REPOSITORY = Path(__file__).parents[3]
# The reference validator waits without limit for a server that does not answer.
ANSWER_SECONDS = 60
# As much of a peer's standard error as helps to find what went wrong.
COMPLAINT_CHARACTERS = 4_000


class PeerError(Exception):
    """A peer gave no answer: it broke down, or it took longer than ANSWER_SECONDS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a peer says of one badge.

    `reasons` are its errors and `warnings` what it tolerates, in its own words. `passed` names the
    checks that it carried out with success, so that nothing is accepted for want of checking.
    `recipient` is the identity that it compared and found to match, by type. `subject` is the id of
    the assertion. `refused` says how it tried to leave the loopback interface.
    """

    accepted: bool
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    passed: frozenset[str]
    recipient: Mapping[str, str]
    subject: str | None
    refused: tuple[str, ...]


class Peer:
    """A verifier made by others, running in a process of its own; a context manager."""

    def __init__(self, python: Path, module: str, arguments: Sequence[str] = ()) -> None:
        self._command = [str(python), "-m", module, *arguments]
        self._answers: queue.SimpleQueue[str] = queue.SimpleQueue()

    def __enter__(self) -> Self:
        """Start the process. Of the environment it gets the search path only: no proxies."""
        self._complaints: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            self._command,
            cwd=REPOSITORY,
            env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONUTF8": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read_answers)
        self._reader.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process, whether it listens or not."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._complaints):
            if pipe is not None:
                pipe.close()

    def judge(self, badge: str | bytes, recipient: Mapping[str, str] | None = None) -> Verdict:
        """Ask about one badge: an address, a JWS or JSON as text, a picture as bytes.

        `recipient` is the expected holder, identity by type: ``{"url": "https://…"}``. Raises
        PeerError with the end of the peer's standard error if no answer comes.
        """
        question = badge if isinstance(badge, str) else {"file_base64": b64encode(badge).decode()}
        line = json.dumps({"input": question, "recipient": recipient})
        return _verdict(self._ask(line))

    def _ask(self, line: str) -> str:
        """Write one line to the peer and return the line that it answers."""
        if self._process.stdin is None:
            raise PeerError("The peer has no standard input.")
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
            answer = self._answers.get(timeout=ANSWER_SECONDS)
        except (BrokenPipeError, queue.Empty) as error:
            raise PeerError(self._complaint()) from error
        if not answer:
            raise PeerError(self._complaint())
        return answer

    def _read_answers(self) -> None:
        """Pass every line of the peer on, and an empty text when there will be no more."""
        if self._process.stdout is not None:
            for line in self._process.stdout:
                self._answers.put(line)
        self._answers.put("")

    def _complaint(self) -> str:
        """Return the end of what the peer wrote to standard error."""
        self._complaints.seek(0)
        return self._complaints.read()[-COMPLAINT_CHARACTERS:] or "The peer gave no answer."


def reference_validator(python: Path) -> Peer:
    """Return the 1EdTech reference validator, to be run by the Python of its environment."""
    contexts = REPOSITORY / "tests" / "interop" / "data" / "contexts.json"
    return Peer(python, "tests.interop.peers.reference_validator", [str(contexts)])


def openbadgeslib_verifier(python: Path) -> Peer:
    """Return the verifier of openbadgeslib, to be run by the Python of its environment."""
    return Peer(python, "tests.interop.peers.openbadgeslib_verifier")


def _verdict(line: str) -> Verdict:
    """Read one answer."""
    answer: dict[str, Any] = json.loads(line)
    return Verdict(
        accepted=answer["accepted"],
        reasons=tuple(answer["reasons"]),
        warnings=tuple(answer["warnings"]),
        passed=frozenset(answer["passed"]),
        recipient=answer["recipient"],
        subject=answer["subject"],
        refused=tuple(answer["refused"]),
    )
