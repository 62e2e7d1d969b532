"""The style sheets: small, of one piece, and indifferent to the direction of writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[4] / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
MOST_BYTES = 20_000

# Words that mean a side of the screen instead of a side of the text.  Addresses and code run
# from left to right in every language.
PHYSICAL = re.compile(
    r"\b(margin|padding|border)-(left|right|top|bottom)\b|(?<![-\w])(left|right|float)\s*:|"
    r"text-align:\s*right"
)


def test_all_style_sheets_together_are_small() -> None:
    """A weak network gets the looks of every page in one small answer."""
    assert sum(sheet.stat().st_size for sheet in SHEETS) <= MOST_BYTES


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_loads_nothing(sheet: Path) -> None:
    """No fonts, no pictures and no other sheets, from us or from others."""
    text = sheet.read_text(encoding="utf-8")
    assert "url(" not in text
    assert "@import" not in text
    assert "@font-face" not in text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_style_sheet_serves_both_directions(sheet: Path) -> None:
    """Only logical properties, so that Arabic pages need no sheet of their own."""
    assert PHYSICAL.findall(sheet.read_text(encoding="utf-8")) == []


def test_every_colour_exists_in_both_modes() -> None:
    """A colour of a text or a background that light mode sets, dark mode sets too."""
    text = (STATIC / "css" / "barnstar.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    same_in_both = {"--button", "--button-hover", "--button-text", "--star-light", "--star-dark"}
    fonts = {"--serif", "--sans", "--mono"}
    names = re.compile(r"(--[\w-]+):")
    assert set(names.findall(light)) - set(names.findall(dark)) == same_in_both | fonts
