"""Public keys: what is read from PEM, and the floor under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.fixed import private_keys
from verifier.errors import InvalidBadge
from verifier.openbadges import public_keys

if TYPE_CHECKING:
    from verifier.openbadges.public_keys import PublicKey

RSA = next(private_keys()).public_key()
CURVE = ec.generate_private_key(ec.SECP256R1()).public_key()
EDWARDS = ed25519.Ed25519PrivateKey.generate().public_key()


@pytest.mark.parametrize(
    ("key", "algorithms"),
    [(RSA, ("RS256", "RS384", "RS512")), (CURVE, ("ES256",)), (EDWARDS, ("EdDSA",))],
)
def test_what_was_written_is_read_again(key: PublicKey, algorithms: tuple[str, ...]) -> None:
    """Each kind of key keeps its algorithms."""
    again = public_keys.load(public_keys.pem(key), "k")
    assert again == key
    assert public_keys.algorithms(again) == algorithms


def test_pkcs1_is_read() -> None:
    """Older issuers publish RSA keys in that form."""
    pem = RSA.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
    assert public_keys.load(pem.decode(), "k") == RSA


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """A stranger's text ends in a key or in InvalidBadge, and in nothing else."""
    with pytest.raises(InvalidBadge):
        public_keys.load(f"-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----", "k")


@pytest.mark.parametrize(
    "key",
    [
        ec.generate_private_key(ec.SECP384R1()),
        ec.generate_private_key(ec.SECP256K1()),
        ed448.Ed448PrivateKey.generate(),
        dsa.generate_private_key(2048),
    ],
)
def test_other_kinds_are_refused(
    key: ec.EllipticCurvePrivateKey | ed448.Ed448PrivateKey | dsa.DSAPrivateKey,
) -> None:
    """Each kind that is read has one algorithm; the others have none here."""
    with pytest.raises(InvalidBadge) as refused:
        public_keys.check(key.public_key(), "k")
    assert refused.value.code == "key.unsupported"


def test_a_weak_key_is_refused() -> None:
    """What 1024 bits sign, somebody else may have signed."""
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - weak on purpose
    with pytest.raises(InvalidBadge) as refused:
        public_keys.load(public_keys.pem(weak.public_key()), "k")
    assert (refused.value.code, refused.value.parameters["bits"]) == ("key.wrong_size", "1024")


def test_a_private_key_is_not_a_public_one() -> None:
    """An issuer who publishes his private key by mistake has no key."""
    pem = next(private_keys()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    with pytest.raises(InvalidBadge) as refused:
        public_keys.load(pem.decode(), "k")
    assert refused.value.code == "key.unreadable"
