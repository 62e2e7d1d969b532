"""The commands, started as an organiser starts them, each in a process of its own."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.commands import ROOT, Barnstar

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = ROOT / "issuer" / "samples" / "nairobi-course_students.csv"
KILLS = int(os.environ.get("KILLS", "4"))
"""How many random moments the suite kills at; `KILLS=20 ./run test tests/journeys` is the drill."""


def test_the_demonstration_awards_once(barnstar: Barnstar) -> None:
    """102 badges from 120 rows, each in three files; a second run lists the same."""
    barnstar.run("demo", "out")
    first = json.loads((barnstar.folder / "out" / "index.json").read_text(encoding="utf-8"))
    assert len(first) == 102
    assert {"recipient", "assertion", "jws", "png", "svg"} == set(first[0])
    for entry in first:
        for form in ("jws", "png", "svg"):
            assert (barnstar.folder / "out" / entry[form]).stat().st_size > 500
    barnstar.run("demo", "out")
    assert first == json.loads((barnstar.folder / "out" / "index.json").read_text("utf-8"))
    assert len(barnstar.awards()) == 102


def test_every_row_of_the_sample_gets_its_verdict(barnstar: Barnstar) -> None:
    """102 earned, 14 below the criterion, 4 temporary accounts, each with its reason."""
    rows = _award(barnstar, str(SAMPLE), status=1)
    counts: dict[str, int] = {}
    for row in rows:
        assert row["reason"]
        counts[row["verdict"]] = counts.get(row["verdict"], 0) + 1
    assert counts == {"earned": 102, "criterion_not_met": 14, "temporary_account": 4}
    again = _award(barnstar, str(SAMPLE), status=1)
    assert sum(row["verdict"] == "already_held" for row in again) == 102
    assert len(barnstar.awards()) == 102


def test_a_list_of_names_needs_the_organisers_word(barnstar: Barnstar) -> None:
    """Without --confirm nothing is earned; with it, every readable name is."""
    (barnstar.folder / "names.txt").write_text("Amina K\nuser:amina_K\n\nOtieno J\n", "utf-8")
    found = _award(barnstar, "names.txt", status=1)
    assert _verdicts(found) == ["evidence_missing", "duplicate_row", "evidence_missing"]
    assert barnstar.awards() == []
    found = _award(barnstar, "names.txt", "--confirm", "--dry-run")
    assert barnstar.awards() == []
    found = _award(barnstar, "names.txt", "--confirm")
    assert _verdicts(found) == ["earned", "duplicate_row", "earned"]
    assert found[0]["assertion"] == found[1]["assertion"]


def test_a_revoked_badge_is_named_by_any_of_its_names(barnstar: Barnstar) -> None:
    """An address, an id or a form's address; an unknown one is refused with a sentence."""
    (barnstar.folder / "names.txt").write_text("Amina K\n", "utf-8")
    [row] = _award(barnstar, "names.txt", "--confirm")
    barnstar.run("revoke", f"{row['assertion']}.png", "--reason", "Mistake")
    assert "Mistake" in barnstar.run("revoke", row["assertion"], "--reason", "Again")
    barnstar.run("revoke", "unknown", "--reason", "Mistake", status=1)
    barnstar.run("revoke", row["assertion"], status=64)


def test_badge_classes_go_round_through_folders(barnstar: Barnstar) -> None:
    """What `classes dump` writes, `classes load` finds unchanged, byte for byte."""
    barnstar.run("classes", "dump", "classes")
    output = barnstar.run("classes", "load", "classes")
    assert {"unchanged"} == {line.partition(": ")[2] for line in output.splitlines()}
    catalogue = ROOT / "badge_classes" / "catalogue"
    files = sorted(catalogue.glob("*/*"))
    assert len(files) >= 10
    for path in files:
        dumped = barnstar.folder / "classes" / path.relative_to(catalogue)
        assert path.read_bytes() == dumped.read_bytes()


def test_keys_have_one_current_among_them(barnstar: Barnstar) -> None:
    """`new` prepares, `rotate` begins, `list` shows both with their states."""
    barnstar.run("keys", "new")
    barnstar.run("keys", "new", status=1)
    barnstar.run("keys", "rotate")
    states = [line.split()[1] for line in barnstar.run("keys", "list").splitlines()]
    assert states == ["retired", "current"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("wrong-columns.csv", b"foo,bar\n1,2\n"),
        ("binary.csv", bytes(range(256)) * 8),
        ("20-megabytes.csv", b"username\n" + b"Somebody\n" * 2_300_000),
        ("control-character.csv", b"username\nAm\x07ina\n"),
        ("broken-quotes.csv", b'username,global_id\n"Amina,1\nOtieno,2\n'),
    ],
)
def test_a_file_that_cannot_be_read_gets_one_sentence(
    barnstar: Barnstar, name: str, content: bytes
) -> None:
    """Status 64, one sentence, nothing on standard output, and nothing changed."""
    (barnstar.folder / name).write_bytes(content)
    process = barnstar.start("award", "wikidata-basics", name)
    output, errors = process.communicate(timeout=60)
    sentences = [line for line in errors.splitlines() if "secrets" not in line]
    assert (process.returncode, output, len(sentences)) == (64, "", 1)
    assert barnstar.awards() == []


