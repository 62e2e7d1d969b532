"""Habits of the house that no linter knows: nothing replaced, nothing taken from the air."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.house.tree import PACKAGES, dotted, files, parse, python_files, where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOCKS = frozenset({"mock", "unittest.mock", "pytest_mock", "freezegun", "time_machine"})
REPLACERS = frozenset({"monkeypatch", "mocker"})
# The service's clock, and the verifier's own command, which has nobody to ask.
CLOCKS = frozenset({"issuer/clock.py", "verifier/__main__.py"})
TELLS_TIME = re.compile(r"(^|\.)(datetime\.now|datetime\.utcnow|datetime\.today|date\.today)$")
TELLS_TIME_TOO = frozenset({"time.time", "time.time_ns", "time.localtime", "time.gmtime"})
DRAWS_LOTS = re.compile(
    r"^(random\.\w+|secrets\.(token|rand|choice)\w*|uuid\.uuid[14]|os\.urandom)$"
)
CATCHES_ALL = frozenset({"Exception", "BaseException"})
# Put together here, so that this file does not contain what it looks for.
MACHINE_PATHS = ("/" + "work/", "/" + "root/", "bash_" + "jobs", "/" + "home/user")
INDEX_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted",
    "registry.npm" + "js",
    "deb." + "debian",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
)
UNFINISHED = re.compile("TO" + "DO|FIX" + "ME|X" + "XX")
EXEMPTION = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*)?|type:\s*ignore(?:\[[\w, -]+\])?)"
)
SHORTEST_REASON = 2
RULE = re.compile(r"\b[A-Z]+\d+\b")
# An argument named like the member `id` of a document; an exception named for what was given;
# a large library that is imported when it is first used.
EXCUSED = frozenset({"A002", "N818", "PLC0415"})


def texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file of the house with its text; pictures and the like are left out."""
    for path in files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def calls(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the written name of every call in *path*."""
    for node in ast.walk(parse(path)):
        if isinstance(node, ast.Call):
            yield node.lineno, dotted(node.func)


def test_nothing_is_mocked_or_patched() -> None:
    """Tests use small real things; a test that replaces a part does not test that part."""
    found = []
    for path in python_files():
        for node in ast.walk(parse(path)):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name in MOCKS]
            elif isinstance(node, ast.ImportFrom):
                names = [
                    n
                    for n in (node.module or "", f"{node.module}.{node.names[0].name}")
                    if n in MOCKS
                ]
            elif isinstance(node, ast.arg):
                names = [node.arg] if node.arg in REPLACERS else []
            elif isinstance(node, ast.Attribute):
                names = [node.attr] if node.attr == "Monkey" + "Patch" else []
            found += [f"{where(path, getattr(node, 'lineno', 0))} {name}" for name in names]
    assert found == []


def test_only_the_clock_reads_the_time() -> None:
    """Time is an argument; one module reads it."""
    found = [
        f"{where(path, line)} {name}"
        for path in python_files()
        if where(path) not in CLOCKS
        for line, name in calls(path)
        if TELLS_TIME.search(name) or name in TELLS_TIME_TOO
    ]
    assert found == []


def test_randomness_is_an_argument() -> None:
    """No module draws lots by itself; it may name its default source in a signature."""
    found = [
        f"{where(path, line)} {name}"
        for path in python_files(PACKAGES)
        for line, name in calls(path)
        if DRAWS_LOTS.match(name)
    ]
    assert found == []


def test_errors_are_caught_by_name() -> None:
    """Nothing in the packages catches everything, least of all the verifier."""
    found = []
    for path in python_files(PACKAGES):
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ExceptHandler):
                kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                if any(kind is None or dotted(kind) in CATCHES_ALL for kind in kinds):
                    found.append(where(path, node.lineno))
    assert found == []


def test_the_verifier_is_excused_for_names_and_late_imports_alone() -> None:
    """The verifier passes every other rule without leave."""
    found = {
        f"{where(path)} {code}"
        for path in python_files(("verifier",))
        for match in EXEMPTION.finditer(path.read_text(encoding="utf-8"))
        for code in RULE.findall(match.group()) or [match.group()]
        if code not in EXCUSED
    }
    assert found == set()


def test_every_exemption_is_specific_and_has_its_reason() -> None:
    """An exemption names its rule, and says beside it why it is needed."""
    found = []
    for path in python_files():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = EXEMPTION.search(line)
            if match and "#" in line[: match.start() + 1]:
                reason = line[match.end() :].strip(" #-:—")
                blanket = match.group().rstrip().endswith(("noqa", "ignore"))
                if blanket or len(reason) < SHORTEST_REASON:
                    found.append(f"{where(path, number)} {line.strip()}")
    assert found == []


def test_nothing_names_a_machine_or_a_package_index() -> None:
    """The house can be moved: no path of one machine, no address of one package index."""
    found = [
        f"{where(path)}: {word}"
        for path, text in texts()
        for word in (*MACHINE_PATHS, *INDEX_HOSTS)
        if word in text
    ]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    """What is missing is an open issue, never a note in the code."""
    found = [where(path) for path, text in texts() if UNFINISHED.search(text)]
    assert found == []
