"""The order of the checks.  The rules themselves stand beside their formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import intake, signature
from .errors import VerificationError
from .openbadges import classes, dates, linked_data, revocations, scope, values
from .policy import Evidence
from .reading import Read, Reading
from .report import Outcome, Report

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import TypeGuard

    from .fetch import Fetcher
    from .intake import HostedStatement, LooseStatement, SignedStatement
    from .openbadges.jws import UnverifiedJws
    from .policy import Policy
    from .signature import Key

_OTHER_SUBJECTS = (
    "BadgeClass",
    "CryptographicKey",
    "Endorsement",
    "Issuer",
    "Profile",
    "RevocationList",
)

_PROOF: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "signed": {
        "signature": ("signature.fits",),
        "key": ("key.listed",),
        "revocation": ("revocation.not_listed", "revocation.no_list"),
        "time": ("time.issued",),
    },
    "hosted": {
        "scope": ("scope.inside",),
        "revocation": ("revocation.published",),
        "time": ("time.issued",),
    },
}
"""By form and area, the codes of which one has to stand in the report of a valid badge."""


@dataclass
class _Case:
    """What is known so far about one badge."""

    reading: Reading
    now: datetime
    form: str = "unknown"
    name: str = "Assertion"
    """The badge's id, or what sentences call the badge until it is known."""
    assertion: Mapping[str, Any] | None = None
    badge_class: Mapping[str, Any] | None = None
    issuer: Mapping[str, Any] | None = None
    proved: bool = False
    """Whether the assertion is the issuer's: signed with its key, or published by it."""
    may_hurry: bool = False
    """Whether documents may be read side by side: all that are named will be needed."""


def verify(badge: str | bytes, *, policy: Policy, fetcher: Fetcher, now: datetime) -> Report:
    """Return the Report of a valid *badge*.

    *badge* is an address, a compact JWS, JSON, or the bytes of a file with one of
    these or of a baked PNG or SVG.  The checks are those of Open Badges 2.0, whose
    own words name the classes and properties here:

     (1) Open what was given, until there is a statement: signed, or at an address.
     (2) The statement is an Assertion of version 2.0 with the properties of one.
     (3) Signed: the signature fits the key that the badge names.  Until it does,
         nothing else that the badge names is fetched.
     (4) The badge class says what the badge is for.
     (5) The issuer's Profile says who issues it.
     (6) Signed: the issuer lists the key, and the key names no other owner.
     (7) Hosted: the badge stands where its issuer publishes badges.
     (8) The badge was not revoked.
     (9) It has been issued, and has not expired.
    (10) Its pictures exist.
    (11) It meets the caller's demands.
    (12) Every check that applies was made.  That none failed is not enough.

    All findings are collected.  Raises VerificationError with the report when the
    badge is not valid or could not be decided, and InvalidBadge when *badge* is
    no badge at all.  Not checked: whether a badge says something true, whether its
    issuer may say it, and what its pictures show.
    """
    case = _Case(Reading(fetcher, now), now)
    # (1) A picture or an address is only the wrapping.
    statement = intake.find(badge, case.reading)
    if isinstance(statement, intake.SignedStatement):
        _check_signed(case, statement)
    elif statement is not None:
        _check_hosted(case, statement)
    # (11) The demands come last: they say who and whose, which is proved by now.
    case.reading.add(policy.judge(_evidence(case)))
    # (12) Forgeries of the past were valid because a check had been skipped.
    _check_complete(case)
    report = _report(case)
    if report.valid is not True:
        raise VerificationError(report)
    return report


def _check_signed(case: _Case, statement: SignedStatement) -> None:
    assertion = _signed_assertion(case, statement)
    if assertion is None:
        return
    # (3) A badge need not name its key (VerificationObject, creator).  Then the
    #     issuer's Profile has to be read first, which lists the keys to try.
    creator = classes.reference(classes.node(assertion, "verification"), "creator")
    key = None
    if creator is not None:
        key = _key_that_fits(case, statement.jws, creator)
        if key is None:
            return
    # (4) and (5) What the badge names is read from its address, never from a copy.
    #     Its pictures are no part of finding the key, and wait until it is found.
    case.may_hurry = key is not None
    _read_class(case, assertion)
    _read_issuer(case)
    if key is None and case.issuer is not None:
        key = signature.find_key(statement.jws, case.issuer, case.reading)
    if key is None:
        return
    if case.issuer is not None:
        # (6) Anybody can sign with a key of his own.  Only the Profile, read from
        #     the issuer's address, says which keys are the issuer's.
        case.proved = signature.check_owner(key, case.issuer, case.reading)
        # (8) Only the issuer's own list can say that the badge was not revoked.
        _check_revocation_list(case, assertion, case.issuer)
    # (9) and (10) Whether the badge counts now, and can be shown.
    _check_state(case, assertion)


