"""The verifier by itself: without the service's libraries, and under another name elsewhere."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.issuer_in_memory import BADGE_CLASS, NOW, PROFILE, TINY_PNG, IssuerInMemory
from tests.house.tree import HOUSE
from verifier import InvalidBadge, MemoryFetcher, UnsafeAnyIssuer, VerificationError, verify
from verifier.openbadges import png, svg

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from verifier import Document

BLOCKED = (
    *("flask", "sqlalchemy", "marshmallow", "qrcode", "requests", "pyld", "jsonschema"),
    *("requests_hardened", "urllib3", "lxml", "PIL", "babel", "jinja2", "werkzeug"),
)

# What is copied must not find the original: nothing of ours is on the path but the copy.
PROGRAM = """
import base64, importlib, json, sys
from datetime import datetime

question = json.load(sys.stdin)

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in question["blocked"]:
            raise ImportError(name + " is blocked.", name=name)

sys.meta_path.insert(0, Blocked())
package = importlib.import_module(question["package"])
documents = {
    address: package.Document(address, status, type_, base64.b64decode(body))
    for address, (status, type_, body) in question["documents"].items()
}
answers = []
for badge in question["badges"]:
    try:
        report = package.verify(
            base64.b64decode(badge),
            policy=package.UnsafeAnyIssuer(),
            fetcher=package.MemoryFetcher(documents),
            now=datetime.fromisoformat(question["now"]),
        )
    except (package.VerificationError, package.InvalidBadge) as error:
        report = error.report
    answers.append(report.as_json())
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({"answers": answers, "loaded": sorted(loaded)}))
"""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>A loom</title></svg>'


def badges(issuer: IssuerInMemory) -> dict[str, bytes]:
    """Return badges in every form, valid and not, by what they are."""
    signed, hosted = issuer.signed(), issuer.hosted()
    issuer.hosted(f"{hosted}0")
    issuer.put(f"{hosted}0", b"", status=410)
    return {
        "signed": signed.encode(),
        "hosted": hosted.encode(),
        "a copy of a hosted one": json.dumps(issuer.document(hosted)).encode(),
        "png": png.bake(TINY_PNG, signed),
        "svg": svg.bake(SVG, signed),
        "revoked": f"{hosted}0".encode(),
        "forged": f"{signed.rpartition('.')[0]}.{'A' * 342}".encode(),
        "expired": issuer.signed(expires="2026-10-02T00:00:00Z").encode(),
        "incomplete": issuer.signed(issuedOn=None).encode(),
        "a class": BADGE_CLASS.encode(),
        "a Profile": PROFILE.encode(),
        "nothing": b"",
        "no badge": b"<html></html>",
    }


def here(badge: bytes, documents: Mapping[str, Document]) -> dict[str, Any]:
    """Return what is answered in this process, where nothing is blocked."""
    try:
        fetcher = MemoryFetcher(documents)
        return verify(badge, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW).as_json()
    except (VerificationError, InvalidBadge) as error:
        return error.report.as_json()


def elsewhere(package: str, path: Path, blocked: tuple[str, ...]) -> dict[str, Any]:
    """Return what *package*, found in *path*, answers in a process of its own."""
    issuer = IssuerInMemory()
    given = badges(issuer)
    question = {
        "package": package,
        "blocked": blocked,
        "now": NOW.isoformat(),
        "badges": [base64.b64encode(badge).decode() for badge in given.values()],
        "documents": {
            address: (item.status, item.content_type, base64.b64encode(item.body).decode())
            for address, item in issuer.published.items()
        },
    }
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROGRAM],
        input=json.dumps(question),
        env={**os.environ, "PYTHONPATH": str(path)},
        cwd=path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    expected = {name: here(badge, issuer.published) for name, badge in given.items()}
    assert dict(zip(given, answer["answers"], strict=True)) == expected
    assert {name for name, item in expected.items() if item["valid"]} >= {
        *("signed", "hosted", "png", "svg", "a class", "a Profile"),
    }
    return answer


def test_every_verdict_on_plain_badges_needs_two_libraries() -> None:
    """With Flask and all the others out of reach, each report is the same, word for word."""
    elsewhere("verifier", HOUSE, BLOCKED)


def test_the_block_holds() -> None:
    """A library on the list cannot be imported, or the test above would show nothing."""
    with pytest.raises(AssertionError, match=r"cryptography is blocked\."):
        elsewhere("verifier", HOUSE, (*BLOCKED, "cryptography"))


def test_nothing_else_is_loaded() -> None:
    """Plain badges do not load the large libraries even where they are installed."""
    answer = elsewhere("verifier", HOUSE, ())
    assert set(answer["loaded"]).isdisjoint(BLOCKED)


@pytest.mark.parametrize("package", ["badgecheck", "vendored.badgecheck"])
def test_the_folder_works_elsewhere_under_another_name(tmp_path: Path, package: str) -> None:
    """Copied into another project, it imports nothing of ours and gives the same reports."""
    target = tmp_path.joinpath(*package.split("."))
    shutil.copytree(HOUSE / "verifier", target, ignore=shutil.ignore_patterns("__pycache__"))
    if target.parent != tmp_path:
        (target.parent / "__init__.py").touch()
    answer = elsewhere(package, tmp_path, BLOCKED)
    assert set(answer["loaded"]).isdisjoint({"verifier", "issuer", "keys", "badge_classes"})


def test_the_copied_command_works(tmp_path: Path) -> None:
    """`python -m badgecheck` answers like `python -m verifier`."""
    shutil.copytree(
        HOUSE / "verifier",
        tmp_path / "badgecheck",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    done = subprocess.run(
        [sys.executable, "-P", "-m", "badgecheck", "{}"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "not" in done.stdout
