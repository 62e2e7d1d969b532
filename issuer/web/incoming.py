"""Bodies that browsers send: read within a time and from few clients at once, before all else.

A form is read to its end before anything looks into it, in a place of its own, so that
clients who send a byte a minute keep no thread that a page needs.  A body that nobody would
read is not waited for either.  The API bounds what it is sent itself (`issuer.web.api.uploads`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable, TooManyRequests

from issuer.web.api import problems, uploads, visitors
from issuer.web.places import NoPlaceError, Places

if TYPE_CHECKING:
    from flask import Flask

BODY_SECONDS: Final = 60.0
"""For a whole form: 3 MB at 400 kbit/s, a telephone far from everywhere."""

OF_ONE_VISITOR: Final = 4

FORMS: Final = Places(8, each=OF_ONE_VISITOR)
"""For forms that are on their way; most take one for a few milliseconds."""

COME_BACK_AFTER: Final = 10
"""Seconds; told to whoever finds no place."""

_PIECE_BYTES: Final = 64 * 1024


def init_app(app: Flask) -> None:
    """Let *app* read forms here first; what reads them later finds them read."""
    app.before_request(read)


def read() -> None:
    """Read the body of this request, or give it up.

    Raises TooManyRequests or ServiceUnavailable when there is no place for it,
    RequestEntityTooLarge, and ClientDisconnected when it does not come to its end in time.
    """
    if not (request.content_length or "Transfer-Encoding" in request.headers):
        return
    if request.method != "POST" or request.endpoint is None:
        uploads.discard()
    elif not request.path.startswith(problems.PREFIX):
        try:
            read_in_time(BODY_SECONDS)
        except (RequestEntityTooLarge, TooManyRequests, ServiceUnavailable):
            uploads.discard()
            raise


def read_in_time(seconds: float) -> None:
    """Read the form of this request, within *seconds*.  Raises as `read` does."""
    try:
        with (
            FORMS.taken(visitors.network(request.remote_addr or "")),
            uploads.reading(seconds),
        ):
            _ = request.form
            # Whatever a form did not need, or a body that is none.
            while request.stream.read(_PIECE_BYTES):
                pass
    except NoPlaceError as error:
        refused = TooManyRequests if error.all_yours else ServiceUnavailable
        raise refused(retry_after=COME_BACK_AFTER) from None
