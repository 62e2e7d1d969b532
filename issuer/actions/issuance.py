"""The road of a badge, from a roster to signed assertions.

    (1) check     Every row gets its verdict before anything is written.
    (2) intend    People, completions and awards are recorded, unsigned, and committed.
    (3) sign      The intended statements are signed with the key of their epoch.
    (4) verify    Our verifier reads the very bytes that will be published.
    (5) store     The signed bytes are stored and committed; the badges are public now.

A run that dies between (2) and (5) leaves intents behind.  The next run of the
same class finishes them first: what was to be signed is on record, so the same
statement is signed, and nobody gets a second badge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from badge_classes.awarding import obstacle
from badge_classes.renewal import slot
from badge_classes.validity import expires
from issuer.actions import rotation
from issuer.actions.publication import JSON_TYPE, OwnFetcher, Publication
from issuer.errors import BarnstarError, ConflictError
from issuer.rules import assertions, awards, people
from issuer.rules.awards import AWARDING, Acquaintance, Award, Judgement, Visibility
from issuer.store import awards as award_store
from issuer.store import classes as class_store
from issuer.store import people as people_store
from verifier import (
    AllOf,
    Document,
    EarnedBy,
    IssuedBy,
    OfflineFetcher,
    VerificationError,
    verify,
)
from verifier.openbadges import documents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from issuer.actions.service import Service
    from issuer.rules.assertions import SignedAssertion
    from issuer.rules.editions import Edition
    from issuer.rules.people import Person
    from issuer.rules.rosters import RosterRow
    from issuer.store.database import Session
    from keys.signing_key import SigningKey

BATCH = 50
"""Badges signed and stored together: half a second of work to lose at most."""

BACKDATE = timedelta(seconds=5)
"""Validators with a clock slightly behind ours refuse a badge from their future."""

_TRIES = 3

Progress = Callable[[int, int], None]
"""Told how many badges are signed by now, and of how many."""


def silent(_done: int, _total: int) -> None:
    """Show no progress."""


class IssuanceError(BarnstarError):
    """Our own verifier refused a badge that we signed, so it was not stored."""


class ClosedError(BarnstarError):
    """A class that nobody can be awarded now: it is archived, or its time is over."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """What holds for every award of one run: the edition, the moment, and what follows from it."""

    edition: Edition
    at: datetime
    slot: str
    expires: datetime | None

    def is_held_by(self, award: Award) -> bool:
        """Whether *award* takes the slot, also when the class had other slots at its time."""
        renewal = self.edition.content.renewal
        return self.slot in (award.slot, slot(renewal, award.issued_on))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a row: the judgement, and the award made or already held."""

    judgement: Judgement
    award: Award | None


def award(  # noqa: PLR0913 - the options of one command
    service: Service,
    class_id: str,
    rows: Sequence[RosterRow],
    *,
    vouched: bool,
    dry_run: bool = False,
    progress: Progress = silent,
) -> list[Result]:
    """Walk the road for *rows* and return what became of each, in order.

    *progress* is told how many badges are signed, and of how many.  Raises
    ClosedError for a class that nobody can be awarded now, and IssuanceError when
    a signed badge does not verify.
    """
    # (1) check
    with service.database.reading() as session:
        terms = _terms(service, session, class_id)
        judgements = _judge(session, terms, rows, vouched=vouched)
    if not dry_run:
        # (2) intend
        terms, judgements = _intend(service, class_id, rows, vouched=vouched)
        # (3) sign, (4) verify, (5) store
        finish(service, class_id, progress)
    with service.database.reading() as session:
        known = _acquaintance(session, class_id, rows, terms.is_held_by)
    return [_result(judgement, known) for judgement in judgements]


def held(service: Service, class_id: str, rows: Sequence[RosterRow]) -> list[Result]:
    """Return the rows of those who hold a badge of a class, each with the last that was made.

    Nothing is awarded, so it answers for a class too that nobody can be awarded now.
    """
    with service.database.reading() as session:
        content = class_store.newest(session, class_id).content
        known = _acquaintance(session, class_id, rows, lambda item: item.signed is not None)
    judgements = awards.judge(rows, content, known, vouched=False)
    results = [_result(judgement, known) for judgement in judgements]
    return [result for result in results if result.award is not None]


