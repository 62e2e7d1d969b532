"""Uploaded pictures in a real Chromium: attacks do nothing, and drawings look as before."""

from __future__ import annotations

import base64
import io
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops, ImageStat

from badge_classes.artwork import ArtworkError
from badge_classes.uploads import receive
from tests.doubles.browser import open_page
from tests.pictures.corpus import ALTERNATIVE, ATTACKS, CANARY, DRAWINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from playwright.sync_api import Browser, Page

SIDE = 240
FEWEST_THAT_SUCCEED = 30
"""Of the attacks as they were uploaded; there would be no sense in an attack that cannot."""

HIDDEN = frozenset({"script-character-references", "script-data-address", "image-local-file"})
"""Attacks that call elsewhere than our server, because their address is encoded or a file."""


class Ears:
    """A server that serves pictures by name and remembers what else it was asked for."""

    def __init__(self) -> None:
        self.pictures: dict[str, bytes] = {}
        self.heard: list[str] = []
        self.origin = ""


@contextmanager
def listening() -> Iterator[Ears]:
    """Listen on a free port of this machine until the end of the block."""
    ears = Ears()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            picture = ears.pictures.get(self.path)
            if picture is None and self.path != "/favicon.ico":
                ears.heard.append(self.path)
            self.send_response(200 if picture else 404)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            # A page that leaves does not wait for the answer.
            with suppress(ConnectionError):
                self.wfile.write(picture or b"")

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ears.origin = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield ears
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def successful(page: Page, ears: Ears, pictures: Mapping[str, bytes]) -> set[str]:
    """Return the names of the pictures that ran a script, or asked for something, when opened.

    Each is opened as a document of its own, without the headers that would hold it back,
    and clicked in its middle.
    """
    found = set()
    ears.pictures = {f"/{name}.svg": data for name, data in pictures.items()}
    for name in pictures:
        ears.heard.clear()
        page.goto(f"{ears.origin}/{name}.svg", wait_until="load")
        page.mouse.click(200, 200)
        # Animations of a thousandth of a second begin, and their requests arrive.
        page.wait_for_timeout(40)
        has_left = not page.url.endswith(f"/{name}.svg")
        if ears.heard or has_left or page.evaluate("Boolean(window.canary)"):
            found.add(name)
    return found


def uploads(ears: Ears) -> dict[str, bytes]:
    """Return the attacks by name, calling our server where they call the canary."""
    host = ears.origin.removeprefix("http://").encode()
    return {path.stem: path.read_bytes().replace(CANARY, host) for path in ATTACKS}


def test_no_rebuilt_attack_does_anything(browser: Browser) -> None:
    """Opened directly, no rebuilt attack runs a script, asks a server or leads elsewhere."""
    with listening() as ears, open_page(browser, width=400) as page:
        rebuilt = {}
        for name, data in uploads(ears).items():
            try:
                rebuilt[name] = receive(data, ALTERNATIVE).svg.encode()
            except ArtworkError:
                continue
        assert successful(page, ears, rebuilt) == set()


def test_attacks_succeed_without_rebuilding(browser: Browser) -> None:
    """The same page and server notice attacks that were not rebuilt, so the test can fail."""
    with listening() as ears, open_page(browser, width=400) as page:
        quick = ("script", "event-onload", "event-onclick", "image-", "css-", "animate-", "set-")
        chosen = {
            name: data
            for name, data in uploads(ears).items()
            if name.startswith(quick) and len(data) < 10_000 and name not in HIDDEN
        }
        assert len(successful(page, ears, chosen)) >= FEWEST_THAT_SUCCEED


@pytest.fixture(scope="module")
def canvas(browser: Browser) -> Iterator[Page]:
    """Open one page for all drawings."""
    with open_page(browser) as page:
        yield page


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_rebuilt_drawing_looks_as_it_did(canvas: Page, path: Path) -> None:
    """Drawings in the dialects of many programs keep their look, pixel by pixel."""
    before = drawn(canvas, path.read_bytes())
    after = drawn(canvas, receive(path.read_bytes(), ALTERNATIVE).svg.encode())
    assert len(before.getcolors(SIDE * SIDE) or ()) > 20, "Something is drawn at all."
    difference = ImageChops.difference(before, after)
    assert max(ImageStat.Stat(difference).mean) < 0.25
    # Lines may begin a hundredth of a pixel aside.
    strong = difference.convert("L").point(lambda value: 255 * (value > 40))
    assert ImageStat.Stat(strong).mean[0] / 255 < 0.001


def drawn(page: Page, svg: bytes) -> Image.Image:
    """Return how Chromium draws a picture on blue ground, SIDE pixels wide and high."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    page.set_content(
        f'<img style="width:{SIDE}px;height:{SIDE}px;object-fit:contain;background:#9cf" '
        f'src="{source}">'
    )
    page.evaluate("document.images[0].decode()")
    return Image.open(io.BytesIO(page.locator("img").screenshot())).convert("RGB")
