"""The order of the checks.  The rules themselves stand beside their formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import endorsements, intake, statements, subjects
from .case import UNNAMED, Case
from .errors import VerificationError
from .openbadges import classes, legacy
from .policy import Evidence
from .reading import Reading
from .report import Report

if TYPE_CHECKING:
    from datetime import datetime

    from .fetch import Fetcher
    from .policy import Policy
    from .reading import Watch


def verify(
    badge: str | bytes,
    *,
    policy: Policy,
    fetcher: Fetcher,
    now: datetime,
    watch: Watch | None = None,
) -> Report:
    """Return the Report of a valid *badge*.

    *badge* is an address, a compact JWS, JSON, or the bytes of a file with one of
    these or of a baked PNG or SVG.  The checks are those of Open Badges 2.0, whose
    own words name the classes and properties here:

     (1) Open what was given, until there is a statement: signed, or at an address.
     (2) The statement is an Assertion with the properties of one.
     (3) Signed: the signature fits the key that the badge names.  Until it does,
         nothing else that the badge names is fetched.
     (4) The badge class says what the badge is for.
     (5) The issuer's Profile says who issues it.
     (6) Signed: the issuer lists the key, and the key names no other owner.
     (7) Hosted: the badge stands where its issuer publishes badges.
     (8) The badge was not revoked.
     (9) It has been issued, and has not expired.
    (10) Its pictures exist.
    (11) Its endorsements, if it has any, are genuine.
    (12) It meets the caller's demands.
    (13) Every check that applies was made.  That none failed is not enough.

    Badges of version 0.5 to 1.1 are brought to 2.0 first.  An Endorsement is judged
    like an Assertion.  A badge class, a Profile, a key or a list is judged by the
    checks that apply to it, and the report says that it is no badge.

    All findings are collected, and *watch*, if there is one, is told of each while the
    checks are made; no verdict follows from a part of them.  What *watch* raises ends
    the verification.  Raises VerificationError with the report when the
    badge is not valid or could not be decided, and InvalidBadge when *badge* is
    no badge at all.  Not checked: whether a badge says something true, whether its
    issuer may say it, and what its pictures show.
    """
    return judge(badge, policy, Reading(fetcher, now, watch=watch), now)


def judge(badge: str | bytes, policy: Policy, reading: Reading, now: datetime) -> Report:
    """Do what `verify` does, with a *reading* that has not begun."""
    case = Case(reading, now)
    # (1) A picture or an address is only the wrapping.
    given = intake.find(badge, case.reading)
    # (2) to (10) As the kind of document and its form have it.
    if isinstance(given, intake.SignedStatement):
        statements.check_signed(case, given)
    elif given is not None:
        read = statements.published(case, given)
        if read is not None and subjects.is_other(read.document):
            subjects.check(case, read)
        elif read is not None:
            statements.check_hosted(case, read)
    # (11) What others say of it is fetched once it is known to be the issuer's.
    endorsements.check(case)
    # (12) The demands come last: they say who and whose, which is proved by now.
    case.reading.add(policy.judge(_evidence(case)))
    # (13) Forgeries of the past were valid because a check had been skipped.
    case.check_complete()
    case.reading.tell()
    report = _report(case)
    if report.valid is not True:
        raise VerificationError(report)
    return report


def _evidence(case: Case) -> Evidence:
    """Return what the caller's demands are about: only what the issuer is proved to say."""
    if not case.proved or case.issuer is None:
        return Evidence(None, None)
    # An early issuer is nobody's Profile, not even that of its host: anybody who may write
    # there could say so, without the limits that the Profile sets (VerificationObject).
    name = str(case.issuer["id"]) + ("#0.5" if case.version == legacy.V0_5 else "")
    recipient = classes.node(case.statement or {}, "recipient")
    known = bool(recipient) and (
        (case.kind == "Assertion" and case.is_well_formed)
        or not classes.check(recipient, case.name, classes.IDENTITY)
    )
    return Evidence(
        {name: classes.one(recipient, name) for name in recipient} if known else None,
        name,
    )


def _report(case: Case) -> Report:
    return Report(
        findings=tuple(case.reading.findings),
        subject=None if case.name == UNNAMED else case.name,
        kind=case.kind,
        version=case.version,
        form=case.form,
        assertion=case.statement if case.kind == "Assertion" else None,
        badge_class=case.badge_class,
        issuer=case.issuer,
        documents=tuple(case.reading.documents),
    )
