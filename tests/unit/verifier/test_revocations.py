"""Revocation lists: every legal shape revokes, and no illegal one clears."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Outcome
from verifier.openbadges import documents, revocations

LIST = "https://badges.example.org/revocations"
ISSUER = "https://badges.example.org/issuer"
BADGE = "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11"

uuids = st.uuids(version=4).map(lambda value: f"urn:uuid:{value}")


def judged(entries: object, badge: str = BADGE) -> list[str]:
    """Return the codes of judging *badge* by a list of *entries*."""
    found = revocations.judge_list({"revokedAssertions": entries}, LIST, {"id": badge})
    return [finding.code for finding in found]


@given(st.lists(uuids, min_size=2, unique=True), st.text(), uuids)
def test_what_is_written_revokes_exactly_that(revoked: list[str], reason: str, other: str) -> None:
    """A list that the issuer writes revokes each badge on it, and no other."""
    written = documents.revocation_list(
        id=LIST, issuer=ISSUER, revoked=[(badge, reason) for badge in revoked]
    )
    for badge in revoked:
        (found,) = revocations.judge_list(written, LIST, {"id": badge})
        assert found.outcome is Outcome.FAILED
    if other not in revoked:
        (found,) = revocations.judge_list(written, LIST, {"id": other})
        assert found.outcome is Outcome.PASSED


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "uid", "x"]), inner),
    )
)
def test_any_list_is_judged(entries: object) -> None:
    """A stranger's list ends in findings, and in nothing else."""
    assert judged(entries)


@pytest.mark.parametrize("entries", [[], ["https://badges.example.org/2"], [{"uid": "abc"}]])
def test_a_list_of_others_clears(entries: object) -> None:
    """Who is not on a list that was read whole is not revoked."""
    assert judged(entries) == ["revocation.not_listed"]


@pytest.mark.parametrize("entries", [None, "nonsense", [12], [{}], [["a"]], [{"id": 5}, BADGE[:9]]])
def test_a_list_that_cannot_be_read_clears_nobody(entries: object) -> None:
    """The entry that nobody understands may be the one."""
    assert set(judged(entries)) == {"revocation.bad_list"}


def test_a_bad_entry_does_not_hide_a_good_one() -> None:
    """Both are said."""
    assert judged(["nonsense", 12, BADGE, BADGE]) == ["revocation.bad_list", "revocation.revoked"]


@pytest.mark.parametrize("uid", ["local-7", BADGE.removeprefix("urn:uuid:"), BADGE])
def test_a_uid_names_a_badge(uid: str) -> None:
    """Older lists name badges by the uid that the badge had, or by the UUID alone."""
    assertion = {"id": BADGE, "uid": "local-7"}
    (found,) = revocations.judge_list({"revokedAssertions": {"uid": uid}}, LIST, assertion)
    assert found.code == "revocation.revoked"


@pytest.mark.parametrize(
    "entry",
    [BADGE.upper(), {"id": BADGE.upper()}, {"uid": BADGE.removeprefix("urn:uuid:").upper()}],
)
def test_a_uuid_is_the_same_in_capitals(entry: object) -> None:
    """An entry in capitals revokes, as an id and as the UUID alone."""
    assert judged([entry]) == ["revocation.revoked"]
    assert judged([BADGE], BADGE.upper()) == ["revocation.revoked"]


def test_an_id_of_another_case_in_the_path_is_another_badge() -> None:
    """Random ids in paths often differ by case alone."""
    assert judged([f"{ISSUER}/Ab"], f"{ISSUER}/aB") == ["revocation.not_listed"]


@pytest.mark.parametrize("reason", ["Awarded by mistake", "", None, 12])
def test_the_reason_is_told(reason: object) -> None:
    """Where the issuer gives one, the reader gets it."""
    entry = {"id": BADGE, "revocationReason": reason}
    (found,) = revocations.judge_list({"revokedAssertions": [entry]}, LIST, {"id": BADGE})
    assert ("mistake" in found.sentence) is (reason == "Awarded by mistake")
    assert json.dumps(dict(found.parameters))


def test_a_million_bad_entries_are_told_once() -> None:
    """A list of nothing but mistakes has one finding, not one for each."""
    document = {"revokedAssertions": [1] * 1_000_000}
    found = revocations.judge_entries(document, LIST)
    assert [finding.code for finding in found] == ["revocation.bad_list"]
