"""Rules: addresses, identifiers, completions and plain text."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.badge_class import Requirement
from issuer.rules import assertions, completions
from issuer.rules.addresses import Addresses
from issuer.rules.assertions import UnsignedAssertion
from issuer.rules.completions import Completion, Shown, Unmet
from issuer.rules.identifiers import Identifiers
from issuer.rules.plain_text import is_plain
from tests.doubles.fixed import SeededBytes

ADDRESSES = Addresses("https://badges.example.org")
ASKED = (Requirement("revisions", 3), Requirement("references", 1))


def test_identifiers_are_long_random_and_lower_case() -> None:
    """An id is 26 characters that survive folding; a UUID is of version 4."""
    identifiers = Identifiers(SeededBytes())
    made = {identifiers.public_id() for _ in range(100)}
    assert len(made) == 100
    assert all(len(item) == 26 and item == item.lower() and item.isalnum() for item in made)
    assert uuid.UUID(identifiers.uuid()).version == 4


@pytest.mark.parametrize("suffix", ["", ".jws", ".png", ".html", "/status.svg", "/embed"])
def test_any_form_of_an_assertions_address_gives_its_id(suffix: str) -> None:
    """An organiser may paste whatever address of the badge is at hand."""
    assert ADDRESSES.assertion_id(ADDRESSES.assertion("abc", suffix)) == "abc"
    assert ADDRESSES.assertion_id("abc") == "abc"


@given(st.integers(0, 9), st.integers(0, 9), st.booleans())
def test_what_is_too_low_is_never_met(revisions: int, references: int, vouched: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """A completion exists exactly when every count reaches its minimum, vouched for or not."""
    shown = {"revisions": revisions, "references": references}
    result = completions.complete(ASKED, shown, vouched=vouched)
    assert isinstance(result, Completion) == (revisions >= 3 and references >= 1)


def test_silence_is_met_only_by_somebodys_word() -> None:
    """A missing measure is not shown; vouched for, it is recorded as such."""
    result = completions.complete(ASKED, {"revisions": 3}, vouched=False)
    assert isinstance(result, Unmet)
    assert (ASKED[1],) == result.missing
    done = completions.complete(ASKED, {"revisions": 3}, vouched=True)
    assert isinstance(done, Completion)
    assert done.is_vouched_for
    assert Shown("references", 1, None) == done.shown[1]
    names = [item["name"] for item in completions.evidence(done)]
    assert names == ["Counted in the course roster", "Confirmed by the organiser"]


def test_another_key_does_not_sign() -> None:
    """An assertion names its key, so a signature by another is refused before it is made."""

    class Other:
        kid = "other"

        def sign(self, payload: bytes) -> str:
            raise AssertionError(payload)

    with pytest.raises(ValueError, match="other"):
        assertions.sign(UnsignedAssertion(b"{}", "first"), Other())


@pytest.mark.parametrize("text", ["Fehler", "خطأ", "می‌خواهم", "間違い", "👩‍🏫"])
def test_every_script_is_plain(text: str) -> None:
    """Joiners and emoji are part of writing."""
    assert is_plain(text)


@pytest.mark.parametrize("text", ["a\x00", "a\nb", "\u202egnp.exe", "\u2066x", "\ud800"])
def test_what_hides_or_reorders_is_not_plain(text: str) -> None:
    """Controls, overrides and broken characters are refused."""
    assert not is_plain(text)
