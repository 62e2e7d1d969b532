"""The Open Badges 2.0 verifier of openbadgeslib as a peer.

It judges a JWS, a picture with one baked in, or hosted assertion JSON. No key is given to it: it
resolves the key that the badge names and checks that key and issuer name each other, which is the
stricter of its two ways. By itself it refuses plain HTTP and loopback, so its documents come
through a fetcher of ours, for which its verifier has an argument; its revocation check is on.
"""

import importlib
import urllib.request
from typing import Any

from tests.doubles.network import NetworkGuard
from tests.interop.peers.lines import Answer, Request, serve

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
FETCH_SECONDS = 30


class Download:
    """Fetches documents over HTTP and remembers which, for the list of what was looked at."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._fetched: list[str] = []

    def __call__(self, address: str) -> bytes:
        """Return the body at an address; an HTTP status of 400 or more raises OSError."""
        with self._opener.open(address, timeout=FETCH_SECONDS) as response:
            body: bytes = response.read()
        self._fetched.append(f"fetched {address}")
        return body

    def take_fetched(self) -> list[str]:
        """Return what was fetched since the last call, oldest first."""
        fetched, self._fetched = self._fetched, []
        return fetched


class Openbadgeslib:
    """Runs the library's verifier and tells its answer."""

    def __init__(self) -> None:
        self._library = importlib.import_module("openbadgeslib.ob2.verifier")
        self._problems = importlib.import_module("openbadgeslib.errors").LibOpenBadgesException
        self._download = Download()
        self._verifier = self._library.OB2Verifier(download=self._download)

    def judge(self, request: Request) -> Answer:
        """Verify one badge for one recipient and report what the library said of it."""
        # The library compares an identity of any type as one text.
        expected = next(iter((request.recipient or {}).values()), None)
        try:
            assertion = self._verify(request.badge, expected)
        except self._problems as problem:
            return Answer(
                accepted=False,
                reasons=[str(problem)],
                warnings=[],
                passed=self._download.take_fetched(),
                recipient={},
                subject=None,
            )
        return Answer(
            accepted=True,
            reasons=[],
            warnings=[],
            passed=self._download.take_fetched(),
            recipient=request.recipient or {},
            subject=assertion.id,
        )

    def _verify(self, badge: str | bytes, expected: str | None) -> Any:  # noqa: ANN401 - untyped here.
        """Return the library's assertion; a badge that it refuses raises its own error."""
        options = {"expected_recipient": expected, "check_revocation": True}
        if isinstance(badge, bytes):
            return self._verifier.verify(self._extract(badge), **options)
        if badge.startswith("{"):
            return self._verifier.verify_hosted(badge, **options)
        return self._verifier.verify(badge, **options)

    def _extract(self, picture: bytes) -> str:
        """Return the JWS that the library finds in a PNG or SVG."""
        if picture.startswith(PNG_SIGNATURE):
            token: str = self._verifier.extract_token_from_png(picture)
        else:
            token = self._verifier.extract_token_from_svg(picture)
        return token


if __name__ == "__main__":
    guard = NetworkGuard()
    guard.install()
    serve(Openbadgeslib().judge, guard)
