"""Real badges to start from: every form that an issuer in memory can give them."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.doubles.issuer_in_memory import AMINA, JSON, ORIGIN, PROFILE, TINY_PNG, IssuerInMemory
from verifier.openbadges import documents, identity, jws, png, svg

from .judging import Case
from .past_failures import past_failures, read_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verifier import Document

SHARED_CASES = Path(__file__).parents[3] / "shared" / "cases" / "ob2"
"""More real badges, where they are at hand."""

MOST_SEED_BYTES = 50_000
"""Of an input with its documents: changing a large one takes long, and finds nothing more."""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title><path d="M0 0h1"/></svg>'
ENDORSEMENT = f"{ORIGIN}/endorsements/1"
LEGACY = f"{ORIGIN}/1.1"


@dataclass(frozen=True, slots=True)
class World:
    """One issuer, what it has published, and badges of it to begin with."""

    issuer: IssuerInMemory
    documents: Mapping[str, Document]
    seeds: tuple[Case, ...]

    def sign(self, payload: bytes) -> str:
        """Return *payload* signed with a key that the issuer lists."""
        return jws.encode(payload, self.issuer.private_key)


@functools.cache
def world() -> World:
    """Return the issuer with all that is fuzzed, made once."""
    issuer = IssuerInMemory()
    hosted = issuer.hosted()
    _publish_endorsement(issuer)
    _publish_version_1(issuer)
    rich = issuer.signed(**_rich())
    linked = issuer.sign(_linked(issuer))
    badges: list[str | bytes] = [
        issuer.signed(),
        rich,
        linked,
        hosted,
        json.dumps(issuer.document(hosted)),
        issuer.hosted(f"{ORIGIN}/assertions/2", **_rich()),
        png.bake(TINY_PNG, issuer.signed()),
        png.bake(TINY_PNG, hosted),
        svg.bake(SVG, issuer.signed()),
        svg.bake(SVG, json.dumps(issuer.document(hosted))),
        issuer.signed(verification={"type": "SignedBadge"}),
        f"{LEGACY}/assertion",
        json.dumps(issuer.document(f"{LEGACY}/assertion")),
        ENDORSEMENT,
        PROFILE,
        issuer.key_id,
    ]
    published = dict(issuer.published)
    seeds = tuple(Case(badge, published) for badge in badges)
    small = (failure.case for failure in past_failures() if _bytes(failure.case) < MOST_SEED_BYTES)
    return World(issuer, published, (*seeds, *small, *shared_cases()))


def _bytes(case: Case) -> int:
    return case.size + sum(len(document.body) for document in case.documents.values())


def shared_cases() -> tuple[Case, ...]:
    """Return the cases that stand beside the repository, if they do."""
    paths = sorted(SHARED_CASES.glob("*.json")) if SHARED_CASES.is_dir() else []
    return tuple(read_case(json.loads(path.read_text(encoding="utf-8"))) for path in paths)


def _rich() -> dict[str, Any]:
    """Return more members of an Assertion: every property that the standard knows."""
    return {
        "@language": "en",
        "version": 1,
        "image": {"id": f"{ORIGIN}/badge-classes/weaving.png", "caption": "A loom"},
        "narrative": "She warped *two*.",
        "evidence": [f"{ORIGIN}/evidence", {"id": "_:b0", "narrative": "A photograph"}],
        "expires": "2036-10-01T00:00:00Z",
        "endorsement": [ENDORSEMENT],
        "related": [{"id": f"{ORIGIN}/assertions/3"}],
        "recipient": identity.hashed_recipient("amina@example.org", salt="deadsea"),
        "extensions:geoExtension": {
            "@context": "https://w3id.org/openbadges/extensions/geoCoordinatesExtension/context.json",
            "type": ["Extension", "extensions:GeoCoordinates"],
            "description": "Where",
            "geo": {"latitude": 1.5, "longitude": -3},
        },
    }


def _linked(issuer: IssuerInMemory) -> dict[str, Any]:
    """Return an Assertion that only a JSON-LD processor reads."""
    plain = issuer.assertion()
    return {
        "@context": [documents.CONTEXT, {"given": "https://w3id.org/openbadges#recipient"}],
        **{name: value for name, value in plain.items() if name not in {"@context", "recipient"}},
        "given": plain["recipient"],
    }


def _publish_endorsement(issuer: IssuerInMemory) -> None:
    issuer.publish(
        {
            "@context": documents.CONTEXT,
            "type": "Endorsement",
            "id": ENDORSEMENT,
            "claim": {"id": issuer.assertion()["id"], "endorsementComment": "She did."},
            "issuer": PROFILE,
            "issuedOn": "2026-10-02T00:00:00Z",
            "verification": {"type": "HostedBadge"},
        }
    )


def _publish_version_1(issuer: IssuerInMemory) -> None:
    context = "https://w3id.org/openbadges/v1"
    published: dict[str, dict[str, Any]] = {
        "assertion": {
            "type": "Assertion",
            "uid": "1",
            "recipient": {"type": "email", "hashed": False, "identity": "amina@example.org"},
            "badge": f"{LEGACY}/class",
            "verify": {"type": "hosted", "url": f"{LEGACY}/assertion"},
            "issuedOn": "2015-10-01",
        },
        "class": {
            "type": "BadgeClass",
            "name": "Weaving",
            "description": "Can warp a loom.",
            "image": f"{ORIGIN}/badge-classes/weaving.png",
            "criteria": f"{LEGACY}/criteria",
            "issuer": f"{LEGACY}/issuer",
        },
        "issuer": {"type": "Issuer", "name": "Weavers", "url": ORIGIN},
    }
    for name, members in published.items():
        address = f"{LEGACY}/{name}"
        body = json.dumps({"@context": context, "id": address, **members}).encode()
        issuer.put(address, body, content_type=JSON)


__all__ = ["AMINA", "World", "shared_cases", "world"]
