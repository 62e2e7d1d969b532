"""The page that verifies in a real browser: dropped, pasted, linked, cancelled, on a bad line."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from werkzeug.serving import make_server

from issuer.web import reading
from issuer.web.verification import NDJSON
from tests.browser.conftest import _Silent
from tests.doubles.browser import open_page
from tests.doubles.handed_in import Desk, lay_out
from tests.doubles.installation import install

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

VALID = "This badge is valid"

_IS_TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
_OPEN_DETAILS = "document.querySelectorAll('details').forEach(element => element.open = true)"
_DROP = """
([kind, name, content, type]) => {
  const data = new DataTransfer();
  if (name) data.items.add(new File([new Uint8Array(content)], name, { type }));
  else data.setData("text/plain", content);
  const init = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...init, clipboardData: data })
    : new DragEvent(kind, { ...init, dataTransfer: data });
  document.querySelector("main").dispatchEvent(event);
}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Serve a Barnstar among strangers."""
    folder = tmp_path_factory.mktemp("desk")
    server = make_server("127.0.0.1", 0, None, threaded=True, request_handler=_Silent)  # type: ignore[arg-type] # set before the first request
    origin = f"http://127.0.0.1:{server.server_port}"
    installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, origin)
    server.app = installation.app
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield lay_out(installation)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        installation.service.database.engine.dispose()


def visit(page: Page, desk: Desk, query: str = "?lang=en") -> None:
    """Open the page that verifies."""
    page.goto(f"{desk.installation.service.addresses.origin}/verify{query}")


def hand_in(page: Page, desk: Desk, name: str) -> None:
    """Fill in a thing, and press the button."""
    thing = desk.things[name]
    if isinstance(thing, str):
        page.locator("#badge").fill(thing)
    else:
        page.locator("#file").set_input_files(
            {"name": "thing", "mimeType": "application/octet-stream", "buffer": thing}
        )
    page.locator("#form .primary").click()
    page.locator("#verdict").wait_for()


def verdict(page: Page) -> str:
    """Return the sentence on top, once it is there."""
    page.locator("#verdict").wait_for()
    return page.get_by_role("heading", level=1).inner_text()


ANSWERS = [
    "a good badge",
    "a revoked badge",
    "an expired badge",
    "a forged badge",
    "a stranger's badge",
    "a badge of version 1.1",
    "a holiday photo",
    "a good badge in another picture",
    "an impostor's badge",
    "a bundle",
    "a message",
    "a stranger's page",
]


@pytest.mark.parametrize(
    ("width", "dark", "language"),
    [(360, False, "ar"), (360, True, "en"), (640, False, "en"), (1280, True, "ar")],
    ids=["360 ar", "360 dark", "1280 at 200 %", "1280 dark ar"],
)
def test_every_answer_fits_and_is_accessible(
    browser: Browser, desk: Desk, width: int, language: str, *, dark: bool
) -> None:
    """Everything unfolded, nothing scrolls sideways, axe finds nothing, the console is empty."""
    problems: list[str] = []
    with open_page(browser, width=width, dark=dark, language=language) as page:
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        for name in ANSWERS:
            visit(page, desk, f"?lang={language}")
            hand_in(page, desk, name)
            page.evaluate(_OPEN_DETAILS)
            if page.evaluate(_IS_TOO_WIDE):
                problems.append(f"{name} scrolls sideways")
            for violation in Axe().run(page).response["violations"]:
                places = [node["html"][:200] for node in violation["nodes"]]
                problems.append(f"{name}: {violation['id']}: {places}")
    assert problems == []


def test_the_progress_is_accessible_and_can_be_cancelled(browser: Browser, desk: Desk) -> None:
    """Meanwhile the form can be used; who cancels is told that nothing is decided."""
    with open_page(browser, width=360) as page:
        visit(page, desk)
        asked = threading.Event()
        page.route("**/verify*", lambda _route: asked.set())  # It never answers.
        page.locator("#badge").fill("https://slow.example/badge")
        page.get_by_role("button", name="Verify").click()
        page.get_by_role("button", name="Cancel").wait_for()
        assert page.locator("#answer").get_by_role("status").inner_text() == "Checking…"
        assert page.locator("#answer ul").get_attribute("aria-live") == "polite"
        assert Axe().run(page).response["violations"] == []
        assert page.get_by_role("button", name="Verify").is_enabled()
        page.get_by_role("button", name="Cancel").click()
        assert "Cancelled. Nothing was decided." in page.locator("#problem").inner_text()
        assert page.locator("#answer").inner_text() == ""
        assert page.evaluate("document.activeElement.id") == "badge"
        assert page.locator("#badge").input_value() == "https://slow.example/badge"


def test_a_new_question_replaces_the_one_under_way(browser: Browser, desk: Desk) -> None:
    """The answer that comes is to the last question."""
    with open_page(browser) as page:
        visit(page, desk)
        page.route("**/verify*", lambda _route: None, times=1)
        page.locator("#badge").fill("https://slow.example/badge")
        page.get_by_role("button", name="Verify").click()
        page.get_by_role("button", name="Cancel").wait_for()
        hand_in(page, desk, "a good badge by address")
        assert verdict(page) == VALID
        assert page.get_by_role("button", name="Cancel").count() == 0


def test_a_lost_connection_leaves_a_way_out(browser: Browser, desk: Desk) -> None:
    """Nothing that was typed is lost, and the form works without the script too."""
    with open_page(browser) as page:
        visit(page, desk)
        page.route("**/verify*", lambda route: route.abort(), times=1)
        page.locator("#badge").fill(str(desk.things["a good badge by address"]))
        page.get_by_role("button", name="Verify", exact=True).click()
        page.get_by_text("The connection was lost").wait_for()
        assert Axe().run(page).response["violations"] == []
        with page.expect_navigation():
            page.get_by_role("button", name="Try again without this page’s script").click()
        assert verdict(page) == VALID


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (
            {
                "status": 400,
                "content_type": "application/problem+json",
                "body": '{"title": "This form has expired", "detail": "Load the page again."}',
            },
            "This form has expired. Load the page again.",
        ),
        ({"content_type": NDJSON, "body": '{"kind": "step", "html": "<li>Read</li>"}\n'}, "lost"),
        ({"content_type": NDJSON, "body": '{"kind": "step", "ht'}, "lost"),
        ({"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}, "lost"),
    ],
)
def test_an_answer_that_is_none_is_told(
    browser: Browser, desk: Desk, answer: dict[str, Any], shown: str
) -> None:
    """Refused, cut short, or from something between us: never a verdict."""
    with open_page(browser) as page:
        visit(page, desk)
        page.route("**/verify*", lambda route: route.fulfill(**answer))
        page.locator("#badge").fill("https://a.example/badge")
        page.get_by_role("button", name="Verify", exact=True).click()
        page.locator("#problem", has_text=shown).wait_for()
        assert page.locator("#answer").inner_text() == ""


def test_a_busy_service_says_so_beside_the_form(browser: Browser, desk: Desk) -> None:
    """And what was typed stays."""
    with open_page(browser) as page:
        visit(page, desk)
        places = [reading.place(number) for number in range(reading.AT_ONCE)]
        for place in places:
            place.__enter__()
        try:
            page.locator("#badge").fill("https://a.example/badge")
            page.get_by_role("button", name="Verify", exact=True).click()
            page.get_by_role("alert").get_by_text("Many badges are being checked").wait_for()
        finally:
            for place in places:
                place.__exit__(None, None, None)
        assert page.locator("#badge").input_value() == "https://a.example/badge"


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_file_dropped_or_pasted_anywhere_is_taken(
    browser: Browser, desk: Desk, kind: str
) -> None:
    """It stands in the form, and the button that is next has the focus."""
    picture = desk.things["a good badge"]
    assert isinstance(picture, bytes)
    with open_page(browser) as page:
        visit(page, desk)
        page.locator("#badge").fill("something else")
        page.evaluate(_DROP, [kind, "badge.png", list(picture), "image/png"])
        assert page.get_by_text("The file is ready").is_visible()
        assert page.locator("#badge").input_value() == ""
        assert page.evaluate("document.activeElement.innerText") == "Verify"
        page.keyboard.press("Enter")
        assert verdict(page) == VALID
        assert page.evaluate("document.activeElement.id") == "verdict"


def test_a_dropped_link_is_taken(browser: Browser, desk: Desk) -> None:
    """Dragged from another tab."""
    address = desk.things["a good badge by address"]
    with open_page(browser) as page:
        visit(page, desk)
        page.evaluate(_DROP, ["drop", "", address, ""])
        assert page.locator("#badge").input_value() == address
        page.keyboard.press("Enter")
        assert verdict(page) == VALID


def test_a_link_that_holds_the_badge_sends_it_to_nobody_until_it_is_checked(
    browser: Browser, desk: Desk
) -> None:
    """The link asks again; the server sees the badge in a form, never in an address."""
    with open_page(browser) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        visit(page, desk)
        hand_in(page, desk, "a stranger's badge")
        link = page.get_by_label("Link that asks the same question").input_value()
        assert "#badge=ey" in link
        page.goto("about:blank")
        page.goto(link)
        assert verdict(page) == "This badge is valid, but nobody here knows its issuer"
        token = str(desk.things["a stranger's badge"])
        assert not any(token[:40] in address.partition("#")[0] for address in asked)


@pytest.mark.parametrize("name", ["a good badge", "a good badge as text", "a badge of version 1.1"])
def test_a_badge_with_an_address_has_a_link_that_works_everywhere(
    browser: Browser, desk: Desk, name: str
) -> None:
    """Our own signed badges too, though their text names no address; without a script as well."""
    with open_page(browser) as page:
        visit(page, desk)
        hand_in(page, desk, name)
        title = verdict(page)
        link = page.get_by_label("Link that asks the same question").input_value()
    assert "/verify?badge=" in link
    with open_page(browser, javascript=False) as page:
        page.goto(link)
        assert verdict(page) == title


def test_a_forged_badge_gets_no_link_to_the_one_that_it_imitates(
    browser: Browser, desk: Desk
) -> None:
    """Whoever opened it would see a good badge."""
    with open_page(browser) as page:
        visit(page, desk)
        hand_in(page, desk, "a forged badge")
        assert "#badge=" in page.get_by_label("Link that asks").input_value()


def test_the_link_is_copied(browser: Browser, desk: Desk) -> None:
    """By a button, which a reader without scripts never sees."""
    with open_page(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit(page, desk)
        hand_in(page, desk, "a good badge by address")
        link = page.get_by_label("Link that asks the same question").input_value()
        page.get_by_role("button", name="Copy").click()
        page.get_by_text("Copied", exact=True).wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == link


def test_a_bundle_is_checked_online_by_a_button(browser: Browser, desk: Desk) -> None:
    """What it leaves open is asked of the issuer."""
    with open_page(browser) as page:
        visit(page, desk)
        hand_in(page, desk, "a bundle")
        assert verdict(page) == "This file alone does not prove the badge"
        with page.expect_navigation():
            page.get_by_role("button", name="Check it online").click()
        assert verdict(page) == VALID


def test_whether_it_was_given_to_somebody_is_asked_and_kept_in_the_form_alone(
    browser: Browser, desk: Desk
) -> None:
    """Yes and no in one word; the name stands in no link and in no address."""
    with open_page(browser) as page:
        visit(page, desk)
        for person, word in (("Amina K", "Yes."), ("Somebody Else", "No.")):
            page.get_by_label("Was it given").fill(person)
            hand_in(page, desk, "a good badge by address")
            page.locator(".verdict .notice", has_text=person).wait_for()
            assert page.locator(".verdict .notice .strong").inner_text() == word
            assert page.get_by_label("Was it given").input_value() == person
            assert person not in page.get_by_label("Link that asks").input_value()
            assert person.replace(" ", "%20") not in page.url


def test_everything_of_it_works_without_javascript(browser: Browser, desk: Desk) -> None:
    """Nothing is shown that needs a script, and every answer is the same."""
    with open_page(browser, javascript=False, width=360) as page:
        for name in ANSWERS:
            visit(page, desk)
            assert not page.get_by_text("You can also drop it here").is_visible()
            hand_in(page, desk, name)
            assert verdict(page)
            assert page.get_by_role("button", name="Copy").count() == 0
            assert not page.evaluate(_IS_TOO_WIDE)
