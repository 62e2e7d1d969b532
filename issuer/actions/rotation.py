"""Keys: make one, begin with it, and leave the old one behind.

A new key begins a new epoch, and every badge class gets an edition in it.  Old
badges keep pointing at their own editions, Profile and key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.errors import BarnstarError
from issuer.store import classes as class_store
from issuer.store import organisations as organisation_store
from keys import signer
from keys.keyring import NoCurrentKeyError
from keys.signer import LocalSigner
from keys.signing_key import KeyState

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from issuer.store.database import Session
    from keys.keyring import Keyring
    from keys.signer import Signer
    from keys.signing_key import SigningKey


def keyring(service: Service, slug: str) -> Keyring:
    """Return the keys of an organisation."""
    with service.database.reading() as session:
        return organisation_store.keyring(session, slug)


def new_key(service: Service, slug: str) -> SigningKey:
    """Make a reserve key: the next epoch will begin with it.

    Raises BarnstarError when a reserve key exists already.
    """
    key, sentinels = _make(service)
    with service.database.writing() as session:
        organisation_store.lock(session, slug)
        if organisation_store.keyring(session, slug).reserve is not None:
            raise BarnstarError("A reserve key exists already. `./run keys rotate` begins with it.")
        organisation_store.add_key(session, slug, key, sentinels)
    return key


def rotate(service: Service, slug: str) -> SigningKey:
    """Begin a new epoch with the reserve key, or with a new one, and return that key."""
    key, sentinels = _make(service)
    with service.database.writing() as session:
        organisation_store.lock(session, slug)
        if organisation_store.keyring(session, slug).reserve is None:
            organisation_store.add_key(session, slug, key, sentinels)
        return _begin(service, session, slug)


def ensure_current_key(service: Service, slug: str) -> None:
    """Give an organisation its first key, unless it has a current one."""
    if _has_current(keyring(service, slug)):
        return
    key, sentinels = _make(service)
    with service.database.writing() as session:
        organisation_store.lock(session, slug)
        keys = organisation_store.keyring(session, slug)
        if _has_current(keys):
            return
        if keys.reserve is None:
            organisation_store.add_key(session, slug, key, sentinels)
        _begin(service, session, slug)


def signer_for(service: Service, key: SigningKey) -> Signer:
    """Return the signer with *key*, opened once in this process.

    Raises KeyStateError unless *key*, as it stands now, is the current one.
    """
    if key.kid not in service.signers or key.state is not KeyState.CURRENT:
        service.signers[key.kid] = LocalSigner(key, service.settings.key_encryption_key)
    return service.signers[key.kid]


def _begin(service: Service, session: Session, slug: str) -> SigningKey:
    now = service.clock.now()
    organisation_store.update_keys(session, organisation_store.keyring(session, slug).rotate(now))
    current = organisation_store.keyring(session, slug).current
    for edition in class_store.newest_of_all(session, slug):
        class_store.in_epoch(session, edition, current.kid, service.identifiers.public_id(), now)
    return current


def _make(service: Service) -> tuple[SigningKey, tuple[str, str]]:
    # Outside the transaction: making an RSA key takes long enough to be felt
    # by everybody else who waits for the database.
    identifiers = service.identifiers
    key = signer.new_signing_key(
        service.make_private_key(),
        kid=identifiers.public_id(),
        key_encryption_key=service.settings.key_encryption_key,
        random_bytes=identifiers.random_bytes,
        now=service.clock.now(),
    )
    return key, (identifiers.uuid(), identifiers.uuid())


def _has_current(keys: Keyring) -> bool:
    try:
        return bool(keys.current)
    except NoCurrentKeyError:
        return False
