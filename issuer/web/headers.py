"""Security headers, by what an answer is.

Pages load nothing from other hosts.  A badge's page and its embed run the script that
checks the badge in the reader's browser, the page that verifies the one that shows its
checks as they are made, and the page for developers the one that copies its examples; no
other page runs any.  Only the embed may stand in somebody else's frame.  An SVG opened by
itself is a document that could run scripts, so it is shut in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask import request

if TYPE_CHECKING:
    from flask import Flask, Response

_WITH_SCRIPT: Final = re.compile(r"/assertions/[^/]+|/verify|/developers")
_EMBED: Final = re.compile(r"/assertions/[^/]+/embed/?")

_PAGE: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'"
)
_CHECKED_PAGE: Final = f"{_PAGE}; script-src 'self'; connect-src 'self'"
_PICTURE: Final = "default-src 'none'; sandbox"
_DATA: Final = "default-src 'none'; frame-ancestors 'none'"

_YEAR: Final = 31_536_000  # Seconds.


def init_app(app: Flask) -> None:
    """Secure every answer of *app*."""
    app.after_request(secure)


def secure(response: Response) -> Response:
    """Add to *response* the headers that its kind needs; those that a view has set stay."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    # A badge's address may be known to its holder alone: no other site learns it.  Our
    # own forms need it, because the protection against forged requests reads it.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    kind = response.mimetype or ""
    if kind == "text/html":
        _secure_page(response)
    elif kind.startswith("image/"):
        headers.setdefault("Content-Security-Policy", _PICTURE)
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
    elif kind not in {"text/css", "text/javascript"}:
        headers.setdefault("Content-Security-Policy", _DATA)
    return response


def _secure_page(response: Response) -> None:
    headers = response.headers
    if _EMBED.fullmatch(request.path):
        headers.setdefault("Content-Security-Policy", f"{_CHECKED_PAGE}; frame-ancestors *")
        return
    policy = _CHECKED_PAGE if _WITH_SCRIPT.fullmatch(request.path) else _PAGE
    headers.setdefault("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
