"""What is kept between badges, for how long, and what never is."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from verifier import CachingFetcher, UnsafeAnyIssuer, VerificationError, verify
from verifier.fetch import Budget, Document, FetchError, FetchLimits

FRESH = 60


class Origin:
    """A server of an issuer's documents that knows ETags, and a clock beside it."""

    limits = FetchLimits()

    def __init__(self, issuer: IssuerInMemory, **headers: str) -> None:
        """Serve what *issuer* publishes, each with *headers*."""
        self.issuer = issuer
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.seconds = 0.0
        self.sent: Counter[str] = Counter()
        self.confirmed: Counter[str] = Counter()
        self.has_etags = True

    def clock(self) -> float:
        """Return the seconds that have gone by."""
        return self.seconds

    def read(self, address: str, budget: Budget, etag: str | None = None) -> Document:
        """Answer *address*, or that it still has what *etag* names."""
        del budget
        answer = self.issuer.fetch(address)
        headers = {**answer.headers, **self.headers}
        if self.has_etags:
            headers["etag"] = f'"{hashlib.sha256(answer.body).hexdigest()}"'
        if etag is not None and etag == headers.get("etag"):
            self.confirmed[address] += 1
            return Document(answer.address, 304, "", b"", headers)
        self.sent[address] += 1
        return Document(answer.address, answer.status, answer.content_type, answer.body, headers)


def cached(origin: Origin, size: int = 1_000_000) -> CachingFetcher:
    """Return a cache in front of *origin*."""
    return CachingFetcher(origin, size=size, fresh_seconds=FRESH, clock=origin.clock)


@pytest.fixture
def origin() -> Origin:
    """Return a server of a whole issuer."""
    return Origin(IssuerInMemory())


def test_a_batch_reads_what_its_badges_share_once(origin: Origin) -> None:
    """Key, class, Profile and picture are sent once; the list is confirmed for each badge."""
    fetcher = cached(origin)
    badges = [origin.issuer.signed() for _ in range(5)]
    for badge in badges:
        assert verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW).valid
    shared = {origin.issuer.key_id, BADGE_CLASS, PROFILE, PICTURE}
    assert origin.sent == dict.fromkeys([*shared, REVOCATIONS], 1)
    assert origin.confirmed == {REVOCATIONS: 4}


def test_a_revocation_counts_at_once(origin: Origin) -> None:
    """The list of revoked badges is asked for with every badge, however fresh the last one is."""
    fetcher = cached(origin)
    badge = origin.issuer.signed()
    verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    origin.issuer.revoke(SIGNED, *OTHERS)
    with pytest.raises(VerificationError, match="revoked"):
        verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)


