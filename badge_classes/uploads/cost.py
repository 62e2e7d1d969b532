"""What a picture costs to draw, counted before anything is drawn.

A few lines of SVG can ask for a billion shapes: ten groups that each use the one before ten
times, a pattern filled with a pattern, a marker at each of a thousand corners, a line of a
million units with dashes of a thousandth, a pattern whose one tile has more pixels than there
is memory. Each element is counted here as often as it would be drawn, together with what its
fill, stroke, clip path, mask, filter and markers draw. Properties that shapes inherit count at
every shape. An element that would draw itself is refused.

Numbers are rather too large than too small; time grows with the file, not with the picture.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from badge_classes.uploads import extent
from badge_classes.uploads.notes import refusal
from badge_classes.uploads.tables import SHAPES, STEPS, UNDRAWN
from badge_classes.uploads.values import Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.uploads.tree import Element
    from badge_classes.uploads.values import Value

# Within these limits the slowest drawing that we found takes about three seconds of one core.
ELEMENTS_LIMIT: Final = 1_500
SEGMENTS_LIMIT: Final = 30_000
LAYERS_LIMIT: Final = 200
"""A layer is a whole picture to the renderer: an opacity, a clip, a mask, a filter step."""
DEPTH_LIMIT: Final = 64
TILE_LIMIT: Final = 4_096
"""Pixels on a side of one tile of a pattern, in a picture of LARGEST_PICTURE pixels."""
SCALE_LIMIT: Final = 1_000_000
"""Pixels that one user unit may become."""
LARGEST_PICTURE: Final = 1_024
VISITS_LIMIT: Final = 20_000

_INHERITED: Final = (
    *("fill", "stroke", "stroke-dasharray", "stroke-width"),
    *("marker-start", "marker-mid", "marker-end"),
)
_OWN: Final = ("clip-path", "mask", "filter")
_DEAR: Final = {"feGaussianBlur": 10, "feDropShadow": 13}
"""Filter steps that take as long as several layers."""
_GRADIENT: Final = 2
"""Layers that take as long as filling the whole picture with a gradient."""
_IMAGE: Final = 25
"""Layers that take as long as filling the whole picture with an enlarged, translucent image."""
_FILTERED: Final = 3
"""How much longer a filter's box usually is than that of the shape, at the most."""


class Context(NamedTuple):
    """What holds where an element is drawn.

    `properties` are the inherited ones, in the order of _INHERITED. `scale` is how many pixels
    one user unit becomes, `port` the larger side of the frame around it in user units.
    """

    properties: tuple[Value | None, ...]
    scale: float
    port: float


class Cost(NamedTuple):
    """How much is drawn: elements, segments and dashes of lines, layers, and how deep."""

    elements: int = 0
    segments: int = 0
    layers: float = 0
    depth: int = 0

    def plus(self, other: Cost, times: int = 1) -> Cost:
        """Return both, the other one several times. Deep is what the deeper one is."""
        return Cost(
            self.elements + times * other.elements,
            self.segments + times * other.segments,
            self.layers + times * other.layers,
            max(self.depth, other.depth),
        )


def bound(root: Element, targets: Mapping[str, Element]) -> None:
    """Return if the picture is quick to draw. Raises ArtworkError otherwise."""
    side = max(float(one) for one in root.draws("viewBox").split()[2:])
    start = Context((None,) * len(_INHERITED), LARGEST_PICTURE / side, side)
    cost = _Counter(targets).of(root, start)
    for value, unit, limit in (
        (cost.elements, "elements", ELEMENTS_LIMIT),
        (cost.segments, "segments and dashes", SEGMENTS_LIMIT),
        (cost.layers, "gradients, clips, masks, filters and opacities", LAYERS_LIMIT),
        (cost.depth, "levels of groups", DEPTH_LIMIT),
    ):
        _check(value, unit, limit)


def _check(value: float, unit: str, limit: int) -> None:
    if value > limit:
        raise refusal("artwork.too_complex", value=f"{value:.0f}", unit=unit, limit=limit)