@pytest.mark.parametrize(
    "name",
    [
        "x" * 10_000,
        "=HYPERLINK(1)",
        "\u202eanimA",
        "Foo|Bar",
        "192.0.2.7",
        "2001:db8::1",
        "~2026-1-2",
    ],
)
def test_a_bad_name_gets_a_verdict_and_spoils_nothing(barnstar: Barnstar, name: str) -> None:
    """The row is refused with a reason, and its neighbour earns."""
    text = f"username,revisions_during_project,references_added\n{name},5,5\nAmina K,5,5\n"
    (barnstar.folder / "roster.csv").write_text(text, "utf-8")
    bad, good = _award(barnstar, "roster.csv", status=1)
    assert good["verdict"] == "earned"
    assert bad["verdict"] in {"unreadable_row", "unknown_user", "temporary_account"}
    assert bad["reason"]
    assert len(json.dumps(bad)) < 2_000
    assert len(barnstar.awards()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["award"],
        ["award", "unknown-class", "names.txt"],
        ["award", "wikidata-basics", "missing.csv"],
        ["award", "wikidata-basics", "names.txt", "--organisation", "unknown"],
        ["frobnicate"],
        ["keys", "list", "--frobnicate"],
    ],
)
def test_wrong_usage_is_status_64(barnstar: Barnstar, arguments: list[str]) -> None:
    """One sentence on standard error says what is wrong."""
    (barnstar.folder / "names.txt").write_text("Amina K\n", "utf-8")
    assert barnstar.run(*arguments, status=64) == ""


def test_another_public_url_refuses_to_start(barnstar: Barnstar) -> None:
    """Badges name their address for ever, so a database keeps to one."""
    barnstar.run("keys", "list")
    environment = barnstar.environment() | {"PUBLIC_URL": "http://127.0.0.1:9999"}
    done = subprocess.run(
        [sys.executable, "-m", "issuer", "keys", "list"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "PUBLIC_URL=http://127.0.0.1:8000" in done.stderr


def test_killed_at_any_moment_the_next_run_finishes(
    barnstar: Barnstar, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After kill -9 and one more run every person has exactly one signed award."""
    seed = random.SystemRandom().randrange(2**32)
    moments = random.Random(seed)  # noqa: S311 - moments, not secrets
    rows = [f"Person {number},{1000 + number},5,2" for number in range(1000)]
    roster = tmp_path_factory.mktemp("roster") / "thousand.csv"
    header = "username,global_id,revisions_during_project,references_added"
    roster.write_text("\n".join([header, *rows]), "utf-8")
    barnstar.run("keys", "list")
    duration = _duration(_copy(barnstar, tmp_path_factory), roster)
    signed_before = set()
    for _ in range(KILLS):
        victim = _copy(barnstar, tmp_path_factory)
        process = victim.start("award", "wikidata-basics", str(roster), "--json")
        time.sleep(moments.uniform(0, duration))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        signed_before.add(sum(signed is not None for _, signed in victim.awards()))
        found = _award(victim, str(roster))
        awards = victim.awards()
        message = f"seed {seed}"
        assert 1000 == len(awards) == len({person for person, _ in awards}), message
        assert all(signed for _, signed in awards), message
        assert len({row["assertion"] for row in found}) == 1000, message
    sys.stdout.write(f"signed when killed: {sorted(signed_before)}\n")


def _duration(barnstar: Barnstar, roster: Path) -> float:
    start = time.monotonic()
    _award(barnstar, str(roster))
    return time.monotonic() - start


def _copy(barnstar: Barnstar, factory: pytest.TempPathFactory) -> Barnstar:
    folder = factory.mktemp("copy")
    shutil.copytree(barnstar.folder / "data", folder / "data")
    return Barnstar(folder)


def _award(barnstar: Barnstar, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    output = barnstar.run("award", "wikidata-basics", *arguments, "--json", status=status)
    rows: list[dict[str, Any]] = json.loads(output)
    return rows


def _verdicts(rows: list[dict[str, Any]]) -> list[str]:
    return [row["verdict"] for row in rows]
