"""Assertions in SVG pictures: what is read, what is refused, what baking leaves alone."""

from __future__ import annotations

import gc
from contextlib import suppress
from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.errors import InvalidBadge
from verifier.openbadges import svg

ADDRESS = "https://badges.example.org/assertions/1"
JSON = '{"id": "https://badges.example.org/assertions/1", "name": "<Amina & Yuki> ]]>"}'
DRAWING = '<circle r="4"/><text>é 日本 </text>'
ROOT = '<svg xmlns="http://www.w3.org/2000/svg" aria-label="1 > 0" width=\'4"\'>'
PICTURE = f"{ROOT}{DRAWING}</svg>".encode()


def picture_with(element: str) -> bytes:
    """Return a picture with *element* behind its drawing."""
    return f'<svg xmlns:openbadges="http://openbadges.org">{DRAWING}{element}</svg>'.encode()


def refusal(picture: bytes) -> str:
    """Return the code with which reading *picture* is refused."""
    with pytest.raises(InvalidBadge) as refused:
        svg.extract(picture)
    return refused.value.code


xml_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r"),
    min_size=1,
)
assertions = (
    (xml_texts | xml_texts.map("{{{}}}".format))
    .map(lambda text: text.strip("\t\n\r "))
    .filter(bool)
)
prologs = st.sampled_from(
    [
        "",
        "\ufeff",
        '<?xml version="1.0" encoding="UTF-8"?>\r\n',
        '\ufeff<?xml version="1.0"?><!-- <svg> --><?style a="<svg>"?>\n',
    ]
)


@given(assertions, prologs)
def test_what_was_baked_is_extracted(assertion: str, prolog: str) -> None:
    """Extracting gives back the very assertion that was baked."""
    assert svg.extract(svg.bake(prolog.encode() + PICTURE, assertion)) == assertion


@given(assertions, assertions, prologs)
def test_baking_replaces_and_repeats(first: str, second: str, prolog: str) -> None:
    """Baking over an older assertion, or twice, gives the bytes of baking once."""
    picture = prolog.encode() + PICTURE
    once = svg.bake(picture, second)
    assert svg.bake(svg.bake(picture, first), second) == once
    assert svg.bake(once, second) == once


@given(assertions, prologs)
def test_every_other_byte_stays(assertion: str, prolog: str) -> None:
    """Baking inserts one element behind the root's start tag and changes nothing else."""
    start = len((prolog + ROOT).encode())
    baked = svg.bake(prolog.encode() + PICTURE, assertion)
    assert baked.startswith((prolog + ROOT + "<openbadges:assertion ").encode())
    assert baked.endswith(PICTURE[len(ROOT) :])
    assert (baked[:start] + baked[-len(PICTURE) + len(ROOT) :]) == prolog.encode() + PICTURE


@given(st.binary() | st.text(alphabet="<>/ svg:=\"'!-[]&;{}\0é").map(str.encode))
def test_arbitrary_bytes_end_in_a_refusal(data: bytes) -> None:
    """Whatever the bytes are, reading and baking end in InvalidBadge or in a result."""
    for picture in (data, b"<svg>" + data + b"</svg>"):
        with pytest.raises(InvalidBadge):
            svg.extract(picture)
        try:
            assert svg.bake(picture, ADDRESS)
        except InvalidBadge:
            continue


@pytest.mark.parametrize(
    "picture",
    [
        picture_with(f'<openbadges:assertion verify="{ADDRESS}"/>'),
        picture_with(f'<openbadges:assertion verify="{ADDRESS}"></openbadges:assertion >'),
        picture_with(f'<openbadges:assertion verify="\n {ADDRESS} "/>'),
        picture_with(f"<openbadges:assertion> {ADDRESS}\n</openbadges:assertion>"),
        picture_with(f"<openbadges:assertion><![CDATA[{ADDRESS}]]></openbadges:assertion>"),
        picture_with(f'<openbadges:assertion verify="{ADDRESS}">{{}}<a/>/></openbadges:assertion>'),
        picture_with(f'<g><b:assertion xmlns:b="http://openbadges.org" verify="{ADDRESS}"/></g>'),
        picture_with(f'<assertion xmlns="https://openbadges.org/" verify="{ADDRESS}"/>'),
    ],
    ids=["empty tag", "end tag", "space", "text", "CDATA", "both", "prefix", "default"],
)
def test_every_kind_of_element_is_read(picture: bytes) -> None:
    """Other bakeries' elements are read, under any prefix and wherever they stand."""
    assert svg.extract(picture) == ADDRESS
    assert svg.bake(picture, ADDRESS) == svg.bake(picture_with("<g></g>"), ADDRESS).replace(
        b"<g></g>", b"<g></g>" if b"<g>" in picture else b""
    )