def _check_hosted(case: _Case, statement: HostedStatement | LooseStatement) -> None:
    assertion = _hosted_assertion(case, statement)
    if assertion is None:
        return
    # (4) and (5) The issuer decides in (7) whether this is a place of its badges.
    case.may_hurry = True
    _read_class(case, assertion)
    _read_issuer(case)
    if case.issuer is not None:
        # (7) The badge class is held to it as well: on another host, somebody else
        #     says what the issuer awards its badges for.
        case.proved = case.reading.add(scope.judge_assertion(case.name, case.issuer))
        class_id = classes.one(case.badge_class or {}, "id")
        if values.is_address(class_id):
            case.reading.add(scope.judge_host(class_id, case.issuer))
    # (8) A hosted badge is revoked at its own address, and was just read there;
    #     the RevocationList is for signed badges.
    if not revocations.judge_flag(assertion):
        case.reading.passed("revocation.published", subject=case.name)
    # (9) and (10) Whether the badge counts now, and can be shown.
    _check_state(case, assertion)


def _signed_assertion(case: _Case, statement: SignedStatement) -> Mapping[str, Any] | None:
    """(2) Return what was signed; reading it before (3) is safe, believing it is not."""
    case.form = "signed"
    own = classes.one(statement.payload, "id")
    case.name = own if isinstance(own, str) else case.name
    if not case.reading.plain(statement.payload, case.name):
        return None
    assertion = linked_data.plain(statement.payload)
    if not _is_assertion(case, assertion):
        return None
    return assertion if _is_proved_by(case, assertion, "SignedBadge", "signed") else None


def _key_that_fits(case: _Case, signed: UnverifiedJws, creator: object) -> Key | None:
    """(3) Return the key at *creator* if it made the signature: nothing else is fetched yet."""
    if not _is_address(creator, case, "verification.creator"):
        return None
    key = signature.read_key(creator, case.reading)
    return key if key is not None and signature.fits(signed, key, case.reading) else None


def _hosted_assertion(
    case: _Case, statement: HostedStatement | LooseStatement
) -> Mapping[str, Any] | None:
    """(2) Return the Assertion that stands at its own address, if it is still there."""
    case.form = "hosted"
    address = _address(case, statement)
    if address is None:
        return None
    case.name = address
    read = case.reading.named(address, gone=True)
    if read is None:
        return None
    case.name = read.name
    # (8) The status 410, Gone, is how a hosted badge is revoked, whatever the body says.
    if read.gone:
        case.reading.add(revocations.judge_flag(read.document, gone=True))
        return None
    if not _is_assertion(case, read.document):
        return None
    return read.document if _is_proved_by(case, read.document, "HostedBadge", "hosted") else None


def _address(case: _Case, statement: HostedStatement | LooseStatement) -> str | None:
    """Return where the hosted badge stands; a copy proves nothing, so its id is read instead."""
    if isinstance(statement, intake.HostedStatement):
        return statement.address
    document = statement.document
    own = classes.one(document, "id")
    case.name = own if isinstance(own, str) else case.name
    if not case.reading.plain(document, case.name):
        return None
    if values.is_address(own):
        return str(own)
    if _is_proved_by(case, linked_data.plain(document), "HostedBadge", "hosted"):
        case.reading.failed("scope.no_address", id=classes.shown(own))
    return None


def _is_assertion(case: _Case, assertion: Mapping[str, Any]) -> bool:
    """(2) Return whether *assertion* is an Assertion that can be judged further."""
    reading, case.assertion = case.reading, assertion
    if not classes.has_type(assertion, "Assertion") and classes.has_type(
        assertion, *_OTHER_SUBJECTS
    ):
        found = classes.shown(assertion["type"])
        reading.undecided("subject.unsupported", document=case.name, type=found)
        return False
    if not reading.typed(assertion, case.name, "Assertion"):
        return False
    # (8) A revoked badge may have nothing left but the word that it is revoked.
    if not reading.add(revocations.judge_flag(assertion)) and "badge" not in assertion:
        return False
    reading.well_formed(assertion, case.name, "Assertion", classes.ASSERTION)
    return True


def _is_proved_by(case: _Case, assertion: Mapping[str, Any], *types: str) -> bool:
    """(2) Return whether *assertion* asks for the proof that its form can give.

    A signed badge without its signature would be proved by nothing at all, and
    neither is a type of proof that nobody knows.
    """
    found = classes.one(classes.node(assertion, "verification"), "type")
    if found in types:
        return True
    if case.form == "hosted" and found in ("SignedBadge", "signed"):
        case.reading.failed("signature.absent", document=case.name)
    else:
        case.reading.failed(
            "verification.other_type",
            document=case.name,
            expected=types[0],
            found=classes.shown(found),
        )
    return False


