"""How large things are: lines, outlines, transforms and frames, never underestimated.

Sizes are in user units where the shape stands. Percentages are shares of `port`, the larger
side of the frame around the shape.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from badge_classes.uploads import paths

if TYPE_CHECKING:
    from badge_classes.uploads.tree import Element

MOST: Final = 1e30
"""Larger scales are all the same to us; beyond, products would become infinite."""
_CORNERS: Final = 8  # More than the segments of any shape but a path.
_TRANSFORM: Final = re.compile(r"(\w+)\(([^)]*)\)")

Matrix = tuple[float, float, float, float]


def number(text: str, port: float) -> float:
    """Return a length without its sign; "" and words are 0."""
    if text.endswith("%"):
        return abs(float(text[:-1])) * port / 100
    return abs(float(text)) if re.fullmatch(r"[-.0-9]+", text) else 0.0


def line(element: Element, port: float) -> tuple[int, float]:
    """Return the segments of a shape's line and a length that it does not exceed."""
    if element.name == "path":
        return paths.measured(element.draws("d"))
    if element.name in {"polyline", "polygon"}:
        given = element.draws("points")
        return paths.measured(f"M{given}Z") if given else (0, 0.0)
    if element.name == "line":
        return 1, sum(number(element.draws(name), port) for name in ("x1", "y1", "x2", "y2"))
    # The outline of an ellipse is shorter than that of its box, which is four of its sides.
    return _CORNERS, 4 * outline(element, port)


def outline(element: Element, port: float) -> float:
    """Return a length that neither side of a shape's box exceeds, whose line is not counted."""
    if element.name in {"path", "polyline", "polygon", "line"}:
        return line(element, port)[1]
    sizes = {
        name: number(element.draws(name), port) for name in ("width", "height", "r", "rx", "ry")
    }
    if element.name in {"rect", "image", "svg"}:
        return max(sizes["width"], sizes["height"])
    if element.name in {"circle", "ellipse"}:
        return 2 * max(sizes["r"], sizes["rx"], sizes["ry"])
    # A group or a use: its parts may stand anywhere in the frame, and a little outside.
    return 2 * port


def scale(transform: str) -> float:
    """Return how much longer a line can become by a list of transforms."""
    matrix: Matrix = (1, 0, 0, 1)
    for name, given in _TRANSFORM.findall(transform):
        matrix = _product(matrix, _matrix(name, [float(one) for one in given.split()]))
    a, b, c, d = matrix
    # The larger singular value of a matrix of two by two.
    total = a * a + b * b + c * c + d * d
    rest = max(total * total - 4 * (a * d - b * c) ** 2, 0)
    return min(math.sqrt((total + math.sqrt(rest)) / 2), MOST)


def _matrix(name: str, given: list[float]) -> Matrix:
    if name == "matrix":
        return (given[0], given[1], given[2], given[3])
    if name == "scale":
        return (given[0], 0, 0, given[-1])
    if name == "rotate":
        turn = math.radians(given[0])
        return (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn))
    slope = min(max(math.tan(math.radians(given[0])), -MOST), MOST) if "skew" in name else 0.0
    return (1, slope if name == "skewY" else 0, slope if name == "skewX" else 0, 1)


def _product(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d = one
    e, f, g, h = other
    found = (a * e + c * f, b * e + d * f, a * g + c * h, b * g + d * h)
    return tuple(min(max(value, -MOST), MOST) for value in found)  # type: ignore[return-value]  # Four in, four out.


def frame(element: Element, port: float) -> tuple[float, float]:
    """Return how much a frame enlarges what is in it, and the larger side of what it shows.

    A frame is a viewBox with a width and height; without a viewBox it enlarges nothing.
    """
    box = [float(one) for one in element.draws("viewBox").split()]
    names = ("markerWidth", "markerHeight") if element.name == "marker" else ("width", "height")
    default = "3" if element.name == "marker" else "100%"
    sizes = [number(element.draws(name) or default, port) for name in names]
    if not box:
        return 1.0, max(sizes) if element.name == "svg" else port
    return max(sizes[0] / box[2], sizes[1] / box[3]), max(box[2:])
