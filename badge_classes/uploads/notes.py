"""What an upload was refused for, and what was left out of one that was accepted.

Leaving something out in silence would be a lie: the organiser drew it. So everything that an
upload loses and that somebody might miss becomes a Note, and a refusal is an ArtworkError;
both have a stable code, parameters, and one English sentence from SENTENCES. What nobody can
see, such as a comment or the class of a shape whose style was applied, goes without a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from badge_classes.artwork import ArtworkError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SENTENCES", "Note", "Notes", "refusal", "shown"]

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Left out or changed.
        "upload.doctype": "The first lines name an old grammar of SVG. We left them out.",
        "upload.metadata": "We left out data of {name}, which cannot be seen in the picture.",
        "upload.licence": "We left out who made it under which licence. Say so in the criteria.",
        "upload.element": "We left out <{name}>, which a badge may not contain.",
        "upload.attribute": "We left out {name} of <{element}>, which a badge may not contain.",
        "upload.value": 'We left out {name}="{value}" of <{element}>, which we cannot check.',
        "upload.property": "We left out the style {name}: {value}, which we cannot check.",
        "upload.rule": "We left out the style rule {name}.",
        "upload.link": "We left out a link of <{element}> to {value}, outside the picture.",
        "upload.missing": "<{element}> uses #{value}, which is not in the picture.",
        "upload.path": "A path is drawn up to its first mistake, which is near {value}.",
        "upload.not_square": (
            "The picture is {width} by {height}. Badges are square, so we put it in the middle "
            "of a square."
        ),
        "upload.small": (
            "The picture is {width} by {height} pixels, and will look blurred. Use one of {limit} "
            "by {limit} or more."
        ),
        "upload.reduced": "The picture had {width} by {height} pixels; it now has {limit}.",
        "upload.colours": "We reduced the picture to {limit} colours, to keep badges small.",
        "upload.animated": "The picture moves. A badge shows its first picture only.",
        "upload.profile": "The picture's colour profile cannot be read; colours may differ.",
        # Refused.
        "artwork.empty": "The file is empty. Choose the picture again.",
        "artwork.not_picture": "The file is no SVG, PNG or JPEG picture. Save it as one of these.",
        "artwork.too_large": "The artwork has {value} {unit}; {limit} are allowed. Simplify it.",
        "artwork.compressed": "The file is compressed (SVGZ). Save it as plain SVG.",
        "artwork.encoding": "The artwork is not in UTF-8. Save it as UTF-8.",
        "artwork.doctype": (
            "The artwork has a DOCTYPE or entities. Save it again as plain SVG, in Illustrator "
            'without "Preserve Illustrator Editing Capabilities".'
        ),
        "artwork.instruction": (
            "The artwork has a processing instruction (<?{name} …?>). Save it as plain SVG, "
            "without style sheets and without metadata."
        ),
        "artwork.broken": (
            "The artwork is not well-formed XML: {detail} Save it again from the drawing program."
        ),
        "artwork.not_svg": (
            "The file does not begin with an <svg> element of SVG. Save it again from the "
            "drawing program, as SVG."
        ),
        "artwork.no_size": (
            "The artwork does not say how large it is. Give the svg element a viewBox such as "
            '"0 0 400 400".'
        ),
        "artwork.text": (
            "The artwork contains text, which needs a font that others may lack. Convert the "
            "text to paths (Inkscape: Path, Object to Path; Illustrator: Type, Create Outlines; "
            "Figma: Flatten), or leave it out: the name of the badge says it."
        ),
        "artwork.style_sheet": (
            "The style sheet chooses shapes by {value}, which we do not read. Export the drawing "
            "with presentation attributes instead of a style sheet."
        ),
        "artwork.number": "The number {value} is too large for a drawing. Scale the drawing.",
        "artwork.circle": "#{value} contains itself. Draw what it should show.",
        "artwork.too_complex": (
            "The artwork takes too long to draw: {value} {unit}, counting every repetition; "
            "{limit} are allowed. Simplify it."
        ),
        "artwork.nothing": "Nothing that can be shown is left of the artwork. Draw it as shapes.",
        "artwork.alternative": (
            "The {name} of the picture has {value} characters; it needs 1 to {limit}. Say what "
            "the picture shows, for those who cannot see it."
        ),
        "artwork.picture": "A picture in the file cannot be read. Save it again as PNG or JPEG.",
        "artwork.pixels": (
            "The picture has {width} by {height} pixels; {limit} on a side are the most, and "
            "{smallest} the least. Scale it and try again."
        ),
    }
)
"""English sentences by code. The issuer's translations are tested against these keys."""

NOTES_LIMIT: Final = 40
"""How many things are told one by one; nobody reads more."""
INVISIBLE: Final = frozenset({"upload.doctype", "upload.metadata"})
"""Codes of what nobody could see anyway."""
_SHOWN: Final = 60
_DETAIL: Final = 160


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was left out or changed. Equal things have one note."""

    code: str
    parameters: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def is_visible(self) -> bool:
        """Whether the picture may look different from the upload."""
        return self.code not in INVISIBLE

    @property
    def sentence(self) -> str:
        """What happened, in English."""
        return SENTENCES[self.code].format(**self.parameters)


class Notes:
    """Gathers notes. Where `strict`, the first one is an ArtworkError instead.

    Strict is how a finished picture is checked: nothing of it may have to be left out.
    """

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self._notes: dict[tuple[str, ...], Note] = {}

    def add(self, code: str, **parameters: object) -> None:
        """Note that something was left out. Raises ArtworkError where strict."""
        note = Note(code, {name: shown(value) for name, value in parameters.items()})
        if self.strict:
            raise ArtworkError(
                "artwork.not_rebuilt",
                f"{note.sentence} Upload the artwork, so that it is rebuilt.",
                note.parameters,
            )
        if len(self._notes) < NOTES_LIMIT:
            self._notes[note.code, *note.parameters.values()] = note

    def rewritten(self, code: str, **parameters: object) -> None:
        """Remember a change that cannot be seen: no note, but not for a finished picture."""
        if self.strict:
            self.add(code, **parameters)

    def gathered(self) -> tuple[Note, ...]:
        """Return the notes in the order in which things were met, NOTES_LIMIT at most."""
        return tuple(self._notes.values())


def refusal(code: str, **parameters: object) -> ArtworkError:
    """Return the error for a picture that is refused."""
    limits = {"detail": _DETAIL}
    texts = {name: shown(value, limits.get(name, _SHOWN)) for name, value in parameters.items()}
    return ArtworkError(code, SENTENCES[code].format(**texts), texts)


def shown(value: object, limit: int = _SHOWN) -> str:
    """Return a stranger's word on one line, without controls, short enough for a sentence."""
    text = "".join(c if c.isprintable() else " " for c in str(value)[: limit + 1])
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
