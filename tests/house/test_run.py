"""./run, the one door: it works from anywhere, and its set-up is safe to kill and to start twice.

The real script runs in a copy of the house, in a folder whose name has a space.
Around it stand small programs: a `uv` that builds an environment out of one file,
whose `python` prints what it was asked to do.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.tree import HOUSE, copy_house

SYSTEM = "/usr/local/bin:/usr/bin:/bin"
UV = """#!/bin/sh
case "$1 $2" in
"--version ") exit 0 ;;
"venv "*)
    for folder; do :; done
    mkdir -p "$folder/bin"
    cp "${0%/*}/environment-python" "$folder/bin/python"
    ;;
"pip "*)
    printf 'installed\\n' >>"${0%/*}/../log"
    echo "noise on standard output"
    [ ! -e "${0%/*}/../no-space-left" ] || exit 2
    ;;
esac
"""
PYTHON = """#!/bin/sh
printf '%s\\n' "$PWD" "$PYTHONPATH" "$@"
"""


@dataclass(frozen=True, slots=True)
class Door:
    """A copy of the house with its door, and the programs that the door finds on PATH."""

    house: Path
    programs: Path

    def enter(
        self, *arguments: str, through: Path | None = None, at: Path = Path("/")
    ) -> subprocess.CompletedProcess[str]:
        """Call ./run from the folder *at*, by its own path or *through* another."""
        return subprocess.run(
            [str(through or self.house / "run"), *arguments],
            cwd=at,
            env={"PATH": f"{self.programs}:{SYSTEM}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def installations(self) -> int:
        """Return how often packages were installed."""
        log = self.programs.parent / "log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def put(self, name: str, program: str) -> None:
        """Put *program* on PATH as *name*."""
        path = self.programs / name
        path.write_text(program)
        path.chmod(0o755)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """Return a door that nobody has gone through yet."""
    house = tmp_path / "a house"
    programs = tmp_path / "programs"
    house.mkdir()
    programs.mkdir()
    copy_house(house, names=("run", "requirements"))
    door = Door(house, programs)
    door.put("uv", UV)
    door.put("environment-python", PYTHON)
    door.put("python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    return door


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_lists_the_commands_without_setting_anything_up(door: Door, word: str) -> None:
    """Help goes to standard output, succeeds, and costs nothing."""
    result = door.enter(word)
    assert result.returncode == 0
    assert "./run verify INPUT" in result.stdout
    assert door.installations() == 0


@pytest.mark.parametrize(
    "words",
    [
        ["vreify"],
        ["serve"],
        ["check", "tests"],
        [""],
        ["wheel"],
        ["wheel", "-x"],
        ["wheel", "a", "b"],
    ],
)
def test_wrong_usage_is_one_sentence_and_64(door: Door, words: list[str]) -> None:
    """A word that is no command changes nothing and points to the list."""
    result = door.enter(*words)
    assert result.returncode == 64
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert door.installations() == 0


def test_arguments_stay_the_callers(door: Door, tmp_path: Path) -> None:
    """Arguments arrive as they are, in the caller's folder, with our packages on the path."""
    awkward = ["two words", "*", "$HOME", "", "-"]
    result = door.enter("verify", *awkward, at=tmp_path)
    assert result.returncode == 0
    assert result.stdout.split("\n") == [
        str(tmp_path),
        str(door.house),
        "-P",
        "-m",
        "verifier",
        *awkward,
        "",
    ]


@pytest.mark.parametrize("command", ["demo", "award", "revoke", "classes", "keys"])
def test_the_services_commands_reach_the_service(door: Door, command: str) -> None:
    """Each command of the service is handed to the issuer with its arguments."""
    result = door.enter(command, "x", "--help")
    assert result.stdout.splitlines()[2:] == ["-P", "-m", "issuer", command, "x", "--help"]


@pytest.mark.parametrize("command", ["check", "wheel"])
def test_what_the_door_does_itself_it_explains(door: Door, command: str) -> None:
    """`--help` behind a command without a program of its own is the list."""
    result = door.enter(command, "--help")
    assert (result.returncode, result.stderr) == (0, "")
    assert f"./run {command}" in result.stdout


