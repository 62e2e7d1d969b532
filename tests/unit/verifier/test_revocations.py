"""Revocation lists: every legal shape revokes, and no illegal one clears."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier import Outcome
from verifier.openbadges import classes, documents, revocations, values

LIST = "https://badges.example.org/revocations"
ISSUER = "https://badges.example.org/issuer"
BADGE = "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11"

uuids = st.uuids(version=4).map(lambda value: f"urn:uuid:{value}")


def judged(entries: object, badge: str = BADGE) -> list[str]:
    """Return the codes of judging *badge* by a list of *entries*."""
    found = revocations.Index({"revokedAssertions": entries}).judge({"id": badge}, LIST)
    return [finding.code for finding in found]


@given(st.lists(uuids, min_size=2, unique=True), st.text(), uuids)
def test_what_is_written_revokes_exactly_that(revoked: list[str], reason: str, other: str) -> None:
    """A list that the issuer writes revokes each badge on it, and no other."""
    written = documents.revocation_list(
        id=LIST, issuer=ISSUER, revoked=[(badge, reason) for badge in revoked]
    )
    for badge in revoked:
        (found,) = revocations.Index(written).judge({"id": badge}, LIST)
        assert found.outcome is Outcome.FAILED
    if other not in revoked:
        (found,) = revocations.Index(written).judge({"id": other}, LIST)
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
    (found,) = revocations.Index({"revokedAssertions": {"uid": uid}}).judge(assertion, LIST)
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
    (found,) = revocations.Index({"revokedAssertions": [entry]}).judge({"id": BADGE}, LIST)
    assert ("mistake" in found.sentence) is (reason == "Awarded by mistake")
    assert json.dumps(dict(found.parameters))


def test_a_million_bad_entries_are_told_once() -> None:
    """A list of nothing but mistakes has one finding, not one for each."""
    document = {"revokedAssertions": [1] * 1_000_000}
    found = revocations.Index(document).judge_entries(LIST)
    assert [finding.code for finding in found] == ["revocation.bad_list"]


BADGES = [BADGE, BADGE.upper(), "https://BADGES.example.org/1", "https://badges.example.org/1"]
UIDS = [BADGE[9:], BADGE[9:].upper(), "abc", "", BADGE, "https://badges.example.org/1"]
ENTRIES = st.sampled_from([*BADGES, "_:b0", "no identifier", 5]) | st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from([*BADGES, 7, "_:b0"]),
        "uid": st.sampled_from([*UIDS, 7]),
        "revocationReason": st.sampled_from(["First.", "Second.", " ", 5]),
    },
)


@given(st.lists(ENTRIES), st.sampled_from(BADGES), st.sampled_from([*UIDS, None, 7]))
def test_looking_up_finds_what_reading_through_finds(
    entries: list[object], badge: str, uid: object
) -> None:
    """An index answers like somebody who compares the badge with one entry after the other."""
    assertion = {"id": badge, "uid": uid}
    found = revocations.Index({"revokedAssertions": entries}).judge(assertion, LIST)
    assert [(item.code, dict(item.parameters)) for item in found] == read_through(
        entries, badge, uid
    )


def read_through(
    entries: list[object], badge: str, uid: object
) -> list[tuple[str, dict[str, str]]]:
    """Return the codes and parameters that the rules of the standard give."""
    wanted = values.canonical(badge)
    bad: list[tuple[str, dict[str, str]]] = []
    revoked: list[tuple[str, dict[str, str]]] = []
    for entry in entries:
        members: dict[str, Any] = entry if isinstance(entry, dict) else {"id": entry}
        own = members.get("id")
        other = members.get("uid") if isinstance(entry, dict) else None
        known = [own] * values.is_node(own) + [other] * (isinstance(other, str) and other != "")
        # Half of an entry that nobody understands may be the half that counts.
        if not known or len(known) < (own is not None) + (other is not None):
            bad.append(("revocation.bad_list", {"list": LIST, "found": classes.shown(entry)}))
            continue
        is_meant = own is not None and values.canonical(own) == wanted
        if other is not None:
            names = (values.canonical(other), f"urn:uuid:{other}".lower())
            is_same = isinstance(uid, str) and other.casefold() == uid.casefold()
            is_meant = is_meant or wanted in names or is_same
        if is_meant:
            reason = members.get("revocationReason")
            if isinstance(reason, str) and reason.strip():
                because = {"subject": badge, "reason": reason}
                revoked.append(("revocation.revoked_because", because))
            else:
                revoked.append(("revocation.revoked", {"subject": badge}))
    if bad or revoked:
        return [*bad[:1], *revoked[:1]]
    return [("revocation.not_listed", {"subject": badge, "list": LIST})]
