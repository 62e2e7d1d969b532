"""The picture of a badge, as its class names it, beside the one that was handed in.

Anybody can write any badge into any picture, so the picture that a page shows is the one
that was read for the check, and the uploaded one is compared with it.  A stranger's picture
stands in the page itself, in an image element, where it neither runs nor loads anything; a
reader's browser never asks the stranger's server.  An SVG is made anew before, as an organiser's
upload is: three kilobytes of it can keep a browser drawing for hours.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from badge_classes.artwork import ArtworkError
from verifier import InvalidBadge
from verifier.openbadges import png, svg

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.rules.addresses import Addresses
    from verifier import Document, Report

_OURS: Final = re.compile(r"/badge-classes/[a-z0-9-]+/[a-z0-9-]+/image\.(png|svg)")
_EMBEDDED: Final = re.compile(r"data:image/(?:png|svg\+xml);base64,([A-Za-z0-9+/=\s]+)")

_MOST_BYTES: Final = 256 * 1024
"""Of a picture that stands in the page itself."""

_MOST_POINTS: Final = 4_000_000
"""Of such a PNG; a small file can unfold to gigabytes in the reader's browser."""

_MOST_REDIRECTS: Final = 3
_HEADER: Final = struct.Struct(">II")  # PNG, section 11.2.1: width and height.
_HEADER_AT: Final = 16
_FRAME: Final = struct.Struct(">I4s")
_CHECKSUM_BYTES: Final = 4

_BAKED: Final = b"openbadges"
_WORDS: Final = frozenset(
    {_BAKED, b"Title", b"Author", b"Description", b"Copyright", b"Creation Time", b"Software"}
    | {b"Disclaimer", b"Warning", b"Source", b"Comment"}
)
"""Keywords of texts that nobody draws (PNG, section 11.3.3.1), and that of the badge.

Other texts are compared: under some, programs keep which way up the picture is.
"""
_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_TIME: Final = b"tIME"

# A name in XML has no spaces in it, and a prefix ends with a colon.
_PICTURE_WITHIN: Final = re.compile(rb"[<:]image\b", re.IGNORECASE)


class Comparison(StrEnum):
    """Whether the uploaded picture is the one that the badge names."""

    NOTHING = "nothing"
    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Pictures:
    """*named* is the picture of the badge class, *uploaded* the file: paths or data addresses.

    Each is empty where there is none that can be shown.
    """

    named: str = ""
    uploaded: str = ""
    comparison: Comparison = Comparison.NOTHING


def of_report(
    report: Report, upload: bytes, answers: Mapping[str, Document], addresses: Addresses
) -> Pictures:
    """Return the pictures of the badge in *report*, whose documents are among *answers*.

    *upload* is the picture that was handed in, or empty.
    """
    image = (report.badge_class or {}).get("image")
    address = image.get("id") if isinstance(image, dict) else image
    if not isinstance(address, str):
        address = ""
    body = _read(address, answers)
    named = our_path(address, addresses) or data_address(body)
    if not _is_picture(upload):
        return Pictures(named)
    return Pictures(named, data_address(upload), compare(upload, body))


def our_path(address: str, addresses: Addresses) -> str:
    """Return the path of a class's picture if *address* is that of one of ours."""
    path = address.removeprefix(addresses.origin) if addresses.is_ours(address) else ""
    return path if _OURS.fullmatch(path) else ""


def data_address(picture: bytes) -> str:
    """Return *picture* as a data address, if it is a PNG or SVG that a page may hold."""
    if not _is_picture(picture) or len(picture) > _MOST_BYTES:
        return ""
    if picture.startswith(png.SIGNATURE):
        with suppress(struct.error):
            width, height = _HEADER.unpack_from(picture, _HEADER_AT)
            if width * height <= _MOST_POINTS:
                return _coded("image/png", picture)
        return ""
    drawing = _made_anew(picture)
    return _coded("image/svg+xml", drawing) if drawing else ""


