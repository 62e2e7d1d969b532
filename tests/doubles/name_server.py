"""A name server (RFC 1035) that answers each name differently from one question to the next.

It speaks real DNS over UDP, so that the resolver of the operating system can be
pointed at it.  Its answers may be kept for no time at all, so whoever looks a name
up twice is told two things: that is how a hostile name rebinds.
"""

from __future__ import annotations

import ipaddress
import socketserver
import struct
import threading
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType
    from typing import Self

PORT = 53

A, AAAA = 1, 28
"""The types of question that are answered (RFC 1035, section 3.2.2; RFC 3596, section 2.1)."""

_INTERNET = 1
_HEADER = struct.Struct(">6H")
_QUESTION = struct.Struct(">2H")
_ANSWER = struct.Struct(">3HIH")
# An answer, by an authority, to a question that wished for recursion (section 4.1.1).
_ANSWERED = 0x8580
_NO_SUCH_NAME = 3
_THE_NAME_ASKED_FOR = 0xC00C
"""A pointer to the question, which begins behind the header (section 4.1.4)."""

_KEPT_FOR_SECONDS = 0
_POLL_SECONDS = 0.02


class NameServer:
    """Listens on 127.0.0.1 while its `with` block runs."""

    def __init__(self, names: Mapping[str, Sequence[Sequence[str]]], port: int = PORT) -> None:
        """Answer the names in *names*: each is given its first addresses once, then the next.

        The last addresses are given for ever.  A question of one type is told the
        addresses of that type alone, and counts apart from those of the other.
        """
        self.asked: Counter[tuple[str, int]] = Counter()
        """How often each name was asked for, by the type of the question."""
        self._names = names
        name_server = self

        class Handler(_Handler):
            server_state = name_server

        # One question after the other, so that they can be counted.
        self._server = socketserver.UDPServer(("127.0.0.1", port), Handler)
        self.port = int(self._server.server_address[1])
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
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, message: bytes) -> bytes:
        """Return the answer to *message*, a question, and count it."""
        number = _HEADER.unpack_from(message)[0]
        name, end = _name(message)
        kind, _ = _QUESTION.unpack_from(message, end)
        question = message[_HEADER.size : end + _QUESTION.size]
        addresses = self._addresses(name, kind)
        flags = _ANSWERED | (_NO_SUCH_NAME if name not in self._names else 0)
        header = _HEADER.pack(number, flags, 1, len(addresses), 0, 0)
        return header + question + b"".join(_answered(kind, address) for address in addresses)

    def _addresses(self, name: str, kind: int) -> list[bytes]:
        turns = self._names.get(name, [[]])
        turn = min(self.asked[name, kind], len(turns) - 1)
        self.asked[name, kind] += 1
        version = {A: 4, AAAA: 6}.get(kind)
        ips = map(ipaddress.ip_address, turns[turn])
        return [ip.packed for ip in ips if ip.version == version]


class _Handler(socketserver.BaseRequestHandler):
    server_state: NameServer

    def handle(self) -> None:
        """Answer one question; `request` is the message and the socket."""
        message, connection = self.request
        connection.sendto(self.server_state.answer(message), self.client_address)


def _name(message: bytes) -> tuple[str, int]:
    """Return the name in the question of *message*, and where it ends (section 3.1)."""
    labels, at = [], _HEADER.size
    while length := message[at]:
        labels.append(message[at + 1 : at + 1 + length].decode("ascii").lower())
        at += 1 + length
    return ".".join(labels), at + 1


def _answered(kind: int, address: bytes) -> bytes:
    fields = (_THE_NAME_ASKED_FOR, kind, _INTERNET, _KEPT_FOR_SECONDS, len(address))
    return _ANSWER.pack(*fields) + address
