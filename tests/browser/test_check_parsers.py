"""The small parsers of `static/js/check.js`, beside ours in Python."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, TypeAlias

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.browser import open_page
from tests.doubles.fixed import private_keys
from tests.doubles.script import call
from verifier import InvalidBadge
from verifier.openbadges import json_text, jws, public_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site
    from verifier.openbadges.jws import UnverifiedJws

PrivateKey: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS1 = serialization.PublicFormat.PKCS1

FEW = settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a page that may run the script."""
    with open_page(browser) as opened:
        opened.goto(site.address("badge"))
        yield opened


# --- base64url ----------------------------------------------------------------------------------


def test_base64url_is_read_in_its_canonical_form_alone(page: Page) -> None:
    """Any bytes come back, and a text that another one stands for as well is refused."""

    @FEW
    @given(st.text("AQgwEhz09-_", max_size=9))
    def read(segment: str) -> None:
        try:
            expected: object = list(jws.read(f"e30.e30.{segment}").signature)
        except InvalidBadge:
            expected = "failed"
        assert call(page, "decode", segment) == expected

    read()


# --- JSON ---------------------------------------------------------------------------------------

names = st.sampled_from(["a", "b", "\\u0061", "type", '\\"', "{", "a:b"])
texts = st.sampled_from(['"x"', '"{"', '"\\""', '"\\\\"', '"a\\ud83d\\ude00"', "true", "null"])
half = st.just('"\\ud83d"')
values = st.recursive(
    texts | half,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]")
        | st.lists(st.tuples(names, inner), max_size=3).map(
            lambda pairs: "{" + ", ".join(f'"{name}" : {value}' for name, value in pairs) + "}"
        )
    ),
    max_leaves=6,
)
documents = st.lists(st.tuples(names, values), max_size=4).map(
    lambda pairs: "{" + ",".join(f'"{name}":{value}' for name, value in pairs) + "}"
)


def test_a_member_that_stands_twice_is_found_where_our_reader_finds_it(page: Page) -> None:
    """Also if it is escaped, deep inside, or beside texts that look like brackets."""
    seen = set()

    @FEW
    @given(documents)
    def read(text: str) -> None:
        try:
            expected: object = json_text.decode(text.encode())
        except InvalidBadge:
            expected = "unknown"
        seen.add(expected == "unknown")
        assert call(page, "parse", text.encode()) == expected

    read()
    assert seen == {True, False}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b"\xff\xfe{\x00}\x00",
        '{"a": "é"}'.encode("latin-1"),
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "c": [{"b": 1, "\\u0062": 2}]}}',
    ],
)
def test_what_is_no_json_is_no_json(page: Page, data: bytes) -> None:
    """Nothing of it is used."""
    with pytest.raises(InvalidBadge):
        json_text.decode(data)
    assert call(page, "parse", data) == "unknown"


def test_a_byte_order_mark_is_skipped(page: Page) -> None:
    """As our own reader does."""
    assert call(page, "parse", b'\xef\xbb\xbf{"a":"b"}') == {"a": "b"}


# --- The JWS ------------------------------------------------------------------------------------


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _token(header: str) -> str:
    return f"{_base64url(header.encode())}.{_base64url(b'{}')}.AA"


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ('{"alg":"RS256","crit":["b64"]}', "failed"),
        ('{"alg":"RS256","b64":"false"}', "failed"),
        ('{"alg":"RS256","jwk":{"kty":"RSA"}}', "failed"),
        ('{"alg":"RS256","zip":"DEF"}', "failed"),
        ('{"alg":"none","alg":"RS256"}', "unknown"),
        ('{"alg":"RS256","x":1e999}', "unknown"),
        ("not JSON", "unknown"),
    ],
)
def test_a_header_that_changes_the_rules_is_refused(page: Page, header: str, outcome: str) -> None:
    """The signer may bring neither a key nor another way of reading what is signed."""
    with pytest.raises(InvalidBadge):
        jws.read(_token(header))
    assert call(page, "read", _token(header)) == outcome


@pytest.mark.parametrize("text", ["", "e30", "https://a.example/b.c.d", "{}", "e30.e30.AA="])
def test_what_is_no_jws_is_not_judged(page: Page, text: str) -> None:
    """Addresses, JSON and pictures are for the verifier."""
    assert call(page, "read", text) == ("failed" if text == "e30.e30" else "unknown")


