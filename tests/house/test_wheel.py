"""The verifier as a wheel: the same bytes every time, the whole package, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement

from tests.doubles.wheel import build
from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

PACKAGE = HOUSE / "verifier"
UNPACKED = "barnstar_verifier-{}.dist-info"


def project(path: Path) -> dict[str, Any]:
    """Return what a pyproject.toml says of its project."""
    found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
    return found


OURS = project(HOUSE / "pyproject.toml")
WHEELS = project(PACKAGE / "pyproject.toml")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the package as it stands here."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """Return what the wheel says of itself."""
    with zipfile.ZipFile(wheel) as archive:
        path = f"{UNPACKED.format(WHEELS['version'])}/METADATA"
        return message_from_string(archive.read(path).decode())


def test_the_same_files_make_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """Another place, other times and other permissions change nothing."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for path in copy.rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (86_400, 86_400))
    assert build(tmp_path, copy).read_bytes() == wheel.read_bytes()


def test_a_changed_file_changes_the_bytes(wheel: Path, tmp_path: Path) -> None:
    """Or the test above would pass for an empty wheel."""
    copy = tmp_path / "changed"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "policy.py").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert build(tmp_path, copy).read_bytes() != wheel.read_bytes()


def test_the_whole_package_is_in_it(wheel: Path) -> None:
    """Code, contexts, data, licences and the mark of types are there, and nothing of the rest."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    here = {
        f"verifier/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix != ".pyc" and path.name != "pyproject.toml"
    }
    assert packed == here
    assert "verifier/py.typed" in packed


def test_it_is_as_new_as_barnstar(metadata: Message) -> None:
    """There is one version of all that comes from here, and one licence."""
    assert metadata["Version"] == OURS["version"]
    assert WHEELS["requires-python"] == OURS["requires-python"]
    assert OURS["license"] in metadata["License-Expression"]
    assert (PACKAGE / "LICENSE").read_bytes() == (HOUSE / "LICENSE").read_bytes()


def test_the_readme_names_the_file_that_is_built(wheel: Path) -> None:
    """What people paste from the README finds the file that the line before it made."""
    assert f"{wheel.name}[network,json-ld]" in (HOUSE / "README.md").read_text(encoding="utf-8")


def test_the_licences_of_others_come_with_it(wheel: Path) -> None:
    """Contexts of others are passed on under their licences, which are named and included."""
    folder = UNPACKED.format(WHEELS["version"])
    with zipfile.ZipFile(wheel) as archive:
        kept = {name.removeprefix(f"{folder}/licenses/") for name in archive.namelist()}
    assert kept >= {"LICENSE", *WHEELS["license-files"]}
    text = (PACKAGE / "contexts" / "LICENSE.security-v1.txt").read_text(encoding="utf-8")
    assert "BSD 3-Clause License" in text
    assert "BSD-3-Clause" in WHEELS["license"]


def test_it_needs_two_libraries(metadata: Message) -> None:
    """Whoever wants no network and no JSON-LD installs cryptography and PyJWT alone."""
    wanted = [Requirement(text) for text in metadata.get_all("Requires-Dist") or []]
    assert {item.name for item in wanted if item.marker is None} == {"cryptography", "pyjwt"}
    assert metadata.get_all("Provides-Extra") == ["json-ld", "network"]


def test_it_needs_what_the_service_is_tested_with() -> None:
    """The same lower bounds: nobody tested the verifier with anything older."""
    asked = {*WHEELS["dependencies"]}
    for extra in WHEELS["optional-dependencies"].values():
        asked |= set(extra)
    assert asked <= set(OURS["dependencies"])


def test_the_readmes_example_runs() -> None:
    """What stands on the package's page works; only the network is left out here."""
    readme = (PACKAGE / "README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert "HttpsFetcher" in example
    done = subprocess.run(
        [sys.executable, "-P", "-c", example.replace("HttpsFetcher", "OfflineFetcher")],
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "None Whether this badge is valid could not be decided.\n"
