"""The test harness itself: no test leaves this machine, and what was skipped is said loudly."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.doubles.browser import find_chromium, open_page, why_absent
from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

REACHES_OUT = """
import contextlib, socket

def test_openly():
    socket.create_connection(("192.0.2.1", 443), timeout=1)

def test_in_hiding():
    with contextlib.suppress(Exception):
        socket.create_connection(("192.0.2.1", 443), timeout=1)

def test_by_name():
    with contextlib.suppress(Exception):
        socket.getaddrinfo("badges.example.org", 443)
"""
STAYS_HERE = """
import socket

def test_at_home():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
        socket.getaddrinfo("localhost", 443)
"""
WANTS_A_BROWSER = """
def test_page(browser): pass

def test_other_page(browser): pass
"""


def run_tests(tests: str, tmp_path: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run *tests*, the text of a module, under our conftest in a process of their own."""
    module = tmp_path / "test_planted.py"
    module.write_text(tests)
    plain = {name: value for name, value in os.environ.items() if name != "BROWSER_TESTS"}
    return subprocess.run(
        [
            *(sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("-c", str(HOUSE / "pyproject.toml"), "-p", "tests.conftest"),
            # Without a place of its own, pytest closes the common one to other users, and the
            # PostgreSQL of a test run by root is another user.
            *(f"--basetemp={tmp_path / 'inner'}", str(module)),
        ],
        env=plain | {"PYTHONPATH": str(HOUSE)} | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_test_that_leaves_this_machine_fails(tmp_path: Path) -> None:
    """Openly, behind a caught error or by looking up a name: each fails, with the address."""
    result = run_tests(REACHES_OUT, tmp_path)
    assert result.returncode == 1, result.stdout
    assert "::test_openly" in result.stdout
    assert "1 failed, 2 passed, 3 errors" in result.stdout
    assert "socket.getaddrinfo badges.example.org" in result.stdout


def test_a_test_may_talk_to_this_machine(tmp_path: Path) -> None:
    """Servers on loopback are what tests are made of."""
    result = run_tests(STAYS_HERE, tmp_path)
    assert result.returncode == 0, result.stdout


def test_skipped_browser_tests_are_the_last_word(tmp_path: Path) -> None:
    """Whoever runs the tests without a browser reads at the end what was not tested."""
    result = run_tests(WANTS_A_BROWSER, tmp_path, BROWSER_TESTS="skip")
    assert result.returncode == 0, result.stdout
    assert "BROWSER TESTS SKIPPED: BROWSER_TESTS=skip was asked for. (2 tests)" in result.stdout


def test_required_browser_tests_fail_without_a_browser(tmp_path: Path) -> None:
    """Where the browser is promised, its absence is a failure that says what to type."""
    result = run_tests(WANTS_A_BROWSER, tmp_path, BROWSER_TESTS="required", PATH=str(tmp_path))
    assert result.returncode == 1
    assert "BROWSER_TESTS=required, but: there is no Chromium." in result.stdout
    assert "apt-get install chromium" in result.stdout


@pytest.mark.parametrize(
    ("environ", "on_path", "found"),
    [
        ({}, {"chromium": "/usr/bin/chromium"}, "/usr/bin/chromium"),
        ({}, {"google-chrome": "/opt/chrome"}, "/opt/chrome"),
        ({"CHROMIUM": "/mine"}, {"chromium": "/usr/bin/chromium"}, "/mine"),
        ({}, {}, None),
    ],
)
def test_chromium_is_found_by_its_usual_names(
    environ: dict[str, str], on_path: dict[str, str], found: str | None
) -> None:
    """$CHROMIUM comes first, then the names under which systems install it."""
    assert find_chromium(environ, on_path.get) == found


def test_browser_tests_can_be_turned_off() -> None:
    """BROWSER_TESTS=skip is respected wherever a browser is installed."""
    assert why_absent({"BROWSER_TESTS": "skip", "CHROMIUM": "/usr/bin/chromium"}) is not None


def test_a_page_is_seen_as_the_reader_would_see_it(browser: Browser) -> None:
    """Width, darkness and language reach the page."""
    with open_page(browser, width=360, dark=True, language="ar") as page:
        seen = page.evaluate(
            "[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]"
        )
    assert seen == [360, True, "ar"]


def test_a_page_that_asks_another_host_fails(browser: Browser) -> None:
    """A picture, a font or a script from elsewhere is found by whichever test opens the page."""

    def visit() -> None:
        with open_page(browser) as page:
            page.set_content('<img src="https://badges.example.org/picture.png">')

    with pytest.raises(AssertionError, match="asked other hosts: https"):
        visit()
