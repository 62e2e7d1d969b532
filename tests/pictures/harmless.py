"""Whether an SVG could do harm, judged without the lists of `badge_classes.uploads`.

The rules here are written down a second time and more roughly, from what attacks need: a name
that runs or loads, an address that leads out, a number that no drawing has, more shapes than
anybody draws. `harm` gives what it finds; it is empty for good pictures.
"""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET  # A second parser is the point; a DOCTYPE never reaches it.
from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Iterator

SVG: Final = "{http://www.w3.org/2000/svg}"
HREF: Final = "{http://www.w3.org/1999/xlink}href"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
DRAWING: Final = re.compile(
    r"svg|g|defs|symbol|use|image|title|desc|path|rect|circle|ellipse|line|polyline|polygon|stop"
    r"|linearGradient|radialGradient|clipPath|mask|pattern|marker|filter"
    r"|fe(Blend|ColorMatrix|ComponentTransfer|Func[RGBA]|Composite|DropShadow|Flood|GaussianBlur"
    r"|Merge|MergeNode|Offset)"
)
SUSPICIOUS: Final = re.compile(
    r"script|data:|https?|//|file|[@\\<>&;{}]|expression|import|url\((?!#[\w-]+\))|[\x00-\x1f]",
    re.IGNORECASE,
)
NUMBER: Final = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:e[-+]?[0-9]+)?", re.IGNORECASE)
LARGEST: Final = 1e6
MOST_SHAPES: Final = 2_000
NO_ALTERNATIVE: Final = "no alternative text"


def harm(svg: str) -> list[str]:
    """Return what could do harm in an SVG, in words; nothing for a good one."""
    if re.search(r"<!|<\?", svg):
        return ["markup that is no element"]
    try:
        root = ET.fromstring(svg.encode())  # noqa: S314  See above.
    except (ET.ParseError, UnicodeEncodeError) as error:
        return [f"not XML: {error}"]
    found = [words for element in root.iter() for words in _of(element)]
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    if len(ids) != len(set(ids)):
        found.append("two elements with one id")
    targets = {element.get("id", ""): element for element in root.iter()}
    for element in root.iter():
        for name, value in element.attrib.items():
            links = re.findall(r"url\(#([^)]*)\)", value)
            links += [value[1:]] if name == HREF and value.startswith("#") else []
            found += [f"a link to nothing: {link}" for link in links if link not in targets]
    if not found and _shapes(root, targets, 0) > MOST_SHAPES:
        found.append("too many shapes")
    if not (root.findtext(f"{SVG}title") and root.get("role") == "img"):
        found.append(NO_ALTERNATIVE)
    return found


def _of(element: ET.Element) -> Iterator[str]:
    if not (element.tag.startswith(SVG) and DRAWING.fullmatch(element.tag.removeprefix(SVG))):
        yield f"the element {element.tag}"
    is_words = element.tag in {f"{SVG}title", f"{SVG}desc"}
    if not is_words and ((element.text or "").strip() or (element.tail or "").strip()):
        yield "stray text"
    for name, value in element.attrib.items():
        if name.lower().startswith("on") or ("{" in name and name not in {HREF, LANGUAGE}):
            yield f"the attribute {name}"
        elif name == HREF and value.startswith("data:"):
            yield from _picture(value)
        elif name == "style" and re.fullmatch(r"[a-z-]+:[a-z-]+(;[a-z-]+:[a-z-]+)*", value):
            continue
        elif SUSPICIOUS.search(value):
            yield f"the value {name}={value[:40]}"
        elif name not in {"id", "lang", LANGUAGE, "aria-labelledby", HREF} and "#" not in value:
            yield from (
                f"the number {one[:40]}"
                for one in NUMBER.findall(value)
                if abs(float(one)) > LARGEST
            )


def _picture(value: str) -> Iterator[str]:
    prefix, _, text = value.partition(",")
    data = base64.b64decode(text)
    if prefix != "data:image/png;base64" or not data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield "an embedded file that is no PNG"
    if re.search(rb"[tiz]TXt|eXIf|iCCP|acTL|tEXt", data[:100]) or data[-8:-4] != b"IEND":
        yield "something beside the pixels"
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            is_small = max(image.size) <= 400
            image.verify()
    except (OSError, SyntaxError, Image.DecompressionBombError):
        is_small = False
    if not is_small:
        yield "a large or broken embedded picture"


def _shapes(element: ET.Element, targets: dict[str, ET.Element], depth: int) -> int:
    """Return how many elements there are if every link is replaced by what it leads to."""
    if depth > 200:
        return MOST_SHAPES + 1
    inside = list(element)
    href = element.get("href", element.get(HREF, ""))
    if element.tag == f"{SVG}use" and href.startswith("#"):
        inside.append(targets[href[1:]])
    for value in element.attrib.values():
        inside += [targets[link] for link in re.findall(r"url\(#([\w-]+)\)", value)]
    count = 1
    for one in inside:
        count += _shapes(one, targets, depth + 1)
        if count > MOST_SHAPES:
            break
    return count
