"""SVG pictures from strangers, rebuilt: a new tree, made of nothing but what `tables` lists.

No node of the upload is kept. Each element is made again if its name is on the list, with the
attributes that are on the list for it and whose values are of a grammar that we know; so what
is new tomorrow, or written in a way that only a browser understands, is not in it.

`rebuild` gives the SVG and notes of what was left out. Rebuilding what was rebuilt gives the
same bytes. `inspect` is the same road without changes: it says whether a finished picture
could have been made here, and refuses it if anything of it would be left out.

Steps, in the order in which a stranger's file could do harm:

1. its bytes are bounded, and must be UTF-8 text without DOCTYPE and entities;
2. lxml parses it, without entities, network and DTD; elements and depth are bounded;
3. style sheets are read; every element is rebuilt with the styles that apply to it;
4. links that lead nowhere are taken away, spare definitions too, and the cost is counted;
5. the frame is made square, title and description are put in, and ids are given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree

from badge_classes.uploads import cost, styles, tables, values
from badge_classes.uploads.elements import Rebuilder
from badge_classes.uploads.notes import Notes, refusal
from badge_classes.uploads.tree import Element, by_id, mend_links, prune, spelled

if TYPE_CHECKING:
    from badge_classes.uploads.notes import Note

BYTES_LIMIT: Final = 1_000_000
"""Of the file that is uploaded. Drawing programs write much that is not the picture."""
REBUILT_LIMIT: Final = 262_144
"""Of the picture. Badge hosts take files of 256 kB or more."""
SOURCE_ELEMENTS_LIMIT: Final = 5_000
SOURCE_DEPTH_LIMIT: Final = 100
ATTRIBUTES_LIMIT: Final = 200
"""On one element."""
TITLE_LIMIT: Final = 200
DESCRIPTION_LIMIT: Final = 2_000

_SPARE: Final = tables.UNDRAWN - {"defs"}
_DECLARATION: Final = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_ENCODING: Final = re.compile(r"encoding\s*=\s*['\"]([^'\"]*)['\"]")
# The W3C's grammars, as Illustrator, Affinity, Draw.io and potrace name them: identifiers and
# an address, and never declarations of their own, which would stand in brackets.
_OLD_GRAMMAR: Final = re.compile(
    r"<!DOCTYPE\s+svg\s+PUBLIC\s+\"-//W3C//DTD SVG [0-9. A-Za-z]{1,20}//EN\"\s+"
    r"\"https?://www\.w3\.org/[\w./-]{1,80}\.dtd\"\s*>"
)
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Alternative:
    """What the picture is called and what it shows, in a language (a tag of BCP 47)."""

    title: str
    description: str
    language: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture that may be artwork, and what was left out of it."""

    svg: str
    notes: tuple[Note, ...]


def rebuild(data: bytes, alternative: Alternative) -> Upload:
    """Return an uploaded SVG rebuilt, with its alternative text in it.

    Raises ArtworkError if the file is no SVG that we can read, contains text or itself, or
    is too large or too complex.
    """
    notes = Notes()
    root = _rebuilt(data, notes)
    return Upload(finished(root, alternative), notes.gathered())


def inspect(svg: str) -> None:
    """Return if an SVG needs no rebuilding: everything in it is on the list.

    Raises ArtworkError otherwise. Its bytes need not be those that `rebuild` would write, so
    a picture that was rebuilt long ago stays good.
    """
    data = svg.encode("utf-8", "surrogatepass")
    if len(data) > REBUILT_LIMIT:
        raise refusal("artwork.too_large", value=len(data), unit="bytes", limit=REBUILT_LIMIT)
    _rebuilt(data, Notes(strict=True))


def finished(root: Element, alternative: Alternative) -> str:
    """Return a new tree as text, with its alternative text. Raises ArtworkError."""
    language = re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", alternative.language)
    if not language:
        raise ValueError(f'"{alternative.language}" is not a language tag.')
    title = Element("title", text=_line("title", alternative.title, TITLE_LIMIT))
    text = _line("description", alternative.description, DESCRIPTION_LIMIT)
    root.attributes |= {"role": "img", "lang": alternative.language}
    root.attributes["xml:lang"] = alternative.language
    children = root.children
    root.children = []
    for child in (title, Element("desc", text=text), *children):
        root.add(child)
    svg = spelled(root)
    if len(svg.encode()) > REBUILT_LIMIT:
        raise refusal(
            "artwork.too_large", value=len(svg.encode()), unit="bytes", limit=REBUILT_LIMIT
        )
    return svg


