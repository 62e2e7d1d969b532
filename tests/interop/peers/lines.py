"""What every peer speaks: one JSON request a line on standard input, one JSON answer a line back.

A request is ``{"input": TEXT | {"file_base64": TEXT}, "recipient": OBJECT | null}``. An answer is
``{"accepted", "reasons", "warnings", "passed", "recipient", "subject", "refused"}``; the fields of
`client.Verdict` say what they hold. A peer that breaks down does not answer: it ends with its
traceback on standard error, so that a crash is never taken for a refusal.
"""

import json
import os
import sys
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tests.doubles.network import NetworkGuard


@dataclass(frozen=True, slots=True)
class Request:
    """What one line asks: a badge as text (address, JWS, JSON) or as the bytes of a picture."""

    badge: str | bytes
    recipient: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one line answers, but for the refused addresses, which the guard knows."""

    accepted: bool
    reasons: list[str]
    warnings: list[str]
    passed: list[str]
    recipient: dict[str, Any]
    subject: str | None


def serve(judge: Callable[[Request], Answer], guard: NetworkGuard) -> None:
    """Answer requests until standard input ends.

    The pipe to the caller is moved away from descriptor 1 first, so that nothing a library prints
    can stand between two answers.
    """
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        for line in sys.stdin:
            answer = judge(_request(json.loads(line)))
            answers.write(json.dumps({**asdict(answer), "refused": guard.take_attempts()}) + "\n")
            answers.flush()


def _request(message: Mapping[str, Any]) -> Request:
    """Read one decoded request."""
    badge = message["input"]
    if isinstance(badge, dict):
        return Request(b64decode(badge["file_base64"], validate=True), message["recipient"])
    return Request(badge, message["recipient"])
