"""The sentence on top: the worst that was found, and never more than was proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.actions.verification import Question
from issuer.rules.addresses import Addresses
from issuer.web import answers, issuers, verdicts
from issuer.web.localisation import LANGUAGES
from tests.unit.issuer.web.reading import read
from tests.unit.issuer.web.test_findings import parameters_of
from verifier import SENTENCES, Finding, Outcome, Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from issuer.web.verdicts import Verdict

OURS = Addresses("https://badges.example.org")
HOSTILE = "<script>alert(1)</script>\u202e{0}%s"
STRANGER = {"id": "https://other.example/issuer", "name": "Weavers"}
ASSERTION = {"type": "Assertion"}


def finding(
    code: str, outcome: Outcome = Outcome.FAILED, value: str = "https://h.example/x"
) -> Finding:
    """Return the finding *code*, every parameter of it *value*."""
    return Finding(code, outcome, dict.fromkeys(parameters_of(SENTENCES[code]), value))


def verdict(
    app: Flask,
    found: Iterable[Finding],
    recipient: str = "",
    language: str = "en",
) -> Verdict:
    """Return the verdict on a stranger's badge of which *found* is known."""
    report = Report(tuple(found), assertion=ASSERTION, issuer=STRANGER, form="signed")
    with app.test_request_context(f"/verify?lang={language}"):
        issuer = issuers.of_report(report, OURS, [])
        return verdicts.verdict(report, Question("x", recipient), issuer)


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        (["signature.broken"], "This badge is not genuine"),
        (["signature.fits_no_key", "time.expired"], "This badge is not genuine"),
        (["key.not_listed"], "This badge is not genuine"),
        (["key.revoked"], "This badge is not genuine"),
        (["scope.outside", "revocation.revoked"], "This badge is not genuine"),
        (["document.other_host"], "This badge is not genuine"),
        (["revocation.revoked"], "This badge was revoked"),
        (["revocation.revoked_because", "time.expired"], "This badge was revoked"),
        (["revocation.revoked", "recipient.other"], "This badge was revoked"),
        (["signature.absent"], "This copy proves nothing"),
        (["recipient.other"], "This badge was given to somebody else"),
        (["recipient.other", "issuer.other"], "This badge is not valid"),
        (["time.expired"], "This badge has expired"),
        (["time.expired", "recipient.other"], "This badge has expired"),
        (["time.not_yet_issued"], "This badge is dated in the future"),
        (["property.missing", "criteria.empty"], "This badge is faulty"),
        (["time.expired", "property.missing"], "This badge is faulty"),
        (["fetch.missing"], "This badge is not valid"),
        (["extension.misfit", "issuer.other"], "This badge is not valid"),
    ],
)
def test_the_worst_that_failed_is_on_top(app: Flask, codes: list[str], title: str) -> None:
    """That a badge is forged counts more than that it has expired too."""
    found = verdict(app, map(finding, codes))
    assert (found.look, found.title) == ("bad", title)


@pytest.mark.parametrize("code", ["recipient.other", "time.expired", "time.not_yet_issued"])
def test_nothing_is_called_genuine_while_something_is_open(app: Flask, code: str) -> None:
    """That it was valid until a day, or is genuine, is said only if all else passed."""
    open_ = finding("fetch.failed", Outcome.UNDECIDED)
    found = verdict(app, [finding(code), open_])
    assert found.title not in {
        "This badge was given to somebody else",
        "This badge has expired",
        "This badge is dated in the future",
    }
    assert "genuine" not in found.meaning
    assert "was valid" not in found.meaning


def test_a_code_that_fails_is_never_good(app: Flask) -> None:
    """Whatever the verifier finds wrong, now or later, the page is not green, in any language."""
    for language in LANGUAGES:
        for code in SENTENCES:
            bad = verdict(app, [finding(code, value=HOSTILE)], HOSTILE, language)
            unsure = verdict(app, [finding(code, Outcome.UNDECIDED, HOSTILE)], HOSTILE, language)
            assert (bad.look, unsure.look) == ("bad", "unknown"), code
            for shown in (bad, unsure):
                assert shown.title
                assert read(shown.meaning).tags() <= {"bdi"}, code


def test_who_did_not_answer_is_named(app: Flask) -> None:
    """One host by name; with several, the lines below have them."""
    found = verdict(app, [finding("fetch.failed", Outcome.UNDECIDED)])
    assert "h.example did not give the answer" in read(found.meaning).text
    two = [
        finding("fetch.failed", Outcome.UNDECIDED),
        finding("fetch.unavailable", Outcome.UNDECIDED, "https://other.example/"),
    ]
    assert "h.example" not in verdict(app, two).meaning


