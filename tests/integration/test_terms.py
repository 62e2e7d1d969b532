"""The terms on which a class is awarded: how long, how often, with what evidence, and whether."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from badge_classes.evidence import EvidenceDemand
from badge_classes.renewal import EVERY_YEAR, NEVER
from badge_classes.validity import Months, Until
from issuer.actions import archiving, authoring, demonstration, issuance, revocation
from issuer.actions.publication import OwnFetcher, Publication
from issuer.rules import rosters
from issuer.rules.awards import Verdict
from issuer.store import awards as award_store
from issuer.store.tables import AwardRow
from tests.doubles.editing import edit, newest
from verifier import EarnedBy, OfflineFetcher, VerificationError, verify
from verifier.openbadges import jws

if TYPE_CHECKING:
    from pathlib import Path

    from issuer.actions.issuance import Result
    from issuer.rules.awards import Award
    from tests.doubles.installation import Installation

ADDRESS = "https://www.wikidata.org/wiki/Special:Contributions/Amina_K"
EVIDENCE_HEADER = "username,revisions,references,evidence\n"


def _made(results: list[Result]) -> Award:
    [result] = results
    assert result.judgement.verdict is Verdict.EARNED, result.judgement.reason
    assert result.award is not None
    return result.award


def _assertions(here: Installation, award: Award) -> list[dict[str, Any]]:
    """Return the signed and the hosted assertion of an award."""
    signed: dict[str, Any] = json.loads(jws.read(award.signed or "").payload)
    hosted: dict[str, Any] = json.loads(here.client.get(f"/assertions/{award.id}").data)
    return [signed, hosted]


def _is_valid(here: Installation, award: Award) -> bool:
    with here.service.database.reading() as session:
        publication = Publication(session, here.service.addresses)
        try:
            verify(
                award.signed or "",
                policy=EarnedBy(award.recipient),
                fetcher=OwnFetcher(publication, OfflineFetcher()),
                now=here.clock.now(),
            )
        except VerificationError:
            return False
    return True


# --- How long ---


def test_both_assertions_say_when_the_badge_expires(here: Installation) -> None:
    """The moment follows from the class as it is at the award, and stands in both forms."""
    without = _made(here.award(("Amina K", 1)))
    edit(here, validity=Months(24))
    with_end = _made(here.award(("Otieno J", 2)))
    until = edit(here, validity=Until(date(2027, 12, 31)))
    assert until is authoring.Change.UPDATED
    to_a_day = _made(here.award(("Grace W", 3)))
    assert [found.get("expires") for found in _assertions(here, without)] == [None, None]
    assert [found["expires"] for found in _assertions(here, with_end)] == (
        ["2028-11-02T09:29:55Z"] * 2
    )
    assert [found["expires"] for found in _assertions(here, to_a_day)] == (
        ["2027-12-31T23:59:59Z"] * 2
    )


def test_a_badge_is_valid_until_it_expires_and_says_so(here: Installation) -> None:
    """Its page, its picture of the state and the verifier change at the same moment."""
    edit(here, validity=Months(1))
    award = _made(here.award(("Amina K", 1)))
    page, picture = f"/assertions/{award.id}.html?lang=en", f"/assertions/{award.id}/status.svg"
    assert _is_valid(here, award)
    assert "Valid until" in here.client.get(page).text
    assert "Valid" in here.client.get(f"{picture}?lang=en").text
    here.clock.advance(days=31)
    assert not _is_valid(here, award)
    text = here.client.get(page).text
    assert "This badge expired on" in text
    assert "2 December 2026" in text
    for path in (picture, f"/assertions/{award.id}/embed"):
        assert "Expired" in here.client.get(f"{path}?lang=en").text
    assert here.client.get(f"/assertions/{award.id}").status_code == 200


def test_a_class_whose_day_is_over_is_not_awarded(here: Installation) -> None:
    """A badge that begins expired helps nobody: one sentence, and nothing is written."""
    edit(here, validity=Until(date(2026, 11, 1)))
    with pytest.raises(issuance.ClosedError, match="2026-11-01"):
        here.award(("Amina K", 1))
    edit(here, validity=Until(date(2026, 11, 2)))
    assert _made(here.award(("Amina K", 1))).expires == datetime(
        2026, 11, 2, 23, 59, 59, tzinfo=UTC
    )


def test_an_intent_that_expired_before_it_was_signed_is_made_anew(here: Installation) -> None:
    """An interrupted run leaves nothing behind that could stop the next one for ever."""
    edit(here, validity=Until(date(2026, 11, 3)))
    first = _made(here.award(("Amina K", 1)))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
    here.clock.advance(days=2)
    edit(here, validity=Until(date(2026, 12, 31)))
    issuance.finish(here.service, here.class_id())
    again = _made(here.award(("Amina K", 1)))
    assert again.id != first.id
    assert _is_valid(here, again)


def test_the_demonstration_leaves_out_what_expired(here: Installation, tmp_path: Path) -> None:
    """Each badge that it writes verifies where it lies."""
    edit(here, validity=Months(1))
    assert demonstration.run(here.service, "community", tmp_path).written == 102
    here.clock.advance(days=60)
    done = demonstration.run(here.service, "community", tmp_path)
    assert done.written == 0
    assert len(done.results) == 120


# --- How often ---


def test_a_class_can_be_earned_again_in_the_next_period(here: Installation) -> None:
    """A second award in the same calendar year is already held; in the next it is a new award."""
    edit(here, renewal=EVERY_YEAR, validity=Months(12))
    first = _made(here.award(("Amina K", 1)))
    [same] = here.award(("Amina K", 1))
    assert same.judgement.verdict is Verdict.ALREADY_HELD
    assert "2027-01-01" in same.judgement.reason
    assert same.award == first
    here.clock.advance(days=70)
    second = _made(here.award(("Amina K", 1)))
    assert (first.slot, second.slot) == ("2026", "2027")
    assert first.id != second.id
    for award in (first, second):
        assert _is_valid(here, award)
    [again] = here.award(("Amina K", 1))
    assert again.award == second


def test_a_renewal_is_told_before_and_after_it_is_made(here: Installation) -> None:
    """Last year's roster, run again, does not pass for a roster of strangers."""
    edit(here, renewal=EVERY_YEAR)
    first = _made(here.award(("Amina K", 1)))
    here.clock.advance(days=70)
    rows = rosters.read(b"username,revisions,references\nAmina K,5,2\nOtieno J,5,2\n", None).rows
    for dry_run in (True, False):
        renewed, new = issuance.award(
            here.service, here.class_id(), rows, vouched=False, dry_run=dry_run
        )
        assert renewed.judgement.verdict is new.judgement.verdict is Verdict.EARNED
        sentence = f"This person holds one from {first.issued_on:%Y-%m-%d}; this is a renewal."
        assert sentence in renewed.judgement.reason
        assert "renewal" not in new.judgement.reason
    assert renewed.award != first
    revocation.revoke(here.service, (renewed.award or first).id, "Mistake")
    here.clock.advance(days=365)
    [again] = here.award_text("username,revisions,references\nAmina K,5,2\n")
    assert "2027-01-11 was revoked on 2027-01-11 (Mistake)" in again.judgement.reason
    assert "this is a renewal" in again.judgement.reason


