"""Keys: sealing, lifecycle, and who may sign."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.envelope import EnvelopeError, KeyEncryptionKey
from keys.keyring import Keyring, NoCurrentKeyError
from keys.signer import LocalSigner, new_signing_key
from keys.signing_key import KeyState, KeyStateError, SigningKey
from tests.doubles.fixed import START, SeededBytes, private_keys
from verifier.openbadges import jws, public_keys

RANDOM = SeededBytes("keys")
SECRET = KeyEncryptionKey(KeyEncryptionKey.text_of(RANDOM(32)))
PRIVATE = next(private_keys())


def _reserve(kid: str = "first") -> SigningKey:
    return new_signing_key(
        PRIVATE, kid=kid, key_encryption_key=SECRET, random_bytes=RANDOM, now=START
    )


@given(st.binary(max_size=3000), st.text(max_size=40))
def test_what_is_sealed_for_a_kid_opens_for_that_kid(private: bytes, kid: str) -> None:
    """Sealing and unsealing give back the same bytes."""
    assert private == SECRET.unseal(SECRET.seal(private, kid, RANDOM), kid)


@pytest.mark.parametrize(
    ("kid", "secret", "change"),
    [("other", SECRET, 0), ("first", KeyEncryptionKey("A" * 43), 0), ("first", SECRET, 1)],
    ids=["another kid", "another secret", "an altered byte"],
)
def test_an_envelope_does_not_open(kid: str, secret: KeyEncryptionKey, change: int) -> None:
    """An envelope opens for its own kid, under its own secret, unaltered, and never else."""
    envelope = bytearray(SECRET.seal(b"private", "first", RANDOM))
    envelope[-1] ^= change
    with pytest.raises(EnvelopeError):
        secret.unseal(bytes(envelope), kid)


@pytest.mark.parametrize("text", ["", "short", "A" * 42 + "!", "A" * 86])
def test_a_key_encryption_key_of_the_wrong_form_is_refused(text: str) -> None:
    """Anything but 32 bytes in base64url is refused."""
    with pytest.raises(EnvelopeError):
        KeyEncryptionKey(text)


def test_neither_secret_shows_in_a_representation() -> None:
    """What a log would print of a key holds no private bytes in the clear."""
    text = KeyEncryptionKey.text_of(b"\x07" * 32)
    assert text not in repr(KeyEncryptionKey(text))


def test_a_key_signs_only_while_it_is_current() -> None:
    """A reserve key and a retired key are refused."""
    reserve = _reserve()
    current = reserve.begin(START)
    payload = json.dumps({"id": "urn:uuid:x"}).encode()
    token = LocalSigner(current, SECRET).sign(payload)
    public = public_keys.load(current.public_key_pem, "first")
    assert payload == jws.check(jws.read(token), public)
    for key in (reserve, current.retire(START)):
        with pytest.raises(KeyStateError):
            LocalSigner(key, SECRET)


def test_a_rotation_retires_the_old_key_and_begins_with_the_reserve() -> None:
    """Exactly one key is current before and after."""
    ring = Keyring((_reserve("a").begin(START), _reserve("b")))
    old, new = ring.rotate(START)
    assert (old.state, new.state) == (KeyState.RETIRED, KeyState.CURRENT)
    assert Keyring((old, new)).current.kid == "b"


def test_without_a_reserve_key_nothing_rotates() -> None:
    """A rotation that would leave no key to sign with is refused."""
    with pytest.raises(NoCurrentKeyError):
        Keyring((_reserve("a").begin(START),)).rotate(START)


def test_an_empty_keyring_says_how_to_make_a_key() -> None:
    """The error names the command."""
    with pytest.raises(NoCurrentKeyError, match="keys new"):
        assert Keyring(()).current
