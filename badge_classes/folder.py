"""A badge class as a folder that people write by hand, translate, review and share.

    wikidata-basics/          the folder's name is the slug
      badge.toml              method, requirements, tags, alignments, and short texts by language
      criteria.en.md          the criteria in Markdown, one file a language
      criteria.ja.md
      artwork.svg             the picture; or artwork.png, artwork.jpg, artwork.jpeg

`read` makes a BadgeClass of a folder, and `write` a folder of a BadgeClass. What `write` wrote,
`read` and `write` give back byte for byte, so that a folder under version control shows only
changes that somebody made. `files` and `from_files` do the same without a disk.

A picture as a drawing program or a camera saves it is made anew while it is read
(`folder_picture`), and `write` writes what it became. `read_with_notes` also tells what was
left out of it; `read` is for folders that are as they were written.

A folder may come from a stranger. It is read file by file, each of a bounded size, and nothing
in it is followed or run; other files and folders in it are refused rather than passed over,
because a misspelt `criteria.jp.md` would otherwise be lost in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from badge_classes import badge_toml, folder_picture
from badge_classes.artwork import ArtworkError
from badge_classes.badge_class import BadgeClass, BadgeClassError, Texts, tidied
from badge_classes.limits import CRITERIA_LIMIT, LANGUAGES_LIMIT, UPLOAD_BYTES_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from badge_classes.badge_class import Problem
    from badge_classes.badge_toml import BadgeToml
    from badge_classes.uploads import Note

__all__ = [
    "CATALOGUE",
    "TOML",
    "FolderError",
    "Reading",
    "catalogue",
    "contents_of",
    "files",
    "from_files",
    "read",
    "read_all",
    "read_all_with_notes",
    "read_with_notes",
    "toml_of",
    "write",
]

CATALOGUE: Final = Path(__file__).parent / "catalogue"
"""The folder of the ready-made badge classes."""

# Every BadgeClass fits: a hundred languages and twenty alignments, written as badly as possible.
TOML_BYTES_LIMIT: Final = 1_048_576
CRITERIA_BYTES_LIMIT: Final = 4 * CRITERIA_LIMIT + 1_000

TOML: Final = "badge.toml"
"""The file by which a folder is known to be a badge class."""
_SQUARE: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
_ENTRIES_LIMIT: Final = LANGUAGES_LIMIT + 16


class FolderError(ValueError):
    """A folder that is no badge class.

    `sentences` holds one English sentence or more, each naming the file and what to do; `str()`
    gives them on lines of their own. `code` is the stable word for the first.
    """

    def __init__(self, code: str, *sentences: str) -> None:
        self.code = code
        self.sentences = sentences
        super().__init__("\n".join(sentences))


@dataclass(frozen=True, slots=True)
class Reading:
    """A badge class with the file of its picture, and what was left out of that picture."""

    badge_class: BadgeClass
    picture: str
    notes: tuple[Note, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """An English sentence for each note, with the class and the file."""
        place = f"{self.badge_class.slug}/{self.picture}"
        return tuple(f"{place}: {note.sentence}" for note in self.notes)


def read(path: Path) -> BadgeClass:
    """Return the badge class in a folder; the folder's name is its slug.

    Raises FolderError where a file is missing, unknown, too large, not UTF-8 or not what
    a badge class needs, and OSError where the disk refuses.
    """
    return read_with_notes(path).badge_class


def read_with_notes(path: Path) -> Reading:
    """Return the badge class in a folder as `read` does, with what its picture lost."""
    return _reading(path.resolve().name, contents_of(path))


def contents_of(path: Path) -> dict[str, bytes]:
    """Return the files in a folder by name, each of a bounded size, whatever they hold.

    Raises FolderError where there is no folder, or more or other things in it than files.
    """
    slug = path.resolve().name
    if not path.is_dir():
        raise FolderError(
            "folder.missing", f"{slug}: There is no such folder. Name one that holds a {TOML}."
        )
    entries = sorted(islice(path.iterdir(), _ENTRIES_LIMIT + 1))
    if len(entries) > _ENTRIES_LIMIT:
        raise FolderError(
            "folder.too_many_files",
            f"{slug}: The folder has more than {_ENTRIES_LIMIT} entries. Remove what is no part "
            "of the badge class.",
        )
    contents = {}
    for entry in entries:
        if _is_passed_over(entry.name):
            continue
        # A link could lead out of a stranger's folder, and a pipe would never end.
        if entry.is_symlink() or not entry.is_file():
            raise FolderError(
                "folder.not_a_file", f"{slug}/{entry.name}: This is not a plain file. Remove it."
            )
        with entry.open("rb") as file:
            contents[entry.name] = file.read(_bytes_limit(entry.name) + 1)
    return contents


def read_all(path: Path) -> tuple[BadgeClass, ...]:
    """Return the badge classes in the folders inside a folder, by slug.

    Raises FolderError with the sentences of every folder that is no badge class.
    """
    return tuple(reading.badge_class for reading in read_all_with_notes(path))


def read_all_with_notes(path: Path) -> tuple[Reading, ...]:
    """Return the badge classes in the folders inside a folder, with what their pictures lost."""
    if not path.is_dir():
        raise FolderError(
            "folder.missing",
            f"{path.name}: There is no such folder. Name one that holds a folder per badge class.",
        )
    found, errors = [], []
    for entry in sorted(path.iterdir()):
        if entry.is_dir() and not _is_passed_over(entry.name):
            try:
                found.append(read_with_notes(entry))
            except FolderError as error:
                errors.append(error)
    if errors:
        sentences = [sentence for error in errors for sentence in error.sentences]
        raise FolderError(errors[0].code, *sentences)
    return tuple(found)


def catalogue() -> tuple[BadgeClass, ...]:
    """Return the ready-made badge classes that come with Barnstar, by slug."""
    return read_all(CATALOGUE)


def write(badge_class: BadgeClass, path: Path) -> None:
    """Write a badge class into a folder, which is made if it is missing.

    The folder's name must be the slug. Criteria in languages that the class no longer has are
    removed; files that are no part of a badge class stay. Raises FolderError, also where
    the picture stands there in another file, and OSError where the disk refuses.
    """
    if path.resolve().name != badge_class.slug:
        raise FolderError(
            "folder.name",
            f'{path.name}: The folder must be called "{badge_class.slug}", as the class is.',
        )
    for name in folder_picture.NAMES[1:]:
        # With it, the folder would hold two pictures; it may be somebody's original.
        if (path / name).exists():
            raise FolderError(
                "folder.two_pictures",
                f"{badge_class.slug}/{name}: The picture would be there twice. Move this file to "
                "another folder; Barnstar needs it no more.",
            )
    path.mkdir(parents=True, exist_ok=True)
    contents = files(badge_class)
    for stale in path.glob(_criteria_name("*")):
        if stale.name not in contents:
            stale.unlink()
    for name, data in contents.items():
        (path / name).write_bytes(data)


def files(badge_class: BadgeClass) -> dict[str, bytes]:
    """Return the files of a badge class's folder by name, in one spelling only."""
    contents = {TOML: badge_toml.emit(badge_class).encode()}
    for tag, texts in badge_class.texts.items():
        contents[_criteria_name(tag)] = f"{texts.criteria}\n".encode()
    contents[folder_picture.CANONICAL] = badge_class.artwork_svg.encode()
    return contents


