"""The documents of Open Badges 2.0 as an issuer writes them.

Plain dictionaries, members in the order of the standard.  They are the part of
the standard that every verifier reads, 1EdTech's validator included: one public
key as a string, times in UTC without fractions, no language-tagged strings.
How they are judged stands in `classes`, `revocations` and `scope`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, Unpack

from .json_text import decode, encode
from .revocations import CONTEXT, revocation_list, revoked_stub

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

__all__ = [
    "CONTEXT",
    "Alignment",
    "badge_class",
    "cryptographic_key",
    "decode",
    "encode",
    "hosted_assertion",
    "profile",
    "revocation_list",
    "revoked_stub",
    "signed_assertion",
]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A node of a skills framework that a badge aligns with (AlignmentObject).

    *url* is the node's address, *framework* the framework's name, *code* the
    node's identifier in it.
    """

    name: str
    url: str
    description: str | None = None
    framework: str | None = None
    code: str | None = None


class ProfileMembers(TypedDict):
    """What a Profile is written from; *public_key* and *revocation_list* are addresses."""

    id: str
    name: str
    url: str
    email: str
    description: NotRequired[str | None]
    public_key: NotRequired[str | None]
    revocation_list: NotRequired[str | None]


class BadgeClassMembers(TypedDict):
    """What a BadgeClass is written from.

    *criteria_narrative* is Markdown, *image* and *issuer* are addresses.
    *related* holds pairs of the address and the language of other versions.
    """

    id: str
    name: str
    description: str
    image: str
    criteria_narrative: str
    issuer: str
    criteria_id: NotRequired[str | None]
    alignments: NotRequired[Sequence[Alignment]]
    tags: NotRequired[Sequence[str]]
    language: NotRequired[str | None]
    version: NotRequired[str | None]
    related: NotRequired[Sequence[tuple[str, str | None]]]


class AssertionMembers(TypedDict):
    """What an Assertion is written from.

    *recipient* comes from `identity`, *badge* is the address of a BadgeClass, and
    *evidence* holds Evidence objects.
    """

    id: str
    recipient: Mapping[str, Any]
    badge: str
    issued_on: datetime
    evidence: NotRequired[Sequence[Mapping[str, Any]]]
    expires: NotRequired[datetime | None]


class SignedAssertionMembers(AssertionMembers):
    """The same, with *creator*, the address of the key that will sign."""

    creator: str


def profile(**members: Unpack[ProfileMembers]) -> dict[str, Any]:
    """Return the Profile of an issuer."""
    return _document(
        "Profile",
        id=members["id"],
        name=members["name"],
        url=members["url"],
        email=members["email"],
        description=members.get("description"),
        publicKey=members.get("public_key"),
        revocationList=members.get("revocation_list"),
    )


def cryptographic_key(*, id: str, owner: str, public_key_pem: str) -> dict[str, Any]:  # noqa: A002 - the standard's word
    """Return a CryptographicKey that belongs to the Profile *owner*."""
    return _document("CryptographicKey", id=id, owner=owner, publicKeyPem=public_key_pem)


def badge_class(**members: Unpack[BadgeClassMembers]) -> dict[str, Any]:
    """Return a BadgeClass."""
    return _document(
        "BadgeClass",
        id=members["id"],
        **{"@language": members.get("language")},
        name=members["name"],
        description=members["description"],
        image=members["image"],
        criteria=_present(
            type="Criteria",
            id=members.get("criteria_id"),
            narrative=members["criteria_narrative"],
        ),
        issuer=members["issuer"],
        alignment=[_alignment(alignment) for alignment in members.get("alignments", ())],
        tags=list(members.get("tags", ())),
        version=members.get("version"),
        related=[
            _present(type="BadgeClass", id=address, **{"@language": tag})
            for address, tag in members.get("related", ())
        ],
    )


def signed_assertion(**members: Unpack[SignedAssertionMembers]) -> dict[str, Any]:
    """Return an Assertion to be signed with the key at the address *creator*."""
    return _assertion(members, {"type": "SignedBadge", "creator": members["creator"]})


def hosted_assertion(**members: Unpack[AssertionMembers]) -> dict[str, Any]:
    """Return an Assertion that is proved by standing at its own address *id*."""
    return _assertion(members, {"type": "HostedBadge"})


def _assertion(members: AssertionMembers, verification: dict[str, str]) -> dict[str, Any]:
    expires = members.get("expires")
    return _document(
        "Assertion",
        id=members["id"],
        recipient=dict(members["recipient"]),
        badge=members["badge"],
        issuedOn=_instant(members["issued_on"]),
        expires=None if expires is None else _instant(expires),
        verification=verification,
        evidence=[dict(item) for item in members.get("evidence", ())],
    )


def _document(type_: str, **members: object) -> dict[str, Any]:
    return {"@context": CONTEXT, "type": type_, **_present(**members)}


def _present(**members: object) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [])}


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return _present(
        type="AlignmentObject",
        targetName=alignment.name,
        targetUrl=alignment.url,
        targetDescription=alignment.description,
        targetFramework=alignment.framework,
        targetCode=alignment.code,
    )


def _instant(moment: datetime) -> str:
    """Return *moment* in UTC, whole seconds; ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone, so it names no instant.")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
