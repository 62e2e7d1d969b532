"""The picture that a page shows is the one that was read; the uploaded one is compared."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from issuer.rules.addresses import Addresses
from issuer.web import badge_pictures
from issuer.web.badge_pictures import Comparison
from tests.doubles.issuer_in_memory import TINY_PNG
from verifier import Document, Report
from verifier.openbadges import png, svg

OURS = Addresses("https://badges.example.org")
PICTURE = "https://a.example/picture"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def drawn(colour: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's
    """Return a small PNG of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(stream, "PNG", **options)
    return stream.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG, whole."""
    checksum = struct.pack(">I", zlib.crc32(name + data))
    return struct.pack(">I", len(data)) + name + data + checksum


def with_chunk(picture: bytes, name: bytes, data: bytes) -> bytes:
    """Return *picture* with one chunk more, before its image data."""
    at = picture.index(b"IDAT") - 4
    return picture[:at] + chunk(name, data) + picture[at:]


def woven(levels: int) -> bytes:
    """Return an SVG of a few kilobytes that draws ten to the power of *levels* shapes."""
    groups = "".join(
        f'<g id="a{level}">' + f'<use href="#a{level - 1}"/>' * 10 + "</g>"
        for level in range(1, levels + 1)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs>'
        f'<path id="a0" d="M0 0h1v1z"/>{groups}</defs><use href="#a{levels}"/></svg>'
    ).encode()


def held(address: str) -> bytes:
    """Return what a data address holds."""
    return base64.b64decode(address.partition(",")[2])


def found(image: object, upload: bytes = b"", **answers: bytes) -> badge_pictures.Pictures:
    """Return the pictures of a badge whose class names *image*; PICTURE answers `picture`."""
    documents = {
        f"https://a.example/{name}": Document(f"https://a.example/{name}", 200, "", body)
        for name, body in answers.items()
    }
    report = Report((), badge_class={"image": image})
    return badge_pictures.of_report(report, upload, documents, OURS)


@pytest.mark.parametrize(
    ("image", "picture"),
    [
        (
            "https://badges.example.org/badge-classes/abc/def/image.png",
            "/badge-classes/abc/def/image.png",
        ),
        (
            {"id": "https://badges.example.org/badge-classes/abc/def/image.svg"},
            "/badge-classes/abc/def/image.svg",
        ),
        ("https://evil.example/badge-classes/abc/def/image.png", ""),
        ("https://badges.example.org.evil.example/badge-classes/a/b/image.png", ""),
        ("https://badges.example.org/sign-out", ""),
        ("https://badges.example.org/badge-classes/a/b/image.png?x", ""),
        ("data:image/png;base64,AAAA", ""),
        ("data:text/html;base64,PHN2Zz4=", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_only_our_own_pictures_are_linked(image: object, picture: str) -> None:
    """A picture on another site would tell that site who verifies what."""
    assert found(image).named == picture


def test_a_strangers_picture_stands_in_the_page_as_it_was_read() -> None:
    """The reader's browser asks nobody; what answers no picture is none."""
    assert found(PICTURE, picture=TINY_PNG).named == badge_pictures.data_address(TINY_PNG)
    assert found({"id": PICTURE}, picture=SVG).named.startswith("data:image/svg+xml;base64,")
    assert found(PICTURE, picture=b"hello").named == ""
    assert found(PICTURE).named == ""


def test_a_forwarded_picture_is_found() -> None:
    """As the verifier followed it; a circle has no end here."""
    documents = {
        PICTURE: Document(PICTURE, 302, "", b"", {"location": "/there"}),
        "https://a.example/there": Document("https://a.example/there", 200, "", TINY_PNG),
    }
    report = Report((), badge_class={"image": PICTURE})
    assert badge_pictures.of_report(report, b"", documents, OURS).named
    documents["https://a.example/there"] = Document(PICTURE, 302, "", b"", {"location": PICTURE})
    assert badge_pictures.of_report(report, b"", documents, OURS).named == ""


def test_a_picture_that_the_class_holds_itself_is_shown() -> None:
    """As a data address of our own making."""
    image = f"data:image/png;base64,{base64.b64encode(TINY_PNG).decode()}"
    assert found(image).named == badge_pictures.data_address(TINY_PNG)


