"""A registrar's list: badges of three issuers in every form, good and bad.

The issuers are web servers on this machine.  Besides good badges there are revoked,
expired and tampered ones, addresses of hosts that are dead, documents that are bombs,
and claims of names in several spellings.
"""

from __future__ import annotations

import base64
import itertools
import json
import random
import unicodedata
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.issuer_in_memory import (
    ORIGIN,
    OTHERS,
    TINY_PNG,
    IssuerInMemory,
)
from verifier.openbadges import documents, identity, jws, png, svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.doubles.hostile_server import HostileServer

ISSUED = "2020-03-01T09:30:00Z"
"""Before any clock that will run these tests."""

EXPIRED = "2021-03-01T09:30:00Z"

DEAD = "http://127.0.0.1:1"
"""An origin where nobody listens."""

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title><path d="M0 0h1"/></svg>'

_META = "https://meta.wikimedia.org/wiki/User:"

# People, as their badges name them, in the spellings that platforms send.
_SAKURA = f"{_META}田中さくら"
_ZOE = f"{_META}Zoë_Ångström"
_SPELLINGS = (
    (_SAKURA, "田中さくら"),
    (_ZOE, "Zoë Ångström"),
    (_SAKURA, _SAKURA),
    (_ZOE, "Zoë_Ångström"),
    (_SAKURA, f"{_META}%E7%94%B0%E4%B8%AD%E3%81%95%E3%81%8F%E3%82%89"),
    # Letters and their marks apart, as macOS writes them (Unicode's form NFD).
    (_ZOE, unicodedata.normalize("NFD", "zoë Ångström")),
    (
        _SAKURA,
        "https://ja.wikipedia.org/wiki/User:%E7%94%B0%E4%B8%AD%E3%81%95%E3%81%8F%E3%82%89",
    ),
    (_ZOE, f"{_META}Zo%C3%AB_%C3%85ngstr%C3%B6m"),
    (_ZOE, f"{_META}Zoe%CC%88_A%CC%8Angstro%CC%88m"),
)
_MAILS = ("amina@example.org", "zoë@bücher.example", "用户@例子.example")


@dataclass(frozen=True, slots=True)
class Claim:
    """One line of the list; *valid* is what the verdict should be."""

    id: str
    badge: str
    valid: bool | None
    recipient: str | None = None

    @property
    def asked(self) -> dict[str, str]:
        """What a call of the API for this badge alone holds."""
        asked = {"badge": self.badge}
        return asked if self.recipient is None else {**asked, "recipient": self.recipient}


