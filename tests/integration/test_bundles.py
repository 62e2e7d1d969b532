"""The offline bundle that a badge's page offers: what is in it, when, and what it is good for."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from issuer.actions import bundling, revocation
from tests.doubles.fixed import private_keys
from tests.doubles.issuer_in_memory import NOW, REVOCATIONS, IssuerInMemory
from tests.doubles.published import award_two
from verifier import AllOf, EarnedBy, IssuedBy, Outcome, bundle
from verifier.openbadges import jws, public_keys

if TYPE_CHECKING:
    from issuer.rules.awards import Award
    from tests.doubles.installation import Installation
    from verifier import Report

OPEN = {"bundle.not_from_issuer", "revocation.as_of"}


@pytest.fixture
def awards(here: Installation) -> tuple[Award, Award]:
    """Award a badge to Amina, and one that is revoked."""
    return award_two(here)


def file_of(here: Installation, award: Award) -> bytes:
    """Return the bundle that the page of *award* offers."""
    answer = here.client.get(f"/assertions/{award.id}/bundle")
    assert answer.status_code == 200
    data: bytes = answer.data
    return data


def judged(here: Installation, data: bytes, who: str = "Amina K") -> Report:
    """Return the report on a bundle, a week later, without any network."""
    later = here.clock.now() + timedelta(days=7)
    return bundle.judge(bundle.read(data), policy=EarnedBy(who), now=later)


def codes(report: Report, outcome: Outcome) -> set[str]:
    """Return the codes of the findings with this *outcome*."""
    return {item.code for item in report.findings if item.outcome is outcome}


def test_it_holds_what_the_world_can_read(here: Installation, awards: tuple[Award, Award]) -> None:
    """The badge, and its key, class, Profile, list and picture as their addresses answer now."""
    amina, _ = awards
    opened = bundle.read(file_of(here, amina))
    page = f"/assertions/{amina.id}"
    assert opened.badge == here.client.get(f"{page}.jws").text
    assert opened.made_at == here.clock.now()
    paths = {copy.asked.removeprefix(here.service.addresses.origin) for copy in opened.copies}
    edition = f"/badge-classes/{amina.class_id}/{amina.edition_id}"
    profile = f"/issuers/community/{amina.kid}"
    assert paths == {
        f"/keys/{amina.kid}",
        edition,
        profile,
        f"{profile}/revocations",
        f"{edition}/image.png",
    }
    for copy in opened.copies:
        path = copy.asked.removeprefix(here.service.addresses.origin)
        assert copy.document.body == here.client.get(path).data


def test_it_is_a_file_of_this_moment(here: Installation, awards: tuple[Award, Award]) -> None:
    """It is named, readable by any site, and never answered from a cache."""
    amina, _ = awards
    answer = here.client.get(f"/assertions/{amina.id}/bundle")
    assert answer.content_type == "application/json"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{amina.id}.bundle.json"'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    here.clock.advance(seconds=1)
    assert here.client.get(f"/assertions/{amina.id}/bundle").data != answer.data


def test_a_bundle_alone_is_undecided_and_says_why(
    here: Installation, awards: tuple[Award, Award]
) -> None:
    """Nothing fails and nothing is missing; two things are left open."""
    report = judged(here, file_of(here, awards[0]))
    assert report.valid is None
    assert codes(report, Outcome.UNDECIDED) == OPEN
    assert codes(report, Outcome.FAILED) == set()


def test_who_vouches_for_it_gets_a_yes(here: Installation, awards: tuple[Award, Award]) -> None:
    """With the documents of then it is what it was then, for the issuer that is asked for."""
    amina, _ = awards
    profile = here.service.addresses.epoch("community", amina.kid)
    policy = AllOf(IssuedBy(profile), EarnedBy("Amina K"))
    opened = bundle.read(file_of(here, amina))
    report = bundle.judge(opened, policy=policy, now=here.clock.now(), is_trusted=True)
    assert report.valid is True


def test_it_belongs_to_one_person(here: Installation, awards: tuple[Award, Award]) -> None:
    """Another person's name fails, and needs no network for it."""
    report = judged(here, file_of(here, awards[0]), who="田中さくら")
    assert report.valid is False
    assert codes(report, Outcome.FAILED) == {"recipient.other"}


def changed(data: bytes, address: str, **members: object) -> bytes:
    """Return the bundle *data* with other *members* in the document whose address ends so."""
    written = json.loads(data)
    for document in written["documents"]:
        if document["address"].endswith(address):
            document["body"] = json.dumps(json.loads(document["body"]) | members)
    return json.dumps(written).encode()