def from_files(slug: str, contents: Mapping[str, bytes]) -> BadgeClass:
    """Return the badge class in the files of a folder, given by name. Raises FolderError."""
    return _reading(slug, contents).badge_class


def toml_of(slug: str, contents: Mapping[str, bytes]) -> BadgeToml:
    """Return what the badge.toml among a folder's files says. Raises FolderError."""
    if TOML not in contents:
        raise FolderError("folder.file_missing", f"{slug}/{TOML}: This file is missing. Add it.")
    try:
        return badge_toml.parse(_decoded(slug, TOML, contents[TOML]))
    except badge_toml.BadgeTomlError as error:
        raise FolderError(error.code, f"{slug}/{TOML}: {error}") from error


def _reading(slug: str, contents: Mapping[str, bytes]) -> Reading:
    for name, data in contents.items():
        _check_size(slug, name, data)
    texts = {
        name: _decoded(slug, name, data)
        for name, data in contents.items()
        if name not in folder_picture.NAMES and not _is_passed_over(name)
    }
    toml = toml_of(slug, contents)
    try:
        picture = folder_picture.chosen(contents)
    except folder_picture.PictureError as error:
        raise FolderError(error.code, f"{slug}/{error.name}: {error}") from error
    _compare_languages(slug, toml.texts, texts)
    return _drawn(slug, toml, texts, picture, contents[picture])


