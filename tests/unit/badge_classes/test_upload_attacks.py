"""Uploads that try to do harm: every file in tests/data/artwork/attacks, and anything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from badge_classes.artwork import ArtworkError, check, rasterise
from badge_classes.uploads import SENTENCES, receive, tables
from tests.house.tree import HOUSE
from tests.pictures.corpus import ALTERNATIVE, ATTACKS, DRAWINGS
from tests.pictures.harmless import NO_ALTERNATIVE, harm

if TYPE_CHECKING:
    from pathlib import Path

FEWEST_ATTACKS = 60
# Harmless as they are in a picture that nobody reads as HTML: a comment and text that nobody
# sees, numbers and links that every viewer ignores, and much to draw but not too much.
HARMLESS = frozenset(
    {"html-polyglot", "text-right-to-left", "text-that-is-script"}
    | {"numbers-not", "gradient-circle", "path-arcs", "pattern-tiny"}
)


def outcome(data: bytes) -> str | None:
    """Return the artwork that an upload becomes, or None if it is refused with a sentence.

    Whatever comes out is harmless, accepted, and stays as it is when it is uploaded again.
    """
    try:
        upload = receive(data, ALTERNATIVE)
    except ArtworkError as error:
        assert error.sentence == SENTENCES[error.code].format(**error.parameters)  # noqa: PT017  Either outcome is right here.
        return None
    assert harm(upload.svg) == []
    check(upload.svg)
    again = receive(upload.svg.encode(), ALTERNATIVE)
    assert again.svg == upload.svg
    assert not again.notes
    return upload.svg


def test_there_are_attacks_enough() -> None:
    """The corpus does not shrink unnoticed."""
    assert len(ATTACKS) >= FEWEST_ATTACKS


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_is_rebuilt_harmless_or_refused(path: Path) -> None:
    """Nothing of an attack is left, as rules say that know nothing of ours."""
    svg = outcome(path.read_bytes())
    if svg is not None:
        assert "canary" not in svg
        assert rasterise(svg, 32).startswith(b"\x89PNG")


def test_the_rules_would_find_the_attacks() -> None:
    """The independent rules can fail: they find nearly every attack as it was uploaded."""
    found = [
        path
        for path in ATTACKS
        if set(harm(path.read_bytes().decode("utf-8", "replace"))) - {NO_ALTERNATIVE}
    ]
    assert len(found) > 0.9 * len(ATTACKS)


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path.stem)
def test_an_attack_that_was_not_rebuilt_is_no_artwork(path: Path) -> None:
    """A folder or a translation cannot bring in what an upload could not."""
    svg = path.read_bytes().decode("utf-8", "surrogateescape")
    if path.stem in HARMLESS:
        assert rasterise(svg, 32)
    else:
        with pytest.raises(ArtworkError):
            check(svg)


def test_an_attack_costs_little() -> None:
    """Each attack is decided within a second of the processor and 100 MB, in one process."""
    program = """
        import json, resource, sys, time
        from pathlib import Path
        from badge_classes.artwork import ArtworkError
        from tests.pictures.corpus import ALTERNATIVE, ATTACKS, DRAWINGS, receive

        receive(DRAWINGS[0].read_bytes(), ALTERNATIVE)  # Everything is loaded.
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        slowest = 0.0
        for path in ATTACKS:
            data = path.read_bytes()
            start = time.process_time()
            try:
                receive(data, ALTERNATIVE)
            except ArtworkError:
                pass
            slowest = max(slowest, time.process_time() - start)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps([slowest, (after - before) / 1024]))
    """
    result = subprocess.run(
        [sys.executable, "-P", "-c", textwrap.dedent(program)],
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    seconds, megabytes = json.loads(result.stdout)
    assert seconds < 1
    assert megabytes < 100


NAMES = st.sampled_from(
    [*tables.ELEMENTS, *tables.UNSEEN_ELEMENTS, "script", "a", "switch", "text", "foreignObject"]
)
ATTRIBUTES = st.sampled_from(
    [*tables.PROPERTIES, *tables.ELSEWHERE, "href", "xlink:href", "style", "class", "id", "onload"]
)
LINKS = st.sampled_from(["#a", "#b", "#c", "url(#a)", "url('#b') red", "url(#c)", "#nowhere"])
WORDS = st.sampled_from(
    [
        *("none", "inherit", "red", "rgb(1 2 3 / 40%)", "hsl(9,9%,9%)", "5", "-3.5e2", "12%"),
        *("1mm", "0 0 9 9", "1,2 3,4", "matrix(1 0 0 1 2 3)", "scale(1e-9)", "rotate(45 1 1)"),
        *("M0 0L9 9z", "m1-2.5.5a1 1 0 012 2", "objectBoundingBox", "userSpaceOnUse", "a", "b"),
        *("fill:url(#a);opacity:.3", "mix-blend-mode:screen", "9e9", "0", "1e999", "SourceAlpha"),
        *("javascript:1", "data:image/png;base64,iVBORw0KGgo=", "\\75rl(#a)", "/**/", "auto"),
        *("1e-320", "1e-300", "5e-324mm", "scale(1e-320)", "0 0 1e-320 1e-320"),
        *("0 0 1e-300 9", "0 0 1e-9 1e-9", "-1e-320 0 9 1e-13"),
    ]
)
# What XML can hold; other characters are tried by the bytes below.
PLAIN = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
VALUES = LINKS | WORDS | WORDS | st.text(PLAIN, max_size=12)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@st.composite
def elements(draw: st.DrawFn, depth: int = 4) -> str:
    """Draw SVG markup that may mean something, nothing, or too much."""
    name = draw(NAMES)
    attributes = draw(st.dictionaries(ATTRIBUTES, VALUES, max_size=5))
    if draw(st.booleans()):
        attributes["id"] = draw(st.sampled_from("abc"))
    written = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    inside = draw(st.lists(elements(depth - 1), max_size=3)) if depth else []
    return f"<{name}{written}>{''.join(inside)}</{name}>"


@settings(max_examples=150, deadline=None)
@given(st.lists(elements(), min_size=1, max_size=5), VALUES)
@example(['<g id="a"><use href="#b"/></g>', '<g id="b" fill="url(#a)"/>'], "0 0 9 9")
@example(["<path d='M0 0h1'/>"], "0 0 1e-320 1e-320")
def test_any_drawing_is_rebuilt_or_refused(parts: list[str], view_box: str) -> None:
    """Random elements end as artwork or as an ArtworkError, and in nothing else."""
    outcome(
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9" viewBox="{_escaped(view_box)}"><rect id="c" width="1" height="1"/>'
        f"{''.join(parts)}</svg>".encode()
    )


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(DRAWINGS), st.integers(0), st.integers(0, 40), st.binary(max_size=12))
def test_a_damaged_drawing_is_rebuilt_or_refused(
    path: Path, position: int, length: int, bytes_: bytes
) -> None:
    """Bytes cut out of a drawing, or put into it, do not break the rebuilding."""
    data = path.read_bytes()
    start = position % len(data)
    outcome(data[:start] + bytes_ + data[start + length :])


@given(st.binary(max_size=200))
def test_any_bytes_are_received_or_refused(data: bytes) -> None:
    """An upload may be anything at all."""
    outcome(data)