class _Counter:
    def __init__(self, targets: Mapping[str, Element]) -> None:
        self.targets = targets
        self.known: dict[tuple[int, Context], Cost] = {}
        self.open: list[int] = []

    def of(self, element: Element, around: Context) -> Cost:
        """Return what an element costs where it is drawn in this context."""
        context = _within(element, around)
        key = (id(element), context)
        if key in self.known:
            return self.known[key]
        if id(element) in self.open:
            raise refusal("artwork.circle", value=element.id or element.name)
        _check(len(self.open), "levels of groups", 2 * DEPTH_LIMIT)
        _check(len(self.known), "parts in different sizes", VISITS_LIMIT)
        _check(context.scale, "pixels in one unit", SCALE_LIMIT)
        self.open.append(id(element))
        cost = self.inside(element, context)
        self.open.pop()
        self.known[key] = cost = cost._replace(depth=cost.depth + 1)
        return cost

    def inside(self, element: Element, context: Context) -> Cost:
        """Return the cost of an element and of all that it draws."""
        cost = Cost(elements=1, layers=_own_layers(element))
        for child in element.children:
            if child.name not in UNDRAWN:
                cost = cost.plus(self.of(child, context))
        size = extent.outline(element, context.port)
        for name in _OWN:
            linked = self.linked(element.attributes.get(name), context, size)
            share = _share(_FILTERED * size, context) if name == "filter" else 1
            cost = cost.plus(linked._replace(layers=linked.layers * share))
        if element.name == "image":
            cost = cost.plus(Cost(layers=_IMAGE * _share(size, context)))
        href = element.attributes.get("href")
        if element.name == "use":
            cost = cost.plus(self.used(element, context))
        elif element.name == "pattern":
            cost = cost.plus(self.linked(href, context, size))
        if element.name in SHAPES:
            cost = cost.plus(self.painted(element, context, size))
        return cost

    def used(self, use: Element, context: Context) -> Cost:
        """Return what a use costs; its width and height are those of a symbol's frame."""
        link = use.attributes.get("href")
        target = self.targets.get(link.target) if isinstance(link, Link) else None
        if target is None:
            return Cost()
        if target.name in {"symbol", "svg"}:
            sizes = [use.draws(name) for name in ("width", "height")]
            longest = max(extent.number(size, context.port) for size in sizes)
            context = context._replace(port=max(context.port, longest))
        return self.of(target, context)

    def linked(self, link: Value | None, context: Context, size: float) -> Cost:
        """Return what a clip path, mask, filter, pattern or marker costs at a shape of a size.

        It inherits what stands around it, not what holds at the shape.
        """
        target = self.targets.get(link.target) if isinstance(link, Link) else None
        if target is None:
            return Cost()
        units = ("clipPathUnits", "maskContentUnits", "patternContentUnits")
        if any(target.draws(one) == "objectBoundingBox" for one in units):
            context = context._replace(scale=context.scale * size, port=1.0)
        return self.of(target, context._replace(properties=_around(target)))

    def painted(self, element: Element, context: Context, size: float) -> Cost:
        """Return the cost of a shape's line, dashes, patterns and markers."""
        fill, stroke, dashes, width, *markers = context.properties
        segments, length = extent.line(element, context.port)
        cost = Cost(segments=segments + _dashes(dashes, stroke, length))
        for paint in (fill, stroke):
            pattern = self.pattern(paint, context, size)
            # A pattern is drawn once and then repeated as a picture.
            cost = cost.plus(pattern._replace(layers=pattern.layers + (pattern.elements > 0)))
        wide = extent.number(width, context.port) if isinstance(width, str) else 1.0
        for marker in markers:
            bigger = context._replace(scale=context.scale * max(wide, 1.0))
            cost = cost.plus(self.linked(marker, bigger, size), times=segments + 1)
        return cost

    def pattern(self, paint: Value | None, context: Context, size: float) -> Cost:
        """Return the cost of a fill; raises ArtworkError if one tile has too many pixels."""
        if isinstance(paint, Link) and self.targets[paint.target].name != "pattern":
            return Cost(layers=_GRADIENT * _share(size, context))
        chain = []
        link = paint
        while isinstance(link, Link) and link.target in self.targets:
            pattern = self.targets[link.target]
            if pattern.name != "pattern" or pattern in chain:
                break
            chain.append(pattern)
            link = pattern.attributes.get("href")
        if not chain:
            return Cost()
        # What a pattern does not say, the one that it refers to says.
        said = {key: value for one in reversed(chain) for key, value in one.attributes.items()}
        unit = context.port if said.get("patternUnits") == "userSpaceOnUse" else size
        transform = extent.scale(str(said.get("patternTransform", "")))
        for side in ("width", "height"):
            text = str(said.get(side, "0"))
            in_shares = text.endswith("%") or said.get("patternUnits") != "userSpaceOnUse"
            tile = extent.number(text, 1.0 if in_shares else unit) * (unit if in_shares else 1.0)
            pixels = tile * transform * context.scale
            _check(pixels, "pixels in one tile of a pattern", TILE_LIMIT)
        return self.linked(paint, context, size)


def _within(element: Element, around: Context) -> Context:
    """Return what holds inside an element."""
    own = [element.attributes.get(name, "inherit") for name in _INHERITED]
    properties = tuple(
        before if value == "inherit" else value
        for value, before in zip(own, around.properties, strict=True)
    )
    moved = extent.scale(element.draws("transform") or element.draws("patternTransform"))
    larger, port = 1.0, around.port
    is_frame = element.name in {"svg", "symbol", "pattern", "marker"}
    if is_frame and element.parent is not None:
        larger, port = extent.frame(element, around.port)
    scale = min(around.scale * moved * larger, extent.MOST)
    return Context(properties, scale, min(port, extent.MOST))


def _around(element: Element) -> tuple[Value | None, ...]:
    """Return the inherited properties where an element stands in the file."""
    chain: list[Element] = []
    while element.parent is not None:
        element = element.parent
        chain.append(element)
    properties: list[Value | None] = [None] * len(_INHERITED)
    for one in reversed(chain):
        for index, name in enumerate(_INHERITED):
            value = one.attributes.get(name, "inherit")
            properties[index] = properties[index] if value == "inherit" else value
    return tuple(properties)


def _share(size: float, context: Context) -> float:
    """Return the share of the picture that a square of a size takes, 1 at the most."""
    return min(size * context.scale / LARGEST_PICTURE, 1) ** 2


def _dashes(dashes: Value | None, stroke: Value | None, length: float) -> int:
    """Return how many dashes and gaps a line of a length has, and a few more."""
    if not isinstance(dashes, str) or dashes == "none" or stroke in {None, "none"}:
        return 0
    sizes = [float(part) for part in dashes.split()]
    total = sum(sizes)
    # All zero is a whole line.
    return math.ceil(min(length * len(sizes) / total, 10 * SEGMENTS_LIMIT)) if total else 0


def _own_layers(element: Element) -> float:
    attributes = element.attributes
    layers: float = sum(attributes.get(name, "none") != "none" for name in _OWN)
    layers += attributes.get("opacity", "1") != "1"
    layers += attributes.get("mix-blend-mode", "normal") != "normal"
    layers += attributes.get("isolation", "auto") != "auto"
    # Boxes that cut off what hangs over them are clips.
    layers += "viewBox" in attributes and element.parent is not None
    layers += _DEAR.get(element.name, 1) if element.name in STEPS else 0
    return layers
