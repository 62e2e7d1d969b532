"""Badges in PNG pictures (Open Badges 2.0, "Baking", PNGs).

A baked PNG carries its assertion in one `iTXt` chunk with the keyword
`openbadges`.  Writing is strict: one uncompressed chunk, right behind the
header, and every other byte of the picture stays as it was.  Reading is
liberal, because older bakeries wrote `tEXt` or compressed their text.

Pixels are never decoded, so nothing here says that the picture can be shown.
Chunks are those of the PNG specification (W3C, third edition): section 5 for
their layout, section 11.3.3 for the three that hold text.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InvalidBadge

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
"""How every PNG begins."""

MAX_PICTURE_BYTES = 4 * 1024 * 1024
MAX_CHUNKS = 10_000
MAX_ASSERTION_BYTES = 512 * 1024
"""The same limit as for a document that is fetched."""

_KEYWORD = b"openbadges\0"
_TEXT_CHUNKS = (b"iTXt", b"tEXt", b"zTXt")
_FRAME = struct.Struct(">I4s")
_CHECKSUM = struct.Struct(">I")


class _Chunk(NamedTuple):
    """One chunk, which is `picture[start:end]`; *data* is what it frames."""

    name: bytes
    data: bytes
    start: int
    end: int

    @property
    def holds_assertion(self) -> bool:
        return self.name in _TEXT_CHUNKS and self.data.startswith(_KEYWORD)


def extract(picture: bytes) -> str:
    """Return the assertion in *picture*: a JWS, an address or JSON, unchecked.

    A picture cut short behind its assertion is still read.  Raises InvalidBadge
    when the file is damaged or holds no assertion, and when it holds several:
    a reader of the first and a reader of the last would see different badges.
    """
    chunks = list(_chunks(picture))
    found = [chunk for chunk in chunks if chunk.holds_assertion]
    if not found:
        raise InvalidBadge("png.no_assertion" if _complete(chunks) else "png.damaged")
    if len(found) > 1:
        raise InvalidBadge("png.several_assertions")
    return _text(found[0])


def bake(picture: bytes, assertion: str) -> bytes:
    """Return *picture* with *assertion* in it, and with no other assertion.

    The same arguments always give the same bytes.  Raises InvalidBadge when
    *picture* is not a whole PNG, and ValueError when *assertion* is empty,
    longer than MAX_ASSERTION_BYTES, or not text that `iTXt` may hold.
    """
    text = assertion.encode()
    if not text or len(text) > MAX_ASSERTION_BYTES or b"\0" in text:
        raise ValueError(f"An assertion has 1 to {MAX_ASSERTION_BYTES} bytes, none of them NUL.")
    chunks = list(_chunks(picture))
    if not _complete(chunks):
        raise InvalidBadge("png.damaged")
    header, *others = chunks
    # Keyword, then: not compressed, method 0, no language tag, no translated keyword.
    baked = [picture[: header.end], _framed(b"iTXt", _KEYWORD + b"\0\0\0\0" + text)]
    baked += [picture[chunk.start : chunk.end] for chunk in others if not chunk.holds_assertion]
    baked.append(picture[chunks[-1].end :])
    return b"".join(baked)


def _chunks(picture: bytes) -> Iterator[_Chunk]:
    """Yield the chunks of *picture* to its end, or to where it was cut short."""
    if len(picture) > MAX_PICTURE_BYTES:
        raise InvalidBadge("picture.too_large", limit=str(MAX_PICTURE_BYTES))
    if not picture.startswith(SIGNATURE) or picture[12:16] != b"IHDR":
        raise InvalidBadge("png.not_png")
    start = len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        if start + _FRAME.size > len(picture):
            return
        length, name = _FRAME.unpack_from(picture, start)
        behind_data = start + _FRAME.size + length
        end = behind_data + _CHECKSUM.size
        if end > len(picture):
            return
        if _CHECKSUM.unpack_from(picture, behind_data)[0] != zlib.crc32(
            picture[start + 4 : behind_data]
        ):
            raise InvalidBadge("png.damaged")
        yield _Chunk(name, picture[start + _FRAME.size : behind_data], start, end)
        # What stands behind IEND is not part of the picture (section 5.6).
        if name == b"IEND":
            return
        start = end
    raise InvalidBadge("png.too_many_chunks", limit=str(MAX_CHUNKS))


def _complete(chunks: list[_Chunk]) -> bool:
    return bool(chunks) and chunks[-1].name == b"IEND"


def _framed(name: bytes, data: bytes) -> bytes:
    return _FRAME.pack(len(data), name) + data + _CHECKSUM.pack(zlib.crc32(name + data))


def _text(chunk: _Chunk) -> str:
    """Return the text of a chunk that holds an assertion."""
    data = chunk.data[len(_KEYWORD) :]
    encoding, compressed = "latin-1", chunk.name == b"zTXt"
    if chunk.name == b"iTXt":
        encoding, compressed = "utf-8", data[:1] != b"\0"
        _language, _, behind_language = data[2:].partition(b"\0")
        _translated_keyword, _, data = behind_language.partition(b"\0")
    elif compressed:
        data = data[1:]  # The compression method, of which there is one.
    if compressed:
        data = _inflated(data)
    if len(data) > MAX_ASSERTION_BYTES:
        raise InvalidBadge("picture.assertion_too_large", limit=str(MAX_ASSERTION_BYTES))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise InvalidBadge("png.damaged") from None
    if not text:
        raise InvalidBadge("png.no_assertion")
    return text


def _inflated(data: bytes) -> bytes:
    """Return *data* inflated, but hardly more of it than an assertion may have.

    A zip bomb of 4 MB would otherwise fill 4 GB of memory.
    """
    inflater = zlib.decompressobj()
    try:
        return inflater.decompress(data, MAX_ASSERTION_BYTES + 1)
    except zlib.error:
        raise InvalidBadge("png.damaged") from None
