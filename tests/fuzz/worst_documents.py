"""Badges whose statements and documents were built to cost as much as they can."""

from __future__ import annotations

import base64
import functools
import json
import struct
from typing import TYPE_CHECKING, Any

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    JSON,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from verifier import Document
from verifier.openbadges import documents, jws

from .judging import Case
from .worst_cases import CASES, JSON_ROOM, worst

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def cases() -> Mapping[str, Callable[[], Case]]:
    """Return what makes each case, by its name."""
    return CASES


# --- What a statement says ----------------------------------------------------------------


def _hosted(**members: object) -> Case:
    """Return a hosted badge with other *members*, at its address."""
    issuer = IssuerInMemory()
    return Case(issuer.hosted(**dict[str, Any](members)), issuer.published)


def _with(address: str, **members: object) -> Case:
    """Return a signed badge whose document at *address* has other *members*."""
    issuer = IssuerInMemory()
    issuer.change(address, **members)
    return Case(issuer.signed(), issuer.published)


def _many(item: Any, room: int = JSON_ROOM) -> list[Any]:  # noqa: ANN401 - any JSON value
    return [item] * (room // (len(json.dumps(item)) + 2))


_ID = "https://badges.example.org/1"
_LONG = "a" * (JSON_ROOM - 5_000)

_MEMBERS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "many_evidence": ("", {"evidence": _many(_ID)}),
    "many_evidence_objects": ("", {"evidence": _many({"id": _ID, "name": "a"})}),
    "many_wrong_evidence": ("", {"evidence": _many(1)}),
    "many_wrong_evidence_objects": ("", {"evidence": _many({"id": 1, "name": 1})}),
    "many_related": ("", {"related": _many({"id": _ID})}),
    "many_endorsements": ("", {"endorsement": _many(_ID)}),
    "many_embedded_endorsements": ("", {"endorsement": _many({"id": _ID, "type": "Endorsement"})}),
    "many_types": ("", {"type": _many("a")}),
    "many_contexts": ("", {"@context": [documents.CONTEXT, *_many(documents.CONTEXT)]}),
    "many_nulls": ("", {"narrative": _many(None)}),
    "many_revoked": ("", {"revoked": _many(0)}),
    "many_salts": ("", {"recipient": {"salt": _many("a")}}),
    "long_identity": ("", {"recipient": {"type": "url", "hashed": False, "identity": _LONG}}),
    "long_user_page": (
        "",
        {
            "recipient": {
                "type": "url",
                "hashed": False,
                "identity": "https://meta.wikimedia.org/wiki/User:" + "%D9%85_" * 50_000,
            }
        },
    ),
    "long_time": ("", {"issuedOn": "2026-10-01T00:00:00." + "0" * (JSON_ROOM - 5_000) + "Z"}),
    "long_language": ("", {"@language": "en" + "-a-bb" * 90_000 + "!"}),
    "long_variants": ("", {"@language": "en" + "-abcde" * 80_000 + "!"}),
    "long_picture": ("", {"image": "https://badges.example.org/" + _LONG}),
    "extensions": ("", {f"extensions:{n}": {"type": "Extension"} for n in range(12_000)}),
    "many_tags": (BADGE_CLASS, {"tags": _many("a")}),
    "many_wrong_tags": (BADGE_CLASS, {"tags": _many({"a": [1]})}),
    "many_alignments": (
        BADGE_CLASS,
        {"alignment": _many({"targetName": "a", "targetUrl": _ID})},
    ),
    "embedded_picture": (
        BADGE_CLASS,
        {"image": "data:image/png;base64," + "%41%42%43%44" * (JSON_ROOM // 14)},
    ),
    "embedded_picture_with_parameters": (
        BADGE_CLASS,
        {"image": "data:image/png" + ";a=" * (JSON_ROOM // 4) + "!"},
    ),
    "long_email": (PROFILE, {"email": "a@" * (JSON_ROOM // 3)}),
    "long_telephone": (PROFILE, {"telephone": "+1" + "2" * (JSON_ROOM - 5_000)}),
    "many_keys": (PROFILE, {"publicKey": _many(_ID)}),
    "many_different_keys": (PROFILE, {"publicKey": [f"{_ID}/{n}" for n in range(13_000)]}),
    "many_origins": (
        PROFILE,
        {"verification": {"allowedOrigins": _many("badges.example.net")}},
    ),
    "long_origin": (PROFILE, {"verification": {"allowedOrigins": "a1-." * (JSON_ROOM // 5)}}),
    "digits_for_an_origin": (PROFILE, {"verification": {"allowedOrigins": "1." * 240_000}}),
    "many_starts": (PROFILE, {"verification": {"startsWith": _many(_ID)}}),
    "revocation_list_of_numbers": (REVOCATIONS, {"revokedAssertions": _many(1, 4_000_000)}),
    "revocation_list_of_texts": (
        REVOCATIONS,
        {"revokedAssertions": _many(SIGNED[:-1] + "0", 4_000_000)},
    ),
    "revocation_list_of_short_texts": (REVOCATIONS, {"revokedAssertions": _many("a:b", 4_000_000)}),
    "revocation_list_of_uids": (REVOCATIONS, {"revokedAssertions": _many({"uid": "a"}, 4_000_000)}),
    "revocation_list_of_lists": (REVOCATIONS, {"revokedAssertions": _many([], 4_000_000)}),
}


def _said(name: str) -> Case:
    address, members = _MEMBERS[name]
    return _with(address, **members) if address else _hosted(**members)


CASES.update({name: functools.partial(_said, name) for name in _MEMBERS})


@worst
def _hosted_with_many_origins() -> Case:
    issuer = IssuerInMemory()
    issuer.change(PROFILE, verification={"allowedOrigins": _many("badges.example.net")})
    return Case(issuer.hosted(), issuer.published)


@worst
def _hosted_with_many_starts() -> Case:
    issuer = IssuerInMemory()
    issuer.change(PROFILE, verification={"startsWith": _many(_ID)})
    return Case(issuer.hosted(), issuer.published)


@worst
def _long_jws() -> str:
    return IssuerInMemory().sign({"badge": "a" * 47_000})


@worst
def _too_long_jws() -> str:
    return IssuerInMemory().sign({"badge": "a" * 700_000})


@worst
def _long_pem() -> Case:
    issuer = IssuerInMemory()
    body = "\n".join(["QUFB" * 16] * 7_000)
    pem = f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"
    issuer.change(issuer.key_id, publicKeyPem=pem)
    return Case(issuer.signed(), issuer.published)


@worst
def _large_exponent() -> Case:
    issuer = IssuerInMemory()
    # SubjectPublicKeyInfo of RSA with a modulus and an exponent of 8192 bits.
    number = b"\x02\x82\x04\x01\x00" + b"\xff" * 1024
    key = b"\x30\x82" + struct.pack(">H", 2 * len(number)) + 2 * number
    bits = b"\x03\x82" + struct.pack(">H", len(key) + 1) + b"\0" + key
    kind = bytes.fromhex("300d06092a864886f70d0101010500")
    whole = b"\x30\x82" + struct.pack(">H", len(kind + bits)) + kind + bits
    pem = base64.encodebytes(whole).decode()
    issuer.change(
        issuer.key_id,
        publicKeyPem=f"-----BEGIN PUBLIC KEY-----\n{pem}-----END PUBLIC KEY-----\n",
    )
    return Case(issuer.signed(), issuer.published)


@worst
def _twenty_five_large_documents() -> Case:
    issuer = IssuerInMemory()
    padding = {"tags": _many("a")}
    issuer.change(BADGE_CLASS, **padding)
    issuer.change(PROFILE, publicKey=[f"{_ID}/{n}" for n in range(5)], **padding)
    for number in range(5):
        document = {**issuer.document(issuer.key_id), "id": f"{_ID}/{number}", **padding}
        issuer.put(f"{_ID}/{number}", documents.encode(document))
    return Case(issuer.signed(verification={"type": "SignedBadge"}), issuer.published)


@worst
def _list_of_bad_entries_as_input() -> Case:
    issuer = IssuerInMemory()
    issuer.change(REVOCATIONS, revokedAssertions=_many(1))
    return Case(REVOCATIONS, issuer.published)


@worst
def _profile_of_a_list_of_bad_entries() -> Case:
    issuer = IssuerInMemory()
    issuer.change(REVOCATIONS, revokedAssertions=_many(1, 4_000_000))
    return Case(PROFILE, issuer.published)


@worst
def _redirects_for_ever() -> Case:
    answers = {
        f"{_ID}/{n}": Document(f"{_ID}/{n}", 302, JSON, b"", {"location": f"{_ID}/{n + 1}"})
        for n in range(100)
    }
    return Case(f"{_ID}/0", answers)


# --- JSON-LD ------------------------------------------------------------------------------


def _linked(context: object, **members: object) -> str:
    issuer = IssuerInMemory()
    document = {**issuer.assertion(), "@context": context, **members}
    return (
        jws.encode(json.dumps(document).encode()[:47_000], issuer.private_key)
        if len(json.dumps(document)) < 47_000
        else json.dumps(document)
    )


@worst
def _many_terms() -> str:
    terms = {f"t{n}": f"https://example.org/{n}" for n in range(10_000)}
    return _linked([documents.CONTEXT, terms])


@worst
def _terms_that_lead_to_terms() -> str:
    terms = {f"t{n}": f"t{n + 1}:a" for n in range(500)}
    return _linked([documents.CONTEXT, terms])


@worst
def _contexts_in_contexts() -> str:
    context: object = {"a": "https://example.org/a"}
    for _ in range(25):
        context = {"a": {"@id": "https://example.org/a", "@context": context}}
    return _linked([documents.CONTEXT, context], a={"a": {"a": {"a": 1}}})


@worst
def _many_full_iris() -> str:
    return _linked(
        documents.CONTEXT, **{f"https://example.org/{n}": [{"@value": 1}] for n in range(9_000)}
    )


@worst
def _graph_of_many_nodes() -> str:
    return _linked(documents.CONTEXT, **{"@graph": [{"@id": f"_:b{n}"} for n in range(15_000)]})


@worst
def _reverse_of_many_nodes() -> str:
    return _linked(
        documents.CONTEXT, **{"@reverse": {"badge": [{"id": f"_:b{n}"} for n in range(9_000)]}}
    )


@worst
def _many_contexts_inside() -> str:
    inside = {"@context": {f"t{n}": "https://example.org/" for n in range(20)}, "t1": 1}
    return _linked(documents.CONTEXT, evidence=[inside] * 500)
