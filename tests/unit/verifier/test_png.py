"""Assertions in PNG pictures: what is read, what is refused, what baking leaves alone."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InvalidBadge
from verifier.openbadges import png

ADDRESS = "https://badges.example.org/assertions/1"


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk, as section 5.3 of the PNG specification frames it."""
    return struct.pack(">I4s", len(data), name) + data + struct.pack(">I", zlib.crc32(name + data))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\0\xff"))
END = chunk(b"IEND", b"")
PICTURE = png.SIGNATURE + HEADER + chunk(b"pHYs", b"\0" * 9) + PIXELS + END


def picture_with(*chunks: bytes) -> bytes:
    """Return a picture with *chunks* behind its header."""
    return png.SIGNATURE + HEADER + b"".join(chunks) + PIXELS + END


def refusal(picture: bytes) -> str:
    """Return the code with which reading *picture* is refused."""
    with pytest.raises(InvalidBadge) as refused:
        png.extract(picture)
    return refused.value.code


assertions = (
    st.text(min_size=1)
    .filter(lambda text: "\0" not in text)
    .filter(lambda text: text.isprintable())
)
other_chunks = st.lists(
    st.tuples(
        st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"tIME", b"IDAT", b"prIv"]), st.binary()
    ).filter(lambda named: not named[1].startswith(b"openbadges\0")),
    max_size=5,
)


@given(assertions, other_chunks)
def test_what_was_baked_is_extracted(assertion: str, others: list[tuple[bytes, bytes]]) -> None:
    """Extracting gives back the very assertion that was baked."""
    picture = picture_with(*(chunk(name, data) for name, data in others))
    assert png.extract(png.bake(picture, assertion)) == assertion


@given(assertions, assertions, other_chunks)
def test_baking_replaces_and_repeats(
    first: str, second: str, others: list[tuple[bytes, bytes]]
) -> None:
    """Baking over an older assertion, or twice, gives the bytes of baking once."""
    picture = picture_with(*(chunk(name, data) for name, data in others))
    once = png.bake(picture, second)
    assert png.bake(png.bake(picture, first), second) == once
    assert png.bake(once, second) == once


@given(assertions, other_chunks, st.binary(max_size=20))
def test_every_other_byte_stays(
    assertion: str, others: list[tuple[bytes, bytes]], behind_end: bytes
) -> None:
    """Baking inserts one uncompressed chunk behind the header and changes nothing else."""
    picture = picture_with(*(chunk(name, data) for name, data in others)) + behind_end
    baked = chunk(b"iTXt", b"openbadges\0\0\0\0\0" + assertion.encode())
    start = len(png.SIGNATURE + HEADER)
    assert png.bake(picture, assertion) == picture[:start] + baked + picture[start:]


@given(st.binary())
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    """Bytes that are no picture end in InvalidBadge and in nothing else."""
    assert refusal(data) == "png.not_png"
    assert refusal(png.SIGNATURE + data) in {"png.not_png", "png.damaged"}


@given(st.binary(), st.sampled_from([b"iTXt", b"tEXt", b"zTXt"]))
def test_arbitrary_text_chunks_give_text_or_a_refusal(data: bytes, name: bytes) -> None:
    """Whatever stands behind the keyword, reading ends in text or in InvalidBadge."""
    try:
        assert png.extract(picture_with(chunk(name, b"openbadges\0" + data)))
    except InvalidBadge as refused:
        assert refused.code in {"png.damaged", "png.no_assertion"}  # noqa: PT017 - either end is right


@given(st.data())
def test_a_changed_byte_is_noticed_or_harmless(data: st.DataObject) -> None:
    """A picture with one byte changed gives the same assertion or is refused."""
    baked = bytearray(png.bake(PICTURE, ADDRESS))
    index = data.draw(st.integers(0, len(baked) - 1))
    baked[index] ^= data.draw(st.integers(1, 255))
    try:
        assert png.extract(bytes(baked)) == ADDRESS
    except InvalidBadge as refused:
        assert refused.code in {"png.damaged", "png.not_png"}  # noqa: PT017 - either end is right


TEXT = ADDRESS.encode()


