"""Inputs on which a verifier once failed: each ends as its entry says, soon and in little room."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from tests.fuzz.judging import MOST_BYTES, MOST_SECONDS, Case, outcome, seconds
from tests.fuzz.past_failures import (
    FOLDER,
    INDEX,
    UNNAMED,
    PastFailure,
    files,
    index,
    keep,
    past_failures,
)
from verifier import Document, Outcome
from verifier.sentences import SENTENCES

if TYPE_CHECKING:
    from pathlib import Path

VERDICTS = {True: "valid", False: "not valid", None: "undecided"}
BREAKABLE = ("this verifier", "others")

FAILURES = pytest.mark.parametrize("failure", past_failures(), ids=lambda failure: failure.name)


@FAILURES
def test_a_past_failure_ends_as_it_should(failure: PastFailure) -> None:
    """It ends in a report or in a named error, with the verdict and the code in its entry."""
    report = outcome(failure.case)
    against = {
        finding.code
        for finding in report.findings
        if finding.outcome in {Outcome.FAILED, Outcome.UNDECIDED}
    }
    assert VERDICTS[report.valid] == failure.verdict
    assert failure.code in (against or {""})


@FAILURES
def test_a_past_failure_costs_less_than_a_second(failure: PastFailure) -> None:
    """Of the processor's time, in one of two runs: other tests run beside this one."""
    assert any(seconds(failure.case) < MOST_SECONDS for _ in range(2))


@FAILURES
def test_a_past_failure_takes_less_than_a_hundred_megabytes(failure: PastFailure) -> None:
    """Counting what Python and its libraries ask Python's memory for."""
    tracemalloc.start()
    try:
        outcome(failure.case)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES


def test_every_file_is_named_for_its_defect_and_has_its_entry() -> None:
    """A file that fuzzing has put there waits for its name, and for what it should end in."""
    assert [path.name for path in files()] == sorted(index())
    for name, entry in index().items():
        assert not name.startswith(UNNAMED), f"{name} should be named for its defect."
        assert entry["defect"].endswith("."), name
        assert entry["broke"] in BREAKABLE, name
        assert entry["verdict"] in VERDICTS.values(), name
        assert entry["code"] in SENTENCES or entry["verdict"] == "valid", name
        assert entry.keys() <= {"defect", "broke", "verdict", "code", "at", "badge"}, name


def test_files_are_small() -> None:
    """Where an input has to be large, its recipe is small."""
    sizes = {path.name: path.stat().st_size for path in files()}
    assert {name: size for name, size in sizes.items() if size > 25_000} == {}


@pytest.mark.parametrize(
    "case",
    [
        Case(b"\x89PNG\r\n\x1a\n"),
        Case("{}"),
        Case("\ud83d"),
        Case(
            b"\xff",
            {"urn:a:b": Document("urn:a:b", 302, "text/plain", b"\xff", {"location": "\ud83d"})},
        ),
    ],
    ids=["picture", "text", "half a surrogate pair", "documents"],
)
def test_what_fuzzing_finds_is_kept(tmp_path: Path, case: Case) -> None:
    """A new failure becomes a file with an entry, and reading it gives the same input again."""
    (tmp_path / INDEX).write_text("", encoding="utf-8")
    path = keep(case, 'It took 2.00 s, said "\ud83d".', tmp_path)
    (kept,) = past_failures(tmp_path)
    assert kept.name == path.name
    assert kept.name.startswith(UNNAMED)
    assert kept.defect == 'It took 2.00 s, said "".'
    assert kept.case.badge == (b"{}" if case.badge == "{}" else case.badge)
    if case.documents:
        assert kept.case.documents == case.documents
    assert keep(case, "It was found again.", tmp_path) == path


def test_the_folder_is_beside_the_tests() -> None:
    """Where the README says that it is."""
    assert (FOLDER / "README.md").is_file()
