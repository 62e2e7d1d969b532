"""The command `verify`: one badge in, a verdict out, as an exit status and in words.

Needs no settings and no database.  Everything from outside is an argument, so
that tests call `main` like the shell does.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, TextIO, TypedDict, Unpack

from . import bundle
from .bundle import Bundle
from .codes import CODES
from .errors import InvalidBadge, VerificationError
from .fetch import Document, HttpsFetcher, MemoryFetcher, OfflineFetcher
from .intake import MAX_BYTES
from .openbadges import json_text
from .policy import AllOf, EarnedBy, UnsafeAnyIssuer
from .report import Outcome
from .verify import verify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from .fetch import Fetcher
    from .policy import Policy
    from .report import Report

EXIT_VALID = 0
EXIT_NOT_VALID = 1
EXIT_UNDECIDED = 2
EXIT_USAGE = 64
"""As `sysexits.h` has it, so that no verdict can be mistaken for a typing error."""

MOST_BYTES = max(MAX_BYTES, bundle.MAX_BYTES)
"""Of INPUT, before it is known what it is."""

MAX_DOCUMENTS_BYTES = 64 * 1024 * 1024

_STATUSES = {True: EXIT_VALID, False: EXIT_NOT_VALID, None: EXIT_UNDECIDED}

_WORDS = {
    Outcome.UNDECIDED: "not checked",
    Outcome.FAILED: "failed",
    Outcome.NOTE: "note",
    Outcome.PASSED: "passed",
}

DEFAULT_BIND = "127.0.0.1:8000"
"""Where the service is that comes with this package, unless it was told otherwise."""

_ORIGIN = re.compile(r"http://[^/?#\s@]+")

# What is a badge, or a part of one, before anybody looks for a file of that name.
_TEXT = re.compile(r'\s*(?:[A-Za-z][A-Za-z0-9+.-]*:|[{\["]|null\s*\Z|e[yw][A-Za-z0-9_-]*\.)|\s*\Z')

_HELP_RECIPIENT = (
    "to whom the badge should have been awarded: an identity of any type, such as a username, a "
    "user page or an e-mail address; give several, and one has to match"
)
_HELP_DOCUMENTS = (
    "read these documents instead of the network, and trust them like it: JSON of address -> "
    "{status, content_type, headers?, body | body_base64}, or an offline bundle; every other "
    "address fails"
)
_EPILOG = (
    "Exit status: 0 valid, 1 not valid, 2 could not be decided, 64 wrong usage. "
    "Which issuers to trust is for the reader to decide: the issuer is named in a note. "
    "An offline bundle is judged without a network. Anybody can write one, so it is not valid by "
    "itself; who trusts its origin names it as --documents too."
)


class _UsageError(Exception):
    """The command was called in a way that it does not understand."""


class World(TypedDict):
    """What the command touches; without *fetcher* it reads from the network.

    *environ* may hold PUBLIC_URL or BIND of a service on this machine.
    """

    stdin: BinaryIO
    stdout: TextIO
    stderr: TextIO
    fetcher: Fetcher | None
    environ: Mapping[str, str]
    now: datetime


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise _UsageError(message)


def main(argv: Sequence[str], **world: Unpack[World]) -> int:
    """Run the command with *argv*, without the program's name; return the exit status.

    Standard output carries the answer only.
    """
    parser = _parser()
    try:
        options = parser.parse_args(argv)
        if options.help:
            world["stdout"].write(parser.format_help())
            return EXIT_VALID
        if options.codes:
            world["stdout"].write(_codes_as_json() if options.json else _codes_as_text())
            return EXIT_VALID
        badge = _badge(options.input, world["stdin"])
        policy = _policy(options.recipient)
        given = None if options.documents is None else _documents(Path(options.documents))
    except _UsageError as error:
        world["stderr"].write(f"{error}\n{parser.format_usage()}")
        return EXIT_USAGE
    try:
        report = _report(badge, policy, given, world)
    except (VerificationError, InvalidBadge) as error:
        report = error.report
    world["stdout"].write(_as_json(report) if options.json else _as_text(report))
    return _STATUSES[report.valid]


def _parser() -> _Parser:
    parser = _Parser(
        prog="verify",
        usage="verify INPUT [--recipient X]... [--documents FILE] [--json]",
        description="Verify an Open Badge.",
        epilog=_EPILOG,
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument(
        "input",
        metavar="INPUT",
        nargs="?",
        help="an address, a signed badge (JWS), JSON, a file with any of these, a PNG or SVG, an "
        "offline bundle, or - for standard input",
    )
    parser.add_argument(
        "--recipient", metavar="X", action="append", default=[], help=_HELP_RECIPIENT
    )
    parser.add_argument("--documents", metavar="FILE", help=_HELP_DOCUMENTS)
    parser.add_argument("--json", action="store_true", help="print the whole report as JSON")
    parser.add_argument(
        "--codes", action="store_true", help="print what each code means and do nothing else"
    )
    parser.add_argument("-h", "--help", action="store_true", help="print this and do nothing else")
    return parser


def _badge(given: str | None, stdin: BinaryIO) -> str | bytes:
    if given is None:
        raise _UsageError("Give a badge: an address, a file, a JWS, JSON, or - to read it.")
    if given == "-":
        return stdin.read(MOST_BYTES + 1)
    if _TEXT.match(given):
        return given
    try:
        with Path(given).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise _UsageError(
            f"{given!r} is no address, no JWS and no JSON, and as a file it cannot be read: "
            f"{_reason(error)}."
        ) from None


def _policy(recipients: list[str]) -> Policy:
    if not recipients:
        return UnsafeAnyIssuer()
    try:
        return AllOf(UnsafeAnyIssuer(), EarnedBy(*recipients))
    except ValueError:
        raise _UsageError("--recipient needs an identity that is not empty.") from None


def _own_origins(badge: str | bytes, environ: Mapping[str, str]) -> set[str]:
    """Return the origins on this machine that the caller means to have read.

    That is the caller's own service, as it was told where to be, and what was
    typed.  A badge that names another one was made to reach it from here.
    """
    bind = environ.get("BIND") or DEFAULT_BIND
    origins = {(environ.get("PUBLIC_URL") or f"http://{bind}").rstrip("/")}
    if isinstance(badge, str):
        typed = _ORIGIN.match(badge.strip())
        origins |= {typed[0]} if typed else set()
    return origins


def _documents(path: Path) -> MemoryFetcher | Bundle:
    try:
        data = path.read_bytes()
        if bundle.is_one(data):
            return bundle.read(data)
        answers = json_text.decode(data, limit=MAX_DOCUMENTS_BYTES)
        return MemoryFetcher(
            {address: _document(address, answer) for address, answer in answers.items()}
        )
    except OSError as error:
        raise _UsageError(f"--documents {path} cannot be read: {_reason(error)}.") from None
    except (ValueError, binascii.Error) as error:
        raise _UsageError(f"--documents {path} cannot be used: {error}") from None


def _document(address: str, answer: object) -> Document:
    if not isinstance(answer, dict) or type(answer.get("status")) is not int:
        raise ValueError(f"What stands for {address} has no status.")
    headers = answer.get("headers") or {}
    content_type, body = answer.get("content_type") or "", answer.get("body", "")
    coded = answer.get("body_base64")
    if not (
        isinstance(headers, dict)
        and all(isinstance(value, str) for value in (content_type, body, *headers.values()))
        and isinstance(coded, str | None)
    ):
        raise ValueError(f"What stands for {address} should be text, and is something else.")
    data = body.encode() if coded is None else base64.b64decode(coded, validate=True)
    names = {name.lower(): value for name, value in headers.items()}
    return Document(address, answer["status"], content_type, data, names)


def _report(
    badge: str | bytes, policy: Policy, given: MemoryFetcher | Bundle | None, world: World
) -> Report:
    """Return the report of *badge*, which may be a bundle, from what is *given* or the network."""
    now, fetcher = world["now"], world["fetcher"]
    opened = None
    if bundle.is_one(badge):
        opened = bundle.read(
            badge if isinstance(badge, bytes) else badge.encode(errors="surrogatepass")
        )
        badge = opened.badge
    if isinstance(given, Bundle):
        # The caller vouches for the documents by naming them, as for any other file of them.
        return bundle.judge(given, badge=badge, policy=policy, now=now, is_trusted=True)
    if given is not None:
        return verify(badge, policy=policy, fetcher=given, now=now)
    if opened is not None:
        return bundle.judge(opened, policy=policy, now=now)
    if fetcher is None:
        fetcher = _network(badge, world)
    return verify(badge, policy=policy, fetcher=fetcher, now=now)


def _network(badge: str | bytes, world: World) -> Fetcher:
    """Return what reads from the network; without the libraries for it, nothing is read."""
    try:
        return HttpsFetcher(own_origins=_own_origins(badge, world["environ"]))
    except ImportError as error:
        world["stderr"].write(f"{error}\n")
        return OfflineFetcher()


def _as_json(report: Report) -> str:
    return json.dumps(report.as_json(), ensure_ascii=False, indent=2) + "\n"


def _codes_as_json() -> str:
    codes = [code.as_json() for code in CODES.values()]
    return json.dumps({"codes": codes}, ensure_ascii=False, indent=2) + "\n"


def _codes_as_text() -> str:
    return "".join(
        f"{code.code}  {', '.join(code.outcomes)}  ({code.actor})\n    {code.sentence}\n"
        for code in CODES.values()
    )


def _as_text(report: Report) -> str:
    lines = [f"{_WORDS[item.outcome]}: {item.sentence}" for item in report.ordered_findings]
    return "\n".join([report.verdict, *lines, ""])


def _reason(error: OSError | ValueError) -> str:
    return str(error.strerror) if isinstance(error, OSError) else str(error)
