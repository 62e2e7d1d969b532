"""The allow-list: which elements a rebuilt SVG has, which attributes, with which values.

What is not written here does not exist in a rebuilt picture: scripts, event handlers, HTML,
text, links, animation, sounds, fonts, and whatever the future adds. Elements and attributes
are those of SVG 2; filters are those that cost little (Filter Effects 1).
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.uploads import paths, values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.uploads.values import Grammar

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
XML: Final = "http://www.w3.org/XML/1998/namespace"

_BLENDING: Final = (
    *("normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge"),
    *("color-burn", "hard-light", "soft-light", "difference", "exclusion", "hue", "saturation"),
    *("color", "luminosity"),
)

PROPERTIES: Final[Mapping[str, Grammar]] = MappingProxyType(
    {
        "clip-path": values.resource,
        "clip-rule": values.one_of("nonzero", "evenodd"),
        "color": values.colour,
        "color-interpolation-filters": values.one_of("auto", "sRGB", "linearRGB"),
        "display": values.one_of("none", "inline", "block"),
        "fill": values.paint,
        "fill-opacity": values.opacity,
        "fill-rule": values.one_of("nonzero", "evenodd"),
        "filter": values.resource,
        "flood-color": values.colour,
        "flood-opacity": values.opacity,
        "image-rendering": values.one_of("auto", "optimizeQuality", "optimizeSpeed", "pixelated"),
        "isolation": values.one_of("auto", "isolate"),
        "marker-end": values.resource,
        "marker-mid": values.resource,
        "marker-start": values.resource,
        "mask": values.resource,
        "mask-type": values.one_of("luminance", "alpha"),
        "mix-blend-mode": values.one_of(*_BLENDING),
        "opacity": values.opacity,
        "overflow": values.one_of("visible", "hidden", "scroll", "auto"),
        "paint-order": values.order,
        "shape-rendering": values.one_of(
            "auto", "optimizeSpeed", "crispEdges", "geometricPrecision"
        ),
        "stop-color": values.colour,
        "stop-opacity": values.opacity,
        "stroke": values.paint,
        "stroke-dasharray": values.dashes,
        "stroke-dashoffset": values.length,
        "stroke-linecap": values.one_of("butt", "round", "square"),
        "stroke-linejoin": values.one_of("miter", "round", "bevel"),
        "stroke-miterlimit": values.positive,
        "stroke-opacity": values.opacity,
        "stroke-width": values.size,
        "visibility": values.one_of("visible", "hidden", "collapse"),
    }
)
"""Properties by name. They may stand in attributes, in `style` and in style sheets."""

ONLY_IN_STYLE: Final = frozenset({"isolation", "mix-blend-mode"})
"""Properties that have no attribute, so that they are written as `style`."""

# Properties that change nothing in a drawing without text, or that say what is so anyway.
UNSEEN_PROPERTIES: Final = frozenset(
    {"-inkscape-font-specification", "-inkscape-stroke", "clip", "color-interpolation"}
    | {"color-profile", "color-rendering", "color-scheme", "cursor", "direction"}
    | {"dominant-baseline", "enable-background", "alignment-baseline", "baseline-shift"}
    | {"kerning", "letter-spacing", "line-height", "word-spacing", "writing-mode"}
    | {"glyph-orientation-horizontal", "glyph-orientation-vertical", "pointer-events"}
    | {"solid-color", "solid-opacity", "tab-size", "shape-padding", "shape-margin"}
    | {"text-align", "text-anchor", "text-decoration", "text-decoration-color", "text-indent"}
    | {"text-decoration-line", "text-decoration-style", "text-orientation", "text-rendering"}
    | {"text-transform", "user-select", "white-space", "width", "height", "max-width"}
    | {"max-height", "min-width", "min-height", "will-change", "unicode-bidi", "line-spacing"}
)
UNSEEN_PREFIXES: Final = ("font", "-inkscape-", "--", "-webkit-", "-moz-")

_BOX: Final = {
    "x": values.length,
    "y": values.length,
    "width": values.auto_size,
    "height": values.auto_size,
}
_PORT: Final = {"viewBox": values.view_box, "preserveAspectRatio": values.aspect}
_UNIT: Final = values.one_of("userSpaceOnUse", "objectBoundingBox")
_MOVED: Final = {"transform": values.transform}
_LINE: Final = dict.fromkeys(("x1", "y1", "x2", "y2"), values.length)
_GRADIENT: Final = {
    "gradientUnits": _UNIT,
    "gradientTransform": values.transform,
    "spreadMethod": values.one_of("pad", "reflect", "repeat"),
    "href": values.address,
}
_STEP: Final = _BOX | {"in": values.name, "result": values.name}
_FUNCTION: Final = {
    "type": values.one_of("identity", "table", "discrete", "linear", "gamma"),
    "tableValues": values.numbers,
    **dict.fromkeys(("slope", "intercept", "amplitude", "exponent", "offset"), values.number),
}

_MATRIX_TYPES: Final = values.one_of("matrix", "saturate", "hueRotate", "luminanceToAlpha")
_OPERATORS: Final = values.one_of("over", "in", "out", "atop", "xor", "lighter", "arithmetic")

ELEMENTS: Final[Mapping[str, Mapping[str, Grammar]]] = MappingProxyType(
    {
        "svg": _BOX | _PORT | _MOVED,
        "g": _MOVED,
        "defs": _MOVED,
        "symbol": _BOX | _PORT,
        "use": _BOX | _MOVED | {"href": values.address},
        "image": _BOX | _MOVED | {"preserveAspectRatio": values.aspect},
        "path": _MOVED | {"d": paths.path},
        "rect": _BOX | _MOVED | {"rx": values.auto_size, "ry": values.auto_size},
        "circle": _MOVED | {"cx": values.length, "cy": values.length, "r": values.size},
        "ellipse": _MOVED
        | {"cx": values.length, "cy": values.length}
        | {"rx": values.auto_size, "ry": values.auto_size},
        "line": _MOVED | _LINE,
        "polyline": _MOVED | {"points": paths.points},
        "polygon": _MOVED | {"points": paths.points},
        "linearGradient": _GRADIENT | _LINE,
        "radialGradient": _GRADIENT
        | dict.fromkeys(("cx", "cy", "fx", "fy"), values.length)
        | dict.fromkeys(("r", "fr"), values.size),
        "stop": {"offset": values.opacity},
        "clipPath": _MOVED | {"clipPathUnits": _UNIT},
        "mask": _BOX | {"maskUnits": _UNIT, "maskContentUnits": _UNIT},
        "pattern": _BOX
        | _PORT
        | {"patternUnits": _UNIT, "patternContentUnits": _UNIT}
        | {"patternTransform": values.transform, "href": values.address},
        "marker": _PORT
        | {"refX": values.length, "refY": values.length, "orient": values.orient}
        | {"markerWidth": values.size, "markerHeight": values.size}
        | {"markerUnits": values.one_of("strokeWidth", "userSpaceOnUse")},
        "filter": _BOX | {"filterUnits": _UNIT, "primitiveUnits": _UNIT},
        "feBlend": _STEP | {"in2": values.name, "mode": values.one_of(*_BLENDING)},
        "feColorMatrix": _STEP | {"type": _MATRIX_TYPES, "values": values.numbers},
        "feComponentTransfer": _STEP,
        "feFuncR": _FUNCTION,
        "feFuncG": _FUNCTION,
        "feFuncB": _FUNCTION,
        "feFuncA": _FUNCTION,
        "feComposite": _STEP
        | {"in2": values.name, "operator": _OPERATORS}
        | dict.fromkeys(("k1", "k2", "k3", "k4"), values.number),
        "feDropShadow": _STEP
        | {"dx": values.number, "dy": values.number, "stdDeviation": values.blur},
        "feFlood": _STEP,
        "feGaussianBlur": _STEP | {"stdDeviation": values.blur},
        "feMerge": _STEP,
        "feMergeNode": {"in": values.name},
        "feOffset": _STEP | {"dx": values.number, "dy": values.number},
    }
)
"""Elements by name, each with the grammars of its own attributes."""

SHAPES: Final = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"})
GRADIENTS: Final = frozenset({"linearGradient", "radialGradient"})
STEPS: Final = frozenset(
    {"feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feDropShadow", "feFlood"}
    | {"feGaussianBlur", "feMerge", "feOffset"}
)
DRAWN: Final = SHAPES | {"g", "use", "image", "svg"}
UNDRAWN: Final = GRADIENTS | {"defs", "symbol", "clipPath", "mask", "pattern", "marker", "filter"}
"""Elements that show nothing where they stand."""

CHILDREN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    dict.fromkeys(("svg", "g", "defs", "symbol", "mask", "pattern", "marker"), DRAWN | UNDRAWN)
    | dict.fromkeys(GRADIENTS, frozenset({"stop"}))
    | {
        "clipPath": SHAPES | {"use"},
        "filter": STEPS,
        "feMerge": frozenset({"feMergeNode"}),
        "feComponentTransfer": frozenset({"feFuncR", "feFuncG", "feFuncB", "feFuncA"}),
    }
)
"""What may stand in what; elsewhere an element means nothing, so it is left out."""

TARGETS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    dict.fromkeys(("fill", "stroke"), GRADIENTS | {"pattern"})
    | dict.fromkeys(("marker-start", "marker-mid", "marker-end"), frozenset({"marker"}))
    | {
        "clip-path": frozenset({"clipPath"}),
        "mask": frozenset({"mask"}),
        "filter": frozenset({"filter"}),
        "use": DRAWN | {"symbol"},
        "linearGradient": GRADIENTS,
        "radialGradient": GRADIENTS,
        "pattern": frozenset({"pattern"}),
    }
)
"""What a link may lead to, by its property; for href by the element that has it."""

TEXT: Final = frozenset({"text", "tspan", "textPath", "tref", "flowRoot", "flowPara", "altGlyph"})
"""Elements of text, which is refused: see `artwork` for why."""

UNSEEN_ELEMENTS: Final = frozenset({"title", "desc", "metadata", "style", "view", "cursor"})
UNSEEN_ATTRIBUTES: Final = frozenset(
    {"id", "class", "style", "version", "baseProfile", "contentScriptType", "contentStyleType"}
    | {"zoomAndPan", "lang", "role", "pathLength", "externalResourcesRequired", "focusable"}
    | {"requiredFeatures", "requiredExtensions", "systemLanguage", "tabindex", "xmlns", "type"}
    | {"nodetypes", "media", "title", "name", "slot", "content", "host"}
)
ELSEWHERE: Final = frozenset(name for own in ELEMENTS.values() for name in own)
"""Attributes that mean something on one element or another, and nothing on the rest."""

PROGRAMS: Final = (
    ("inkscape", "Inkscape"),
    ("sodipodi", "Inkscape"),
    ("adobe", "Illustrator"),
    ("sketch", "Sketch"),
    ("figma", "Figma"),
    ("serif.com", "Affinity"),
    ("boxy-svg", "Boxy SVG"),
    ("openoffice", "LibreOffice"),
    ("staroffice", "LibreOffice"),
    ("corel", "CorelDRAW"),
    ("vectornator", "Vectornator"),
    ("linearity", "Vectornator"),
    ("krita", "Krita"),
    ("penpot", "Penpot"),
    ("xhtml", "HTML"),
)
"""Parts of the namespaces of drawing programs and others, with names that people know."""
LICENCES: Final = ("creativecommons.org", "rdf-syntax", "purl.org/dc")
"""Parts of the namespaces in which a file names its author and licence."""
