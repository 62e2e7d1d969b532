"""Draws uploads beside what becomes of them, for people to look at.

    ./run python -m tests.pictures.uploads PICTURE.png [FILE]...

writes one picture with a row for each drawing in tests/data/artwork/drawings, or for each FILE:
the upload in Chromium, the rebuilt artwork in Chromium, and its PNG, which resvg drew.
"""

from __future__ import annotations

import argparse
import base64
import html
import os
from pathlib import Path
from typing import TYPE_CHECKING

from badge_classes.artwork import ArtworkError, rasterise
from badge_classes.uploads import receive
from tests.doubles.browser import open_page, running_chromium
from tests.pictures.corpus import ALTERNATIVE, DRAWINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

STYLE = """
    body { margin: 0; font: 13px sans-serif; background: #fff; }
    main { display: grid; grid-template-columns: repeat(2, 1fr); gap: 8px; padding: 8px; }
    figure { margin: 0; background: #dbe4ea; padding: 4px; }
    img { width: 190px; height: 190px; object-fit: contain; }
"""


def main() -> None:
    """Write the picture that the docstring tells of."""
    parser = argparse.ArgumentParser(prog="tests.pictures.uploads", description=__doc__)
    parser.add_argument("picture", type=Path, help="where the picture goes")
    parser.add_argument("files", type=Path, nargs="*", help="uploads; the drawings if none")
    options = parser.parse_args()
    with running_chromium(os.environ) as browser, open_page(browser) as page:
        page.set_content(sheet(options.files or DRAWINGS))
        page.wait_for_load_state("networkidle")
        page.screenshot(path=options.picture, full_page=True)


def sheet(paths: Sequence[Path]) -> str:
    """Return a page with three pictures of each upload, or with why it was refused."""
    return f"<style>{STYLE}</style><main>{''.join(map(figure, paths))}</main>"


def figure(path: Path) -> str:
    """Return three pictures of one upload, and what was left out of it."""
    data = path.read_bytes()
    pictures = [image(data, "svg+xml" if path.suffix == ".svg" else path.suffix[1:])]
    try:
        upload = receive(data, ALTERNATIVE)
    except ArtworkError as error:
        words = error.sentence
    else:
        words = " ".join(note.sentence for note in upload.notes)
        pictures += [image(upload.svg.encode(), "svg+xml"), image(rasterise(upload.svg), "png")]
    caption = f"<b>{html.escape(path.stem)}</b> {html.escape(words)}"
    return f"<figure>{''.join(pictures)}<figcaption>{caption}</figcaption></figure>"


def image(data: bytes, kind: str) -> str:
    """Return a picture as HTML, with the picture in it."""
    return f'<img src="data:image/{kind};base64,{base64.b64encode(data).decode()}">'


if __name__ == "__main__":
    main()
