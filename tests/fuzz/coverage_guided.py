"""The coverage-guided part of fuzzing, by atheris: it keeps the inputs that reach new lines.

A program of its own, because libFuzzer takes over the process and ends it:

    python -m tests.fuzz.coverage_guided FIGURES CORPUS -runs=100000
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["verifier"]):
    import verifier.cache
    import verifier.cli
    import verifier.wire  # noqa: F401 - instrumented with the rest
    from tests.fuzz.generators import case_of
    from tests.fuzz.judging import Account
    from tests.fuzz.mutation import mutate, mutate_bytes
    from tests.fuzz.world import world

FIGURES_EVERY = 500


def main() -> None:
    """Run libFuzzer on the corpus; it ends the process when the runs are done."""
    figures, corpus = Path(sys.argv[1]), Path(sys.argv[2])
    here, account = world(), Account()
    for number, case in enumerate(here.seeds):
        badge = case.badge if isinstance(case.badge, bytes) else case.badge.encode()
        (corpus / f"seed-{number}").write_bytes(b"\0" + badge)

    def target(data: bytes) -> None:
        account.judge(case_of(data, here))
        if account.inputs % FIGURES_EVERY == 0 or account.inputs == 1:
            figures.write_text(
                json.dumps(
                    {
                        "inputs": account.inputs,
                        "slowest": account.slowest,
                        "grown": account.grown_bytes,
                        "verdicts": account.verdicts,
                    }
                )
            )

    atheris.Setup([sys.argv[0], str(corpus), *sys.argv[3:]], target, custom_mutator=_mutated)
    atheris.Fuzz()


def _mutated(data: bytes, most: int, seed: int) -> bytes:
    """Change *data* in the way of libFuzzer, of bytes, or of real badges, by turns."""
    choice = random.Random(seed)  # noqa: S311 - no secrets
    match choice.randrange(4):
        case 0:
            case = mutate(choice, world())
            badge = (
                case.badge
                if isinstance(case.badge, bytes)
                else case.badge.encode("utf-8", "replace")
            )
            changed = bytes([choice.choice((0, 0, 1, 4, 7))]) + badge
        case 1:
            changed = mutate_bytes(choice, data, b'{"id":[1]}')
        case _:
            changed = bytes(atheris.Mutate(data, most))
    return changed[:most]


if __name__ == "__main__":
    main()
