"""What other sites show: well-formed, escaped, and true at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st

from issuer.web import embeds
from issuer.web.texts import harmless
from tests.unit.issuer.web import views
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from flask import Flask

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script><svg onload=x>&amp;'
ADDRESS = "https://badges.example.org/assertions/xrfq47lw5xm3qyjstvuhaobqj4"


@pytest.mark.parametrize("language", ["en", "ar", "ja"])
@pytest.mark.parametrize("text", ["Basics", HOSTILE, "基礎" * 40, "أساسيات"])
def test_the_status_picture_is_well_formed(app: Flask, language: str, text: str) -> None:
    """Names are text in it, whatever they hold, and nothing in it runs or loads."""
    with app.test_request_context(f"/?lang={language}"):
        root = ET.fromstring(embeds.status_svg(views.badge(text=text)))  # noqa: S314 - we made it
    assert {element.tag for element in root.iter()} <= {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "g", "text")
    }
    assert not [name for element in root.iter() for name in element.attrib if "href" in name]


def test_the_status_picture_tells_the_state_in_words(app: Flask) -> None:
    """Colour and shape are not all: the word stands there, for eyes and for screen readers."""
    with app.test_request_context("/?lang=en"):
        good = embeds.status_svg(views.badge())
        revoked = embeds.status_svg(views.badge(reason="Wrong account."))
    assert ">Valid</text>" in good
    assert "Basics” from Basics: Valid</title>" in good
    assert ">Revoked</text>" in revoked
    assert "Valid" not in revoked


@given(st.text(max_size=200), st.integers(5, 60))
def test_fitted_lines_fit(text: str, columns: int) -> None:
    """A line never takes more columns than there are, and says when it was cut."""
    fitted = embeds.fitted(text, columns)
    assert len(fitted) <= columns
    wanted = " ".join(harmless(text).split())
    assert fitted.endswith("…") or len(fitted) == len(wanted)


def test_wide_characters_take_two_columns() -> None:
    """Japanese needs twice the room of Latin."""
    assert embeds.fitted("基礎基礎", 4) == "基…"
    assert embeds.fitted("base", 4) == "base"


def test_the_embed_links_to_the_badge_in_a_new_page(app: Flask) -> None:
    """A reader who follows the link does not end up inside a small frame."""
    with app.test_request_context("/?lang=en"):
        reader = read(embeds.embed(views.badge(text=HOSTILE)))
    assert reader.all("a") == [
        {
            "href": "https://badges.example.org/assertions/badge",
            "target": "_blank",
            "rel": "noopener",
        }
    ]
    assert reader.all("script") == [{"type": "module", "src": "/static/js/check.js"}]
    assert HOSTILE in reader.text


def test_the_qr_code_holds_the_address(app: Flask) -> None:
    """The path draws exactly the modules that encode the address, inside a quiet zone."""
    with app.test_request_context("/"):
        root = ET.fromstring(embeds.qr_svg(ADDRESS))  # noqa: S314 - we made it
    [path] = root.iter(f"{SVG}path")
    drawn = set()
    for run in path.attrib["d"].split("M")[1:]:
        place, _, rest = run.partition("h")
        x, y = map(int, place.split())
        drawn |= {(x + step, y) for step in range(int(rest.partition("v")[0]))}
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M, mask_pattern=2, border=4
    )
    code.add_data(ADDRESS)
    matrix = code.get_matrix()
    expected = {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert drawn == expected
    assert min(min(place) for place in drawn) == 4
    assert root.attrib["viewBox"] == f"0 0 {len(matrix)} {len(matrix)}"
    assert root.findtext(f"{SVG}title") == ADDRESS
