"""Who issued a badge: what helps to judge, and never a word of trust."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.rules.addresses import Addresses
from issuer.web import issuers, look_alikes
from tests.unit.issuer.web.reading import read
from verifier import Finding, Outcome, Report

if TYPE_CHECKING:
    from flask import Flask

    from issuer.web.issuers import Issuer

OURS = Addresses("https://badges.example.org")
NAMES = ["Our community"]


def of(app: Flask, profile: dict[str, Any], *codes: str) -> Issuer:
    """Return the issuer of a badge with that *profile*, for which the checks *codes* passed."""
    findings = tuple(Finding(code, Outcome.PASSED) for code in codes)
    with app.test_request_context("/verify?lang=en"):
        found = issuers.of_report(Report(findings, issuer=profile), OURS, NAMES)
    assert found is not None
    return found


def test_ours_is_known_by_its_address_alone(app: Flask) -> None:
    """A name proves nothing, and no warning is about ourselves."""
    ours = of(app, {"id": OURS.issuer("community"), "name": "Our community"}, "key.listed")
    assert ours.is_ours
    assert ours.is_proved
    assert (ours.warnings, ours.hints) == ((), ())
    other = of(app, {"id": "https://evil.example/issuers/community", "name": "Our community"})
    assert not other.is_ours
    assert not other.is_proved


@pytest.mark.parametrize("code", ["key.listed", "key.on_own_host", "scope.inside"])
def test_what_proves_the_issuer(app: Flask, code: str) -> None:
    """Each form of badge has one check that says whose it is."""
    profile = {"id": "https://a.example/issuer"}
    assert of(app, profile, code).is_proved
    assert not of(app, profile, "document.read", "signature.fits").is_proved


def test_a_copied_proof_is_none(app: Flask) -> None:
    """What a bundle copies is a note, and proves nothing."""
    note = Report((Finding("key.listed", Outcome.NOTE),), issuer={"id": "https://a.example/issuer"})
    with app.test_request_context("/verify?lang=en"):
        found = issuers.of_report(note, OURS, NAMES)
    assert found is not None
    assert not found.is_proved


@pytest.mark.parametrize(
    "name",
    [
        "Our community",
        "OUR COMMUNITY",
        "Our  cоmmunity",
        "0ur-community!",
        "OurCommunity",
        "Our Community ✓",
        "Our community (official)",
        "The Our community",
        "Our communlty",
        "Our cornmunity",
        "Our cómmunity",
        "Ｏｕｒ community",
        "ＯＵＲ ＣＯＭＭＵＮＩＴＹ",
        "𝐎ur community",
        "ᴏᴜʀ ᴄᴏᴍᴍᴜɴɪᴛʏ",
        "🅞🅤🅡 community",
        "Øur ĉømmunity",
        "Our COMMUNІTY",
        "Our соммunity",
        "OUR COMМUNITY",
        "OUR COMMUΝITY",
        "Ουρ community",
        "Օur community",
        "Our commu\u200bnity",
        "Our com\u00admunity",
        "Our comm\u202eunity",
        "Our c\u0336o\u0336mmunity",
    ],
)
def test_a_stranger_with_our_name_is_told_apart(app: Flask, name: str) -> None:
    """In capitals, with letters of another script, with other spaces: readers see our name."""
    found = of(app, {"id": "https://other.example/issuer", "name": name})
    assert "and is not it" in read("".join(found.warnings)).text


@pytest.mark.parametrize("name", ["Your community", "Our comunity", "Our communityy"])
def test_a_stranger_with_nearly_our_name_is_hinted_at(app: Flask, name: str) -> None:
    """One letter tells neighbours apart, too: Iran and Iraq."""
    found = of(app, {"id": "https://other.example/issuer", "name": name})
    assert found.warnings == ()
    assert "resembles Our community" in read(found.hints[0]).text


@pytest.mark.parametrize("name", ["", "!", "Community", "Weavers", "Our", "Наше сообщество"])
def test_other_names_are_not_warned_of(app: Flask, name: str) -> None:
    """What is part of our name is not our name."""
    found = of(app, {"id": "https://other.example/issuer", "name": name})
    assert (found.warnings, found.hints) == ((), ())


@pytest.mark.parametrize(
    ("ours", "name", "is_warned_of"),
    [
        ("Art", "Art of weaving", False),
        ("Art", "art", True),
        ("किताब", "कुतूब", False),
        ("किताब", "किताब", True),
        ("وِيكي ميديا", "ويكي ميديا", True),
        ("日本の編み物の会", "【公式】日本の編み物の会", True),
        ("ガ", "カ", False),
        ("!!!", "???", False),
    ],
)
def test_names_of_any_script_are_compared(
    app: Flask,
    ours: str,
    name: str,
    is_warned_of: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Marks are letters where they change the word; a short word stands in many names."""
    profile = {"id": "https://other.example/issuer", "name": name}
    with app.test_request_context("/verify?lang=en"):
        found = issuers.of_report(Report((), issuer=profile), OURS, [ours])
    assert found is not None
    assert bool(found.warnings) is is_warned_of


