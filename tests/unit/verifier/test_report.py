"""The report: its verdict, its order, its sentences, and its two JSON shapes."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import verifier
from verifier import SENTENCES, Finding, Outcome, Report, SeenDocument
from verifier.report import MAX_SHOWN

PASSED = Finding("time.issued", Outcome.PASSED, {"issued_on": "2026-10-01T00:00:00Z"})
NOTE = Finding("issuer.any", Outcome.NOTE, {"issuer": "https://badges.example.org/issuer"})
FAILED = Finding("key.none_listed", Outcome.FAILED, {"issuer": "https://badges.example.org"})
UNDECIDED = Finding("scope.not_checked", Outcome.UNDECIDED)

SOURCES = sorted(Path(verifier.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((PASSED, NOTE), "true"),
        ((PASSED, UNDECIDED), "null"),
        ((PASSED, UNDECIDED, FAILED), "false"),
        ((FAILED,), "false"),
        ((NOTE,), "null"),
        ((), "null"),
    ],
)
def test_the_verdict_follows_from_the_findings(
    findings: tuple[Finding, ...], expected: str
) -> None:
    """One failure is enough, one open question is too, and nothing at all proves nothing."""
    assert json.dumps(Report(findings).as_json()["valid"]) == expected


def test_what_could_not_be_checked_stands_first() -> None:
    """Readers overlook what was not said, so it is said first."""
    report = Report((PASSED, NOTE, FAILED, UNDECIDED))
    assert report.ordered_findings == (UNDECIDED, FAILED, NOTE, PASSED)
    assert [item["code"] for item in report.as_json()["findings"]] == [
        "scope.not_checked",
        "key.none_listed",
        "issuer.any",
        "time.issued",
    ]


def test_the_json_is_as_promised() -> None:
    """Other programs rely on every name in it."""
    seen = SeenDocument("https://badges.example.org", "00", datetime(2026, 11, 2, tzinfo=UTC))
    report = Report((PASSED, NOTE), subject="urn:uuid:1", form="signed", documents=(seen,))
    assert json.loads(json.dumps(report.as_json())) == {
        "valid": True,
        "subject": "urn:uuid:1",
        "kind": "Assertion",
        "form": "signed",
        "findings": [
            {
                "code": "issuer.any",
                "outcome": "note",
                "parameters": {"issuer": "https://badges.example.org/issuer"},
                "sentence": NOTE.sentence,
            },
            {
                "code": "time.issued",
                "outcome": "passed",
                "parameters": {"issued_on": "2026-10-01T00:00:00Z"},
                "sentence": "The badge was issued on 2026-10-01T00:00:00Z.",
            },
        ],
        "documents": [
            {
                "address": "https://badges.example.org",
                "sha256": "00",
                "fetched_at": "2026-11-02T00:00:00+00:00",
            }
        ],
        "report": {
            "valid": True,
            "errorCount": 0,
            "warningCount": 1,
            "messages": [
                {
                    "name": "issuer.any",
                    "messageLevel": "WARNING",
                    "success": False,
                    "result": NOTE.sentence,
                }
            ],
            "validationSubject": "urn:uuid:1",
            "openBadgesVersion": "2.0",
        },
        "graph": [],
    }


def test_what_is_no_badge_is_never_called_one() -> None:
    """Valid means something else for a badge class, and programs are told as well."""
    report = Report((PASSED,), kind="BadgeClass", version="1.1")
    assert report.verdict == "This document is valid, but it is no badge that somebody was awarded."
    assert report.as_json()["kind"] == "BadgeClass"
    assert report.as_json()["report"]["openBadgesVersion"] == "1.1"
    assert Report((PASSED,)).verdict == "This badge is valid."


def test_users_of_the_other_validator_never_read_undecided_as_valid() -> None:
    """That validator knows two outcomes, and an open question is an error there."""
    reference = Report((PASSED, UNDECIDED)).as_json()["report"]
    assert (reference["valid"], reference["errorCount"]) == (False, 1)


@given(st.text())
def test_a_strangers_text_cannot_steer_a_terminal(text: str) -> None:
    """Whatever a badge says, its findings are one printable line of limited length."""
    sentence = Finding("address.unsupported", Outcome.FAILED, {"address": text}).sentence
    shown = sentence.replace("\u200c", "").replace("\u200d", "")
    assert shown.isprintable()
    assert len(sentence) < MAX_SHOWN + 200


def test_joiners_stay() -> None:
    """Persian names are spelled with them."""
    finding = Finding("address.unsupported", Outcome.FAILED, {"address": "می\u200cخواهم"})
    assert finding.parameters["address"] == "می\u200cخواهم"


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_is_one(code: str) -> None:
    """A sentence ends as one, and its parameters are plain words that translators can read."""
    template = SENTENCES[code]
    assert template.endswith((".", "{reason}"))
    assert code.count(".") == 1
    fields = [field for _, field, _, _ in string.Formatter().parse(template) if field is not None]
    assert all(field.isidentifier() for field in fields)


def test_every_code_is_used() -> None:
    """Each code is translated by somebody, so none stays that nothing says any more."""
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.stem != "sentences")
    unused = [
        code for code in SENTENCES if f'"{code}"' not in text and not code.endswith(".not_checked")
    ]
    assert unused == []
