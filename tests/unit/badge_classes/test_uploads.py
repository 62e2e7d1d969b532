"""Uploaded drawings: what they become, what is said about it, and what is refused."""

from __future__ import annotations

import inspect
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes import uploads
from badge_classes.artwork import ArtworkError, check, rasterise
from badge_classes.uploads import SENTENCES, Alternative, Upload, paths, receive, values
from tests.pictures.corpus import ALTERNATIVE, DRAWINGS, rebuilt
from tests.pictures.harmless import harm
from verifier.openbadges import svg as baked_svg

NS: Final = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
RECT: Final = '<rect width="9" height="9"/>'


def upload(inside: str, attributes: str = 'viewBox="0 0 9 9"') -> Upload:
    """Return what becomes of an SVG with something inside it."""
    return receive(f"<svg {NS} {attributes}>{inside}</svg>".encode(), ALTERNATIVE)


def drawn(inside: str) -> dict[str, str]:
    """Return the attributes of the last element of an upload, rebuilt."""
    *_, last = ET.fromstring(upload(inside).svg).iter()  # noqa: S314  Rebuilt by ourselves.
    return last.attrib


def codes(inside: str) -> list[str]:
    """Return the codes of the notes on an upload."""
    return [note.code for note in upload(inside).notes]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_becomes_artwork(path: Path) -> None:
    """Each drawing is rebuilt harmless, accepted, drawn and baked; rebuilding twice is once."""
    svg = rebuilt(path)
    assert harm(svg) == []
    check(svg)
    assert receive(svg.encode(), ALTERNATIVE) == Upload(svg, ())
    assert len(rasterise(svg)) > 2_000
    assert baked_svg.extract(baked_svg.bake(svg.encode(), "a.b.c")) == "a.b.c"


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_nothing_that_can_be_seen_is_left_out_of_a_drawing(path: Path) -> None:
    """What drawing programs write for themselves goes; nothing else is complained of."""
    notes = receive(path.read_bytes(), ALTERNATIVE).notes
    seen = {note.code for note in notes if note.is_visible} - {"upload.not_square"}
    assert seen <= {"upload.licence"}


def test_a_picture_says_what_it_shows() -> None:
    """Title and description come first, in their language, and are what the picture is called."""
    alternative = Alternative("فارس <1>", "شجرة & \u202eنجمة\x07", "ar")
    data = f"<svg {NS} viewBox='0 0 9 9'><title>Old</title>{RECT}</svg>".encode()
    root = ET.fromstring(receive(data, alternative).svg)  # noqa: S314  Rebuilt by ourselves.
    title, description, _ = root
    assert (title.text, description.text) == ("فارس <1>", "شجرة & نجمة")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (root.get("role"), root.get("lang")) == ("img", "ar")


def test_alternative_text_is_required() -> None:
    """A picture without words for it is refused, and so is a language that is none."""
    for alternative in (Alternative("", "x", "en"), Alternative("x", " \n", "en")):
        with pytest.raises(ArtworkError, match="cannot see it"):
            receive(f"<svg {NS} viewBox='0 0 9 9'>{RECT}</svg>".encode(), alternative)
    with pytest.raises(ValueError, match="language tag"):
        receive(f"<svg {NS} viewBox='0 0 9 9'>{RECT}</svg>".encode(), Alternative("a", "b", '"'))


def test_ids_of_two_pictures_do_not_meet() -> None:
    """Ids are made from the picture, so that a page may hold two; its own ids do not matter."""
    one, two, three = (
        upload(
            f'<linearGradient id="{name}"><stop stop-color="{colour}"/></linearGradient>'
            f'<rect id="unused" width="9" height="9" fill="url(#{name})"/>'
        ).svg
        for name, colour in (("a", "red"), ("a", "blue"), ("b", "red"))
    )
    ids = [
        {e.get("id") for e in ET.fromstring(svg).iter()} - {None}  # noqa: S314  Rebuilt by ourselves.
        for svg in (one, two)
    ]
    assert len(ids[0]) == 3
    assert not ids[0] & ids[1]
    assert one == three


