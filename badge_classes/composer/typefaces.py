"""Typefaces: fonts that are really there, and the letters that they really have.

The words around a badge become outlines when it is composed, so they look the same wherever
the badge goes, and no reader needs a font. That takes a font with those letters, and a shaper:
Arabic letters join, Devanagari ones change places, marks stand where the font says. HarfBuzz
does that, as it does in browsers.

`SHIPPED` are three fonts that come with Barnstar (data/README.md): Latin, Greek and Cyrillic;
Arabic; Japanese. They are the same bytes in every installation, so composing gives the same bytes.
For other scripts hand in more of them: `installed` finds fonts in folders of this machine.

Font files are trusted: they come with Barnstar or from who runs it, never from a stranger.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from uharfbuzz import DrawFuncs, Font

__all__ = ["SHIPPED", "SYSTEM_FOLDERS", "Glyph", "Stroke", "Typeface", "installed"]

Stroke = tuple[str, tuple[float, ...]]
"""A step of an outline: M, L, Q, C or Z as in an SVG path, absolute, with its coordinates."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape that stands for one letter or several, in units of the font size, y upwards.

    `place` is the position in the text of the first letter that it stands for. The next glyph
    begins `advance` to the right. `outline` is empty for a space; `known` is False if
    the font has no shape for the letter and would show a box.
    """

    place: int
    advance: float
    outline: tuple[Stroke, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class Typeface:
    """A font file. Files that hold several fonts are read at `index`."""

    path: Path
    index: int = 0

    def has(self, character: str) -> bool:
        """Say whether the font has a shape for the character, be it an empty one."""
        return bool(_font(self).get_nominal_glyph(ord(character)))

    def shape(self, text: str, language: str, *, right_to_left: bool) -> list[Glyph]:
        """Return the glyphs of a text in one script, in the order in which they stand.

        `language` is a BCP 47 tag; some fonts have other shapes for some languages.
        """
        import uharfbuzz  # noqa: PLC0415  Large; only words around a badge need it.

        font = _font(self)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        buffer.language = language
        uharfbuzz.shape(font, buffer, {"kern": True, "liga": True})
        em = font.face.upem
        glyphs, positions = buffer.glyph_infos, buffer.glyph_positions
        return [
            Glyph(
                place=info.cluster,
                advance=position.x_advance / em,
                outline=_outline(self, info.codepoint, position.x_offset, position.y_offset),
                known=info.codepoint != 0,
            )
            for info, position in zip(glyphs, positions, strict=True)
        ]


_FONTS: Final = Path(__file__).parent.parent / "data" / "fonts"

SHIPPED: Final = (
    Typeface(_FONTS / "NotoSans-Bold-latin-greek-cyrillic.ttf"),
    Typeface(_FONTS / "NotoSansArabic-Bold.ttf"),
    Typeface(_FONTS / "NotoSansCJKjp-Bold-jis1.otf"),
)
"""The fonts of Barnstar, the first that has a letter first."""

SYSTEM_FOLDERS: Final = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
"""Where Linux keeps fonts."""


def installed(folders: Iterable[Path] = SYSTEM_FOLDERS) -> tuple[Typeface, ...]:
    """Return the fonts in folders and below, upright bold sans-serif ones first, then by name.

    Composing with them gives the same bytes on machines with the same fonts only.
    """
    paths = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in {".ttf", ".otf", ".ttc"}
    ]
    return tuple(Typeface(path) for path in sorted(paths, key=_preference))


def _preference(path: Path) -> tuple[bool, bool, str, str]:
    name = path.stem.lower()
    return "bold" not in name or "italic" in name, "sans" not in name, path.name, str(path)


@cache
def _font(typeface: Typeface) -> Font:
    import uharfbuzz  # noqa: PLC0415  Large; only words around a badge need it.

    blob = uharfbuzz.Blob.from_file_path(typeface.path)
    return uharfbuzz.Font(uharfbuzz.Face(blob, typeface.index))


@cache
def _pen() -> DrawFuncs:
    """Return functions that write what HarfBuzz draws into a list of strokes."""
    import uharfbuzz  # noqa: PLC0415  Large; only words around a badge need it.

    def stroke(letter: str) -> Callable[..., None]:
        def append(*numbers_and_list: Any) -> None:  # noqa: ANN401  Numbers, then our list.
            *numbers, strokes = numbers_and_list
            strokes.append((letter, tuple(numbers)))

        return append

    pen = uharfbuzz.DrawFuncs()
    pen.set_move_to_func(stroke("M"))
    pen.set_line_to_func(stroke("L"))
    pen.set_quadratic_to_func(stroke("Q"))
    pen.set_cubic_to_func(stroke("C"))
    pen.set_close_path_func(stroke("Z"))
    return pen


def _outline(typeface: Typeface, glyph: int, right: float, up: float) -> tuple[Stroke, ...]:
    """Return the outline of a glyph, moved by its offset, in units of the font size."""
    font = _font(typeface)
    strokes: list[Stroke] = []
    font.draw_glyph(glyph, _pen(), strokes)
    em = font.face.upem
    offsets = (right, up)
    return tuple(
        (letter, tuple((n + offsets[at % 2]) / em for at, n in enumerate(numbers)))
        for letter, numbers in strokes
    )
