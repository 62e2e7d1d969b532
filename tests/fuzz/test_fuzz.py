"""The short version of `./run python -m tests.fuzz`: a few thousand hostile inputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.issuer_in_memory import NOW
from tests.fuzz.__main__ import keeping
from tests.fuzz.generators import KINDS, case_of, mutated
from tests.fuzz.judging import (
    MOST_BYTES,
    MOST_SECONDS,
    POLICY,
    Account,
    Case,
    MisbehaviourError,
    outcome,
    seconds,
)
from tests.fuzz.mutation import mutate_bytes, mutate_json
from tests.fuzz.past_failures import INDEX, files, past_failures
from tests.fuzz.world import world
from tests.fuzz.worst_documents import cases
from tests.house.tree import HOUSE
from verifier import InvalidBadge, MemoryFetcher, bundle

if TYPE_CHECKING:
    from pathlib import Path

CHANGED = 3_000


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_ends_in_a_report_or_a_named_error(kind: str) -> None:
    """Whatever is handed in or answered, verifying ends as it promises, and soon."""
    account = Account()

    @settings(
        max_examples=40, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(KINDS[kind])
    def judge(case: Case) -> None:
        account.judge(case)

    judge()
    assert account.inputs >= 1


def test_changed_badges_end_in_a_report_or_a_named_error() -> None:
    """Real badges with bytes, values, signatures or documents changed; some stay valid."""
    account, following = Account(), mutated(20_261_121)
    for _ in range(CHANGED):
        account.judge(following())
    assert set(account.verdicts) == {"valid", "not valid", "undecided"}


def test_a_bundle_may_be_anything() -> None:
    """Bundles of real badges with bytes or values changed are refused, or judged and not valid."""
    random = Random(20_261_121)  # noqa: S311 - the same in every run, not secrets
    made = []
    for case in world().seeds[:16]:
        fetcher = MemoryFetcher(case.documents)
        made.append(bundle.make(case.badge, fetcher, case.now).as_bytes())
    opened = 0
    for number in range(CHANGED // 4):
        data = made[number % len(made)]
        if number % 2:
            data = mutate_bytes(random, data, made[0])
        else:
            data = json.dumps(mutate_json(random, json.loads(data))).encode()
        try:
            found = bundle.read(data)
            report = bundle.judge(found, policy=POLICY, now=NOW)
        except InvalidBadge as error:
            assert str(error)  # noqa: PT017 - either ending is right
        else:
            opened += 1
            assert report.valid is not True
            json.dumps(report.as_json()).encode()
    assert opened > CHANGED // 40


def test_the_seeds_are_real_badges() -> None:
    """Fuzzing starts from badges that are valid, or it would never get past the first check."""
    account = Account()
    for case in world().seeds:
        account.judge(case)
    assert account.verdicts["valid"] >= 10


@pytest.mark.parametrize("name", cases())
def test_what_was_built_to_be_slow_is_not(name: str) -> None:
    """No input under 1 MB takes a second; two are allowed here, where other tests run beside."""
    case = cases()[name]()
    assert case.size <= 1_000_000
    assert min(seconds(case) for _ in range(2)) < 2 * MOST_SECONDS


@pytest.mark.parametrize("name", ["dots", "zlib_bomb", "deep_elements", "many_alignments"])
def test_what_was_built_to_be_large_is_not(name: str) -> None:
    """No input under 1 MB takes 100 MB; all are measured by `tests.fuzz`."""
    case = cases()[name]()
    tracemalloc.start()
    try:
        outcome(case)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_BYTES


def test_what_was_being_judged_is_known_when_it_breaks(tmp_path: Path) -> None:
    """Whatever the verifier raises, the input becomes a file to be named."""
    account = Account(inputs=1, grown_bytes=MOST_BYTES + 1)
    (tmp_path / INDEX).write_text("", encoding="utf-8")
    with pytest.raises(MisbehaviourError), keeping(account, tmp_path):
        account.judge(Case(b'{"a":1}'))
    (kept,) = past_failures(tmp_path)
    assert kept.case.badge == b'{"a":1}'
    assert "It filled" in kept.defect


def test_nothing_is_kept_where_nothing_breaks(tmp_path: Path) -> None:
    """An input that was judged to the end is no failure, whatever happens afterwards."""
    account = Account()
    account.judge(Case(b'{"a":1}'))
    with pytest.raises(ValueError, match="else"), keeping(account, tmp_path):
        raise ValueError("Something else.")
    assert files(tmp_path) == []


def test_what_libfuzzer_writes_is_a_case() -> None:
    """Its first byte says what the rest is; whatever it is ends in a report or a named error."""
    for kind in range(9):
        outcome(case_of(bytes([kind]) + b'\x07{"id":1}', world()))
    outcome(case_of(b"", world()))


def test_the_judge_notices_what_costs_too_much() -> None:
    """An account that has seen too large an input says so."""
    account = Account(inputs=1, grown_bytes=MOST_BYTES + 1)
    with pytest.raises(MisbehaviourError, match="filled"):
        account.judge(Case("{}"))


@given(st.integers(0, 10**6))
def test_the_same_seed_makes_the_same_inputs(seed: int) -> None:
    """A failure can be had again from its seed."""
    assert mutated(seed)().badge == mutated(seed)().badge


def test_the_long_version_runs() -> None:
    """The command works, on few inputs."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--inputs", "200", "--quick"],
        cwd=HOUSE,
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "inputs" in done.stdout
