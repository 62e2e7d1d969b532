"""The lock: every version with its hashes, nothing else, and all that pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterable

LOCKS = ("run.txt", "dev.txt", "contract.txt", "fuzz.txt")
PIN = re.compile(
    r"^(?P<name>[a-z0-9.-]+)(\[[a-z,]+\])?==(?P<version>\S+)( ; (?P<marker>[^\\]+))? \\$"
)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(lock: str) -> dict[str, str]:
    """Return the locked version of each package in requirements/*lock*."""
    found: dict[str, str] = {}
    for line in (HOUSE / "requirements" / lock).read_text(encoding="utf-8").splitlines():
        match = PIN.match(line)
        if match and _applies(match["marker"]):
            found[canonicalize_name(match["name"])] = match["version"]
    return found


def _applies(marker: str | None) -> bool:
    """Return whether a line with *marker* is for this Python: a version may have several lines."""
    return marker is None or Marker(marker.strip()).evaluate()


def declared() -> dict[str, list[str]]:
    """Return what pyproject.toml asks for: for the service, and for the tests besides."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    service = settings["project"]["dependencies"]
    groups = settings["dependency-groups"]
    return {
        "run.txt": service,
        "dev.txt": [*service, *groups["dev"]],
        "contract.txt": groups["contract"],
        "fuzz.txt": groups["fuzz"],
    }


def unmet(wanted: Iterable[str], locked: dict[str, str]) -> list[str]:
    """Return the requirements in *wanted* that the versions in *locked* do not meet."""
    missing = []
    for text in wanted:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version):
            missing.append(text)
    return missing


@pytest.mark.parametrize("lock", LOCKS)
def test_every_version_is_locked_with_its_hashes(lock: str) -> None:
    """A lock holds pins with hashes and comments; no option, so no address of an index."""
    lines = (HOUSE / "requirements" / lock).read_text(encoding="utf-8").splitlines()
    strange = [
        line
        for line in lines
        if not (PIN.match(line) or HASH.match(line) or line.lstrip().startswith("#"))
    ]
    assert strange == []
    for line, after in pairwise(lines):
        if PIN.match(line):
            assert HASH.match(after), line


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_what_the_project_asks_for(lock: str) -> None:
    """A dependency added to pyproject.toml must be locked before it can be used."""
    assert unmet(declared()[lock], pins(lock)) == []


def test_tests_run_with_the_versions_that_serve() -> None:
    """What is tested is what runs: dev.txt holds run.txt, version by version."""
    assert pins("run.txt").items() <= pins("dev.txt").items()