@dataclass(slots=True)
class LoopbackIssuer:
    """An issuer whose documents *server* serves."""

    server: HostileServer
    model: IssuerInMemory = field(default_factory=IssuerInMemory)
    revoked: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Its address, which every id begins with."""
        return self.server.address("")

    def publish(self) -> None:
        """Serve everything as it is now."""
        self.model.revoke(*OTHERS, *self.revoked)
        for address, document in self.model.published.items():
            self.server.published[address.removeprefix(ORIGIN)] = self._moved(document.body)

    def signed(self, **members: object) -> str:
        """Return a signed badge with other *members*."""
        statement = self.model.assertion(**{"issuedOn": ISSUED, **members})
        return jws.encode(self._moved(documents.encode(statement)), self.model.private_key)

    def hosted(self, **members: object) -> str:
        """Publish a hosted badge and return its address."""
        path = f"/assertions/{uuid.uuid4()}"
        statement = self.model.assertion(
            **{
                "id": f"{ORIGIN}{path}",
                "issuedOn": ISSUED,
                "verification": {"type": "HostedBadge"},
                **members,
            }
        )
        self.server.published[path] = self._moved(documents.encode(statement))
        return f"{self.origin}{path}"

    def _moved(self, body: bytes) -> bytes:
        return body.replace(ORIGIN.encode(), self.origin.encode())


def claims(count: int, servers: Sequence[HostileServer], seed: int = 5_000) -> list[Claim]:
    """Return *count* claims about badges that *servers* answer for from now on.

    The shares are those of a night of 5,000: 3,100 texts, 1,400 pictures, 500 addresses,
    of which 37 are revoked, 61 expired, 12 tampered, 5 on dead hosts and 3 bombs.
    """
    issuers = [LoopbackIssuer(server) for server in servers]
    chance = random.Random(seed)  # noqa: S311 - a list that is the same each time
    made: list[Claim] = []
    bad = _bad(count)
    forms = [form for form, share in _FORMS.items() for _ in range(-(-count * share // 5_000))]
    for number, issuer in zip(range(count), itertools.cycle(issuers), strict=False):
        kind = bad[number] if number < len(bad) else "good"
        form = forms[number % len(forms)] if kind not in {"dead", "bomb"} else "address"
        made.append(_claim(f"row {number}", kind, form, issuer, number))
    for issuer in issuers:
        issuer.publish()
    chance.shuffle(made)
    return made


_FORMS = {"text": 3_100, "png": 700, "svg": 700, "address": 500}
_BAD = {"revoked": 37, "expired": 61, "tampered": 12, "dead": 5, "bomb": 3, "stranger": 40}


def _bad(count: int) -> list[str]:
    return [kind for kind, share in _BAD.items() for _ in range(-(-count * share // 5_000))]


def _claim(name: str, kind: str, form: str, issuer: LoopbackIssuer, number: int) -> Claim:
    if kind == "dead":
        # By turns a host that refuses connections, and one that takes them and says nothing.
        silent = issuer.server.address("/silent")
        return Claim(name, f"{silent}?{number}" if number % 2 else f"{DEAD}/{number}", None)
    if kind == "bomb":
        path = f"/bombs/{number}"
        issuer.server.published[path] = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
        return Claim(name, f"{issuer.origin}{path}", None)
    members, recipient = _recipient(number)
    if kind == "expired":
        members["expires"] = EXPIRED
    if kind == "stranger":
        recipient = "Somebody Else"
    badge = _badge(kind, form, issuer, members)
    return Claim(name, badge, kind == "good", recipient)


def _badge(kind: str, form: str, issuer: LoopbackIssuer, members: dict[str, Any]) -> str:
    if form == "address":
        address = issuer.hosted(**members)
        path = address.removeprefix(issuer.origin)
        body = issuer.server.published[path]
        if kind == "revoked":
            stub = {**json.loads(body), "revoked": True}
            issuer.server.published[path] = json.dumps(stub).encode()
        elif kind == "tampered":
            # Somebody's copy on another host than the issuer's.
            issuer.server.published[path] = body.replace(b'"id":"http', b'"id":"https')
        return address
    badge_id = f"urn:uuid:{uuid.uuid4()}"
    token = issuer.signed(id=badge_id, **members)
    if kind == "revoked":
        issuer.revoked.append(badge_id)
    if kind == "tampered":
        header, payload, signature = token.split(".")
        token = f"{header}.{payload}.{signature[:-8]}AAAAAAAA"
    if form == "png":
        return f"data:image/png;base64,{base64.b64encode(png.bake(TINY_PNG, token)).decode()}"
    return svg.bake(_SVG, token).decode() if form == "svg" else token


def _recipient(number: int) -> tuple[dict[str, Any], str | None]:
    """Return the recipient of a badge, and who is claimed to be it: 22 names, 8 mails, 20 none."""
    share = number % 50
    page, spelling = _SPELLINGS[number % len(_SPELLINGS)]
    if share < 22:
        return {"recipient": identity.url_recipient(page)}, spelling
    if share < 30:
        mail = _MAILS[number % len(_MAILS)]
        return {"recipient": identity.hashed_recipient(mail, salt=f"salt {number}")}, mail
    return {"recipient": identity.url_recipient(page)}, None


def in_calls(claims: Sequence[Claim], size: int = 1_000) -> Iterator[bytes]:
    """Yield the bodies of the calls for a batch of *claims*."""
    for start in range(0, len(claims), size):
        items = [{"id": claim.id, **claim.asked} for claim in claims[start : start + size]]
        yield json.dumps({"items": items}).encode()