def test_a_private_renewal_says_both(here: Installation) -> None:
    """That the badge stays hidden, and that it is not the person's first."""
    edit(here, renewal=EVERY_YEAR)
    _made(here.award(("Amina K", 1)))
    here.clock.advance(days=70)
    private = (
        '{"participants": [{"participant_id": 1, "user_id": 1, "private": true, '
        '"user_name": "Amina K"}]}'
    )
    [result] = here.award_text(private, vouched=True)
    assert result.judgement.verdict is Verdict.PRIVATE_REGISTRATION
    assert "stays hidden" in result.judgement.reason
    assert "renewal" in result.judgement.reason


def test_a_class_that_becomes_renewable_is_not_earned_twice_at_once(here: Installation) -> None:
    """An award from before the change takes the period in which it was made, both ways."""
    first = _made(here.award(("Amina K", 1)))
    edit(here, renewal=EVERY_YEAR)
    [same] = here.award(("Amina K", 1))
    assert (same.judgement.verdict, same.award) == (Verdict.ALREADY_HELD, first)
    yearly = _made(here.award(("Otieno J", 2)))
    edit(here, renewal=NEVER)
    here.clock.advance(days=400)
    [never] = here.award(("Otieno J", 2))
    assert (never.judgement.verdict, never.award) == (Verdict.ALREADY_HELD, yearly)


