"""`python -m verifier INPUT`: the command with the real world's clock, network and streams."""

from __future__ import annotations

import io
import os
import sys
from datetime import UTC, datetime

from .cli import main

if __name__ == "__main__":
    # A terminal that cannot show a letter shows its number rather than nothing.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(
        main(
            sys.argv[1:],
            stdin=sys.stdin.buffer,
            stdout=sys.stdout,
            stderr=sys.stderr,
            fetcher=None,
            environ=os.environ,
            now=datetime.now(UTC),
        )
    )