def test_what_a_browser_should_not_unfold_is_not_shown() -> None:
    """A small file can stand for gigabytes."""
    bomb = TINY_PNG[:16] + struct.pack(">II", 60_000, 60_000) + TINY_PNG[24:]
    assert badge_pictures.data_address(bomb) == ""
    assert badge_pictures.data_address(b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>") == ""
    assert badge_pictures.data_address(b"<!doctype svg><svg/>") == ""
    assert badge_pictures.data_address(TINY_PNG + b"x" * 1_000_000) == ""
    assert badge_pictures.data_address(TINY_PNG[:18]) == ""


def test_a_woven_drawing_does_not_reach_the_readers_browser() -> None:
    """Three kilobytes that a browser would draw for an hour; handed in or named by the class."""
    assert badge_pictures.data_address(woven(9)) == ""
    assert found(PICTURE, woven(9), picture=woven(9)).uploaded == ""
    # A few repetitions are what drawing programs write.
    assert badge_pictures.data_address(woven(1))


@pytest.mark.parametrize(
    "part",
    [
        '<animate attributeName="x" from="0" to="9" dur="1s" repeatCount="indefinite"/>',
        "<script>while (true) {}</script>",
        '<foreignObject width="9" height="9"><p xmlns="https://a.example/"/></foreignObject>',
        "<style>@import url(https://a.example/); path { fill: url(https://a.example/) }</style>",
        '<a href="https://a.example/"><path d="M0 0h1v1z"/></a>',
    ],
)
def test_a_strangers_drawing_is_made_anew(part: str) -> None:
    """From the list of what artwork may hold; what else is in it does not come along."""
    shown = held(badge_pictures.data_address(SVG.replace(b"<path", part.encode() + b"<path")))
    assert b"M0 0h9v9z" in shown
    for word in (b"animate", b"script", b"foreignObject", b"a.example", b"style"):
        assert word not in shown


@pytest.mark.parametrize("prefix", ["", "s:"])
def test_a_strangers_drawing_with_pictures_in_it_is_not_shown(prefix: str) -> None:
    """Each would be decoded here and there; eight of them keep a processor busy for seconds."""
    address = f"data:image/png;base64,{base64.b64encode(drawn('red')).decode()}"
    image = f'<{prefix}image width="9" height="9" href="{address}"/>'
    drawing = SVG.replace(b"<svg", b'<svg xmlns:s="http://www.w3.org/2000/svg"')
    assert badge_pictures.data_address(drawing)
    assert badge_pictures.data_address(drawing.replace(b"<path", image.encode() + b"<path")) == ""


def test_a_baked_picture_is_the_same_picture() -> None:
    """What was written into it is left out; nothing else is."""
    red, blue = drawn("red"), drawn("blue")
    assert badge_pictures.compare(png.bake(red, "token"), red) is Comparison.SAME
    assert badge_pictures.compare(png.bake(blue, "token"), red) is Comparison.DIFFERENT
    assert badge_pictures.compare(svg.bake(SVG, "a.b.c"), SVG) is Comparison.SAME
    other = svg.bake(SVG.replace(b"h9", b"h8"), "a.b.c")
    assert badge_pictures.compare(other, SVG) is Comparison.UNKNOWN
    assert badge_pictures.compare(png.bake(red, "token"), SVG) is Comparison.UNKNOWN
    assert badge_pictures.compare(png.bake(red, "token"), b"") is Comparison.UNKNOWN


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (b"acTL", struct.pack(">II", 1, 0)),
        (b"gAMA", struct.pack(">I", 1)),
        (b"cHRM", bytes(32)),
        (b"iCCP", b"x\0\0" + zlib.compress(b"profile")),
        (b"PLTE", b"\0\0\0"),
        (b"tRNS", b"\0\xff\0\0\0\0"),
        (b"eXIf", b"II*\0"),
        (b"zzZz", b""),
        (b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"x")),
        (b"tEXt", b"openbadgesx\0"),
    ],
)
def test_a_picture_with_more_in_it_is_another(name: bytes, data: bytes) -> None:
    """Frames, colours, transparency and turns change what is seen; so may what we do not know."""
    red = drawn("red")
    handed_in = png.bake(with_chunk(red, name, data), "token")
    assert badge_pictures.compare(handed_in, red) is Comparison.DIFFERENT
    # Nor does it matter which of the two it is in, and both together are the same.
    assert badge_pictures.compare(png.bake(red, "x"), with_chunk(red, name, data)) is (
        Comparison.DIFFERENT
    )
    assert badge_pictures.compare(handed_in, with_chunk(red, name, data)) is Comparison.SAME


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (b"tEXt", b"Software\0Bakery"),
        (b"iTXt", b"Comment\0\0\0\0\0Baked"),
        (b"tIME", bytes(7)),
        (b"tEXt", b"openbadges\0another"),
    ],
)
def test_words_beside_the_picture_are_not_the_picture(name: bytes, data: bytes) -> None:
    """Bakeries write them."""
    red = drawn("red")
    assert badge_pictures.compare(with_chunk(red, name, data), red) is Comparison.SAME


def test_image_data_counts_however_it_is_cut() -> None:
    """But a chunk of another kind in between ends it for a browser."""
    red = drawn("red")
    at = red.index(b"IDAT") - 4
    length = int.from_bytes(red[at : at + 4])
    data, rest = red[at + 8 : at + 8 + length], red[at + 12 + length :]
    halves = chunk(b"IDAT", data[:9]), chunk(b"IDAT", data[9:])
    assert badge_pictures.compare(red[:at] + b"".join(halves) + rest, red) is Comparison.SAME
    torn = chunk(b"tEXt", b"Software\0x").join(halves)
    assert badge_pictures.compare(red[:at] + torn + rest, red) is Comparison.DIFFERENT


def test_a_damaged_picture_is_not_compared() -> None:
    """A browser leaves out a chunk with a wrong checksum, and all that stands behind the end."""
    red = drawn("red")
    damaged = red.replace(b"IDAT", b"IDAU", 1)
    assert badge_pictures.compare(damaged, red) is Comparison.UNKNOWN
    assert badge_pictures.compare(red[:-6], red) is Comparison.UNKNOWN
    assert badge_pictures.compare(red + b"behind", red) is Comparison.SAME


def test_an_upload_is_compared_and_shown_beside() -> None:
    """No upload, no comparison."""
    red, blue = drawn("red"), drawn("blue")
    assert found(PICTURE, picture=red).comparison is Comparison.NOTHING
    assert found(PICTURE, b"a.b.c", picture=red).comparison is Comparison.NOTHING
    both = found(PICTURE, png.bake(blue, "token"), picture=red)
    assert both.comparison is Comparison.DIFFERENT
    assert both.named != both.uploaded != ""


@given(st.binary(max_size=200), st.binary(max_size=200), st.booleans())
def test_any_bytes_can_be_compared(one: bytes, other: bytes, is_png: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    """Cut short, damaged or no picture at all, nothing breaks."""
    start = png.SIGNATURE if is_png else b"<"
    assert badge_pictures.compare(start + one, start + other) in Comparison
    assert isinstance(badge_pictures.data_address(start + one), str)