@pytest.mark.parametrize(
    ("rule", "colour"),
    [
        ("<style>rect{fill:#111}</style>", "#111"),
        ("<style>.a{fill:#111}rect{fill:#222}</style>", "#111"),
        ("<style>#r{fill:#111}.a.b{fill:#222}</style>", "#111"),
        ("<style>.a{fill:#111}.b{fill:#222}</style>", "#222"),
        ("<style>.a{fill:#111!important}.b{fill:#222}</style>", "#111"),
        ("<style>g .a{fill:#111}</style>", "#111"),
        ("<style>svg>g>rect{fill:#111}svg>rect{fill:#222}</style>", "#111"),
        ("<style>.c,\n.b{fill:#111;}</style>", "#111"),
        ("<style>/* .a{} */ .a{fill:red;fill:#111;fill:color(display-p3 1 0 0)}</style>", "#111"),
        ("<style><![CDATA[ *{fill:#111} ]]></style>", "#111"),
        ("<style>.A{fill:#222}</style>", "#999"),
    ],
)
def test_style_sheets_are_worked_out(rule: str, colour: str) -> None:
    """The stronger rule wins, as in browsers, and a rule wins over an attribute."""
    rect = '<g><rect id="r" class="a  b" width="9" height="9" fill="#999"/></g>'
    assert drawn(rule + rect)["fill"] == colour
    assert drawn(rule + rect.replace("<rect", '<rect style="fill: #ABC"'))["fill"] in {
        "#abc",
        "#111" if "!important" in rule else "#abc",
    }


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ('width="1in"', "96"),
        ('width="2.54cm"', "96"),
        ('width="50%"', "50%"),
        ('fill="rgb(255, 0 ,128)"', "#ff0080"),
        ('fill="rgba(100% 0% 0% / .5)"', "#ff000080"),
        ('fill="hsl(120,100%,25%)"', "#008000"),
        ('fill="CURRENTCOLOR"', "currentColor"),
        ('opacity="150%"', "1"),
        ('transform=" translate( 1,2 )rotate(45 , 1 1)"', "translate(1 2) rotate(45 1 1)"),
        ('stroke-dasharray="1mm, 2"', "3.77952756 2"),
        ('style="stroke-width:.50E1px"', "5"),
    ],
)
def test_values_have_one_spelling(attribute: str, value: str) -> None:
    """Units and colours are computed; numbers have no exponent and no more digits than needed."""
    name = attribute.partition("=")[0].replace("style", "stroke-width")
    assert drawn(f"<rect {attribute}/>")[name] == value


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<script/>", "upload.element"),
        ('<g onclick="x">' + RECT + "</g>", "upload.attribute"),
        ('<a href="https://example.org/"><path d="M0 0"/></a>', "upload.link"),
        ('<image href="https://example.org/a.png"/>', "upload.link"),
        ('<use href="#nothing"/>', "upload.missing"),
        ('<g fill="url(https://example.org/#a)">' + RECT + "</g>", "upload.value"),
        ('<g style="filter:blur(9px)">' + RECT + "</g>", "upload.property"),
        ("<style>@import 'a.css';</style>", "upload.rule"),
        ("<style>g:hover{fill:red}</style>", "upload.rule"),
        ('<path d="M0 0L9 9 9"/>', "upload.path"),
        ('<rect width="5em"/>', "upload.value"),
        ('<x xmlns="http://www.inkscape.org/namespaces/inkscape"/>', "upload.metadata"),
        ('<metadata><x xmlns="http://creativecommons.org/ns#"/></metadata>', "upload.licence"),
    ],
)
def test_what_is_left_out_is_told(inside: str, code: str) -> None:
    """Everything that somebody might miss has a note, with a sentence."""
    found = upload(RECT + inside)
    assert [note.code for note in found.notes] == [code]
    assert found.notes[0].sentence.endswith(".")


def test_what_nobody_misses_goes_without_a_word() -> None:
    """Comments, classes, spare definitions and titles of layers are no news."""
    quiet = (
        '<!-- x --><g class="layer" data-name="x"><title>Layer 1</title><g/></g><filter id="f"/>'
    )
    assert codes(RECT + quiet) == []
    assert upload(RECT + quiet).svg == upload(RECT).svg


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "artwork.empty"),
        (b"GIF89a", "artwork.not_picture"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "artwork.not_picture"),
        (b"\x1f\x8b\x08\0", "artwork.compressed"),
        (b"<svg/>", "artwork.not_svg"),
        (f"<svg {NS}>{RECT}</svg>".encode(), "artwork.no_size"),
        (f'<svg {NS} width="100%" height="9">{RECT}</svg>'.encode(), "artwork.no_size"),
        (f'<svg {NS} viewBox="0 0 9 9"/>'.encode(), "artwork.nothing"),
        (f'<svg {NS} viewBox="0 0 9 9"><text>A</text></svg>'.encode(), "artwork.text"),
        (
            f'<svg {NS} viewBox="0 0 9 9"><style>g:nth-child(2){{fill:red}}</style></svg>'.encode(),
            "artwork.style_sheet",
        ),
        (f'<svg {NS} viewBox="0 0 9 9"><g></svg>'.encode(), "artwork.broken"),
        (f'<!DOCTYPE svg><svg {NS} viewBox="0 0 9 9"/>'.encode(), "artwork.doctype"),
    ],
)
def test_what_cannot_be_artwork_is_refused(data: bytes, code: str) -> None:
    """A refusal says what to do."""
    with pytest.raises(ArtworkError) as caught:
        receive(data, ALTERNATIVE)
    assert caught.value.code == code
    assert caught.value.sentence == SENTENCES[code].format(**caught.value.parameters)


