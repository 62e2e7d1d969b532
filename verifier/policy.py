"""What the caller demands of a badge that is otherwise in order.

A verifier can say that a badge was not altered and who issued it.  Whether that
issuer counts, and whether the badge is the holder's, only the caller knows:

    policy = AllOf(
        IssuedBy("https://badges.example.org/issuers/community/", prefix=True),
        EarnedBy("Amina K"),
    )

Demanding nothing is refused, because it would pass for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from .openbadges import identity
from .openbadges.values import has_dot_segments
from .report import Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a policy judges.

    *recipient* is the badge's IdentityObject, *issuer* the id of the Profile that
    its badge class names; each is None when it could not be read.  The other
    findings say whether the two can be believed.
    """

    recipient: Mapping[str, Any] | None
    issuer: str | None


class Policy(Protocol):
    """One demand, or several."""

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Return a finding or more; without one that passed or is a note, nothing was shown."""


class IssuedBy:
    """The badge is from one of these issuers.

    The issuer of a badge of version 0.5, which has no Profile, is its origin with `#0.5`
    behind it.
    """

    def __init__(self, *profile_ids: str, prefix: bool = False) -> None:
        """Take the ids of Profiles, or with *prefix* what their ids begin with.

        Raises ValueError for no id, and for a prefix that does not end with "/":
        "https://badges.example.org" also begins "https://badges.example.org.evil.example".
        """
        if not profile_ids or not all(profile_ids):
            raise ValueError("IssuedBy demands nothing. Use UnsafeAnyIssuer to say so.")
        if prefix and not all(address.endswith("/") for address in profile_ids):
            raise ValueError('Every prefix ends with "/", or it fits other hosts as well.')
        self._profile_ids = profile_ids
        self._prefix = prefix

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Compare the issuer character by character."""
        if evidence.issuer is None:
            return (Finding("issuer.not_checked", Outcome.UNDECIDED),)
        if self._fits(evidence.issuer):
            return (Finding("issuer.expected", Outcome.PASSED, {"issuer": evidence.issuer}),)
        expected = ", ".join(self._profile_ids)
        return (
            Finding(
                "issuer.other", Outcome.FAILED, {"issuer": evidence.issuer, "expected": expected}
            ),
        )

    def _fits(self, issuer: str) -> bool:
        if self._prefix:
            # "/issuers/ours/../theirs" begins with "/issuers/ours/" and is read from elsewhere.
            return issuer.startswith(self._profile_ids) and not has_dot_segments(issuer)
        return issuer in self._profile_ids


class EarnedBy:
    """The badge was awarded to one of these identities, of any type.

    E-mail addresses and other identities count as they are written.  A Wikimedia
    user can be given by name or by user page, in any spelling.
    """

    def __init__(self, *identities: str) -> None:
        """Take the identities.  Raises ValueError for none, or an empty one."""
        if not identities or not all(identities):
            raise ValueError("EarnedBy demands nothing: give an identity.")
        self._identities = identities

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Compare the recipient with each identity, hashed as the badge does it."""
        if evidence.recipient is None:
            return (Finding("recipient.not_checked", Outcome.UNDECIDED),)
        for wanted in self._identities:
            if identity.matches(evidence.recipient, wanted):
                return (Finding("recipient.matches", Outcome.PASSED, {"expected": wanted}),)
        expected = ", ".join(self._identities)
        return (Finding("recipient.other", Outcome.FAILED, {"expected": expected}),)


class UnsafeAnyIssuer:
    """Accept a badge from anyone who can issue one.

    **This proves only that the badge was not altered. It says nothing about
    whether its issuer is who it claims to be.** For showing strangers' badges:
    the report names the issuer and leaves the decision to the reader.
    """

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Name the issuer in a note."""
        if evidence.issuer is None:
            return (Finding("issuer.not_checked", Outcome.UNDECIDED),)
        return (Finding("issuer.any", Outcome.NOTE, {"issuer": evidence.issuer}),)


class AllOf:
    """Every one of several demands."""

    def __init__(self, *policies: Policy) -> None:
        """Take the demands.  Raises ValueError for none: all of nothing is always fulfilled."""
        if not policies:
            raise ValueError("AllOf demands nothing: give a policy.")
        self._policies = policies

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Return the findings of all."""
        return tuple(finding for policy in self._policies for finding in policy.judge(evidence))


class AnyOf:
    """At least one of several demands."""

    def __init__(self, *policies: Policy) -> None:
        """Take the demands.  Raises ValueError for none."""
        if not policies:
            raise ValueError("AnyOf demands nothing: give a policy.")
        self._policies = policies

    def judge(self, evidence: Evidence) -> tuple[Finding, ...]:
        """Return the findings of the first demand that is met.

        When none is: those of the first that could not be decided, because it may
        yet be met; when there is none of these either, the findings of all.
        """
        judged = [policy.judge(evidence) for policy in self._policies]
        for unwanted in (
            {Outcome.FAILED, Outcome.UNDECIDED},
            {Outcome.FAILED},
        ):
            for findings in judged:
                if unwanted.isdisjoint(finding.outcome for finding in findings):
                    return findings
        return tuple(finding for findings in judged for finding in findings)