def compare(upload: bytes, named: bytes) -> Comparison:
    """Return whether *upload* shows what *named* does, leaving out what was baked into it.

    The same points, saved by another program, are another picture here.
    """
    if not _is_picture(named):
        return Comparison.UNKNOWN
    are_png = [picture.startswith(png.SIGNATURE) for picture in (upload, named)]
    if all(are_png):
        theirs, ours = _drawn(upload), _drawn(named)
        if not theirs or not ours:
            return Comparison.UNKNOWN
        return Comparison.SAME if theirs == ours else Comparison.DIFFERENT
    if any(are_png):
        return Comparison.UNKNOWN
    with suppress(InvalidBadge, ValueError):
        if svg.bake(named, svg.extract(upload)) == upload:
            return Comparison.SAME
    return Comparison.UNKNOWN


def _read(address: str, answers: Mapping[str, Document]) -> bytes:
    """Return what was read at *address*, or what it holds if it is a data address."""
    embedded = _EMBEDDED.fullmatch(address)
    if embedded is not None:
        with suppress(binascii.Error):
            return base64.b64decode(embedded[1])
        return b""
    for _ in range(_MOST_REDIRECTS + 1):
        answer = answers.get(address)
        if answer is None:
            return b""
        if "location" not in answer.headers:
            return answer.body if answer.status < 300 else b""  # noqa: PLR2004 - an error's page is no picture
        with suppress(ValueError):
            address = urljoin(answer.address, answer.headers["location"])
    return b""


def _is_picture(data: bytes) -> bool:
    return data.startswith(png.SIGNATURE) or data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


@lru_cache(maxsize=16)
def _made_anew(drawing: bytes) -> bytes:
    """Return a stranger's SVG with nothing in it but what artwork may hold, or nothing at all.

    It is quick to draw: what it repeats is counted first.  Remembered, since it takes a while.
    """
    # Decoding pictures within the picture would take seconds here, for each reader anew.
    if _PICTURE_WITHIN.search(drawing):
        return b""
    from badge_classes.uploads import Alternative, receive  # noqa: PLC0415  Large; few badges need it.

    # The element around it says what the picture is; this is only what an SVG must have.
    with suppress(ArtworkError):
        return receive(drawing, Alternative("Badge", "Badge", "en")).svg.encode()
    return b""


def _drawn(picture: bytes) -> list[tuple[bytes, bytes]]:
    """Return the chunks of a PNG that may change what is seen, as name and data, in their order.

    That is all but times and some texts.  Image data is one chunk, however it is cut.  Nothing
    is returned for a picture that is damaged or cut short, which browsers show in their own ways.
    """
    kept: list[tuple[bytes, bytes]] = []
    pieces: list[bytes] = []
    start = len(png.SIGNATURE)
    for _ in range(png.MAX_CHUNKS):
        if start + _FRAME.size > len(picture):
            return []
        length, name = _FRAME.unpack_from(picture, start)
        behind = start + _FRAME.size + length
        checksum = picture[behind : behind + _CHECKSUM_BYTES]
        if checksum != zlib.crc32(picture[start + 4 : behind]).to_bytes(_CHECKSUM_BYTES):
            return []
        data = picture[start + _FRAME.size : behind]
        if name == b"IDAT":
            pieces.append(data)
        elif pieces:
            kept.append((b"IDAT", b"".join(pieces)))
            pieces = []
        if name == b"IEND":
            return kept
        if name != b"IDAT" and not _is_beside_the_picture(name, data):
            kept.append((name, data))
        start = behind + _CHECKSUM_BYTES
    return []


def _is_beside_the_picture(name: bytes, data: bytes) -> bool:
    return name == _TIME or (name in _TEXTS and data.partition(b"\0")[0] in _WORDS)


def _coded(kind: str, picture: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(picture).decode('ascii')}"
