"""Documents: what the issuer writes is what the verifier accepts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.fixed import private_keys
from verifier.openbadges import classes, documents, identity, linked_data, public_keys
from verifier.openbadges.documents import Alignment

ORIGIN = "https://badges.example.org"
BADGE = "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11"
OTHER = "urn:uuid:52e4c6b3-8c13-4fa8-8482-a5cf34ef37a9"

texts = st.text(st.characters(exclude_categories=["Cs"]))
instants = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(timedelta(hours=-8))]),
)


@given(texts, texts, texts, st.lists(texts), instants)
def test_what_is_written_is_well_formed(
    name: str, description: str, narrative: str, tags: list[str], moment: datetime
) -> None:
    """Whatever the texts are, the verifier's tables find nothing wrong, and JSON keeps it all."""
    alignment = Alignment(name, f"{ORIGIN}/skills/1", description, "Framework", "1")
    profile = documents.profile(
        id=f"{ORIGIN}/issuer", name=name, url=ORIGIN, email="badges@badges.example.org"
    )
    badge_class = documents.badge_class(
        id=f"{ORIGIN}/class",
        name=name,
        description=description,
        image=f"{ORIGIN}/class.png",
        criteria_id=f"{ORIGIN}/criteria",
        criteria_narrative=narrative,
        issuer=f"{ORIGIN}/issuer",
        alignments=[alignment],
        tags=tags,
        language="sw",
        version="1",
        related=[(f"{ORIGIN}/class/en", "en"), (f"{ORIGIN}/newer", None)],
    )
    recipient = identity.url_recipient("https://meta.wikimedia.org/wiki/User:Amina_K")
    evidence = [{"type": "Evidence", "name": name, "narrative": narrative}]
    signed = documents.signed_assertion(
        id=BADGE,
        recipient=recipient,
        badge=f"{ORIGIN}/class",
        issued_on=moment,
        creator=f"{ORIGIN}/key",
        evidence=evidence,
        expires=moment,
    )
    hosted = documents.hosted_assertion(
        id=f"{ORIGIN}/1", recipient=recipient, badge=f"{ORIGIN}/class", issued_on=moment
    )
    for document, table in (
        (profile, classes.PROFILE),
        (badge_class, classes.BADGE_CLASS),
        (signed, classes.ASSERTION),
        (hosted, classes.ASSERTION),
    ):
        again = documents.decode(documents.encode(document))
        assert again == document
        assert classes.check(again, "document", table) == ()
        assert linked_data.read(again, "document") == (document, ())


def test_a_key_is_written_with_its_owner() -> None:
    """The key says whose it is, so that nobody else can claim it."""
    pem = public_keys.pem(next(private_keys()).public_key())
    key = documents.cryptographic_key(
        id=f"{ORIGIN}/key", owner=f"{ORIGIN}/issuer", public_key_pem=pem
    )
    assert classes.check(key, "key", classes.CRYPTOGRAPHIC_KEY) == ()
    assert key["owner"] == f"{ORIGIN}/issuer"


def test_what_is_absent_is_not_written() -> None:
    """There are no nulls and no empty lists in a document."""
    profile = documents.profile(
        id=f"{ORIGIN}/issuer", name="Weavers", url=ORIGIN, email="a@badges.example.org"
    )
    assert list(profile) == ["@context", "type", "id", "name", "url", "email"]


def test_times_are_in_utc_and_whole_seconds() -> None:
    """That is the one form that every verifier reads."""
    moment = datetime(2026, 3, 1, 12, 30, 5, 999999, tzinfo=timezone(timedelta(hours=3)))
    written = documents.hosted_assertion(
        id=f"{ORIGIN}/1", recipient={}, badge=f"{ORIGIN}/class", issued_on=moment
    )
    assert written["issuedOn"] == "2026-03-01T09:30:05Z"


def test_a_time_without_a_zone_is_not_written() -> None:
    """It names no instant."""
    with pytest.raises(ValueError, match="no time zone"):
        documents.hosted_assertion(
            id=f"{ORIGIN}/1",
            recipient={},
            badge=f"{ORIGIN}/class",
            issued_on=datetime(2026, 3, 1),  # noqa: DTZ001 - the defect under test
        )


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [(OTHER, None)],
        [(OTHER, None), ("https://badges.example.org/1", None)],
        [(OTHER, None), ("urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91", None)],
        [(OTHER, None), (BADGE.upper(), None)],
        [(OTHER, None), ("urn:uuid:nonsense", None)],
    ],
)
def test_a_list_that_other_validators_misread_is_not_written(
    entries: list[tuple[str, str | None]],
) -> None:
    """A list of one entry revokes nothing there, and an odd id breaks the whole list."""
    with pytest.raises(ValueError, match=r"revocation list|signed badge"):
        documents.revocation_list(id=ORIGIN, issuer=ORIGIN, revoked=entries)


def test_a_revoked_badge_keeps_only_its_name() -> None:
    """Validators that ignore the status 410 would accept a whole badge."""
    assert documents.revoked_stub(id=f"{ORIGIN}/1", reason="Wrong person") == {
        "@context": documents.CONTEXT,
        "type": "Assertion",
        "id": f"{ORIGIN}/1",
        "revoked": True,
        "revocationReason": "Wrong person",
    }
