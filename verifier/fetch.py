"""Where the verifier reads documents: the network, memory, or nowhere.

The verifier asks a `Fetcher` for an address and judges what comes back.  It
never asks for JSON-LD contexts, which are pinned in `verifier/contexts`.
"""

from __future__ import annotations

import ipaddress
import re
import threading
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urldefrag, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


@dataclass(frozen=True, slots=True)
class Document:
    """An answer to a request, of any HTTP status.

    *address* is what answered, so after redirects it is not the address asked
    for.  *content_type* is as sent, parameters included, and may be empty.
    *headers* have lower-case names.  *age* is how many seconds ago it was read or
    its server last said that it still holds.  *requests* were sent for it, those that were
    redirected included; none for what was kept.
    """

    address: str
    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    age: float = 0
    requests: int = field(default=1, compare=False)


SILENT_HOST = "silent_host"
"""The code of a FetchError for an address whose host is not asked any more."""

REFUSED = "address_refused"
"""The code of a FetchError for an address that is not asked, now or later."""


class FetchError(Exception):
    """An address gave no usable answer.

    *code* is a stable word for programs, *address* what was asked for, *detail*
    what went wrong, in English: the end of a sentence.  *requests* were sent for it, as
    far as that was counted.
    """

    requests = 0

    def __init__(self, code: str, address: str, detail: str) -> None:
        super().__init__(f"{address} could not be read: {detail}")
        self.code = code
        self.address = address
        self.detail = detail


class Fetcher(Protocol):
    """Reads documents by their addresses."""

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, whatever its status.

        Raises FetchError when there is no answer, or none within the limits.
        """


class MemoryFetcher:
    """Answers from memory; every other address fails."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self._documents = dict(documents)

    def fetch(self, address: str) -> Document:
        """Return the document that was given for *address*, else raise FetchError."""
        try:
            return self._documents[address]
        except KeyError:
            raise FetchError(
                "not_given", address, "it is not among the documents that were given."
            ) from None


class OfflineFetcher:
    """Fails for every address: for checking what needs no network."""

    def fetch(self, address: str) -> Document:
        """Raise FetchError."""
        raise FetchError("offline", address, "the network is not used.")


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may cost, and all the fetches for one badge together.

    *seconds* are for all of them, from the first name that is looked up to the last
    byte; the same holds for a fetch by itself, except that the system's resolver
    then has its own patience.  *redirects* are followed, each checked like the first
    address.  The sizes are in bytes, of the body as sent and as decompressed: of a
    picture, of anything else, and of everything for one badge.  The second is what a
    revocation list may need; `json_text` allows other documents less.  *requests* are
    for one badge, those to where it was redirected included.
    """

    seconds: float = 10
    redirects: int = 3
    picture_bytes: int = 2 * 1024 * 1024
    document_bytes: int = 5 * 1024 * 1024
    total_bytes: int = 16 * 1024 * 1024
    requests: int = 25


class Budget:
    """What the fetches for one badge may still cost: seconds from now on, and bytes."""

    def __init__(self, limits: FetchLimits, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow what *limits* say in all, the seconds counted by *clock* from now on."""
        self.seconds = limits.seconds
        self._clock = clock
        self._end = clock() + limits.seconds
        self._bytes_left = limits.total_bytes
        self._most_requests = limits.requests
        self.requests = 0
        """How many requests were made, or would have been but for the limit."""
        self._lock = threading.Lock()

    @property
    def seconds_left(self) -> float:
        """The time until everything has to be there; 0 when it is over."""
        return max(0.0, self._end - self._clock())

    @property
    def bytes_left(self) -> int:
        """What bodies may still weigh; never 0, which would leave them unread and unnoticed."""
        return max(1, self._bytes_left)

    def enter(self, address: str) -> None:
        """Count a request to *address*, or raise FetchError when it may not be made.

        Called before each request, so also for whatever a redirect leads to.
        """
        with self._lock:
            self.requests += 1
            if self.requests > self._most_requests:
                raise too_many_requests(address)

    def spend(self, size: int) -> None:
        """Take the *size* of a body off."""
        with self._lock:
            self._bytes_left -= size


def too_many_requests(address: str) -> FetchError:
    """Return that *address* is not asked because its badge has sent us to too many."""
    detail = "too many addresses were asked for this badge."
    return FetchError("too_many_requests", address, detail)


_HEADERS = {
    "Accept": "application/ld+json, application/json, image/png, image/svg+xml",
    "Accept-Encoding": "identity",
    "User-Agent": "Barnstar (verifies Open Badges)",
}

_PICTURES = ("image/png", "image/svg+xml")

# What badges, keys and lists are served as.  Hosts that do not know JSON say plain
# text or nothing.  The web pages of an internal service are not on the list.
_CONTENT_TYPE = re.compile(
    r"|image/png|image/svg\+xml|text/plain|text/json"
    r"|application/(?:json|[a-z0-9.+-]+\+json|jose|jwt|octet-stream)"
)

_SUCCESS = range(200, 300)
_REDIRECTS = (301, 302, 303, 307, 308)

# `2130706433`, `0x7f.1` and `127.1` are spellings of 127.0.0.1 to a resolver.
_NUMERIC_LABEL = re.compile(r"\d+|0x[0-9a-f]*")

