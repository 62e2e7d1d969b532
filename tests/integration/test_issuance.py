"""The road of a badge, on real databases with real keys."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from badge_classes.badge_class import BadgeClass, Requirement
from issuer.actions import authoring, issuance, revocation, rotation
from issuer.actions.publication import OwnFetcher, Publication
from issuer.errors import BarnstarError, NotFoundError
from issuer.rules import rosters
from issuer.rules.awards import Verdict
from issuer.store import awards as award_store
from issuer.store import classes as class_store
from issuer.store.tables import AwardRow, CompletionRow, PersonRow
from keys.signing_key import KeyStateError
from tests.doubles.installation import ROSTER_HEADER, Installation
from verifier import EarnedBy, OfflineFetcher, VerificationError, verify

if TYPE_CHECKING:
    from issuer.actions.issuance import Result


def _verdicts(results: list[Result]) -> list[Verdict]:
    return [result.judgement.verdict for result in results]


def _people(here: Installation) -> set[tuple[int | None, str | None]]:
    with here.service.database.reading() as session:
        rows = session.execute(sa.select(PersonRow.account, PersonRow.username))
        return {(account, username) for account, username in rows}


def _count(here: Installation, table: type[AwardRow | CompletionRow | PersonRow]) -> int:
    with here.service.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_second_run_awards_nothing(here: Installation) -> None:
    """The same roster twice gives one award each, and the second answer names the first's."""
    first = here.award(("Amina K", 1), ("田中さくら", 2))
    second = here.award(("Amina K", 1), ("田中さくら", 2))
    assert _verdicts(first) == [Verdict.EARNED] * 2
    assert _verdicts(second) == [Verdict.ALREADY_HELD] * 2
    assert [item.award for item in first] == [item.award for item in second]
    assert _count(here, AwardRow) == 2


def test_a_name_alone_finds_the_person_of_an_account_number(here: Installation) -> None:
    """Somebody awarded by number is recognised in a list of names, in any spelling."""
    here.award(("Amina K", 1))
    again = here.award_text("https://sw.wikipedia.org/wiki/Mtumiaji:Amina_K\n")
    assert _verdicts(again) == [Verdict.ALREADY_HELD]
    assert {(1, "Amina K")} == _people(here)


def test_an_account_number_joins_a_person_known_by_name(here: Installation) -> None:
    """A later roster with numbers completes what a list of names began."""
    here.award_text("Amina K\n", vouched=True)
    again = here.award(("Amina K", 1))
    assert _verdicts(again) == [Verdict.ALREADY_HELD]
    here.award(("Amina K", 1), name="mentor")
    assert _count(here, PersonRow) == 1


def test_a_renamed_account_is_the_same_person(here: Installation) -> None:
    """The number decides; the badge keeps the name that it was signed with."""
    first = here.award(("Amina K", 1))
    again = here.award(("Amina Kamau", 1))
    assert _verdicts(again) == [Verdict.ALREADY_HELD]
    assert first[0].award is not None
    assert first[0].award.recipient.endswith("User:Amina_K")


def test_a_freed_name_belongs_to_whoever_has_it_now(here: Installation) -> None:
    """Another account with an old name is another person, and earns a badge of its own."""
    here.award(("Amina K", 1))
    other = here.award(("Amina K", 2))
    assert _verdicts(other) == [Verdict.EARNED]
    assert {(1, None), (2, "Amina K")} == _people(here)


def test_one_person_under_two_names_in_one_roster_earns_once(here: Installation) -> None:
    """An old name and the account number of the same person are a duplicate."""
    here.award(("Amina K", 1), name="wikidata-basics")
    text = ROSTER_HEADER + "Amina K,,5,2\nAmina Kamau,1,5,2\n"
    results = here.award_text(text)
    assert _verdicts(results) == [Verdict.ALREADY_HELD, Verdict.DUPLICATE_ROW]


