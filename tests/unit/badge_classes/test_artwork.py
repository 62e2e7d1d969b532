"""Which pictures are accepted, and how they become PNG."""

from __future__ import annotations

import struct
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.artwork import (
    BYTES_LIMIT,
    ELEMENTS_LIMIT,
    SIZE,
    ArtworkError,
    check,
    rasterise,
)

PLAIN: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'viewBox="0 0 400 400">{}</svg>'
)


def drawing(inside: str) -> str:
    """Return an SVG with something inside it."""
    return PLAIN.format(inside)


@pytest.mark.parametrize(
    "svg",
    [
        drawing('<circle cx="200" cy="200" r="9" fill="#fff"/>'),
        drawing('<title xml:lang="en">A hill</title><desc>Green</desc><path d="M0 0h9z"/>'),
        drawing('<g style="fill:#fff; stroke-width: 2"><rect width="1" height="1"/></g>'),
        drawing(
            '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient>'
            '<linearGradient id="b" xlink:href="#a"/></defs><circle r="9" fill="url(#b)"/>'
        ),
        drawing('<clipPath id="c"><circle r="9"/></clipPath><g clip-path="url(#c)"/>'),
        '<?xml version="1.0" encoding="UTF-8"?><!-- A comment -->' + drawing(""),
        drawing("").replace("0 0 400 400", "-8,-8 16.5,16.5"),
        drawing('<g style="opacity:1;stroke-dasharray:none"/>' * 300),
    ],
)
def test_plain_shapes_are_accepted(svg: str) -> None:
    """Shapes, groups, gradients and clipping within the file make a picture."""
    check(svg)


@pytest.mark.parametrize(
    ("svg", "code", "words"),
    [
        ("", "artwork.not_svg", "No <svg>"),
        ("a picture", "artwork.not_svg", "No <svg>"),
        (f"<!-- {'x' * 256} -->" + drawing(""), "artwork.not_svg", "256 bytes"),
        ("<svg", "artwork.not_svg", "No <svg>"),
        ("<svg>", "artwork.element", "<svg>"),
        (drawing("") + "<svg>", "artwork.broken", "well-formed"),
        (drawing("<g>"), "artwork.broken", "line 1"),
        (drawing("&lt;&secret;"), "artwork.broken", "undefined entity"),
        ("<!DOCTYPE svg>" + drawing(""), "artwork.doctype", "DOCTYPE"),
        (
            '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + drawing("<title>&a;</title>"),
            "artwork.doctype",
            "Remove the line",
        ),
        ("<?xml-stylesheet href='x'?>" + drawing(""), "artwork.instruction", "xml-stylesheet"),
        ('<?xml version="1.0" encoding="utf-16"?>' + drawing(""), "artwork.encoding", "utf-16"),
        (drawing("<script>alert(1)</script>"), "artwork.element", "<script>"),
        (drawing("<foreignObject/>"), "artwork.element", "<foreignObject>"),
        (drawing("<text>Gold</text>"), "artwork.element", "Convert the text to paths"),
        (drawing('<image href="/etc/passwd"/>'), "artwork.element", "<image>"),
        (drawing('<use href="#a"/>'), "artwork.element", "<use>"),
        (drawing("<style>g{}</style>"), "artwork.element", "<style>"),
        (drawing("<animate/>"), "artwork.element", "<animate>"),
        (drawing('<a href="https://example.org/"/>'), "artwork.element", "<a>"),
        (drawing("<svg/>"), "artwork.element", "<svg>"),
        (drawing('<g xmlns="http://www.w3.org/1999/xhtml"/>'), "artwork.element", "<g>"),
        (
            drawing('<assertion xmlns="http://openbadges.org"/>'),
            "artwork.element",
            "<assertion>",
        ),
        (drawing('<g onclick="alert(1)"/>'), "artwork.attribute", "onclick"),
        (drawing("").replace("<svg", '<svg onload="x"'), "artwork.attribute", "onload"),
        (
            drawing('<linearGradient href="https://example.org/#a"/>'),
            "artwork.attribute",
            "href",
        ),
        (drawing('<linearGradient xlink:href="file:///a"/>'), "artwork.attribute", "href"),
        (drawing('<g fill="url(https://example.org/#a)"/>'), "artwork.attribute", "fill"),
        (drawing('<g fill="URL(//example.org)"/>'), "artwork.attribute", "fill"),
        (drawing('<g style="fill:url(//example.org)"/>'), "artwork.attribute", "style"),
        (drawing(r'<g style="fill:u\72l(//example.org)"/>'), "artwork.attribute", "style"),
        (drawing('<g style="behavior:x"/>'), "artwork.attribute", "style"),
        (drawing('<g style="fill:u/**/rl(x)"/>'), "artwork.attribute", "style"),
        (drawing('<g style="filter"/>'), "artwork.attribute", "style"),
        (drawing('<g filter="url(#f)"/>'), "artwork.attribute", "filter"),
        (drawing('<g xml:base="https://example.org/"/>'), "artwork.attribute", "base"),
        (drawing("").replace("0 0 400 400", "0 0 400 300"), "artwork.not_square", "viewBox"),
        (drawing("").replace("0 0 400 400", "0 0 0 0"), "artwork.not_square", "viewBox"),
        (drawing("").replace("0 0 400 400", "0 0 nan nan"), "artwork.not_square", "viewBox"),
        (drawing("").replace(' viewBox="0 0 400 400"', ""), "artwork.not_square", "square"),
        (drawing(" " * BYTES_LIMIT), "artwork.too_large", str(BYTES_LIMIT)),
        (drawing("<g/>" * ELEMENTS_LIMIT), "artwork.too_large", "elements"),
        (drawing("<g>" * 40 + "</g>" * 40), "artwork.too_large", "within each other"),
        (drawing("<title>\ud800</title>"), "artwork.broken", "UTF-8"),
        (
            drawing('<clipPath id="a"><g clip-path="url(#b)"/></clipPath>'),
            "artwork.too_complex",
            "clips a clipping path",
        ),
        (
            drawing('<clipPath id="a" style="fill:red; clip-path: url(#b)"/>'),
            "artwork.too_complex",
            "clips a clipping path",
        ),
        (drawing('<g stroke-dasharray=".001"/>'), "artwork.too_complex", "dashed"),
        (drawing('<g style="stroke-dasharray:.001"/>'), "artwork.too_complex", "dashed"),
        (drawing('<g opacity=".5"/>' * 101), "artwork.too_complex", "More than 100 parts"),
        (drawing('<g clip-path="url(#a)"/>' * 101), "artwork.too_complex", "clipped"),
    ],
)
def test_what_a_picture_may_not_contain(svg: str, code: str, words: str) -> None:
    """Whatever is not on the list of allowed things is refused by name, with a way out."""
    with pytest.raises(ArtworkError) as caught:
        check(svg)
    assert caught.value.code == code
    assert words in caught.value.sentence


