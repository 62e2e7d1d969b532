"""`./run skills`, as an organiser types it; it needs no installation."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from badge_classes import vocabularies

if TYPE_CHECKING:
    from subprocess import CompletedProcess

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Begin in an empty folder."""
    return tmp_path


def skills(folder: Path, *arguments: str) -> CompletedProcess[str]:
    """Run the command to its end in *folder*."""
    return subprocess.run(
        [sys.executable, "-m", "issuer", "skills", *arguments],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(folder),
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_skill_is_found_by_its_words(folder: Path) -> None:
    """Framework and code, name in the language asked for, and the address; nothing is set up."""
    done = skills(folder, "peer", "support", "--lang", "pt-br")
    first = done.stdout.splitlines()[0].split("\t")
    address = "https://capx.toolforge.org/capacity/70"
    assert first == ["Capacity Exchange 70", "apoio entre pares", address]
    assert (done.returncode, done.stderr) == (0, "")
    assert list(folder.iterdir()) == []


def test_without_words_all_skills_are_listed(folder: Path) -> None:
    """Every skill has its line."""
    expected = sum(len(vocabulary.skills) for vocabulary in vocabularies.every())
    assert len(skills(folder).stdout.splitlines()) == expected


def test_what_it_prints_for_badge_toml_is_what_badge_toml_needs(folder: Path) -> None:
    """The alignment can be put into the file as it is."""
    done = skills(folder, "2.6", "--toml")
    [alignment] = tomllib.loads(done.stdout)["alignments"]
    found = vocabularies.by_address(alignment["url"])
    assert found is not None
    assert (found.framework, found.code) == ("DigComp 2.2", "2.6")
    assert alignment["name"] == found.names["en"]


@pytest.mark.parametrize(
    ("arguments", "status"), [(["zzzz"], 1), (["mentor", "--lang", "!"], 64), (["--nothing"], 64)]
)
def test_what_cannot_be_done_gets_one_sentence(
    folder: Path, arguments: list[str], status: int
) -> None:
    """On standard error; standard output stays empty."""
    done = skills(folder, *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert len(done.stderr.splitlines()) == 1


def test_another_form_of_a_word_is_enough(folder: Path) -> None:
    """Who asks for the doing finds what the vocabulary calls by the thing."""
    done = skills(folder, "mentoring")
    assert "mentorship" in [line.split("\t")[1] for line in done.stdout.splitlines()]
