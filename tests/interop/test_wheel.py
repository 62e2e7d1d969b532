"""The verifier's wheel in an environment of its own, as somebody who installs it has it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.absent import skip_or_fail
from tests.doubles.wheel import build
from tests.house.tree import HOUSE
from tests.integration.test_shared_cases import CASES, NOW, _case, _judge, _names, _recipients
from tests.interop.environments import EnvironmentUnavailableError, Recipe, make

PIN = re.compile(r"^([a-z0-9-]+)==.*(?:\n .*)*", re.MULTILINE)
CORE = ("cryptography", "cffi", "pycparser", "pyjwt")
"""The two libraries that it needs, and what these need."""

EXTRAS = (
    *("requests", "requests-hardened", "urllib3", "certifi", "charset-normalizer", "idna"),
    *("pyld", "cachetools", "frozendict", "lxml", "jsonschema", "jsonschema-specifications"),
    *("attrs", "referencing", "rpds-py", "typing-extensions"),
)
"""What its extras need, and what these need."""

NEEDS_MORE = {"json_ld.unsupported", "extension.unknown"}
"""What is said where PyLD or jsonschema would be needed and is not there."""

PROGRAM = """
import base64, json, sys
from datetime import datetime
import verifier

def document(address, answer):
    coded = answer.get("body_base64")
    body = answer["body"].encode() if coded is None else base64.b64decode(coded)
    headers = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
    kind = answer.get("content_type") or ""
    return verifier.Document(address, answer["status"], kind, body, headers)

question = json.load(sys.stdin)
for case in question["cases"]:
    given, wanted = case["given"], case["recipients"]
    demands = [verifier.EarnedBy(*wanted)] if wanted else []
    fetcher = verifier.MemoryFetcher({a: document(a, d) for a, d in case["documents"].items()})
    try:
        report = verifier.verify(
            given["text"] if "text" in given else base64.b64decode(given["base64"]),
            policy=verifier.AllOf(verifier.UnsafeAnyIssuer(), *demands),
            fetcher=fetcher,
            now=datetime.fromisoformat(question["now"]),
        )
    except (verifier.VerificationError, verifier.InvalidBadge) as error:
        report = error.report
    print(json.dumps([report.valid, [finding.code for finding in report.findings]]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a fresh environment with the wheel and its two libraries."""
    folder = tmp_path_factory.mktemp("installed")
    return _installed(folder, CORE, "")


@pytest.fixture(scope="module")
def installed_with_extras(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a fresh environment with the wheel and all its extras."""
    folder = tmp_path_factory.mktemp("extras")
    return _installed(folder, (*CORE, *EXTRAS), "[network,json-ld]")


def _installed(folder: Path, names: Sequence[str], extras: str) -> Path:
    locked = (HOUSE / "requirements" / "run.txt").read_text(encoding="utf-8")
    lock = folder / "lock.txt"
    pins = [match.group() for match in PIN.finditer(locked) if match[1] in names]
    lock.write_text("\n".join(pins) + "\n", encoding="utf-8")
    try:
        python = make(Recipe("wheel", lock), folder)
    except EnvironmentUnavailableError as error:
        why = f"the wheel is not tried in an environment of its own: {error}"
        skip_or_fail("INTEROP", why, switch="INTEROP", environ=os.environ)
    # Without an index, so that it fails where the wheel asks for more than is there.
    if uv := shutil.which("uv"):
        install = [uv, "pip", "install", "--quiet", "--offline", "--no-index", "--python"]
        install.append(str(python))
    else:
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-index"]
    done = _run([*install, f"{build(folder)}{extras}"])
    assert done.returncode == 0, done.stderr
    return python


def _run(command: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
    """Run *command* where nothing of ours is on the path."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, input=given, capture_output=True, text=True, env=environ, cwd="/", check=False
    )


def _answers(python: Path) -> dict[str, list[Any]]:
    """Return verdict and codes for each of the shared cases."""
    cases = [_question(_case(name)) for name in _names()]
    question = json.dumps({"cases": cases, "now": NOW.isoformat()})
    done = _run([str(python), "-P", "-c", PROGRAM], question)
    assert done.returncode == 0, done.stderr
    answers = map(json.loads, done.stdout.splitlines())
    return dict(zip(_names(), answers, strict=True))


def _question(case: dict[str, Any]) -> dict[str, Any]:
    text = case.get("input")
    given = {"base64": case["input_base64"]} if text is None else {"text": text}
    return {"given": given, "recipients": _recipients(case), "documents": case["documents"]}


def test_nothing_but_two_libraries_is_there(installed: Path) -> None:
    """Cryptography brings cffi and pycparser; setuptools is of the environment itself."""
    program = (
        "import importlib.metadata as m; print(*(d.metadata['Name'] for d in m.distributions()))"
    )
    found = set(_run([str(installed), "-c", program]).stdout.lower().split())
    assert found - {"pip", "setuptools"} == {*CORE, "barnstar-verifier"}


def test_the_command_works(installed: Path) -> None:
    """`python -m verifier` judges what it is given, and tells a mistake in one sentence."""
    judged = _run([str(installed), "-m", "verifier", "-", "--json"], "{}")
    assert judged.returncode == 1
    assert json.loads(judged.stdout)["findings"][0]["code"] == "input.not_a_badge"
    wrong = _run([str(installed), "-m", "verifier", "no-such-file"])
    assert wrong.returncode == 64
    assert "cannot be read" in wrong.stderr


@pytest.mark.skipif(not CASES.is_dir(), reason=f"there is no {CASES}.")
def test_every_verdict_is_the_same(installed_with_extras: Path) -> None:
    """With its extras the package answers every shared case as the service does."""
    expected = {name: _judge(_case(name)) for name in _names()}
    found = _answers(installed_with_extras)
    assert found == {
        name: [report.valid, [finding.code for finding in report.findings]]
        for name, report in expected.items()
    }


@pytest.mark.skipif(not CASES.is_dir(), reason=f"there is no {CASES}.")
def test_without_extras_nothing_more_is_valid(installed: Path) -> None:
    """Where a library is missing it says so and decides less; it never decides otherwise."""
    found = _answers(installed)
    less = []
    for name in _names():
        valid, codes = found[name]
        if valid is not _judge(_case(name)).valid:
            less.append(name)
            assert valid is None
            assert NEEDS_MORE.intersection(codes), f"{name}: {codes}"
    assert 0 < len(less) < len(found) / 4


def test_with_extras_it_reads_from_the_network(installed_with_extras: Path) -> None:
    """The fetcher is there, and refuses what is not a public address."""
    badge = "https://127.0.0.1/badge"
    done = _run([str(installed_with_extras), "-m", "verifier", badge])
    assert done.returncode == 2, done.stderr
    assert "does not lead to a public internet address" in done.stdout


def test_without_extras_the_network_is_missed_in_words(installed: Path) -> None:
    """An address cannot be read without requests, and the command says what to install."""
    done = _run([str(installed), "-m", "verifier", "https://badges.example.org/1"])
    assert done.returncode == 2
    assert "the network is not used" in done.stdout
    assert "barnstar-verifier[network]" in done.stderr
