"""What becomes of a name that leads to a public address first, and to this machine afterwards.

A program of its own, because it needs a network of its own: test_rebinding starts it
there.  It prints a JSON object with an `Account` for each experiment.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from tests.doubles import fixed, own_network
from tests.doubles.issuer_in_memory import AMINA
from tests.doubles.name_server import A, NameServer
from verifier import FetchError, HttpsFetcher, UnsafeAnyIssuer, VerificationError, verify
from verifier.openbadges import documents, identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

PUBLIC = "93.184.216.34"
"""A public address; in this network it is one of this machine's."""

HERE = ("127.0.0.1", "::1")

_POLL_SECONDS = 0.02

ANSWERED_BY = "x-answered-by"


@dataclass(slots=True)
class Account:
    """How one experiment ended, and who noticed it.

    *asked* counts the look-ups of the name, *public* and *here* the connections to
    the server at the public address and to those on this machine.
    """

    ended: str
    asked: int = 0
    public: int = 0
    here: int = 0


class Server(ThreadingHTTPServer):
    """Serves a badge over TLS at one address while its `with` block runs, and counts."""

    daemon_threads = True

    def __init__(self, address: str, context: ssl.SSLContext) -> None:
        """Listen at *address*."""
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.ip = address
        self.connections = 0
        """All of them, once the block has ended."""
        self._context = context
        super().__init__((address, 443), Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        """Count a connection before anything is said over it."""
        connection, address = super().get_request()
        self.connections += 1
        return self._context.wrap_socket(connection, server_side=True), address

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.shutdown()
        # Who connected at the last moment is still waiting.
        self.socket.settimeout(0)
        while True:
            try:
                connection, _ = self.socket.accept()
            except BlockingIOError:
                break
            self.connections += 1
            connection.close()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """Answers with a hosted badge, whose class is said to be at the same name."""

    server: Server

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the base class's
        """Say nothing; the test reads the output."""

    def do_GET(self) -> None:
        """Answer one request."""
        origin = f"https://{self.headers['Host']}"
        assertion = documents.hosted_assertion(
            id=f"{origin}/badge",
            recipient=identity.url_recipient(AMINA),
            badge=f"{origin}/class",
            issued_on=datetime(2026, 10, 1, tzinfo=UTC),
        )
        self.send_response(302 if self.path == "/once" else 200)
        self.send_header("Location", "/badge")
        self.send_header("Content-Type", "application/json")
        self.send_header(ANSWERED_BY, self.server.ip)
        self.end_headers()
        self.wfile.write(documents.encode(assertion))


# --- Experiments ----------------------------------------------------------------------


def one_fetch(name: str) -> str:
    """Read an address once."""
    return HttpsFetcher().fetch(f"https://{name}/badge").headers[ANSWERED_BY]


def two_fetches(name: str) -> str:
    """Read an address twice, with the same fetcher."""
    fetcher = HttpsFetcher()
    fetcher.fetch(f"https://{name}/badge")
    return _refusal(fetcher, f"https://{name}/badge")


def redirect(name: str) -> str:
    """Read an address that forwards to another one of the same name."""
    return _refusal(HttpsFetcher(), f"https://{name}/once")


def verification(name: str) -> str:
    """Verify a badge whose class is at the same name."""
    try:
        verify(
            f"https://{name}/badge",
            policy=UnsafeAnyIssuer(),
            fetcher=HttpsFetcher(),
            now=fixed.START,
        )
    except VerificationError as error:
        return f"{error.report.valid}: {error}"
    return "valid"


def careless(name: str) -> str:
    """Look a name up to judge its address, and connect to the name, as a careless client does."""
    judged = socket.getaddrinfo(name, 443)[0][4][0]
    with socket.create_connection((name, 443)) as connection:
        connected = connection.getpeername()[0]
    return f"{judged}, {connected}"


def _refusal(fetcher: HttpsFetcher, address: str) -> str:
    try:
        return fetcher.fetch(address).headers[ANSWERED_BY]
    except FetchError as error:
        return error.code


EXPERIMENTS: tuple[Callable[[str], str], ...] = (
    one_fetch,
    two_fetches,
    redirect,
    verification,
    careless,
)


def main() -> int:
    """Make every experiment, each with a name of its own."""
    names = {_host(experiment): experiment for experiment in EXPERIMENTS}
    own_network.add_addresses(PUBLIC)
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        context, certificate = _tls(list(names), place)
        own_network.replace_files(
            own_network.RESOLVER | {DEFAULT_CA_BUNDLE_PATH: certificate}, place
        )
        name_server = stack.enter_context(NameServer({name: [[PUBLIC], HERE] for name in names}))
        accounts = {
            experiment.__name__: asdict(_account(experiment, name, name_server, context))
            for name, experiment in names.items()
        }
    sys.stdout.write(json.dumps(accounts))
    return 0


def _account(
    experiment: Callable[[str], str], name: str, name_server: NameServer, context: ssl.SSLContext
) -> Account:
    with ExitStack() as stack:
        places = (PUBLIC, *filter(_exists, HERE))
        servers = [stack.enter_context(Server(ip, context)) for ip in places]
        ended = experiment(name)
    public, *here = [server.connections for server in servers]
    return Account(ended, name_server.asked[name, A], public, sum(here))


def _exists(ip: str) -> bool:
    """Return whether this machine has *ip*: some have no IPv6."""
    with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET) as any_socket:
        try:
            any_socket.bind((ip, 0))
        except OSError:
            return False
    return True


def _host(experiment: Callable[[str], str]) -> str:
    return f"{experiment.__name__.replace('_', '-')}.rebinding.example"


def _tls(names: list[str], place: Path) -> tuple[ssl.SSLContext, str]:
    """Return what servers of *names* speak TLS with, and the certificate to trust, as PEM."""
    key = next(fixed.private_keys())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rebinding.example")])
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), serial_number=1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName(list(map(x509.DNSName, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(identifier, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
    (place / "certificate.pem").write_text(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place / "certificate.pem", fixed.KEYS / "first.pem")
    return context, pem


if __name__ == "__main__":
    sys.exit(main())