def _drawn(
    slug: str, toml: BadgeToml, texts: Mapping[str, str], picture: str, data: bytes
) -> Reading:
    """Return the class with its picture; raise FolderError with all that is wrong in both."""
    codes, sentences = [], []
    badge_class = None
    try:
        badge_class = _without_picture(slug, toml, texts)
    except BadgeClassError as error:
        codes += [problem.code for problem in error.problems]
        sentences += [
            f"{slug}/{_file_of(problem)}: {problem.sentence}" for problem in error.problems
        ]
    # Where the words are wrong, the picture is judged without them.
    title, description, language = (
        (badge_class.original.name, badge_class.original.image_alt, badge_class.default_language)
        if badge_class
        else (TOML, TOML, "en")
    )
    try:
        svg, notes = folder_picture.made(
            picture, data, title=title, description=description, language=language
        )
    except ArtworkError as error:
        codes.append(error.code)
        sentences.append(f"{slug}/{picture}: {error.sentence}")
    if badge_class is None or sentences:
        raise FolderError(codes[0], *sentences)
    return Reading(replace(badge_class, artwork_svg=svg), picture, notes)


def _without_picture(slug: str, toml: BadgeToml, texts: Mapping[str, str]) -> BadgeClass:
    """Return the class with an empty square instead of its picture. Raises BadgeClassError."""
    return BadgeClass(
        slug=slug,
        default_language=toml.default_language,
        texts={
            tag: Texts(
                name=short.name,
                description=short.description,
                criteria=tidied(texts[_criteria_name(tag)]),
                image_alt=short.image_alt,
                made_from=short.made_from,
            )
            for tag, short in toml.texts.items()
        },
        method=toml.method,
        requirements=toml.requirements,
        alignments=toml.alignments,
        tags=toml.tags,
        artwork_svg=_SQUARE,
        validity=toml.validity,
        renewal=toml.renewal,
        evidence=toml.evidence,
    )


def _compare_languages(slug: str, languages: Iterable[str], names: Iterable[str]) -> None:
    """Raise unless every language in badge.toml has its criteria file, and every file a use."""
    expected = {_criteria_name(tag): tag for tag in languages}
    present = set(names) - {TOML}
    sentences = [
        f"{slug}/{name}: This file is missing. Write the criteria in {tag}, or remove "
        f"[texts.{tag}] from {TOML}."
        for name, tag in expected.items()
        if name not in present
    ]
    pictures = ", ".join(folder_picture.NAMES)
    sentences += [
        f"{slug}/{name}: This file belongs to nothing. "
        + (
            f"The picture is one of {pictures}. Save it so, or remove it."
            if name.lower().startswith("artwork.")
            else f"Criteria need a table [texts.…] in {TOML} for the same language; remove the "
            "file, add the table, or mend the file's name."
        )
        for name in sorted(present - set(expected))
    ]
    if sentences:
        raise FolderError("folder.languages", *sentences)


def _check_size(slug: str, name: str, data: bytes) -> None:
    limit = _bytes_limit(name)
    if len(data) > limit and not _is_passed_over(name):
        remedy = "Scale it down." if name in folder_picture.NAMES else "Shorten it."
        raise FolderError(
            "folder.file_too_large",
            f"{slug}/{name}: The file is larger than {limit} bytes. {remedy}",
        )


def _decoded(slug: str, name: str, data: bytes) -> str:
    _check_size(slug, name, data)
    try:
        # Editors on Windows put a mark before UTF-8 text.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FolderError(
            "folder.not_utf8",
            f"{slug}/{name}: The file is not UTF-8 text (byte {error.start}). Save it as UTF-8.",
        ) from error


def _criteria_name(tag: str) -> str:
    return f"criteria.{tag}.md"


def _file_of(problem: Problem) -> str:
    """Return the name of the file in which a problem is mended."""
    if problem.field == "criteria" and problem.language is not None:
        return _criteria_name(problem.language)
    return TOML


def _bytes_limit(name: str) -> int:
    if name == TOML:
        return TOML_BYTES_LIMIT
    return UPLOAD_BYTES_LIMIT if name in folder_picture.NAMES else CRITERIA_BYTES_LIMIT


def _is_passed_over(name: str) -> bool:
    """Say whether a file is no part of the class but welcome: notes, a licence, hidden files."""
    return name.startswith(".") or name in {"README.md", "LICENSE"}
