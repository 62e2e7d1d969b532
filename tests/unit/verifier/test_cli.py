"""The command: what it takes, what it prints, and with which status it ends."""

from __future__ import annotations

import base64
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

import pytest

import verifier
from tests.doubles.issuer_in_memory import NOW, PROFILE, TINY_PNG, IssuerInMemory
from verifier import cli
from verifier.openbadges import png, svg

HOUSE = Path(verifier.__file__).parent.parent
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Return standard output, read as JSON."""
        read: dict[str, Any] = json.loads(self.out)
        return read


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer that nothing is wrong with."""
    return IssuerInMemory()


def run(issuer: IssuerInMemory, *argv: str, stdin: bytes = b"") -> Run:
    """Run the command with *argv* in a world where only *issuer* publishes."""
    out, err = io.StringIO(), io.StringIO()
    status = cli.main(
        argv,
        stdin=io.BytesIO(stdin),
        stdout=out,
        stderr=err,
        fetcher=issuer,
        environ={},
        now=NOW,
    )
    return Run(status, out.getvalue(), err.getvalue())


def test_a_valid_badge(issuer: IssuerInMemory) -> None:
    """The verdict stands first, then one line for each finding, notes before what passed."""
    found = run(issuer, issuer.signed(), "--recipient", "Amina K")
    lines = found.out.splitlines()
    assert (found.status, found.err) == (0, "")
    assert lines[0] == "This badge is valid."
    assert lines[1].startswith(f"note: The badge names {PROFILE} as its issuer.")
    assert "passed: The badge was awarded to Amina K." in lines


def test_every_way_of_giving_a_badge(issuer: IssuerInMemory, tmp_path: Path) -> None:
    """An address, a signed text, JSON, a file with any of these or a picture, or a stream."""
    address, token = issuer.hosted(), issuer.signed()
    copy = json.dumps(issuer.document(address))
    texts = (address, token, copy)
    pictures = (png.bake(TINY_PNG, token), svg.bake(SVG, token))
    for text in texts:
        assert run(issuer, text).status == 0
    for content in (*[f"\n {text}\r\n".encode() for text in texts], *pictures):
        file = tmp_path / "badge"
        file.write_bytes(content)
        assert run(issuer, str(file)).status == 0
        assert run(issuer, "-", stdin=content).status == 0


def test_one_of_several_recipients_has_to_match(issuer: IssuerInMemory) -> None:
    """An identity of any type will do, without its type."""
    token = issuer.signed()
    several = ("--recipient", "a@example.org", "--recipient", "User:Amina_K")
    assert run(issuer, token, *several).status == 0
    found = run(issuer, token, "--recipient", "Somebody else", "--json")
    assert found.status == 1
    assert found.json["findings"][0]["code"] == "recipient.other"


def test_json_is_the_whole_report(issuer: IssuerInMemory) -> None:
    """And nothing but that."""
    found = run(issuer, "--json", issuer.signed())
    assert (found.status, found.err) == (0, "")
    assert found.json["valid"] is True
    assert found.json["report"]["valid"] is True


def test_undecided_is_neither(issuer: IssuerInMemory) -> None:
    """A key that cannot be had ends with a status of its own, and says so first."""
    token = issuer.signed()
    issuer.remove(issuer.key_id)
    found = run(issuer, token)
    assert found.status == 2
    assert found.out.splitlines()[0] == "Whether this badge is valid could not be decided."
    assert found.out.splitlines()[1].startswith("not checked: ")
    assert run(issuer, "--json", token).json["valid"] is None


@pytest.mark.parametrize("given", ["", " ", "{}", "[]", "null", "ftp://example.org/", "eyJ.e30"])
def test_no_badge_at_all_is_not_valid(issuer: IssuerInMemory, given: str) -> None:
    """It is an answer like any other, in both forms."""
    found = run(issuer, given)
    assert (found.status, found.err) == (1, "")
    assert found.out.splitlines()[0] == "This badge is not valid."
    assert run(issuer, given, "--json").json["valid"] is False


@pytest.mark.parametrize("content", [b"", b"\n", b"hello", b"\xff\xfe", TINY_PNG, SVG, b"\0" * 99])
def test_a_file_or_stream_that_is_no_badge(
    issuer: IssuerInMemory, tmp_path: Path, content: bytes
) -> None:
    """An empty one is none either."""
    file = tmp_path / "badge.png"
    file.write_bytes(content)
    assert run(issuer, str(file)).status == 1
    assert run(issuer, "-", stdin=content).status == 1


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("missing.png",),
        (".",),
        ("\0",),
        ("x" * 5000,),
        ("-", "another"),
        ("-", "--unknown"),
        ("-", "--recipient"),
        ("-", "--recipient", ""),
        ("-", "--documents"),
        ("-", "--documents", "missing.json"),
        ("-", "--documents", "."),
        ("-", "--doc", "x"),
    ],
)
def test_wrong_usage(issuer: IssuerInMemory, argv: tuple[str, ...]) -> None:
    """What is wrong and how it is right goes to standard error; there is no answer."""
    found = run(issuer, *argv)
    assert (found.status, found.out) == (64, "")
    assert "usage: verify INPUT" in found.err


@pytest.mark.parametrize("argv", [("--help",), ("-h",), ("-", "--help")])
def test_help(issuer: IssuerInMemory, argv: tuple[str, ...]) -> None:
    """Help is an answer."""
    found = run(issuer, *argv)
    assert (found.status, found.err) == (0, "")
    for option in ("--recipient", "--documents", "--json", "64"):
        assert option in found.out


