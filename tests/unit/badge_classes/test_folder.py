"""A badge class as a folder."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from badge_classes import badge_toml, folder
from badge_classes.badge_class import BadgeClass, MadeFrom, Texts
from badge_classes.folder import FolderError
from badge_classes.limits import LANGUAGES_LIMIT
from badge_classes.translations import digest, stale
from tests.unit.badge_classes.samples import (
    ENGLISH,
    EXAMPLE,
    SVG,
    SWAHILI,
    badge_classes,
    example,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a folder that holds the example."""
    place = tmp_path / EXAMPLE.slug
    folder.write(EXAMPLE, place)
    return place


@given(badge_classes())
def test_any_badge_class_survives_its_files(badge_class: BadgeClass) -> None:
    """Whatever may be a badge class is the same after it was files."""
    assert folder.from_files(badge_class.slug, folder.files(badge_class)) == badge_class


@given(badge_classes())
def test_files_are_the_same_byte_for_byte(badge_class: BadgeClass) -> None:
    """Reading a folder and writing it again changes nothing in it."""
    files = folder.files(badge_class)
    assert folder.files(folder.from_files(badge_class.slug, files)) == files


def test_a_folder_on_disk_is_read_and_written_unchanged(path: Path, tmp_path: Path) -> None:
    """A class goes to disk, back, and to disk again without the loss of a byte."""
    again = tmp_path / "again" / EXAMPLE.slug
    folder.write(folder.read(path), again)
    assert folder.read(again) == EXAMPLE
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    assert before == {file.name: file.read_bytes() for file in again.iterdir()}
    assert sorted(before) == ["artwork.svg", "badge.toml", "criteria.en.md", "criteria.sw.md"]


def test_an_original_that_changed_in_a_folder_is_seen(path: Path) -> None:
    """Somebody edits criteria.en.md by hand, and the translation of it turns out to be stale."""
    made_from = MadeFrom(criteria=digest(ENGLISH.criteria))
    texts = {"en": ENGLISH, "sw": replace(SWAHILI, made_from=made_from)}
    folder.write(example(texts=texts), path)
    assert stale(folder.read(path)) == {}
    (path / "criteria.en.md").write_text("Finished *two* drills.\n", encoding="utf-8")
    assert stale(folder.read(path)) == {"sw": ("criteria",)}


def test_the_largest_badge_class_fits(tmp_path: Path) -> None:
    """A class at every limit is neither refused as text nor too large as files."""
    texts = Texts("\\" * 100, '"' * 500, "字" * 10_000, "\U0001f41d" * 250)
    tags = ["en", *(f"en-{number}" for number in range(101, 100 + LANGUAGES_LIMIT))]
    largest = example(texts=dict.fromkeys(tags, texts))
    folder.write(largest, tmp_path / largest.slug)
    assert folder.read(tmp_path / largest.slug) == largest


def test_windows_editors_do_no_harm(path: Path) -> None:
    """A byte order mark and CRLF line ends are taken for what they are."""
    for name in ("badge.toml", "criteria.en.md"):
        text = (path / name).read_text(encoding="utf-8")
        (path / name).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert folder.read(path) == EXAMPLE


def test_a_language_that_is_gone_leaves_no_file(path: Path) -> None:
    """Writing a class with fewer languages removes the criteria of the others."""
    fewer = example(texts={"en": EXAMPLE.texts["en"]})
    folder.write(fewer, path)
    assert not (path / "criteria.sw.md").exists()
    assert folder.read(path) == fewer


def test_a_folder_must_have_the_name_of_its_class(tmp_path: Path) -> None:
    """The slug is the folder's name, so a class cannot be written under another."""
    with pytest.raises(FolderError, match='"first-aid"'):
        folder.write(EXAMPLE, tmp_path / "second-aid")


def test_notes_and_hidden_files_are_passed_over(path: Path) -> None:
    """A README, a licence and the traces of editors are no part of the class."""
    for name in ("README.md", "LICENSE", ".DS_Store"):
        (path / name).write_bytes(b"\xff")
    (path / ".git").mkdir()
    assert folder.read(path) == EXAMPLE