def test_too_little_and_nothing_shown_award_nothing(here: Installation) -> None:
    """Below the criterion is refused even when the organiser vouches; silence needs a word."""
    text = "username,revisions_during_project,references_added\nLow,2,5\nNone,4,0\n"
    assert _verdicts(here.award_text(text, vouched=True)) == [Verdict.CRITERION_NOT_MET] * 2
    assert _verdicts(here.award_text("Silent\n")) == [Verdict.EVIDENCE_MISSING]
    assert tuple(_count(here, row) for row in (AwardRow, CompletionRow, PersonRow)) == (0, 0, 0)


def test_what_the_organiser_vouches_for_stands_in_the_evidence(here: Installation) -> None:
    """A confirmed badge says in its signed evidence that it rests on the organiser's word."""
    [result] = here.award_text("Amina K\n", vouched=True)
    assert _verdicts([result]) == [Verdict.EARNED]
    document = here.client.get(_path(result)).get_json(force=True)
    assert document["evidence"][0]["name"] == "Confirmed by the organiser"


def test_a_dry_run_writes_nothing(here: Installation) -> None:
    """Every row is judged, and the database stays as it was."""
    roster = rosters.read((ROSTER_HEADER + "Amina K,1,5,2\n").encode(), None)
    results = issuance.award(
        here.service, here.class_id(), roster.rows, vouched=False, dry_run=True
    )
    assert _verdicts(results) == [Verdict.EARNED]
    assert _count(here, AwardRow) + _count(here, PersonRow) == 0


def test_a_private_registration_is_awarded_and_hidden(here: Installation) -> None:
    """The badge exists, and its address says only that nothing is public there."""
    text = (
        '{"participants": [{"participant_id": 1, "user_id": 9, "private": true, '
        '"user_name": "Quiet One"}]}'
    )
    [result] = here.award_text(text, vouched=True)
    assert _verdicts([result]) == [Verdict.PRIVATE_REGISTRATION]
    assert result.award is not None
    for suffix in ("", ".jws", ".png", ".svg", "/status.svg", "/embed", "/qr.svg"):
        assert here.client.get(_path(result) + suffix).status_code == 404


def test_an_interrupted_run_is_finished_by_the_next(here: Installation) -> None:
    """Intents without a signature are signed as they were recorded, and answered as earned."""
    here.award(("First", 1))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
        [intent] = award_store.unsigned(session, here.class_id())
    assert here.client.get(f"/assertions/{intent.id}").status_code == 404
    [result] = here.award(("First", 1))
    assert _verdicts([result]) == [Verdict.EARNED]
    assert result.award is not None
    assert (intent.id, intent.uuid) == (result.award.id, result.award.uuid)
    assert _count(here, AwardRow) == 1


def test_an_intent_of_a_retired_key_is_signed_by_the_new_one(here: Installation) -> None:
    """A run that died before a rotation does not need the old key again."""
    here.award(("First", 1))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
    new = rotation.rotate(here.service, "community")
    assert issuance.finish(here.service, here.class_id()) == 1
    with here.service.database.reading() as session:
        [award] = award_store.of_class(session, here.class_id())
    assert new.kid == award.kid
    assert award.signed is not None


def test_four_runs_at_once_award_once(here: Installation) -> None:
    """The constraint of the database, not luck, keeps a second award out."""
    people = [(f"Person {number}", number) for number in range(1, 41)]
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: here.award(*people), range(4)))
    assert 40 == _count(here, AwardRow) == _count(here, PersonRow)
    addresses = {tuple(item.award.id for item in run if item.award) for run in runs}
    assert len(addresses) == 1