@pytest.mark.parametrize(
    ("address", "members", "code"),
    [
        ("/revocations", {"revokedAssertions": "mine"}, "revocation.bad_list"),
        ("/keys", {"revoked": True}, "key.revoked"),
        ("/issuers", {"publicKey": "https://elsewhere.example/key"}, "key.not_listed"),
    ],
)
def test_what_speaks_against_the_badge_counts(
    here: Installation,
    awards: tuple[Award, Award],
    address: str,
    members: dict[str, object],
    code: str,
) -> None:
    """A document that was changed can only make it worse."""
    kid = awards[0].kid
    ending = {"/keys": f"/keys/{kid}", "/issuers": f"/community/{kid}"}.get(address, address)
    report = judged(here, changed(file_of(here, awards[0]), ending, **members))
    assert report.valid is False
    assert code in codes(report, Outcome.FAILED)


def test_a_letter_that_was_changed_is_found(
    here: Installation, awards: tuple[Award, Award]
) -> None:
    """The signature is checked by the key in the bundle."""
    written = json.loads(file_of(here, awards[0]))
    badge = written["badge"]
    written["badge"] = badge[:-2] + ("A" if badge[-2] != "A" else "B") + badge[-1]
    report = judged(here, json.dumps(written).encode())
    assert report.valid is False
    assert "signature.broken" in codes(report, Outcome.FAILED)


def test_a_forged_profile_proves_nothing(here: Installation, awards: tuple[Award, Award]) -> None:
    """With his own key under our address, a forger's bundle is as undecided as any."""
    amina, _ = awards
    data = file_of(here, amina)
    written = json.loads(data)
    *_, key = islice(private_keys(), 2)
    payload = json.loads(jws.read(written["badge"]).payload)
    payload["recipient"]["identity"] = "https://meta.wikimedia.org/wiki/User:Forger"
    written["badge"] = jws.encode(json.dumps(payload).encode(), key)
    pem = public_keys.pem(key.public_key())
    forged = changed(json.dumps(written).encode(), f"/keys/{amina.kid}", publicKeyPem=pem)
    report = judged(here, forged, who="Forger")
    assert report.valid is None
    assert codes(report, Outcome.UNDECIDED) == OPEN
    assert not codes(report, Outcome.PASSED) & {"key.listed", "signature.fits", "recipient.matches"}


def test_a_badge_that_is_revoked_later_shows_in_the_next_bundle_alone(
    here: Installation, awards: tuple[Award, Award]
) -> None:
    """The old file cannot know, and says of when it knows; there is no new file."""
    amina, _ = awards
    data = file_of(here, amina)
    made_at = here.clock.now()
    here.clock.advance(days=1)
    revocation.revoke(here.service, amina.id, "A mistake")
    report = judged(here, data)
    (as_of,) = (item for item in report.findings if item.code == "revocation.as_of")
    assert as_of.parameters["as_of"] == made_at.isoformat(timespec="seconds")
    answer = here.client.get(f"/assertions/{amina.id}/bundle")
    assert (answer.status_code, answer.text) == (410, "Revoked: A mistake\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Disposition" not in answer.headers


def test_a_revoked_badge_is_found_by_the_list_of_another_bundle(
    here: Installation, awards: tuple[Award, Award]
) -> None:
    """One issuer's list serves for all of its badges."""
    amina, _ = awards
    (other,) = here.award(("Wanjiru", 99))
    assert other.award is not None
    token = here.client.get(f"/assertions/{amina.id}.jws").text
    revocation.revoke(here.service, amina.id, "A mistake")
    opened = bundle.read(file_of(here, other.award))
    now = here.clock.now()
    report = bundle.judge(opened, policy=EarnedBy("Amina K"), now=now, badge=token)
    assert report.valid is False
    assert "revocation.revoked_because" in codes(report, Outcome.FAILED)


@pytest.mark.parametrize("name", ["nothing", "nothing.png", "a" * 90, "..", "%2e%2e", "é"])
def test_there_is_none_where_there_is_no_badge(here: Installation, name: str) -> None:
    """Nothing is told of badges that are not public."""
    assert here.client.get(f"/assertions/{name}/bundle").status_code == 404


def test_its_address_leads_the_verifier_to_the_badge(
    here: Installation, awards: tuple[Award, Award]
) -> None:
    """Who pastes it on /verify asks about the badge as it is now."""
    address = f"{here.service.addresses.assertion(awards[0].id)}/bundle"
    page = here.client.get("/verify", query_string={"badge": address, "lang": "en"})
    assert "This badge is valid" in page.text


def test_a_list_longer_than_any_bundle_is_said_to_be() -> None:
    """Nobody gets a file that no verifier would read."""
    issuer = IssuerInMemory()
    issuer.put(REVOCATIONS, b" " * bundle.MAX_BYTES)
    file = bundling.made(issuer.signed(), issuer, NOW)
    assert (file.status, file.content_type) == (503, "text/plain; charset=utf-8")
    assert b"Verify this badge by its address" in file.body
