"""Who may import whom: every contract is kept, and each is shown to fail."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.house.tree import HOUSE, PACKAGES, copy_house

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Violation:
    """A line that breaks one contract, and the module to plant it in."""

    contract: str
    module: str
    line: str


# More than one for a contract that forbids more than one kind of thing.
VIOLATIONS = (
    Violation("downhill", "verifier/report.py", "import issuer.clock"),
    Violation("downhill", "keys/keyring.py", "import badge_classes.editions"),
    Violation("downhill", "badge_classes/editions.py", "import keys.keyring"),
    Violation("storeys", "issuer/rules/awards.py", "import issuer.store.awards"),
    Violation("storeys", "issuer/actions/issuance.py", "import issuer.web.documents"),
    Violation("storeys", "issuer/newcomer.py", '"""A module without a storey."""'),
    Violation("composition-root", "issuer/clock.py", "import wsgi"),
    Violation("composition-root", "issuer/clock.py", "import tests.house.tree"),
    Violation("verifier-needs-little", "verifier/report.py", "import flask"),
    Violation("one-way-out", "verifier/report.py", "import requests"),
    Violation("one-way-out", "issuer/web/documents.py", "import urllib3"),
    Violation("plain-packages", "keys/keyring.py", "import sqlalchemy"),
    Violation("plain-packages", "badge_classes/editions.py", "import werkzeug"),
    Violation("rules-are-pure", "issuer/rules/awards.py", "import sqlalchemy"),
    Violation("rules-are-pure", "issuer/rules/awards.py", "import flask"),
    Violation("store-speaks-sql", "issuer/actions/revocation.py", "import sqlalchemy"),
    Violation("store-speaks-sql", "issuer/web/documents.py", "import sqlite3"),
    Violation("web-speaks-http", "issuer/actions/revocation.py", "import flask"),
    Violation("web-speaks-http", "issuer/store/tables.py", "import werkzeug"),
)


def contracts() -> dict[str, str]:
    """Return the contracts of pyproject.toml: name by id."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    found = settings["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract["name"] for contract in found}


def lint(house: Path, *, contract: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run import-linter on *house*, on all contracts or on one."""
    command = [sys.executable, "-P", "-c", "from importlinter.cli import lint_imports_command as m"]
    command[-1] += "; m()"
    command += ["--no-logo", "--no-cache"]
    if contract is not None:
        command += ["--contract", contract]
    return subprocess.run(
        command,
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def copied_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of our packages, to plant violations in."""
    return copy_house(tmp_path_factory.mktemp("house"), names=(*PACKAGES, "pyproject.toml"))


def test_every_contract_is_kept() -> None:
    """Nothing in the house imports what it may not."""
    result = lint(HOUSE)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_planted_violation_and_a_sentence_for_a_name() -> None:
    """A new contract must come with a line that breaks it, and say what it promises."""
    assert {violation.contract for violation in VIOLATIONS} == set(contracts())
    for name in contracts().values():
        assert name[0].isalpha()
        assert name.endswith(".")


@pytest.mark.parametrize("violation", VIOLATIONS, ids=lambda v: f"{v.contract}: {v.line}")
def test_a_planted_violation_breaks_its_contract(violation: Violation, copied_house: Path) -> None:
    """Each contract fails when its rule is broken, and names the module that broke it."""
    module = copied_house / violation.module
    before = module.read_bytes() if module.exists() else None
    module.write_bytes((before or b"") + f"\n{violation.line}\n".encode())
    try:
        result = lint(copied_house, contract=violation.contract)
    finally:
        if before is None:
            module.unlink()
        else:
            module.write_bytes(before)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{contracts()[violation.contract]} BROKEN" in result.stdout
    assert violation.module.removesuffix(".py").replace("/", ".") in result.stdout


def test_every_package_of_the_house_is_under_contract() -> None:
    """A new package beside the others cannot stand outside of the contracts."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    on_disk = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert on_disk == set(settings["tool"]["importlinter"]["root_packages"]) == set(PACKAGES)
