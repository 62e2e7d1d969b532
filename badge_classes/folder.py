"""A badge class as a folder that people write by hand, translate, review and share.

    wikidata-basics/          the folder's name is the slug
      badge.toml              method, requirements, tags, alignments, and short texts by language
      criteria.en.md          the criteria in Markdown, one file a language
      criteria.ja.md
      artwork.svg             the picture

`read` makes a BadgeClass of a folder, and `write` a folder of a BadgeClass. What `write` wrote,
`read` and `write` give back byte for byte, so that a folder under version control shows only
changes that somebody made. `files` and `from_files` do the same without a disk.

A folder may come from a stranger. It is read file by file, each of a bounded size, and nothing
in it is followed or run; other files and folders in it are refused rather than passed over,
because a misspelt `criteria.jp.md` would otherwise be lost in silence.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from badge_classes import badge_toml
from badge_classes.artwork import BYTES_LIMIT as ARTWORK_BYTES_LIMIT
from badge_classes.badge_class import BadgeClass, BadgeClassError, Texts, tidied
from badge_classes.limits import CRITERIA_LIMIT, LANGUAGES_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from badge_classes.badge_class import Problem

__all__ = [
    "CATALOGUE",
    "TOML",
    "FolderError",
    "catalogue",
    "files",
    "from_files",
    "read",
    "read_all",
    "write",
]

CATALOGUE: Final = Path(__file__).parent / "catalogue"
"""The folder of the ready-made badge classes."""

# Every BadgeClass fits: a hundred languages and twenty alignments, written as badly as possible.
TOML_BYTES_LIMIT: Final = 1_048_576
CRITERIA_BYTES_LIMIT: Final = 4 * CRITERIA_LIMIT + 1_000

TOML: Final = "badge.toml"
"""The file by which a folder is known to be a badge class."""
_ARTWORK: Final = "artwork.svg"
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


def read(path: Path) -> BadgeClass:
    """Return the badge class in a folder; the folder's name is its slug.

    Raises FolderError where a file is missing, unknown, too large, not UTF-8 or not what
    a badge class needs, and OSError where the disk refuses.
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
    return from_files(slug, contents)


def read_all(path: Path) -> tuple[BadgeClass, ...]:
    """Return the badge classes in the folders inside a folder, by slug.

    Raises FolderError with the sentences of every folder that is no badge class.
    """
    if not path.is_dir():
        raise FolderError(
            "folder.missing",
            f"{path.name}: There is no such folder. Name one that holds a folder per badge class.",
        )
    found, errors = [], []
    for entry in sorted(path.iterdir()):
        if entry.is_dir() and not _is_passed_over(entry.name):
            try:
                found.append(read(entry))
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
    removed; files that are no part of a badge class stay. Raises FolderError, and OSError
    where the disk refuses.
    """
    if path.resolve().name != badge_class.slug:
        raise FolderError(
            "folder.name",
            f'{path.name}: The folder must be called "{badge_class.slug}", as the class is.',
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
    contents[_ARTWORK] = badge_class.artwork_svg.encode()
    return contents


def from_files(slug: str, contents: Mapping[str, bytes]) -> BadgeClass:
    """Return the badge class in the files of a folder, given by name. Raises FolderError."""
    texts = {
        name: _decoded(slug, name, data)
        for name, data in contents.items()
        if not _is_passed_over(name)
    }
    for name in (TOML, _ARTWORK):
        if name not in texts:
            raise FolderError(
                "folder.file_missing", f"{slug}/{name}: This file is missing. Add it."
            )
    try:
        toml = badge_toml.parse(texts[TOML])
    except badge_toml.BadgeTomlError as error:
        raise FolderError(error.code, f"{slug}/{TOML}: {error}") from error
    _compare_languages(slug, toml.texts, texts)
    try:
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
            artwork_svg=texts[_ARTWORK],
            validity=toml.validity,
            renewal=toml.renewal,
            evidence=toml.evidence,
        )
    except BadgeClassError as error:
        sentences = [
            f"{slug}/{_file_of(problem)}: {problem.sentence}" for problem in error.problems
        ]
        raise FolderError(error.code, *sentences) from error


def _compare_languages(slug: str, languages: Iterable[str], names: Iterable[str]) -> None:
    """Raise unless every language in badge.toml has its criteria file, and every file a use."""
    expected = {_criteria_name(tag): tag for tag in languages}
    present = set(names) - {TOML, _ARTWORK}
    sentences = [
        f"{slug}/{name}: This file is missing. Write the criteria in {tag}, or remove "
        f"[texts.{tag}] from {TOML}."
        for name, tag in expected.items()
        if name not in present
    ]
    sentences += [
        f"{slug}/{name}: This file belongs to nothing. "
        f"Criteria need a table [texts.…] in {TOML} for the same language; remove the file, "
        "add the table, or mend the file's name."
        for name in sorted(present - set(expected))
    ]
    if sentences:
        raise FolderError("folder.languages", *sentences)


def _decoded(slug: str, name: str, data: bytes) -> str:
    limit = _bytes_limit(name)
    if len(data) > limit:
        raise FolderError(
            "folder.file_too_large",
            f"{slug}/{name}: The file is larger than {limit} bytes. Shorten it.",
        )
    # Editors on Windows put a mark before UTF-8 text; the picture stays as it is.
    encoding = "utf-8" if name == _ARTWORK else "utf-8-sig"
    try:
        return data.decode(encoding)
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
    return _ARTWORK if problem.field == "artwork" else TOML


def _bytes_limit(name: str) -> int:
    if name == TOML:
        return TOML_BYTES_LIMIT
    return ARTWORK_BYTES_LIMIT if name == _ARTWORK else CRITERIA_BYTES_LIMIT


def _is_passed_over(name: str) -> bool:
    """Say whether a file is no part of the class but welcome: notes, a licence, hidden files."""
    return name.startswith(".") or name in {"README.md", "LICENSE"}