def _read_class(case: _Case, assertion: Mapping[str, Any]) -> None:
    """(4) Read what the badge is for (BadgeClass)."""
    reading = case.reading
    embedded, address = classes.one(assertion, "badge"), classes.reference(assertion, "badge")
    # A class inside the assertion counts where it has no address of its own;
    # otherwise the copy may be out of date, or a forgery.
    if isinstance(embedded, dict) and not values.is_address(address):
        name = address if isinstance(address, str) else f"{case.name}, badge"
        read: Read | None = Read(linked_data.plain(embedded), name)
    elif _is_address(address, case, "badge"):
        if case.may_hurry:
            reading.ahead(address, classes.reference(assertion, "image"))
        read = reading.named(address)
    else:
        read = None
    if read is not None and reading.typed(read.document, read.name, "BadgeClass"):
        case.badge_class = read.document
        reading.well_formed(read.document, read.name, "BadgeClass", classes.BADGE_CLASS)


def _read_issuer(case: _Case) -> None:
    """(5) Read who issues it (Profile): never from inside another document."""
    reading, badge_class = case.reading, case.badge_class
    if badge_class is None:
        return
    address = classes.reference(badge_class, "issuer")
    if not _is_address(address, case, "issuer"):
        return
    if case.may_hurry:
        reading.ahead(address, classes.reference(badge_class, "image"))
    read = reading.named(address)
    if read is not None and reading.typed(read.document, read.name, "Profile", "Issuer"):
        reading.well_formed(read.document, read.name, "Profile", classes.PROFILE)
        # A Profile without its id could be anybody's.
        if values.is_address(classes.one(read.document, "id")):
            case.issuer = {**read.document, "id": read.name}


def _check_revocation_list(
    case: _Case, assertion: Mapping[str, Any], issuer: Mapping[str, Any]
) -> None:
    """(8) Read the list of revoked badges that the Profile names (RevocationList)."""
    reading = case.reading
    if not classes.many(issuer, "revocationList"):
        reading.note("revocation.no_list", issuer=issuer["id"])
        return
    address = classes.reference(issuer, "revocationList")
    if not _is_address(address, case, "revocationList"):
        return
    document = reading.json(address, limit=revocations.MAX_LIST_BYTES)
    # A badge without an id cannot be looked up, and (2) has said so.
    if document is not None and values.is_identifier(classes.one(assertion, "id")):
        reading.add(revocations.judge_list(document, address, assertion))


def _check_state(case: _Case, assertion: Mapping[str, Any]) -> None:
    """(9) and (10): the dates, then the pictures."""
    case.reading.add(dates.judge(assertion, case.now))
    for document in (assertion, case.badge_class or {}):
        _check_picture(case, document)


def _check_picture(case: _Case, document: Mapping[str, Any]) -> None:
    """(10) Fetch the picture, which the standard wants to exist; it is not decoded."""
    picture = classes.reference(document, "image")
    if values.is_address(picture):
        if case.reading.body(picture) is not None:
            case.reading.passed("image.found", address=picture)
    elif values.is_embedded_picture(picture):
        case.reading.passed("image.embedded", document=str(classes.one(document, "id")))


def _is_address(value: object, case: _Case, name: str) -> TypeGuard[str]:
    """Return whether the document that the property *name* refers to can be fetched."""
    if values.is_address(value):
        return True
    case.reading.failed(
        "property.not_address", document=case.name, property=name, found=classes.shown(value)
    )
    return False


def _evidence(case: _Case) -> Evidence:
    """Return what the caller's demands are about: only what the issuer is proved to say."""
    if not case.proved or case.assertion is None or case.issuer is None:
        return Evidence(None, None)
    recipient = classes.node(case.assertion, "recipient")
    known = bool(recipient) and not classes.check(recipient, case.name, classes.IDENTITY)
    return Evidence(
        {name: classes.one(recipient, name) for name in recipient} if known else None,
        str(case.issuer["id"]),
    )


def _check_complete(case: _Case) -> None:
    """(12) Say of every check that applies and left no trace that it was not made."""
    reading = case.reading
    if case.form == "unknown":
        return
    codes = {finding.code for finding in reading.findings}
    bad = {
        finding.code.partition(".")[0]
        for finding in reading.findings
        if finding.outcome in {Outcome.FAILED, Outcome.UNDECIDED}
    }
    for area, proofs in _PROOF[case.form].items():
        if codes.isdisjoint(proofs) and area not in bad:
            reading.undecided(f"{area}.not_checked")
    if case.badge_class is None:
        reading.undecided("class.not_checked")
    if case.issuer is None and "issuer" not in bad:
        reading.undecided("issuer.not_checked")


def _report(case: _Case) -> Report:
    return Report(
        findings=tuple(case.reading.findings),
        subject=None if case.name == _Case.name else case.name,
        form=case.form,
        assertion=case.assertion,
        badge_class=case.badge_class,
        issuer=case.issuer,
        documents=tuple(case.reading.documents),
    )
