"""The API keeps to its own description: the short version of `./run python -m tests.contract`."""

import os
import subprocess
import sys

from tests.contract.__main__ import CONTRACT
from tests.doubles.absent import skip_or_fail
from tests.house.tree import HOUSE
from tests.interop import environments
from tests.interop.environments import EnvironmentUnavailableError

EXAMPLES = 20


def test_schemathesis_finds_nothing() -> None:
    """No answer is a 5xx, and none has a status, a type, a header or a shape of its own."""
    try:
        environments.make(CONTRACT)
    except EnvironmentUnavailableError as error:
        why = f"schemathesis does not judge our API: {error}"
        skip_or_fail("INTEROP", why, switch="INTEROP", environ=os.environ)
    result = subprocess.run(
        [sys.executable, "-m", "tests.contract", f"--examples={EXAMPLES}"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-5_000:] + result.stderr[-2_000:]
