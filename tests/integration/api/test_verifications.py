"""One badge at a time: every form of it, to whom it was given, in every language."""

from __future__ import annotations

import base64
import io
import tomllib
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

import verifier
from issuer.actions import verification
from issuer.web.api.answers import VERSION
from tests.doubles.fixed import private_keys
from tests.house.tree import HOUSE
from tests.integration.api.conftest import ORIGIN, told
from verifier import EarnedBy, UnsafeAnyIssuer
from verifier.openbadges import jws

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.integration.api.conftest import Api

PATH = "/api/v1/verifications"


def ask(api: Api, **asked: str) -> dict[str, Any]:
    """Return the answer to a JSON request that succeeds."""
    return told(api.client.post(PATH, json=asked))


def upload(api: Api, data: bytes, **fields: str) -> TestResponse:
    """Send *data* as a file."""
    boundary, body = encode_multipart({**fields, "badge": FileStorage(io.BytesIO(data), "badge")})
    kind = f"multipart/form-data; boundary={boundary}"
    return api.client.post(PATH, data=body, content_type=kind)


def test_the_answer_has_what_a_platform_needs(api: Api) -> None:
    """Verdict, badge, class, issuer, recipient, documents with hashes and times, who checked."""
    answer = ask(api, badge=api.address(), recipient="amina_K")
    assert answer["valid"] is True
    assert answer["subject"] == api.address()
    assert answer["issuer"]["name"] == "Our community"
    assert answer["issuer"]["id"].startswith(f"{ORIGIN}/issuers/community/")
    assert answer["badge_class"]["name"] == "Wikidata basics"
    assert answer["recipient_matches"] is True
    assert answer["checked_at"] == api.here.clock.now().isoformat()
    assert answer["verifier"] == {"name": "Barnstar", "version": VERSION}
    seen = answer["documents"]
    assert api.address() in {document["address"] for document in seen}
    assert all(len(document["sha256"]) == 64 and document["fetched_at"] for document in seen)


def test_the_version_is_that_of_the_project() -> None:
    """What an answer names as its verifier is what is installed."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == VERSION


@pytest.mark.parametrize("suffix", [".jws", ".png", ".svg"])
def test_every_form_is_judged_alike(api: Api, suffix: str) -> None:
    """As a file, as text and as a data: address, a signed badge has one verdict."""
    data = api.file(suffix)
    answers = [
        told(upload(api, data)),
        ask(api, badge=f"data:application/octet-stream;base64,{base64.b64encode(data).decode()}"),
    ]
    if suffix != ".png":
        answers.append(ask(api, badge=data.decode()))
    assert [answer["valid"] for answer in answers] == [True] * len(answers)
    assert len({answer["subject"] for answer in answers}) == 1


@pytest.mark.parametrize("recipient", ["", "Amina K", "Somebody Else"])
def test_the_report_is_the_verifiers(api: Api, recipient: str) -> None:
    """Nothing is added to the findings, and nothing is left out."""
    for badge in (api.address(), api.revoked_address, "no badge at all", ""):
        asked = {"badge": badge, "recipient": recipient} if recipient else {"badge": badge}
        policy = EarnedBy(recipient) if recipient else UnsafeAnyIssuer()
        try:
            report = verifier.verify(
                badge,
                policy=policy,
                fetcher=verification.fetcher(api.here.service),
                now=api.here.clock.now(),
            )
        except (verifier.VerificationError, verifier.InvalidBadge) as error:
            report = error.report
        answer = ask(api, **asked)
        expected = report.as_json()
        assert {name: answer[name] for name in expected} == expected


def test_the_recipient_is_compared_when_it_was_named(api: Api) -> None:
    """True, false, or null: nobody asked, or it could not be decided."""
    assert ask(api, badge=api.address())["recipient_matches"] is None
    other = ask(api, badge=api.address(), recipient="Somebody Else")
    assert (other["valid"], other["recipient_matches"]) == (False, False)
    unread = ask(api, badge="https://elsewhere.example/1", recipient="Amina K")
    assert (unread["valid"], unread["recipient_matches"]) == (None, None)


def test_a_forged_badge_proves_nobodys_name(api: Api) -> None:
    """Whom a badge names that somebody else signed is not known."""
    _first, other_key = islice(private_keys(), 2)
    forged = jws.encode(jws.read(api.file(".jws").decode()).payload, other_key)
    answer = ask(api, badge=forged, recipient="Amina K")
    assert (answer["valid"], answer["recipient_matches"]) == (False, None)


@pytest.mark.parametrize("suffix", [".html", "/embed", "/status.svg", "/", "?lang=ar"])
def test_the_address_of_a_page_about_a_badge_is_the_badge(api: Api, suffix: str) -> None:
    """What people copy from the address bar is judged as the badge that it shows."""
    answer = ask(api, badge=api.address(suffix))
    assert (answer["valid"], answer["subject"]) == (True, api.address())


def test_sentences_are_in_the_readers_language_and_codes_stay(api: Api) -> None:
    """`?lang=` comes before Accept-Language; codes and verdicts are the same in each."""
    asked = {"badge": api.revoked_address}
    english = ask(api, **asked)
    arabic = api.client.post(f"{PATH}?lang=ar", json=asked, headers={"Accept-Language": "ja"})
    japanese = api.client.post(PATH, json=asked, headers={"Accept-Language": "ja, en;q=0.5"})
    assert arabic.headers["Content-Language"] == "ar"
    assert japanese.headers["Content-Language"] == "ja"
    assert "Accept-Language" in japanese.headers["Vary"]
    all_three = [english, told(arabic), told(japanese)]
    findings = [answer["findings"] for answer in all_three]
    assert len({tuple(finding["code"] for finding in found) for found in findings}) == 1
    assert len({found[0]["sentence"] for found in findings}) == 3
    # What was put into a sentence that runs from right to left is isolated.
    assert f"\u2068{api.revoked_address}\u2069" in arabic.text


def test_a_file_of_more_than_2_mb_is_not_judged(api: Api) -> None:
    """A badge never is so large, and reading it would cost everybody else."""
    assert told(upload(api, bytes(2 * 1024 * 1024)))["valid"] is False
    assert "2 MB" in told(upload(api, bytes(2 * 1024 * 1024 + 1)), 413)["detail"]


def test_an_answer_is_nobody_elses(api: Api) -> None:
    """No cache keeps it, and a page of any site may read it."""
    response = api.client.post(PATH, json={"badge": api.address()})
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
