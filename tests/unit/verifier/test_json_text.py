"""JSON: what is written is read again, and what two readers could read twice is refused."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InvalidBadge
from verifier.openbadges import json_text
from verifier.openbadges.json_text import MAX_BYTES, MAX_DEPTH, decode, encode

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(-1e9, 1e9) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def refusal(data: bytes) -> str:
    """Return the code with which *data* is refused."""
    with pytest.raises(InvalidBadge) as refused:
        decode(data)
    return refused.value.code


@given(st.dictionaries(texts, values))
def test_what_was_written_is_read_again(document: dict[str, object]) -> None:
    """Reading gives back the very document, its members in their order."""
    again = decode(encode(document))
    assert again == document
    assert list(again) == list(document)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """A stranger's bytes end in an object or in InvalidBadge, and in nothing else."""
    try:
        assert isinstance(decode(data), dict)
    except InvalidBadge as refused:
        assert str(refused)  # noqa: PT017 - either end is right


@given(st.text('"\\{}[]:,au0 ', max_size=200))
def test_unfinished_texts_are_read_or_refused(text: str) -> None:
    """Quotes, brackets and escapes in any order end the same way."""
    try:
        decode(text.encode())
    except InvalidBadge as refused:
        assert refused.code.startswith("json.")  # noqa: PT017 - either end is right


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"a":1,"a":1}', "json.duplicate_member"),
        (b'{"a":{"b":1,"b":2}}', "json.duplicate_member"),
        (rb'{"a":1,"\u0061":2}', "json.duplicate_member"),
        (rb'{"\ud800":1,"\ud800":2}', "json.duplicate_member"),
        (b'{"a":NaN}', "json.number"),
        (b'{"a":-Infinity}', "json.number"),
        (b'{"a":1e999}', "json.number"),
        (b'{"a":' + b"9" * 5000 + b"}", "json.number"),
        (rb'{"a":"\ud800"}', "json.not_text"),
        (b'{"a":"\xe9"}', "json.not_text"),
        ('{"a":1}'.encode("utf-16"), "json.not_text"),
        (b"[1]", "json.not_an_object"),
        (b"null", "json.not_an_object"),
        (b"{", "json.malformed"),
        (b"", "json.malformed"),
        (b'{"a":1} x', "json.malformed"),
        (b'{"a":"' + b"x" * MAX_BYTES + b'"}', "json.too_large"),
        (b'{"a":' * MAX_DEPTH + b'{"a":1}' + b"}" * MAX_DEPTH, "json.too_deep"),
        (b"[" * 100_000, "json.too_deep"),
    ],
)
def test_refusals(data: bytes, expected: str) -> None:
    """Each defect has a code of its own."""
    assert refusal(data) == expected


def test_brackets_in_text_are_not_depth() -> None:
    """Only nesting counts."""
    assert decode(json.dumps({"a": "[" * 1000 + '"' + "{" * 1000}).encode())


def test_a_byte_order_mark_is_skipped() -> None:
    """RFC 8259, section 8.1, lets a reader ignore it."""
    assert decode(b'\xef\xbb\xbf{"a":1}') == {"a": 1}


def test_a_whole_surrogate_pair_is_a_letter() -> None:
    """Escaped letters beyond 16 bits are read."""
    assert decode(rb'{"a":"\ud83d\ude00"}') == {"a": "😀"}


def test_searching_unfinished_strings_is_not_quadratic() -> None:
    """Half a megabyte of quotes and backslashes takes no longer than other text."""
    assert refusal(b'{"' + rb"\"" * (json_text.MAX_BYTES // 2 - 8)) == "json.malformed"


def test_nothing_infinite_is_written() -> None:
    """What no reader accepts is not signed."""
    with pytest.raises(ValueError, match="JSON compliant"):
        encode({"a": float("inf")})


def test_a_member_that_stands_twice_is_found_in_time() -> None:
    """Behind fifty thousand other members it once took twenty seconds to name it."""
    members = ",".join(f'"{number:x}":0' for number in range(50_000))
    began = time.thread_time()
    with pytest.raises(InvalidBadge) as refused:
        decode(f'{{{members},"z":1,"z":2}}'.encode())
    assert refused.value.parameters == {"member": "z"}
    assert time.thread_time() - began < 1
