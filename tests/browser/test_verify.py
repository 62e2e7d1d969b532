"""Verifying a badge with the keyboard, with a file, and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site

VALID = "This badge is valid"
MANY_TABS = 20


def _focused(page: Page) -> str:
    """Return the id or the text of the element that has the focus."""
    return str(page.evaluate("document.activeElement.id || document.activeElement.innerText"))


def _tab_to(page: Page, target: str) -> None:
    for _ in range(MANY_TABS):
        if _focused(page) == target:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {target!r}; it is at {_focused(page)!r}.")


def _verdict(page: Page) -> str:
    """Return the sentence on top of the answer, once it is there."""
    page.locator("#verdict").wait_for()
    return page.get_by_role("heading", level=1).inner_text()


def test_the_keyboard_alone_verifies_a_badge(browser: Browser, site: Site) -> None:
    """The skip link comes first, and every step of the form is reached in order."""
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        page.keyboard.press("Tab")
        assert _focused(page) == "Skip to the content"
        page.keyboard.press("Enter")
        _tab_to(page, "badge")
        page.keyboard.type(site.origin + site.paths["badge"])
        _tab_to(page, "recipient")
        page.keyboard.type("Amina K")
        _tab_to(page, "Verify")
        page.keyboard.press("Enter")
        assert _verdict(page) == VALID
        assert _focused(page) == "verdict"
        assert "The badge was given to Amina K." in page.locator(".verdict").inner_text()
        _tab_to(page, "again")
        page.keyboard.press("Tab")
        assert _focused(page) == "Copy"


@pytest.mark.parametrize("form", ["png", "svg", "jws"])
def test_a_downloaded_file_is_verified(browser: Browser, site: Site, form: str) -> None:
    """Each file that the badge page offers proves the badge when it is uploaded."""
    path = f"{site.paths['badge']}.{form}"
    content = site.installation.client.get(path).data
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        upload = {"name": f"badge.{form}", "mimeType": "text/plain", "buffer": content}
        page.get_by_label("Or a file").set_input_files(upload)  # type: ignore[arg-type] # a FilePayload
        page.get_by_role("button", name="Verify").click()
        assert _verdict(page) == VALID


def test_another_person_is_told_so(browser: Browser, site: Site) -> None:
    """A badge of somebody else is not valid for the person who was asked about."""
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        page.get_by_label("Address or text").fill(site.origin + site.paths["badge"])
        page.get_by_label("Was it given").fill("Somebody Else")
        page.get_by_role("button", name="Verify").click()
        assert _verdict(page) == "This badge was given to somebody else"


def test_everything_works_without_javascript(browser: Browser, site: Site) -> None:
    """From the first page to the answer, no script is needed."""
    with open_page(browser, javascript=False) as page:
        page.goto(site.origin)
        page.get_by_label("Address of the badge").fill(site.origin + site.paths["badge"])
        page.get_by_role("button", name="Verify").click()
        assert _verdict(page) == VALID
        page.goto(site.address("badge"))
        page.get_by_text("On a web page").click()
        assert page.get_by_label("Frame (HTML)").is_visible()


def test_the_language_switch_keeps_the_page(browser: Browser, site: Site) -> None:
    """A reader who switches stays where they were, and links keep the language."""
    with open_page(browser) as page:
        page.goto(site.origin + site.paths["badge"])
        page.get_by_role("button", name="العربية").click()
        assert page.url == f"{site.origin}{site.paths['badge']}?lang=ar"
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.get_by_role("heading", level=1).inner_text() == "أساسيات ويكي بيانات"
        page.get_by_role("link", name="أساسيات ويكي بيانات").first.click()
        assert page.url.endswith("?lang=ar")