def test_documents_stand_for_the_network(issuer: IssuerInMemory, tmp_path: Path) -> None:
    """Every other address fails, so what is missing is undecided."""
    address = issuer.hosted()
    answers = {
        place: {
            "status": answer.status,
            "content_type": answer.content_type,
            "body_base64": base64.b64encode(answer.body).decode(),
        }
        for place, answer in issuer.published.items()
    }
    answers["https://short.example/"] = {
        "status": 302,
        "content_type": "",
        "headers": {"Location": address},
        "body": "",
    }
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(answers), encoding="utf-8")
    assert run(issuer, address, "--documents", str(file)).status == 0
    assert run(issuer, "https://short.example/", "--documents", str(file)).status == 0
    assert issuer.asked == []
    del answers[PROFILE]
    file.write_text(json.dumps(answers), encoding="utf-8")
    assert run(issuer, address, "--documents", str(file)).status == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"https://example.org": 1}',
        '{"https://example.org": {"body": ""}}',
        '{"https://example.org": {"status": "200", "body": ""}}',
        '{"https://example.org": {"status": 200, "body": {}}}',
        '{"https://example.org": {"status": 200, "body_base64": "!"}}',
        '{"https://example.org": {"status": 200, "headers": ["a"]}}',
    ],
)
def test_documents_that_cannot_be_used(issuer: IssuerInMemory, tmp_path: Path, text: str) -> None:
    """A mistake in the file is wrong usage, and no verdict."""
    file = tmp_path / "documents.json"
    file.write_text(text, encoding="utf-8")
    found = run(issuer, issuer.signed(), "--documents", str(file))
    assert (found.status, found.out) == (64, "")
    assert "documents.json" in found.err


def shell(*argv: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command as the shell does, in the folder *cwd*."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "verifier", *argv],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": str(HOUSE), "LC_ALL": "C", "PYTHONUTF8": "0"},
        input=stdin,
        capture_output=True,
        check=False,
    )


def test_the_command_in_a_process_of_its_own(issuer: IssuerInMemory, tmp_path: Path) -> None:
    """Relative paths are the caller's, and standard input is read as bytes."""
    baked = png.bake(TINY_PNG, issuer.signed())
    (tmp_path / "badge.png").write_bytes(baked)
    (tmp_path / "documents.json").write_text(
        json.dumps(
            {
                place: {"status": 200, "body_base64": base64.b64encode(answer.body).decode()}
                for place, answer in issuer.published.items()
            }
        ),
        encoding="utf-8",
    )
    by_name = shell("badge.png", "--documents", "documents.json", cwd=tmp_path)
    assert (by_name.returncode, by_name.stderr) == (0, b"")
    by_stream = shell("-", "--documents", "documents.json", cwd=tmp_path, stdin=baked)
    assert by_stream.stdout == by_name.stdout


def test_a_terminal_without_our_letters(tmp_path: Path) -> None:
    """What it cannot show is shown as a number."""
    (tmp_path / "documents.json").write_text("{}", encoding="utf-8")
    copy = '{"@context": "https://w3id.org/openbadges/v2", "id": "https://example.org/さ"}'
    found = shell("-", "--documents", "documents.json", cwd=tmp_path, stdin=copy.encode())
    assert (found.returncode, found.stderr) == (2, b"")
    assert rb"https://example.org/\u3055 could not be read" in found.stdout


def test_the_network_is_used_where_nothing_else_is_given() -> None:
    """Only https to public addresses: an address on this machine is refused unasked."""
    out, err = io.StringIO(), io.StringIO()
    status = cli.main(
        ["https://127.0.0.1/a"],
        stdin=io.BytesIO(),
        stdout=out,
        stderr=err,
        fetcher=None,
        environ={},
        now=NOW,
    )
    assert status == 2
    assert "https://127.0.0.1/a was not asked for" in out.getvalue()


class _Served:
    """A badge's documents on a free port of this machine, over real HTTP."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                served.asked.append(self.path)
                self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
                """Say nothing."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.mark.parametrize(
    ("typed", "setting", "asked"),
    [
        (True, None, True),
        (False, "PUBLIC_URL", True),
        (False, "BIND", True),
        (False, None, False),
    ],
)
def test_this_machine_is_read_where_the_caller_means_it(
    tmp_path: Path, *, typed: bool, setting: str | None, asked: bool
) -> None:
    """A typed address and one's own service are asked; what a stranger's badge names is not."""
    with _Served() as served:
        address = f"{served.origin}/assertions/1"
        file = tmp_path / "badge.txt"
        file.write_text(address, encoding="utf-8")
        value = served.origin.removeprefix("http://") if setting == "BIND" else served.origin
        cli.main(
            [address if typed else str(file)],
            stdin=io.BytesIO(),
            stdout=io.StringIO(),
            stderr=io.StringIO(),
            fetcher=None,
            environ={setting: value} if setting else {},
            now=NOW,
        )
    assert bool(served.asked) is asked


def test_the_example_of_the_package_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """What the package's docstring shows works as it stands."""
    text = verifier.__doc__ or ""
    example = "\n".join(line[4:] for line in text.splitlines() if line.startswith("    "))
    assert len([line for line in example.splitlines() if line]) <= 12
    exec(compile(example, "example", "exec"), {})  # noqa: S102 - our own docstring
    assert "could not be decided" in capsys.readouterr().out
