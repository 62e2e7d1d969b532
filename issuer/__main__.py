"""`python -m issuer COMMAND`: the commands behind `./run`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from issuer import settings
from issuer.app import create_app
from issuer.cli import main
from issuer.web.context import EXTENSION

if TYPE_CHECKING:
    from issuer.actions.service import Service


def _open() -> Service:
    app = create_app(settings.load(os.environ, root=Path(__file__).parent.parent))
    return cast("Service", app.extensions[EXTENSION])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], _open))
