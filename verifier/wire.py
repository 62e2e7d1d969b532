"""One HTTPS request to a stranger, within a time and a size.

Imported by `HttpsFetcher` when it is first used, because it needs requests and
requests-hardened.  That library resolves a name once, refuses addresses that are
not public, and connects to the very address that it checked.  It bounds neither
the time nor the size of an answer, which is what this module adds.
"""

from __future__ import annotations

import logging
import socket
import threading
import zlib
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

import requests
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from .fetch import REFUSED, Document, FetchError, may_be_public

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from .fetch import Budget

# Its warnings repeat what FetchError says, and Python would print them on standard
# error where nobody has set up logging.
logging.getLogger("requests_hardened").addHandler(logging.NullHandler())

_PIECE_BYTES = 64 * 1024

_LATER_SECONDS = 0.1
"""How much later than the deadline a socket gives up, so that the deadline is the reason."""

_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32


class Deadline:
    """Cuts every watched connection when its time is over.

    Timeouts of sockets begin anew with every byte, so a server that sends one
    byte a second would hold us for days.
    """

    def __init__(self, budget: Budget) -> None:
        """Give everything inside the `with` block the seconds that *budget* has left."""
        self.budget = budget
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(budget.seconds_left, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return self.budget.seconds_left <= 0

    def watch(self, connection: socket.socket) -> None:
        """Cut *connection* when the time is over, or now if it is."""
        with self._lock:
            self._sockets.append(connection)
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            for connection in self._sockets:
                try:
                    # Not `SSLSocket.shutdown`, which would pull the TLS state away
                    # under the thread that is reading.
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                except OSError:
                    continue  # It is closed already.


def get(
    address: str,
    *,
    headers: Mapping[str, str],
    limit_for: Callable[[int, str], int],
    deadline: Deadline,
    allow_loopback: bool,
) -> Document:
    """Return the answer to one GET of *address*; redirects are answers.

    *limit_for* tells, from the status and the content type, how many bytes the
    body may have; 0 leaves it unread.  Raises FetchError.
    """
    if deadline.is_over:
        raise _too_slow(address, deadline)
    budget = deadline.budget
    adapter = _adapter(address, deadline, allow_loopback=allow_loopback)
    try:
        request = requests.Request("GET", address, headers=headers).prepare()
        response = adapter.send(
            request,
            stream=True,
            timeout=budget.seconds_left + _LATER_SECONDS,
            verify=True,
            proxies={},
        )
        with response:
            content_type = response.headers.get("Content-Type", "")
            limit = min(limit_for(response.status_code, content_type), budget.bytes_left)
            body = _body(response, limit, address) if limit else b""
            budget.spend(len(body))
    except InvalidIPAddress:
        detail = "it does not lead to a public internet address."
        raise FetchError(REFUSED, address, detail) from None
    except (requests.RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
        if deadline.is_over:
            raise _too_slow(address, deadline) from None
        if isinstance(error, requests.exceptions.SSLError):
            detail = "its server cannot prove that it is that server (its TLS certificate)."
            raise FetchError("certificate", address, detail) from None
        raise FetchError("unreachable", address, "no answer came from its server.") from None
    finally:
        adapter.close()
    # A body without a length ends where the connection does, also when we cut it.
    if deadline.is_over:
        raise _too_slow(address, deadline)
    return Document(
        address,
        response.status_code,
        content_type,
        body,
        {name.lower(): value for name, value in response.headers.items()},
    )


def _adapter(address: str, deadline: Deadline, *, allow_loopback: bool) -> IPFilterAdapter:
    # No `Session`: it would read the whole body of a redirect, keep cookies, and
    # take proxies, passwords and certificate authorities from the environment.
    adapter = IPFilterAdapter(
        is_https_proto=address.lower().startswith("https:"), allow_loopback=allow_loopback
    )
    adapter.poolmanager.pool_classes_by_scheme = _watched_pools(
        deadline, allow_loopback=allow_loopback
    )
    return adapter


def _too_slow(address: str, deadline: Deadline) -> FetchError:
    detail = f"the answer did not come within {deadline.budget.seconds:g} seconds."
    return FetchError("timeout", address, detail)


def _watched_pools(
    deadline: Deadline, *, allow_loopback: bool
) -> dict[str, type[HTTPConnectionPool]]:
    """Return urllib3's pools, whose connections *deadline* watches from the first byte on.

    The library has checked the address to which it pinned the connection; it is
    checked again by our own rule, which knows more ways of wrapping a private one.
    """

    def check(pinned: str) -> None:
        if not allow_loopback and not may_be_public(pinned.strip("[]")):
            raise InvalidIPAddress(pinned)

    class Plain(HTTPConnection):
        def connect(self) -> None:
            check(self.host)
            super().connect()
            deadline.watch(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            check(self.host)
            super().connect()
            deadline.watch(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls: Any = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls: Any = Secure

    return {"http": PlainPool, "https": SecurePool}


def _body(response: requests.Response, limit: int, address: str) -> bytes:
    """Return the body of *response* decompressed, if it has at most *limit* bytes both ways."""
    body = bytearray()
    for piece in response.raw.stream(_PIECE_BYTES, decode_content=False):
        body += piece
        if len(body) > limit:
            raise _too_large(address, limit)
    coding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if coding == "identity":
        return bytes(body)
    if coding not in {"gzip", "x-gzip", "deflate"}:
        raise FetchError("encoding", address, "its content is compressed in an unusual way.")
    inflater = zlib.decompressobj(_GZIP_OR_ZLIB)
    try:
        # A few kilobytes can inflate to gigabytes: never more than the limit is made.
        inflated = inflater.decompress(bytes(body), limit + 1)
    except zlib.error:
        raise FetchError("encoding", address, "its compressed content is damaged.") from None
    if len(inflated) > limit:
        raise _too_large(address, limit)
    return inflated


def _too_large(address: str, limit: int) -> FetchError:
    return FetchError("too_large", address, f"the answer has more than {limit} bytes.")