@given(st.text(max_size=60))
def test_any_text_is_judged_and_nothing_else_happens(text: str) -> None:
    """No text makes the checker fail in another way than by its own error."""
    for svg in (text, drawing(text), drawing(f"<{text}/>"), drawing(f'<g fill="{text}"/>')):
        try:
            check(svg)
        except ArtworkError as error:
            assert error.sentence  # noqa: PT017  Either outcome is right here.


def test_the_png_is_a_square_of_400_with_transparency() -> None:
    """Badge hosts get the size that they recommend, without a white box around it."""
    png = rasterise(drawing('<circle cx="200" cy="200" r="9" fill="#fff"/>'))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, _depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (width, height) == (SIZE, SIZE) == (400, 400)
    assert colour == 6, "6 is colour with an alpha channel (PNG, section 11.2.1)."


def test_the_same_picture_gives_the_same_bytes() -> None:
    """Drawing is deterministic, so an image can be compared and cached by its digest."""
    svg = drawing('<circle cx="200" cy="200" r="90" fill="#0b5563"/>')
    assert rasterise(svg) == rasterise(svg)
    assert rasterise(svg, 64) != rasterise(svg)


@pytest.mark.parametrize("size", [0, -1, 1_025])
def test_sizes_have_limits(size: int) -> None:
    """Nobody can make us draw nothing, or a picture of a gigabyte."""
    with pytest.raises(ValueError, match="from 1 to 1024"):
        rasterise(drawing(""), size)


def test_a_refused_picture_is_never_drawn() -> None:
    """The renderer could read files of the server, so it only sees pictures that passed."""
    with pytest.raises(ArtworkError, match="<image>"):
        rasterise(drawing('<image href="/etc/hostname" width="400" height="400"/>'))
