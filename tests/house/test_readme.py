"""What the pages for people say is so: commands, folders, links and settings."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from pathlib import Path

README = (HOUSE / "README.md").read_text(encoding="utf-8")
PAGES = sorted(HOUSE.glob("*.md"))
FENCED = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^(?P<indent> *)(?P<name>\S+) {2,}\S")
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
COMMAND = re.compile(r"^ {2}\./run ([a-z]+)", re.MULTILINE)
SETTING = re.compile(r"\b(?:environ\.get\(|for name in \()\"([A-Z_]+)\"(?:, \"([A-Z_]+)\"\))?")
# The door answers for these itself: tests/house/test_run.py.
BY_SHELL = frozenset({"check", "wheel"})
# Files that Python or its tools want in a folder, and that say nothing to a reader of the map.
UNSAID = frozenset({"__init__.py", "__main__.py", "py.typed", "conftest.py", "__pycache__"})


def blocks() -> list[str]:
    """Return the plain blocks of the README."""
    return FENCED.findall(README)


def map_of_the_house() -> dict[Path, bool]:
    """Return the README's folder map: each path in it, and whether the map looks inside."""
    (drawn,) = (block for block in blocks() if "README.md  " in block)
    found: dict[Path, bool] = {}
    above: list[Path] = []
    for line in drawn.splitlines():
        match = ENTRY.match(line)
        assert match, f"not an entry of the map: {line}"
        depth = len(match["indent"]) // 2
        path = (above[depth - 1] if depth else HOUSE) / match["name"]
        above[depth:] = [path]
        found[path] = False
        if depth:
            found[above[depth - 1]] = True
    return found


def on_disk(folder: Path) -> set[Path]:
    """Return what a reader finds in *folder*, without hidden files and empty folders."""
    return {
        path
        for path in folder.iterdir()
        if (not path.name.startswith(".") or path.name == ".ci")
        and path.name not in UNSAID
        and path != HOUSE / "var"
        and (path.is_file() or any(p.is_file() and p.suffix != ".pyc" for p in path.rglob("*")))
    }


def test_the_readme_shows_the_help_as_it_is() -> None:
    """The list of commands in the README is what `./run help` prints."""
    shown = subprocess.run(
        [str(HOUSE / "run"), "help"], capture_output=True, text=True, check=True
    ).stdout
    assert shown in blocks()


@pytest.mark.parametrize("command", sorted({*COMMAND.findall(README)} - {"help", *BY_SHELL}))
def test_every_command_that_is_listed_explains_itself(command: str) -> None:
    """`./run COMMAND --help` succeeds on standard output and touches nothing."""
    programs = {"test": ["pytest"], "verify": ["verifier"], "python": []}
    if command in programs:
        modules = [word for name in programs[command] for word in ("-m", name)]
    else:
        modules = ["-m", "issuer", command]
    result = subprocess.run(
        [sys.executable, *modules, "--help"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "usage" in result.stdout.lower()


def test_every_command_of_the_service_is_listed() -> None:
    """A command that exists is in `./run help`, but for `serve`, which is the bare ./run."""
    offered = subprocess.run(
        [sys.executable, "-m", "issuer", "--help"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.partition("Commands:")[2]
    names = {line.split()[0] for line in offered.splitlines() if line.startswith("  ")}
    assert names - {"serve"} <= set(COMMAND.findall(README))


def test_the_map_is_the_house() -> None:
    """All that the map names exists, and where it looks into a folder it leaves nothing out."""
    drawn = map_of_the_house()
    assert {path for path in drawn if not path.exists()} == set()
    for folder in (HOUSE, *(path for path, is_open in drawn.items() if is_open)):
        listed = {path for path in drawn if path.parent == folder}
        assert listed == on_disk(folder), folder


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """A link to a file of ours finds it."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (HOUSE / link).exists()] == []


def test_every_setting_is_in_the_table() -> None:
    """What the service reads from the environment is told, and nothing else is."""
    read = (HOUSE / "issuer" / "settings.py").read_text(encoding="utf-8")
    known = {name for pair in SETTING.findall(read) for name in pair if name}
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert known == told
