"""Artwork: which SVG may be a badge's picture, and how it becomes a PNG.

A badge's picture is public, served from our address, drawn by our renderer and copied by badge
hosts that we do not know. So `check` knows what is allowed and refuses everything else, with
the name of what it met: shapes, groups, gradients and clipping, in the SVG namespace, with
links inside the file only. Scripts, event handlers, `foreignObject`, pictures within the
picture, style sheets and animations are refused because they are not on the list, and so is
whatever the future adds.

An upload is rebuilt by `uploads`, which allows more: links between parts, masks, patterns, a few
filters and embedded pictures, all counted and bounded. What is not a plain drawing is therefore
accepted if rebuilding it would leave nothing out.

Text is refused although it is harmless: it would need a font, which our renderer does not have
and which differs from one viewer to the next, and words in a picture cannot be translated.
The name and the text alternative of the class say it in every language. `title` and `desc`
are welcome; screen readers find them.

The PNG is a square of 400 by 400 pixels. Canvas Badges, one of the hosts that import
badges, recommends 400 and scales down what is larger; others ask for a square of 256 or more,
and lists show about 90. So 512 would cost bytes in every baked badge that nobody sees. The
SVG serves whoever needs more.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["SIZE", "ArtworkError", "check", "rasterise"]

SIZE: Final = 400
"""Pixels on each side of the PNG."""

# Within these limits the slowest drawing that we found takes about five seconds of one core.
PLAIN_BYTES_LIMIT: Final = 65_536
ELEMENTS_LIMIT: Final = 500
DEPTH_LIMIT: Final = 32
LAYERS_LIMIT: Final = 100
LARGEST_NUMBER: Final = 1_000_000
LARGEST_SIZE: Final = 1_024

BYTES_LIMIT: Final = 262_144
"""Of any artwork; only what was rebuilt from an upload may be larger than PLAIN_BYTES_LIMIT."""

# Readers recognise SVG by its first 256 bytes; the reference validator does.
SNIFFED_BYTES: Final = 256

_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK_HREF: Final = "http://www.w3.org/1999/xlink href"
_XML: Final = "http://www.w3.org/XML/1998/namespace "

_ELEMENTS: Final = frozenset(
    {"svg", "title", "desc", "defs", "g", "clipPath", "linearGradient", "radialGradient", "stop"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
)

_GEOMETRY: Final = frozenset(
    {"cx", "cy", "d", "fx", "fy", "height", "pathLength", "points", "r", "rx", "ry", "width", "x"}
    | {"x1", "x2", "y", "y1", "y2", "offset", "transform", "viewBox", "preserveAspectRatio"}
    | {"gradientTransform", "gradientUnits", "spreadMethod", "clipPathUnits", "version"}
)
_PRESENTATION: Final = frozenset(
    {"clip-path", "clip-rule", "color", "display", "fill", "fill-opacity", "fill-rule", "opacity"}
    | {"overflow", "paint-order", "shape-rendering", "stop-color", "stop-opacity", "stroke"}
    | {"stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin"}
    | {"stroke-miterlimit", "stroke-opacity", "stroke-width", "vector-effect", "visibility"}
)
_ACCESSIBILITY: Final = frozenset({"aria-describedby", "aria-labelledby", "id", "lang", "role"})
_ATTRIBUTES: Final = (
    _GEOMETRY
    | _PRESENTATION
    | _ACCESSIBILITY
    | {f"{_XML}lang", f"{_XML}space", "href", _XLINK_HREF, "style"}
)

_LOCAL_LINK: Final = re.compile(r"#[A-Za-z_][\w.-]*", re.ASCII)
_LOCAL_URL: Final = re.compile(r"url\(\s*(['\"]?)#[A-Za-z_][\w.-]*\1\s*\)", re.ASCII)
_NUMBER: Final = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_EXACT_NUMBER: Final = re.compile(rf"{_NUMBER}(?:[eE][-+]?[0-9]+)?")
_VIEW_BOX: Final = re.compile(rf"{_NUMBER}(?:[\s,]+{_NUMBER}){{3}}")
_OPENING: Final = re.compile(rb"<svg[\s>]")

_HOPELESS: Final = frozenset(
    {"artwork.broken", "artwork.doctype", "artwork.encoding", "artwork.instruction"}
)

_REASONS: Final[Mapping[str, str]] = {
    "text": "Convert the text to paths, or leave it out: the name of the badge says it.",
    "image": "Draw it as shapes instead.",
    "use": "Copy the shapes to where they are used.",
    "style": "Put the styles on the shapes themselves.",
    "metadata": 'Save the file as "plain SVG".',
}


class ArtworkError(ValueError):
    """A picture that cannot be a badge's artwork.

    `code` is stable, `sentence` is English. `parameters` are what the sentence names, for those
    that stand in `badge_classes.uploads.SENTENCES`; empty for others.
    """

    def __init__(
        self, code: str, sentence: str, parameters: Mapping[str, str] | None = None
    ) -> None:
        self.code = code
        self.sentence = sentence
        self.parameters = dict(parameters or {})
        super().__init__(sentence)


def check(svg: str) -> None:
    """Return if the SVG may be a badge's artwork, else raise ArtworkError.

    It does not judge whether the picture is beautiful, empty or readable at a small size.
    """
    try:
        data = svg.encode()
    except UnicodeEncodeError as error:
        raise ArtworkError(
            "artwork.broken", "The artwork is not Unicode text. Save it as UTF-8."
        ) from error
    if len(data) > BYTES_LIMIT:
        raise ArtworkError(
            "artwork.too_large",
            f"The artwork has {len(data)} bytes; {BYTES_LIMIT} are allowed. Simplify its paths.",
        )
    if not _OPENING.search(data[:SNIFFED_BYTES]):
        raise ArtworkError(
            "artwork.not_svg",
            f"No <svg> element begins in the first {SNIFFED_BYTES} bytes of the artwork. "
            "Badge readers then take it for something else: remove what stands before it.",
        )
    try:
        _Checker().read(data)
    except ArtworkError as error:
        if error.code in _HOPELESS or not _is_rebuilt(svg):
            raise


@lru_cache(maxsize=32)
def _is_rebuilt(svg: str) -> bool:
    """Say whether an SVG that is not plain could come from `uploads`. Remembered: it is slow."""
    from badge_classes.uploads.svg import inspect  # noqa: PLC0415  Large; few pictures need it.

    try:
        inspect(svg)
    except ArtworkError:
        return False
    return True


def rasterise(svg: str, size: int = SIZE) -> bytes:
    """Return the artwork as a square PNG with a transparent background, `size` pixels wide.

    The same SVG gives the same bytes on the same version of the renderer. Raises ArtworkError
    if `check` refuses the SVG, and ValueError if `size` is not from 1 to LARGEST_SIZE.
    """
    if not 1 <= size <= LARGEST_SIZE:
        raise ValueError(f"The size {size} is not from 1 to {LARGEST_SIZE} pixels.")
    # The renderer reads local files that an unchecked SVG names, so it never meets one.
    check(svg)
    from resvg_py import svg_to_bytes  # noqa: PLC0415  Large; only those who draw load it.

    try:
        return bytes(svg_to_bytes(svg_string=svg, width=size, height=size, skip_system_fonts=True))
    except ValueError as error:
        raise ArtworkError(
            "artwork.broken", f"The artwork cannot be drawn: {error}. Open it in an editor."
        ) from error


class _Checker:
    """Judges a plain drawing, read with expat: ArtworkError at the first thing not allowed."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0
        self.clip_paths = 0  # How many clipPath elements are open.
        self.layers = 0
        parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
        parser.XmlDeclHandler = self.declaration
        parser.StartDoctypeDeclHandler = self.doctype
        parser.ProcessingInstructionHandler = self.instruction
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        self.parser = parser

    def read(self, data: bytes) -> None:
        if len(data) > PLAIN_BYTES_LIMIT:
            raise ArtworkError(
                "artwork.too_large",
                f"The artwork has {len(data)} bytes; {PLAIN_BYTES_LIMIT} are allowed. "
                "Simplify its paths.",
            )
        try:
            self.parser.Parse(data, True)  # noqa: FBT003  expat takes no keywords.
        except expat.ExpatError as error:
            raise ArtworkError(
                "artwork.broken",
                f"The artwork is not well-formed XML: {expat.ErrorString(error.code)}, line "
                f"{error.lineno}. Save it again from the drawing program.",
            ) from error

    def declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        del version, standalone
        if encoding is not None and encoding.lower() != "utf-8":
            raise ArtworkError(
                "artwork.encoding", f"The artwork says it is {encoding}. Save it as UTF-8."
            )

    def doctype(self, *_declaration: object) -> None:
        # Entities live in a DOCTYPE: they swell to gigabytes, or read files of the server.
        raise ArtworkError(
            "artwork.doctype", "The artwork has a DOCTYPE. Remove the line; SVG needs none."
        )

    def instruction(self, target: str, _data: str) -> None:
        raise ArtworkError(
            "artwork.instruction",
            f"The artwork has a processing instruction (<?{target} …?>). Remove it.",
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > ELEMENTS_LIMIT or self.depth > DEPTH_LIMIT:
            raise ArtworkError(
                "artwork.too_large",
                f"The artwork has more than {ELEMENTS_LIMIT} elements, or more than "
                f"{DEPTH_LIMIT} within each other. Simplify it.",
            )
        namespace, _, name = tag.rpartition(" ")
        if namespace != _SVG or name not in _ELEMENTS or (name == "svg") != (self.depth == 1):
            remedy = _REASONS.get(name, "Remove it.")
            raise ArtworkError(
                "artwork.element", f"The artwork contains <{name}>, which is not allowed. {remedy}"
            )
        self.clip_paths += name == "clipPath"
        for attribute, value in attributes.items():
            _check_attribute(name, attribute, value)
        self.bound_work(dict(_properties(attributes)))
        if self.depth == 1:
            _check_view_box(attributes.get("viewBox", ""))

    def bound_work(self, properties: dict[str, str]) -> None:
        """Refuse what makes a small file slow to draw."""
        # Two shapes clipped, by two shapes clipped, … double the work at every step.
        if self.clip_paths and "clip-path" in properties:
            raise ArtworkError(
                "artwork.too_complex",
                "The artwork clips a clipping path. Draw the clipping shape as one path.",
            )
        # A line of a million units with dashes of a thousandth would be drawn for hours.
        if properties.get("stroke-dasharray", "none") != "none":
            raise ArtworkError(
                "artwork.too_complex", "The artwork has dashed lines. Draw the dashes as shapes."
            )
        # Each clipped or translucent part is a whole picture to the renderer.
        self.layers += "clip-path" in properties
        self.layers += properties.get("opacity", "1") not in {"1", "1.0", "100%"}
        if self.layers > LAYERS_LIMIT:
            raise ArtworkError(
                "artwork.too_complex",
                f"More than {LAYERS_LIMIT} parts of the artwork are clipped or translucent. "
                "Use fill-opacity and stroke-opacity, or fewer parts.",
            )

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.clip_paths -= tag.endswith(" clipPath")


def _check_attribute(element: str, attribute: str, value: str) -> None:
    allowed = attribute in _ATTRIBUTES
    if attribute in {"href", _XLINK_HREF}:
        allowed = bool(_LOCAL_LINK.fullmatch(value))
    elif attribute == "style":
        allowed = all(_is_safe_declaration(part) for part in value.split(";") if part.strip())
    elif attribute in _PRESENTATION:
        allowed = _is_safe_value(value)
    if attribute in _GEOMETRY and any(map(_is_too_large, _EXACT_NUMBER.findall(value))):
        allowed = False
    if not allowed:
        shown = attribute.rpartition(" ")[2]
        raise ArtworkError(
            "artwork.attribute",
            f'The artwork contains {shown}="{value[:60]}" on <{element}>, which is not allowed. '
            "Shapes may refer to things inside the file only, and carry no instructions "
            'to a browser or an editor. Remove it, or save the file as "plain SVG".',
        )


def _properties(attributes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the presentation of an element, from its attributes and then from its style."""
    for attribute, value in attributes.items():
        if attribute in _PRESENTATION:
            yield attribute, value.strip()
    for declaration in attributes.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _is_safe_declaration(declaration: str) -> bool:
    name, colon, value = declaration.partition(":")
    return bool(colon) and name.strip() in _PRESENTATION and _is_safe_value(value)


def _is_safe_value(value: str) -> bool:
    """Say whether a value reaches nothing outside the file; no escapes, comments or rules."""
    rest = _LOCAL_URL.sub("", value)
    return not re.search(r"url|[\\@{}]|/\*|image", rest, re.IGNORECASE)


def _is_too_large(number: str) -> bool:
    # Renderers lose their way beyond a million, and some their memory.
    return abs(float(number)) > LARGEST_NUMBER


def _check_view_box(view_box: str) -> None:
    if _VIEW_BOX.fullmatch(view_box.strip()):
        width, height = (float(number) for number in re.split(r"[\s,]+", view_box.strip())[2:])
        if 0 < width == height:
            return
    raise ArtworkError(
        "artwork.not_square",
        "The artwork has no square viewBox. Badge hosts show squares: "
        'give the svg element a viewBox such as "0 0 400 400".',
    )
