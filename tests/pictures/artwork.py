"""Draws what the composer can do, for people to look at.

    ./run python -m tests.pictures.artwork FOLDER [--write]

writes into FOLDER, on light and on dark ground:

    catalogue.png   the badges of the catalogue at 64, 128 and 400 pixels
    frames.png      every shape with every frame
    icons.png       every icon, in every palette by turns
    words.png       words around badges, in several scripts

With --write, each artwork.svg of the catalogue is first composed again from designs.toml.
No test can say whether a picture is handsome. After a change to the composer, look.
"""

from __future__ import annotations

import argparse
import base64
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Final

from resvg_py import svg_to_bytes

from badge_classes.composer import (
    PALETTES,
    SHAPES,
    Design,
    Kind,
    catalogue_designs,
    compose,
    icons,
    raster,
)
from badge_classes.composer.palettes import DARK_PAGE, LIGHT_PAGE
from badge_classes.folder import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP: Final = 16

WORDS: Final = (
    ("en", "Wikidata Nairobi 2025"),
    ("sw", "Mafunzo ya Wikipedia, Dar es Salaam"),
    ("ja", "ウィキデータ編集講座・東京"),
    ("ar", "ويكي بيانات، نيروبي 2025"),
    ("ar", "برنامج Wikidata (2025)"),
    ("es", "¡Edición en español!"),
    ("vi", "Tiếng Việt ở Huế"),
    ("el", "Επεξεργασία · Редагування"),
)


def main() -> None:
    """Write the pictures that the docstring lists."""
    parser = argparse.ArgumentParser(prog="tests.pictures.artwork", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--write", action="store_true", help="compose the catalogue again")
    options = parser.parse_args()
    if options.write:
        for slug, design in catalogue_designs().items():
            path = CATALOGUE / slug / "artwork.svg"
            path.parent.mkdir(exist_ok=True)
            path.write_text(compose(design), encoding="utf-8")
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (
        ("catalogue", catalogue()),
        ("frames", frames()),
        ("icons", every_icon()),
        ("words", words()),
    ):
        (options.folder / f"{name}.png").write_bytes(sheet(rows))


def catalogue() -> list[list[bytes]]:
    """Return the badges of the catalogue in three sizes."""
    svgs = [compose(design) for design in catalogue_designs().values()]
    large = [raster(svg, 400) for svg in svgs]
    half = (len(large) + 1) // 2
    small = [[raster(svg, size) for svg in svgs] for size in (64, 128)]
    return [*small, large[:half], large[half:]]


def frames() -> list[list[bytes]]:
    """Return every shape with every frame; a row is a kind of achievement."""
    names, palettes = cycle(icons()), cycle(PALETTES)
    return [
        [
            raster(compose(sample(method, kind, next(names), next(palettes))), 160)
            for method in SHAPES
        ]
        for kind in Kind
    ]


def every_icon() -> list[list[bytes]]:
    """Return every icon, eight in a row, at a size at which it can be judged and at 64 pixels."""
    palettes = cycle(PALETTES)
    svgs = [compose(sample("mentoring", "skill", name, next(palettes))) for name in icons()]
    rows = [svgs[start : start + 8] for start in range(0, len(svgs), 8)]
    return [[raster(svg, size) for svg in row] for size in (160, 64) for row in rows]


def words() -> list[list[bytes]]:
    """Return badges with words around them."""
    kinds, methods, names = cycle(Kind), cycle(SHAPES), cycle(icons())
    pictures = [
        raster(
            compose(
                replace(
                    sample(next(methods), next(kinds), next(names), palette),
                    language=language,
                    ring_text=text,
                )
            ),
            360,
        )
        for (language, text), palette in zip(WORDS, PALETTES, strict=False)
    ]
    return [pictures[start : start + 4] for start in range(0, len(pictures), 4)]


def sample(method: str, kind: str, icon: str, palette: str) -> Design:
    """Return a design with texts that do not matter."""
    return Design(method, kind, icon, palette, title="Sample", description="A sample")


def sheet(rows: Sequence[Sequence[bytes]]) -> bytes:
    """Return square PNGs in rows, above on a light page and below on a dark one, as one PNG."""
    width = max(sum(_side(png) + GAP for png in row) for row in rows) + GAP
    height = sum(max(_side(png) for png in row) + GAP for row in rows) + GAP
    parts = []
    for top, page in ((0, LIGHT_PAGE), (height, DARK_PAGE)):
        parts.append(f'<rect y="{top}" width="{width}" height="{height}" fill="{page}"/>')
        y = top + GAP
        for row in rows:
            x = GAP
            for png in row:
                side, data = _side(png), base64.b64encode(png).decode()
                parts.append(
                    f'<image x="{x}" y="{y}" width="{side}" height="{side}" '
                    f'href="data:image/png;base64,{data}"/>'
                )
                x += side + GAP
            y += max(_side(png) for png in row) + GAP
    size = f'width="{width}" height="{2 * height}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>'
    return bytes(svg_to_bytes(svg_string=svg, skip_system_fonts=True))


def _side(png: bytes) -> int:
    """Return the width of a PNG (PNG, section 11.2.1)."""
    return int.from_bytes(png[16:20], "big")


if __name__ == "__main__":
    main()
