"""The interpreters that run the examples for developers: those of the operating system."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from tests.doubles.absent import skip_or_fail

if TYPE_CHECKING:
    from pathlib import Path

SWITCH = "EXAMPLES"
SECONDS = 60
INSTALL = "sudo apt-get install curl nodejs php-cli"
OLDEST_NODE = 18


@dataclass(frozen=True, slots=True)
class Interpreter:
    """How a text in one language is run: its file's ending, and the command before the file."""

    ending: str
    command: tuple[str, ...]

    def run(self, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """Run *text* in *folder*, with its files at hand and nothing of ours on the path."""
        program = folder / f"example{self.ending}"
        program.write_text(text, encoding="utf-8")
        return subprocess.run(
            [*self.command, str(program)],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )


def interpreter(key: str) -> Interpreter:
    """Return what runs the language *key*; where it is missing, the test is skipped loudly."""
    if key == "python":
        return Interpreter(".py", (sys.executable, "-I", "-W", "error::SyntaxWarning"))
    if key == "curl":
        _need("curl")
        return Interpreter(".sh", ("sh", "-eu"))
    if key == "javascript":
        node = _need("node")
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        if int(version.stdout.lstrip("v").partition(".")[0]) < OLDEST_NODE:
            _absent("node", f"node is older than {OLDEST_NODE}")
        return Interpreter(".mjs", (node, "--no-warnings"))
    return Interpreter(".php", (_need("php"), "-d", "display_errors=stderr"))


def _need(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        _absent(program, f"there is no {program}")
    return found


def _absent(program: str, what: str) -> NoReturn:
    why = f"{what}, so the examples that need {program} were not run. Type: {INSTALL}"
    skip_or_fail("EXAMPLE", why, switch=SWITCH, environ=os.environ)
