"""Composing: a design becomes the one SVG that follows from it.

From below to above: the bands of the frame around the shape, the field, the icon (on a smaller
field, if words run around it), and the seal. Nothing has an id, so that many pictures can stand
in one page; nothing depends on the reader's fonts; and nothing is of this machine.
"""

from __future__ import annotations

import tomllib
from html import escape
from typing import TYPE_CHECKING, Final

from badge_classes import artwork
from badge_classes.composer import lettering
from badge_classes.composer.design import Design
from badge_classes.composer.frames import FRAMES, Kind, bands, seal
from badge_classes.composer.icons import SIZE, drawing, icons
from badge_classes.composer.palettes import PALETTES
from badge_classes.composer.shapes import CENTRE, SHAPES, Shape
from badge_classes.composer.typefaces import SHIPPED
from badge_classes.folder import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from badge_classes.composer.palettes import Palette
    from badge_classes.composer.typefaces import Typeface

__all__ = ["catalogue_designs", "compose", "describe", "raster"]

_ROOT: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" role="img" lang="{language}">'
)
_RING_WIDTH: Final = 44
_LINE_WIDTH: Final = 5
_ICON_IN_RING: Final = 0.0064
"""Size of an icon inside the ring of words, for each unit of the radius that it has."""


def compose(design: Design, typefaces: Sequence[Typeface] = SHIPPED) -> str:
    """Return the artwork of a design as SVG.

    `typefaces` serve the words around the badge; the first that has a letter draws it.
    Raises DesignError if none has it, or if the words do not fit.
    """
    shape, palette = SHAPES[design.method], PALETTES[design.palette]
    frame = FRAMES[Kind(design.kind)]
    words = lettering.visible(design.ring_text)
    # The words are shapes, so the description says them to those who do not see them.
    description = f"{design.description} “{words}”" if words else design.description
    lines = [
        f"<title>{escape(design.title, quote=False)}</title>",
        f"<desc>{escape(description, quote=False)}</desc>",
        *bands(shape, frame, palette),
        *(
            _inner_ring(design, shape, palette, typefaces)
            if words
            else _icon(design, shape, palette)
        ),
        *seal(frame, palette),
    ]
    svg = "\n".join([_ROOT.format(language=design.language), *lines, "</svg>\n"])
    artwork.check(svg)
    return svg


def raster(svg: str, size: int = artwork.SIZE) -> bytes:
    """Return artwork as a square PNG, `size` pixels wide; the same SVG gives the same bytes.

    Raises ArtworkError if `artwork.check` refuses the SVG: only checked artwork is ever drawn.
    """
    return artwork.rasterise(svg, size)


def describe(*, method: str, kind: str, icon: str, palette: str) -> str:
    """Return what is to be seen on such a badge, in English: a text alternative to begin with.

    Raises KeyError or ValueError if a name is not one that a Design accepts.
    """
    frame = FRAMES[Kind(kind)]
    outline = f"{PALETTES[palette].label} {SHAPES[method].label} {frame.label}"
    article = "An" if outline[0] in "aeiou" else "A"
    emblem = f"{frame.seal_label[0].upper()}{frame.seal_label[1:]}"
    return f"{article} {outline}. In it, {icons()[icon].label}. {emblem} hangs below."


def catalogue_designs() -> Mapping[str, Design]:
    """Return the designs of the catalogue's artwork by the slug of their class."""
    tables = tomllib.loads((CATALOGUE / "designs.toml").read_text(encoding="utf-8"))
    return {
        slug: Design(**parts, title=title, description=describe(**parts))
        for slug, table in tables.items()
        for title, parts in [(table.pop("title"), table)]
    }


def _icon(design: Design, shape: Shape, palette: Palette) -> Iterator[str]:
    yield from _placed(design, shape.icon_scale, CENTRE[1] + shape.icon_drop, palette)


def _inner_ring(
    design: Design, shape: Shape, palette: Palette, typefaces: Sequence[Typeface]
) -> Iterator[str]:
    """Yield a disc of ink with words on it, and the icon on a smaller field in its middle."""
    x, y = CENTRE[0], CENTRE[1] + shape.ring_drop
    inner = shape.ring - _RING_WIDTH
    ring = lettering.Ring(centre=(x, y), inner=inner, outer=shape.ring)
    words, rest = lettering.along(design.ring_text, design.language, typefaces, ring)
    yield f'<circle cx="{x}" cy="{y}" r="{shape.ring}" fill="{palette.ink}"/>'
    yield f'<circle cx="{x}" cy="{y}" r="{inner}" fill="{palette.gold}"/>'
    yield f'<circle cx="{x}" cy="{y}" r="{inner - _LINE_WIDTH}" fill="{palette.field}"/>'
    yield f'<path d="{words}" fill="{palette.paper}"/>'
    if rest:
        yield f'<path d="{rest}" fill="none" stroke="{palette.gold}" stroke-width="3"/>'
    yield from _placed(design, round(_ICON_IN_RING * inner, 2), y, palette)


def _placed(design: Design, scale: float, y: int, palette: Palette) -> Iterator[str]:
    """Yield the icon with its middle at (200, y)."""
    left, top = CENTRE[0] - scale * SIZE / 2, y - scale * SIZE / 2
    yield f'<g transform="translate({left:g} {top:g}) scale({scale:g})">'
    yield from drawing(icons()[design.icon], palette)
    yield "</g>"
