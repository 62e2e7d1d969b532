"""A real Chromium, the one of the operating system, driven by Playwright.

Playwright's own browsers are never downloaded.  Pages may load nothing from other
hosts: Chromium resolves only this machine, and a page that asks for more fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, Page, Request

SWITCH = "BROWSER_TESTS"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "sudo apt-get install chromium fonts-dejavu-core fonts-noto-core libatomic1"
_LOCAL_SCHEMES = frozenset({"data", "blob", "about"})
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


def find_chromium(
    environ: Mapping[str, str], which: Callable[[str], str | None] = shutil.which
) -> str | None:
    """Return the path of the browser: $CHROMIUM, else the first of the usual names on PATH."""
    return environ.get("CHROMIUM") or next(filter(None, map(which, NAMES)), None)


def why_absent(environ: Mapping[str, str]) -> str | None:
    """Return why the browser tests cannot run here and what to type, or None when they can."""
    if environ.get(SWITCH) == "skip":
        return f"{SWITCH}=skip was asked for."
    if find_chromium(environ) is None:
        return f"there is no Chromium. Type: {INSTALL}"
    driver = subprocess.run(
        [sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False
    )
    if driver.returncode != 0:
        # A minimal Debian lacks libatomic1, without which Playwright's own program ends at once.
        return f"Playwright's driver does not start. Type: {INSTALL}"
    return None


@contextmanager
def running_chromium(environ: Mapping[str, str]) -> Iterator[Browser]:
    """Start Chromium without a window, until the end of the block."""
    arguments = [
        "--disable-background-networking",
        "--disable-component-update",
        # /dev/shm is small in containers.
        "--disable-dev-shm-usage",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    ]
    if os.geteuid() == 0:
        # Chromium refuses to start as root with its sandbox.
        arguments.append("--no-sandbox")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(environ), args=arguments, headless=True
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def open_page(
    browser: Browser,
    *,
    width: int = 1280,
    dark: bool = False,
    language: str = "en",
    javascript: bool = True,
) -> Iterator[Page]:
    """Open an empty page, *width* CSS pixels wide, as a reader of *language* would have it.

    Raises AssertionError at the end when the page asked another host for anything.
    """
    strangers: list[str] = []

    def watch(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in _LOCAL_SCHEMES and parts.hostname not in _LOCAL_HOSTS:
            strangers.append(request.url)

    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        locale=language,
        java_script_enabled=javascript,
    )
    try:
        context.on("request", watch)
        yield context.new_page()
    finally:
        context.close()
    if strangers:
        raise AssertionError(f"The page asked other hosts: {', '.join(strangers)}")
