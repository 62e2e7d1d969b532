"""Open Badges 0.5, 1.0 and 1.1, brought to 2.0 in one step.

    upgrade(document, address)

gives the document as version 2.0 would have it, so that the rules of 2.0 judge
every badge.  Nothing is made up: a property that the old document lacks is
missing in the new one too.

0.5 (2011) is one document with its class and its issuer inside.  1.0 (2013) has
three documents without a context, types or ids: each is called what its address
is.  1.1 (2015) has a context, types and ids.
"""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from . import classes, values
from .revocations import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

V0_5, V1_0, V1_1, V2_0 = "0.5", "1.0", "1.1", "2.0"

_CONTEXTS_1_1 = (
    "https://w3id.org/openbadges/v1",
    "http://w3id.org/openbadges/v1",
    "https://openbadgespec.org/v1/context.json",
    "http://openbadgespec.org/v1/context.json",
)

_NO_UIDS = ("@context", "id", "issuer", "type")
"""The members of a revocation list of version 1 that are about the list."""

_PROOFS = {"hosted": "HostedBadge", "signed": "SignedBadge"}

_SHAPES = {
    "RevocationList": ("revokedAssertions",),
    "Assertion": ("recipient", "badge", "verify", "issuedOn", "revoked"),
    "BadgeClass": ("criteria", "issuer"),
    "Issuer": ("url",),
}
"""By what members a document without a type is known; the first that fits."""

_ALIGNMENT = {"name": "targetName", "url": "targetUrl", "description": "targetDescription"}

_SECONDS = re.compile(r"[0-9]{9,11}(?:\.[0-9]+)?")
"""Seconds since 1970, written as text: shorter numbers can be dates."""


def version(document: Mapping[str, Any]) -> str:
    """Return the version of Open Badges that *document* is written in.

    That is 2.0 for everything that says of itself that it is something else, and
    for JSON-LD that writes its words out in full and needs no context.
    """
    contexts = classes.many(document, "@context")
    if not contexts:
        if any(":" in member or member.startswith("@") for member in document):
            return V2_0
        return V0_5 if isinstance(classes.one(document, "recipient"), str) else V1_0
    return V1_1 if any(context in _CONTEXTS_1_1 for context in contexts) else V2_0


def upgrade(document: Mapping[str, Any], address: str | None) -> dict[str, Any]:
    """Return *document*, which was read at *address* if anywhere, as version 2.0.

    A document of version 2.0 is returned as it is.
    """
    old = version(document)
    if old == V2_0:
        return dict(document)
    if old == V0_5:
        return {"@context": CONTEXT, **_from_0_5(document, address)}
    contexts = [
        CONTEXT if context in _CONTEXTS_1_1 else context
        for context in classes.many(document, "@context")
    ]
    members = {name: value for name, value in document.items() if name != "@context"}
    return {"@context": contexts or CONTEXT, **_from_1(members, address, old)}


def is_revocation_list(document: Mapping[str, Any]) -> bool:
    """Return whether *document*, which an early Profile names as its list, has the early shape."""
    contexts = classes.many(document, "@context")
    is_early = not contexts or any(context in _CONTEXTS_1_1 for context in contexts)
    return is_early and "revokedAssertions" not in document


