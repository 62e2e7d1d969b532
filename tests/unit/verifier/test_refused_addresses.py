"""Addresses that are never asked: the reader is told so, and not to try again later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import NOW, ORIGIN, PROFILE, IssuerInMemory
from verifier import (
    Batch,
    Document,
    FetchError,
    Finding,
    HttpsFetcher,
    Outcome,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.codes import CODES
from verifier.fetch import REFUSED

if TYPE_CHECKING:
    from verifier import Fetcher


def judged(badge: str, fetcher: Fetcher, *, in_a_batch: bool = False) -> Report:
    """Return the report of *badge*, whatever it says."""
    try:
        if in_a_batch:
            return Batch(fetcher, NOW).verify(badge, policy=UnsafeAnyIssuer())
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    except VerificationError as error:
        return error.report


def unread(report: Report) -> list[Finding]:
    """Return the findings about addresses that could not be read."""
    return [item for item in report.findings if item.code.startswith("fetch.")]


@pytest.mark.parametrize("in_a_batch", [False, True], ids=["alone", "in a batch"])
@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("http://old.example.org/badge", "it does not begin with https://."),
        ("https://192.168.0.1/badge", "it does not lead to a public internet address."),
        ("https://localhost:0/badge", "it is not a complete web address."),
        ("https://somebody@example.org/badge", "it is not a complete web address."),
    ],
)
def test_an_address_that_is_never_asked_is_told_as_that(
    address: str, detail: str, *, in_a_batch: bool
) -> None:
    """It stays undecided, because the badge may be genuine, and says what to do."""
    report = judged(address, HttpsFetcher(), in_a_batch=in_a_batch)
    (found,) = unread(report)
    assert (found.code, found.outcome) == ("fetch.refused", Outcome.UNDECIDED)
    assert found.parameters == {"address": address, "detail": detail}
    assert report.valid is None
    assert "later" not in found.sentence
    assert not CODES[found.code].may_change


class Forwarding(IssuerInMemory):
    """An issuer whose Profile is forwarded, by the fetcher itself, to where nobody asks."""

    def fetch(self, address: str) -> Document:
        """Refuse what the Profile's address leads to."""
        if address == PROFILE:
            raise FetchError(REFUSED, f"http://{ORIGIN[8:]}/i", "it does not begin with https://.")
        return super().fetch(address)


def test_a_redirect_names_the_address_that_is_refused() -> None:
    """Nothing is wrong with the one that was asked."""
    issuer = Forwarding()
    (found,) = unread(judged(issuer.signed(), issuer))
    assert found.code == "fetch.refused"
    assert found.parameters["address"] == "http://badges.example.org/i"


def test_a_server_that_does_not_answer_is_told_as_before() -> None:
    """Trying again later helps where it was the server's fault."""
    issuer = IssuerBehindANetwork()
    badge = issuer.hosted()
    issuer.remove(badge)
    (found,) = unread(judged(badge, issuer))
    assert found.code == "fetch.failed"
