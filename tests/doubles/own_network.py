"""A network of its own for one process, where public addresses can be on this machine.

Linux can give a process a network that holds nothing but what the process puts
there, and files that it alone sees (`man unshare`).  So a test can use the operating
system's own resolver and real public addresses, and still talk to nobody.
Nothing outside of that process changes, and no rights are needed where the system
lets everybody do this.
"""

from __future__ import annotations

import fcntl
import shutil
import socket
import struct
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SWITCH = "NAMESPACES"

_MOUNT = ("mount", "--bind")

UNSHARE = ("unshare", "--map-root-user", "--net", "--mount", "--")
"""Stands before a command that gets a network and mounts of its own."""

RESOLVER = {
    # A question that is sent again would count as another one.
    "/etc/resolv.conf": "nameserver 127.0.0.1\noptions timeout:30 attempts:1\n",
    # No service of this machine is asked in place of the name server.
    "/etc/nsswitch.conf": "hosts: files dns\n",
    "/run/nscd/socket": "",
}
"""The files that make the resolver of the GNU C library ask a name server on 127.0.0.1."""

# From <linux/sockios.h> and <linux/if.h>.
_SET_FLAGS, _SET_ADDRESS = 0x8914, 0x8916
_UP_AND_RUNNING = 0x1 | 0x40


def why_absent() -> str | None:
    """Return why no process can have a network of its own here, or None when one can."""
    if shutil.which(UNSHARE[0]) is None:
        return "there is no command unshare, which needs Linux (package util-linux)."
    own = "/etc/resolv.conf"
    done = subprocess.run(
        [*UNSHARE, *_MOUNT, own, own], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        return f"this system gives no process a network of its own: {done.stderr.strip()}"
    return None


def add_addresses(*addresses: str) -> None:
    """Make this machine in its own network answer at 127.0.0.1, ::1 and IPv4 *addresses*."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        _tell(any_socket, _SET_FLAGS, "lo", struct.pack("H", _UP_AND_RUNNING))
        for number, address in enumerate(addresses):
            at = struct.pack("HH4s", socket.AF_INET, 0, socket.inet_aton(address))
            _tell(any_socket, _SET_ADDRESS, f"lo:{number}", at)


def _tell(any_socket: socket.socket, request: int, name: str, value: bytes) -> None:
    fcntl.ioctl(any_socket, request, struct.pack("16s24s", name.encode(), value))


def replace_files(contents: Mapping[str, str], place: Path) -> None:
    """Let this process alone see other *contents* in files that exist; *place* is to keep them."""
    for number, (path, content) in enumerate(contents.items()):
        if Path(path).exists():
            seen = place / str(number)
            seen.write_text(content, encoding="utf-8")
            subprocess.run([*_MOUNT, str(seen), path], check=True)