def test_a_badge_revoked_in_this_period_is_not_earned_again_in_it(here: Installation) -> None:
    """The next period is open: a mistake of one year is none of the next."""
    edit(here, renewal=EVERY_YEAR)
    first = _made(here.award(("Amina K", 1)))
    revocation.revoke(here.service, first.id, "Mistake")
    [same] = here.award(("Amina K", 1))
    assert same.judgement.verdict is Verdict.ALREADY_HELD
    here.clock.advance(days=70)
    assert _made(here.award(("Amina K", 1))).id != first.id


def test_an_interrupted_run_of_the_last_period_is_finished_in_this_one(here: Installation) -> None:
    """What was earned then is signed as it was recorded, and does not take this period's place."""
    edit(here, renewal=EVERY_YEAR)
    first = _made(here.award(("Amina K", 1)))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
    here.clock.advance(days=70)
    second = _made(here.award(("Amina K", 1)))
    with here.service.database.reading() as session:
        made = award_store.of_class(session, here.class_id())
    assert [(item.id, item.slot, bool(item.signed)) for item in made] == [
        (first.id, "2026", True),
        (second.id, "2027", True),
    ]


# --- With what evidence ---


@pytest.mark.parametrize(
    ("demand", "given", "member"),
    [
        (EvidenceDemand.ADDRESS, ADDRESS, "id"),
        (EvidenceDemand.TEXT, "Wrote the article on 田中さくら.", "narrative"),
    ],
)
def test_what_the_class_demands_is_published(
    here: Installation, demand: EvidenceDemand, given: str, member: str
) -> None:
    """The roster's own words or address stand in both assertions and on the page."""
    edit(here, evidence=demand)
    award = _made(here.award_text(f"{EVIDENCE_HEADER}Amina K,5,2,{given}\n"))
    for assertion in _assertions(here, award):
        assert given in [found.get(member) for found in assertion["evidence"]]
    assert given in here.client.get(f"/assertions/{award.id}.html?lang=en").text
    assert _is_valid(here, award)


@pytest.mark.parametrize(
    ("demand", "given"),
    [
        (EvidenceDemand.ADDRESS, ""),
        (EvidenceDemand.ADDRESS, "my edits"),
        (EvidenceDemand.ADDRESS, "javascript:alert(1)"),
        (EvidenceDemand.ADDRESS, "https://example.org/" + "x" * 3_000),
        (EvidenceDemand.TEXT, ""),
        (EvidenceDemand.TEXT, "x" * 3_000),
        (EvidenceDemand.TEXT, "\u202egnp.exe"),
        (EvidenceDemand.TEXT, "Ask amina@example.org or +254 712 345 678."),
        (EvidenceDemand.ADDRESS, "https://example.org/?write=amina%40example.org"),
    ],
)
def test_a_row_without_its_evidence_waits_for_the_organisers_word(
    here: Installation, demand: EvidenceDemand, given: str
) -> None:
    """Without --confirm it is evidence_missing; with it the badge says on whose word it rests."""
    edit(here, evidence=demand)
    text = f"{EVIDENCE_HEADER}Amina K,5,2,{given}\n"
    [refused] = here.award_text(text)
    assert refused.judgement.verdict is Verdict.EVIDENCE_MISSING
    assert "--confirm" in refused.judgement.reason
    award = _made(here.award_text(text, vouched=True))
    for assertion in _assertions(here, award):
        assert assertion["evidence"][-1]["name"] == "Confirmed by the organiser"
        assert max(len(json.dumps(found)) for found in assertion["evidence"]) < 2_500
    assert _is_valid(here, award)