def test_json_becomes_text() -> None:
    """JSON stands in the element, where other readers look for it, and comes back."""
    baked = svg.bake(PICTURE, JSON)
    assert b"verify=" not in baked
    assert svg.extract(baked) == JSON


@pytest.mark.parametrize(
    ("code", "picture"),
    [
        ("svg.no_assertion", PICTURE),
        (
            "svg.no_assertion",
            picture_with('<openbadges:assertion verify=""> </openbadges:assertion>'),
        ),
        ("svg.no_assertion", picture_with(f'<assertion verify="{ADDRESS}"/>')),
        ("svg.several_assertions", picture_with('<openbadges:assertion verify="a"/>' * 2)),
        (
            "svg.several_assertions",
            picture_with("<openbadges:assertion>a<openbadges:assertion/></openbadges:assertion>"),
        ),
        ("svg.not_svg", b"<html></html>"),
        ("svg.malformed", b""),
        ("svg.malformed", b"<svg><openbadges:assertion"),
        ("svg.malformed", b"<svg><openbadges:assertion verify='a'/></svg>"),
        ("svg.malformed", "<svg>é</svg>".encode("latin-1")),
        ("svg.malformed", PICTURE.decode().encode("utf-16")),
        ("svg.doctype", b"<!DOCTYPE svg>" + PICTURE),
        ("svg.doctype", b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>'),
        ("picture.too_large", PICTURE + b" " * svg.MAX_PICTURE_BYTES),
        (
            "picture.assertion_too_large",
            picture_with(f'<openbadges:assertion verify="{"a" * (svg.MAX_ASSERTION_BYTES + 1)}"/>'),
        ),
    ],
)
def test_what_is_no_badge_is_refused(code: str, picture: bytes) -> None:
    """Each kind of unreadable picture has a code of its own."""
    assert refusal(picture) == code


def test_an_empty_root_has_no_room() -> None:
    """A root without content is refused: there is nothing to see in such a picture."""
    with pytest.raises(InvalidBadge) as refused:
        svg.bake(b"<svg/>", ADDRESS)
    assert refused.value.code == "svg.empty"


@pytest.mark.parametrize("assertion", ["", " a", "a\n", "a\0b", "a\x1fb", "\ud800", "\ufffe"])
def test_what_xml_cannot_hold_is_not_baked(assertion: str) -> None:
    """Text that would not come back is a programming error."""
    with pytest.raises(ValueError, match=r"assertion|surrogates"):
        svg.bake(PICTURE, assertion)


def test_a_long_start_tag_is_skipped_in_linear_time() -> None:
    """A start tag of two million attributes' worth of quotes is matched at once."""
    attributes = " ".join(f'a{number}="\'"' for number in range(100_000))
    picture = f"<svg {attributes}>{DRAWING}</svg>".encode()
    assert svg.extract(svg.bake(picture, ADDRESS)) == ADDRESS


@pytest.mark.parametrize("picture", [b"<svg>" * 1_000, PICTURE])
def test_a_picture_that_was_read_takes_no_memory(picture: bytes) -> None:
    """The parser is gone with the answer, and not when Python next looks for circles."""
    gc.collect()
    gc.disable()
    try:
        with suppress(InvalidBadge):
            svg.extract(picture)
        left = [found for found in gc.get_objects() if isinstance(found, expat.XMLParserType)]
    finally:
        gc.enable()
    assert left == []
