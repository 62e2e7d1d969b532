"""What every test gets: no way off this machine, a browser on demand, and loud closing lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis.configuration import set_hypothesis_home_dir

from tests.doubles import browser as browsers
from tests.doubles.absent import LOUD, skip_or_fail
from tests.doubles.network import NetworkGuard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_GUARD = NetworkGuard()
_GUARD.install()

# Beside the tests, or Hypothesis would keep its examples in whatever folder the caller stands.
set_hypothesis_home_dir(Path(__file__).parent.parent / ".hypothesis")


@pytest.fixture(autouse=True)
def _on_this_machine() -> Iterator[None]:
    """Fail a test that tried to leave this machine, even when the code under test hid it."""
    _GUARD.take_attempts()
    yield
    attempts = _GUARD.take_attempts()
    if attempts:
        pytest.fail(f"The test tried to leave this machine: {', '.join(attempts)}", pytrace=False)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once for all tests; skip them loudly where there is none."""
    why = browsers.why_absent(os.environ)
    if why is not None:
        skip_or_fail("BROWSER", why, switch=browsers.SWITCH, environ=os.environ)
    with browsers.running_chromium(os.environ) as running:
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat, once each and at the very end, what could not be tested here."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.getreports("skipped"):
        if isinstance(report.longrepr, tuple) and LOUD in report.longrepr[2]:
            reason = report.longrepr[2].removeprefix("Skipped: ")
            reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in reasons.items():
        terminalreporter.write_line("")
        terminalreporter.write_line(f"{reason} ({count} tests)", yellow=True, bold=True)
