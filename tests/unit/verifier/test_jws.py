"""Signatures: what we sign is read, and nothing that a header asks for changes the rules."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.fixed import private_keys
from verifier.errors import InvalidBadge
from verifier.openbadges import jws, public_keys

KEY, OTHER_KEY = (key for key, _ in zip(private_keys(), range(2), strict=False))
CURVE_KEY = ec.generate_private_key(ec.SECP256R1())
EDWARDS_KEY = ed25519.Ed25519PrivateKey.generate()


def coded(data: bytes) -> str:
    """Return *data* in base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def with_header(header: object) -> str:
    """Return a text signed with KEY whose header was replaced."""
    _, payload, signature = jws.encode(b"{}", KEY).split(".")
    return f"{coded(json.dumps(header).encode())}.{payload}.{signature}"


def refusal(token: str) -> str:
    """Return the code with which *token* is refused."""
    with pytest.raises(InvalidBadge) as refused:
        jws.read(token)
    return refused.value.code


@given(st.binary(max_size=1000))
def test_what_was_signed_is_read_again(payload: bytes) -> None:
    """The payload comes back byte for byte."""
    read = jws.read(jws.encode(payload, KEY))
    assert read.payload == payload
    assert jws.check(read, KEY.public_key()) == payload


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """A stranger's text ends in a JWS or in InvalidBadge, and in nothing else."""
    try:
        jws.read(text)
    except InvalidBadge as refused:
        assert str(refused)  # noqa: PT017 - either end is right


@given(st.data())
def test_a_changed_letter_breaks_it(data: st.DataObject) -> None:
    """Whichever letter of a signed text is changed, the signature is lost."""
    token = jws.encode(b'{"id":"urn:uuid:1"}', KEY)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCabc019-_").filter(lambda new: new != token[place]))
    changed = f"{token[:place]}{letter}{token[place + 1 :]}"
    with pytest.raises((InvalidBadge, jws.WrongSignature, jws.WrongAlgorithm)):
        jws.check(jws.read(changed), KEY.public_key())


def test_the_header_holds_the_algorithm_alone() -> None:
    """A badge is no JWT, and the key is named in the badge itself."""
    assert jws.read(jws.encode(b"{}", KEY)).header == {"alg": "RS256"}


@pytest.mark.parametrize(
    ("key", "algorithm"), [(KEY, "RS512"), (CURVE_KEY, "ES256"), (EDWARDS_KEY, "EdDSA")]
)
def test_every_key_signs_with_its_own_algorithm(
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
    algorithm: str,
) -> None:
    """And with no other."""
    read = jws.read(jws.encode(b"{}", key, algorithm))
    assert jws.check(read, public_keys.check(key.public_key(), "k")) == b"{}"
    for other in {"RS256", "ES256", "EdDSA", "HS256", "none"}.difference(
        public_keys.algorithms(public_keys.check(key.public_key(), "k"))
    ):
        with pytest.raises(ValueError, match="does not belong"):
            jws.encode(b"{}", key, other)


def test_another_key_does_not_fit() -> None:
    """A signature fits one key."""
    with pytest.raises(jws.WrongSignature):
        jws.check(jws.read(jws.encode(b"{}", KEY)), OTHER_KEY.public_key())


@pytest.mark.parametrize("algorithm", ["none", "None", "", "HS256", "PS256", "ES256", None, 5, []])
def test_the_key_decides_on_the_algorithm(algorithm: object) -> None:
    """With "none" or HMAC, anybody who knows the public key could sign."""
    read = jws.read(with_header({"alg": algorithm}))
    with pytest.raises(jws.WrongAlgorithm):
        jws.check(read, KEY.public_key())


@pytest.mark.parametrize("member", ["crit", "b64", "jwk", "zip"])
def test_a_header_may_not_change_the_rules(member: str) -> None:
    """Members that would change what is signed, or bring a key along, are refused."""
    header = {"alg": "RS256", member: [] if member == "crit" else {}}
    assert refusal(with_header(header)) == "jws.header_refused"


def test_a_header_may_have_names_in_it() -> None:
    """They are ignored: the issuer's Profile says which key it is."""
    header = {"alg": "RS256", "kid": "1", "jku": "https://forger.example.net", "typ": "JWT"}
    assert jws.read(with_header(header)).algorithm == "RS256"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("", "jws.malformed"),
        ("a.b", "jws.malformed"),
        ("a.b.c.d", "jws.malformed"),
        ("e30=.e30.", "jws.not_base64url"),
        ("e30.e31.", "jws.not_base64url"),
        ("e30.e3+.", "jws.not_base64url"),
        ("e30.e30.a", "jws.not_base64url"),
        ("W10.e30.", "json.not_an_object"),
        ("e.e30.", "jws.not_base64url"),
        (coded(b'{"alg":"none","alg":"RS256"}') + ".e30.", "json.duplicate_member"),
        ("a" * (jws.MAX_BYTES + 1), "jws.too_large"),
    ],
)
def test_what_is_no_jws(token: str, expected: str) -> None:
    """Each defect has a code of its own."""
    assert refusal(token) == expected


def test_we_do_not_sign_what_we_would_refuse() -> None:
    """A key under the floor signs nothing."""
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - weak on purpose
    with pytest.raises(InvalidBadge, match="1024 bits"):
        jws.encode(b"{}", weak)
