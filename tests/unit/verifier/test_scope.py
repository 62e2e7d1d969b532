"""Where hosted badges may stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Outcome
from verifier.openbadges import scope

ISSUER = "https://badges.example.org/issuer"
INSIDE = "https://badges.example.org/a/1"


def judged(address: str, **verification: object) -> str:
    """Return the code of judging *address* by a Profile with *verification*."""
    profile = {"id": ISSUER, "verification": verification}
    (found,) = scope.judge_assertion(address, profile)
    return found.code


@pytest.mark.parametrize(
    "address",
    [INSIDE, "https://BADGES.example.org/a", "https://badges.example.org:443/a"],
)
def test_by_default_the_issuers_own_host(address: str) -> None:
    """Nothing else is needed there."""
    assert judged(address) == "scope.inside"


@pytest.mark.parametrize(
    "address",
    [
        "https://forger.example.net/a",
        "https://badges.example.org.forger.example.net/a",
        "https://badges.example.org@forger.example.net/a",
        "https://sub.badges.example.org/a",
        "https://example.org/a",
        "https://badges.example.org:8443/a",
    ],
)
def test_everywhere_else_is_outside(address: str) -> None:
    """Similar names and other ports are other hosts."""
    assert judged(address) == "scope.outside"


@pytest.mark.parametrize(
    ("origins", "address", "expected"),
    [
        ("host.example.com", "https://host.example.com/a", "scope.inside"),
        (["a.example.com", "HOST.example.com"], "https://host.example.com/a", "scope.inside"),
        ("host.example.com", INSIDE, "scope.outside"),
        ("host.example.com", "https://host.example.com:8443/a", "scope.outside"),
        ("https://host.example.com", "https://host.example.com/a", "scope.outside"),
        ("host.example.com:443", "https://host.example.com/a", "scope.outside"),
        ([], INSIDE, "scope.inside"),
        (None, INSIDE, "scope.inside"),
    ],
)
def test_an_issuer_may_name_other_hosts(origins: object, address: str, expected: str) -> None:
    """They stand instead of its own; an empty list says nothing."""
    assert judged(address, allowedOrigins=origins) == expected


@pytest.mark.parametrize(
    ("starts", "address", "expected"),
    [
        ("https://badges.example.org/a/", INSIDE, "scope.inside"),
        (
            ["https://badges.example.org/x/", "https://badges.example.org/a/"],
            INSIDE,
            "scope.inside",
        ),
        ("https://badges.example.org/x/", INSIDE, "scope.wrong_start"),
        (
            "https://badges.example.org/a/",
            "https://badges.example.org/a/../x/1",
            "scope.wrong_start",
        ),
        ("https://host.example.com/", "https://host.example.com/a", "scope.outside"),
    ],
)
def test_an_issuer_may_name_starts(starts: object, address: str, expected: str) -> None:
    """They narrow the host down, and do not widen it."""
    assert judged(address, startsWith=starts) == expected


@pytest.mark.parametrize("by", ["id", None])
def test_badges_are_limited_by_their_id(by: str | None) -> None:
    """The standard knows no other property."""
    assert judged(INSIDE, verificationProperty=by) == "scope.inside"
    assert judged(INSIDE, verificationProperty="image") == "scope.unsupported"


@given(st.text(), st.text(), st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_any_profile_is_judged(path: str, origin: str, more: dict[str, object]) -> None:
    """A stranger's Profile ends in one finding, and never admits another host by accident."""
    profile = {"id": ISSUER, "verification": {"allowedOrigins": origin, **more}}
    address = "https://forger.example.net/" + "".join(filter(str.isalnum, path))
    (found,) = scope.judge_assertion(address, profile)
    assert found.outcome is Outcome.FAILED or origin == "forger.example.net"
