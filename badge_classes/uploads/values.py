"""The values that a rebuilt SVG may have: each grammar reads one kind and writes one spelling.

A grammar returns the value in its one spelling, or None where the value is not of its kind;
then it is left out. Reading what was written gives the same text again, so rebuilding twice
changes nothing. Section numbers are those of SVG 2 unless another standard is named.

Numbers are finite and no larger than LARGEST. Lengths become user units (CSS Values and
Units 4, section 6.2); those that depend on a font or a window are not of the kind.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from badge_classes.uploads.notes import refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    Grammar = Callable[[str], "Value | None"]

LARGEST: Final = 1_000_000
"""No coordinate of an honest drawing is larger; renderers lose their way beyond."""
SMALLEST_SIDE: Final = 1e-6
"""Of a frame. What is in it is divided by it, and a smaller one is written as 0 or nearly."""
MOST_NUMBERS: Final = 100
"""In one list that is not a path: transforms, colour matrices, dashes."""

NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LENGTH: Final = re.compile(rf"({NUMBER.pattern})(px|pt|pc|mm|cm|in|q|%)?", re.IGNORECASE)
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0} | {
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "q": 2.4 / 2.54,
}
_SEPARATOR: Final = re.compile(r"\s*,\s*|\s+")
_TRANSFORM: Final = re.compile(r"\s*,?\s*([a-zA-Z]+)\s*\(([^()]*)\)")
_TRANSFORMS: Final = {
    "matrix": {6},
    "translate": {1, 2},
    "scale": {1, 2},
    "rotate": {1, 3},
    "skewX": {1},
    "skewY": {1},
}
_HEX: Final = re.compile(r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION: Final = re.compile(r"(rgb|hsl)a?\(([-+0-9.e%,/\sdg]*)\)")
_WORD: Final = re.compile(r"[a-z]{3,24}")
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,80}", re.ASCII)
IDENTIFIER: Final = re.compile(r"[^\s\"'()#\\<>&]{1,200}")
_URL: Final = re.compile(
    rf"url\(\s*(?P<quote>['\"]?)#(?P<id>{IDENTIFIER.pattern})(?P=quote)\s*\)\s*(?P<rest>.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A reference to another element of the same file, by the id that it had there.

    `fallback` is the paint to use if the target is missing. `is_address` tells `#id`, as in
    href, from `url(#id)`.
    """

    target: str
    fallback: str = ""
    is_address: bool = False


Value = str | Link


def written(number: float) -> str:
    """Return a number in its one spelling: nine significant digits, and no exponent."""
    text = f"{number:.9g}"
    if "e" in text:
        text = f"{number:.12f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def parsed(text: str) -> float:
    """Return the number in a text that matches NUMBER. Raises ArtworkError if it is too large."""
    value = float(text) if len(text) <= MOST_NUMBERS else float("inf")
    # NaN cannot be written in this grammar; an infinity can, as 1e999.
    if not -LARGEST <= value <= LARGEST:
        raise refusal("artwork.number", value=text)
    return value


def number(text: str) -> str | None:
    """Read one number (section 4.2)."""
    return written(parsed(text)) if NUMBER.fullmatch(text) else None


def positive(text: str) -> str | None:
    """Read a number from 0."""
    return None if text.startswith("-") else number(text)


def numbers(text: str) -> str | None:
    """Read up to a hundred numbers with spaces or commas between them."""
    found = as_numbers(text)
    return None if found is None else " ".join(map(written, found))


def as_numbers(text: str) -> list[float] | None:
    """Return the numbers of a list, or None if it is no list of up to a hundred numbers."""
    parts = [part for part in _SEPARATOR.split(text, MOST_NUMBERS) if part]
    if not parts or len(parts) > MOST_NUMBERS or not all(map(NUMBER.fullmatch, parts)):
        return None
    return [parsed(part) for part in parts]


def length(text: str) -> str | None:
    """Read a length: a number of user units, or a percentage."""
    match = _LENGTH.fullmatch(text)
    if not match:
        return None
    unit = (match[2] or "").lower()
    if unit == "%":
        return f"{written(parsed(match[1]))}%"
    size = parsed(match[1]) * _UNITS[unit]
    return written(parsed(repr(size)))


def size(text: str) -> str | None:
    """Read a length from 0."""
    return None if text.startswith("-") else length(text)


def auto_size(text: str) -> str | None:
    """Read a length from 0, or auto."""
    return "auto" if text == "auto" else size(text)


def blur(text: str) -> str | None:
    """Read one or two standard deviations (Filter Effects 1, section 9.14), bounded."""
    found = as_numbers(text)
    most = 500
    if found is None or len(found) > 2 or not all(0 <= value <= most for value in found):  # noqa: PLR2004  x and y.
        return None
    return " ".join(map(written, found))


def opacity(text: str) -> str | None:
    """Read a number or a percentage, brought between 0 and 1 (CSS Color 4, section 12)."""
    percent = text.endswith("%")
    if not NUMBER.fullmatch(text.removesuffix("%")):
        return None
    value = parsed(text.removesuffix("%")) / (100 if percent else 1)
    return written(min(max(value, 0), 1))


