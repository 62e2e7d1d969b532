"""The composer: artwork for communities that have no designer.

    from badge_classes.composer import Design, compose, describe, raster

    parts = {"method": "training", "kind": "skill", "icon": "facts", "palette": "teal"}
    svg = compose(Design(**parts, title="Wikidata basics", description=describe(**parts)))
    png = raster(svg, 400)

An organiser chooses how the badge is earned (the outline), what it recognises (the frame), what
it is about (the icon) and a colour, and may have a few words run around the icon. Whatever is
chosen, the result is a picture of one family that can be told at 64 pixels, on light and on dark
pages, and whose title and description screen readers find. The same design gives the same bytes,
and `artwork.check` accepts them: nothing more has to be believed about a composed picture than
about one that was uploaded.

    design        the choices, as one value that is right, and what can be wrong with them
    composing     the SVG that follows from a design, and its PNG
    shapes        an outline for each method
    frames        bands and seal for each kind of achievement
    icons         24 drawings, in `data/icons/`
    palettes      colours, and the contrast that each of them has to have
    lettering     words along a circle, as outlines
    bidi          in which order letters of both directions stand on a line
    folders       a picture for the class in a folder, written into it as a file
    typefaces     fonts that are really there, and what they can draw; three are in `data/fonts/`

The pictures of the catalogue are composed too, from `catalogue/designs.toml`.
"""

from __future__ import annotations

from badge_classes.composer.composing import catalogue_designs, compose, describe, raster
from badge_classes.composer.design import Design, DesignError, DesignProblem
from badge_classes.composer.frames import Kind
from badge_classes.composer.icons import icons
from badge_classes.composer.palettes import PALETTES
from badge_classes.composer.shapes import SHAPES

__all__ = [
    "PALETTES",
    "SHAPES",
    "Design",
    "DesignError",
    "DesignProblem",
    "Kind",
    "catalogue_designs",
    "compose",
    "describe",
    "icons",
    "raster",
]
