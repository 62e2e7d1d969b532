"""What people paste into `/verify`, as they copied it: links of ours, wrapped and damaged texts."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

import pytest

from issuer.actions.verification import document_of
from issuer.rules.awards import Visibility
from issuer.store import awards as award_store
from issuer.web import again, reading
from issuer.web.places import NoPlaceError
from issuer.web.verification import MAX_BADGE_BYTES, MAX_BUNDLE_BYTES
from tests.doubles.handed_in import Desk, hand_in, lay_out
from tests.doubles.installation import ROSTER_HEADER, install
from tests.unit.issuer.web.reading import read
from verifier import Finding, Outcome, Report
from verifier.openbadges import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuer.rules.addresses import Addresses

WEB = "https://barnstar.example"
VALID = "This badge is valid"
DAMAGED = "This badge is damaged"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return a Barnstar among strangers."""
    folder = tmp_path_factory.mktemp("desk")
    made = lay_out(install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, WEB))
    yield made
    made.installation.service.database.engine.dispose()


@pytest.fixture
def addresses(desk: Desk) -> Addresses:
    """Return the addresses of that Barnstar."""
    return desk.installation.service.addresses


def verdict(desk: Desk, thing: str | bytes, recipient: str = "") -> str:
    """Return the sentence on top of the answer about *thing*."""
    page = hand_in(desk.installation.client, thing, recipient).text
    (title,) = re.findall(r'<h1 id="verdict"[^>]*>(.*?)</h1>', page)
    return read(title).text


def text(desk: Desk, name: str) -> str:
    """Return the thing *name*, which is a text."""
    thing = desk.things[name]
    assert isinstance(thing, str)
    return thing


@pytest.mark.parametrize(
    "pasted",
    [
        f"{WEB}/verify?badge={{}}",
        f"{WEB}/verify?lang=ar&badge={{}}#verdict",
        "{}.html#check",
        "{}/embed#x",
        "{}.",
        "{}.html).",
        " {} ",
    ],
)
def test_what_is_copied_with_an_address_of_ours_does_no_harm(desk: Desk, pasted: str) -> None:
    """Our own link that asks the question, a place in a page, the full stop behind it."""
    assert verdict(desk, pasted.format(text(desk, "a good badge by address"))) == VALID
    revoked = pasted.format(text(desk, "a revoked badge"))
    assert verdict(desk, revoked) == "This badge was revoked"


def test_our_own_link_to_a_signed_text_is_opened(desk: Desk) -> None:
    """The text stands behind its #; the new link is the same."""
    link = f"{WEB}/verify#badge={text(desk, 'a forged badge')}"
    assert verdict(desk, link) == "This badge is not genuine"
    with desk.installation.app.test_request_context("/verify"):
        found = again.again(link, Report(()), desk.installation.service.addresses)
    assert found.link == link


@pytest.mark.parametrize("ending", ["", "/", ".html", ".html?lang=ja#x"])
def test_a_page_about_a_class_is_no_badge_that_is_missing(desk: Desk, ending: str) -> None:
    """Only pages about badges lead to badges."""
    address = text(desk, "a class") + ending
    assert verdict(desk, address) == "This is in order, but it is not a badge"


@pytest.mark.parametrize(
    "address", [f"{WEB}/", f"{WEB}/.html", f"{WEB}/verify", f"{WEB}/verify?x=1", f"{WEB}/verify#"]
)
def test_what_is_ours_stays_ours(addresses: Addresses, address: str) -> None:
    """Whatever is cut off at its end, nothing of ours is asked of the network."""
    opened = document_of(address, addresses)
    assert isinstance(opened, str)
    assert addresses.is_ours(opened)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n  ", " "])
def test_a_signed_text_that_a_mail_program_wrapped_is_joined(desk: Desk, end: str) -> None:
    """As a text and as a file; the link to it works too."""
    token = text(desk, "a good badge as text")
    wrapped = end.join(textwrap.wrap(token, 76))
    assert verdict(desk, wrapped) == VALID
    assert verdict(desk, wrapped.encode()) == VALID
    dotted = token.replace(".", f"{end}.{end}")
    assert verdict(desk, dotted) == VALID


def test_only_one_signed_text_is_joined(desk: Desk, addresses: Addresses) -> None:
    """Two of them, or one in a sentence, are what they are."""
    token = text(desk, "a good badge as text")
    for sent in (f"{token}\n{token}", f"See {token}", f"{token} thanks.", "a b.c d.e", "a.b.c"):
        assert document_of(sent, addresses) == sent
    assert verdict(desk, f"See {token}") == "This is not a badge"


def test_a_signed_text_that_lost_a_part_is_called_damaged(desk: Desk) -> None:
    """A letter or its end, in a text or a picture: the address of a badge would not help."""
    token = text(desk, "a good badge as text")
    header, payload, signature = token.split(".")
    cut = (
        f"{header}.{payload[:50]}{payload[51:]}.{signature}",
        f"{header}.{'A' + payload[1:]}.{signature}",
        f"{token[:-2]}.",
        f"{header}.{payload}.{signature[:-1]}",
        f"{header}.{payload}",
    )
    picture = desk.strangers.published["https://badges.example.org/badge-classes/weaving.png"].body
    for damaged in cut:
        title = verdict(desk, damaged)
        assert title in {DAMAGED, "This badge is not genuine"}, damaged
        assert verdict(desk, png.bake(picture, damaged)) == title
    assert verdict(desk, cut[0]) == verdict(desk, cut[4]) == DAMAGED


