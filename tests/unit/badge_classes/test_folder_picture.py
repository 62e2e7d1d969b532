"""The picture in a badge class's folder."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from badge_classes import artwork, folder, uploads
from badge_classes.folder import FolderError
from badge_classes.limits import UPLOAD_BYTES_LIMIT
from tests.pictures.corpus import ATTACKS, DRAWINGS
from tests.pictures.harmless import NO_ALTERNATIVE, harm
from tests.unit.badge_classes.samples import ENGLISH, EXAMPLE, example

if TYPE_CHECKING:
    from pathlib import Path

INKSCAPE = next(path for path in DRAWINGS if path.stem == "inkscape-gradients")


def pixels(kind: str, size: tuple[int, int] = (400, 400)) -> bytes:
    """Return a picture in one colour."""
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, kind)
    return data.getvalue()


def with_picture(name: str, data: bytes) -> dict[str, bytes]:
    """Return the files of the example with another picture."""
    contents = folder.files(EXAMPLE)
    del contents["artwork.svg"]
    return {**contents, name: data}


def on_disk(path: Path, name: str, data: bytes) -> Path:
    """Write the example with another picture."""
    place = path / EXAMPLE.slug
    place.mkdir()
    for file, content in with_picture(name, data).items():
        (place / file).write_bytes(content)
    return place


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_of_any_editor_is_a_picture(path: Path) -> None:
    """It becomes artwork that is written, read again and loaded again without a change."""
    read = folder.from_files(EXAMPLE.slug, with_picture("artwork.svg", path.read_bytes()))
    artwork.check(read.artwork_svg)
    # One that needed nothing done may lack a title, as it may in any folder.
    assert set(harm(read.artwork_svg)) <= {NO_ALTERNATIVE}
    files = folder.files(read)
    assert folder.from_files(read.slug, files) == read
    assert folder.files(folder.from_files(read.slug, files)) == files


def test_a_picture_made_anew_says_what_the_class_says(tmp_path: Path) -> None:
    """Name and text alternative of the original language are in it; what it lost is told."""
    reading = folder.read_with_notes(on_disk(tmp_path, "artwork.svg", INKSCAPE.read_bytes()))
    svg = reading.badge_class.artwork_svg
    assert f">{ENGLISH.name}</title>" in svg
    assert f">{ENGLISH.image_alt}</desc>" in svg
    assert 'lang="en"' in svg
    assert reading.sentences[0] == (
        "first-aid/artwork.svg: We left out data of Inkscape, which cannot be seen in the picture."
    )


@pytest.mark.parametrize(
    ("name", "kind"), [("artwork.png", "PNG"), ("artwork.jpg", "JPEG"), ("artwork.jpeg", "JPEG")]
)
def test_pixels_are_a_picture(tmp_path: Path, name: str, kind: str) -> None:
    """A PNG or a photograph becomes an SVG; that it was not square is told."""
    reading = folder.read_with_notes(on_disk(tmp_path, name, pixels(kind, (400, 300))))
    assert "<image " in reading.badge_class.artwork_svg
    assert [sentence.partition(": ")[0] for sentence in reading.sentences] == [f"first-aid/{name}"]
    again = tmp_path / "again" / EXAMPLE.slug
    folder.write(reading.badge_class, again)
    assert sorted(file.name for file in again.glob("artwork.*")) == ["artwork.svg"]
    assert folder.read_with_notes(again) == folder.Reading(reading.badge_class, "artwork.svg")


def test_a_finished_picture_stays_as_it_is() -> None:
    """What needs nothing done gets nothing done, not even a title."""
    contents = folder.files(EXAMPLE)
    assert folder.from_files(EXAMPLE.slug, contents).artwork_svg == EXAMPLE.artwork_svg


def test_dumping_beside_an_original_neither_doubles_nor_removes_it(tmp_path: Path) -> None:
    """A folder with artwork.png cannot also get artwork.svg; nothing in it is changed."""
    data = pixels("PNG")
    place = on_disk(tmp_path, "artwork.png", data)
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    with pytest.raises(FolderError, match=r"first-aid/artwork\.png: .* twice"):
        folder.write(example(tags=()), place)
    assert {file.name: file.read_bytes() for file in place.iterdir()} == before


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_in_a_folder_is_made_harmless_or_refused(path: Path) -> None:
    """A folder of a stranger can bring in nothing that an upload could not."""
    try:
        read = folder.from_files(EXAMPLE.slug, with_picture("artwork.svg", path.read_bytes()))
    except FolderError as error:
        assert str(error).startswith("first-aid/artwork.svg: ")  # noqa: PT017  Either outcome is right here.
        return
    artwork.check(read.artwork_svg)
    if read.artwork_svg.encode() != path.read_bytes():
        assert harm(read.artwork_svg) == []
        assert "canary" not in read.artwork_svg


def test_words_and_picture_are_judged_in_one_go() -> None:
    """Someone who mends a folder is told of both."""
    contents = with_picture("artwork.png", pixels("PNG")[:50])
    contents["criteria.en.md"] = b""
    with pytest.raises(FolderError) as caught:
        folder.from_files(EXAMPLE.slug, contents)
    assert [sentence.partition(":")[0] for sentence in caught.value.sentences] == [
        "first-aid/criteria.en.md",
        "first-aid/artwork.png",
    ]


def test_no_more_is_read_than_an_upload_may_have(tmp_path: Path) -> None:
    """Both doors have one limit, and a larger file is not taken into memory."""
    assert uploads.BYTES_LIMIT == UPLOAD_BYTES_LIMIT
    place = on_disk(tmp_path, "artwork.png", b"\x89PNG" + bytes(UPLOAD_BYTES_LIMIT + 100))
    assert len(folder.contents_of(place)["artwork.png"]) == UPLOAD_BYTES_LIMIT + 1
    with pytest.raises(FolderError, match=r"first-aid/artwork\.png: The file is larger"):
        folder.read(place)