@pytest.mark.parametrize("space", ["\ufeff", "\u00a0", "\u2028", "\x0b"])
def test_only_plain_white_space_may_stand_around_it(page: Page, space: str) -> None:
    """Ours strips another set of such letters than a browser does; these two have both."""
    token = _token('{"alg":"RS256"}')
    assert call(page, "read", f" \r\n{token} \n")["alg"] == "RS256"
    assert call(page, "read", space + token) == call(page, "read", token + space) == "unknown"


def test_a_long_text_is_left_to_the_verifier(page: Page) -> None:
    """It is not cut, which would break the signature of a badge that is good."""
    assert call(page, "read", _token('{"alg":"RS256"}') + "A" * 65_536) == "unknown"


# --- Keys ---------------------------------------------------------------------------------------


def _fits(page: Page, pem: str, signed: UnverifiedJws, algorithm: object = None) -> object:
    given = {
        "alg": algorithm or signed.algorithm,
        "signature": list(signed.signature),
        "signed": list(signed.signed),
    }
    return page.evaluate(
        """async ([pem, { alg, signature, signed }]) => {
          const { fits } = await import("/static/js/check.js");
          const bytes = (numbers) => new Uint8Array(numbers);
          const jws = { alg, signature: bytes(signature), signed: bytes(signed) };
          return fits(pem, jws).catch((error) => (error === "failed" ? error : "unknown"));
        }""",
        [pem, given],
    )


def _pem(key: PublicKeyTypes, form: serialization.PublicFormat = SPKI) -> str:
    return key.public_bytes(serialization.Encoding.PEM, form).decode()


RSA_KEY = next(private_keys())
SIGNED = jws.read(jws.encode(b"{}", RSA_KEY))


@pytest.mark.parametrize("form", [SPKI, PKCS1], ids=["SPKI", "PKCS1"])
@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_an_rsa_key_is_read_in_both_forms(
    page: Page, form: serialization.PublicFormat, algorithm: str
) -> None:
    """PKCS #1 is wrapped for the browser; white space in the text means nothing."""
    signed = jws.read(jws.encode(b"{}", RSA_KEY, algorithm))
    pem = _pem(RSA_KEY.public_key(), form)
    assert _fits(page, pem, signed) is True
    assert _fits(page, f" {pem.replace(chr(10), ' ')}\n", signed) is True
    assert _fits(page, pem, jws.read(jws.encode(b"[]", RSA_KEY))) is True
    other = jws.UnverifiedJws(signed.header, b"", signed.signed + b"x", signed.signature)
    assert _fits(page, pem, other) is False


def test_other_keys_are_read_where_the_browser_has_them(page: Page) -> None:
    """ES256 on P-256, and Ed25519."""
    for private, algorithm in (
        (ec.generate_private_key(ec.SECP256R1()), "ES256"),
        (ed25519.Ed25519PrivateKey.generate(), "EdDSA"),
    ):
        signed = jws.read(jws.encode(b"{}", private, algorithm))
        assert _fits(page, _pem(private.public_key()), signed) is True
        broken = jws.UnverifiedJws(signed.header, b"", signed.signed + b"x", signed.signature)
        assert _fits(page, _pem(private.public_key()), broken) is False


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES256", "EdDSA", "PS256", ["RS256"], 1])
def test_a_key_fits_no_algorithm_of_another_type(page: Page, algorithm: object) -> None:
    """The public key is never the secret of an HMAC, and nothing is signed with nothing."""
    assert _fits(page, public_keys.pem(RSA_KEY.public_key()), SIGNED, algorithm) == "failed"


@pytest.mark.parametrize("bits", [1024, 2047])
def test_a_short_rsa_key_proves_nothing(page: Page, bits: int) -> None:
    """As the verifier has it: 2048 bits or more."""
    key = rsa.generate_private_key(65537, bits)
    assert _fits(page, _pem(key.public_key()), SIGNED) == "failed"


