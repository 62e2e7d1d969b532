"""Where an issuer's hosted badges may stand (Open Badges 2.0, VerificationObject of a Profile).

A hosted badge has no signature.  That it stands on its issuer's host is all the
proof that there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..report import Finding, Outcome
from . import classes, values

if TYPE_CHECKING:
    from collections.abc import Mapping


def judge_assertion(address: str, profile: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return whether the issuer of *profile* vouches for the badge at *address*.

    Both limits hold where both are given: the host, and the start of the address.
    """
    verification = classes.node(profile, "verification")
    where = {"address": address, "issuer": str(profile["id"])}
    by = classes.one(verification, "verificationProperty")
    if by not in (None, "id"):
        return (
            Finding(
                "scope.unsupported",
                Outcome.FAILED,
                {"issuer": where["issuer"], "found": classes.shown(by)},
            ),
        )
    starts = [start for start in classes.many(verification, "startsWith") if isinstance(start, str)]
    # "…/badges/../anything" starts with "…/badges/" and is read from elsewhere.
    if starts and (not address.startswith(tuple(starts)) or values.has_dot_segments(address)):
        return (
            Finding("scope.wrong_start", Outcome.FAILED, {**where, "expected": ", ".join(starts)}),
        )
    return judge_host(address, profile)


def judge_host(address: str, profile: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return whether the issuer of *profile* vouches for the host of *address*.

    These are the hosts in allowedOrigins, or else the host of the Profile's own
    id, with its port.  http and https count as one: a fetcher that insists on
    https reads no other.
    """
    issuer = str(profile["id"])
    origins = classes.many(classes.node(profile, "verification"), "allowedOrigins")
    allowed: list[tuple[str, int | None]] = [
        (origin.lower(), None) for origin in origins if values.is_host(origin)
    ]
    if not origins:
        allowed = [values.authority(issuer)]
    if values.authority(address) in allowed:
        return (Finding("scope.inside", Outcome.PASSED, {"address": address, "issuer": issuer}),)
    expected = ", ".join(host if port is None else f"{host}:{port}" for host, port in allowed)
    return (
        Finding(
            "scope.outside",
            Outcome.FAILED,
            {"address": address, "issuer": issuer, "expected": expected},
        ),
    )
