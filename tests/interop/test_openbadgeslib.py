"""The verifier of openbadgeslib judges our badges, its documents fetched from a running service."""

import pytest

from tests.interop.installation import Barnstar, Forms, fetch
from tests.interop.peers.client import Peer
from tests.interop.proof import doubts

SIGNED_FORMS = ("jws", "png", "svg")

signed_forms = pytest.mark.parametrize("form", SIGNED_FORMS)


@signed_forms
def test_every_award_is_accepted_for_its_holder(
    openbadgeslib: Peer, demonstration: list[Forms], form: str
) -> None:
    """JWS, PNG and SVG of every award are accepted for its holder, key and owner included."""
    found = [doubt for award in demonstration for doubt in _doubts(openbadgeslib, award, form)]

    assert found == []


def test_every_hosted_award_is_accepted_for_its_holder(
    openbadgeslib: Peer, demonstration: list[Forms]
) -> None:
    """What the address of every award answers to a program is accepted as a hosted badge."""
    for award in demonstration:
        served = fetch(award.address)
        verdict = openbadgeslib.judge(served.body.decode(), {"url": award.recipient})

        assert verdict.accepted, verdict.reasons


@signed_forms
def test_every_award_is_refused_for_another_holder(
    openbadgeslib: Peer, demonstration: list[Forms], form: str
) -> None:
    """A badge shown by the holder of the next one is refused for that reason."""
    others = [*demonstration[1:], demonstration[0]]
    for award, other in zip(demonstration, others, strict=True):
        verdict = openbadgeslib.judge(award.form(form), {"url": other.recipient})

        assert not verdict.accepted
        assert "Recipient mismatch" in verdict.reasons[0]


def test_revoked_award_is_refused(openbadgeslib: Peer, barnstar: Barnstar) -> None:
    """After `./run revoke` the signed forms are refused with the reason that was given."""
    award = barnstar.award("WahiyeEdits")

    barnstar.run("revoke", award.address, "--reason", "Awarded by mistake.")

    for form in SIGNED_FORMS:
        verdict = openbadgeslib.judge(award.form(form), {"url": award.recipient})
        assert not verdict.accepted
        assert "Awarded by mistake." in verdict.reasons[0]


def test_awards_before_and_after_a_rotation_are_accepted(
    openbadgeslib: Peer, barnstar: Barnstar
) -> None:
    """After `./run keys rotate` the old and the new award are both accepted."""
    old = barnstar.award("WahiyeEdits")
    barnstar.run("keys", "rotate")
    new = barnstar.award("Amina K")

    found = [
        doubt
        for award in (old, new)
        for form in SIGNED_FORMS
        for doubt in _doubts(openbadgeslib, award, form)
    ]
    assert found == []


def _doubts(openbadgeslib: Peer, award: Forms, form: str) -> list[str]:
    """Return why one signed form is not accepted beyond doubt: key and class must be fetched."""
    assertion = award.payload()
    needed = (assertion["verification"]["creator"], assertion["badge"])
    checks = frozenset(f"fetched {address}" for address in needed)
    return doubts(openbadgeslib, award, form, checks=checks)
