"""What others say of a badge, its class or its issuer (Open Badges 2.0, Endorsement).

An endorsement is proved like a badge, with a signature or by where it stands;
otherwise anybody could have a famous name speak for him.  What endorses the
endorser is not followed, or it would never end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import intake, statements
from .case import Case
from .errors import InvalidBadge
from .openbadges import classes, values
from .reading import MAX_FETCHES
from .report import Finding, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_FORMS = (intake.Form.ADDRESS, intake.Form.JWS)
"""What an endorsement can be given as; JSON or a picture in a text is something else."""


def check(case: Case) -> None:
    """(11) Judge the endorsements that the documents of *case* refer to."""
    if not case.proved:
        # The badge is not valid already, and what it names is not to be fetched.
        return
    reading = case.reading
    documents = [item for item in (case.statement, case.badge_class, case.issuer) if item]
    if case.kind == "Endorsement":
        for document in documents:
            if classes.many(document, "endorsement"):
                reading.note("endorsement.not_followed", document=_name(document))
        return
    named = {shown: (document, value) for document, value, shown in _named(documents)}
    if not named:
        return
    subjects = {values.canonical(_name(document)) for document in documents}
    reading.ahead(*(value for _, value in named.values()))
    for count, (shown, (document, value)) in enumerate(named.items()):
        if count == MAX_FETCHES:
            reading.undecided("fetch.too_many", address=shown, limit=str(MAX_FETCHES))
            return
        _check_one(case, value, shown, document, subjects)


def _named(
    documents: list[Mapping[str, Any]],
) -> Iterator[tuple[Mapping[str, Any], object, str]]:
    """Yield each endorsement: the document that names it, its address or text, and its name."""
    for document in documents:
        for value in classes.many(document, "endorsement"):
            # A copy of an endorsement proves nothing: it is read at its own address.
            place = classes.one(value, "id") if isinstance(value, dict) else value
            yield document, place, place if isinstance(place, str) else classes.shown(value)


def _check_one(
    case: Case, value: object, shown: str, document: Mapping[str, Any], subjects: set[str]
) -> None:
    reading = case.reading
    endorsement = Case(reading, case.now, kind="Endorsement", name=shown)
    with reading.aside() as found:
        _judge(endorsement, value)
        endorsement.check_complete()
    bad = [item for item in found if item.outcome in {Outcome.FAILED, Outcome.UNDECIDED}]
    if bad or not endorsement.proved:
        failed = any(item.outcome is Outcome.FAILED for item in bad)
        where = {"document": _name(document), "endorsement": shown}
        outcome = Outcome.FAILED if failed else Outcome.UNDECIDED
        reading.add((Finding("endorsement.not_genuine", outcome, where), *bad))
        return
    about = str(classes.reference(endorsement.statement or {}, "claim"))
    if values.canonical(about) in subjects:
        issuer = str((endorsement.issuer or {}).get("id"))
        reading.passed("endorsement.genuine", issuer=issuer, about=about, endorsement=shown)
    else:
        reading.note("endorsement.about_other", about=about, endorsement=shown)


def _judge(endorsement: Case, value: object) -> None:
    """Do for an endorsement what `verify` does for a badge, from (1) to (9)."""
    reading = endorsement.reading
    if not isinstance(value, str):
        reading.failed("scope.no_address", id=classes.shown(value))
        return
    try:
        form, _ = intake.recognise(value)
        given = intake.find(value, reading) if form in _FORMS else None
    except InvalidBadge as error:
        reading.refused(endorsement.name, error)
        return
    if isinstance(given, intake.SignedStatement):
        statements.check_signed(endorsement, given)
    elif given is not None:
        read = statements.published(endorsement, given)
        if read is not None:
            statements.check_hosted(endorsement, read)


def _name(document: Mapping[str, Any]) -> str:
    return str(classes.one(document, "id"))
