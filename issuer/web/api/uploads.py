"""Bodies that come in and answers that go out, with clients who take their time.

The server has no time limit for either, so a client who sends a byte a minute, or
reads none, would keep a place of the API for ever.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from flask import request

from issuer.web.api.problems import Problem
from issuer.web.localisation import gettext as _
from issuer.web.places import NoPlaceError, Places

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY_SECONDS: Final = 60.0
"""For a whole body: 32 MB at 5 Mbit/s."""

READER_SECONDS: Final = 60.0
"""For a client to take the next part of an answer."""

MAX_FILE_BYTES: Final = 2 * 1024 * 1024

DISCARDING: Final = Places(4)
"""For requests that were refused before their body was read."""

MAX_DISCARDED_BYTES: Final = 32 * 1024 * 1024
_DISCARD_SECONDS: Final = 2.0
_PIECE_BYTES: Final = 64 * 1024

_READING: Final = 0  # SHUT_RD: what else was sent is not read.


def body(limit: int | None = None) -> bytes:
    """Return the body of this request.

    Raises RequestEntityTooLarge for more than *limit* bytes, or than the application allows.
    """
    if limit is not None:
        request.max_content_length = limit
    with _in_time(BODY_SECONDS):
        return request.get_data(cache=False)


def form(name: str) -> tuple[dict[str, str], bytes | None]:
    """Return the fields of a form, and the file in the field *name* if one was sent.

    Raises Problem for a file that is larger than a badge may be.
    """
    with _in_time(BODY_SECONDS):
        upload = request.files.get(name)
        fields = request.form.to_dict()
        if upload is None:
            return fields, None
        file = upload.stream.read(MAX_FILE_BYTES + 1)
    if len(file) > MAX_FILE_BYTES:
        raise Problem(413, _("A badge has at most 2 MB."))
    return fields, file


def patient(lines: Iterator[str]) -> Iterator[str]:
    """Yield *lines*; a client who does not take the next in time is cut off."""
    connection = _connection()
    if connection is not None:
        connection.settimeout(READER_SECONDS)
    return lines


def discard() -> None:
    """Read what is left of the body of a refused request, for a moment, if there is a place.

    A client who is still sending sees a broken connection, and not our answer, when the
    server hangs up on him.  But the server would wait five seconds in a thread of its
    own for each client who sends nothing, and there may be many.
    """
    connection = _connection()
    if connection is None:
        return
    try:
        with DISCARDING.taken(), _in_time(_DISCARD_SECONDS):
            left = request.environ["wsgi.input"]
            for _ in range(MAX_DISCARDED_BYTES // _PIECE_BYTES):
                if not left.read(_PIECE_BYTES):
                    return
    except (NoPlaceError, OSError):
        pass
    _stop_reading(connection)


@contextmanager
def _in_time(seconds: float) -> Iterator[None]:
    """Stop reading from the client when *seconds* are over."""
    connection = _connection()
    if connection is None:
        yield
        return
    timer = threading.Timer(seconds, _stop_reading, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _stop_reading(connection: Any) -> None:  # noqa: ANN401 - a socket, which only the wire may name
    try:
        connection.shutdown(_READING)
    except OSError:
        return  # It is closed already.


def _connection() -> Any | None:  # noqa: ANN401 - the same
    """Return the socket of this request where the server hands it over."""
    return request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
