"""Bodies that come in and answers that go out, with clients who take their time.

The server has no time limit for either, so a client who sends a byte a minute, or
reads none, would keep a place of the API for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from flask import request
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]  # It has none.
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from issuer.web.api.problems import Problem
from issuer.web.localisation import gettext as _
from issuer.web.places import NoPlaceError, Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BODY_SECONDS: Final = 60.0
"""For a whole body: 32 MB at 5 Mbit/s."""

READER_SECONDS: Final = 60.0
"""For a client to take the next line of an answer."""

ANSWER_SECONDS: Final = 900.0
"""For a whole answer: the 600 of a batch, and then some for whoever reads slowly."""

MAX_FILE_BYTES: Final = 2 * 1024 * 1024

DISCARDING: Final = Places(4)
"""For requests that were refused before their body was read."""

MAX_DISCARDED_BYTES: Final = 32 * 1024 * 1024
_DISCARD_SECONDS: Final = 2.0
_PIECE_BYTES: Final = 64 * 1024

_READING: Final = 0  # SHUT_RD: what else was sent is not read.
_BOTH_WAYS: Final = 2  # SHUT_RDWR


def body(limit: int | None = None) -> bytes:
    """Return the body of this request.

    Raises RequestEntityTooLarge for more than *limit* bytes, or than the application allows,
    and ClientDisconnected when less came than was promised.
    """
    allowed = limit or request.max_content_length or 0
    # Of a body without a length no more would be read than this, and nobody would hear of it.
    request.max_content_length = allowed + 1
    with reading(BODY_SECONDS):
        data = request.get_data(cache=False)
    if len(data) > allowed:
        raise RequestEntityTooLarge
    if len(data) < (request.content_length or 0):
        raise ClientDisconnected
    return data


def form(name: str) -> tuple[dict[str, str], bytes | None]:
    """Return the fields of a form, and the file in the field *name* if one was sent.

    Raises Problem for a file that is larger than a badge may be.
    """
    with reading(BODY_SECONDS):
        upload = request.files.get(name)
        fields = request.form.to_dict()
        if upload is None:
            return fields, None
        file = upload.stream.read(MAX_FILE_BYTES + 1)
    if len(file) > MAX_FILE_BYTES:
        raise Problem(413, _("A badge has at most 2 MB."))
    return fields, file


def patient(
    lines: Iterator[str],
    seconds: float = ANSWER_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[str]:
    """Yield *lines*; a client who does not take the next in time, or all in *seconds*, is cut off.

    Cut off means that the answer ends without its end, so that nobody takes it for whole.
    """
    connection = _connection()
    end = clock() + seconds
    try:
        for line in lines:
            left = end - clock()
            if connection is not None:
                if left <= 0:
                    _hang_up(connection)
                    return
                connection.settimeout(min(READER_SECONDS, left))
            yield line
    finally:
        if isinstance(lines, Generator):
            lines.close()


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
        with DISCARDING.taken(), reading(_DISCARD_SECONDS):
            left = request.environ["wsgi.input"]
            for _ in range(MAX_DISCARDED_BYTES // _PIECE_BYTES):
                if not left.read(_PIECE_BYTES):
                    return
    except (NoPlaceError, ClientDisconnected):
        pass
    _stop_reading(connection)


@contextmanager
def reading(seconds: float) -> Iterator[None]:
    """Read from the client for *seconds*.  Raises ClientDisconnected when that cannot go on."""
    try:
        with _in_time(seconds):
            yield
    except (OSError, ParseException) as error:  # The latter for broken chunks.
        raise ClientDisconnected from error


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
    _shut(connection, _READING)


def _hang_up(connection: Any) -> None:  # noqa: ANN401 - the same
    _shut(connection, _BOTH_WAYS)


def _shut(connection: Any, ways: int) -> None:  # noqa: ANN401 - the same
    try:
        connection.shutdown(ways)
    except OSError:
        return  # It is closed already.


def _connection() -> Any | None:  # noqa: ANN401 - the same
    """Return the socket of this request where the server hands it over."""
    return request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")
