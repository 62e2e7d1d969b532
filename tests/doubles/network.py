"""Keeps the tests on this machine: a connection to anywhere else fails the test.

It is an audit hook, which sees every socket of this process whoever opens it, so
that nothing has to be replaced.  Processes that a test starts are not seen.
"""

from __future__ import annotations

import ipaddress
import sys


class NetworkReachedError(Exception):
    """A test tried to leave this machine.  Not an OSError, so that nothing swallows it."""


class NetworkGuard:
    """Refuses every connection and look-up that would leave this machine, and remembers it."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._attempts: list[str] = []

    def install(self) -> None:
        """Watch this process from now on; an audit hook cannot be removed again."""
        sys.addaudithook(self._audit)

    def take_attempts(self) -> list[str]:
        """Return what was refused since the last call, and forget it."""
        attempts, self._attempts = self._attempts, []
        return attempts

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if event in {"socket.connect", "socket.sendto"}:
            address = arguments[1]
            # A Unix socket's address is a path; only tuples name a host.
            host = address[0] if isinstance(address, tuple) and address else "localhost"
        elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
            host = arguments[0]
        else:
            return
        if not _is_here(host):
            self._attempts.append(f"{event} {host}")
            raise NetworkReachedError(f"{event} to {host}: tests stay on this machine.")


def _is_here(host: object) -> bool:
    text = host.decode() if isinstance(host, bytes) else host
    if text is None or text in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(text))
    except ValueError:
        return False
    # Binding to every address of this machine is not leaving it.
    return address.is_loopback or address.is_unspecified
