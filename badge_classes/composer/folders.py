"""The composer at a folder of a badge class: what the class says already is not asked again.

    design = design_of(Path("mentor"), kind="skill", icon="mentor", palette="plum")
    composed = drawn(design)
    put(Path("mentor"), composed.svg)

The outline follows from the method in badge.toml; the picture is called what the class is called,
and its description is the text alternative, both in the original language.

The result is a file, and badge.toml does not remember the choices. A class that was composed
each time it is loaded would change its picture, and so need a new edition, whenever the composer
is improved or another machine has other fonts. A file stays what people saw and agreed on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from badge_classes.composer.composing import compose
from badge_classes.composer.design import Design, DesignError
from badge_classes.composer.typefaces import SHIPPED, installed
from badge_classes.folder import TOML, FolderError, contents_of, toml_of
from badge_classes.folder_picture import CANONICAL, NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from badge_classes.composer.design import DesignProblem
    from badge_classes.composer.typefaces import Typeface

__all__ = ["Composed", "design_of", "drawn", "put"]

_LETTER_MISSING: Final = "design.ring_text_letter_missing"
_PLACES: Final = {
    "method": f"{TOML}, method",
    "language": f"{TOML}, default_language",
    "title": f"{TOML}, name",
    "description": f"{TOML}, image_alt",
}
"""Where the fields of a Design stand in a folder; the others are chosen elsewhere."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A composed picture. `foreign` is the first letter that a font of this machine drew, or ""."""

    svg: str
    foreign: str = ""

    @property
    def note(self) -> str:
        """An English sentence for who composed it; "" if there is nothing to be said."""
        if not self.foreign:
            return ""
        return (
            f'The fonts of Barnstar lack "{self.foreign}", so a font of this machine drew it. '
            f"Other machines may draw it otherwise: keep {CANONICAL}."
        )


def design_of(path: Path, *, kind: str, icon: str, palette: str, words: str = "") -> Design:
    """Return the design of a picture for the class in a folder; only its badge.toml is read.

    Raises FolderError, with a sentence for every mistake that names the file and the key or
    else the choice, and OSError where the disk refuses.
    """
    slug = path.resolve().name
    toml = toml_of(slug, contents_of(path))
    texts = toml.texts.get(toml.default_language)
    try:
        return Design(
            method=toml.method,
            kind=kind,
            icon=icon,
            palette=palette,
            title=texts.name if texts else "",
            description=texts.image_alt if texts else "",
            language=toml.default_language,
            ring_text=words,
        )
    except DesignError as error:
        raise FolderError(error.code, *_sentences(slug, error.problems)) from error


def drawn(design: Design, machine: Callable[[], Iterable[Typeface]] = installed) -> Composed:
    """Return the picture of a design, with fonts of this machine where Barnstar's lack a letter.

    Letters that the shipped fonts have look the same everywhere. `machine` is asked for others
    only if it must be. Raises DesignError if no font has a letter, or if the words do not fit.
    """
    try:
        return Composed(compose(design))
    except DesignError as error:
        if error.code != _LETTER_MISSING:
            raise
        foreign = error.problems[0].parameters["letter"]
    return Composed(compose(design, (*SHIPPED, *machine())), foreign)


def put(path: Path, svg: str, *, replace: bool = False) -> Path:
    """Write a picture into a folder of a badge class, and return its file.

    Raises FolderError if a picture is there already; with `replace`, an artwork.svg is written
    over, but no picture of another kind is removed.
    """
    slug = path.resolve().name
    for name in NAMES:
        if (path / name).exists() and not (replace and name == CANONICAL):
            raise FolderError(
                "folder.two_pictures",
                f"{slug}/{name}: A picture is there already. Move it elsewhere"
                + (", or ask that it be replaced." if name == CANONICAL else "."),
            )
    file = path / CANONICAL
    # A link could lead out of a stranger's folder.
    if file.is_symlink():
        raise FolderError("folder.not_a_file", f"{slug}/{CANONICAL}: This is a link. Remove it.")
    file.write_bytes(svg.encode())
    return file


def _sentences(slug: str, problems: Iterable[DesignProblem]) -> list[str]:
    return [
        f"{slug}/{_PLACES[problem.field]}: {problem.sentence}"
        if problem.field in _PLACES
        else problem.sentence
        for problem in problems
    ]
