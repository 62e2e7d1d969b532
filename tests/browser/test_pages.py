"""Every page as people meet it: both directions, narrow and wide, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.doubles.browser import open_page
from verifier import EarnedBy, HttpsFetcher, bundle, verify

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

    from tests.browser.conftest import Site
    from verifier import Fetcher

# A browser reports the status of a page that is rightly refused or gone.
_EXPECTED_MESSAGE = "the server responded with a status of"

_IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_OPEN_DETAILS = "document.querySelectorAll('details').forEach(element => element.open = true)"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_fits_and_is_accessible(
    browser: Browser, site: Site, language: str, width: int, *, dark: bool
) -> None:
    """No page scrolls sideways, fails a rule of axe, or reports an error."""
    problems: list[str] = []
    with open_page(browser, width=width, dark=dark, language=language) as page:

        def note(message: ConsoleMessage) -> None:
            if message.type in {"error", "warning"} and _EXPECTED_MESSAGE not in message.text:
                problems.append(f"{page.url}: {message.text}")

        page.on("console", note)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        for name in site.paths:
            page.goto(site.address(name, language))
            problems += [f"{name}: {problem}" for problem in _faults(page, language)]
    assert problems == []


def _faults(page: Page, language: str) -> list[str]:
    """Return what is wrong with the page that is open, everything unfolded."""
    page.evaluate(_OPEN_DETAILS)
    found = []
    if page.evaluate(_IS_TOO_WIDE):
        found.append("scrolls sideways")
    if page.locator("html").get_attribute("dir") != ("rtl" if language == "ar" else "ltr"):
        found.append("runs in the wrong direction")
    for violation in Axe().run(page).response["violations"]:
        places = [node["html"][:200] for node in violation["nodes"]]
        found.append(f"{violation['id']}: {places}")
    return found


def test_organisers_pages_are_accessible_too(browser: Browser, site: Site) -> None:
    """Signing in takes a press of a button, and the form says what is wrong beside its field."""
    with open_page(browser, width=360) as page:
        page.goto(site.origin + site.sign_in)
        assert _faults(page, "en") == []
        page.get_by_role("button", name="Sign in").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Your organisation"
        page.get_by_label("Web address").fill("not an address")
        page.get_by_role("button", name="Save").click()
        assert _faults(page, "en") == []
        assert page.get_by_label("Web address").get_attribute("aria-invalid") == "true"
        assert page.get_by_label("Web address").input_value() == "not an address"
        page.get_by_label("Web address").fill("https://group.example/")
        page.get_by_role("button", name="Save").click()
        assert "Saved" in page.get_by_role("status").inner_text()
        page.get_by_role("button", name="Sign out").click()
        assert page.goto(f"{site.origin}/organisation").status == 403  # type: ignore[union-attr] # a page was loaded


FILES = {
    "Picture (PNG)": ".png",
    "Picture (SVG)": ".svg",
    "Signed text (JWS)": ".jws",
    "Offline bundle (JSON)": ".bundle.json",
}


@pytest.mark.parametrize("words", FILES)
def test_a_holder_keeps_the_badge_in_every_form(browser: Browser, site: Site, words: str) -> None:
    """By the keyboard alone, each button saves a file that is named for the badge and holds it."""
    with open_page(browser, width=360) as page:
        page.goto(site.address("badge"))
        page.get_by_role("link", name=words).focus()
        with page.expect_download() as saving:
            page.keyboard.press("Enter")
        saved = saving.value
        badge_id = site.paths["badge"].rpartition("/")[2]
        assert saved.suggested_filename == f"{badge_id}{FILES[words]}"
        data = saved.path().read_bytes()
    given = bundle.read(data).badge if bundle.is_one(data) else data
    found = verify(
        given,
        policy=EarnedBy("Amina K"),
        fetcher=_ours(site),
        now=site.installation.clock.now(),
    )
    assert found.valid is True


def test_a_stranger_verifies_from_the_badge_page(browser: Browser, site: Site) -> None:
    """One link, reached by the keyboard, leads to the answer for this badge."""
    with open_page(browser, width=360) as page:
        page.goto(site.address("badge"))
        page.get_by_role("link", name="Verify this badge").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/verify?badge=" in url)
        assert parse_qs(urlsplit(page.url).query)["badge"] == [site.origin + site.paths["badge"]]
        page.get_by_role("heading", name="This badge is valid").wait_for()


def _ours(site: Site) -> Fetcher:
    """Return what reads the documents of *site* over HTTP."""
    return HttpsFetcher(own_origins={site.origin})
