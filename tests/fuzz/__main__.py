"""Many hostile inputs for the verifier: `./run python -m tests.fuzz`.

Half of them are made by hypothesis and from real badges, half by atheris, which looks
for inputs that reach new lines; without atheris (requirements/fuzz.txt) all are made
the first way, and the last line says so.  Then come the inputs that were built to be
slow or large, with their memory measured exactly.  An input that breaks the verifier
becomes a file in tests/data/hostile, to be named for its defect.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
import tracemalloc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, seed, settings

from .generators import KINDS, case_of, mutated
from .judging import MOST_BYTES, MOST_SECONDS, Account, MisbehaviourError, outcome, seconds
from .past_failures import FOLDER, keep
from .world import world
from .worst_documents import cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .judging import Case

INPUTS = 500_000
BATCH = 5_000
ARTIFACT = "atheris-"
"""How the names of files begin in which libFuzzer leaves what it stumbled over."""
HYPOTHESIS_SHARE = 0.2
"""Of all inputs; hypothesis takes ten times as long over one as changing a real badge does."""


def main() -> int:
    """Run what the arguments ask for; return 1 when the verifier misbehaved."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=INPUTS, metavar="N")
    parser.add_argument(
        "--seed", type=int, default=0, metavar="N", help="other inputs with another"
    )
    parser.add_argument("--quick", action="store_true", help="leave out what was built to be slow")
    parser.add_argument(
        "--failures", type=Path, default=FOLDER, metavar="DIR", help="where to put what is found"
    )
    options = parser.parse_args()
    guided = options.inputs // 2 if importlib.util.find_spec("atheris") else 0
    account = Account()
    try:
        with keeping(account, options.failures):
            _hypothesis(account, int(options.inputs * HYPOTHESIS_SHARE), options.seed)
            _changed(account, options.inputs - guided - account.inputs, options.seed)
        _say(f"hypothesis and changed badges: {account}")
        if guided:
            _say(f"coverage-guided: {_guided(guided, options.seed, options.failures)}")
        if not options.quick:
            _say(f"built to be slow or large: {_worst()}")
    except MisbehaviourError as error:
        _say(f"MISBEHAVIOUR: {error}")
        return 1
    if not guided:
        _say("NOT coverage-guided: atheris is not installed (requirements/fuzz.txt).")
    return 0


def _hypothesis(account: Account, inputs: int, number: int) -> None:
    """Judge *inputs* from hypothesis, in batches, so that each begins in another place."""
    for batch in range(max(1, inputs // BATCH)):
        for place, strategy in enumerate(KINDS.values()):

            @seed(number * 1_000_003 + batch * 1_009 + place)
            @settings(
                max_examples=min(BATCH, inputs) // len(KINDS),
                database=None,
                deadline=None,
                phases=(Phase.generate, Phase.shrink),
                suppress_health_check=list(HealthCheck),
            )
            @given(strategy)
            def judge(case: Case) -> None:
                account.judge(case)

            judge()


def _changed(account: Account, inputs: int, number: int) -> None:
    """Judge *inputs* real badges with something changed."""
    following = mutated(number)
    for _ in range(inputs):
        account.judge(following())


@contextmanager
def keeping(account: Account, folder: Path) -> Iterator[None]:
    """Put what *account* was judging into *folder* when the block fails on it."""
    try:
        yield
    except Exception as error:
        if account.unfinished is not None:
            _keep(account.unfinished, f"{type(error).__name__}: {error}", folder)
        raise


def _keep(case: Case, why: str, folder: Path) -> None:
    _say(f"The input is {keep(case, why, folder)}: name it, and its entry, for the defect.")


def _guided(inputs: int, number: int, failures: Path) -> str:
    """Let atheris judge *inputs* in a process of its own; return what it cost."""
    with tempfile.TemporaryDirectory() as place:
        figures, corpus = Path(place) / "figures.json", Path(place) / "corpus"
        corpus.mkdir()
        command = [sys.executable, "-m", "tests.fuzz.coverage_guided", str(figures), str(corpus)]
        command += [f"-runs={inputs}", f"-seed={number + 1}", "-max_len=20000", "-verbosity=0"]
        command += [f"-timeout={int(10 * MOST_SECONDS)}", "-rss_limit_mb=1024"]
        command += [f"-artifact_prefix={place}/{ARTIFACT}"]
        done = subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode != 0:
            for artifact in sorted(Path(place).glob(f"{ARTIFACT}*")):
                # Its name goes on with crash, timeout or oom (out of memory).
                kind = artifact.name.split("-")[1]
                _keep(case_of(artifact.read_bytes(), world()), f"libFuzzer: {kind}", failures)
            raise MisbehaviourError(
                f"atheris found something:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
            )
        cost = json.loads(figures.read_text())
        corpus_size = len(list(corpus.iterdir()))
    verdicts = ", ".join(f"{count} {name}" for name, count in sorted(cost["verdicts"].items()))
    return (
        f"{cost['inputs']} inputs ({verdicts}), {corpus_size} kept for new coverage; slowest "
        f"{cost['slowest'] * 1000:.0f} ms; largest {cost['grown'] / 1e6:.0f} MB"
    )


def _worst() -> str:
    """Judge what was built to be slow or large, and measure its memory exactly."""
    slowest, largest = (0.0, ""), (0, "")
    for name, make in cases().items():
        case = make()
        took = seconds(case)
        tracemalloc.start()
        try:
            outcome(case)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        slowest, largest = max(slowest, (took, name)), max(largest, (peak, name))
        if peak > MOST_BYTES:
            raise MisbehaviourError(f"{name} took {peak / 1e6:.0f} MB.")
        if took > MOST_SECONDS:
            raise MisbehaviourError(f"{name} took {took:.2f} s.")
    return (
        f"{len(cases())} inputs; slowest {slowest[1]}, {slowest[0] * 1000:.0f} ms; "
        f"largest {largest[1]}, {largest[0] / 1e6:.0f} MB"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