def test_a_revoked_badge_is_refused_everywhere_and_stays_revoked(here: Installation) -> None:
    """410 and a stub at its address, its UUID in the list, and no new award by a new run."""
    [result] = here.award(("Amina K", 1))
    assert result.award is not None
    path = _path(result)
    token = here.client.get(f"{path}.jws").text
    revocation.revoke(here.service, result.award.id, "Awarded by mistake")
    revocation.revoke(here.service, f"urn:uuid:{result.award.uuid}", "A second reason")
    answer = here.client.get(path)
    assert answer.status_code == 410
    assert {"@context", "type", "id", "revoked", "revocationReason"} == set(answer.json or {})
    assert (answer.json or {})["revocationReason"] == "Awarded by mistake"
    assert {410} == {here.client.get(path + form).status_code for form in (".jws", ".png", ".svg")}
    with pytest.raises(VerificationError) as caught:
        _verify(here, token, result.award.recipient)
    assert caught.value.report.valid is False
    [again] = here.award(("Amina K", 1))
    assert Verdict.ALREADY_HELD is again.judgement.verdict
    assert "revoked" in again.judgement.reason


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501, "bad\u202ebidi", "nul\x00"])
def test_a_reason_that_cannot_be_published_is_refused(here: Installation, reason: str) -> None:
    """An empty, endless or deceptive reason changes nothing."""
    [result] = here.award(("Amina K", 1))
    assert result.award is not None
    with pytest.raises(BarnstarError):
        revocation.revoke(here.service, result.award.id, reason)
    assert here.client.get(_path(result)).status_code == 200


def test_an_unknown_badge_cannot_be_revoked(here: Installation) -> None:
    """The error says what to give instead."""
    with pytest.raises(NotFoundError, match="address"):
        revocation.revoke(here.service, "urn:uuid:0", "Because")


def test_old_badges_stay_valid_after_a_rotation(here: Installation) -> None:
    """Each badge names the key, the edition and the Profile of its own epoch."""
    [old] = here.award(("Amina K", 1))
    rotation.new_key(here.service, "community")
    rotation.rotate(here.service, "community")
    [new] = here.award(("Otieno J", 2))
    assert old.award is not None
    assert new.award is not None
    assert old.award.kid != new.award.kid
    assert old.award.edition_id != new.award.edition_id
    for award in (old.award, new.award):
        assert award.signed is not None
        _verify(here, award.signed, award.recipient)
        _verify(here, here.service.addresses.assertion(award.id), award.recipient)


def test_a_second_reserve_key_is_refused(here: Installation) -> None:
    """There is one next key at a time."""
    rotation.new_key(here.service, "community")
    with pytest.raises(BarnstarError, match="reserve"):
        rotation.new_key(here.service, "community")


def test_a_new_name_is_noted_although_nothing_is_earned(here: Installation) -> None:
    """After a rename the new name alone finds the person, and the old name finds nobody."""
    here.award(("Amina K", 1))
    here.award(("Amina Kamau", 1))
    again = here.award_text("Amina Kamau\n", vouched=True)
    assert _verdicts(again) == [Verdict.ALREADY_HELD]
    stranger = here.award_text("Amina K\n", vouched=True)
    assert _verdicts(stranger) == [Verdict.EARNED]


def test_a_number_that_joins_a_name_is_noted_at_once(here: Installation) -> None:
    """Name alone, then number with that name, then the number under a new name: one person."""
    here.award_text("Amina K\n", vouched=True)
    here.award(("Amina K", 1))
    again = here.award(("Amina Kamau", 1))
    assert _verdicts(again) == [Verdict.ALREADY_HELD]
    assert _people(here) == {(1, "Amina Kamau")}


def test_a_name_taken_by_an_account_that_earned_nothing_is_free(here: Installation) -> None:
    """Somebody below the criterion carries the name now, so it no longer means the old holder."""
    here.award(("Amina K", 1))
    here.award_text(f"{ROSTER_HEADER}Amina K,2,0,0\n")
    by_name = here.award_text("Amina K\n", vouched=True)
    assert _verdicts(by_name) == [Verdict.EARNED]


def test_an_account_number_of_zero_is_nobodys(here: Installation) -> None:
    """Exports write 0 where there is no account; two such rows are two people."""
    results = here.award(("Alice", 0), ("Bob", 0))
    assert _verdicts(results) == [Verdict.EARNED] * 2
    assert _verdicts(here.award(("Carol", 0))) == [Verdict.EARNED]


