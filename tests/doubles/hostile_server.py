"""A web server on this machine that misbehaves in the ways strangers' servers do.

It serves real HTTP, so the code under test meets it as it would meet the internet.
Each path is one way to behave; `served` counts requests by path.  What is put into
`published` is served as it should be, with an ETag.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

BADGE = b'{"id":"https://badges.example.org/assertions/1"}'

_DRIP_SECONDS = 0.02
_POLL_SECONDS = 0.02


class HostileServer:
    """Listens on a free port of 127.0.0.1 while its `with` block runs."""

    def __init__(self) -> None:
        """Prepare the server; nothing listens yet."""
        self.served: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.published: dict[str, bytes] = {}
        self.closing = threading.Event()
        hostile = self

        class Handler(_Handler):
            server_state = hostile

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def address(self, path: str) -> str:
        """Return the address of *path*, which begins with a slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"


class _Handler(BaseHTTPRequestHandler):
    """Answers each path in its own wrong way."""

    protocol_version = "HTTP/1.1"
    server_state: HostileServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's
        """Say nothing; tests read their own output."""

    def do_GET(self) -> None:
        """Answer one request."""
        self.close_connection = True
        path = urlsplit(self.path).path
        self.server_state.served[path] += 1
        self.server_state.headers.append({k.lower(): v for k, v in self.headers.items()})
        behaviours: dict[str, Callable[[], None]] = {
            "/badge": lambda: self._answer(BADGE),
            "/no-type": lambda: self._answer(BADGE, content_type=None),
            "/vendor-json": lambda: self._answer(BADGE, content_type="application/vc+ld+json"),
            "/picture": lambda: self._answer(BADGE, content_type="image/png; a=b"),
            "/page": lambda: self._answer(b"<h1>Not a badge</h1>", content_type="text/html"),
            "/gone": lambda: self._answer(b'{"revoked":true}', status=410),
            "/gone-page": lambda: self._answer(b"Gone", status=410, content_type="text/html"),
            "/gzip": lambda: self._answer(gzip.compress(BADGE), Content_Encoding="gzip"),
            "/deflate": lambda: self._answer(zlib.compress(BADGE), Content_Encoding="deflate"),
            "/brotli": lambda: self._answer(b"\x0b\x02\x80", Content_Encoding="br"),
            "/gzip-broken": lambda: self._answer(b"\x1f\x8b no", Content_Encoding="gzip"),
            "/gzip-bomb": lambda: self._answer(_bomb(), Content_Encoding="gzip"),
            "/cookie": lambda: self._redirect("/badge", Set_Cookie="a=b; Path=/"),
            "/slow-head": self._slow_head,
            "/slow-body": lambda: self._slow_body({"Content-Length": "100000"}),
            "/slow-body-without-length": lambda: self._slow_body({}),
            "/silent": lambda: self._wait(60),
            "/endless": lambda: self._endless(200),
            "/endless-redirect": lambda: self._endless(302),
            "/cut-short": lambda: self._answer(BADGE, Content_Length="100000"),
            "/not-http": self._not_http,
            "/to-metadata": lambda: self._redirect("https://169.254.169.254/latest/meta-data/"),
            "/to-plain-http": lambda: self._redirect("http://badges.example.org/"),
            "/to-loopback": lambda: self._redirect("https://127.0.0.1:9/"),
            "/to-file": lambda: self._redirect("file:///etc/passwd"),
            "/to-nonsense": lambda: self._redirect("http://[/"),
            "/once": lambda: self._redirect("/badge#fragment"),
        }
        if path in self.server_state.published:
            self._publish(self.server_state.published[path])
        elif path.startswith("/hop/"):
            self._redirect(f"/hop/{int(path.removeprefix('/hop/')) - 1}")
        else:
            behaviours.get(path, lambda: self._answer(b"{}", status=404))()

    def _answer(
        self,
        body: bytes,
        *,
        status: int = 200,
        content_type: str | None = "application/json",
        **headers: str,
    ) -> None:
        self.send_response(status)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self._send(body)

    def _publish(self, body: bytes) -> None:
        etag = f'"{hashlib.sha256(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == etag:
            self._answer(b"", status=304, content_type=None)
        else:
            self._answer(body, ETag=etag)

    def _redirect(self, location: str, **headers: str) -> None:
        self._answer(b"", status=302, Location=location, **headers)

    def _slow_head(self) -> None:
        self._drip(b"HTTP/1.1 200 OK\r\nX-Padding: ")

    def _slow_body(self, headers: dict[str, str]) -> None:
        self.send_response(200)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self._drip(b'{"a": "')

    def _drip(self, beginning: bytes) -> None:
        """Send a byte now and again, for ever: each one resets a timeout of the socket."""
        self._send(beginning)
        while not self.server_state.closing.wait(_DRIP_SECONDS) and self._send(b"a"):
            pass

    def _endless(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Location", "/badge")
        self.end_headers()
        while not self.server_state.closing.is_set() and self._send(b" " * 65536):
            pass

    def _not_http(self) -> None:
        self._send(b"SSH-2.0-OpenSSH\r\n\r\n")

    def _wait(self, seconds: float) -> None:
        self.server_state.closing.wait(seconds)

    def _send(self, data: bytes) -> bool:
        """Return whether *data* could be sent; the other side may be gone, as it should."""
        try:
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            return False
        return True


def _bomb() -> bytes:
    """Return 64 MB of zeros in some 64 kB."""
    return gzip.compress(bytes(64 * 1024 * 1024), compresslevel=9)
