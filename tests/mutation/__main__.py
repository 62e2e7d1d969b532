"""Plants each mutant into a copy, to see a test turn red: `./run python -m tests.mutation`.

Prints a table, and returns 1 when a mutant survives the whole suite of the verifier.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.house.tree import HOUSE, copy_house

from .mutants import MUTANTS, Mutant

COPIED = ("verifier", "keys", "badge_classes", "issuer", "tests", "pyproject.toml")
UNIT = "tests/unit/verifier"
SHARED_CASES = "tests/integration/test_shared_cases.py"
FAILED = re.compile(r"^(?:FAILED|ERROR) \S*?(\w+\.py\S*)", re.MULTILINE)


def main() -> int:
    """Judge the mutants that the arguments choose."""
    parser = argparse.ArgumentParser(prog="tests.mutation", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth mutant")
    options = parser.parse_args()
    survivors = 0
    with tempfile.TemporaryDirectory() as place:
        house = Path(place) / "house"
        house.mkdir()
        copy_house(house, names=COPIED)
        shared = HOUSE.parent / "shared"
        if shared.is_dir():
            (Path(place) / "shared").symlink_to(shared.resolve())
        chosen = MUTANTS[:: options.every]
        for number, mutant in enumerate(chosen, 1):
            killer = first_failure(mutant, house)
            survivors += killer is None
            _say(f"{number:3} {mutant.module:26} {mutant.skips:52} {killer or 'SURVIVES'}")
    _say(f"{len(chosen)} mutants, {survivors} survive.")
    return 1 if survivors else 0


def first_failure(mutant: Mutant, house: Path) -> str | None:
    """Return the first test in *house* that fails with *mutant*, or None if all pass."""
    module = house / "verifier" / mutant.module
    before = module.read_text(encoding="utf-8")
    module.write_text(planted(mutant, before), encoding="utf-8")
    likely = [f"{UNIT}/{name}.py" for name in mutant.tests]
    try:
        return _failure(house, likely) or _failure(house, [UNIT, SHARED_CASES])
    finally:
        module.write_text(before, encoding="utf-8")


def planted(mutant: Mutant, text: str) -> str:
    """Return *text* with the line of *mutant* changed; ValueError unless it stands there once."""
    lines = [line for line in text.splitlines() if line.strip() == mutant.line]
    if len(lines) != 1:
        raise ValueError(f"{mutant.module} has {len(lines)} lines like: {mutant.line}")
    changed = text.replace(lines[0], lines[0].replace(mutant.line, mutant.instead))
    # A test that fails for want of a module that compiles shows nothing.
    compile(changed, mutant.module, "exec")
    return changed


def _failure(house: Path, tests: list[str]) -> str | None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return None
    failed = FAILED.search(done.stdout)
    if failed is None:
        raise RuntimeError(f"pytest did not run: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return failed[1]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
