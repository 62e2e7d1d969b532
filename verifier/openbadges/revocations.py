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

_ENTRY_BYTES = 200
"""What an entry takes in memory besides its letters."""

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


class Index:
    """Whom a RevocationList names, and what is wrong with it: one look-up for a badge.

    An entry is an id, or an object with an id or a `uid`, and a list of one entry
    may be written without brackets.  A list that cannot be read whole revokes
    nothing and clears nobody: the entry that nobody understands may be the one.
    Nothing in here can be changed by whoever has the list.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._problem: str | None = None
        self._by_id: dict[str, int] = {}
        self._by_uid: dict[str, int] = {}
        self._reasons: dict[int, str] = {}
        self.size = 0
        """About how many bytes of memory it takes."""
        if document.get("revokedAssertions") is None:
            self._problem = classes.shown(None)
        elif classes.many(document, "revoked"):
            # The context has one meaning for both words, so this names somebody too.
            self._problem = classes.shown(document["revoked"])
        for place, entry in enumerate(classes.many(document, "revokedAssertions")):
            names = _names(entry)
            if not names and self._problem is None:
                self._problem = classes.shown(entry)
            for kind, name in names:
                self._add(kind, name, place)
            reason = classes.one(entry, "revocationReason") if isinstance(entry, dict) else None
            if names and isinstance(reason, str):
                self._reasons[place] = reason
                self.size += len(reason) + _ENTRY_BYTES

    def judge(self, assertion: Mapping[str, Any], address: str) -> tuple[Finding, ...]:
        """Return whether this list, from *address*, names *assertion*, and whether it can be read.

        Where several entries name it, the first one says why.
        """
        subject, uid = str(assertion["id"]), classes.one(assertion, "uid")
        places = [self._by_id.get(values.canonical(subject))]
        if isinstance(uid, str):
            places.append(self._by_uid.get(uid.casefold()))
        named = [place for place in places if place is not None]
        found = self.judge_entries(address)
        if named:
            reason = self._reasons.get(min(named))
            return (*found, _revoked(assertion, {"revocationReason": reason}))
        return found or (
            Finding("revocation.not_listed", Outcome.PASSED, {"subject": subject, "list": address}),
        )

    def judge_entries(self, address: str) -> tuple[Finding, ...]:
        """Return what is wrong with this list, from *address*, whatever badge is looked for."""
        if self._problem is None:
            return ()
        where = {"list": address, "found": self._problem}
        return (Finding("revocation.bad_list", Outcome.FAILED, where),)

    def _add(self, kind: str, name: str, place: int) -> None:
        self._by_id.setdefault(values.canonical(name), place)
        if kind == "uid":
            # A uid of a badge that is signed is the UUID of its id, or the `uid` that
            # version 1 gave it, in any letter case.
            if len(name) in _UUID_LENGTHS:
                self._by_id.setdefault(f"urn:uuid:{_dashed(name)}", place)
            self._by_uid.setdefault(name.casefold(), place)
        self.size += len(name) + _ENTRY_BYTES


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
    # A list may have tens of thousands, so the short form takes the short way.
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
