"""The commands that look after badge classes, as an organiser and a translator type them."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.doubles.commands import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.commands import Barnstar

CLASS = "wikidata-basics"
PEOPLE = "username,revisions,references\nAmina K,5,2\n"


def test_an_archived_class_is_refused_with_one_sentence(barnstar: Barnstar) -> None:
    """`archive` and `restore` say what they did; in between an award is wrong usage."""
    (barnstar.folder / "people.csv").write_text(PEOPLE, "utf-8")
    barnstar.run("award", CLASS, "people.csv")
    assert barnstar.run("classes", "archive", CLASS) == f"{CLASS}: archived\n"
    assert barnstar.run("classes", "archive", CLASS) == f"{CLASS}: is archived already\n"
    output, errors = barnstar.told("award", CLASS, "people.csv", status=64)
    assert (output, len(errors.splitlines())) == ("", 1)
    assert "archived" in errors
    assert barnstar.run("classes", "restore", CLASS) == f"{CLASS}: restored\n"
    assert barnstar.run("classes", "restore", CLASS) == f"{CLASS}: is in use already\n"
    barnstar.run("award", CLASS, "people.csv")
    assert len(barnstar.awards()) == 1


def test_a_translation_goes_out_and_comes_back(barnstar: Barnstar) -> None:
    """`texts` writes JSON and nothing else to standard output; `translate` takes it over."""
    file = json.loads(barnstar.run("classes", "texts", CLASS, "fr"))
    assert file["@metadata"]["locale"] == "fr"
    texts = {"name": "Bases de Wikidata", "description": "Une phrase.", "criteria": "Trois."}
    (barnstar.folder / "fr.json").write_text(json.dumps(file | texts | {"image_alt": "Une."}))
    assert barnstar.run("classes", "translate", CLASS, "fr.json") == f"{CLASS}: updated\n"
    assert barnstar.run("classes", "translate", CLASS, "fr.json") == f"{CLASS}: unchanged\n"
    barnstar.run("classes", "dump", "out")
    dumped = barnstar.folder / "out" / CLASS / "criteria.fr.md"
    assert dumped.read_text("utf-8") == "Trois.\n"


@pytest.mark.parametrize(
    ("content", "sentences"),
    [
        ('{"@metadata": {"locale": "fr"}, "name": "", "colour": "blue"}', 1),
        ('{"@metadata": {"locale": "fr"}, "name": "A\\nB", "description": "x\\ny"}', 2),
        ("no JSON", 1),
        ("[" * 100_000, 1),
        ("", 1),
    ],
)
def test_a_bad_translation_is_told_and_changes_nothing(
    barnstar: Barnstar, content: str, sentences: int
) -> None:
    """Status 1, a sentence for each thing that is wrong, and the class as it was."""
    barnstar.run("classes", "dump", "before")
    (barnstar.folder / "fr.json").write_text(content, "utf-8")
    output, errors = barnstar.told("classes", "translate", CLASS, "fr.json", status=1)
    assert output == ""
    assert len(errors.splitlines()) >= sentences
    barnstar.run("classes", "dump", "after")
    for path in sorted((barnstar.folder / "before").rglob("*.*")):
        after = barnstar.folder / "after" / path.relative_to(barnstar.folder / "before")
        assert after.read_bytes() == path.read_bytes()


def test_what_changed_between_editions_is_said(barnstar: Barnstar) -> None:
    """`diff` compares the last two, or those that are named; one that is not there is told."""
    (barnstar.folder / "people.csv").write_text(PEOPLE, "utf-8")
    barnstar.run("award", CLASS, "people.csv")
    assert barnstar.run("classes", "diff", CLASS) == ""
    folder = barnstar.folder / CLASS
    shutil.copytree(ROOT / "tests" / "data" / "classes" / CLASS, folder)
    criteria = folder / "criteria.en.md"
    criteria.write_text(criteria.read_text("utf-8").replace("at least 3", "at least 5"), "utf-8")
    assert barnstar.run("classes", "load", CLASS) == f"{CLASS}: new edition\n"
    said = barnstar.run("classes", "diff", CLASS)
    assert "The criteria changed.\n" in said
    assert "[-3-]{+5+}" in said
    assert barnstar.run("classes", "diff", CLASS, "2", "2") == ""
    barnstar.run("classes", "diff", CLASS, "1", "3", status=64)


def test_folders_are_loaded_together_or_not_at_all(barnstar: Barnstar) -> None:
    """A folder that cannot be loaded keeps its neighbours out, and is named."""
    (barnstar.folder / "people.csv").write_text(PEOPLE, "utf-8")
    barnstar.run("award", CLASS, "people.csv")
    barnstar.run("classes", "dump", "classes")
    classes = barnstar.folder / "classes"
    shutil.copytree(classes / "mentor", classes / "added")
    toml = classes / CLASS / "badge.toml"
    head, _, rest = toml.read_text("utf-8").partition("[texts.ja]")
    toml.write_text(head + rest.partition("\n\n")[2], "utf-8")
    (classes / CLASS / "criteria.ja.md").unlink()
    output, errors = barnstar.told("classes", "load", "classes", status=1)
    assert output == ""
    assert f"{CLASS} has been awarded with texts in ja" in errors
    barnstar.run("classes", "diff", "added", status=64)


@pytest.mark.parametrize(
    "arguments",
    [
        ["classes", "archive"],
        ["classes", "archive", "unknown"],
        ["classes", "texts", CLASS],
        ["classes", "translate", CLASS, "missing.json"],
        ["classes", "diff", CLASS, "one"],
    ],
)
def test_wrong_usage_is_status_64(barnstar: Barnstar, arguments: list[str]) -> None:
    """Nothing on standard output, one sentence on standard error."""
    assert barnstar.run(*arguments, status=64) == ""


@pytest.mark.parametrize("language", ["en", "English, please"])
def test_a_language_without_a_translation_is_told(barnstar: Barnstar, language: str) -> None:
    """The original is not translated, and a text that is no tag is no language."""
    output, errors = barnstar.told("classes", "texts", CLASS, language, status=1)
    assert (output, len(errors.splitlines()[-1:])) == ("", 1)


def _mine(barnstar: Barnstar) -> Path:
    """Return a folder of a class that has no picture yet."""
    folder = barnstar.folder / "mine"
    shutil.copytree(ROOT / "tests" / "data" / "classes" / CLASS, folder)
    (folder / "artwork.svg").unlink()
    return folder


def test_a_drawing_becomes_the_picture_and_what_it_lost_is_told(barnstar: Barnstar) -> None:
    """A plain file of Inkscape is loaded; the notes do not disturb standard output."""
    folder = _mine(barnstar)
    drawing = ROOT / "tests" / "data" / "artwork" / "drawings" / "inkscape-gradients.svg"
    shutil.copy(drawing, folder / "artwork.svg")
    output, errors = barnstar.told("classes", "load", "mine")
    assert output == "mine: added\n"
    assert "mine/artwork.svg: We left out data of Inkscape" in errors
    barnstar.run("classes", "dump", "out")
    dumped = barnstar.folder / "out" / "mine" / "artwork.svg"
    assert "inkscape" not in dumped.read_text("utf-8")
    assert barnstar.told("classes", "load", "out/mine") == ("mine: unchanged\n", "")
    assert barnstar.run("classes", "load", "mine") == "mine: unchanged\n"


def test_a_png_becomes_the_picture(barnstar: Barnstar) -> None:
    """Pixels are loaded too; that they are few is told."""
    folder = _mine(barnstar)
    Image.new("RGB", (200, 200), "teal").save(folder / "artwork.png")
    output, errors = barnstar.told("classes", "load", "mine")
    assert output == "mine: added\n"
    assert "mine/artwork.png: The picture is 200 by 200 pixels, and will look blurred." in errors


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("artwork.png", b"\x89PNG\r\n\x1a\nbroken", "mine/artwork.png: A picture in the file"),
        ("artwork.svg", b"<svg", "mine/artwork.svg: The artwork is not well-formed"),
        ("artwork.jpg", b"GIF89a", "mine/artwork.jpg: The file is no SVG, PNG or JPEG"),
        ("artwork.gif", b"GIF89a", "mine/artwork.svg: This file is missing."),
    ],
)
def test_a_broken_picture_is_one_sentence(
    barnstar: Barnstar, name: str, data: bytes, words: str
) -> None:
    """Nothing is loaded, and the file is named."""
    (_mine(barnstar) / name).write_bytes(data)
    output, errors = barnstar.told("classes", "load", "mine", status=1)
    assert output == ""
    assert errors.splitlines()[-1].startswith(words)
    barnstar.run("classes", "diff", "mine", status=64)


def test_a_picture_is_composed_without_an_installation(barnstar: Barnstar) -> None:
    """The same choices give the same bytes, nothing is written over unasked, and it loads."""
    folder = _mine(barnstar)
    choices = ["--kind", "skill", "--icon", "book", "--palette", "teal", "--words", "Nairobi"]
    output, errors = barnstar.told("classes", "compose", "mine", *choices)
    assert output == "mine/artwork.svg\n"
    assert errors.startswith("To be seen: A teal hexagon")
    first = (folder / "artwork.svg").read_bytes()
    barnstar.run("classes", "compose", "mine", *choices, status=1)
    barnstar.run("classes", "compose", "mine", *choices, "--replace")
    assert (folder / "artwork.svg").read_bytes() == first
    assert sorted(path.name for path in barnstar.folder.iterdir()) == ["mine"]
    assert barnstar.run("classes", "load", "mine") == "mine: added\n"
    barnstar.run("classes", "dump", "out")
    assert (barnstar.folder / "out" / "mine" / "artwork.svg").read_bytes() == first


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--icon", "dragon"], "'dragon' is not one of 'book'"),
        (["--words", "Party \ue000"], "--words: No font here can draw"),
        (["--words", "W" * 60], "--words: The words around the badge are too long"),
    ],
)
def test_a_wrong_choice_is_wrong_usage(barnstar: Barnstar, change: list[str], words: str) -> None:
    """One sentence that names the option; no file is written."""
    folder = _mine(barnstar)
    choices = ["--kind", "skill", "--icon", "book", "--palette", "teal", *change]
    output, errors = barnstar.told("classes", "compose", "mine", *choices, status=64)
    assert (output, len(errors.splitlines())) == ("", 1)
    assert words in errors
    assert not (folder / "artwork.svg").exists()
