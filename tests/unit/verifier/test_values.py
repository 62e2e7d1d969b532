"""Kinds of value: what each accepts, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifier.openbadges import values
from verifier.openbadges.values import authority, has_dot_segments, read_time, same_identifier

if TYPE_CHECKING:
    from verifier.openbadges.values import Kind

EVERY_KIND: list[Kind] = [
    values.is_text,
    values.is_text_or_number,
    values.is_boolean,
    values.is_object,
    values.is_identifier,
    values.is_node,
    values.is_address,
    values.is_picture,
    values.is_embedded_picture,
    values.is_time,
    values.is_email,
    values.is_telephone,
    values.is_host,
    values.is_language,
]


@given(
    st.sampled_from(EVERY_KIND),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
)
def test_every_value_has_an_answer(kind: Kind, value: object) -> None:
    """Whatever a stranger writes is of a kind or is not, and no list is."""
    answer = kind(value)
    assert isinstance(answer, bool)
    assert not (answer and isinstance(value, list))


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_that_python_writes_is_read_again(moment: datetime) -> None:
    """ISO 8601 in its usual form gives back the instant."""
    assert read_time(moment.isoformat()) == moment


@given(st.text("0123456789-:.,TZW+ ", max_size=30))
def test_any_text_is_a_time_or_none(text: str) -> None:
    """A text that is no time ends in None, and in nothing else."""
    found = read_time(text)
    assert found is None or found.tzinfo is not None


MIDNIGHT = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01T00:00:00Z",
        "2020-01-01T00:00:00.000Z",
        "2020-01-01T00:00:00,000000001Z",
        "2020-01-01T00:00Z",
        "2020-01-01T00Z",
        "20200101T000000Z",
        "2020-W01-3T00:00:00Z",
        "2020-001T00:00:00Z",
        "2019-12-31T24:00:00Z",
        "2020-01-01T03:00:00+03",
        "2020-01-01T05:30:00+0530",
        "2019-12-31T16:00:00-08:00",
    ],
)
def test_spellings_of_one_instant(text: str) -> None:
    """ISO 8601 has many ways to say midnight."""
    assert read_time(text) == MIDNIGHT


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01",
        "2020-01-01T00:00:00",
        "2020-01-01 00:00:00Z",
        "2020-01-01t00:00:00Z",
        "2020-01-01T00:00:00z",
        "2020-01-01T00:00:00-00:00",
        "2020-01-01T00:00:00+99:00",
        "2020-13-01T00:00:00Z",
        "2021-02-29T00:00:00Z",
        "2021-366T00:00:00Z",
        "2021-000T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2020-01-01T24:00:01Z",
        "9999-12-31T24:00:00Z",
        "2020-01-01T00:00:00\u221208:00",
        "+002020-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z ",
        "1577836800",
        "",
    ],
)
def test_what_names_no_instant(text: str) -> None:
    """Without a zone, or outside the calendar, it could mean several instants or none."""
    assert read_time(text) is None


GOOD: list[tuple[Kind, str]] = [
    (values.is_address, "https://www.example.com:8080/foO/bar?a=b&c=d#e"),
    (values.is_address, "HTTPS://www.EXAMPLE.cOm"),
    (values.is_address, "http://localhost:3000/123"),
    (values.is_address, "http://[2001:db8::1]:8080/"),
    (values.is_address, "https://ja.wikipedia.org/wiki/利用者:さくら"),
    (values.is_address, "http://userid:password@example.com/"),
    (values.is_identifier, "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad91"),
    (values.is_identifier, "did:web:example.org"),
    (values.is_node, "_:b0"),
    (values.is_picture, "https://example.org/x.png"),
    (values.is_picture, "data:image/png;base64,iVBORw0KGgo="),
    (values.is_picture, "data:image/svg+xml;charset=utf-8,%3Csvg/%3E"),
    (values.is_host, "nerds.Example.com"),
    (values.is_host, "xn--nxasmq6b.example"),
    (values.is_email, "jörg@exämple.org"),
    (values.is_telephone, "+18006662344;ext=666"),
    (values.is_language, "zh-Hant-TW"),
    (values.is_language, "sr-Latn-RS"),
    (values.is_language, "de-CH-1996"),
    (values.is_language, "EN-us"),
    (values.is_language, "swh"),
]

BAD: list[tuple[Kind, str]] = [
    (values.is_address, "ftp://example.org/"),
    (values.is_address, "https:example.org"),
    (values.is_address, "https://"),
    (values.is_address, "https://../"),
    (values.is_address, "https://exa mple.org/"),
    (values.is_address, "https://example.org/a b"),
    (values.is_address, "https://example.org\n"),
    (values.is_address, " https://example.org"),
    (values.is_address, "https://example.org/%zz"),
    (values.is_address, "https://example.org:99999/"),
    (values.is_address, "https://example.org\\@forger.example.net/"),
    (values.is_address, "https://✪df.ws/123"),
    (values.is_address, "https://[::::]/"),
    (values.is_address, "//example.org"),
    (values.is_identifier, "_:b0"),
    (values.is_identifier, "relative/path"),
    (values.is_identifier, "https://exa mple.org"),
    (values.is_identifier, "urn:"),
    (values.is_identifier, "urn:uuid:123"),
    (values.is_identifier, "URN:UUID:9d278beb36cf4bc8888d674ff9843d72"),
    (values.is_picture, "data:image/jpeg;base64,/9j/4AA="),
    (values.is_picture, "data:image/png;base64,not base64!"),
    (values.is_picture, "data:image/png;base64,"),
    (values.is_picture, "data:image/png"),
    (values.is_host, "localhost"),
    (values.is_host, "192.168.0.1"),
    (values.is_host, "example.org:443"),
    (values.is_host, "example.org."),
    (values.is_host, "*.example.org"),
    (values.is_host, "https://example.org"),
    (values.is_email, "a@b@c"),
    (values.is_email, "a@"),
    (values.is_email, " a@b"),
    (values.is_telephone, "+99 55 22"),
    (values.is_telephone, "+0123"),
    (values.is_telephone, "tel:+15551234567"),
    (values.is_language, "en_US"),
    (values.is_language, "xx-notalang"),
    (values.is_language, "x-private"),
    (values.is_language, "english"),
    (values.is_language, ""),
]


@pytest.mark.parametrize(("kind", "value"), GOOD)
def test_what_is_of_a_kind(kind: Kind, value: str) -> None:
    """The standard's data types, and what issuers write."""
    assert kind(value)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_what_is_not_of_a_kind(kind: Kind, value: str) -> None:
    """Nearly right is wrong, above all in addresses."""
    assert not kind(value)


