"""The button with which a reader's browser checks a badge by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from issuer.actions import revocation
from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

    from tests.browser.conftest import Site

SCRIPT = Path(__file__).parents[2] / "static" / "js" / "check.js"
MOST_BYTES = 10_240

BUTTON = "Check it in this browser"
VALID = "Your browser has checked it: this badge is valid"
NOT_VALID = "Your browser has checked it: this badge is not valid"
OPEN = "Your browser could not check everything"

STEPS = ["signature", "issuer", "revocation", "time", "pictures", "page"]


def _check(page: Page) -> str:
    """Press the button of the page that is open; return what stands on top of the answer."""
    page.locator("[data-check]").get_by_role("button").click()
    page.locator(".whole").wait_for()
    return page.locator(".whole").inner_text()


def _steps(page: Page) -> dict[str, str]:
    """Return each step that is shown with its outcome, in the order in which they were shown."""
    lines = page.locator(".check .checks li:not(.whole)")
    classes = [(line.get_attribute("class") or "").split() for line in lines.element_handles()]
    return {step: outcome for step, outcome, _look in classes}


def test_the_script_is_small(browser: Browser, site: Site) -> None:
    """As it is served, and it needs no other: whoever wants to read it reads this file."""
    sizes = {}
    with open_page(browser) as page:
        page.on(
            "response",
            lambda answer: (
                sizes.update({answer.url: len(answer.body())})
                if answer.request.resource_type == "script"
                else None
            ),
        )
        page.goto(site.address("embed"), wait_until="networkidle")
    assert [urlsplit(url).path for url in sizes] == ["/static/js/check.js"]
    assert sum(sizes.values()) == SCRIPT.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("name", ["badge", "badge of an Arabic name", "vouched badge"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_good_badge_is_valid_step_by_step(
    browser: Browser, site: Site, name: str, language: str
) -> None:
    """Every check passes, in a badge in either language of the page; no other host is asked."""
    with open_page(browser, width=360, language=language) as page:
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(site.address(name, language))
        _check(page)
        assert page.locator(".whole").get_attribute("class") == "whole passed good boxed"
        assert _steps(page) == dict.fromkeys(STEPS, "passed")
        title = page.get_by_role("heading", level=1).inner_text()
        assert title in page.locator(".check li.page").inner_text()
        assert problems == []


def test_a_badge_that_was_changed_on_its_way_is_not_valid(browser: Browser, site: Site) -> None:
    """Whoever stands between, our own server included, cannot make another badge of it."""
    token = site.installation.client.get(f"{site.paths['badge']}.jws").text
    header, _payload, signature = token.split(".")
    other = site.installation.client.get(f"{site.paths['badge of an Arabic name']}.jws").text
    forged = ".".join((header, other.split(".")[1], signature))

    def answer(route: Route) -> None:
        route.fulfill(body=forged, content_type="text/plain")

    with open_page(browser) as page:
        page.route("**/*.jws", answer)
        page.goto(site.address("badge"))
        assert NOT_VALID in _check(page)
        assert _steps(page) == {"signature": "failed"}


def test_a_page_about_somebody_else_is_found_out(browser: Browser, site: Site) -> None:
    """A good badge of another person does not vouch for what this page shows."""
    other = site.installation.client.get(f"{site.paths['badge of an Arabic name']}.jws").text

    with open_page(browser) as page:
        page.route("**/*.jws", lambda route: route.fulfill(body=other))
        page.goto(site.address("badge"))
        assert NOT_VALID in _check(page)
        assert _steps(page) == {**dict.fromkeys(STEPS, "passed"), "page": "failed"}
        assert "User:أمينة" in page.locator(".check li.page").inner_text()


@pytest.mark.parametrize(
    ("lost", "steps"),
    [
        ("**/*.jws", {"signature": "unknown"}),
        ("**/keys/*", {"signature": "unknown"}),
        (
            "**/revocations",
            {**dict.fromkeys(STEPS, "passed"), "revocation": "unknown"},
        ),
        ("**/image.png", {**dict.fromkeys(STEPS, "passed"), "pictures": "unknown"}),
    ],
)
def test_what_cannot_be_read_leaves_it_open(
    browser: Browser, site: Site, lost: str, steps: dict[str, str]
) -> None:
    """On a weak network the answer is that it is open, never that the badge is good."""
    with open_page(browser) as page:
        page.goto(site.address("badge"))
        page.route(lost, lambda route: route.abort())
        assert OPEN in _check(page)
        assert _steps(page) == steps
        page.unroute(lost)
        page.get_by_role("button", name=BUTTON).click()
        page.locator(".whole.passed").wait_for()
        assert _steps(page) == dict.fromkeys(STEPS, "passed")


def test_a_badge_that_is_revoked_meanwhile_is_said_to_be(browser: Browser, site: Site) -> None:
    """The page was opened while the badge was good; its check shows what is true now."""
    award = site.installation.award(("Rehema", 77))[0].award
    assert award is not None
    with open_page(browser) as page:
        page.goto(f"{site.origin}/assertions/{award.id}?lang=en")
        address = site.installation.service.addresses.assertion(award.id)
        revocation.revoke(site.installation.service, address, "Awarded to the wrong account.")
        with page.expect_navigation():
            page.get_by_role("button", name=BUTTON).click()
        assert page.get_by_text("This badge was revoked on").is_visible()
        assert page.get_by_role("button", name=BUTTON).count() == 0


def test_a_list_that_names_the_badge_revokes_it(browser: Browser, site: Site) -> None:
    """Also where the server goes on to hand out the signed text."""
    award = site.installation.award(("Wanjiru", 78))[0].award
    assert award is not None
    client, service = site.installation.client, site.installation.service
    token = client.get(f"/assertions/{award.id}.jws").text
    with open_page(browser) as page:
        page.goto(f"{site.origin}/assertions/{award.id}?lang=en")
        revocation.revoke(service, service.addresses.assertion(award.id), "A mistake.")
        page.route("**/*.jws", lambda route: route.fulfill(body=token))
        assert NOT_VALID in _check(page)
        assert _steps(page) == {**dict.fromkeys(STEPS, "passed"), "revocation": "failed"}


def test_the_keyboard_is_enough_and_keeps_its_place(browser: Browser, site: Site) -> None:
    """The button is reached, pressed and left again; the answer is announced where it appears."""
    with open_page(browser) as page:
        page.goto(site.address("badge"))
        page.get_by_role("button", name=BUTTON).focus()
        page.keyboard.press("Enter")
        page.locator(".whole").wait_for()
        assert page.locator(".check .checks").get_attribute("aria-live") == "polite"
        assert page.evaluate("document.activeElement.textContent") == BUTTON
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.activeElement.id") == "address"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", ["badge", "embed"])
def test_the_answer_fits_and_is_accessible(
    browser: Browser, site: Site, name: str, language: str, *, dark: bool
) -> None:
    """On the narrowest telephone, in both directions, by day and by night."""
    with open_page(browser, width=360, dark=dark, language=language) as page:
        page.goto(site.address(name, language))
        _check(page)
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(width) == 0
        assert Axe().run(page).response["violations"] == []


def test_the_embed_checks_itself(browser: Browser, site: Site) -> None:
    """In the frame of another site it asks nobody but us, and only when it is told to."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(urlsplit(request.url).path)

    with open_page(browser, width=360) as page:
        page.goto(site.address("embed"), wait_until="networkidle")
        page.on("request", note)
        page.wait_for_timeout(200)
        assert asked == []
        assert VALID in _check(page)
        assert site.paths["badge"] + ".jws" in asked


def test_without_javascript_nothing_is_offered_that_does_not_work(
    browser: Browser, site: Site
) -> None:
    """The page stays as it is: no button, and no empty place for an answer."""
    with open_page(browser, javascript=False) as page:
        for name in ("badge", "embed"):
            page.goto(site.address(name))
            assert page.locator("[data-check]").is_hidden()
            assert page.get_by_role("button", name=BUTTON).count() == 0