def finish(service: Service, class_id: str, progress: Progress = silent) -> int:
    """Sign, verify and store every intended award of a class; return how many there were."""
    total = 0
    # Another process may rotate the key while we sign: such signatures are not
    # stored, and the next round signs those intents with the new key.
    while True:
        key, pending = _pending(service, class_id)
        if not pending:
            return total
        signer = rotation.signer_for(service, key)
        for start in range(0, len(pending), BATCH):
            batch = pending[start : start + BATCH]
            signed = [
                (item, assertions.sign(assertions.state(item, service.addresses), signer))
                for item in batch
            ]
            check(service, signed)
            with service.database.writing() as session:
                award_store.store_signed(session, [(item, made.token) for item, made in signed])
            progress(start + len(batch), len(pending))
        total += len(pending)


def _pending(service: Service, class_id: str) -> tuple[SigningKey, list[Award]]:
    """Return the current key, and the intended awards of a class, all in its epoch.

    An intent keeps the content that was recorded: one of an earlier epoch moves
    to the edition that says the same in this one.
    """
    with service.database.writing() as session:
        class_store.lock(session, class_id)
        # Nobody has seen them, and a badge that begins expired would never verify.
        award_store.forget_expired_intents(session, class_id, service.clock.now())
        key = class_store.newest(session, class_id).epoch.key
        intended = {item.edition_id for item in award_store.unsigned(session, class_id)}
        for edition in class_store.editions(session, class_id):
            if edition.id in intended and edition.epoch.key.kid != key.kid:
                new_id = service.identifiers.public_id()
                moved = class_store.in_epoch(session, edition, key.kid, new_id, service.clock.now())
                award_store.move_intents(session, edition.id, moved)
        return key, award_store.unsigned(session, class_id)


def check(service: Service, signed: Sequence[tuple[Award, SignedAssertion]]) -> None:
    """Verify both assertions of each award as a stranger would read them.

    Raises IssuanceError for the first one that is not valid.
    """
    with service.database.reading() as session:
        publication = Publication(session, service.addresses)
        hosted = [
            Document(
                service.addresses.assertion(item.id),
                200,
                JSON_TYPE,
                documents.encode(assertions.hosted(item, service.addresses)),
            )
            for item, _ in signed
        ]
        fetcher = OwnFetcher(publication, OfflineFetcher(), hosted)
        for (item, made), document in zip(signed, hosted, strict=True):
            for badge in (made.token, document.address):
                _check_one(service, publication, fetcher, item, badge)


def _check_one(
    service: Service, publication: Publication, fetcher: OwnFetcher, item: Award, badge: str
) -> None:
    epoch = publication.key(item.kid)
    if epoch is None:
        raise IssuanceError(f"Key {item.kid} of award {item.id} is not published.")
    policy = AllOf(IssuedBy(epoch.profile_address(service.addresses)), EarnedBy(item.recipient))
    try:
        verify(badge, policy=policy, fetcher=fetcher, now=service.clock.now())
    except VerificationError as error:
        raise IssuanceError(
            f"The badge for {item.recipient} was signed, but our own verifier does not accept it, "
            f"so it was not stored. {error}"
        ) from error


def _terms(service: Service, session: Session, class_id: str) -> _Terms:
    """Return what holds for an award that is made now.  Raises ClosedError."""
    edition = class_store.newest(session, class_id)
    content = edition.content
    at = (service.clock.now() - BACKDATE).replace(microsecond=0)
    is_archived = class_store.archived_at(session, class_id) is not None
    problem = obstacle(content, is_archived=is_archived, at=service.clock.now())
    if problem is not None:
        raise ClosedError(f"{content.slug}: {problem.sentence}")
    return _Terms(edition, at, slot(content.renewal, at), expires(content.validity, at))


def _judge(
    session: Session, terms: _Terms, rows: Sequence[RosterRow], *, vouched: bool
) -> list[Judgement]:
    known = _acquaintance(session, terms.edition.class_id, rows, terms.is_held_by)
    return awards.judge(rows, terms.edition.content, known, vouched=vouched)


