"""Makes the Python environments that the peers run in, each once, from its lock."""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
# Ignored by git.
ENVIRONMENTS = HERE.parents[1] / "var" / "interop"
# Packages that are published as source only are built by a version that is locked as well.
BUILD_LOCK = HERE / "requirements-build.txt"
STEP_SECONDS = 600
COMPLAINT_CHARACTERS = 2_000


class EnvironmentUnavailableError(Exception):
    """An environment cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an environment is made of: a lock, and the first Python that it does not work on."""

    name: str
    lock: Path
    too_new: tuple[int, int] | None = None


REFERENCE = Recipe("reference", HERE / "requirements-reference.txt", too_new=(3, 12))
OPENBADGESLIB = Recipe("openbadgeslib", HERE / "requirements-openbadgeslib.txt")


def make(recipe: Recipe, environments: Path = ENVIRONMENTS) -> Path:
    """Return the Python of the recipe's environment, made below *environments* if need be.

    An environment belongs to one state of the locks and one version of Python. Only one process
    makes it, others wait; it counts as made once it has its stamp, which is written last. Raises
    EnvironmentUnavailableError on a Python that is too new, and when packages cannot be had.
    """
    if recipe.too_new is not None and sys.version_info >= recipe.too_new:
        raise EnvironmentUnavailableError(
            f"{recipe.name} needs Python below {recipe.too_new[0]}.{recipe.too_new[1]}"
            f" and this is {sys.version_info[0]}.{sys.version_info[1]}"
        )
    content = BUILD_LOCK.read_bytes() + recipe.lock.read_bytes() + sys.version.encode()
    folder = environments / f"{recipe.name}-{hashlib.sha256(content).hexdigest()[:16]}"
    stamp = folder / "complete"
    python = folder / "bin" / "python"
    with _only_one(folder.with_suffix(".lock")):
        if not (stamp.exists() and python.exists()):
            shutil.rmtree(folder, ignore_errors=True)
            for step in _steps(folder, python, recipe.lock):
                _run(step)
            stamp.touch()
    return python


def _steps(folder: Path, python: Path, lock: Path) -> list[list[str]]:
    """Return the commands that make an environment: with uv where it is installed, else pip."""
    uv = shutil.which("uv")
    if uv is None:
        create = [sys.executable, "-m", "venv", str(folder)]
        install = [str(python), "-m", "pip", "install", "--quiet", "--use-pep517"]
    else:
        create = [uv, "venv", "--quiet", "--python", sys.executable, str(folder)]
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    install += ["--no-deps", "--require-hashes", "--no-build-isolation"]
    return [create, [*install, "-r", str(BUILD_LOCK)], [*install, "-r", str(lock)]]


def _run(step: list[str]) -> None:
    """Run one command; EnvironmentUnavailableError with the end of its output if it fails."""
    try:
        done = subprocess.run(
            step,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=STEP_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise EnvironmentUnavailableError(f"{step[0]} took longer than {STEP_SECONDS} s") from error
    if done.returncode != 0:
        raise EnvironmentUnavailableError(done.stdout.strip()[-COMPLAINT_CHARACTERS:])


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold a lock on a file against other processes for the length of the block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