@pytest.mark.parametrize("content_type", ["application/ld+json", "image/png"])
def test_a_hosted_badge_is_asked_for_every_time(origin: Origin, content_type: str) -> None:
    """A badge that its issuer takes back is not given again, whatever it is served as."""
    fetcher = cached(origin)
    address = origin.issuer.hosted()
    body = origin.issuer.published[address].body
    origin.issuer.put(address, body, content_type=content_type)
    verify(address, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    origin.issuer.put(address, b"", status=410)
    with pytest.raises(VerificationError, match="revoked"):
        verify(address, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)


def test_what_is_fresh_says_how_old_it_is(origin: Origin) -> None:
    """A document from the cache has the age at which the report will show it."""
    fetcher = cached(origin)
    verify(origin.issuer.signed(), policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    origin.seconds = 20
    report = verify(origin.issuer.signed(), policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    ages = {item.address: (NOW - item.fetched_at).total_seconds() for item in report.documents}
    assert ages[PROFILE] == 20
    assert ages[REVOCATIONS] == 0


def test_what_is_no_longer_fresh_is_asked_for(origin: Origin) -> None:
    """After its time a Profile is confirmed by its ETag, which makes it fresh again."""
    fetcher = cached(origin)
    for origin.seconds in (0, FRESH - 1, FRESH, FRESH + 1, 3 * FRESH):
        assert fetcher.fetch(PROFILE).body == origin.issuer.published[PROFILE].body
    assert (origin.sent[PROFILE], origin.confirmed[PROFILE]) == (1, 2)
    origin.issuer.change(PROFILE, name="Spinners")
    origin.seconds = 9 * FRESH
    assert b"Spinners" in fetcher.fetch(PROFILE).body


@pytest.mark.parametrize(
    ("control", "sent", "confirmed"),
    [
        ("max-age=600", 1, 0),
        ("public, max-age=5", 1, 1),
        ('max-age="5"', 1, 1),
        ("no-cache", 1, 1),
        ("max-age=600, must-revalidate", 1, 1),
        ("no-store", 2, 0),
        ("No-Store, max-age=600", 2, 0),
        ("x-max-age=0", 1, 0),
    ],
)
def test_a_server_may_shorten_the_time(control: str, sent: int, confirmed: int) -> None:
    """Cache-Control is obeyed where it is stricter than we are."""
    origin = Origin(IssuerInMemory(), cache_control=control)
    fetcher = cached(origin)
    fetcher.fetch(PROFILE)
    origin.seconds = 10
    fetcher.fetch(PROFILE)
    assert (origin.sent[PROFILE], origin.confirmed[PROFILE]) == (sent, confirmed)


@pytest.mark.parametrize(
    "members",
    [
        {"type": "RevocationList"},
        {"type": ["Profile", "RevocationList"]},
        {"type": ["Profile", 1]},
        {"@type": "RevocationList"},
        {"revokedAssertions": []},
        {"recipient": {}},
        {"revoked": True},
        {"type": None},
        {"type": "Extension"},
    ],
)
def test_nothing_that_may_say_revoked_is_kept_fresh(
    origin: Origin, members: dict[str, object]
) -> None:
    """Whatever a document calls itself besides, it is asked for again if it may revoke."""
    origin.issuer.change(PROFILE, **members)
    fetcher = cached(origin)
    fetcher.fetch(PROFILE)
    fetcher.fetch(PROFILE)
    assert origin.confirmed[PROFILE] == 1


@pytest.mark.parametrize("body", [b"", b"plain text", b"{", b"[1]"])
def test_what_is_no_document_is_not_kept_fresh(origin: Origin, body: bytes) -> None:
    """What cannot be read is not taken for a picture."""
    origin.issuer.put(PICTURE, body, content_type="image/png")
    fetcher = cached(origin)
    fetcher.fetch(PICTURE)
    fetcher.fetch(PICTURE)
    assert origin.confirmed[PICTURE] == 1


def test_without_an_etag_only_what_is_fresh_is_kept(origin: Origin) -> None:
    """A list without an ETag is sent every time; a Profile without one again after its time."""
    origin.has_etags = False
    fetcher = cached(origin)
    for _ in range(2):
        fetcher.fetch(REVOCATIONS)
        fetcher.fetch(PROFILE)
    assert (origin.sent[REVOCATIONS], origin.sent[PROFILE]) == (2, 1)
    origin.seconds = FRESH
    fetcher.fetch(PROFILE)
    assert origin.sent[PROFILE] == 2


def test_what_was_reached_by_a_redirect_is_not_kept(origin: Origin) -> None:
    """The first address may send its readers elsewhere tomorrow."""
    moved = f"{ORIGIN}/moved"
    origin.issuer.published[moved] = origin.issuer.published[PROFILE]
    fetcher = cached(origin)
    fetcher.fetch(moved)
    fetcher.fetch(moved)
    assert origin.sent[moved] == 2


def test_another_address_cannot_confirm(origin: Origin) -> None:
    """A 304 from where a redirect led says nothing about what this address had."""
    fetcher = cached(origin)
    fetcher.fetch(REVOCATIONS)
    body = origin.issuer.published[REVOCATIONS].body
    origin.issuer.published[REVOCATIONS] = Document(PROFILE, 200, "", body)
    assert fetcher.fetch(REVOCATIONS).status == 200
    assert origin.sent[REVOCATIONS] == 2


def test_errors_are_not_kept(origin: Origin) -> None:
    """A 404 is asked for again, and forgets what was kept; so a failure cannot outlast itself."""
    fetcher = cached(origin)
    fetcher.fetch(REVOCATIONS)
    origin.issuer.put(REVOCATIONS, b"{}", status=404)
    assert fetcher.fetch(REVOCATIONS).status == 404
    origin.issuer.remove(REVOCATIONS)
    with pytest.raises(FetchError):
        fetcher.fetch(REVOCATIONS)
    assert origin.confirmed[REVOCATIONS] == 0


def test_the_size_is_bounded(origin: Origin) -> None:
    """What was used longest ago is forgotten first, and what is too large is never kept."""
    pictures = [f"{ORIGIN}/{number}.png" for number in range(4)]
    for address in pictures:
        origin.issuer.put(address, b"<svg>" + bytes(300))
    fetcher = cached(origin, size=1000)
    for address in (*pictures[:2], pictures[0], pictures[2], pictures[0]):
        fetcher.fetch(address)
    assert origin.sent[pictures[0]] == 1
    fetcher.fetch(pictures[1])
    assert origin.sent[pictures[1]] == 2
    origin.issuer.put(pictures[3], b"<svg>" + bytes(2000))
    fetcher.fetch(pictures[3])
    fetcher.fetch(pictures[3])
    assert origin.sent[pictures[3]] == 2
