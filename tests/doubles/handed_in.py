"""What people hand to the page that verifies: good badges, bad ones, and a holiday photo."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from badge_classes.folder import catalogue
from badge_classes.renewal import Every
from badge_classes.validity import Months
from issuer.actions import authoring, revocation
from issuer.actions.verification import fetcher
from issuer.web.context import EXTENSION
from tests.doubles.fixed import private_keys
from tests.doubles.issuer_in_memory import FORGER, PICTURE, IssuerInMemory
from verifier import bundle
from verifier.openbadges import documents, jws, png

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.doubles.installation import Installation

OLD: str = "https://old.example.net"
"""The host of an issuer of version 1.1."""

CREDENTIAL: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://new.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://new.example/issuer", "type": ["Profile"], "name": "New"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"type": ["AchievementSubject"], "achievement": {"name": "Weaving"}},
}

JPEG: bytes = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 400


@dataclass(frozen=True, slots=True)
class Desk:
    """An installation among strangers, and what is handed in there, by a name for people."""

    installation: Installation
    strangers: IssuerInMemory
    things: dict[str, str | bytes]


def lay_out(installation: Installation) -> Desk:
    """Award, revoke, forge; *installation* reads strangers from memory from now on.

    Its public address has to be another than that of the issuer in memory.
    """
    strangers = IssuerInMemory()
    app = installation.app
    app.extensions[EXTENSION] = replace(installation.service, fetcher=strangers)
    desk = Desk(replace(installation, service=app.extensions[EXTENSION]), strangers, {})
    _publish_old_badge(strangers)
    expired = _expired(desk.installation)
    good, revoked = (
        result.award
        for result in desk.installation.award(("Amina K", 11), ("Revoked R", 12))
        if result.award
    )
    addresses = installation.service.addresses
    revocation.revoke(desk.installation.service, revoked.id, "Awarded to the wrong account.")
    client = installation.client
    token = client.get(f"/assertions/{good.id}.jws").text
    picture = client.get(f"/assertions/{good.id}.png").data
    _first, other_key = islice(private_keys(), 2)
    forged = jws.encode(jws.read(token).payload, other_key)
    other_picture = png.bake(strangers.published[PICTURE].body, token)
    desk.things.update(
        {
            "a good badge": picture,
            "a revoked badge": addresses.assertion(revoked.id),
            "an expired badge": addresses.assertion(expired),
            "a forged badge": forged,
            "a stranger's badge": strangers.signed(),
            "a badge of version 1.1": f"{OLD}/assertions/1",
            "a holiday photo": JPEG,
            "a good badge by address": addresses.assertion(good.id),
            "a good badge as text": token,
            "a good badge in another picture": other_picture,
            "a screenshot": strangers.published[PICTURE].body,
            "a stranger's page": "https://nowhere.example/badge",
            "a web page": "<!doctype html><title>News</title><p>Hello",
            "a message": f"From: Amina\nTo: Jan\n\nMy badge: {addresses.assertion(good.id)} .",
            "a credential": json.dumps(CREDENTIAL),
            "a PDF": b"%PDF-1.7\n%\xe2\xe3",
            "a packed file": _packed(picture),
            "a bundle": _bundle(desk, addresses.assertion(good.id)),
            "an impostor's badge": impostor(strangers, "OUR c0mmunity"),
            "a class": addresses.badge_class(good.class_id),
        }
    )
    return desk


def _expired(installation: Installation) -> str:
    """Award a badge that stands for a month, and let two go by; return its id."""
    model = next(found for found in catalogue() if found.slug == "wikidata-basics")
    content = replace(model, slug="short-lived", validity=Months(1), renewal=Every(6))
    authoring.load(installation.service, "community", content)
    (result,) = installation.award(("Amina K", 16), name=content.slug)
    installation.clock.advance(days=62)
    if result.award is None:
        raise AssertionError("The row earns a badge.")
    return result.award.id


def _publish_old_badge(strangers: IssuerInMemory) -> None:
    """Publish a hosted badge of version 1.1 on a host of its own."""
    context = "https://w3id.org/openbadges/v1"
    picture = f"{OLD}/badge.png"
    strangers.put(picture, strangers.published[PICTURE].body, content_type="image/png")
    organisation = {
        "@context": context,
        "type": "Issuer",
        "id": f"{OLD}/issuer",
        "name": "Old weavers",
        "url": OLD,
        "email": "weavers@old.example.net",
    }
    badge_class = {
        "@context": context,
        "type": "BadgeClass",
        "id": f"{OLD}/classes/weaving",
        "name": "Weaving, long ago",
        "description": "Could warp a loom.",
        "image": picture,
        "criteria": f"{OLD}/criteria",
        "issuer": organisation["id"],
    }
    assertion = {
        "@context": context,
        "type": "Assertion",
        "id": f"{OLD}/assertions/1",
        "uid": "1",
        "recipient": {"type": "email", "hashed": False, "identity": "amina@example.net"},
        "badge": badge_class["id"],
        "verify": {"type": "hosted", "url": f"{OLD}/assertions/1"},
        "issuedOn": datetime(2015, 3, 1, tzinfo=UTC).isoformat(),
    }
    for document in (organisation, badge_class, assertion):
        strangers.publish(document)


def _packed(picture: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("badge.png", picture)
    return packed.getvalue()


def _bundle(desk: Desk, address: str) -> bytes:
    """Return an offline bundle of a good badge of ours."""
    here = desk.installation.service
    return bundle.make(address, fetcher(here), here.clock.now()).as_bytes()


def impostor(strangers: IssuerInMemory, name: str) -> str:
    """Return a badge that is in order, of an issuer on a host of its own who is called *name*."""
    strangers.publish(
        documents.profile(
            id=f"{FORGER}/issuer",
            name=name,
            url="https://badges.example.org",
            email="badges@forger.example.net",
        )
    )
    strangers.publish(
        documents.badge_class(
            id=f"{FORGER}/class",
            name="Weaving",
            description="Can warp a loom.",
            image=PICTURE,
            criteria_narrative="Warp one.",
            issuer=f"{FORGER}/issuer",
        )
    )
    return strangers.hosted(
        f"{FORGER}/assertions/1", badge=f"{FORGER}/class", id=f"{FORGER}/assertions/1"
    )


def hand_in(
    client: FlaskClient, thing: str | bytes, recipient: str = "", **headers: str
) -> TestResponse:
    """Send the form in English with *thing*, a text or the content of a file."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/verify").text)
    fields: dict[str, Any] = {"csrf_token": token and token[1], "recipient": recipient}
    if isinstance(thing, str):
        fields["badge"] = thing
    else:
        fields["file"] = FileStorage(io.BytesIO(thing), "handed in")
    # Written out here: the test client would leave a temporary file open for a long one.
    boundary, body = encode_multipart(fields)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/verify?lang=en", data=body, content_type=kind, headers=headers)
