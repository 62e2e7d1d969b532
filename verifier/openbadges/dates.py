"""When a badge counts (Open Badges 2.0, Assertion: issuedOn and expires)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ..report import Finding, Outcome
from . import classes, values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LEEWAY = timedelta(minutes=5)
"""How far the issuer's clock and ours may differ, in the badge's favour at both ends."""


def judge(assertion: Mapping[str, Any], now: datetime) -> tuple[Finding, ...]:
    """Return what the dates of *assertion* mean at *now*; nothing when they cannot be read."""
    issued_on, expires = (_time(assertion, name) for name in ("issuedOn", "expires"))
    if issued_on is None or (expires is None and classes.many(assertion, "expires")):
        return ()
    shown = {"issued_on": str(classes.one(assertion, "issuedOn"))}
    clock = {
        "now": now.isoformat(timespec="seconds"),
        "leeway": str(int(LEEWAY.total_seconds() // 60)),
    }
    if issued_on > now + LEEWAY:
        found = Finding("time.not_yet_issued", Outcome.FAILED, shown | clock)
    elif issued_on > now:
        found = Finding("time.issued_by_leeway", Outcome.PASSED, shown | clock)
    else:
        found = Finding("time.issued", Outcome.PASSED, shown)
    if expires is None:
        return (found,)
    until = {"expires": str(classes.one(assertion, "expires"))}
    if expires < issued_on:
        return (found, Finding("time.expires_before_issued", Outcome.FAILED, {**shown, **until}))
    if expires <= now - LEEWAY:
        return (found, Finding("time.expired", Outcome.FAILED, until))
    if expires <= now:
        return (found, Finding("time.expired_by_leeway", Outcome.PASSED, until | clock))
    return (found, Finding("time.not_expired", Outcome.PASSED, until))


def _time(assertion: Mapping[str, Any], name: str) -> datetime | None:
    value = classes.one(assertion, name)
    return values.read_time(value) if isinstance(value, str) else None
