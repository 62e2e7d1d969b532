"""A hiring manager checks one badge and has five seconds.

Each test is one thing that applicants hand in.  `pytest -s` prints the sentences that stand
on top of the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.handed_in import hand_in, lay_out
from tests.doubles.installation import install
from tests.unit.issuer.web.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.doubles.handed_in import Desk

WHERE = "https://barnstar.example"

GOOD, BAD = "verdict good", "verdict bad"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Lay out what is handed in, at a Barnstar among strangers."""
    folder = tmp_path_factory.mktemp("desk")
    installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, WHERE)
    yield lay_out(installation)
    installation.service.database.engine.dispose()


def ask(desk: Desk, name: str) -> tuple[str, str, str]:
    """Hand in a thing; return the look, the title and the sentence of the answer."""
    answer = hand_in(desk.installation.client, desk.things[name])
    assert answer.status_code == 200
    _before, _section, after = answer.text.partition('<section class="verdict')
    look, _quote, rest = after.partition('"')
    title = read(rest.partition("<h1")[2].partition("</h1>")[0].partition(">")[2]).text
    sentence = read(rest.partition("<p>")[2].partition("</p>")[0]).text
    print(f"\n{name}: {title} – {sentence}")  # noqa: T201 - for whoever wants to read them
    return f"verdict{look}", title, sentence


def test_a_good_badge(desk: Desk) -> None:
    """Its picture, as it was downloaded."""
    assert ask(desk, "a good badge") == (
        GOOD,
        "This badge is valid",
        "Our community awarded it, nothing in it was changed, and it stands today.",
    )


def test_a_revoked_badge(desk: Desk) -> None:
    """The reason stands on top."""
    assert ask(desk, "a revoked badge") == (
        BAD,
        "This badge was revoked",
        (
            "Its issuer has taken it back and says why: “Awarded to the wrong account.” "
            "Do not accept it."
        ),
    )


def test_an_expired_badge(desk: Desk) -> None:
    """It was true, and says until when."""
    assert ask(desk, "an expired badge") == (
        BAD,
        "This badge has expired",
        (
            "It was valid until 2 December 2026 and no longer counts. "
            "Ask the holder or the issuer whether it was renewed."
        ),
    )


def test_a_forged_badge(desk: Desk) -> None:
    """It names the right issuer, key and person, and somebody else signed it."""
    assert ask(desk, "a forged badge") == (
        BAD,
        "This badge is not genuine",
        (
            "Its signature does not fit: it was changed, or somebody else than its issuer made it. "
            "Do not accept it."
        ),
    )


def test_a_strangers_badge(desk: Desk) -> None:
    """All is in order, and that is never called trusted."""
    assert ask(desk, "a stranger's badge") == (
        GOOD,
        "This badge is valid, but nobody here knows its issuer",
        (
            "Whoever controls badges.example.org issued it, nothing in it was changed, and it "
            "stands today. Whether they are who they say is for you to judge."
        ),
    )


def test_a_badge_of_version_1_1(desk: Desk) -> None:
    """Eleven years old, and as good as a new one."""
    assert ask(desk, "a badge of version 1.1") == (
        GOOD,
        "This badge is valid, but nobody here knows its issuer",
        (
            "Whoever controls old.example.net issued it, nothing in it was changed, and it "
            "stands today. Whether they are who they say is for you to judge."
        ),
    )


def test_a_holiday_photo(desk: Desk) -> None:
    """What it is, and what to ask for."""
    assert ask(desk, "a holiday photo") == (
        BAD,
        "This picture holds no badge",
        (
            "A badge is a PNG or SVG file, and this is another kind of picture. "
            "Ask for the original file, or for the badge’s address."
        ),
    )


@pytest.mark.parametrize(
    ("name", "look", "title"),
    [
        ("a good badge by address", GOOD, "This badge is valid"),
        ("a good badge as text", GOOD, "This badge is valid"),
        ("a good badge in another picture", GOOD, "This badge is valid"),
        ("a screenshot", BAD, "This picture holds no badge"),
        (
            "a stranger's page",
            "verdict unknown",
            "It could not be decided whether this badge is valid",
        ),
        ("a web page", BAD, "This is a web page, not a badge"),
        ("a message", BAD, "This is a message, not a badge, but there is a link in it"),
        (
            "a credential",
            "verdict unknown",
            "This is a newer kind of badge, which cannot be checked here yet",
        ),
        ("a PDF", BAD, "A PDF proves nothing, and this one holds no badge that can be checked"),
        ("a packed file", BAD, "This is a packed file, not a badge"),
        ("a bundle", "verdict unknown", "This file alone does not prove the badge"),
        ("a class", "verdict note", "This is in order, but it is not a badge"),
        (
            "an impostor's badge",
            "verdict unknown",
            "The issuer of this badge can be mistaken for somebody else",
        ),
    ],
)
def test_whatever_else_is_handed_in(desk: Desk, name: str, look: str, title: str) -> None:
    """Each has a sentence of its own on top, and a way out below it."""
    found, shown, sentence = ask(desk, name)
    assert (found, shown) == (look, title)
    assert sentence
