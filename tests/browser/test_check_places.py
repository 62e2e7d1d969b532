"""The check where readers meet it: in other sites' frames, off the network, without https."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from tests.doubles.browser import open_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Route

    from tests.browser.conftest import Site

BUTTON = "Check it in this browser"
WIDTH, HEIGHT = 360, 200
"""Of the frame that our pages offer to copy."""


@contextmanager
def _other_site(html: str) -> Iterator[str]:
    """Serve *html* from another origin of this machine; yield its address."""
    server = make_server("127.0.0.1", 0, Response(html, mimetype="text/html"), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _frame(address: str, more: str = "") -> str:
    return (
        f'<iframe src="{address}" width="{WIDTH}" height="{HEIGHT}" title="Badge" {more}></iframe>'
    )


@pytest.mark.parametrize("name", ["embed", "its embed"])
def test_in_the_frame_of_another_site_the_answer_is_seen(
    browser: Browser, site: Site, name: str
) -> None:
    """The frame may stand there, the script may run, and what it says is not below the edge."""
    with (
        _other_site(_frame(site.address(name))) as address,
        open_page(browser, width=800) as page,
    ):
        page.goto(address)
        frame = page.frame_locator("iframe")
        frame.get_by_role("button", name=BUTTON).click()
        frame.locator(".whole.passed").wait_for()
        around, whole = page.locator("iframe").bounding_box(), None
        page.wait_for_timeout(100)
        whole = frame.locator(".whole").bounding_box()
        assert around is not None
        assert whole is not None
        assert around["y"] <= whole["y"]
        assert whole["y"] + whole["height"] <= around["y"] + around["height"]


def test_only_the_embed_stands_in_frames(browser: Browser, site: Site) -> None:
    """A badge's page under somebody's own buttons could be made to say something else."""
    with _other_site(_frame(site.address("badge"))) as address, open_page(browser) as page:
        page.goto(address)
        assert page.frame_locator("iframe").get_by_role("heading").count() == 0


def test_another_site_may_read_what_is_public(browser: Browser, site: Site) -> None:
    """Whoever has a check of his own in a page can fetch the badge and its bundle for it."""
    with _other_site("<p>A page") as address, open_page(browser) as page:
        page.goto(address)
        for form in (".json", ".jws", "/bundle"):
            read = "(address) => fetch(address).then((answer) => answer.status)"
            assert page.evaluate(read, f"{site.origin}{site.paths['badge']}{form}") == 200


@pytest.mark.parametrize("name", ["badge", "embed"])
def test_off_the_network_nothing_is_decided(browser: Browser, site: Site, name: str) -> None:
    """A page that is still open says that it could not check, and checks when it can again."""
    with open_page(browser) as page:
        page.goto(site.address(name))
        page.context.set_offline(True)
        page.get_by_role("button", name=BUTTON).click()
        page.locator(".whole.unknown").wait_for()
        assert "online?" in page.locator("li.signature.unknown").inner_text()
        page.context.set_offline(False)
        page.get_by_role("button", name=BUTTON).click()
        page.locator(".whole.passed").wait_for()


def test_an_expired_badge_does_not_count(browser: Browser, site: Site) -> None:
    """By the clock of the reader, and every other check is shown all the same."""
    with open_page(browser) as page:
        page.goto(site.address("expired badge"))
        page.get_by_role("button", name=BUTTON).click()
        page.locator(".whole.failed").wait_for()
        assert page.locator(".checks li.failed:not(.whole)").get_attribute("class") == (
            "time failed bad"
        )
        assert page.locator(".checks li.passed").count() == 5


@pytest.mark.parametrize("name", ["revoked badge", "revoked embed"])
def test_a_revoked_badge_offers_no_check(browser: Browser, site: Site, name: str) -> None:
    """Its page says that it is revoked, and runs no script."""
    with open_page(browser) as page:
        page.goto(site.address(name))
        assert page.get_by_text("Revoked").first.is_visible()
        assert page.locator("script, [data-check]").count() == 0


def test_without_https_no_check_is_offered(browser: Browser, site: Site) -> None:
    """Browsers have no cryptography there, so that a button could only disappoint."""
    context = browser.new_context()
    try:
        page = context.new_page()
        # No name is resolved: each answer is that of the site itself.
        page.route(
            "http://badges.example/**",
            lambda route: route.fulfill(
                response=route.fetch(
                    url=route.request.url.replace("http://badges.example", site.origin)
                )
            ),
        )
        path = site.address("badge").removeprefix(site.origin)
        page.goto(f"http://badges.example{path}", wait_until="networkidle")
        assert page.evaluate("isSecureContext") is False
        assert page.locator("[data-check]").is_hidden()
        assert page.get_by_role("heading", level=1).is_visible()
    finally:
        context.close()


def test_pressed_twice_it_answers_once(browser: Browser, site: Site) -> None:
    """While it works it says so to screen readers, and a second press changes nothing."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with open_page(browser) as page:
        page.goto(site.address("badge"))
        page.route("**/*.jws", hold)
        button = page.get_by_role("button", name=BUTTON)
        with page.expect_request("**/*.jws"):
            button.click()
        button.click()
        assert page.locator(".check .checks").get_attribute("aria-busy") == "true"
        assert len(held) == 1
        held[0].continue_()
        page.locator(".whole.passed").wait_for()
        assert page.locator(".whole").count() == 1
        page.locator('.check .checks[aria-busy="false"]').wait_for()
