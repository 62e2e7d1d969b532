"""The page that verifies: clear answers, and nothing of a stranger's is trusted or loaded."""

from __future__ import annotations

import io
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from issuer.actions.verification import Question
from issuer.rules.addresses import Addresses
from issuer.web import appearance, badge_pictures, issuers, verdicts, verification
from tests.doubles.handed_in import hand_in
from tests.unit.issuer.web.reading import read
from verifier import Finding, Outcome, Report

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.doubles.installation import Installation

OURS = Addresses("https://badges.example.org")
FINDINGS = (Finding("issuer.any", Outcome.NOTE, {"issuer": "https://x.example"}),)
PNG = b"\x89PNG\r\n\x1a\n"
HOSTILE = '"><script>alert(1)</script>\u202e'

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "name", "image", "criteria", "narrative", "recipient"])
            | st.sampled_from(["identity", "hashed", "issuedOn", "description"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
DOCUMENT = st.dictionaries(
    st.sampled_from(["id", "name", "image", "criteria", "recipient", "issuedOn", "description"]),
    JSON,
    max_size=7,
)


def report(assertion: Any, badge_class: Any = None, issuer: Any = None) -> Report:  # noqa: ANN401 - strangers send anything
    """Return a report that holds strangers' documents."""
    return Report(
        FINDINGS,
        assertion=MappingProxyType(assertion),
        badge_class=badge_class,
        issuer=issuer,
    )


def send(client: FlaskClient, **fields: Any) -> TestResponse:  # noqa: ANN401 - texts and files
    """Send the form in English."""
    page = read(client.get("/verify").text)
    token = next(i["value"] for i in page.all("input") if i.get("name") == "csrf_token")
    # Written out here: the test client would leave a temporary file open for a long one.
    boundary, body = encode_multipart({"csrf_token": token, **fields})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/verify?lang=en", data=body, content_type=kind)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DOCUMENT, DOCUMENT, DOCUMENT)
def test_documents_of_any_shape_can_be_shown(
    app: Flask, assertion: dict[str, Any], badge_class: dict[str, Any], issuer: dict[str, Any]
) -> None:
    """Members that are missing or of the wrong type are left out; nothing breaks."""
    shown = report(assertion, badge_class, issuer)
    found = appearance.of_report(shown)
    assert found is not None
    assert isinstance(found.name, str)
    assert badge_pictures.of_report(shown, b"", {}, OURS).named == ""
    with app.test_request_context("/verify?lang=en"):
        assert issuers.of_report(shown, OURS, ["Our community"]) is not None
        assert verdicts.verdict(shown, Question("x"), None).title


@pytest.mark.parametrize(
    ("recipient", "shown", "hidden"),
    [
        (
            {"identity": "https://meta.wikimedia.org/wiki/User:Amina_K", "hashed": False},
            "Amina K",
            False,
        ),
        ({"identity": "a@b.example", "hashed": False}, "a@b.example", False),
        ({"identity": "sha256$abc", "hashed": True}, "", True),
        ({"identity": 5, "hashed": False}, "", False),
        ("nobody", "", False),
    ],
)
def test_the_holder_is_shown_only_when_the_badge_says_who(
    recipient: Any,  # noqa: ANN401 - JSON
    shown: str,
    hidden: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    """A hash is said to be one, and never shown as a name."""
    found = appearance.of_report(report({"recipient": recipient}))
    assert found is not None
    assert (found.recipient, found.recipient_is_hidden) == (shown, hidden)


def test_nothing_sent_is_told_beside_the_field(installation: Installation) -> None:
    """An empty form gets a sentence, and no verdict."""
    answer = send(installation.client, badge="  ", recipient="")
    assert answer.status_code == 400
    assert "Nothing was sent." in answer.text
    assert "verdict" not in answer.text


@pytest.mark.parametrize("kind", ["badge", "file"])
def test_what_is_too_large_is_told_so(installation: Installation, kind: str) -> None:
    """More than 2 MB is not read, and the page says what to send instead."""
    content = "x" * (verification.MAX_BADGE_BYTES + 1)
    sent = content if kind == "badge" else FileStorage(io.BytesIO(content.encode()), "badge.png")
    answer = send(installation.client, **{kind: sent})
    assert answer.status_code == 413
    assert "larger than 2 MB" in answer.text


@pytest.mark.parametrize("badge", ["hello", "{}", "\x00\x01", HOSTILE, "x" * 100_000, "a.b.c"])
def test_what_is_no_badge_gets_an_answer_too(installation: Installation, badge: str) -> None:
    """Whatever is pasted, the page answers in words and repeats no markup."""
    answer = send(installation.client, badge=badge)
    assert answer.status_code == 200
    assert "verdict" in answer.text
    assert answer.text.count("<script") == 1
    assert "alert(1)</script>" not in answer.text


def test_an_issuer_is_not_called_a_badge(installation: Installation) -> None:
    """What is valid in its own right was still awarded to nobody, and is not shown as good."""
    address = installation.service.addresses.issuer("community")
    page = send(installation.client, badge=address, recipient="").text
    assert "This is in order, but it is not a badge" in page
    assert "This badge is valid" not in page


def test_answers_are_kept_by_nobody(installation: Installation) -> None:
    """The answer is for this moment and this reader."""
    answer = installation.client.get("/verify?badge=hello")
    assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_that_is_sent_is_logged(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the badge nor the person who was asked about reaches a log."""
    with caplog.at_level(0):
        send(installation.client, badge="https://secret.example/badge", recipient="Amina K")
        streamed = hand_in(
            installation.client,
            "https://secret.example/badge",
            "Amina K",
            Accept=verification.NDJSON,
        )
        assert "secret.example" in streamed.text
    assert "secret.example" not in caplog.text
    assert "Amina" not in caplog.text


def test_a_text_and_a_file_are_not_one_question(installation: Installation) -> None:
    """Neither is taken for the other; the text stays in the form."""
    file = FileStorage(io.BytesIO(PNG), "badge.png")
    answer = send(installation.client, badge="https://a.example/1", file=file, recipient="Amina")
    assert answer.status_code == 400
    assert "You sent a text and a file. Send one of them." in answer.text
    assert ">https://a.example/1</textarea>" in answer.text
    assert 'value="Amina"' in answer.text
    empty = FileStorage(io.BytesIO(b""), "badge.png")
    assert send(installation.client, badge="x", file=empty).status_code == 400


def test_the_answer_says_what_was_asked(installation: Installation) -> None:
    """An address, or the name of a file; the form above the next question is empty."""
    asked = send(installation.client, badge=f"https://a.example/{HOSTILE}").text
    assert "You asked about:" in asked
    assert "<script>alert" not in asked
    assert "></textarea>" in asked
    file = FileStorage(io.BytesIO(PNG), f"my{HOSTILE}.png")
    named = read(send(installation.client, file=file).text).text
    assert "You asked about: my" in named
