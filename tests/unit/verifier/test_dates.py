"""When a badge counts, and how far two clocks may differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.openbadges import dates
from verifier.openbadges.dates import LEEWAY

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def judged(issued_on: object, expires: object = None) -> list[str]:
    """Return the codes for these dates, given as text or as moments."""
    members = {"issuedOn": issued_on, "expires": expires}
    assertion = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in members.items()
    }
    return [finding.code for finding in dates.judge(assertion, NOW)]


@pytest.mark.parametrize(
    ("issued_on", "expected"),
    [
        (NOW, "time.issued"),
        (NOW + SECOND, "time.issued_by_leeway"),
        (NOW + LEEWAY, "time.issued_by_leeway"),
        (NOW + LEEWAY + SECOND, "time.not_yet_issued"),
    ],
)
def test_a_badge_from_the_future(issued_on: datetime, expected: str) -> None:
    """An issuer's clock may be a little ahead of ours, and the report says that it is."""
    assert judged(issued_on) == [expected]


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        (NOW + SECOND, "time.not_expired"),
        (NOW, "time.expired_by_leeway"),
        (NOW - LEEWAY + SECOND, "time.expired_by_leeway"),
        (NOW - LEEWAY, "time.expired"),
    ],
)
def test_a_badge_that_expires(expires: datetime, expected: str) -> None:
    """Our clock may be a little ahead of the issuer's."""
    assert judged(NOW - timedelta(days=1), expires) == ["time.issued", expected]


def test_a_badge_cannot_expire_before_it_is_issued() -> None:
    """Nobody can tell which of the two dates is meant."""
    assert judged(NOW, NOW - SECOND) == ["time.issued", "time.expires_before_issued"]


@pytest.mark.parametrize("expires", [None, [], [None]])
def test_a_badge_need_not_expire(expires: object) -> None:
    """Null and nothing mean never."""
    assert judged(NOW, expires) == ["time.issued"]


@pytest.mark.parametrize("dates_", [("nonsense", None), (NOW, "nonsense"), (None, None), (12, 12)])
def test_dates_that_cannot_be_read_prove_nothing(dates_: tuple[object, object]) -> None:
    """No finding at all is what the last check of `verify` looks for."""
    assert judged(*dates_) == []


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_every_pair_of_dates_is_judged(issued_on: datetime, expires: datetime) -> None:
    """Two instants give two findings."""
    assert len(judged(issued_on, expires)) == 2
