"""What the composer decides, compared with what a real browser makes of the same."""

from __future__ import annotations

from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageChops

from badge_classes.composer import bidi, catalogue_designs, compose, raster
from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Letters of both directions that do not join, digits of both kinds, and neutral characters.
LETTERS: Final = "abאגدا12٣  ()[]「」-+,.%$:/"

LINE: Final = "<meta charset=utf-8><p id=line style='white-space: pre; unicode-bidi: plaintext'>"
PLACES: Final = """lines => lines.map(text => {
  const line = document.getElementById("line");
  line.textContent = text;
  return Array.from(text, (_, place) => {
    const range = document.createRange();
    range.setStart(line.firstChild, place);
    range.setEnd(line.firstChild, place + 1);
    return range.getBoundingClientRect().left;
  });
})"""


def test_a_browser_orders_lines_of_both_directions_alike(browser: Browser) -> None:
    """The order of a thousand random lines is that of the browser, letter by letter."""
    draw = Random(9)  # noqa: S311  The same lines every time.
    drawn = ("".join(draw.choices(LETTERS, k=draw.randint(1, 12))).strip() for _ in range(1_000))
    lines = [line for line in drawn if line]
    with open_page(browser) as page:
        page.set_content(LINE)
        places = page.evaluate(PLACES, lines)
    for line, lefts in zip(lines, places, strict=True):
        seen = sorted(range(len(line)), key=lefts.__getitem__)
        ours: list[int] = []
        for start, end, right_to_left in bidi.runs(line):
            ours += reversed(range(start, end)) if right_to_left else range(start, end)
        assert ours == seen, line


def test_a_browser_draws_the_catalogue_as_we_do(browser: Browser) -> None:
    """The SVG looks the same to readers as the PNG that is made of it."""
    with open_page(browser) as page:
        page.set_viewport_size({"width": 400, "height": 400})
        for slug, design in catalogue_designs().items():
            svg = compose(design)
            page.set_content(f"<style>body {{ margin: 0; background: #fff }}</style>{svg}")
            assert page.get_by_role("img", name=design.title).count() == 1
            shown = Image.open(BytesIO(page.screenshot())).convert("RGB")
            drawn = Image.open(BytesIO(raster(svg))).convert("RGBA")
            ours = Image.alpha_composite(Image.new("RGBA", drawn.size, "#fff"), drawn)
            difference = ImageChops.difference(shown, ours.convert("RGB")).convert("L")
            far = sum(difference.histogram()[64:])
            assert far < 400, f"{slug}: {far} of 160,000 pixels differ by more than their edge."
