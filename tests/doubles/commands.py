"""An installation that is worked by commands alone, each in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Barnstar:
    """An installation in a folder of its own, worked by commands."""

    folder: Path

    def environment(self) -> dict[str, str]:
        """Return the settings of this installation, and nothing of the caller's."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(self.folder / "data"),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "issuer", *arguments],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, status: int = 0) -> str:
        """Run a command to its end, expect *status*, and return its standard output."""
        return self.told(*arguments, status=status)[0]

    def told(self, *arguments: str, status: int = 0) -> tuple[str, str]:
        """Run a command like `run`, and return its standard output and its standard error."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=300)
        assert status == process.returncode, errors
        assert "Traceback" not in errors
        return output, errors

    def awards(self) -> list[tuple[int, str | None]]:
        """Return person and signed bytes of every award."""
        path = self.folder / "data" / "barnstar.sqlite3"
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.execute("SELECT person_id, signed FROM award"))
