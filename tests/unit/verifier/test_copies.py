"""A copy that says something else than its original, which counts: the reader is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    FORGER,
    HOSTED,
    NOW,
    PICTURE,
    TINY_PNG,
    IssuerInMemory,
)
from verifier import (
    Batch,
    EarnedBy,
    Finding,
    Outcome,
    Report,
    SeenDocument,
    UnsafeAnyIssuer,
    VerificationError,
    bundle,
    verify,
)
from verifier.copies import differences
from verifier.openbadges import legacy, png, svg
from verifier.openbadges.json_text import MAX_DEPTH

MALLORYS_PAGE = f"{FORGER}/Mallory"
MALLORY = {"type": "url", "hashed": False, "identity": MALLORYS_PAGE}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="4"/></svg>'
DIFFERS = "copy.differs"


@pytest.fixture
def issuer() -> IssuerInMemory:
    """Make an issuer with a hosted badge."""
    made = IssuerInMemory()
    made.hosted()
    return made


def judged(issuer: IssuerInMemory, badge: str | bytes) -> Report:
    """Return the report of *badge*, whatever it says."""
    try:
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


def differing(report: Report) -> list[str]:
    """Return the members that the notes about copies name, one text a note."""
    found = [item for item in report.findings if item.code == DIFFERS]
    assert {item.outcome for item in found} <= {Outcome.NOTE}
    return [item.parameters["members"] for item in found]


def copy(issuer: IssuerInMemory, **members: object) -> str:
    """Return the published badge with other *members*, as text; None takes one away."""
    changed = issuer.document(HOSTED) | members
    return json.dumps({name: value for name, value in changed.items() if value is not None})


# --- What is told, and what stays as it was ---------------------------------------------------


def test_an_altered_copy_is_told_and_the_original_is_judged(issuer: IssuerInMemory) -> None:
    """The verdict is that of the published badge, and so is what the report shows."""
    report = judged(issuer, copy(issuer, recipient=MALLORY, narrative="The best."))
    assert report.valid
    assert report.assertion is not None
    assert report.assertion["recipient"]["identity"] == AMINA
    (found,) = (item for item in report.findings if item.code == DIFFERS)
    assert found.parameters == {"document": HOSTED, "members": "recipient, narrative"}
    with pytest.raises(VerificationError) as error:
        verify(
            copy(issuer, recipient=MALLORY),
            policy=EarnedBy(MALLORYS_PAGE),
            fetcher=issuer,
            now=NOW,
        )
    assert differing(error.value.report) == ["recipient"]


@pytest.mark.parametrize("wrap", ["text", "png", "svg", "an address of a picture"])
def test_it_is_told_wherever_the_copy_is_found(issuer: IssuerInMemory, wrap: str) -> None:
    """As text, in either kind of picture, or in a picture that stands at an address."""
    said = copy(issuer, issuedOn="2020-01-01T00:00:00Z")
    picture = png.bake(TINY_PNG, said)
    issuer.put(f"{FORGER}/badge.png", picture, content_type="image/png")
    handed_in: dict[str, str | bytes] = {
        "text": said,
        "png": picture,
        "svg": svg.bake(SVG, said),
        "an address of a picture": f"{FORGER}/badge.png",
    }
    assert differing(judged(issuer, handed_in[wrap])) == ["issuedOn"]


def test_a_true_copy_an_address_and_a_signed_badge_are_not_told(issuer: IssuerInMemory) -> None:
    """Whoever handed in no copy, or a true one, reads nothing about copies."""
    for badge in (copy(issuer), HOSTED, issuer.signed(), png.bake(TINY_PNG, issuer.signed())):
        report = judged(issuer, badge)
        assert report.valid
        assert differing(report) == []


def test_a_member_that_is_missing_in_the_copy_is_told(issuer: IssuerInMemory) -> None:
    """A date of expiry that somebody has taken out, for one."""
    issuer.change(HOSTED, expires="2030-01-01T00:00:00Z")
    assert differing(judged(issuer, copy(issuer, expires=None))) == ["expires"]


def test_a_revoked_badge_is_told_as_that_alone(issuer: IssuerInMemory) -> None:
    """Little is left of it, so that every copy differs."""
    said = copy(issuer, narrative="The best.")
    issuer.publish({**issuer.document(HOSTED), "revoked": True, "revocationReason": "By mistake."})
    report = judged(issuer, said)
    assert (report.valid, differing(report)) == (False, [])


def test_copies_of_other_documents_are_compared_too(issuer: IssuerInMemory) -> None:
    """A badge class that calls itself something else."""
    said = json.dumps(issuer.document(BADGE_CLASS) | {"name": "Flying"})
    report = judged(issuer, said)
    assert (report.valid, differing(report)) == (True, ["name"])


def test_early_copies_are_compared_after_their_upgrade(issuer: IssuerInMemory) -> None:
    """A copy of version 1.1 says the same as the badge that its issuer has brought to 2.0."""
    old = issuer.document(HOSTED) | {
        "@context": "https://w3id.org/openbadges/v1",
        "verify": {"type": "hosted", "url": HOSTED},
    }
    del old["verification"]
    assert legacy.version(old) == legacy.V1_1
    assert differing(judged(issuer, json.dumps(old))) == []
    assert differing(judged(issuer, json.dumps(old | {"recipient": MALLORY}))) == ["recipient"]


def test_linked_data_is_compared_by_what_it_means(issuer: IssuerInMemory) -> None:
    """Terms that are written out in full are those of the context."""
    published = issuer.document(HOSTED)
    words = ["https://w3id.org/openbadges/v2", {"about": "https://w3id.org/openbadges#narrative"}]
    issuer.change(HOSTED, narrative="Wove a scarf.")
    same = published | {"@context": words, "about": "Wove a scarf."}
    assert differing(judged(issuer, json.dumps(same))) == []
    other = same | {"about": "Wove a sail."}
    assert differing(judged(issuer, json.dumps(other))) == ["narrative"]


def test_a_batch_a_bundle_and_whoever_watches_are_told_alike(issuer: IssuerInMemory) -> None:
    """The finding is made where all ways of asking meet."""
    said = copy(issuer, recipient=MALLORY)
    far = IssuerBehindANetwork()
    far.hosted()
    batch = Batch(far, NOW)
    for _ in range(2):
        assert differing(batch.verify(said, policy=UnsafeAnyIssuer())) == ["recipient"]
    opened = bundle.make(said, issuer, NOW)
    report = bundle.judge(opened, policy=UnsafeAnyIssuer(), now=NOW)
    assert differing(report) == ["recipient"]
    told: list[Finding | SeenDocument] = []
    verify(said, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW, watch=told.append)
    assert DIFFERS in {item.code for item in told if isinstance(item, Finding)}


# --- What counts as a difference --------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"type": "Assertion"}, {"type": ["Assertion"]}),
        (
            {"@context": "https://w3id.org/openbadges/v2"},
            {"@context": ["https://elsewhere.example"]},
        ),
        ({"expires": None}, {}),
        ({"evidence": []}, {}),
        ({"tags": ["a", "b"]}, {"tags": ["b", "a"]}),
        ({"issuedOn": "2026-10-01T00:00:00Z"}, {"issuedOn": "2026-10-01T02:00:00+02:00"}),
        ({"id": HOSTED}, {"id": HOSTED.replace("https://b", "HTTPS://B")}),
        ({"image": {"id": PICTURE}}, {"image": PICTURE}),
        ({"badge": {"id": BADGE_CLASS, "name": "Weaving"}}, {"badge": BADGE_CLASS}),
        ({"endorsement": ["urn:a:b", "urn:c:d"]}, {"endorsement": [{"id": "urn:c:d"}, "urn:a:b"]}),
        ({"x": {"@context": "urn:a:b", "y": 1}}, {"x": {"y": 1.0}}),
    ],
)
def test_two_ways_of_saying_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """They are no difference, in whichever of the two they stand."""
    assert differences(one, other) == ()
    assert differences(other, one) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"x": 1}, {"x": True}),
        ({"x": 0}, {}),
        ({"x": ""}, {}),
        ({"x": "1"}, {"x": 1}),
        ({"x": {"y": ["a"]}}, {"x": {"y": ["a", "b"]}}),
        ({"x": {"y": "A"}}, {"x": {"y": "a"}}),
        ({"badge": {"id": "urn:a:b"}}, {"badge": BADGE_CLASS}),
        ({"badge": {"name": "Weaving"}}, {"badge": BADGE_CLASS}),
        ({"evidence": {"id": "urn:a:b", "narrative": "More."}}, {"evidence": "urn:a:b"}),
        ({"issuedOn": "2026-10-01T00:00:00Z"}, {"issuedOn": "2026-10-02T00:00:00Z"}),
        ({"expires": "0001-01-01T00:00:00+14:00"}, {"expires": "9999-12-31T23:59:59-14:00"}),
        ({"narrative": "2026-10-01T00:00:00Z"}, {"narrative": "2026-10-01T00:00:00+00:00"}),
    ],
)
def test_two_things_that_are_not_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    """They are one difference, in whichever of the two they stand."""
    assert differences(one, other) == differences(other, one)
    assert len(differences(one, other)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.dictionaries(st.text(), JSON), st.dictionaries(st.text(), JSON))
def test_any_document_equals_itself_and_differences_are_mutual(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    """Whatever stands in it, and in whatever order its members do."""
    backwards = dict(reversed(json.loads(json.dumps(one)).items()))
    assert differences(one, backwards) == ()
    assert set(differences(one, other)) == set(differences(other, one))


def test_a_deep_copy_is_compared_in_no_time() -> None:
    """Each level costs once: nothing is written into a text within a text."""
    deep: object = "x"
    for _ in range(MAX_DEPTH // 2):
        deep = [{"y": deep}, {"z": 2**61 - 1}]
    assert differences({"x": deep}, {"x": deep}) == ()
    assert differences({"x": deep}, {"x": [deep, 1]}) == ("x",)