@pytest.mark.parametrize(
    "pem",
    [
        "",
        "garbage",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n====\n-----END PUBLIC KEY-----\n",
        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
        _pem(RSA_KEY.public_key()).replace("END PUBLIC", "END RSA PUBLIC"),
        _pem(ec.generate_private_key(ec.SECP384R1()).public_key()),
    ],
)
def test_a_text_that_is_no_such_key_proves_nothing(page: Page, pem: str) -> None:
    """Whatever is wrong with it, the answer is that nothing was checked."""
    assert _fits(page, pem, SIGNED) == "unknown"


def _texts(pem: str) -> Iterator[str]:
    """Yield texts that are nearly *pem*: one letter, one byte, or the white space is another."""
    head, *lines, foot = pem.strip().split("\n")
    body = "".join(lines)
    core = body.rstrip("=")
    for last in "AEIMQUYcgkosw048BCDfgh+/":
        yield f"{head}\n{core[:-1]}{last}{body[len(core) :]}\n{foot}"
    for space in ("\u00a0", "\ufeff", "\x0b", "\x0c", "\t", "\r\n", ""):
        yield space + pem + space
        yield f"{head}{space}{body[:40]}{space}{body[40:]}{space}{foot}"
    for padding in ("", "=", "=="):
        yield f"{head}\n{core}{padding}\n{foot}"
    whole = base64.b64decode(body)
    for place in range(min(40, len(whole))):
        other = bytes(byte ^ (at == place) for at, byte in enumerate(whole))
        yield f"{head}\n{base64.b64encode(other).decode()}\n{foot}"
    for other in (whole + b"\0", whole[:-1]):
        yield f"{head}\n{base64.b64encode(other).decode()}\n{foot}"
    yield from (f"x{pem}", f"{pem}x", f"x\n{pem}", pem + pem)


def _has_signed(pem: str, signed: UnverifiedJws) -> bool:
    try:
        jws.check(signed, public_keys.load(pem, "key"))
    except (InvalidBadge, jws.WrongSignature, jws.WrongAlgorithm):
        return False
    return True


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_no_text_is_a_key_here_and_none_to_the_verifier(page: Page, algorithm: str) -> None:
    """A browser reads base64 leniently; where the text is not exact, nothing is proved."""
    keys: dict[str, PrivateKey] = {
        "RS256": RSA_KEY,
        "ES256": ec.generate_private_key(ec.SECP256R1()),
        "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    }
    private = keys[algorithm]
    signed = jws.read(jws.encode(b"{}", private, algorithm))
    texts = list(_texts(_pem(private.public_key())))
    wrong = [
        text
        for text in texts
        if _fits(page, text, signed) is True and not _has_signed(text, signed)
    ]
    assert wrong == []
    assert any(_fits(page, text, signed) is True for text in texts)


@pytest.mark.parametrize("exponent", [0, 1, 2, 4])
def test_a_key_whose_signatures_anybody_can_make_proves_nothing(page: Page, exponent: int) -> None:
    """With the exponent 1 a signature is the padded hash itself."""
    modulus = RSA_KEY.public_key().public_numbers().n
    size = (modulus.bit_length() + 7) // 8
    start = bytes.fromhex("3031300d060960864801650304020105000420")
    hashed = start + hashlib.sha256(SIGNED.signed).digest()
    padded = b"\0\1" + b"\xff" * (size - len(hashed) - 3) + b"\0" + hashed
    number = b"\2\x82" + (size + 1).to_bytes(2) + b"\0" + modulus.to_bytes(size)
    key = number + bytes([2, 1, exponent])
    der = b"\x30\x82" + len(key).to_bytes(2) + key
    text = base64.b64encode(der).decode()
    pem = f"-----BEGIN RSA PUBLIC KEY-----\n{text}\n-----END RSA PUBLIC KEY-----\n"
    forged = jws.UnverifiedJws(SIGNED.header, b"", SIGNED.signed, padded)
    assert not _has_signed(pem, forged)
    assert _fits(page, pem, forged) is not True


def test_what_is_signed_is_what_was_sent(page: Page) -> None:
    """The script hands out the very bytes that the signature is of."""
    token = jws.encode(json.dumps({"a": "é"}).encode(), RSA_KEY)
    signed = page.evaluate(
        """async (token) => {
          const { read } = await import("/static/js/check.js");
          return [...read(token).signed];
        }""",
        token,
    )
    assert bytes(signed) == jws.read(token).signed