def _acquaintance(
    session: Session,
    class_id: str,
    rows: Sequence[RosterRow],
    is_held: Callable[[Award], bool],
) -> Acquaintance:
    named = [(row.username, row.account) for row in rows if row.username is not None]
    usernames, accounts = people.names(named)
    known = people_store.known(session, usernames, accounts)
    made = award_store.of_class(session, class_id)
    return Acquaintance(
        by_name={person.username: person for person in known if person.username is not None},
        by_account={person.account: person for person in known if person.account is not None},
        held={item.person_id: item for item in made if is_held(item)},
        earlier={item.person_id: item for item in made if not is_held(item)},
    )


def _intend(
    service: Service, class_id: str, rows: Sequence[RosterRow], *, vouched: bool
) -> tuple[_Terms, list[Judgement]]:
    """Record who earned what, and return the terms and the judgements of that moment.

    Another run may add the same person between two statements on PostgreSQL;
    the constraint refuses ours, and the second try finds what the other wrote.
    """
    for attempt in range(_TRIES):
        try:
            with service.database.writing() as session:
                class_store.lock(session, class_id)
                terms = _terms(service, session, class_id)
                judgements = _judge(session, terms, rows, vouched=vouched)
                earned = [item for item in judgements if item.verdict in AWARDING]
                _meet(service, session, judgements)
                _record(service, session, terms, earned)
                return terms, judgements
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _meet(service: Service, session: Session, judgements: Sequence[Judgement]) -> None:
    """Note new names and account numbers of people whom we know, and add who earned.

    What a roster says about an account holds whether or not its row earns: the
    next roster may bring the name alone.
    """
    readable = [item for item in judgements if item.row.problem is None and item.row.username]
    names, _ = people.names([(item.row.username or "", None) for item in readable])
    holders = {person.username: person for person in people_store.known(session, names, ())}
    for judgement in readable:
        _update(session, judgement, holders.get(judgement.row.username))
    strangers = [
        (item.row.username or "", item.row.account)
        for item in readable
        if item.verdict in AWARDING and item.person is None
    ]
    # In one order, so that two runs with the same people wait and do not deadlock.
    people_store.add(session, sorted(strangers, key=lambda who: who[0]), service.clock.now())


def _update(session: Session, judgement: Judgement, holder: Person | None) -> None:
    """Note what a row says of its account; *holder* has had the row's name until now."""
    person, row = judgement.person, judgement.row
    if row.username is None or row.account is None:
        return
    if holder is not None and (person is None or holder.id != person.id):
        # The name belongs to this account now, and to nobody whom we knew by it before.
        people_store.release_username(session, holder.id)
    if person is not None and (person.username, person.account) != (row.username, row.account):
        people_store.update_person(session, people.Person(person.id, row.account, row.username))


def _record(service: Service, session: Session, terms: _Terms, earned: Sequence[Judgement]) -> None:
    rows = [item.row for item in earned]
    known = _acquaintance(session, terms.edition.class_id, rows, terms.is_held_by)
    private = [item.held.id for item in earned if item.held is not None and item.row.private]
    award_store.hide_intents(session, private)
    award_store.intend(
        session,
        [
            _intent(service, terms, item, person)
            for item in earned
            if item.held is None and (person := _person(item.row, known)) is not None
        ],
        service.clock.now(),
    )


def _intent(service: Service, terms: _Terms, judgement: Judgement, person: Person) -> Award:
    if judgement.completion is None or judgement.row.username is None:
        raise AssertionError("An award needs a completion and a name.")
    edition = terms.edition
    return Award(
        id=service.identifiers.public_id(),
        uuid=service.identifiers.uuid(),
        class_id=edition.class_id,
        edition_id=edition.id,
        kid=edition.epoch.key.kid,
        person_id=person.id,
        recipient=people.recipient_address(judgement.row.username),
        issued_on=terms.at,
        completion=judgement.completion,
        visibility=Visibility.HIDDEN if judgement.row.private else Visibility.BY_LINK,
        slot=terms.slot,
        expires=terms.expires,
    )


def _person(row: RosterRow, known: Acquaintance) -> Person | None:
    if row.username is None:
        return None
    return people.find(
        row.username, row.account, by_name=known.by_name, by_account=known.by_account
    )


def _result(judgement: Judgement, known: Acquaintance) -> Result:
    if judgement.verdict not in awards.SETTLED:
        return Result(judgement, None)
    person = _person(judgement.row, known)
    found = known.held.get(person.id) if person else None
    return Result(judgement, found if found and found.signed else None)