def test_empty_text_is_no_text() -> None:
    """Programs leave empty text elements behind; nobody sees them."""
    assert codes(RECT + "<text> <tspan>\n</tspan></text>") == []


def test_a_wide_drawing_is_put_in_the_middle_and_cut_as_it_was() -> None:
    """A square is made by adding margins; what hung over the edge stays hidden."""
    found = upload('<circle cx="0" cy="5" r="9"/>', 'viewBox="0 0 40 10"')
    root = ET.fromstring(found.svg)  # noqa: S314  Rebuilt by ourselves.
    assert root.get("viewBox") == "0 -15 40 40"
    assert root[2].get("viewBox") == "0 0 40 10"
    assert [note.code for note in found.notes] == ["upload.not_square"]


def test_a_finished_picture_may_not_be_changed_by_hand() -> None:
    """What was rebuilt is accepted; the same with anything from outside the list is not."""
    svg = rebuilt(DRAWINGS[0])
    check(svg)
    for old, new in (
        ("<image ", '<image onload="x" '),
        ("<image ", '<image href="//example.org" '),
        ("</svg>", "<script/></svg>"),
        ("</desc>", "<script/></desc>"),
        ("<desc ", '<desc onclick="x" '),
        ('role="img"', 'role="img" cursor="url(//example.org)"'),
        ('role="img"', 'role="img" style="background:url(//example.org)"'),
        ("</svg>", "<metadata><script/></metadata></svg>"),
        ("</svg>", "<style>g{fill:red}</style></svg>"),
    ):
        assert old in svg
        with pytest.raises(ArtworkError):
            check(svg.replace(old, new, 1))


numbers = st.floats(-values.LARGEST, values.LARGEST)


@given(numbers)
def test_a_number_that_was_written_stays_as_it_is(number: float) -> None:
    """Nine digits, no exponent, and writing again changes nothing."""
    text = values.written(number)
    assert float(text) == pytest.approx(number, rel=1e-8, abs=1e-11)
    assert "e" not in text
    assert values.written(float(text)) == text


@given(st.text("MmLlCcAaZzQqTtHhVvSs0123456789.,-+e \n", max_size=60))
def test_a_path_that_was_written_stays_as_it_is(text: str) -> None:
    """A path is kept up to its first mistake, and what was kept has none."""
    try:
        kept = paths.path(text)
    except ArtworkError:
        return
    if kept is None:
        assert not text.lstrip(" ,\n").startswith(("M", "m")) or paths.mistake(text)
    else:
        assert paths.path(kept) == kept
        assert paths.mistake(kept) == ""


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=9))
def test_a_measured_length_is_never_too_short(points: list[tuple[float, float]]) -> None:
    """The length of straight lines is exact, so dashes cannot be more than were counted."""
    text = "M" + "L".join(f"{values.written(x)} {values.written(y)}" for x, y in points)
    segments, length = paths.measured(text)
    assert segments == len(points)
    straight = sum(((a - c) ** 2 + (b - d) ** 2) ** 0.5 for (a, b), (c, d) in pairwise(points))
    assert length == pytest.approx(straight, rel=1e-6, abs=1e-4)


def test_every_sentence_can_be_said() -> None:
    """A sentence for something that never happens would be translated in vain."""
    sources = Path(uploads.__file__).parent.glob("*.py")
    said = "".join(path.read_text("utf-8") for path in sources if path.name != "notes.py")
    said += inspect.getsource(uploads.notes).partition("NOTES_LIMIT")[2]
    assert [code for code in SENTENCES if f'"{code}"' not in said] == []


@pytest.mark.parametrize(
    "inside",
    [
        (
            '<pattern id="p" width="1000000" height="1000000" patternUnits="userSpaceOnUse">'
            '<rect width="9" height="9"/></pattern><rect width="9" height="9" fill="url(#p)"/>'
        ),
        (
            '<pattern id="p" width="1" height="1"><rect width="9" height="9"/></pattern>'
            '<rect transform="scale(9) scale(9) scale(9)" width="9" height="9" fill="url(#p)"/>'
        ),
        '<g transform="scale(1000000)">' + RECT + "</g>",
        f'<svg viewBox="0 0 .001 .001" width="900000">{RECT}</svg>',
        '<linearGradient id="g"><stop/></linearGradient>'
        + '<rect width="9" height="9" fill="url(#g)"/>' * 120,
        '<filter id="f"><feGaussianBlur stdDeviation="9"/></filter>'
        + f'<g filter="url(#f)">{RECT}</g>' * 25,
        '<path stroke="red" stroke-dasharray=".001" d="M0 0C9 9 9 9 90 0"/>',
    ],
)
def test_what_takes_too_long_to_draw_is_refused(inside: str) -> None:
    """One tile of gigabytes ends the renderer with the service; others take minutes."""
    with pytest.raises(ArtworkError) as caught:
        upload(inside)
    assert caught.value.code == "artwork.too_complex"
