"""Documents that are no badges: classes, Profiles, keys and lists, given as input.

They carry no proof of their own.  What can be shown is that each stands at its
own address, is well-formed, and belongs to the issuer that it names.  The
numbers are those of `verify`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import signature
from .openbadges import classes, legacy, revocations, scope, values
from .statements import OTHER_SUBJECTS, check_picture, read_issuer
from .understanding import understand_bytes, understand_early_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .case import Case
    from .reading import Read


def is_other(document: Mapping[str, Any]) -> bool:
    """Return whether *document* is of one of the types that are judged here."""
    return not classes.has_type(document, "Assertion", "Endorsement") and classes.has_type(
        document, *OTHER_SUBJECTS
    )


def check(case: Case, read: Read) -> None:
    """Judge what was *read* at its own address."""
    document, case.version, case.may_hurry = read.document, read.version, True
    kinds = (kind for kind in OTHER_SUBJECTS if classes.has_type(document, kind))
    case.kind = "Profile" if (kind := next(kinds)) == "Issuer" else kind
    case.reading.note("subject.no_award", document=case.name, type=case.kind)
    if case.version != legacy.V2_0:
        case.reading.note("version.early", document=case.name, version=case.version)
    _CHECKS[case.kind](case, document)


def _check_class(case: Case, document: Mapping[str, Any]) -> None:
    """Judge a BadgeClass: (4), and with its issuer (5) and (7), and its picture (10)."""
    case.badge_class = document
    case.reading.well_formed(document, case.name, "BadgeClass", classes.BADGE_CLASS)
    _check_issuer(case, document)
    check_picture(case, document)


def _check_profile(case: Case, document: Mapping[str, Any]) -> None:
    """Judge a Profile: (5), and that it stands for its keys (6) and its list (8)."""
    is_early = case.version != legacy.V2_0
    table = classes.EARLY_PROFILE if is_early else classes.PROFILE
    case.reading.well_formed(document, case.name, "Profile", table)
    case.issuer, case.proved = {**document, "id": case.name}, True
    signature.check_listed(case.issuer, case.reading)
    address = classes.reference(document, "revocationList")
    if classes.many(document, "revocationList") and case.is_address(address, "revocationList"):
        index = case.reading.learn(
            address,
            ("list", case.version),
            revocations.Index,
            limit=revocations.MAX_LIST_BYTES,
            way=understand_early_list if is_early else understand_bytes,
        )
        if index is not None:
            case.reading.add(index.judge_entries(address))


def _check_key(case: Case, document: Mapping[str, Any]) -> None:
    """Judge a CryptographicKey: (6), whether its owner lists it."""
    key = signature.key_in(document, case.name, case.reading)
    if key is None or key.owner is None or not case.is_address(key.owner, "owner"):
        return
    read_issuer(case, {"issuer": key.owner})
    if case.issuer is not None:
        case.proved = signature.check_owner(key, case.issuer, case.reading)


def _check_list(case: Case, document: Mapping[str, Any]) -> None:
    """Judge a RevocationList: (8), without a badge to look for, and its issuer's (7)."""
    case.reading.well_formed(document, case.name, "RevocationList", classes.REVOCATION_LIST)
    case.reading.add(revocations.Index(document).judge_entries(case.name))
    _check_issuer(case, document)


def _check_issuer(case: Case, document: Mapping[str, Any]) -> None:
    read_issuer(case, document)
    if case.issuer is not None and values.is_address(case.name):
        case.proved = case.reading.add(scope.judge_host(case.name, case.issuer))


_CHECKS = {
    "BadgeClass": _check_class,
    "CryptographicKey": _check_key,
    "Profile": _check_profile,
    "RevocationList": _check_list,
}