def test_who_was_never_asked_does_not_answer_later_either(app: Flask) -> None:
    """An address that is refused is told from a host that is silent."""
    old = "http://old.example/badge"
    found = verdict(app, [finding("fetch.failed", Outcome.UNDECIDED, old)])
    assert found.look == "unknown"
    assert "old.example was not asked" in read(found.meaning).text
    assert "later" not in found.meaning
    mixed = [
        finding("fetch.failed", Outcome.UNDECIDED, old),
        finding("fetch.failed", Outcome.UNDECIDED, "https://old.example/issuer"),
    ]
    assert "was not asked" not in verdict(app, mixed).meaning


@pytest.mark.parametrize("open_", ["fetch.failed", "bundle.not_from_issuer"])
def test_a_badge_that_names_another_says_so_though_something_is_open(
    app: Flask, open_: str
) -> None:
    """The line below says no more of it, so the sentence on top does; nothing is proved."""
    found = verdict(
        app, [finding("recipient.other"), finding(open_, Outcome.UNDECIDED)], "Somebody"
    )
    assert (found.look, found.title) == ("bad", "This badge names somebody else")
    assert "Somebody" in found.meaning
    assert "lines below" not in found.meaning


def _differs(app: Flask, name: str) -> Verdict:
    copy = Finding(
        "copy.differs",
        Outcome.NOTE,
        {"document": "https://other.example/1", "members": f"recipient, {HOSTILE}"},
    )
    report = Report(
        (finding("scope.inside", Outcome.PASSED), copy),
        kind="Assertion",
        assertion=ASSERTION,
        issuer={**STRANGER, "name": name},
        form="hosted",
    )
    with app.test_request_context("/verify?lang=en"):
        issuer = issuers.of_report(report, OURS, ["Our community"])
        shown = answers.answer(Question("x"), report, {})
        assert "copy.differs" in {item.code for item in report.findings}
        assert any("recipient" in check.sentence for check in shown.explains)
        return verdicts.verdict(report, Question("x"), issuer)


def test_a_copy_that_says_something_else_is_told_so(app: Flask) -> None:
    """The badge is valid, its copy is not it: amber, and never "nothing in it was changed"."""
    found = _differs(app, "Weavers")
    assert (found.look, found.title) == (
        "unknown",
        "This badge is valid, but your copy of it differs",
    )
    assert found.is_proved
    told = read(found.meaning)
    assert told.tags() == {"bdi"}
    assert "other.example" in told.text
    assert "recipient" in told.text
    assert "nothing in it was changed" not in told.text


def test_a_copy_does_not_hide_that_its_issuer_can_be_mistaken(app: Flask) -> None:
    """The greater danger is on top; that the copy differs stands below."""
    found = _differs(app, "Our c0mmunity")
    assert found.title == "The issuer of this badge can be mistaken for somebody else"


def test_a_stranger_is_never_called_trusted(app: Flask) -> None:
    """The host is what is proved."""
    found = verdict(app, [finding("key.listed", Outcome.PASSED)])
    assert found.title == "This badge is valid, but nobody here knows its issuer"
    assert "other.example" in found.meaning
    assert "trust" not in found.meaning


def test_what_was_not_checked_is_named_in_one_line(app: Flask) -> None:
    """However many checks a failure left out."""
    codes = [code for code in SENTENCES if code.endswith(".not_checked")]
    found = [finding("revocation.revoked"), *(finding(code, Outcome.UNDECIDED) for code in codes)]
    report = Report(tuple(found), assertion=ASSERTION, form="hosted")
    with app.test_request_context("/verify?lang=en"):
        shown = answers.answer(Question("https://badges.example.org/x"), report, {})
    assert [check.word for check in shown.explains] == ["Failed"]
    assert shown.others == ()
    assert str(shown.unchecked) == (
        "Not checked, because a step before did not succeed: its signature, whose key signed it, "
        "whether it stands where its issuer publishes badges, whether it was revoked, its dates, "
        "what it was awarded for, who issued it, and to whom it was awarded."
    )


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ([finding("recipient.matches", Outcome.PASSED)], "Yes"),
        ([finding("recipient.matches", Outcome.PASSED), finding("time.expired")], "Yes"),
        ([finding("recipient.other")], "No"),
        ([finding("recipient.not_checked", Outcome.UNDECIDED)], "Cannot say"),
        ([finding("recipient.matches", Outcome.NOTE)], "Cannot say"),
        ([finding("revocation.revoked")], "Cannot say"),
    ],
)
def test_whether_it_was_given_to_somebody_is_answered(
    app: Flask, found: list[Finding], word: str
) -> None:
    """Yes, no, or why neither; the person stands in the sentence as a text."""
    report = Report(tuple(found), assertion=ASSERTION)
    photo = Report((finding("input.not_a_badge"),))
    with app.test_request_context("/verify?lang=en"):
        shown = answers.answer(Question("x", HOSTILE), report, {}).given
        assert answers.answer(Question("x"), report, {}).given is None
        assert answers.answer(Question("x", HOSTILE), photo, {}).given is None
    assert shown is not None
    assert shown.word == word
    assert read(shown.sentence).tags() == {"bdi"}
