"""What the script never calls valid, each beside a badge that is."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.browser import open_page
from tests.doubles.fixed import private_keys
from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    NOW,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from tests.doubles.script import Question, ask
from verifier.openbadges import public_keys

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site
    from tests.doubles.script import Found

CREATOR = "https://badges.example.org/keys/1"
EVIDENCE = {"type": "Evidence", "narrative": "Warped a loom."}
OTHER_PEM = public_keys.pem(next(islice(private_keys(), 1, None)).public_key())
ALIGNMENT = {"targetName": "Weaving", "targetUrl": "https://skills.example/weaving"}


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a page that may run the script."""
    with open_page(browser) as opened:
        opened.goto(site.address("badge"))
        yield opened


def _found(page: Page, badge: str, issuer: IssuerInMemory) -> Found:
    return ask(page, [Question(badge, issuer.published)], NOW)[0]


def _seconds(count: int) -> str:
    return (NOW + timedelta(seconds=count)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _nested(depth: int) -> dict[str, Any]:
    inner: dict[str, Any] = dict(EVIDENCE)
    for _ in range(depth):
        inner = EVIDENCE | {"evidence": inner}
    return inner


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"evidence": [EVIDENCE], "expires": _seconds(60)},
        {"evidence": "https://evidence.example/1"},
        {"evidence": ["https://evidence.example/1", EVIDENCE | {"name": "A loom"}]},
        {"recipient": {"type": "email", "hashed": False, "identity": "a@b.example"}},
        {
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": "s",
                "identity": f"sha256${'0a' * 32}",
            }
        },
        {"id": "https://badges.example.org/assertions/1"},
        {"@language": "sw", "version": "2", "narrative": "Warped a loom."},
    ],
)
def test_what_is_usual_in_a_badge_is_understood(page: Page, members: dict[str, Any]) -> None:
    """The others fail for what is wrong with them, and not because nothing ever passes."""
    issuer = IssuerInMemory()
    assert _found(page, issuer.signed(**members), issuer).valid is True


@pytest.mark.parametrize(
    "members",
    [
        {"issuedOn": _seconds(200), "expires": _seconds(100)},
        {"revokedAssertions": list(OTHERS)},
        {"revoked": "true"},
        {"uid": SIGNED[9:]},
        {"recipient": {"@context": None, "type": "url", "hashed": False, "identity": AMINA}},
        {"evidence": [EVIDENCE | {"revoked": False}]},
        {"evidence": _nested(1)},
        {"evidence": _nested(70)},
        {"evidence": [EVIDENCE | {"type": "Extension"}]},
        {"evidence": [EVIDENCE | {"type": "extensions:Unknown"}]},
        {"verification": {"type": "HostedBadge", "creator": CREATOR}},
        {"verification": {"type": "SignedBadge"}},
        {"verification": [{"type": "SignedBadge", "creator": CREATOR}]},
        {"verify": {"type": "SignedBadge", "creator": CREATOR}},
        {"issuedOn": "0999-10-01T00:00:00Z"},
        {"issuedOn": "2026-02-30T00:00:00Z"},
        {"issuedOn": "2026-10-01"},
        {"expires": "never"},
        {"@language": "xx"},
        {"version": 2},
        {"endorsement": "https://elsewhere.example/endorsement"},
        {"https://w3id.org/openbadges#revoked": True},
        {"@context": ["https://w3id.org/openbadges/v2", {"other": "obi:revoked"}]},
        {"@context": "https://w3id.org/openbadges/v1"},
        {"type": ["Assertion", "Extension"]},
        {"type": "Endorsement"},
        {"id": "urn:uuid:1"},
        {"image": "https://badges.example.org/none.png"},
        {"image": "not an address"},
        {"recipient": {"type": "url", "hashed": True, "identity": "https://a.example/"}},
        {"recipient": {"type": "email", "hashed": False, "identity": "https://a.example/"}},
        {"recipient": {"type": "email", "hashed": False, "identity": f"md5${'0a' * 16}"}},
        {"recipient": {"type": "url", "hashed": "false", "identity": "https://a.example/"}},
        {"badge": BADGE_CLASS.upper()},
        {"badge": f"{BADGE_CLASS}#here"},
        {"badge": {"id": BADGE_CLASS}},
    ],
    ids=lambda members: json.dumps(members)[:60],
)
def test_what_is_wrong_or_not_understood_in_a_badge_is_not_valid(
    page: Page, members: dict[str, Any]
) -> None:
    """The verifier may know better; the script says that it does not."""
    issuer = IssuerInMemory()
    assert _found(page, issuer.signed(**members), issuer).valid is not True


def _redirected(address: str) -> Callable[[IssuerInMemory], None]:
    def change(issuer: IssuerInMemory) -> None:
        elsewhere = "https://elsewhere.example/document"
        issuer.published[elsewhere] = issuer.published[address]
        issuer.redirect(address, elsewhere)

    return change


def _answered(address: str, status: int) -> Callable[[IssuerInMemory], None]:
    return lambda issuer: issuer.put(address, issuer.published[address].body, status=status)