def test_a_signature_of_an_intent_that_moved_is_not_stored(here: Installation) -> None:
    """Between reading an intent and storing its signature, another process rotates the key."""
    here.award(("Amina K", 1))
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
        [read] = award_store.unsigned(session, here.class_id())
    rotation.rotate(here.service, "community")
    assert issuance.finish(here.service, here.class_id()) == 1
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
        award_store.store_signed(session, [(read, "signed with the old key")])
        [kept] = award_store.unsigned(session, here.class_id())
    assert kept.kid != read.kid


def test_an_interrupted_award_keeps_what_was_recorded(here: Installation) -> None:
    """Neither a missing --confirm nor a stricter class changes an intent; privacy still does."""
    here.award_text("Amina K\n", vouched=True)
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
        [intent] = award_store.unsigned(session, here.class_id())
    newest = _content(here)
    texts = dict(newest.texts)
    texts["en"] = replace(texts["en"], name="Stricter")
    stricter = replace(newest, texts=texts, requirements=(Requirement("hours", 100),))
    authoring.load(here.service, "community", stricter)
    rotation.rotate(here.service, "community")
    private = (
        '{"participants": [{"participant_id": 1, "user_id": 9, "private": true, '
        '"user_name": "Amina K"}]}'
    )
    [result] = here.award_text(private)
    assert _verdicts([result]) == [Verdict.PRIVATE_REGISTRATION]
    assert result.award is not None
    assert result.award.completion == intent.completion
    with here.service.database.reading() as session:
        edition = class_store.edition(session, here.class_id(), result.award.edition_id)
    assert edition is not None
    assert (edition.version, edition.content.texts["en"].name) == (1, "Wikidata basics")
    assert here.client.get(_path(result)).status_code == 404


def test_a_retired_key_signs_nothing_although_it_is_open(here: Installation) -> None:
    """A process that has the old key in memory asks for its state each time."""
    here.award(("Amina K", 1))
    old = rotation.keyring(here.service, "community").current
    rotation.rotate(here.service, "community")
    [retired] = [k for k in rotation.keyring(here.service, "community").keys if k.kid == old.kid]
    assert old.kid in here.service.signers
    with pytest.raises(KeyStateError):
        rotation.signer_for(here.service, retired)


def test_an_intent_cannot_be_revoked(here: Installation) -> None:
    """What was never published has nothing to take back."""
    [result] = here.award(("Amina K", 1))
    assert result.award is not None
    with here.service.database.writing() as session:
        session.execute(sa.update(AwardRow).values(signed=None))
    with pytest.raises(NotFoundError):
        revocation.revoke(here.service, result.award.id, "Mistake")


def test_runs_for_two_classes_with_the_same_new_people_both_finish(here: Installation) -> None:
    """People in opposite order do not make two runs wait for each other for ever."""
    lines = [f"Person {number}\n" for number in range(1, 41)]
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(here.award_text, "".join(lines), vouched=True)
        second = pool.submit(here.award_text, "".join(reversed(lines)), name="mentor", vouched=True)
        for run in (first, second):
            assert {item.judgement.verdict for item in run.result()} == {Verdict.EARNED}
    assert _count(here, PersonRow) == 40


def _content(here: Installation) -> BadgeClass:
    with here.service.database.reading() as session:
        return class_store.newest(session, here.class_id()).content


def _path(result: Result) -> str:
    assert result.award is not None
    return f"/assertions/{result.award.id}"


def _verify(here: Installation, badge: str, recipient: str) -> None:
    with here.service.database.reading() as session:
        publication = Publication(session, here.service.addresses)
        verify(
            badge,
            policy=EarnedBy(recipient),
            fetcher=OwnFetcher(publication, OfflineFetcher()),
            now=here.clock.now(),
        )
