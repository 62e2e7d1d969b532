"""What is revoked: the RevocationList of signed badges, and the stub of a hosted one.

Open Badges 2.0, RevocationList, and Assertion with its `revoked`.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from ..report import Finding, Outcome
from . import classes, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CONTEXT = "https://w3id.org/openbadges/v2"

MAX_LIST_BYTES = 5 * 1024 * 1024
"""Some fifty thousand entries with reasons; other documents are much shorter."""

MIN_ENTRIES = 2
"""1EdTech's validator revokes nothing by a list of exactly one entry."""

_UUID_LENGTHS = (32, 36)
"""Letters of a UUID, without dashes and with them."""

_UUID_VERSION = 4
"""The same validator refuses the whole list for an entry of version 6, 7 or 8."""


def revocation_list(
    *,
    id: str,  # noqa: A002 - the standard's word
    issuer: str,
    revoked: Sequence[tuple[str, str | None]],
) -> dict[str, Any]:
    """Return a RevocationList of *revoked*: pairs of a badge's id and a reason or None.

    Raises ValueError for fewer than MIN_ENTRIES entries (an issuer adds ids of
    badges that never were) and for an id that is not `urn:uuid:` of version 4.
    """
    if len(revoked) < MIN_ENTRIES:
        raise ValueError(f"A revocation list has {MIN_ENTRIES} entries or more, or it is ignored.")
    return {
        "@context": CONTEXT,
        "type": "RevocationList",
        "id": id,
        "issuer": issuer,
        "revokedAssertions": [_entry(badge, reason) for badge, reason in revoked],
    }


def revoked_stub(*, id: str, reason: str) -> dict[str, Any]:  # noqa: A002 - the standard's word
    """Return what stays at a revoked hosted badge's address: that it is revoked, and why."""
    return {
        "@context": CONTEXT,
        "type": "Assertion",
        "id": id,
        "revoked": True,
        "revocationReason": reason,
    }


def judge_list(
    document: Mapping[str, Any], address: str, assertion: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Return whether the RevocationList *document*, from *address*, names *assertion*.

    An entry is an id, or an object with an id or a `uid`, and a list of one entry
    may be written without brackets.  A list that cannot be read whole revokes
    nothing and clears nobody: the entry that nobody understands may be the one.
    """
    if document.get("revokedAssertions") is None:
        return (_bad_list(address, None),)
    bad = revoked = None
    badge, uid = values.canonical(str(assertion["id"])), classes.one(assertion, "uid")
    for entry in classes.many(document, "revokedAssertions"):
        names = _names(entry)
        if not names:
            bad = bad or _bad_list(address, entry)
        elif any(_is_name(kind, name, badge, uid) for kind, name in names):
            revoked = revoked or _revoked(assertion, entry if isinstance(entry, dict) else {})
    found = tuple(finding for finding in (bad, revoked) if finding is not None)
    if found:
        return found
    subject = str(assertion["id"])
    return (
        Finding("revocation.not_listed", Outcome.PASSED, {"subject": subject, "list": address}),
    )


def judge_entries(document: Mapping[str, Any], address: str) -> tuple[Finding, ...]:
    """Return what is wrong with the RevocationList *document*, whatever badge is looked for."""
    if document.get("revokedAssertions") is None:
        return (_bad_list(address, None),)
    for entry in classes.many(document, "revokedAssertions"):
        if not _names(entry):
            return (_bad_list(address, entry),)
    return ()


def judge_flag(assertion: Mapping[str, Any], *, gone: bool = False) -> tuple[Finding, ...]:
    """Return that *assertion* is revoked, if its own `revoked` says so, or it is *gone* (410).

    Whatever is not false counts, because an issuer who writes "true" in quotes
    meant it.
    """
    if gone or any(value is not False for value in classes.many(assertion, "revoked")):
        return (_revoked(assertion, assertion),)
    return ()


def _names(entry: object) -> tuple[tuple[str, str], ...]:
    """Return what *entry* calls the badge: pairs of "id" or "uid" and the value."""
    # A list may have a million entries, so the short form takes the short way.
    if isinstance(entry, str):
        return (("id", entry),) if values.is_node(entry) else ()
    if not isinstance(entry, dict):
        return ()
    badge, uid = classes.one(entry, "id"), classes.one(entry, "uid")
    has_id, has_uid = classes.many(entry, "id") != [], classes.many(entry, "uid") != []
    # Half of an entry that nobody understands may be the half that counts.
    if (has_id and not values.is_node(badge)) or (has_uid and not (isinstance(uid, str) and uid)):
        return ()
    names = (("id", str(badge)),) if has_id else ()
    return (*names, ("uid", str(uid))) if has_uid else names


def _is_name(kind: str, name: str, badge: str, uid: object) -> bool:
    """Return whether *name*, of this *kind*, means the badge with the canonical id *badge*."""
    # Nearly every entry of a long list is out of the question at once.
    if len(name) == len(badge) and values.canonical(name) == badge:
        return True
    # A uid of a badge that is signed is the UUID of its id, or the `uid` that
    # version 1 gave it, in any letter case.
    return kind == "uid" and (
        (isinstance(uid, str) and name.casefold() == uid.casefold())
        or (len(name) in _UUID_LENGTHS and f"urn:uuid:{_dashed(name)}" == badge)
    )


def _dashed(digits: str) -> str:
    """Return the UUID in *digits* as it is usually written, or *digits*."""
    try:
        return str(uuid.UUID(digits))
    except ValueError:
        return digits


def _revoked(assertion: Mapping[str, Any], source: Mapping[str, Any]) -> Finding:
    subject = str(assertion.get("id"))
    reason = classes.one(source, "revocationReason")
    if isinstance(reason, str) and reason.strip():
        parameters = {"subject": subject, "reason": reason}
        return Finding("revocation.revoked_because", Outcome.FAILED, parameters)
    return Finding("revocation.revoked", Outcome.FAILED, {"subject": subject})


def _bad_list(address: str, found: object) -> Finding:
    return Finding(
        "revocation.bad_list", Outcome.FAILED, {"list": address, "found": classes.shown(found)}
    )


def _entry(badge: str, reason: str | None) -> dict[str, Any]:
    scheme, _, digits = badge.partition("urn:uuid:")
    try:
        known = scheme == "" and str(uuid.UUID(digits)) == digits
    except ValueError:
        known = False
    if not known or uuid.UUID(digits).version != _UUID_VERSION:
        raise ValueError(f"{badge!r} is not the id of a signed badge: urn:uuid: of version 4.")
    entry = {"id": badge}
    return entry if reason is None else {**entry, "revocationReason": reason}
