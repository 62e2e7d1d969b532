"""A name that leads to a public address first and to this machine afterwards reaches no further.

What is under test asks the operating system's resolver, which asks a name server that
rebinds, in a network of its own; `rebinding` says how.  Elsewhere test_hostile_servers
shows no more than that a name is looked up once.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.doubles import own_network
from tests.doubles.absent import skip_or_fail
from tests.house.tree import HOUSE
from tests.integration.rebinding import EXPERIMENTS, HERE, PUBLIC, Account

SECONDS = 60


@pytest.fixture(scope="module")
def accounts() -> dict[str, Account]:
    """Make the experiments, all in one process; return how each ended."""
    why = own_network.why_absent()
    if why is not None:
        skip_or_fail("NAMESPACE", why, switch=own_network.SWITCH, environ=os.environ)
    done = subprocess.run(
        [*own_network.UNSHARE, sys.executable, "-P", "-m", "tests.integration.rebinding"],
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {name: Account(**members) for name, members in json.loads(done.stdout).items()}
    assert set(found) == {experiment.__name__ for experiment in EXPERIMENTS}
    return found


def test_the_name_server_rebinds(accounts: dict[str, Account]) -> None:
    """A client that judges a name and then connects to it is led to this machine."""
    account = accounts["careless"]
    judged, connected = account.ended.split(", ")
    assert (judged, connected in HERE) == (PUBLIC, True)
    assert (account.asked, account.public, account.here) == (2, 0, 1)


def test_the_address_that_was_judged_is_the_one_that_is_used(accounts: dict[str, Account]) -> None:
    """One look-up serves for both, so a second answer has nobody to deceive."""
    assert accounts["one_fetch"] == Account(PUBLIC, asked=1, public=1, here=0)


@pytest.mark.parametrize("experiment", ["two_fetches", "redirect"])
def test_a_name_is_judged_again_for_each_connection(
    accounts: dict[str, Account], experiment: str
) -> None:
    """A name that was public is refused once it leads to this machine, which nobody reaches."""
    assert accounts[experiment] == Account("address_refused", asked=2, public=1, here=0)


def test_a_badge_whose_host_rebinds_is_undecided(accounts: dict[str, Account]) -> None:
    """A whole verification reads the badge from outside, and its class from nowhere."""
    account = accounts["verification"]
    assert account.ended.startswith("None: ")
    assert "/class was not asked for: it does not lead to a public internet address" in (
        account.ended
    )
    assert (account.asked, account.public, account.here) == (2, 1, 0)