@pytest.mark.parametrize("given", ["Ask amina@example.org.", "She is at +254 712 345 678, call."])
def test_ways_to_reach_somebody_are_not_published_as_evidence(
    here: Installation, given: str
) -> None:
    """The row waits and says why; with the organiser's word the badge goes without them."""
    edit(here, evidence=EvidenceDemand.TEXT)
    text = f'{EVIDENCE_HEADER}Amina K,5,2,"{given}"\n'
    [refused] = here.award_text(text)
    assert refused.judgement.verdict is Verdict.EVIDENCE_MISSING
    assert "e-mail address or a telephone number" in refused.judgement.reason
    award = _made(here.award_text(text, vouched=True))
    page = here.client.get(f"/assertions/{award.id}.html").text
    for published in (json.dumps(_assertions(here, award)), page):
        assert "amina@example.org" not in published
        assert "712 345 678" not in published


def test_an_empty_cell_is_not_called_a_wrong_address(here: Installation) -> None:
    """Where nothing stands, the reason says that, and quotes nothing."""
    edit(here, evidence=EvidenceDemand.ADDRESS)
    [refused] = here.award_text(f"{EVIDENCE_HEADER}Amina K,5,2,\n")
    assert "the address of its evidence, and there is none." in refused.judgement.reason
    assert '""' not in refused.judgement.reason


def test_evidence_that_nobody_asked_for_is_not_published(here: Installation) -> None:
    """A column of that name in some roster does not end in public, nor in the database."""
    award = _made(here.award_text(f"{EVIDENCE_HEADER}Amina K,5,2,{ADDRESS}\n"))
    assert ADDRESS not in json.dumps(_assertions(here, award))
    with here.service.database.reading() as session:
        rows = session.execute(sa.text("SELECT evidence FROM completion")).all()
    assert "Contributions" not in repr(rows)


# --- Whether at all ---


def test_an_archived_class_is_not_awarded_and_its_badges_stay(here: Installation) -> None:
    """Its page says so, its badges stay valid, nobody new earns it, until it is restored."""
    award = _made(here.award(("Amina K", 1)))
    page = f"/badge-classes/{award.class_id}.html?lang=en"
    note = "This badge class was archived on"
    before = here.client.get(f"/badge-classes/{award.class_id}").data
    assert note not in here.client.get(page).text
    assert archiving.archive(here.service, award.class_id)
    assert not archiving.archive(here.service, award.class_id)
    for dry_run in (True, False):
        with pytest.raises(issuance.ClosedError, match="archived"):
            issuance.award(here.service, award.class_id, [], vouched=True, dry_run=dry_run)
    assert note in here.client.get(page).text
    assert here.client.get(f"/badge-classes/{award.class_id}").data == before
    assert _is_valid(here, award)
    assert "Valid" in here.client.get(f"/assertions/{award.id}.html?lang=en").text
    assert archiving.restore(here.service, award.class_id)
    assert not archiving.restore(here.service, award.class_id)
    assert _made(here.award(("Otieno J", 2)))


def test_archiving_finishes_what_an_interrupted_run_recorded(here: Installation) -> None:
    """Nobody who earned it before waits for ever for a badge."""
    _made(here.award(("Amina K", 1)))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
    archiving.archive(here.service, here.class_id())
    with here.service.database.reading() as session:
        [award] = award_store.of_class(session, here.class_id())
    assert award.signed is not None


def test_an_archived_class_can_still_be_edited_and_stays_archived(here: Installation) -> None:
    """A slip in a text is mended without putting the class into use again."""
    archiving.archive(here.service, here.class_id())
    assert edit(here, tags=("one",)) is authoring.Change.UPDATED
    assert newest(here).content.tags == ("one",)
    with pytest.raises(issuance.ClosedError):
        here.award(("Amina K", 1))
