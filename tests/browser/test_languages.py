"""Every page in every language on a phone, and the switcher with the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.web.localisation import LANGUAGES
from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site

_UNFOLD = "document.querySelectorAll('details').forEach(element => element.open = true)"
_IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What holds more than it shows, and cannot be scrolled: its text is cut.  A clamped text ends
# in dots and goes on at its page.
_CUT = """[...document.querySelectorAll('main *, header *, footer *')].filter(element => {
    const style = getComputedStyle(element);
    const isHidden = style.overflowX === 'hidden' || style.overflowX === 'clip';
    const mayBeCut = element.matches('.unseen, .clamped, input');
    return isHidden && !mayBeCut && element.scrollWidth > element.clientWidth + 1;
}).map(element => element.outerHTML.slice(0, 120))"""
_LANGUAGE = "document.documentElement.lang"
MANY_TABS = 60


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_page_fits_a_phone(browser: Browser, site: Site, language: str) -> None:
    """Long words wrap, and nothing is cut or hangs over the edge."""
    problems = []
    with open_page(browser, width=360, language=language) as page:
        for name in site.paths:
            page.goto(site.address(name, language))
            page.evaluate(_UNFOLD)
            if page.evaluate(_IS_TOO_WIDE):
                problems.append(f"{name} scrolls sideways")
            problems += [f"{name} cuts {element}" for element in page.evaluate(_CUT)]
    assert problems == []


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no scripts"])
def test_the_keyboard_alone_switches_the_language(
    browser: Browser, site: Site, *, javascript: bool
) -> None:
    """The link in the header leads to the switcher; a press stays on the page, and is kept."""
    with open_page(browser, width=360, javascript=javascript) as page:
        page.goto(site.origin + site.paths["verified"])
        page.locator(".speaks").press("Enter")
        _press(page, "Kiswahili")
        assert page.evaluate(_LANGUAGE) == "sw"
        assert "badge=" in page.url
        page.goto(site.origin + site.paths["badge"])
        assert page.evaluate(_LANGUAGE) == "sw"
        page.goto(site.address("badge", "ja"))
        assert page.evaluate(_LANGUAGE) == "ja"


def _press(page: Page, name: str) -> None:
    """Go on from where the focus is to the button of that *name*, and press it."""
    for _ in range(MANY_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == name:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    pytest.fail(f"The keyboard does not reach {name!r}.")
