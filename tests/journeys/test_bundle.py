"""A bundle on its way: downloaded from a running site, carried off, checked without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from issuer.actions import revocation
from tests.doubles import own_network
from tests.doubles.absent import skip_or_fail
from tests.doubles.running_service import running_service
from tests.house.tree import HOUSE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuer.rules.awards import Award
    from tests.doubles.running_service import RunningService

SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A running site, a badge of Amina's, and the file that its page gave her."""

    site: RunningService
    award: Award
    file: Path


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Award a badge, and download its bundle as a browser does."""
    why = own_network.why_absent()
    if why is not None:
        skip_or_fail("NAMESPACE", why, switch=own_network.SWITCH, environ=os.environ)
    folder = tmp_path_factory.mktemp("bundle")
    with running_service(folder) as site:
        (made,) = site.installation.award(("Amina K", 74964029))
        assert made.award is not None
        answer = site.ask(f"/assertions/{made.award.id}/bundle")
        assert answer.status == 200
        name = answer.headers["content-disposition"].partition('filename="')[2].rstrip('"')
        file = folder / name
        file.write_bytes(answer.body)
        yield Place(site, made.award, file)


def verified(*arguments: str | Path) -> tuple[int, str]:
    """Return the exit status and the answer of `verify`, which has no network at all."""
    command = [sys.executable, "-P", "-m", "verifier", *map(str, arguments)]
    done = subprocess.run(
        [*own_network.UNSHARE, *command],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_there_is_no_network_indeed(place: Place) -> None:
    """The same badge by its address cannot be read there."""
    status, out = verified(place.site.installation.service.addresses.assertion(place.award.id))
    assert status == 2
    assert "not checked" in out


def test_a_good_bundle_says_what_it_leaves_open(place: Place) -> None:
    """It exits as undecided; what failed is nothing, and what is open stands first."""
    status, out = verified(place.file, "--recipient", "Amina K")
    assert status == 2
    assert [line.partition(":")[0] for line in out.splitlines()[1:3]] == ["not checked"] * 2
    assert "anybody can write one" in out
    assert "failed:" not in out
    report = json.loads(verified(place.file, "--json")[1])
    assert (report["valid"], report["kind"], report["form"]) == (None, "Assertion", "signed")


def test_who_vouches_for_the_file_gets_a_yes(place: Place) -> None:
    """Naming it as the documents too is saying so."""
    status, out = verified(place.file, "--documents", place.file, "--recipient", "Amina K")
    assert status == 0
    assert "whether the badge was revoked since is not known" in out


def test_another_person_is_refused(place: Place) -> None:
    """With the file of somebody else, trusted or not."""
    assert verified(place.file, "--recipient", "Wanjiru")[0] == 1
    assert verified(place.file, "--documents", place.file, "--recipient", "Wanjiru")[0] == 1


def test_a_tampered_badge_is_not_valid(place: Place, tmp_path: Path) -> None:
    """A letter of the signed text, a picture in place of it, or a file that was cut."""
    written = json.loads(place.file.read_bytes())
    header, payload, signature = written["badge"].split(".")
    for badge in (f"{header}.{payload[::-1]}.{signature}", f"{header}.{payload}.{signature[::-1]}"):
        changed = tmp_path / "changed.bundle.json"
        changed.write_text(json.dumps(written | {"badge": badge}), encoding="utf-8")
        assert verified(changed)[0] == 1
        assert verified(changed, "--documents", changed)[0] == 1
    cut = tmp_path / "cut.bundle.json"
    cut.write_bytes(place.file.read_bytes()[:-100])
    assert verified(cut)[0] == 1


def test_a_revocation_reaches_the_site_and_not_the_file(place: Place) -> None:
    """The site gives no new bundle; the old one says of which moment it speaks."""
    here = place.site.installation
    revocation.revoke(here.service, place.award.id, "A mistake")
    answer = place.site.ask(f"/assertions/{place.award.id}/bundle")
    assert (answer.status, answer.body) == (410, b"Revoked: A mistake\n")
    status, out = verified(place.file)
    assert status == 2
    made_at = json.loads(place.file.read_bytes())["made_at"].partition(".")[0]
    assert f"What is known about revocation is of {made_at}" in out
