"""An offline bundle handed to the API: judged by its own documents, and never valid alone."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from issuer.actions.verification import Question, judge
from issuer.web.context import EXTENSION
from tests.doubles.issuer_in_memory import AMINA, NOW, OTHERS, SIGNED, IssuerInMemory
from tests.integration.api.conftest import told
from tests.integration.api.test_batch import CountingStranger
from tests.integration.api.test_verifications import PATH, upload
from verifier import InvalidBadge, Policy, Report, bundle

if TYPE_CHECKING:
    from tests.integration.api.conftest import Api

LEFT_OPEN = {"bundle.not_from_issuer", "revocation.as_of"}


@pytest.fixture
def strangers(api: Api) -> CountingStranger:
    """Let every stranger be counted who is asked for anything."""
    stranger = CountingStranger()
    api.here.app.extensions[EXTENSION] = replace(api.here.service, fetcher=stranger)
    return stranger


def undecided(answer: dict[str, Any]) -> set[str]:
    """Return the codes of what an answer leaves open."""
    found = answer["findings"]
    return {item["code"] for item in found if item["outcome"] == "undecided"}


def file_of(badge: str, issuer: IssuerInMemory) -> bytes:
    """Return the bundle of *badge* as a file."""
    return bundle.make(badge, issuer, NOW).as_bytes()


def test_a_bundle_is_judged_alike_however_it_comes(api: Api, strangers: CountingStranger) -> None:
    """As a file, as text, as a data: address and in a batch; nobody is asked for anything."""
    issuer = IssuerInMemory()
    data = file_of(issuer.signed(), issuer)
    coded = f"data:application/json;base64,{base64.b64encode(data).decode()}"
    items = [{"id": "text", "badge": data.decode()}, {"id": "coded", "badge": coded}]
    batch = api.client.post(f"{PATH}/batch", json={"items": items})
    answers = [
        told(upload(api, data)),
        *(told(api.client.post(PATH, json={"badge": item["badge"]})) for item in items),
        *map(json.loads, batch.text.splitlines()),
    ]
    assert len(answers) == 5
    for answer in answers:
        assert (answer["valid"], undecided(answer)) == (None, LEFT_OPEN)
        assert answer["issuer"]["name"]
    assert strangers.asked == 0


def test_a_bundle_of_our_own_badge_is_not_asked_of_our_tables(api: Api) -> None:
    """Its documents are ours, and yet the file speaks for itself alone."""
    issuer = IssuerInMemory()
    answer = told(upload(api, file_of(api.address(), issuer)))
    assert answer["valid"] is None
    assert answer["issuer"] is None


@pytest.mark.parametrize("recipient", ["Amina K", "Somebody Else"])
def test_a_bundle_that_shows_a_fault_is_not_valid(
    api: Api, strangers: CountingStranger, recipient: str
) -> None:
    """A revoked badge, or another's, is not valid by its own documents."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    if recipient == "Amina K":
        issuer.revoke(SIGNED, *OTHERS)
    answer = told(upload(api, file_of(badge, issuer), recipient=recipient))
    assert answer["valid"] is False
    assert strangers.asked == 0


@pytest.mark.parametrize(
    ("recipient", "matches"), [("Mallory", None), ("Amina K", False), ("Somebody Else", False)]
)
def test_a_bundle_proves_nobodys_name(api: Api, *, recipient: str, matches: bool | None) -> None:
    """Whoever wrote his own name into the copies is not the one whom the badge was given to."""
    issuer = IssuerInMemory()
    written = json.loads(file_of(issuer.hosted(), issuer))
    for copy in written["documents"]:
        document = json.loads(copy.get("body", "{}"))
        if "recipient" in document:
            user = "https://meta.wikimedia.org/wiki/User:Mallory"
            document["recipient"] = {"type": "url", "hashed": False, "identity": user}
            copy["body"] = json.dumps(document)
    asked = {"badge": json.dumps(written), "recipient": recipient}
    answer = told(api.client.post(PATH, json=asked))
    batch = api.client.post(f"{PATH}/batch", json={"items": [{"id": "1", **asked}]})
    named = {item["code"] for item in answer["findings"]}
    assert named & {"recipient.matches", "recipient.other"}
    assert answer["recipient_matches"] is matches
    assert json.loads(batch.text)["recipient_matches"] is matches


@pytest.mark.parametrize(
    "data",
    [
        b'{"type": "OpenBadgeBundle"}',
        b'{"type": "OpenBadgeBundle", "version": 2}',
        b'{"type": "OpenBadgeBundle", ' + b'"a": {}, ' * 5_000,
        b'{"type": "OpenBadgeBundle", "a": ' + b"[" * 1_000_000,
        b'{"type": "OpenBadgeBundle", "a": "\xff"}',
        b'{"type": "OpenBadgeBundle", "version": 1, "documents": [0]}',
    ],
)
def test_a_bundle_that_cannot_be_read_is_no_badge(api: Api, data: bytes) -> None:
    """Its brackets are counted before it is parsed, and the answer is one like any other."""
    answer = told(upload(api, data))
    assert answer["valid"] is False
    assert answer["findings"][0]["code"].startswith(("bundle.", "json."))


def test_a_bundle_never_meets_the_network(api: Api) -> None:
    """The way that reads the network is not called, and half a letter is refused."""
    issuer = IssuerInMemory()

    def network(badge: str | bytes, *, policy: Policy) -> Report:
        raise AssertionError(badge, policy)

    addresses = api.here.service.addresses
    text = file_of(issuer.signed(), issuer).decode()
    for now in (None, NOW):
        report = judge(Question(text, AMINA), network, addresses, now)
        assert report.valid is None
    broken = text.replace("{", '{"type":"OpenBadgeBundle","x":"\ud800",', 1)
    assert judge(Question(broken), network, addresses).valid is False
    with pytest.raises(InvalidBadge):
        bundle.read(bytes(bundle.MAX_BYTES + 1))
