"""The API against its own description, by schemathesis: `./run python -m tests.contract`.

Asks a running service for everything that the description allows and much that it
does not, and fails for any answer that it does not describe: a 5xx, an undeclared
status, type, header or shape.  Schemathesis gets an environment of its own, from
requirements/contract.txt.  What follows `--` goes to schemathesis.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from issuer.actions import tokens
from tests.doubles.running_service import running_service
from tests.house.tree import HOUSE
from tests.interop import environments
from tests.interop.environments import Recipe

EXAMPLES = 300
SEED = 1

NOT_ASKED = ("positive_data_acceptance", "negative_data_rejection")
"""That all is taken which the description allows, and nothing else.

No schema can say that the ids of a batch differ; and a number in a form, which the description
of a text does not allow, arrives as a text.
"""

HOOKS = Path(__file__).with_name("lines.py")

CONTRACT = Recipe("contract", HOUSE / "requirements" / "contract.txt")


def main() -> int:
    """Return the exit status of schemathesis: 0 when it found nothing."""
    parser = argparse.ArgumentParser(
        prog="contract",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--examples", type=int, default=EXAMPLES, help="for each address")
    parser.add_argument("more", nargs="*", help="arguments for schemathesis")
    options = parser.parse_args()
    python = environments.make(CONTRACT)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(Path(folder), patience=1) as service,
    ):
        _, secret = tokens.new(service.installation.service, "Contract")
        command = [
            str(python.with_name("schemathesis")),
            "run",
            f"{service.origin}/api/v1/openapi.json",
            f"--max-examples={options.examples}",
            f"--header=Authorization: Bearer {secret}",
            f"--seed={SEED}",
            f"--exclude-checks={','.join(NOT_ASKED)}",
            "--no-color",
            *options.more,
        ]
        environ = {**os.environ, "SCHEMATHESIS_HOOKS": "lines", "PYTHONPATH": str(HOOKS.parent)}
        return subprocess.run(command, cwd=folder, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
