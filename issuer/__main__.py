"""`python -m issuer COMMAND`: the commands behind `./run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from issuer import settings
from issuer.app import create_app
from issuer.cli import Opened, main
from issuer.web.context import EXTENSION


def _open() -> Opened:
    loaded = settings.load(os.environ, root=Path(__file__).parent.parent)
    app = create_app(loaded)
    return Opened(app, app.extensions[EXTENSION])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], _open))