def colour(text: str) -> str | None:
    """Read a colour in sRGB: #rrggbb, perhaps with opacity, or a word (CSS Color 4)."""
    lower = text.lower()
    if _HEX.fullmatch(lower):
        return lower
    if function := _FUNCTION.fullmatch(lower):
        return _computed(function[1], function[2])
    if lower == "currentcolor":
        return "currentColor"
    return lower if _WORD.fullmatch(lower) and lower not in {"url", "var"} else None


def _computed(model: str, arguments: str) -> str | None:
    """Return rgb() or hsl() as hexadecimal digits (CSS Color 4, sections 5 and 7)."""
    parts = [part for part in re.split(r"[\s,/]+", arguments.strip()) if part]
    values = []
    for index, part in enumerate(parts):
        match = re.fullmatch(rf"({NUMBER.pattern})(%|deg)?", part)
        if not match or (match[2] == "deg") > (model == "hsl" and index == 0):
            return None
        share = 100 if match[2] == "%" else 1
        if model == "rgb" and index < 3 and share == 1:  # noqa: PLR2004  Red, green, blue.
            share = 255
        if model == "hsl" and index < 3:  # noqa: PLR2004  Hue, saturation, lightness.
            share = 100 if index else 360
        values.append(parsed(match[1]) / share)
    if len(values) not in {3, 4}:
        return None
    if model == "hsl":
        hue, saturation, light = values[0] % 1, *(min(max(v, 0), 1) for v in values[1:3])
        values[:3] = colorsys.hls_to_rgb(hue, light, saturation)
    octets = [round(min(max(value, 0), 1) * 255) for value in values]
    return "#" + "".join(f"{octet:02x}" for octet in octets)


def paint(text: str) -> Value | None:
    """Read what fills or strokes: a colour, none, or a link with a fallback (section 13.2)."""
    match = _URL.fullmatch(text)
    if not match:
        return text if text in {"context-fill", "context-stroke"} else colour(text)
    fallback = colour(match["rest"]) if match["rest"] else ""
    return None if fallback is None else Link(match["id"], fallback)


def resource(text: str) -> Value | None:
    """Read a clip path, mask, filter or marker: url(#id), or none."""
    match = _URL.fullmatch(text)
    if match and not match["rest"]:
        return Link(match["id"])
    return "none" if text.lower() == "none" else None


def address(text: str) -> Value | None:
    """Read an href to the same file."""
    name = text.removeprefix("#")
    return Link(name, is_address=True) if name != text and IDENTIFIER.fullmatch(name) else None


def transform(text: str) -> str | None:
    """Read a list of transforms as attributes write them (CSS Transforms 1, section 8)."""
    found, position = [], 0
    while match := _TRANSFORM.match(text, position):
        name, position = match[1], match.end()
        arguments = as_numbers(match[2].strip())
        if arguments is None or len(arguments) not in _TRANSFORMS.get(name, ()):
            return None
        found.append(f"{name}({' '.join(map(written, arguments))})")
        if len(found) > MOST_NUMBERS:
            return None
    return None if text[position:].strip() else " ".join(found)


def view_box(text: str) -> str | None:
    """Four numbers, the last two from SMALLEST_SIDE (section 8.6)."""
    found = as_numbers(text)
    if found is None or len(found) != 4 or min(found[2:]) < SMALLEST_SIDE:  # noqa: PLR2004  A box.
        return None
    return " ".join(map(written, found))


def aspect(text: str) -> str | None:
    """Read how a picture fits into its box (section 8.7)."""
    words = text.split()
    aligned = words and re.fullmatch(r"none|x(Min|Mid|Max)Y(Min|Mid|Max)", words[0])
    return " ".join(words) if aligned and words[1:] in ([], ["meet"], ["slice"]) else None


def name(text: str) -> str | None:
    """Read a name inside a filter."""
    return text if _NAME.fullmatch(text) else None


def orient(text: str) -> str | None:
    """Read the direction of a marker (section 13.7.4)."""
    return text if text in {"auto", "auto-start-reverse"} else number(text.removesuffix("deg"))


def dashes(text: str) -> str | None:
    """Read lengths of dashes and gaps, or none (section 13.5.6)."""
    parts = [part for part in _SEPARATOR.split(text, MOST_NUMBERS) if part]
    if text.lower() == "none" or len(parts) > MOST_NUMBERS:
        return "none" if text.lower() == "none" else None
    found = [size(part) for part in parts]
    # A dash of a share of the window has no length that could be counted.
    if not found or not all(part and not part.endswith("%") for part in found):
        return None
    return " ".join(part for part in found if part)


def one_of(*words: str) -> Grammar:
    """Return the grammar of some words, which are written as given here."""
    by_lower = {word.lower(): word for word in words}
    return lambda text: by_lower.get(text.lower())


def order(text: str) -> str | None:
    """Read the order of painting (section 13.8)."""
    words = text.lower().split()
    known = set(words) <= {"fill", "stroke", "markers"} and len(set(words)) == len(words)
    return " ".join(words) if words and (known or words == ["normal"]) else None
