"""The 1EdTech reference validator judges our badges, fetching everything from a running service."""

import json
from http import HTTPStatus

import pytest

from tests.interop.installation import Barnstar, Forms, fetch
from tests.interop.peers.client import Peer
from tests.interop.proof import FORMS, HOSTED_CHECKS, SIGNED_CHECKS, doubts

AWARDS_OF_THE_DEMONSTRATION = 102

every_form = pytest.mark.parametrize("form", FORMS)


def test_demonstration_awards_every_person_once(demonstration: list[Forms]) -> None:
    """The index lists 102 awards, each to another person and at another address."""
    assert len(demonstration) == AWARDS_OF_THE_DEMONSTRATION
    assert len({award.recipient for award in demonstration}) == AWARDS_OF_THE_DEMONSTRATION
    assert len({award.address for award in demonstration}) == AWARDS_OF_THE_DEMONSTRATION


@every_form
def test_every_award_is_accepted_for_its_holder(
    reference: Peer, demonstration: list[Forms], form: str
) -> None:
    """Address, JWS, PNG and SVG of every award are accepted, and the holder is compared."""
    found = [doubt for award in demonstration for doubt in _doubts(reference, award, form)]

    assert found == []


@every_form
def test_every_award_is_refused_for_another_holder(
    reference: Peer, demonstration: list[Forms], form: str
) -> None:
    """A badge shown by the holder of the next one is refused, and for that reason alone."""
    others = [*demonstration[1:], demonstration[0]]
    reasons = {
        award.address: _failed_checks(reference, award, form, holder=other.recipient)
        for award, other in zip(demonstration, others, strict=True)
    }

    assert reasons == {award.address: ["VERIFY_RECIPIENT_IDENTIFIER"] for award in demonstration}


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_address_of_a_baked_picture_is_accepted(
    reference: Peer, demonstration: list[Forms], suffix: str
) -> None:
    """The public address of a baked picture is accepted like the picture."""
    award = demonstration[0]

    verdict = reference.judge(f"{award.address}.{suffix}", {"url": award.recipient})

    assert verdict.accepted, verdict.reasons
    assert verdict.passed >= SIGNED_CHECKS


def test_picture_of_the_class_answers(demonstration: list[Forms]) -> None:
    """The picture that the badge class names is there; the reference overlooks one that is not."""
    badge_class = json.loads(fetch(demonstration[0].payload()["badge"]).body)

    picture = fetch(badge_class["image"])

    assert (picture.status, picture.content_type) == (HTTPStatus.OK, "image/png")


def test_revoked_award_is_refused_in_every_form(reference: Peer, barnstar: Barnstar) -> None:
    """After `./run revoke` every form of that award is refused and every other one accepted."""
    revoked, kept = barnstar.award("WahiyeEdits"), barnstar.award("Amina K")
    assert _all_doubts(reference, revoked) == []

    barnstar.run("revoke", revoked.address, "--reason", "Awarded by mistake.")

    failed = {
        form: _failed_checks(reference, revoked, form, holder=revoked.recipient) for form in FORMS
    }
    assert failed["address"] != []
    for form in ("jws", "png", "svg"):
        assert failed[form] == ["VERIFY_SIGNED_ASSERTION_NOT_REVOKED"]
        assert fetch(f"{revoked.address}.{form}").status == HTTPStatus.GONE
    assert _all_doubts(reference, kept) == []


def test_awards_before_and_after_a_rotation_are_accepted(
    reference: Peer, barnstar: Barnstar
) -> None:
    """After `./run keys rotate` a new key signs, and old and new awards are both accepted."""
    old = barnstar.award("WahiyeEdits")
    barnstar.run("keys", "rotate")
    new = barnstar.award("Amina K")

    assert old.payload()["verification"]["creator"] != new.payload()["verification"]["creator"]
    assert _all_doubts(reference, old) + _all_doubts(reference, new) == []


def test_award_of_an_earlier_epoch_can_be_revoked(reference: Peer, barnstar: Barnstar) -> None:
    """An award whose key no longer signs is refused once revoked; the newer one stays accepted."""
    old = barnstar.award("WahiyeEdits")
    barnstar.run("keys", "rotate")
    new = barnstar.award("Amina K")

    barnstar.run("revoke", old.address, "--reason", "Awarded by mistake.")

    assert all(_failed_checks(reference, old, form, holder=old.recipient) for form in FORMS)
    assert _all_doubts(reference, new) == []


def _doubts(reference: Peer, award: Forms, form: str) -> list[str]:
    """Return why the reference does not accept one form beyond doubt."""
    checks = HOSTED_CHECKS if form == "address" else SIGNED_CHECKS
    return doubts(reference, award, form, checks=checks)


def _all_doubts(reference: Peer, award: Forms) -> list[str]:
    """Return why the reference does not accept any of the forms beyond doubt."""
    return [doubt for form in FORMS for doubt in _doubts(reference, award, form)]


def _failed_checks(reference: Peer, award: Forms, form: str, *, holder: str) -> list[str]:
    """Return the names of the checks that failed for this holder; none when accepted."""
    verdict = reference.judge(award.form(form), {"url": holder})
    return [] if verdict.accepted else [reason.split(" · ")[0] for reason in verdict.reasons]
