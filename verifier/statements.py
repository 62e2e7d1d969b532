"""What somebody says of somebody: Assertions, and Endorsements.  How each is proved.

The numbers are those of `verify`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from . import copies, intake, signature
from .openbadges import classes, dates, legacy, linked_data, revocations, scope, values
from .reading import GONE, Read
from .understanding import understand_bytes, understand_early_list

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .account import Account
    from .case import Case
    from .intake import HostedStatement, LooseStatement, SignedStatement
    from .openbadges.jws import UnverifiedJws
    from .report import Finding
    from .signature import Key

OTHER_SUBJECTS = (
    "BadgeClass",
    "CryptographicKey",
    "Issuer",
    "Profile",
    "RevocationList",
)

_TABLES = {"Assertion": classes.ASSERTION, "Endorsement": classes.ENDORSEMENT}

_ABOUT = {"Assertion": "badge", "Endorsement": "claim"}
"""What even a revoked statement has, unless nothing is left of it."""


def check_signed(case: Case, given: SignedStatement) -> None:
    """Judge a statement with a signature."""
    statement = _signed_statement(case, given)
    if statement is None:
        return
    # (3) A badge need not name its key (VerificationObject, creator), or holds a copy
    #     of it, or names one that stands in the Profile alone.  Then the Profile
    #     has to be read first.
    creator = classes.one(classes.node(statement, "verification"), "creator")
    key: Key | None = None
    unread: list[Finding] = []
    if values.is_address(creator):
        with case.reading.aside() as unread:
            key = _key_that_fits(case, given.jws, creator)
        if key is not None or not signature.is_out_of_reach(unread):
            case.reading.add(unread)
            unread = []
            if key is None:
                return
    # (4) and (5) What the badge names is read from its address, never from a copy.
    #     Its pictures are no part of finding the key, and wait until it is found.
    case.may_hurry = key is not None
    _read_author(case, statement)
    if key is None and case.issuer is not None:
        key = signature.find_key(given.jws, case.issuer, case.reading, creator, unread)
    elif key is None:
        case.reading.add(unread)
    if key is None:
        return
    if case.issuer is not None:
        # (6) Anybody can sign with a key of his own.  Only the Profile, read from
        #     the issuer's address, says which keys are the issuer's.
        if legacy.V2_0 in (case.version, case.issuer_version):
            case.proved = _ask_issuer(case, key, signature.check_owner)
        else:
            case.proved = _ask_issuer(case, key, signature.check_early_owner)
        # (8) Only the issuer's own list can say that the badge was not revoked.
        _check_revocation_list(case, statement, case.issuer)
    # (9) and (10) Whether the badge counts now, and can be shown.
    _check_state(case, statement)


def check_hosted(case: Case, read: Read) -> None:
    """Judge a statement that was read at its own address."""
    statement = read.document
    if not _is_statement(case, read) or not _is_proved_by(case, statement, "HostedBadge", "hosted"):
        return
    # (4) and (5) The issuer decides in (7) whether this is a place of its badges.
    case.may_hurry = True
    _read_author(case, statement)
    if case.issuer is not None and case.issuer_read is not None:
        # (7) The badge class is held to it as well: on another host, somebody else
        #     says what the issuer awards its badges for.
        case.proved = case.reading.add(scope.judge_assertion(case.name, case.issuer))
        class_id = classes.one(case.badge_class or {}, "id")
        if values.is_address(class_id):
            judge = partial(scope.judge_host, class_id, case.issuer)
            case.reading.add(case.issuer_read.settle(("host", class_id), judge))
    # (8) A hosted badge is revoked at its own address, and was just read there;
    #     the RevocationList is for signed badges.
    if not revocations.judge_flag(statement):
        case.reading.passed("revocation.published", subject=case.name)
    # (9) and (10) Whether the badge counts now, and can be shown.
    _check_state(case, statement)


def published(case: Case, given: HostedStatement | LooseStatement) -> Read | None:
    """(2) Return what stands at the address of *given*, if it is still there."""
    case.form = "hosted"
    copy = _copy(case, given) if isinstance(given, intake.LooseStatement) else None
    if isinstance(given, intake.HostedStatement):
        address: str | None = given.address
    else:
        address = None if copy is None else _address(case, copy)
    if address is None:
        return None
    case.name = address
    read = case.reading.named(address, gone=True, limit=revocations.MAX_LIST_BYTES)
    if read is None:
        return None
    case.name = read.name
    if read.gone and classes.has_type(read.document, *OTHER_SUBJECTS):
        case.reading.failed("fetch.missing", address=address, status=str(GONE))
        return None
    # (8) The status 410, Gone, is how a hosted badge is revoked, whatever the body says.
    if read.gone:
        case.reading.add(revocations.judge_flag(read.document, gone=True))
        return None
    if copy is not None:
        _compare(case, copy, read.document)
    return read


def read_issuer(case: Case, document: Mapping[str, Any]) -> None:
    """(5) Read who issues *document* (Profile): never from inside another document."""
    reading = case.reading
    address = classes.reference(document, "issuer")
    # Version 0.5 has its issuer nowhere else, and (7) holds it to its host.
    embedded = classes.one(document, "issuer") if case.version == legacy.V0_5 else None
    if isinstance(embedded, dict):
        read: Read | None = Read(embedded, str(address), version=case.version)
    elif case.is_address(address, "issuer"):
        if case.may_hurry:
            reading.ahead(address, classes.reference(document, "image"))
        read = reading.named(address)
    else:
        return
    if read is None or not reading.told(read, "Profile", partial(_is_profile, read)):
        return
    # A Profile without its id could be anybody's.
    if values.is_address(classes.one(read.document, "id")):
        case.issuer = {**read.document, "id": read.name}
        case.issuer_version, case.issuer_read = read.version, read


def check_picture(case: Case, document: Mapping[str, Any], read: Read | None = None) -> None:
    """(10) Fetch the picture, which the standard wants to exist; it is not decoded.

    *read* is what *document* was read from, if it was.
    """
    picture = classes.reference(document, "image")
    if values.is_address(picture):
        if case.reading.body(picture) is not None:
            case.reading.passed("image.found", address=picture)
    elif (
        read.settle("picture", partial(values.is_embedded_picture, picture))
        if read is not None
        else values.is_embedded_picture(picture)
    ):
        case.reading.passed("image.embedded", document=str(classes.one(document, "id")))


def _signed_statement(case: Case, given: SignedStatement) -> Mapping[str, Any] | None:
    """(2) Return what was signed; reading it before (3) is safe, believing it is not."""
    case.form = "signed"
    own = classes.one(given.payload, "id")
    case.name = own if isinstance(own, str) else case.name
    read = case.reading.understood(given.payload, case.name)
    if read is None:
        return None
    own = classes.one(read.document, "id")
    case.name = own if isinstance(own, str) else case.name
    if not _is_statement(case, read):
        return None
    is_signed = _is_proved_by(case, read.document, "SignedBadge", "signed")
    return read.document if is_signed else None


def _key_that_fits(case: Case, signed: UnverifiedJws, creator: str) -> Key | None:
    """(3) Return the key at *creator* if it made the signature: nothing else is fetched yet."""
    is_early = case.version != legacy.V2_0
    key = signature.read_key(creator, case.reading, as_pem=is_early)
    return key if key is not None and signature.fits(signed, key, case.reading) else None


def _copy(case: Case, given: LooseStatement) -> Mapping[str, Any] | None:
    """Return what a copy without its address says, which proves nothing."""
    own = classes.one(given.document, "id")
    case.name = own if isinstance(own, str) else case.name
    read = case.reading.understood(given.document, case.name)
    return None if read is None else read.document


def _address(case: Case, copy: Mapping[str, Any]) -> str | None:
    """Return where the document stands that *copy* is one of; it is read there instead."""
    own = classes.one(copy, "id")
    if values.is_address(own):
        return own
    if classes.has_type(copy, *OTHER_SUBJECTS) or _is_proved_by(
        case, copy, "HostedBadge", "hosted"
    ):
        case.reading.failed("scope.no_address", id=classes.shown(own))
    return None


def _compare(case: Case, copy: Mapping[str, Any], document: Mapping[str, Any]) -> None:
    """(2) Note where *copy*, which was handed in, says something else than what counts."""
    # Nothing, or little, is left of a revoked badge, and that it is revoked is told.
    if revocations.judge_flag(document):
        return
    members = copies.differences(copy, document)
    if members:
        case.reading.note("copy.differs", document=case.name, members=", ".join(members))


def _is_statement(case: Case, read: Read) -> bool:
    """(2) Return whether *read* is an Assertion or Endorsement that can be judged further."""
    reading, document = case.reading, read.document
    case.statement, case.version = document, read.version
    if case.version != legacy.V2_0:
        reading.note("version.early", document=case.name, version=case.version)
    is_endorsement = classes.has_type(document, "Endorsement")
    if is_endorsement and not classes.has_type(document, "Assertion"):
        case.kind = "Endorsement"
        reading.note("subject.no_award", document=case.name, type=case.kind)
    if not reading.typed(document, case.name, case.kind):
        return False
    # (8) A revoked badge may have nothing left but the word that it is revoked.
    if not reading.add(revocations.judge_flag(document)) and _ABOUT[case.kind] not in document:
        return False
    case.is_well_formed = reading.well_formed(document, case.name, case.kind, _TABLES[case.kind])
    return True


def _is_proved_by(case: Case, statement: Mapping[str, Any], *types: str) -> bool:
    """(2) Return whether *statement* asks for the proof that its form can give.

    A signed badge without its signature would be proved by nothing at all, and
    neither is a type of proof that nobody knows.
    """
    found = classes.one(classes.node(statement, "verification"), "type")
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


def _read_author(case: Case, statement: Mapping[str, Any]) -> None:
    """(4) and (5) Read who says it: an Assertion names its class, and that its issuer."""
    if case.kind == "Endorsement":
        read_issuer(case, statement)
        return
    _read_class(case, statement)
    if case.badge_class is not None:
        read_issuer(case, case.badge_class)


def _read_class(case: Case, assertion: Mapping[str, Any]) -> None:
    """(4) Read what the badge is for (BadgeClass)."""
    reading = case.reading
    embedded, address = classes.one(assertion, "badge"), classes.reference(assertion, "badge")
    is_only_copy = case.version == legacy.V0_5 or not values.is_address(address)
    # A class inside the assertion counts where it has no address of its own;
    # otherwise the copy may be out of date, or a forgery.
    if isinstance(embedded, dict) and is_only_copy:
        name = address if isinstance(address, str) else f"{case.name}, badge"
        read: Read | None = Read(linked_data.plain(embedded), name, version=case.version)
    elif case.version == legacy.V0_5:
        found = classes.shown(embedded)
        reading.failed("property.not_object", document=case.name, property="badge", found=found)
        return
    elif case.is_address(address, "badge"):
        if case.may_hurry:
            reading.ahead(address, classes.reference(assertion, "image"))
        read = reading.named(address)
    else:
        read = None
    if read is not None and reading.told(read, "BadgeClass", partial(_is_class, read)):
        case.badge_class, case.class_read = read.document, read


def _is_class(read: Read, account: Account) -> bool:
    """Note whether *read* is a well-formed BadgeClass; return whether it is one at all."""
    if not account.typed(read.document, read.name, "BadgeClass"):
        return False
    account.well_formed(read.document, read.name, "BadgeClass", classes.BADGE_CLASS, read.sha256)
    return True


def _is_profile(read: Read, account: Account) -> bool:
    """Note whether *read* is a well-formed Profile; return whether it is one at all."""
    if not account.typed(read.document, read.name, "Profile", "Issuer"):
        return False
    is_early = read.version != legacy.V2_0
    table = classes.EARLY_PROFILE if is_early else classes.PROFILE
    account.well_formed(read.document, read.name, "Profile", table, read.sha256)
    return True


def _ask_issuer(
    case: Case, key: Key, check: Callable[[Key, Mapping[str, Any], Account], bool]
) -> bool:
    """(6) Note and return whether *check* finds that *key* is the issuer's."""
    issuer, read = case.issuer, case.issuer_read
    if issuer is None or read is None:
        return False
    # All that the answer depends on besides the Profile; `Key.text` stands for the key itself.
    question = (check.__name__, key.id, key.owner, key.text)
    return case.reading.told(read, question, partial(check, key, issuer))


def _check_revocation_list(
    case: Case, statement: Mapping[str, Any], issuer: Mapping[str, Any]
) -> None:
    """(8) Read the list of revoked badges that the Profile names (RevocationList).

    The list counts because the Profile names its address, so that host has to answer.
    """
    reading = case.reading
    if not classes.many(issuer, "revocationList"):
        reading.note("revocation.no_list", issuer=issuer["id"])
        return
    address = classes.reference(issuer, "revocationList")
    if not case.is_address(address, "revocationList"):
        return
    index = reading.learn(
        address,
        ("list", case.version),
        revocations.Index,
        limit=revocations.MAX_LIST_BYTES,
        way=understand_bytes if case.version == legacy.V2_0 else understand_early_list,
    )
    # A badge without an id cannot be looked up, and (2) has said so.
    if (
        index is not None
        and reading.is_own_host(address, address)
        and values.is_identifier(classes.one(statement, "id"))
    ):
        reading.add(index.judge(statement, address))


def _check_state(case: Case, statement: Mapping[str, Any]) -> None:
    """(9) and (10): the dates, then the pictures."""
    case.reading.add(dates.judge(statement, case.now))
    check_picture(case, statement)
    check_picture(case, case.badge_class or {}, case.class_read)
