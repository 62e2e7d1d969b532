"""The composer at a folder of a badge class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from badge_classes import folder
from badge_classes.composer import DesignError, compose
from badge_classes.composer.folders import Composed, design_of, drawn, put
from badge_classes.composer.typefaces import SHIPPED, Glyph, Typeface
from badge_classes.folder import FolderError
from tests.unit.badge_classes.samples import ENGLISH, EXAMPLE, SVG

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHOICES = {"kind": "skill", "icon": "book", "palette": "teal"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a folder that holds the example without its picture."""
    place = tmp_path / EXAMPLE.slug
    folder.write(EXAMPLE, place)
    (place / "artwork.svg").unlink()
    return place


def test_a_class_without_a_picture_gets_one(path: Path) -> None:
    """The composed file is the picture of the class, byte for byte, and says what it says."""
    composed = drawn(design_of(path, **CHOICES, words="Nairobi"))
    assert composed.note == ""
    assert put(path, composed.svg) == path / "artwork.svg"
    reading = folder.read_with_notes(path)
    assert (reading.badge_class.artwork_svg, reading.notes) == (composed.svg, ())
    assert f"<title>{ENGLISH.name}</title>" in composed.svg
    assert f"<desc>{ENGLISH.image_alt} “Nairobi”</desc>" in composed.svg


def test_shipped_letters_never_ask_this_machine(path: Path) -> None:
    """The same words give the same bytes, whatever fonts are installed."""

    def never() -> Iterable[Typeface]:
        raise AssertionError

    design = design_of(path, **CHOICES, words="Nairobi نيروبي")
    assert drawn(design, never) == Composed(compose(design))


def test_a_font_of_this_machine_is_used_and_told(path: Path) -> None:
    """A letter that Barnstar's fonts lack is drawn by another font, and the person is told."""

    class Thai(Typeface):
        def has(self, character: str) -> bool:
            return super().has("A" if character == "ก" else character)

        def shape(self, text: str, language: str, *, right_to_left: bool) -> list[Glyph]:
            return super().shape(text.replace("ก", "A"), language, right_to_left=right_to_left)

    design = design_of(path, **CHOICES, words="Nairobi ก")
    composed = drawn(design, lambda: [Thai(SHIPPED[0].path)])
    assert composed.foreign == "ก"
    assert 'lack "ก"' in composed.note
    assert composed.svg.count("<path") == compose(replace(design, ring_text="N A")).count("<path")
    with pytest.raises(DesignError) as caught:
        drawn(design, tuple)
    assert caught.value.code == "design.ring_text_letter_missing"


def test_every_mistake_is_told_with_its_place(path: Path) -> None:
    """What is wrong in badge.toml names the file and the key; a wrong choice is said alone."""
    toml = (path / "badge.toml").read_text("utf-8")
    toml = toml.replace('"training"', '"magic"').replace('"A cross"', '""')
    (path / "badge.toml").write_text(toml, "utf-8")
    with pytest.raises(FolderError) as caught:
        design_of(path, kind="skill", icon="dragon", palette="teal")
    assert [sentence.partition(". ")[0] for sentence in caught.value.sentences] == [
        'first-aid/badge.toml, method: The method "magic" is not known',
        'There is no icon "dragon"',
        "first-aid/badge.toml, image_alt: The description of the picture is missing",
    ]


def test_a_folder_without_badge_toml_cannot_be_drawn_for(tmp_path: Path) -> None:
    """The outline and the words stand in it."""
    with pytest.raises(FolderError, match=r"badge\.toml: This file is missing"):
        design_of(tmp_path, **CHOICES)


@pytest.mark.parametrize("name", ["artwork.svg", "artwork.png"])
def test_a_picture_is_not_written_over_unasked(path: Path, name: str) -> None:
    """A drawing that somebody made is not lost, nor is there a second one beside it."""
    (path / name).write_text(SVG, "utf-8")
    with pytest.raises(FolderError, match=f"first-aid/{name}: A picture is there already"):
        put(path, "<svg/>")
    assert (path / name).read_text("utf-8") == SVG
    if name == "artwork.svg":
        put(path, "<svg/>", replace=True)
        assert (path / name).read_text("utf-8") == "<svg/>"
    else:
        with pytest.raises(FolderError, match="Move it elsewhere"):
            put(path, "<svg/>", replace=True)


def test_no_link_is_written_through(path: Path, tmp_path: Path) -> None:
    """A stranger's folder cannot make us write a file outside it."""
    outside = tmp_path / "outside"
    (path / "artwork.svg").symlink_to(outside)
    with pytest.raises(FolderError, match="is a link"):
        put(path, "<svg/>", replace=True)
    assert not outside.exists()
