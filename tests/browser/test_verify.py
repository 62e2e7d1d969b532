"""Verifying a badge with the keyboard, with a file, and without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

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


def test_the_next_question_is_about_what_was_filled_in_last(browser: Browser, site: Site) -> None:
    """Nothing of the question before is asked again; the answer says what was asked."""
    picture = site.installation.client.get(f"{site.paths['badge']}.png").data
    upload = {"name": "badge.png", "mimeType": "image/png", "buffer": picture}
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        for _ in range(2):
            page.get_by_label("Or a file").set_input_files(upload)  # type: ignore[arg-type] # a FilePayload
            page.get_by_role("button", name="Verify", exact=True).click()
            page.get_by_text("You asked about: badge.png").wait_for()
            assert _verdict(page) == VALID
            revoked = site.origin + site.paths["revoked badge"]
            page.get_by_label("Address or text").fill(revoked)
            page.get_by_role("button", name="Verify", exact=True).click()
            page.get_by_text(f"You asked about: {revoked}").wait_for()
            assert _verdict(page) == "This badge was revoked"
            assert page.get_by_label("Address or text").input_value() == ""


def test_a_text_takes_the_place_of_a_file_and_the_other_way_round(
    browser: Browser, site: Site
) -> None:
    """Both are never sent."""
    upload = {"name": "badge.png", "mimeType": "image/png", "buffer": b"x"}
    files = "document.getElementById('file').files.length"
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        page.get_by_label("Address or text").fill("https://a.example/badge")
        page.get_by_label("Or a file").set_input_files(upload)  # type: ignore[arg-type] # a FilePayload
        assert page.get_by_label("Address or text").input_value() == ""
        assert page.evaluate(files) == 1
        page.get_by_label("Address or text").press_sequentially("h")
        assert page.evaluate(files) == 0
        assert page.get_by_label("Address or text").input_value() == "h"


def test_what_is_typed_during_a_check_stays(browser: Browser, site: Site) -> None:
    """The answer takes away only what it answers."""
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        held: list[Route] = []
        page.route("**/verify*", lambda route: held.append(route))  # noqa: PLW0108 - Playwright asks for its signature
        page.get_by_label("Address or text").fill(site.origin + site.paths["badge"])
        page.get_by_role("button", name="Verify", exact=True).click()
        page.get_by_role("button", name="Cancel").wait_for()
        page.get_by_label("Address or text").fill("the next one")
        for route in held:
            route.continue_()
        assert _verdict(page) == VALID
        assert page.get_by_label("Address or text").input_value() == "the next one"


def test_the_tab_never_says_valid_while_nothing_is(browser: Browser, site: Site) -> None:
    """A question that is refused or cancelled has no verdict, nor has its title."""
    with open_page(browser) as page:
        page.goto(site.address("verify"))
        page.get_by_label("Address or text").fill(site.origin + site.paths["badge"])
        page.get_by_role("button", name="Verify", exact=True).click()
        assert _verdict(page) == VALID
        assert page.title() == VALID
        page.get_by_role("button", name="Verify", exact=True).click()
        page.get_by_text("Nothing was sent.").wait_for()
        assert page.title() == "Verify a badge"
