"""The picture that a page shows is the one that was read; the uploaded one is compared."""

from __future__ import annotations

import base64
import io
import struct
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
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h9v9z"/></svg>'


def drawn(colour: str, **options: Any) -> bytes:  # noqa: ANN401 - Pillow's
    """Return a small PNG of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(stream, "PNG", **options)
    return stream.getvalue()


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