def _line(name: str, text: str, limit: int) -> str:
    """Return alternative text on one line, without characters that XML or a reader cannot show."""
    # Controls, lone surrogates, overrides of direction, and what XML may not hold.
    hidden = r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff]"
    line = " ".join(re.sub(hidden, " ", text).split())
    if not 1 <= len(line) <= limit:
        raise refusal("artwork.alternative", name=name, value=len(line), limit=limit)
    return line


def _rebuilt(data: bytes, notes: Notes) -> Element:
    # 1. Bytes and text.
    text = _text(data, notes)
    # 2. XML.
    source = _parsed(text)
    # 3. Element by element.
    sheets = [one.text or "" for one in source.iter(f"{{{tables.SVG}}}style")]
    if any(sheets):
        notes.rewritten("upload.element", name="style")
    root = Rebuilder(styles.sheet(sheets, notes), notes).root(source)
    # 4. Links and cost.
    mend_links(root, notes)
    prune(root, _SPARE)
    if not any(one.name in tables.SHAPES | {"image", "use"} for one in root.walk()):
        raise refusal("artwork.nothing")
    cost.bound(root, by_id(root))
    # 5. The frame.
    return _square(root, notes)


def _text(data: bytes, notes: Notes) -> str:
    if not data:
        raise refusal("artwork.empty")
    if len(data) > BYTES_LIMIT:
        raise refusal("artwork.too_large", value=len(data), unit="bytes", limit=BYTES_LIMIT)
    if data.startswith(_GZIP):
        raise refusal("artwork.compressed")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refusal("artwork.encoding") from error
    if match := _DECLARATION.match(text):
        encoding = _ENCODING.search(match[0])
        # UTF-7 and the like hide tags from whoever reads the file as UTF-8.
        if encoding and encoding[1].lower() not in {"utf-8", "us-ascii", "ascii"}:
            raise refusal("artwork.encoding")
        text = text[match.end() :]
    without, removed = _OLD_GRAMMAR.subn("", text, count=1)
    if removed and "<svg" not in text[: text.index("<!DOCTYPE")]:
        notes.add("upload.doctype")
        text = without
    # The parser never sees a DOCTYPE: entities in it swell to gigabytes, or read files.
    if re.search(r"<!\s*(doctype|entity)", text, re.IGNORECASE):
        raise refusal("artwork.doctype")
    return text.lstrip()


def _parsed(text: str) -> etree._Element:
    """Return the root of the upload, which has no more elements and depth than allowed."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refusal("artwork.broken", detail=f"{error}.") from error
    if root.tag != f"{{{tables.SVG}}}svg":
        raise refusal("artwork.not_svg")
    before = root.getprevious()
    if before is not None or root.getnext() is not None:
        raise refusal("artwork.instruction", name=getattr(before, "target", "…"))
    _bound(root)
    return root


def _bound(root: etree._Element) -> None:
    count = depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "pi")):
        if event == "pi":
            raise refusal("artwork.instruction", name=getattr(element, "target", "…"))
        depth += 1 if event == "start" else -1
        count += event == "start"
        if len(element.attrib) > ATTRIBUTES_LIMIT:
            found, limit = len(element.attrib), ATTRIBUTES_LIMIT
            raise refusal("artwork.too_large", value=found, unit="attributes", limit=limit)
        if count > SOURCE_ELEMENTS_LIMIT:
            limit = SOURCE_ELEMENTS_LIMIT
            raise refusal("artwork.too_large", value=count, unit="elements", limit=limit)
        if depth > SOURCE_DEPTH_LIMIT:
            limit = SOURCE_DEPTH_LIMIT
            raise refusal("artwork.too_large", value=depth, unit="levels of groups", limit=limit)


def _square(root: Element, notes: Notes) -> Element:
    """Make the frame square: a wider or higher drawing is put in the middle, and cut as it was."""
    x, y, width, height = map(float, root.draws("viewBox").split())
    if width == height:
        return root
    side = max(width, height)
    notes.add("upload.not_square", width=values.written(width), height=values.written(height))
    # A frame within the frame, so that percentages remain shares of what they were.
    drawing = Element("svg", {"viewBox": root.draws("viewBox")})
    sizes = map(values.written, (x, y, width, height))
    drawing.attributes |= zip(("x", "y", "width", "height"), sizes, strict=True)
    for child in root.children:
        drawing.add(child)
    root.children = []
    root.add(drawing)
    square = (x - (side - width) / 2, y - (side - height) / 2, side, side)
    root.attributes["viewBox"] = " ".join(map(values.written, square))
    return root