@pytest.mark.parametrize(
    "host",
    [
        "badges.example.org.evil.example",
        "badgess.example.org",
        "bаdges.example.org",
        "xn--bdges-3ve.example.org",
        "badges-example.org",
        "badges.exarnple.org",
        "badges.exampIe.org",
        "badges.exámple.org",
        "badges.exmaple.org",
        "badges-example-org.evil.example",
        "login.badges.example.org.evil.example",
    ],
)
def test_a_host_that_looks_like_ours_is_told_apart(app: Flask, host: str) -> None:
    """One letter more, a letter of another script, ours as the beginning of another."""
    found = of(app, {"id": f"https://{host}/issuer", "name": "X"})
    assert "looks like the host of this site" in read("".join(found.warnings)).text


@pytest.mark.parametrize(
    ("ours", "host", "is_hinted_at"),
    [
        ("badges.example.org", "other.example.net", False),
        ("badges.example.org", "old.example", False),
        ("badges.example.org", "sub.badges.example.org", False),
        ("badges.example.org", "example.org", False),
        ("x.example.org", "example.org", False),
        ("badges.wikimedia.de", "badges.wikimedia.se", True),
        ("badges.wikimedia.or.tz", "badges.wikimedia.or.ke", True),
        ("badges.example.com", "badges.example.co", True),
        ("verify.uni-bonn.de", "verify.uni-koeln.de", False),
        ("en.weavers.example", "de.weavers.example", True),
        ("example.org", "my-example.org", True),
    ],
)
def test_other_hosts_are_not_warned_of(
    app: Flask,
    ours: str,
    host: str,
    is_hinted_at: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """A warning that comes always is read by nobody; neighbours get a hint at most."""
    profile = {"id": f"https://{host}/issuer", "name": "Weavers"}
    with app.test_request_context("/verify?lang=en"):
        found = issuers.of_report(Report((), issuer=profile), Addresses(f"https://{ours}"), NAMES)
    assert found is not None
    assert found.warnings == ()
    assert [f"resembles {ours}" in read(hint).text for hint in found.hints] == (
        [True] if is_hinted_at else []
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_names_and_hosts_are_compared(one: str, other: str) -> None:
    """Nothing breaks, and what is the same looks the same."""
    for likeness in (look_alikes.of_names, look_alikes.of_hosts):
        assert likeness(one, other) in look_alikes.Likeness
    if re.search("[a-z]", one):
        assert look_alikes.of_names(one.upper(), one.upper()) is look_alikes.Likeness.ALIKE


@pytest.mark.parametrize(
    ("host", "ascii_host", "own"),
    [
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example", "münchen.example"),
        ("münchen.example", "xn--mnchen-3ya.example", "münchen.example"),
        ("plain.example", "plain.example", ""),
        ("xn--zzzzzz", "xn--zzzzzz", ""),
    ],
)
def test_a_host_beyond_a_to_z_is_shown_in_both_spellings(
    app: Flask, host: str, ascii_host: str, own: str
) -> None:
    """The first is what computers compare, the second is what people read."""
    found = of(app, {"id": f"https://{host}/issuer"})
    assert (found.host, found.other_host) == (ascii_host, own)


def test_hints_say_what_helps_to_judge(app: Flask) -> None:
    """Whether its website is on the same host, and whether it was read in the open."""
    same = of(app, {"id": "https://a.example/issuer", "url": "https://a.example/"})
    assert [read(hint).text for hint in same.hints] == ["Its website is on the same host."]
    other = of(app, {"id": "http://a.example/issuer", "url": "https://famous.example"})
    plain, elsewhere = (read(hint).text for hint in other.hints)
    assert "http://" in plain
    assert "famous.example" in elsewhere
    assert "Nothing proves" in elsewhere


def test_a_strangers_website_is_no_script(app: Flask) -> None:
    """What is no address of the web is left out."""
    assert of(app, {"id": "https://a.example/issuer", "url": "javascript:alert(1)"}).website == ""


@given(st.text(max_size=300))
def test_any_host_has_two_spellings(host: str) -> None:
    """Whatever a stranger writes as his host, nothing breaks, and it stays short."""
    for spelling in issuers.spellings(host):
        assert len(spelling) <= 4 * len(host) + 8


@given(st.text(max_size=100), st.text(max_size=100))
def test_names_stay_texts(name: str, parameter: str) -> None:
    """What stands in a sentence is escaped and isolated, however it is written."""
    html = issuers.filled("%(name)s is not it.", name=issuers.bdi(f"<b>{name}{parameter}</b>"))
    assert read(html).tags() == {"bdi"}