@pytest.mark.parametrize("folder", ["dist", "/an/absolute/folder"])
def test_a_wheel_is_built_where_the_caller_says(door: Door, tmp_path: Path, folder: str) -> None:
    """The builder works inside the package, and a relative folder stays the caller's."""
    (door.house / "verifier").mkdir()
    door.put("id", "#!/bin/sh\necho 1000\n")
    result = door.enter("wheel", folder, at=tmp_path)
    assert result.stdout.splitlines() == [
        str(door.house / "verifier"),
        str(door.house),
        *("-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / folder)),
    ]


def test_the_bare_door_serves(door: Door) -> None:
    """`./run` with nothing behind it is the service itself."""
    assert door.enter().stdout.splitlines()[2:] == ["-P", "-m", "issuer", "serve"]


def test_it_works_through_links(door: Door, tmp_path: Path) -> None:
    """A symbolic link, and a relative one to that link, lead to the same house."""
    first = tmp_path / "first"
    second = tmp_path / "second"
    first.symlink_to(door.house / "run")
    second.symlink_to("first")
    result = door.enter("python", "x.py", through=second)
    assert result.stdout.splitlines()[1:] == [str(door.house), "x.py"]


def test_set_up_happens_once_and_says_so_on_standard_error(door: Door) -> None:
    """The second start installs nothing, and standard output is the command's alone."""
    first, second = door.enter("verify", "-"), door.enter("verify", "-")
    assert first.stdout == second.stdout
    assert "noise" in first.stderr
    assert second.stderr == ""
    assert door.installations() == 1


def test_a_changed_lock_is_installed(door: Door) -> None:
    """New locked versions reach the environment at the next start."""
    door.enter("verify")
    lock = door.house / "requirements" / "run.txt"
    lock.write_text(lock.read_text() + "# another version\n")
    door.enter("verify")
    assert door.installations() == 2


def test_a_moved_house_is_set_up_again(door: Door, tmp_path: Path) -> None:
    """An environment knows its own address, so a moved one is remade."""
    door.enter("verify")
    moved = Door(tmp_path / "elsewhere", door.programs)
    shutil.move(door.house, moved.house)
    assert moved.enter("verify").stdout.splitlines()[1] == str(moved.house)
    assert door.installations() == 2


def test_a_failed_set_up_says_so_and_is_remade(door: Door, tmp_path: Path) -> None:
    """A set-up that ends half-way runs no command; the next start begins anew."""
    obstacle = tmp_path / "no-space-left"
    obstacle.touch()
    failed = door.enter("verify")
    assert failed.returncode != 0
    assert failed.stdout == ""
    assert "did not finish" in failed.stderr
    obstacle.unlink()
    (door.house / ".venv" / "leftover").touch()
    assert door.enter("verify").returncode == 0
    assert not (door.house / ".venv" / "leftover").exists()


def test_starts_at_the_same_time_set_up_once(door: Door) -> None:
    """Of several first starts one sets up and the others wait for it."""
    door.put("uv", UV.replace("echo", "sleep 0.3; echo"))
    command = [str(door.house / "run"), "verify"]
    environment = {"PATH": f"{door.programs}:{SYSTEM}"}
    starts = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    outputs = [start.communicate()[0] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0, 0]
    assert len(set(outputs)) == 1
    assert door.installations() == 1


def test_testing_adds_to_what_serving_needs(door: Door) -> None:
    """An environment that tests can use serves too, and is not made twice."""
    door.put("id", "#!/bin/sh\necho 1000\n")
    door.enter("verify")
    (door.house / ".venv" / "kept").touch()
    result = door.enter("test", "-k", "nothing")
    assert result.returncode == 0, result.stderr
    assert (door.house / ".venv" / "kept").exists()
    assert result.stdout.splitlines()[2:] == [
        *("-P", "-m", "pytest", "-c", f"{door.house}/pyproject.toml"),
        *("-k", "nothing", f"{door.house}/tests"),
    ]
    door.enter("verify")
    assert door.installations() == 2


def test_a_chosen_test_file_is_the_callers(door: Door, tmp_path: Path) -> None:
    """A file among pytest's arguments is run instead of the whole suite."""
    door.put("id", "#!/bin/sh\necho 1000\n")
    (tmp_path / "test_mine.py").touch()
    result = door.enter("test", "test_mine.py::test_x", at=tmp_path)
    assert result.stdout.splitlines()[-1] == "test_mine.py::test_x"


def test_without_uv_and_venv_an_ordinary_user_gets_the_command_to_type(door: Door) -> None:
    """Nobody is asked for a password: the line to type is printed, and nothing is run."""
    (door.programs / "uv").unlink()
    door.put("id", "#!/bin/sh\necho 1000\n")
    door.put(
        "python3",
        f'#!/bin/sh\ncase "$2" in\n*_base_executable*) echo "$0" ;;\n*ensurepip*) exit 1 ;;\n'
        f'*) exec "{sys.executable}" "$@" ;;\nesac\n',
    )
    result = door.enter("verify")
    assert result.returncode != 0
    assert "apt-get install python3-venv" in result.stderr
    assert result.stdout == ""


def test_every_command_checks_itself_with_plain_shell() -> None:
    """The door is POSIX shell: the plainest shell here reads it without complaint."""
    for shell in ("sh", "dash"):
        if shutil.which(shell):
            subprocess.run([shell, "-n", str(HOUSE / "run")], check=True)
