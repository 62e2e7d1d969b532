"""Starts the web server.

One process, because SQLite has one writer, with many threads, because their work is
mostly waiting: for a disk, for strangers' servers, for slow clients.  Checking strangers'
badges has places of its own (`issuer.web.api.visitors`, `issuer.web.reading`), and so have
forms on their way (`issuer.web.incoming`): eight threads at least are left for the pages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from issuer.actions import membership

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from issuer.settings import Settings

THREADS = 40

ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "2"}
"""For the server's process: what one thread has freed another may use (mallopt(3)).

With an arena for each thread, batches of large pictures left 400 MB behind; so 140 MB.
"""

_TURN_SECONDS: Final = 0.001


def serve(service: Service) -> None:
    """Print where the service is, and become the web server; this does not return."""
    settings = service.settings
    link = None if settings.verify_only else membership.first_link(service)
    sys.stderr.write(f"Barnstar is at {settings.public_url}\n")
    if link is not None:
        sys.stderr.write(
            f"Nobody has signed in yet. One-time link for the first organiser: {link}\n"
        )
    sys.stderr.flush()
    service.database.engine.dispose()
    # The server changes directory, so what was relative to the caller's is written out.
    places = {"DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    environ = {**ENVIRONMENT, **os.environ, **places}
    os.execve(sys.executable, command(settings), environ)  # noqa: S606 - the arguments are ours


def take_short_turns() -> None:
    """Let Python's threads compute for a millisecond at a time, not for five.

    A page needs some ten turns.  While large batches are read it waits for half as long.
    """
    sys.setswitchinterval(_TURN_SECONDS)


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
