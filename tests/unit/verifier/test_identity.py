"""Recipients: plain, hashed, and Wikimedia users in whatever spelling."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.openbadges import classes, identity
from verifier.openbadges.identity import hashed_recipient, is_hash, matches, url_recipient

AMINA = url_recipient("https://meta.wikimedia.org/wiki/User:Amina_K")
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(texts, texts)
def test_a_hashed_identity_matches_itself(value: str, salt: str) -> None:
    """What the issuer hashes is what the verifier finds again, and both call it well-formed."""
    recipient = hashed_recipient(value, salt=salt)
    assert matches(recipient, value)
    assert classes.check(recipient, "r", classes.IDENTITY) == ()


@given(texts, texts)
def test_a_plain_identity_matches_only_itself(one: str, other: str) -> None:
    """Unless both are spellings of one Wikimedia user, one letter's difference is a difference."""
    recipient = url_recipient(f"https://example.org/{one}")
    assert matches(recipient, f"https://example.org/{one}")
    assert matches(recipient, f"https://example.org/{other}") is (one == other)


@pytest.mark.parametrize(
    "spelling",
    [
        "Amina K",
        "amina_K",
        "User:Amina K",
        "https://meta.wikimedia.org/wiki/User:Amina_K",
        "https://sw.wikipedia.org/wiki/Mtumiaji:Amina_K",
    ],
)
def test_a_wikimedia_user_in_any_spelling(spelling: str) -> None:
    """A name and every one of its user pages are the same person, hashed or not."""
    assert matches(AMINA, spelling)
    assert matches(hashed_recipient(str(AMINA["identity"]), salt="s", type="url"), spelling)


@pytest.mark.parametrize("value", ["Amina", "amina k@example.org", "", "User:Amina K/Badges"])
def test_somebody_else(value: str) -> None:
    """A name that is nearly the same is somebody else's."""
    assert not matches(AMINA, value)


def test_a_name_elsewhere_is_no_wikimedia_user() -> None:
    """A page that only looks like a user page belongs to that site's own user."""
    recipient = url_recipient("https://wiki.example.org/wiki/User:Amina_K")
    assert not matches(recipient, "Amina K")


@pytest.mark.parametrize("algorithm", ["sha256", "md5"])
def test_the_case_of_hex_digits_does_not_matter(algorithm: str) -> None:
    """The case of an e-mail address does: nobody knows how its host reads it."""
    digest = hashlib.new(algorithm, b"amina@example.orgsalt").hexdigest().upper()
    recipient = {
        "type": "email",
        "hashed": True,
        "salt": "salt",
        "identity": f"{algorithm}${digest}",
    }
    assert matches(recipient, "amina@example.org")
    assert not matches(recipient, "Amina@example.org")


def test_the_salt_comes_last_and_may_be_absent() -> None:
    """The standard appends it."""
    digest = hashlib.sha256(b"amina@example.org").hexdigest()
    recipient = {"type": "email", "hashed": True, "identity": f"sha256${digest}"}
    assert matches(recipient, "amina@example.org")
    assert not matches({**recipient, "salt": "s"}, "amina@example.org")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sha256$" + "a" * 64, "hash"),
        ("sha256$" + "A" * 64, "hash"),
        ("md5$" + "0" * 32, "hash"),
        ("sha256$" + "a" * 63, "plain"),
        ("sha256$" + "a" * 64 + "\n", "plain"),
        ("sha1$" + "a" * 40, "plain"),
        ("SHA256$" + "a" * 64, "plain"),
        ("a@b.c", "plain"),
    ],
)
def test_the_form_of_a_hash(text: str, expected: str) -> None:
    """An algorithm that we compute, and exactly its number of digits."""
    assert ("hash" if is_hash(text) else "plain") == expected


def test_a_writer_says_the_type() -> None:
    """Recipients are known by an address or an e-mail address."""
    assert AMINA["type"] == "url"
    assert identity.hashed_recipient("a@example.org", salt="s")["type"] == "email"
