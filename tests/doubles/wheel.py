"""The verifier's wheel, built as `./run wheel` builds it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from pathlib import Path


def build(to: Path, source: Path = HOUSE / "verifier") -> Path:
    """Build the wheel of *source* into a new folder inside *to*; return its path."""
    folder = to / "dist"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel
