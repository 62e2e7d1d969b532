"""Each element of an upload, made anew from the allow-list with the styles that apply to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lxml import etree

from badge_classes.uploads import paths, pictures, styles, tables, values
from badge_classes.uploads.notes import refusal
from badge_classes.uploads.tree import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from badge_classes.uploads.notes import Notes
    from badge_classes.uploads.values import Value

PICTURES_LIMIT: Final = 8
"""Pictures within the picture, each decoded once."""
PICTURE_BYTES_LIMIT: Final = 1_000_000

_HREFS: Final = ("href", f"{{{tables.XLINK}}}href")
# A link and a choice show their contents; the link goes, and the choice is made here.
_GROUPS: Final = frozenset({"a", "switch"})
# What the rebuilt picture has for those who cannot see it; see tree.spelled and svg.finished.
_OURS: Final = frozenset(
    {("", "id"), ("", "role"), ("", "lang"), (tables.XML, "lang"), ("", "aria-labelledby")}
    | {("", "style")}  # Judged in Rebuilder.style.
)
_LEFT_OUT_ON_ROOT: Final = frozenset({"x", "y", "width", "height", "preserveAspectRatio"})


class Rebuilder:
    """Makes new elements of those of one upload."""

    def __init__(self, sheet: styles.Sheet, notes: Notes) -> None:
        self.sheet = sheet
        self.notes = notes
        self.pictures: dict[str, pictures.Picture] = {}

    def root(self, source: etree._Element) -> Element:
        """Return the new tree of an upload. Raises ArtworkError."""
        subject = _subject(source, None)
        root = Element("svg", self.attributes(source, "svg", subject), id=source.get("id", ""))
        root.attributes["viewBox"] = _view_box(root)
        for name in _LEFT_OUT_ON_ROOT & root.attributes.keys():
            if self.notes.strict:
                self.notes.add("upload.attribute", name=name, element="svg")
            del root.attributes[name]
        self.fill(root, source, subject)
        return root

    def fill(
        self, new: Element, sources: Iterable[etree._Element], subject: styles.Subject
    ) -> None:
        """Put the new elements of some of the upload into a new element."""
        for child in sources:
            if isinstance(child.tag, str):
                self.child(new, child, subject)

    def child(self, new: Element, source: etree._Element, around: styles.Subject) -> None:
        """Make one element anew inside a new one, or leave it out with a note."""
        namespace, _, name = source.tag[1:].rpartition("}")
        if namespace != tables.SVG:
            self.foreign(namespace or name)
            return
        if name in tables.UNSEEN_ELEMENTS | tables.TEXT:
            self.unseen(name, source)
            return
        contents = list(source)
        if name == "switch":
            contents = _chosen(source)
        if href := name == "a" and _href(source):
            self.notes.add("upload.link", element="a", value=href)
        if name in _GROUPS:
            self.notes.rewritten("upload.element", name=name)
            name = "g"
        if name not in tables.CHILDREN.get(new.name, ()):
            self.notes.add("upload.element", name=name)
            return
        subject = _subject(source, around)
        made = Element(name, self.attributes(source, name, subject), id=source.get("id", ""))
        if name != "image" or self.picture(made, source):
            new.add(made)
            self.fill(made, contents, subject)

    def unseen(self, name: str, source: etree._Element) -> None:
        """Leave out an element that shows nothing. Raises ArtworkError if it is text that does."""
        if name in tables.TEXT and any(map(str.strip, map(str, source.itertext()))):
            raise refusal("artwork.text")
        for inside in source.iter("{*}*") if name == "metadata" else ():
            if not inside.tag.startswith(f"{{{tables.SVG}}}"):
                self.foreign(inside.tag[1:].partition("}")[0])
        # In a finished picture there are plain titles, and no script in a metadata element.
        is_plain = len(source) == 0 and {*source.keys()} <= {"id", "lang"}
        if name not in {"title", "desc"} or not is_plain:
            self.notes.rewritten("upload.element", name=name)

    def attributes(
        self, source: etree._Element, name: str, subject: styles.Subject
    ) -> dict[str, Value]:
        """Return the attributes of a new element: its own, and the properties that hold."""
        grammars = tables.ELEMENTS[name]
        own: dict[str, Value] = {}
        presentation: list[styles.Declaration] = []
        for key, text in _attributes(source):
            if key in _HREFS:
                # Of both spellings the one without XLink counts (SVG 2, section 16.1.6).
                is_second = key != "href" and source.get("href") is not None
                if "href" in grammars and not is_second:
                    own |= self.href(name, text)
                elif name != "image" or is_second:
                    self.notes.rewritten("upload.attribute", name="href", element=name)
            elif key in grammars:
                value = grammars[key](text)
                if key == "d" and (rest := paths.mistake(text)):
                    self.notes.add("upload.path", value=rest)
                if value is not None:
                    own[key] = value
                elif text:
                    self.notes.add("upload.value", name=key, value=text, element=name)
            elif key in tables.PROPERTIES:
                presentation += self.presentation(name, key, text)
            else:
                self.unknown(name, key)
        style = self.style(source, name)
        rules = self.sheet.applying(subject)
        return own | styles.applied(presentation, rules, style)

    def presentation(self, name: str, key: str, text: str) -> Iterator[styles.Declaration]:
        """Yield an attribute that is a property, or leave it out with a note."""
        value = styles.declared(key, text)
        if value is not None:
            yield styles.Declaration(key, value, is_important=False)
        elif text:
            self.notes.add("upload.value", name=key, value=text, element=name)

    def style(self, source: etree._Element, name: str) -> tuple[styles.Declaration, ...]:
        """Return the declarations of an attribute `style`."""
        text = source.get("style", "")
        found = styles.declarations(text, self.notes)
        # A finished picture has only those that have no attribute, in the one spelling.
        spelling = ";".join(f"{one.name}:{one.value}" for one in found)
        if text != spelling or any(one.name not in tables.ONLY_IN_STYLE for one in found):
            self.notes.rewritten("upload.attribute", name="style", element=name)
        return found

    def unknown(self, element: str, key: str) -> None:
        """Leave out an attribute that is not on the list; note it if somebody could miss it."""
        namespace, _, name = key[1:].rpartition("}") if key.startswith("{") else ("", "", key)
        if (namespace, name) in _OURS:
            return
        unseen = tables.UNSEEN_ATTRIBUTES | tables.UNSEEN_PROPERTIES | tables.ELSEWHERE
        prefixes = ("aria-", "data-", *tables.UNSEEN_PREFIXES)
        is_unseen = not namespace and (name in unseen or name.startswith(prefixes))
        if is_unseen or (name in {"lang", "space"} and namespace == tables.XML):
            # Nobody misses it here, but a browser may read it: cursor="url(…)" loads a picture.
            self.notes.rewritten("upload.attribute", name=name, element=element)
        elif namespace in {"", tables.XML, tables.XLINK}:
            self.notes.add("upload.attribute", name=name, element=element)
        else:
            self.foreign(namespace)

    def foreign(self, namespace: str) -> None:
        """Note that something of a namespace that is not SVG was left out."""
        if any(part in namespace for part in tables.LICENCES):
            self.notes.add("upload.licence")
            return
        known = (name for part, name in tables.PROGRAMS if part in namespace.lower())
        self.notes.add("upload.metadata", name=next(known, namespace))

    def href(self, name: str, text: str) -> dict[str, Value]:
        """Return an href to the same file, or leave it out with a note."""
        link = values.address(text)
        if link is None:
            self.notes.add("upload.link", element=name, value=text)
            return {}
        return {"href": link}

    def picture(self, made: Element, source: etree._Element) -> bool:
        """Put the renewed pixels into a new image; say whether there are any."""
        href = _href(source) or ""
        data = pictures.from_address(href)
        if data is None:
            self.notes.add("upload.link", element="image", value=href)
            return False
        if self.notes.strict:
            if not pictures.is_renewed(data):
                self.notes.add("upload.element", name="image")
            made.attributes["href"] = href
            return True
        if href not in self.pictures:
            count = len(self.pictures) + 1
            if count > PICTURES_LIMIT:
                limit = PICTURES_LIMIT
                raise refusal("artwork.too_large", value=count, unit="pictures", limit=limit)
            if len(data) > PICTURE_BYTES_LIMIT:
                limit = PICTURE_BYTES_LIMIT
                raise refusal("artwork.too_large", value=len(data), unit="bytes", limit=limit)
            self.pictures[href] = pictures.renewed(data, self.notes)
        picture = self.pictures[href]
        made.attributes["href"] = picture.address
        # Fewer pixels in the same place: an image without a size has that of its pixels.
        for side, pixels in zip(("width", "height"), picture.original, strict=True):
            if made.attributes.get(side, "auto") == "auto":
                made.attributes[side] = str(pixels)
        return True


def _attributes(source: etree._Element) -> Iterator[tuple[str, str]]:
    for key, value in source.attrib.items():
        yield str(key), str(value).strip()


def _subject(source: etree._Element, parent: styles.Subject | None) -> styles.Subject:
    name = etree.QName(source).localname
    classes = frozenset(source.get("class", "").split())
    return styles.Subject(name, classes, source.get("id", ""), parent)


def _href(source: etree._Element) -> str | None:
    return next((value for key in _HREFS if (value := source.get(key)) is not None), None)


def _chosen(switch: etree._Element) -> list[etree._Element]:
    """Return the one child of a switch that every viewer could show (SVG 2, section 5.8.3)."""
    conditions = ("requiredExtensions", "systemLanguage")
    for child in switch:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        known = name in tables.DRAWN | _GROUPS | tables.TEXT
        if known and not any(child.get(one) for one in conditions):
            return [child]
    return []


def _view_box(root: Element) -> str:
    """Return the frame of a drawing: its viewBox, or else its width and height."""
    if given := root.draws("viewBox"):
        return given
    width, height = root.draws("width"), root.draws("height")
    made = values.view_box(f"0 0 {width} {height}")
    if made is None:
        raise refusal("artwork.no_size")
    return made
