"""What is remembered of bytes that passed a check, and that it changes no verdict."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.issuer_in_memory import BADGE_CLASS, NOW, PROFILE, REVOCATIONS, IssuerInMemory
from verifier import UnsafeAnyIssuer, VerificationError, verify
from verifier.proofs import Proofs

if TYPE_CHECKING:
    from verifier import Report


def report_on(badge: str, issuer: IssuerInMemory) -> Report:
    """Return the report on *badge*, valid or not."""
    try:
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


def test_a_proof_is_of_certain_bytes_and_a_certain_check() -> None:
    """Bytes that are a fine Profile are no fine badge class."""
    proofs = Proofs()
    proofs.add("a", "Profile")
    assert proofs.holds("a", "Profile")
    assert not proofs.holds("a", "BadgeClass")
    assert not proofs.holds("b", "Profile")


def test_what_nobody_asks_for_is_forgotten_first() -> None:
    """The table has a limit, whatever strangers send."""
    proofs = Proofs(limit=3)
    for name in "abc":
        proofs.add(name, "json")
    assert proofs.holds("a", "json")
    proofs.add("d", "json")
    assert [name for name in "abcd" if proofs.holds(name, "json")] == ["a", "c", "d"]


def test_threads_share_it() -> None:
    """Threads that add and ask at the same time neither break it nor make it grow."""
    proofs = Proofs(limit=50)
    errors: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 2_000):
                proofs.add(str(number), "json")
                proofs.holds(str(number - 20), "json")
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(0, 4_000, 1_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sum(proofs.holds(str(number), "json") for number in range(7_000)) == 50


@pytest.mark.parametrize("form", ["signed", "hosted"])
def test_the_second_report_is_the_first(form: str) -> None:
    """Nothing in a report tells whether its documents were known."""
    issuer = IssuerInMemory()
    issuer.change(PROFILE, description=f"Seen first by this test, {form}.")
    issuer.change(BADGE_CLASS, tags=["first", form])
    badge = issuer.signed() if form == "signed" else issuer.hosted()
    first, second = report_on(badge, issuer), report_on(badge, issuer)
    assert first.valid
    assert second == first
    assert second.as_json() == first.as_json()


@pytest.mark.parametrize(
    ("address", "members", "code"),
    [
        (PROFILE, {"email": None}, "property.missing"),
        (PROFILE, {"type": "Person"}, "document.wrong_type"),
        (BADGE_CLASS, {"name": ["a", "b"]}, "property.several"),
        (BADGE_CLASS, {"schema:name": "another"}, "property.several"),
        (REVOCATIONS, {"revokedAssertions": [5, 6]}, "revocation.bad_list"),
    ],
)
def test_other_bytes_are_judged_anew(address: str, members: dict[str, Any], code: str) -> None:
    """A document that was fine and is changed is not fine because it was, and the other way."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    good = issuer.published[address]
    assert report_on(badge, issuer).valid
    issuer.change(address, **members)
    for _ in range(2):
        changed = report_on(badge, issuer)
        assert changed.valid is False
        assert code in {finding.code for finding in changed.findings}
    issuer.published[address] = good
    assert report_on(badge, issuer).valid


def test_a_document_with_a_mark_before_it_is_read_again() -> None:
    """A byte order mark is skipped the first time and every other time."""
    issuer = IssuerInMemory()
    issuer.put(PROFILE, b"\xef\xbb\xbf" + issuer.published[PROFILE].body)
    badge = issuer.signed()
    assert report_on(badge, issuer).valid
    assert report_on(badge, issuer).valid


def test_a_caller_who_changes_a_report_changes_no_other() -> None:
    """Every report has documents of its own, down to the innermost."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    issuer.change(PROFILE, verification={"allowedOrigins": ["badges.example.org"]})
    first = report_on(badge, issuer)
    assert first.issuer is not None
    first.issuer["verification"]["allowedOrigins"].append("forger.example.net")
    second = report_on(badge, issuer)
    assert second.issuer is not None
    assert second.issuer["verification"] == {"allowedOrigins": ["badges.example.org"]}