def test_an_invisible_letter_after_a_name_is_nobody_else(desk: Desk) -> None:
    """What came along with the name when it was copied; another name is still another."""
    address = text(desk, "a good badge by address")
    for person in ("Amina K\u200b", "\u200eAmina K\u200f", "\u2068Amina K\u2069", "Amina\u00ad K "):
        assert verdict(desk, address, person) == VALID, ascii(person)
    assert verdict(desk, address, "Amina L\u200b") == "This badge was given to somebody else"
    assert verdict(desk, address, "\u200b") == VALID


def test_a_bundle_is_as_long_as_one_of_the_api(desk: Desk) -> None:
    """Only a bundle is: whatever else is longer than a badge is refused."""
    made = desk.things["a bundle"]
    assert isinstance(made, bytes)
    opened = json.loads(made)
    more = {**opened["documents"][0], "address": f"{WEB}/x"}
    opened["documents"].append({**more, "body": "x" * (MAX_BADGE_BYTES - len(made) + 100_000)})
    long = json.dumps(opened).encode()
    assert MAX_BADGE_BYTES < len(long) < MAX_BUNDLE_BYTES
    title = "This file alone does not prove the badge"
    assert verdict(desk, made) == verdict(desk, long) == title
    asked = {"badge": long.decode()}
    assert desk.installation.client.post("/api/v1/verifications", json=asked).status_code == 200
    assert hand_in(desk.installation.client, long + b" " * 800_000).status_code == 413
    assert hand_in(desk.installation.client, b" " + long[20:]).status_code == 413


def test_json_that_is_too_large_is_not_called_damaged(desk: Desk) -> None:
    """Nothing of it is missing."""
    long = json.dumps({"type": "Assertion", "narrative": "x" * 1_500_000})
    assert verdict(desk, long) == "This is too large to be a badge"


def test_a_copy_that_was_altered_is_never_called_unchanged(desk: Desk) -> None:
    """As text and in a picture, on the page, from the API, and in a batch."""
    published = desk.strangers.hosted()
    document = json.loads(desk.strangers.published[published].body)
    title = "This badge is valid, but your copy of it differs"
    altered = json.dumps({**document, "narrative": "The best of all weavers."})
    picture = desk.strangers.published["https://badges.example.org/badge-classes/weaving.png"].body
    for sent in (altered, png.bake(picture, altered)):
        page = hand_in(desk.installation.client, sent).text
        assert verdict(desk, sent) == title
        assert "nothing in it was changed" not in page
        assert "narrative" in page
        assert "Nobody vouches" not in page
    assert verdict(desk, json.dumps(document)) == (
        "This badge is valid, but nobody here knows its issuer"
    )
    client = desk.installation.client
    single = client.post("/api/v1/verifications", json={"badge": altered}).get_json()
    items = {"items": [{"id": "1", "badge": altered}, {"id": "2", "badge": published}]}
    lines = client.post("/api/v1/verifications/batch", json=items).text.splitlines()
    batched = {line["id"]: line for line in map(json.loads, lines) if "id" in line}
    assert single["verdict"] == batched["1"]["verdict"] == f"{title}."
    assert (single["valid"], batched["1"]["valid"]) == (True, True)
    assert batched["2"]["verdict"] == "This badge is valid."


def test_an_address_in_the_examples_is_kept_by_nobody(desk: Desk) -> None:
    """Whose badge somebody looks up on the page for developers is kept by nobody."""
    client = desk.installation.client
    plain = client.get("/developers", headers={"Accept": "text/html"})
    asked = client.get(
        "/developers",
        query_string={"badge": text(desk, "a good badge by address")},
        headers={"Accept": "text/html"},
    )
    assert plain.headers["Cache-Control"] == "no-cache"
    assert asked.headers["Cache-Control"] == "no-store"


def _proved(uuid: str, issuer: str, *codes: str) -> Report:
    return Report(
        tuple(Finding(code, Outcome.PASSED) for code in codes),
        subject=f"urn:uuid:{uuid}",
        form="signed",
        issuer={"id": issuer},
    )


def test_only_a_proved_and_public_badge_of_ours_has_a_link_by_its_uuid(desk: Desk) -> None:
    """What is only said to be ours, or is hidden, is asked about by its text."""
    here = desk.installation
    client, addresses = here.client, here.service.addresses
    address = text(desk, "a good badge by address")
    hidden = here.award_text(f"{ROSTER_HEADER.strip()},private\nShy S,21,5,2,yes\n")[0].award
    with here.service.database.reading() as session:
        award = award_store.by_public_id(session, address.rpartition("/")[2])
    assert award is not None
    assert hidden is not None
    assert hidden.visibility is Visibility.HIDDEN
    issuer = addresses.epoch("community", award.kid)
    token = client.get(f"/assertions/{award.id}.jws").text
    proofs = ("signature.fits", "key.listed")
    with here.app.test_request_context("/verify"):
        proved = again.again(token, _proved(award.uuid, issuer, *proofs), addresses)
        assert proved.link == f"{WEB}/verify?badge={address}"
        for report in (
            _proved(award.uuid, issuer),
            _proved(award.uuid, issuer, "signature.fits"),
            _proved(award.uuid, issuer, "key.listed"),
            _proved(award.uuid, "https://other.example/issuer", *proofs),
            _proved(hidden.uuid, issuer, *proofs),
        ):
            found = again.again(token, report, addresses)
            assert found.is_in_fragment
            assert "?" not in found.link


def test_whoever_reads_ahead_needs_a_place_as_well(desk: Desk) -> None:
    """With every place taken nothing is begun; ours need none, and places are given back."""
    service = desk.installation.service
    stranger = ["https://slow.example/1"]
    for _ in range(2):
        with reading.reader(service, "a") as first, reading.reader(service, "a") as second:
            first.ahead(stranger)
            second.ahead(stranger)
            with reading.reader(service, "a") as third:
                third.ahead([f"{WEB}/assertions/x"])
                with pytest.raises(NoPlaceError):
                    third.ahead(stranger)