def _without(address: str, member: str) -> Callable[[IssuerInMemory], None]:
    return lambda issuer: issuer.change(address, **{member: None})


def _with(address: str, **members: object) -> Callable[[IssuerInMemory], None]:
    return lambda issuer: issuer.change(address, **members)


def _padded(address: str) -> Callable[[IssuerInMemory], None]:
    def change(issuer: IssuerInMemory) -> None:
        issuer.put(address, issuer.published[address].body + b" " * 600_000)

    return change


CHANGES = {
    "the key is forwarded": _redirected(CREATOR),
    "the Profile is forwarded": _redirected(PROFILE),
    "the list is forwarded": _redirected(REVOCATIONS),
    "the list is gone": _answered(REVOCATIONS, 410),
    "the class is gone": _answered(BADGE_CLASS, 404),
    "the picture is gone": _answered(PICTURE, 404),
    "the Profile is out of order": _answered(PROFILE, 500),
    "the list lists nothing": _without(REVOCATIONS, "revokedAssertions"),
    "the list lists what is no identifier": _with(REVOCATIONS, revokedAssertions=["1", "2"]),
    "the list lists null": _with(REVOCATIONS, revokedAssertions=[None, *OTHERS]),
    "the list is a Profile": _with(REVOCATIONS, type="Profile"),
    "the list is flagged itself": _with(REVOCATIONS, revoked=True),
    "the list has an empty entry": _with(REVOCATIONS, revokedAssertions=[*OTHERS, {}]),
    "the list names a UUID": _with(REVOCATIONS, revokedAssertions=[{"uid": SIGNED[9:]}, *OTHERS]),
    "the list names a UUID without dashes": _with(
        REVOCATIONS, revokedAssertions=[{"uid": SIGNED[9:].replace("-", "").upper()}, *OTHERS]
    ),
    "the list names two badges in one entry": _with(
        REVOCATIONS, revokedAssertions=[{"id": OTHERS[0], "uid": SIGNED[9:]}, *OTHERS]
    ),
    "the list has half an entry": _with(
        REVOCATIONS, revokedAssertions=[{"id": OTHERS[0], "uid": 5}, *OTHERS]
    ),
    "the Profile revokes the key": _with(PROFILE, publicKey=[{"id": CREATOR, "revoked": True}]),
    "the Profile revokes the key at its second place": _with(
        PROFILE, publicKey=[CREATOR, {"id": CREATOR, "revoked": "true"}]
    ),
    "the Profile has another text for the key": _with(
        PROFILE, publicKey=[CREATOR, {"id": CREATOR, "publicKeyPem": OTHER_PEM}]
    ),
    "the key is flagged by a text": _with(CREATOR, revoked="true"),
    "the Profile is flagged": _with(PROFILE, revoked=True),
    "the class has no criteria": _without(BADGE_CLASS, "criteria"),
    "the class has empty criteria": _with(BADGE_CLASS, criteria={"narrative": ""}),
    "the class has an empty alignment": _with(BADGE_CLASS, alignment=[ALIGNMENT, {}]),
    "the class is endorsed": _with(BADGE_CLASS, endorsement=[]),
    "the class calls itself otherwise": _with(BADGE_CLASS, id=f"{BADGE_CLASS}/2"),
    "the Profile has no name": _without(PROFILE, "name"),
    "the Profile has no e-mail address": _without(PROFILE, "email"),
    "the Profile has a wrong e-mail address": _with(PROFILE, email="badges at example.org"),
    "the Profile has a wrong address": _with(PROFILE, url="https://a..example/"),
    "the Profile has an address with half an escape": _with(PROFILE, url="https://a.example/%2"),
    "the Profile has a port beyond all ports": _with(PROFILE, url="https://a.example:65536/"),
    "the key has no context": _without(CREATOR, "@context"),
    "the key belongs to nobody that there is": _with(CREATOR, owner=1),
    "the class is longer than any": _padded(BADGE_CLASS),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_is_wrong_in_another_document_is_not_valid(
    page: Page, change: Callable[[IssuerInMemory], None]
) -> None:
    """One by one, beside documents that are in order."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    change(issuer)
    assert _found(page, badge, issuer).valid is not True


def test_what_is_usual_in_other_documents_is_understood(page: Page) -> None:
    """Alignments, tags, versions in other languages, several keys, reasons, pictures."""
    issuer = IssuerInMemory()
    issuer.change(
        BADGE_CLASS,
        **{"@language": "en", "version": "3", "tags": ["weaving"]},
        alignment=[ALIGNMENT | {"type": "AlignmentObject", "targetCode": "W1"}],
        related=[{"type": "BadgeClass", "id": f"{BADGE_CLASS}/sw", "@language": "sw"}],
        criteria={"type": "Criteria", "id": f"{BADGE_CLASS}/criteria", "narrative": "Warp one."},
    )
    issuer.change(PROFILE, description="We weave.", image=PICTURE)
    issuer.revoke(*OTHERS, {"id": OTHERS[0].replace("5", "6"), "revocationReason": "A mistake."})
    issuer.rotate_keys()
    assert _found(page, issuer.signed(), issuer).valid is True
