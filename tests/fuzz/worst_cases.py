"""Inputs under 1 MB that were built to cost as much as they can, one for each way of doing so."""

from __future__ import annotations

import functools
import struct
import zlib
from typing import TYPE_CHECKING

from .judging import Case
from .mutation import PNG_SIGNATURE

if TYPE_CHECKING:
    from collections.abc import Callable

ROOM = 1_000_000
"""Bytes of an input."""

JSON_ROOM = 500_000
"""A little less than what is read of one document."""

CASES: dict[str, Callable[[], Case]] = {}
"""What makes each case, by its name; worst_documents adds to it."""


def worst(make: Callable[[], Case | str | bytes]) -> Callable[[], Case]:
    """Register what *make* makes, a case or an input alone, under its name."""

    @functools.wraps(make)
    def made() -> Case:
        case = make()
        return case if isinstance(case, Case) else Case(case)

    CASES[make.__name__.strip("_")] = made
    return made


def filled(item: str, room: int, around: str = "{}") -> str:
    """Return as many copies of *item* with commas between as fit, in *around*."""
    count = room // (len(item) + 1)
    return around.replace("{}", ",".join([item] * count))


# --- Text ---------------------------------------------------------------------------------


@worst
def _brackets() -> str:
    return "[" * ROOM


@worst
def _open_and_shut_brackets() -> str:
    return '{"badge":[' + "[]," * (JSON_ROOM // 3) + "[]]}"


@worst
def _nested_to_the_limit() -> str:
    branch = '{"a":' * 60 + "1" + "}" * 60
    return filled(branch, JSON_ROOM, '{"badge":[{}]}')


@worst
def _quotes() -> str:
    return '{"badge":"' + '\\"' * (JSON_ROOM // 2)


@worst
def _many_members() -> str:
    return '{"badge":1,' + ",".join(f'"{n:x}":0' for n in range(JSON_ROOM // 9)) + "}"


@worst
def _many_members_and_the_last_one_twice() -> str:
    return '{"badge":1,' + ",".join(f'"{n:x}":0' for n in range(JSON_ROOM // 9)) + ',"z":1,"z":2}'


@worst
def _colliding_members() -> str:
    # A hash of Python's for text is salted, so these collide for nobody who cannot read memory.
    return '{"badge":1,' + ",".join(f'"{n * 2**20:x}":0' for n in range(JSON_ROOM // 15)) + "}"


@worst
def _long_numbers() -> str:
    return filled("9" * 100, JSON_ROOM, '{"badge":[{}]}')


@worst
def _one_long_number() -> str:
    return '{"badge":' + "9" * JSON_ROOM + "}"


@worst
def _long_exponents() -> str:
    return filled("1e-" + "9" * 90, JSON_ROOM, '{"badge":[{}]}')


@worst
def _escapes() -> str:
    return '{"badge":"' + "\\u00e9" * (JSON_ROOM // 6) + '"}'


@worst
def _half_surrogates() -> str:
    return '{"badge":"' + "\\ud83d\\ude00" * (JSON_ROOM // 12) + '\\ud83d"}'


@worst
def _white_space() -> str:
    return " " * (ROOM - 2) + "{}"


@worst
def _dots() -> str:
    return "a." * (ROOM // 2 - 1) + "!"


@worst
def _long_address() -> str:
    return "https://badges.example.org/" + "a/../" * (ROOM // 6)


@worst
def _long_host() -> str:
    return "https://" + "a." * (ROOM // 3) + "example/"


@worst
def _percent_signs() -> str:
    return "https://badges.example.org/" + "%41" * (ROOM // 4) + "%"


@worst
def _user_names() -> str:
    return "https://" + "a:" * (ROOM // 3) + "@"


# --- Pictures -----------------------------------------------------------------------------


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(*chunks: bytes) -> bytes:
    return PNG_SIGNATURE + _chunk(b"IHDR", bytes(13)) + b"".join(chunks) + _chunk(b"IEND", b"")


@worst
def _empty_chunks() -> bytes:
    return _png(_chunk(b"tIME", b"") * (ROOM // 13))


@worst
def _many_chunks() -> bytes:
    return _png(_chunk(b"tIME", bytes(80)) * 9_900)


@worst
def _many_assertions() -> bytes:
    return _png(_chunk(b"iTXt", b"openbadges\0" + bytes(70)) * 9_900)


@worst
def _zlib_bomb() -> bytes:
    packed = zlib.compress(bytes(200 * 1024 * 1024), 9)
    return _png(_chunk(b"zTXt", b"openbadges\0\0" + packed))


@worst
def _zlib_bomb_of_json() -> bytes:
    packed = zlib.compress(b'{"badge":[' + b"[]," * (JSON_ROOM // 3) + b"1]}")
    return _png(_chunk(b"iTXt", b"openbadges\0\1\0\0\0" + packed))


@worst
def _unclosed_elements() -> bytes:
    return b"<svg>" + b"<g>" * (ROOM // 4)


@worst
def _deep_elements() -> bytes:
    return b"<svg>" + b"<g>" * (ROOM // 8) + b"</g>" * (ROOM // 8) + b"</svg>"


@worst
def _many_attributes() -> bytes:
    return b"<svg " + b" ".join(b'a%x=""' % n for n in range(ROOM // 12)) + b"/>"


@worst
def _many_namespaces() -> bytes:
    return b"<svg " + b" ".join(b'xmlns:a%x="b"' % n for n in range(ROOM // 18)) + b"/>"


@worst
def _nested_namespaces() -> bytes:
    return b"<svg>" + b'<g xmlns="a">' * (ROOM // 14)


@worst
def _nested_assertions() -> bytes:
    inside = b"<a:b>" * (ROOM // 12) + b"</a:b>" * (ROOM // 12)
    return b'<svg xmlns:a="http://openbadges.org"><a:assertion>' + inside + b"</a:assertion></svg>"


@worst
def _many_assertion_elements() -> bytes:
    return b'<svg xmlns="http://openbadges.org">' + b"<assertion/>" * (ROOM // 13) + b"</svg>"


@worst
def _assertion_with_a_long_tag() -> bytes:
    return b"<a:svg xmlns:a='http://openbadges.org' b='" + b">" * (ROOM - 100) + b"'/>"


@worst
def _text_in_pieces() -> bytes:
    text = b"a&#10;" * (ROOM // 7)
    return b'<svg><assertion xmlns="http://openbadges.org">' + text + b"</assertion></svg>"


@worst
def _angle_brackets() -> bytes:
    return b"<svg" + b"<a" * (ROOM // 3)


@worst
def _entities() -> bytes:
    return b"<!DOCTYPE svg [" + b"<!ENTITY a 'b'>" * (ROOM // 16) + b"]><svg/>"