def test_a_boolean_is_no_number() -> None:
    """In Python it is one; in JSON it is not."""
    assert not values.is_text_or_number(True)  # noqa: FBT003 - the value under test
    assert values.is_text_or_number(1.5)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://Example.org/a", ("example.org", None)),
        ("https://example.org:443", ("example.org", None)),
        ("http://example.org:80", ("example.org", None)),
        ("http://127.0.0.1:8000/a", ("127.0.0.1", 8000)),
        ("https://example.org@forger.example.net/", ("forger.example.net", None)),
    ],
)
def test_the_host_of_an_address(address: str, expected: tuple[str, int | None]) -> None:
    """A port counts unless it is the scheme's own; what stands before an @ never does."""
    assert authority(address) == expected


PARTS_OF_ADDRESSES = (
    *("a", "b.c", "/", ":", "@", "[", "]", "%41", "%", "?", "#", "\\", "é", "..", " ", "\t"),
    *("::1", ":80", ":99999", "\u212a", "\u017f", "\u2100", "\u2028", "\x85"),
)


@given(
    st.tuples(
        st.sampled_from(["http://", "https://", "HTTPS://", "https://[::1]", "https://u:"]),
        st.lists(
            st.sampled_from(PARTS_OF_ADDRESSES),
            max_size=8,
        ).map("".join),
    ).map("".join)
)
@example("https://u:[@example.org/")
@example("https://u:\u2100@example.org/")
@example("https://wi\u212aipedia.org/")
def test_an_address_can_be_taken_apart(text: str) -> None:
    """Python's own reader finds the same host and port, in ASCII, and raises nothing."""
    if values.is_address(text):
        parts = urlsplit(text)
        usual = {"http": 80, "https": 443}[parts.scheme]
        port = None if parts.port == usual else parts.port
        assert authority(text) == (parts.hostname, port)
        assert text[: text.index("//") + 2 + len(parts.netloc)].isascii()
        has_dot_segments(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("urn:uuid:9D278BEB-36cf-4bc8-888d-674ff9843d72",) * 2,
        ("URN:UUID:9D278BEB-36cf", "urn:uuid:9d278beb-36CF"),
        ("HTTPS://Example.org/A", "https://example.org/A"),
    ],
)
def test_the_same_thing(one: str, other: str) -> None:
    """The case of a UUID, a scheme and a host means nothing."""
    assert same_identifier(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.org/A", "https://example.org/a"),
        ("https://example.org", "https://example.org/"),
        ("http://example.org/a", "https://example.org/a"),
        ("urn:isbn:A", "urn:isbn:a"),
        ("https://A@example.org/", "https://a@example.org/"),
    ],
)
def test_another_thing(one: str, other: str) -> None:
    """Everything else is compared letter by letter."""
    assert not same_identifier(one, other)


@given(st.lists(st.sampled_from(["a", "b%20c", "...", "a.b", "..a"])))
def test_usual_paths_climb_nowhere(segments: list[str]) -> None:
    """Dots inside a name are harmless; a segment of dots is not."""
    path = "/".join(segments)
    assert not has_dot_segments(f"https://example.org/{path}?../x#/../y")
    assert has_dot_segments(f"https://example.org/{path}/%2E./x")


def test_the_leeway_is_not_in_reading() -> None:
    """A second is a second; only `dates` knows about clocks."""
    later = read_time("2020-01-01T00:00:01Z")
    assert later == MIDNIGHT + timedelta(seconds=1)