@pytest.mark.parametrize(
    ("name", "content", "code", "words"),
    [
        ("badge.toml", None, "folder.file_missing", "first-aid/badge.toml"),
        ("artwork.svg", None, "folder.file_missing", "first-aid/artwork.svg"),
        ("criteria.sw.md", None, "folder.languages", "Write the criteria in sw"),
        ("criteria.jp.md", b"x", "folder.languages", "first-aid/criteria.jp.md"),
        ("badge.toml~", b"x", "folder.languages", "first-aid/badge.toml~"),
        ("criteria.en.md", b"", "text.missing", "first-aid/criteria.en.md: The criteria in en"),
        ("criteria.en.md", b"\xff", "folder.not_utf8", "byte 0"),
        ("criteria.en.md", b"x" * 41_001, "folder.file_too_large", "41000 bytes"),
        ("criteria.en.md", b"x" * 10_001, "text.too_long", "10001"),
        ("artwork.svg", b"<" * 5_000_001, "folder.file_too_large", "5000000 bytes. Scale"),
        ("artwork.svg", b"<p/>", "artwork.not_svg", "first-aid/artwork.svg: The file does not"),
        ("artwork.svg", b"", "artwork.empty", "first-aid/artwork.svg: The file is empty"),
        ("artwork.png", b"x", "folder.two_pictures", "first-aid/artwork.png: The picture is there"),
        ("Artwork.PNG", b"x", "folder.languages", "artwork.svg, artwork.png, artwork.jpg"),
        (
            "badge.toml",
            badge_toml.emit(EXAMPLE).replace("tags", "valid_months = 0\ntags").encode(),
            "validity.months",
            "first-aid/badge.toml: Awards would be valid for 0 months",
        ),
        ("badge.toml", b"=", "toml.broken", "first-aid/badge.toml: This is not TOML"),
        ("badge.toml", b"x" * 1_048_577, "folder.file_too_large", "Shorten it"),
    ],
)
def test_errors_name_the_file_and_what_to_do(
    path: Path, name: str, content: bytes | None, code: str, words: str
) -> None:
    """A folder that is no badge class says which file is wrong and how to mend it."""
    if content is None:
        (path / name).unlink()
    else:
        (path / name).write_bytes(content)
    with pytest.raises(FolderError) as caught:
        folder.read(path)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_every_mistake_in_a_folder_is_named(path: Path) -> None:
    """Someone who mends a folder sees all that is wrong with its values in one go."""
    text = (path / "badge.toml").read_text(encoding="utf-8")
    text = text.replace('"training"', '"magic"').replace("hours = 3", "luck = 3")
    (path / "badge.toml").write_text(text, encoding="utf-8")
    (path / "criteria.sw.md").write_text("", encoding="utf-8")
    with pytest.raises(FolderError) as caught:
        folder.read(path)
    assert [sentence.split(":")[0] for sentence in caught.value.sentences] == [
        "first-aid/criteria.sw.md",
        "first-aid/badge.toml",
        "first-aid/badge.toml",
    ]


def test_links_are_not_followed(path: Path, tmp_path: Path) -> None:
    """A stranger's folder cannot make us read a file outside it."""
    outside = tmp_path / "secret.svg"
    outside.write_text(SVG, encoding="utf-8")
    (path / "artwork.svg").unlink()
    (path / "artwork.svg").symlink_to(outside)
    with pytest.raises(FolderError, match="not a plain file"):
        folder.read(path)


def test_folders_inside_are_refused(path: Path) -> None:
    """A badge class is one flat folder."""
    (path / "sources").mkdir()
    with pytest.raises(FolderError, match="first-aid/sources"):
        folder.read(path)


def test_a_folder_of_endless_files_is_refused(path: Path) -> None:
    """The number of files is bounded, whatever they are called."""
    for number in range(130):
        (path / f".{number}").touch()
    with pytest.raises(FolderError, match="more than 116 entries"):
        folder.read(path)


@pytest.mark.parametrize("function", [folder.read, folder.read_all])
def test_a_missing_folder_is_an_error_and_not_a_crash(tmp_path: Path, function: object) -> None:
    """A mistyped path gives one sentence."""
    assert callable(function)
    with pytest.raises(FolderError, match="no such folder"):
        function(tmp_path / "nothing")


def test_all_folders_are_read_by_name(path: Path) -> None:
    """Folders inside a folder become classes in the order of their slugs; files are left out."""
    other = example(slug="a-first-one")
    folder.write(other, path.parent / other.slug)
    (path.parent / "README.md").touch()
    (path.parent / ".git").mkdir()
    assert folder.read_all(path.parent) == (other, EXAMPLE)


def test_one_broken_folder_among_many_names_itself(path: Path) -> None:
    """Where several folders are broken, the error has the sentences of each."""
    for slug in ("broken", "empty"):
        shutil.copytree(path, path.parent / slug)
        (path.parent / slug / "artwork.svg").unlink()
    with pytest.raises(FolderError) as caught:
        folder.read_all(path.parent)
    assert [sentence.split(":")[0] for sentence in caught.value.sentences] == [
        "broken/artwork.svg",
        "empty/artwork.svg",
    ]
