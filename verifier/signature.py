"""Whose signature it is: finding the key, checking, and asking the issuer.

A key proves something only when the issuer's Profile lists it.  That is asked
after the signature was checked, because before that nothing else that an
unproved text names may be fetched.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from .errors import InvalidBadge
from .openbadges import classes, jws, public_keys, values
from .report import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .account import Account
    from .openbadges.jws import UnverifiedJws
    from .openbadges.public_keys import PublicKey
    from .reading import Read, Reading
    from .report import Finding

MAX_KEYS = 5
"""An issuer with more has to say which one signed."""

MAX_LISTED = 25
"""Keys of a Profile that are looked at when it is the Profile that is judged."""

_PEM = b"-----BEGIN "


@dataclass(frozen=True, slots=True)
class Key:
    """A CryptographicKey document that was read; *owner* is the Profile that it names, if any.

    Nothing in it can be changed, so badges may share it.
    """

    id: str
    owner: str | None
    public_key: PublicKey
    text: str
    """The PEM that `public_key` was read from."""


def fits(signed: UnverifiedJws, key: Key, account: Account) -> bool:
    """Note and return whether *key* made the signature of *signed*."""
    try:
        jws.check(signed, key.public_key)
    except jws.WrongAlgorithm:
        account.failed(
            "signature.wrong_algorithm",
            key=key.id,
            algorithm=signed.algorithm,
            expected=", ".join(public_keys.algorithms(key.public_key)),
        )
    except jws.WrongSignature:
        account.failed("signature.broken", key=key.id)
    else:
        account.passed("signature.fits", key=key.id)
        return True
    return False


def read_key(key_id: str, reading: Reading, *, as_pem: bool = False) -> Key | None:
    """Return the key at the address *key_id*, or None with a finding.

    An id with a fragment names a key inside another document, mostly inside its
    owner's Profile.  Before version 2.0 a key was a text *as_pem*.
    """
    address = key_id.partition("#")[0]
    body = reading.body(address) if as_pem else None
    if body is not None and body.lstrip().startswith(_PEM):
        return _pem_key(body, key_id, reading) if reading.is_own_host(address, key_id) else None
    read = reading.read(address)
    if read is None or not reading.is_own_host(address, key_id):
        return None
    return reading.told(read, ("key", key_id), partial(_key_named, key_id, read))


def _key_named(key_id: str, read: Read, account: Account) -> Key | None:
    if _is_named(read.document, key_id):
        return key_in(read.document, key_id, account, read.sha256)
    for node in classes.many(read.document, "publicKey"):
        if isinstance(node, dict) and _is_named(node, key_id):
            return key_in(node, key_id, account)
    own = str(classes.one(read.document, "id"))
    account.failed("document.other_id", address=key_id, id=own)
    return None


def is_out_of_reach(findings: Collection[Finding]) -> bool:
    """Return whether *findings* say that a key could not be fetched, and nothing worse."""
    return bool(findings) and all(item.code.startswith("fetch.") for item in findings)


def check_owner(key: Key, issuer: Mapping[str, Any], account: Account) -> bool:
    """Note and return whether *issuer*, a Profile, lists *key*, and is the owner that it names."""
    issuer_id = str(issuer["id"])
    listed = _listed(issuer)
    said = listed.get(values.canonical(key.id))
    if not listed:
        account.failed("key.none_listed", issuer=issuer_id)
    elif said is None:
        account.failed("key.not_listed", key=key.id, issuer=issuer_id)
    elif key.owner is not None and not values.same_identifier(key.owner, issuer_id):
        # Anybody can list our key in his own Profile; the key says whose it is.
        account.failed("key.other_owner", key=key.id, owner=key.owner, issuer=issuer_id)
    elif all(_means(node, key, issuer_id, account) for node in said):
        account.passed("key.listed", key=key.id, issuer=issuer_id)
        return True
    return False


def check_early_owner(key: Key, issuer: Mapping[str, Any], account: Account) -> bool:
    """Do the same for a badge and an *issuer* older than version 2.0.

    A Profile had no member for its keys then.  A badge names the text of its key,
    and what makes it the issuer's key is that it stands on the issuer's host.
    """
    issuer_id = str(issuer["id"])
    if classes.many(issuer, "publicKey"):
        return check_owner(key, issuer, account)
    if values.authority(key.id) == values.authority(issuer_id):
        account.passed("key.on_own_host", key=key.id, issuer=issuer_id)
        return True
    account.failed("key.not_listed", key=key.id, issuer=issuer_id)
    return False


def check_listed(issuer: Mapping[str, Any], reading: Reading) -> None:
    """Note of every key that *issuer* lists whether it can be used and is the issuer's."""
    for count, (key_id, nodes) in enumerate(_listed(issuer).items()):
        if count == MAX_LISTED:
            reading.undecided("fetch.too_many", address=key_id, limit=str(MAX_LISTED))
            return
        node = _whole(nodes)
        key = read_key(key_id, reading) if node is None else key_in(node, key_id, reading)
        if key is not None:
            check_owner(key, issuer, reading)


