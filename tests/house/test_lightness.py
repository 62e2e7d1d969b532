"""The plain packages stay light: large libraries are imported by those who need them."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import textwrap

import pytest

from tests.house.tree import HOUSE, parse

# By the names under which they are imported.
HEAVY = {
    "verifier": ("requests", "requests_hardened", "urllib3", "pyld", "jsonschema", "flask"),
    "verifier.cli": ("requests", "requests_hardened", "urllib3", "pyld", "jsonschema", "flask"),
    "keys": ("flask", "sqlalchemy", "requests"),
    "badge_classes": ("flask", "sqlalchemy", "requests", "resvg_py", "babel", "lxml", "PIL"),
}


@pytest.mark.parametrize("package", HEAVY)
def test_importing_a_plain_package_loads_nothing_heavy(package: str) -> None:
    """`import verifier` needs cryptography and PyJWT alone; the others keep to themselves too."""
    program = f"import sys, {package}; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-P", "-c", program],
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert set(result.stdout.split()).intersection(HEAVY[package]) == set()


def test_the_verifiers_example_runs() -> None:
    """The example that opens `import verifier` can be pasted and does what it shows."""
    opening = ast.get_docstring(parse(HOUSE / "verifier" / "__init__.py")) or ""
    indented = re.search(r"^(?: {4}.*\n|\n)+", opening.partition("\n")[2], re.MULTILINE)
    assert indented
    result = subprocess.run(
        [sys.executable, "-P", "-c", textwrap.dedent(indented.group())],
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip()


def test_the_story_of_a_badge_is_all_that_the_service_package_says() -> None:
    """issuer/__init__.py tells the life of a badge in files that exist, and imports nothing."""
    module = parse(HOUSE / "issuer" / "__init__.py")
    assert [type(node) for node in module.body] == [ast.Expr]
    story = ast.get_docstring(module) or ""
    named = re.findall(r"\b[\w/]+\.py\b", story)
    assert named
    missing = [
        name
        for name in named
        if not any((HOUSE / room / name).is_file() for room in ("issuer", "."))
    ]
    assert missing == []
