"""Starts the web server.

One process, because SQLite has one writer, with many threads, because their work is
mostly waiting: for a disk, for strangers' servers, for slow clients.  Checking strangers'
badges has places of its own (`issuer.web.api.visitors`, `issuer.web.reading`), so that
eight threads at least are always left for the pages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from issuer.actions import membership

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from issuer.settings import Settings

THREADS = 32


def serve(service: Service) -> None:
    """Print where the service is, and become the web server; this does not return."""
    settings = service.settings
    link = membership.first_link(service)
    sys.stderr.write(f"Barnstar is at {settings.public_url}\n")
    if link is not None:
        sys.stderr.write(
            f"Nobody has signed in yet. One-time link for the first organiser: {link}\n"
        )
    sys.stderr.flush()
    service.database.engine.dispose()
    # The server changes directory, so what was relative to the caller's is written out.
    places = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    os.execve(sys.executable, command(settings), os.environ | places)  # noqa: S606 - the arguments are ours


def command(settings: Settings, application: str = "wsgi:app") -> list[str]:
    """Return the command that serves *application* at BIND."""
    return [
        sys.executable,
        "-P",
        "-m",
        "gunicorn",
        f"--bind={settings.bind}",
        "--worker-class=gthread",
        "--workers=1",
        f"--threads={THREADS}",
        "--no-control-socket",
        *_heartbeat_in_memory(),
        "--access-logfile=/dev/null",
        "--log-level=warning",
        f"--chdir={Path(__file__).parent.parent}",
        application,
    ]


def _heartbeat_in_memory() -> list[str]:
    """Keep gunicorn's heartbeat file off the disk, which can stall, where that is possible."""
    memory = "/dev/shm"  # noqa: S108 - gunicorn makes its own file there
    return [f"--worker-tmp-dir={memory}"] if os.access(memory, os.W_OK) else []