def find_key(
    signed: UnverifiedJws,
    issuer: Mapping[str, Any],
    reading: Reading,
    creator: object,
    unread: Collection[Finding],
) -> Key | None:
    """Return the key among those that *issuer* lists that made the signature, or None.

    For badges that name no key, or with *creator* one that stands nowhere but in
    the Profile: *unread* is why it could not be read.  What is wrong with other
    keys of the issuer does not matter once one fits.
    """
    issuer_id = str(issuer["id"])
    listed = _listed(issuer)
    named = classes.one(creator, "id") if isinstance(creator, dict) else creator
    if not listed:
        reading.failed("key.none_listed", issuer=issuer_id)
        return None
    if isinstance(named, str):
        if values.canonical(named) not in listed:
            reading.add(unread)
            reading.failed("key.not_listed", key=named, issuer=issuer_id)
            return None
        listed = {named: listed[values.canonical(named)]}
        if unread and _whole(listed[named]) is None:
            reading.add(unread)
            return None
    if len(listed) > MAX_KEYS:
        reading.undecided(
            "key.too_many", issuer=issuer_id, count=str(len(listed)), limit=str(MAX_KEYS)
        )
        return None
    return _first_that_fits(signed, listed, issuer_id, reading)


def _first_that_fits(
    signed: UnverifiedJws,
    listed: Mapping[str, Collection[Mapping[str, Any]]],
    issuer_id: str,
    reading: Reading,
) -> Key | None:
    tried: list[Finding] = []
    for key_id, nodes in listed.items():
        node = _whole(nodes)
        with reading.aside() as unusable:
            key = read_key(key_id, reading) if node is None else key_in(node, key_id, reading)
        with reading.aside() as found:
            is_found = key is not None and fits(signed, key, reading)
        if is_found:
            reading.add(found)
            return key
        tried += (*unusable, *found)
    # A key that could not be read may be the one.
    unread = [item for item in tried if item.outcome is Outcome.UNDECIDED]
    reading.add(unread or tried)
    if not unread:
        reading.failed("signature.fits_no_key", issuer=issuer_id)
    return None


def _listed(issuer: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Return the ids of the keys that *issuer* lists, with what it says of each itself."""
    listed: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for value in classes.many(issuer, "publicKey"):
        key_id = classes.one(value, "id") if isinstance(value, dict) else value
        if values.is_identifier(key_id):
            said = (value,) if isinstance(value, dict) else ()
            known = values.canonical(key_id)
            listed[known] = (*listed.get(known, ()), *said)
    return listed


def _whole(nodes: Collection[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the first of *nodes* that holds the key itself: others are only references."""
    return next((node for node in nodes if "publicKeyPem" in node), None)


def _is_named(node: Mapping[str, Any], key_id: str) -> bool:
    own = classes.one(node, "id")
    return isinstance(own, str) and values.same_identifier(own, key_id)


def _means(node: Mapping[str, Any], key: Key, issuer_id: str, account: Account) -> bool:
    """Return whether *node*, a key in the Profile *issuer_id*, means *key*, else note a finding."""
    owner = classes.reference(node, "owner")
    if any(value is not False for value in classes.many(node, "revoked")):
        account.failed("key.revoked", key=key.id)
        return False
    if isinstance(owner, str) and not values.same_identifier(owner, issuer_id):
        account.failed("key.other_owner", key=key.id, owner=owner, issuer=issuer_id)
        return False
    if "publicKeyPem" not in node:
        return True
    own = key_in(node, key.id, account)
    if own is not None and own.public_key != key.public_key:
        account.failed("key.differs", key=key.id, issuer=issuer_id)
        return False
    return own is not None


def key_in(
    node: Mapping[str, Any], key_id: str, account: Account, sha256: str | None = None
) -> Key | None:
    """Return the key in *node*, a CryptographicKey, or None with a finding.

    *sha256* is that of the bytes of *node*, where it is a document.
    """
    if not account.typed(node, key_id, "CryptographicKey"):
        return None
    if not account.well_formed(node, key_id, "CryptographicKey", classes.CRYPTOGRAPHIC_KEY, sha256):
        return None
    if any(value is not False for value in classes.many(node, "revoked")):
        account.failed("key.revoked", key=key_id)
        return None
    pem, owner = classes.one(node, "publicKeyPem"), classes.reference(node, "owner")
    try:
        public_key = public_keys.load(str(pem), key_id)
    except InvalidBadge as error:
        account.add((error.finding,))
        return None
    return Key(key_id, None if owner is None else str(owner), public_key, str(pem))


def _pem_key(body: bytes, key_id: str, account: Account) -> Key | None:
    text = body.decode("ascii", "replace")
    try:
        public_key = public_keys.load(text, key_id)
    except InvalidBadge as error:
        account.add((error.finding,))
        return None
    return Key(key_id, None, public_key, text)