def revocation_list(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the revocation list of version 1, uid -> reason, in the shape of version 2.0.

    *document* is as it was written: any name may be a uid, and no name means anything
    else.  What has no reason in words stays an entry that nobody understands.
    """
    entries: list[dict[str, Any]] = []
    for uid, reason in document.items():
        if uid not in _NO_UIDS:
            entries.append({"uid": uid, "revocationReason": reason})
            if not isinstance(reason, str | None):
                entries.append({uid: reason})
    return {"@context": CONTEXT, "type": "RevocationList", "revokedAssertions": entries}


def _from_1(members: dict[str, Any], address: str | None, old: str) -> dict[str, Any]:
    types = [_PROFILE_NAMES.get(str(name), name) for name in classes.many(members, "type")]
    if not types and old == V1_0:
        types = [kind for kind, shape in _SHAPES.items() if not members.keys().isdisjoint(shape)]
        types = types[:1]
    if not types:
        return members
    named = {**members, "type": types[0] if len(types) == 1 else types}
    if address is not None and classes.one(members, "id") is None:
        named["id"] = address
    if "Assertion" in types:
        return _assertion(named)
    return _badge_class(named) if "BadgeClass" in types else named


_PROFILE_NAMES = {"IssuerOrg": "Issuer"}
"""What version 1.1 calls a Profile besides Issuer."""


def _assertion(members: dict[str, Any]) -> dict[str, Any]:
    # The context of version 1.1 has no term `verification`, and 1.0 knows none.
    new = {name: value for name, value in members.items() if name not in ("verify", "verification")}
    if "verify" in members:
        new["verification"] = _verification(classes.one(members, "verify"))
    if classes.one(new, "id") is None:
        new |= _own_id(classes.one(members, "uid"), classes.node(members, "verify"))
    return new | {name: _instant(new[name]) for name in ("issuedOn", "expires") if name in new}


def _verification(verify: object) -> object:
    """Return the VerificationObject: `url` of a signed badge names the key's PEM text."""
    if not isinstance(verify, dict):
        return verify
    kind = classes.one(verify, "type")
    new = {"type": _PROOFS.get(kind, kind) if isinstance(kind, str) else kind}
    return {**new, "creator": verify.get("url")} if kind == "signed" else new


def _own_id(uid: object, verify: Mapping[str, Any]) -> dict[str, Any]:
    """Return the id of an Assertion that was not read at an address.

    A hosted one says where it stands.  A signed one has a uid, which is unique for
    its issuer only.
    """
    if classes.one(verify, "type") == "hosted":
        return {"id": verify.get("url")}
    if not isinstance(uid, str) or not uid:
        return {}
    try:
        return {"id": f"urn:uuid:{uuid.UUID(uid)}"}
    except ValueError:
        return {"id": f"uid:{quote(uid, safe='', errors='replace')}"}


def _badge_class(members: dict[str, Any]) -> dict[str, Any]:
    if "alignment" not in members:
        return members
    return {**members, "alignment": [*map(_alignment, classes.many(members, "alignment"))]}


def _alignment(alignment: object) -> object:
    if not isinstance(alignment, dict):
        return alignment
    return {_ALIGNMENT.get(name, name): value for name, value in alignment.items()}


def _from_0_5(document: Mapping[str, Any], address: str | None) -> dict[str, Any]:
    """Return the one document of version 0.5 as an Assertion with the others inside it.

    Each is put together from what version 0.5 knows and nothing else: an issuer
    that a forger wrote into the badge must not say where its badges may stand.
    """
    recipient, badge = str(classes.one(document, "recipient")), document.get("badge")
    who = {
        "type": "email",
        "hashed": "@" not in recipient,
        "identity": recipient,
        "salt": document.get("salt"),
    }
    origin = None
    if isinstance(badge, dict):
        origin = _origin(classes.one(classes.node(badge, "issuer"), "origin"))
        badge = _class_inside(badge, address, origin)
    return _present(
        type="Assertion",
        id=address,
        recipient=_present(**who),
        badge=badge,
        verification={"type": "HostedBadge"},
        issuedOn=_instant(document.get("issued_on")),
        expires=_instant(document.get("expires")),
        evidence=_joined(origin, document.get("evidence")),
        revoked=document.get("revoked"),
        revocationReason=document.get("revocationReason"),
    )


def _class_inside(badge: Mapping[str, Any], address: str | None, origin: object) -> dict[str, Any]:
    issuer = badge.get("issuer")
    if isinstance(issuer, dict):
        name, org = classes.one(issuer, "name"), classes.one(issuer, "org")
        issuer = _present(
            type="Issuer",
            id=origin,
            name=f"{name}: {org}" if isinstance(name, str) and isinstance(org, str) else name,
            url=origin,
            email=issuer.get("contact"),
        )
    return _badge_class(
        _present(
            type="BadgeClass",
            id=None if address is None else f"{address}#badge",
            name=badge.get("name"),
            description=badge.get("description"),
            image=_joined(origin, badge.get("image")),
            criteria=_joined(origin, badge.get("criteria")),
            issuer=issuer,
            alignment=badge.get("alignment"),
            tags=badge.get("tags"),
        )
    )


def _origin(value: object) -> object:
    """Return the scheme, host and port of *value*: an origin has no path, and no user."""
    if not values.is_address(value):
        return value
    parts = urlsplit(value)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _joined(origin: object, value: object) -> object:
    """Return *value* as an address; version 0.5 writes some as paths on the origin."""
    if values.is_address(origin) and isinstance(value, str) and re.match(r"/(?!/)", value):
        return origin + value
    return value


def _instant(value: object) -> object:
    """Return *value*, Unix seconds, a date or a time without a zone, as a time in UTC."""
    if isinstance(value, list) and len(value) == 1:
        return _instant(value[0])
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float) or (isinstance(value, str) and _SECONDS.fullmatch(value)):
        try:
            return datetime.fromtimestamp(float(value), UTC).isoformat()
        except (ValueError, OverflowError, OSError):
            return value
    if isinstance(value, str):
        whole = f"{value}Z" if "T" in value else f"{value}T00:00:00Z"
        if not values.is_time(value) and values.is_time(whole):
            return whole
    return value


def _present(**members: object) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