# What Python 3.11 counts as global and is not: IPv6 addresses that a gateway would lead to
# an IPv4 address, perhaps a private one (RFC 6052, 7915, 3056), those of one site (RFC 3879),
# for examples (RFC 9637) and for segment routing (RFC 9602).
_NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            *("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
            *("2002::/16", "fec0::/10", "3fff::/20", "5f00::/16"),
        ),
    )
)


class HttpsFetcher:
    """Reads from the network, as an anonymous stranger, from public addresses only.

    Only https is spoken, and only with hosts that resolve to public addresses,
    checked again for each redirect and pinned for each connection, so that an
    address in a badge cannot reach into our own network.  No cookies, proxies
    or passwords are used, whatever the environment says.

    Needs requests and requests-hardened, imported by the first fetch; where they are
    missing, making one raises ImportError.
    """

    def __init__(
        self, limits: FetchLimits | None = None, *, own_origins: Collection[str] = ()
    ) -> None:
        """Fetch within *limits*.

        *own_origins* are services of the caller's on this machine that are read
        too, over plain http, e.g. `http://127.0.0.1:8000`; nothing else here is.
        """
        # Now, and not in a thread of its own in the middle of a badge.
        if any(find_spec(name) is None for name in ("requests", "requests_hardened")):
            raise ImportError(
                "Reading from the network needs requests and requests-hardened. Install "
                "barnstar-verifier[network], or give the documents (--documents, MemoryFetcher)."
            )
        self.limits = limits or FetchLimits()
        self._own_origins = frozenset(own_origins)

    def fetch(self, address: str) -> Document:
        """Return what *address* answers, whatever its status, after redirects.

        The body is empty where the status is an error and the content type is not
        that of a badge.  Raises FetchError with one of the codes address_refused,
        certificate, content_type, encoding, timeout, too_large, too_many_redirects,
        too_many_requests, unreachable.
        """
        return self.read(address, Budget(self.limits))

    def read(self, address: str, budget: Budget, etag: str | None = None) -> Document:
        """Do as `fetch` does, at the cost of *budget*.

        With *etag*, the answer is the status 304 without a body where *address*
        still has the document of that ETag (RFC 9110, section 13.1.2).
        """
        from . import wire  # noqa: PLC0415 - `import verifier` must not need requests

        asked, headers = address, _HEADERS
        if etag is not None:
            headers = {**_HEADERS, "If-None-Match": etag}
        with wire.Deadline(budget) as deadline:
            for _ in range(self.limits.redirects + 1):
                is_own = self._check(asked)
                budget.enter(asked)
                document = wire.get(
                    asked,
                    headers=headers,
                    limit_for=self._limit_for,
                    deadline=deadline,
                    allow_loopback=is_own,
                )
                if document.status not in _REDIRECTS or "location" not in document.headers:
                    return _accepted(document)
                # The ETag is of the first address, and says nothing about another.
                asked, headers = _target(asked, document.headers["location"]), _HEADERS
        detail = f"it was forwarded more than {self.limits.redirects} times."
        raise FetchError("too_many_redirects", address, detail)

    def _check(self, address: str) -> bool:
        """Return whether *address* is the caller's own; raise FetchError if it may not be asked.

        What a name resolves to is checked later, at the connection itself.
        """
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
            port_is_sound = parts.port is None or parts.port > 0
        except ValueError:
            host, port_is_sound = "", False
        if not host or not port_is_sound or parts.username is not None:
            raise FetchError(REFUSED, address, "it is not a complete web address.")
        if f"{parts.scheme}://{parts.netloc}" in self._own_origins and is_loopback(host):
            return True
        if parts.scheme != "https":
            raise FetchError(REFUSED, address, "it does not begin with https://.")
        if not may_be_public(host):
            detail = "it does not lead to a public internet address."
            raise FetchError(REFUSED, address, detail)
        return False

    def _limit_for(self, status: int, content_type: str) -> int:
        """Return how many bytes of a body are read: none of what nobody looks at."""
        media_type = _media_type(content_type)
        if status in _REDIRECTS or not _CONTENT_TYPE.fullmatch(media_type):
            return 0
        return self.limits.picture_bytes if media_type in _PICTURES else self.limits.document_bytes


def _accepted(document: Document) -> Document:
    """Return *document*, but raise FetchError if it is content of a kind that is not read."""
    media_type = _media_type(document.content_type)
    if document.status in _SUCCESS and not _CONTENT_TYPE.fullmatch(media_type):
        detail = "it answers neither JSON nor a PNG or SVG picture."
        raise FetchError("content_type", document.address, detail)
    return document


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _target(address: str, location: str) -> str:
    """Return where *location*, from a header of *address*, leads."""
    # Headers come as Latin-1, whatever the server wrote (RFC 9110, section 5.5).
    location = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return urldefrag(urljoin(address, location)).url
    except ValueError:
        detail = "it was forwarded to something that is no address."
        raise FetchError(REFUSED, address, detail) from None


def is_loopback(host: str) -> bool:
    """Return whether *host*, a name or an IP address, is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def may_be_public(host: str) -> bool:
    """Return whether *host* is a name, or a public IP address in its usual spelling."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return not _NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2])
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast
