"""The parts of a composed picture: palettes, icons, shapes and frames."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING, Final

import pytest

from badge_classes.composer import PALETTES, SHAPES, Design, Kind, compose, icons, raster
from badge_classes.composer.icons import drawing
from badge_classes.composer.palettes import Palette, contrast, shortfalls

if TYPE_CHECKING:
    from collections.abc import Iterator

TEAL: Final = PALETTES["teal"]
ICONS: Final = sorted(icons())
STROKE: Final = re.compile(r'stroke-width="(\d+)"')
RIM: Final = re.compile(r'fill="(#\w+)" stroke="\1"')


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),  # The grey that just fails, as accessibility guides show it.
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    """Known pairs have their known ratios, in either order."""
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize("name", PALETTES)
def test_every_palette_has_the_contrast_that_it_needs(name: str) -> None:
    """Icons stand out from their ground, and the edge from light and dark pages."""
    assert list(shortfalls(PALETTES[name])) == []


@pytest.mark.parametrize(
    ("palette", "pair"),
    [
        (Palette("yellow", ink="#072f3a", field="#e0c060"), "paper on field"),
        (Palette("red", ink="#45160e", field="#c0503c"), "gold on field"),
        (Palette("pale", ink="#a0a0a0", field="#0b5563"), "ink on a light page"),
        (Palette("dark", ink="#072f3a", field="#0b5563", paper="#202020"), "paper on a dark page"),
    ],
)
def test_a_palette_without_contrast_is_noticed(palette: Palette, pair: str) -> None:
    """The check can fail, for each task of a colour."""
    assert pair in [name for name, _, _ in shortfalls(palette)]


def test_composed_pictures_use_the_colours_of_their_palette_only() -> None:
    """No colour slips past the check of contrast, whichever palette is chosen."""
    for name, palette in PALETTES.items():
        allowed = {palette.ink, palette.field, palette.paper, palette.gold, "#e59a1f"}
        for icon in icons():
            for kind in Kind:
                design = Design("event", kind, icon, name, title="Any", description="Any")
                assert set(re.findall("#[0-9a-f]{3,8}", compose(design))) <= allowed


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_small_bold_and_described(name: str) -> None:
    """Few shapes, no line thinner than 9 of 200, the three colours of icons, and a phrase."""
    icon = icons()[name]
    shapes = "\n".join(icon.shapes)
    assert len(shapes) < 1_200
    assert re.fullmatch(r"an? .+|points .+|quotation .+|two .+|four .+", icon.label)
    assert TEAL.paper in shapes
    assert set(re.findall("#[0-9a-f]+", shapes)) <= {TEAL.paper, TEAL.gold, TEAL.field}
    # A rim in the colour of the shape itself only rounds its corners.
    thin = [line for line in icon.shapes if not RIM.search(line) and min(_strokes(line)) < 9]
    assert thin == []


@pytest.mark.parametrize("name", ICONS)
def test_icons_take_the_colours_of_any_palette(name: str) -> None:
    """Each colour is exchanged once, even for a palette that exchanges paper and gold."""
    swapped = Palette("swapped", ink="#000000", field="#123456", paper=TEAL.gold, gold=TEAL.paper)
    before, after = "\n".join(icons()[name].shapes), "\n".join(drawing(icons()[name], swapped))
    assert after.count(TEAL.gold) == before.count(TEAL.paper)
    assert after.count(TEAL.paper) == before.count(TEAL.gold)
    assert after.count("#123456") == before.count(TEAL.field)


@pytest.mark.parametrize("method", SHAPES)
@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_cut_at_the_edge(method: str, kind: Kind) -> None:
    """The outermost line of pixels is clear, so that no host's frame touches the badge."""
    design = Design(method, kind, "star", "teal", title="Any", description="Any")
    alpha = list(_alpha(raster(compose(design), 100)))
    assert not any(alpha[0])
    assert not any(row[0] or row[-1] for row in alpha)
    # The seal and the ribbons may reach the last line, and do not fill it.
    assert sum(alpha[-1]) < 40 * 255


@pytest.mark.parametrize("method", SHAPES)
def test_silhouettes_differ_and_stand_in_the_middle(method: str) -> None:
    """Each outline is the same from left and right, and differs from every other one."""
    mine = _silhouette(method)
    assert all(
        abs(left - right) <= 24 for row in mine for left, right in zip(row, row[::-1], strict=True)
    )
    for other in SHAPES:
        if other != method:
            differing = sum(
                (a > 127) != (b > 127)
                for row, row2 in zip(mine, _silhouette(other), strict=True)
                for a, b in zip(row, row2, strict=True)
            )
            assert differing >= 64, f"{other} has nearly the same outline at 64 pixels."


def _strokes(line: str) -> list[int]:
    """Return the widths of the strokes of a line of SVG, or a wide one if it has none."""
    return [int(width) for width in STROKE.findall(line)] or [99]


def _silhouette(method: str) -> list[bytes]:
    design = Design(method, "skill", "star", "teal", title="Any", description="Any")
    return list(_alpha(raster(compose(design), 64)))


def _alpha(png: bytes) -> Iterator[bytes]:
    """Yield the alpha channel of an 8-bit RGBA PNG, row by row (PNG, sections 9 and 11.2)."""
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    width = int.from_bytes(png[16:20], "big")
    raw, above = zlib.decompress(data), bytes(4 * width)
    for start in range(0, len(raw), 4 * width + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + 4 * width], above)
        yield above[3::4]


def _unfiltered(method: int, line: bytes, above: bytes) -> bytes:
    """Undo the filter of one row of pixels of four bytes (PNG, section 9.2)."""
    row = bytearray(4)
    for place, byte in enumerate(line):
        left, up, corner = row[place], above[place], above[place - 4] if place >= 4 else 0
        nearest = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
        row.append((byte + (0, left, up, (left + up) // 2, nearest)[method]) % 256)
    return bytes(row[4:])