@pytest.mark.parametrize(
    "baked",
    [
        chunk(b"iTXt", b"openbadges\0\0\0\0\0" + TEXT),
        chunk(b"iTXt", b"openbadges\0\0\0en-GB\0\0" + TEXT),
        chunk(b"iTXt", b"openbadges\0\0\0fr\0insignes\0" + TEXT),
        chunk(b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(TEXT)),
        chunk(b"tEXt", b"openbadges\0" + TEXT),
        chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(TEXT)),
    ],
    ids=["plain", "language tag", "translated keyword", "compressed", "tEXt", "zTXt"],
)
def test_every_kind_of_text_chunk_is_read(baked: bytes) -> None:
    """Other bakeries' chunks are read, wherever in the picture they stand."""
    assert png.extract(picture_with(baked)) == ADDRESS
    assert png.extract(png.SIGNATURE + HEADER + PIXELS + baked + END) == ADDRESS
    assert png.bake(picture_with(baked), ADDRESS) == png.bake(picture_with(), ADDRESS)


def test_text_is_decoded_as_its_chunk_says() -> None:
    """`iTXt` holds UTF-8 and `tEXt` Latin-1."""
    assert png.extract(picture_with(chunk(b"tEXt", b"openbadges\0\xe9"))) == "é"
    assert png.extract(png.bake(PICTURE, "é")) == "é"
    assert refusal(picture_with(chunk(b"iTXt", b"openbadges\0\0\0\0\0\xe9"))) == "png.damaged"


def test_two_assertions_are_refused() -> None:
    """A picture with two assertions is refused, also when they are equal or of two kinds."""
    itxt = chunk(b"iTXt", b"openbadges\0\0\0\0\0" + TEXT)
    text = chunk(b"tEXt", b"openbadges\0" + TEXT)
    assert refusal(picture_with(itxt, itxt)) == "png.several_assertions"
    assert refusal(picture_with(itxt, text)) == "png.several_assertions"


def test_a_wrong_checksum_is_refused() -> None:
    """A damaged chunk is refused, whether it holds the assertion or pixels."""
    baked = png.bake(PICTURE, ADDRESS)
    assert refusal(baked.replace(b"assertions/1", b"assertions/2")) == "png.damaged"
    assert refusal(baked.replace(PIXELS, PIXELS[:-1] + b"\0")) == "png.damaged"


def test_a_picture_cut_short_behind_its_assertion_is_read() -> None:
    """A half download still shows its badge, but is not baked again."""
    baked = png.bake(PICTURE, ADDRESS)
    assert png.extract(baked[:-20]) == ADDRESS
    assert refusal(baked[:60]) == "png.damaged"
    with pytest.raises(InvalidBadge):
        png.bake(PICTURE[:-20], ADDRESS)


def test_what_stands_behind_the_end_is_no_part_of_the_picture() -> None:
    """A chunk behind IEND is not read."""
    assert refusal(PICTURE + chunk(b"tEXt", b"openbadges\0" + TEXT)) == "png.no_assertion"


def test_limits_hold() -> None:
    """Pictures, chunks and texts beyond the limits are refused before they cost memory."""
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    packed = chunk(b"iTXt", b"openbadges\0\1\0\0\0" + bomb)
    assert refusal(picture_with(packed)) == "picture.assertion_too_large"
    plain = chunk(b"tEXt", b"openbadges\0" + b"a" * (png.MAX_ASSERTION_BYTES + 1))
    assert refusal(picture_with(plain)) == "picture.assertion_too_large"
    assert refusal(picture_with(*[chunk(b"prIv", b"")] * png.MAX_CHUNKS)) == "png.too_many_chunks"
    assert refusal(picture_with(chunk(b"prIv", bytes(png.MAX_PICTURE_BYTES)))) == (
        "picture.too_large"
    )


@pytest.mark.parametrize("assertion", ["", "a\0b", "a" * (png.MAX_ASSERTION_BYTES + 1), "\ud800"])
def test_what_a_chunk_cannot_hold_is_not_baked(assertion: str) -> None:
    """Text that would not come back is a programming error."""
    with pytest.raises(ValueError, match=r"assertion|surrogates"):
        png.bake(PICTURE, assertion)
