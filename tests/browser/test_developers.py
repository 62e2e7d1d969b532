"""The page for developers in a browser: examples are copied, and selected where they cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Site

_CLOSED = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
_DIRECTION = "getComputedStyle(document.querySelector('pre')).direction"
_SCROLLS = """(() => { const block = document.querySelector('#javascript-list').parentElement;
    return block.scrollWidth > block.clientWidth; })()"""


def test_a_press_copies_the_example(browser: Browser, site: Site) -> None:
    """What lands on the clipboard is the example, letter by letter, and the page says so."""
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(site.address("developers"))
        page.locator("[data-copies=python-list]").click()
        page.get_by_text("Copied.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator("#python-list").text_content()
        assert copied.startswith("import json")


def test_where_the_clipboard_is_closed_the_example_is_selected(
    browser: Browser, site: Site
) -> None:
    """Over plain http a page may not write to the clipboard; one key press is left to do."""
    with open_page(browser) as page:
        page.add_init_script(_CLOSED)
        page.goto(site.address("developers"))
        page.locator("[data-copies=curl-one]").press("Enter")
        page.get_by_text("Selected: copy it with your keyboard.").wait_for()
        selected = page.evaluate("getSelection().toString()")
        assert selected.strip() == (page.locator("#curl-one").text_content() or "").strip()


def test_without_javascript_no_button_promises_anything(browser: Browser, site: Site) -> None:
    """The examples can be selected by hand, and there is no button that would do nothing."""
    with open_page(browser, javascript=False) as page:
        page.goto(site.address("developers"))
        assert page.get_by_role("button", name="Copy").count() == 0
        assert page.locator("pre").count() == page.locator("[data-copies]").count() > 0


@pytest.mark.parametrize("language", ["en", "ar"])
def test_code_scrolls_inside_itself_from_left_to_right(
    browser: Browser, site: Site, language: str
) -> None:
    """On a phone a long line is scrolled, not the page, and starts at the left in Arabic too."""
    with open_page(browser, width=360, language=language) as page:
        page.goto(site.address("developers", language))
        assert page.evaluate(_DIRECTION) == "ltr"
        assert page.evaluate(_SCROLLS)


def test_a_badge_is_put_into_the_examples_without_javascript(browser: Browser, site: Site) -> None:
    """The form is a plain one, and the language of the page stays."""
    address = "https://badges.example.net/assertions/7"
    with open_page(browser, javascript=False) as page:
        page.goto(site.address("developers", "ja"))
        page.locator("#badge").fill(address)
        page.locator("#badge").press("Enter")
        assert address in page.locator("#curl-one").inner_text()
        assert page.locator("html").get_attribute("lang") == "ja"
