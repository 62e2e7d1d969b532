"""The cases on which the verdict of the standard is known, one test each.

They are not part of this repository: they stand in `shared/cases/ob2` beside it.
A case says what a sound verifier answers (`sound_valid`), and whether the standard
leaves that open (`policy`).
"""

from __future__ import annotations

import base64
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.absent import LOUD
from verifier import (
    AllOf,
    Batch,
    Document,
    EarnedBy,
    InvalidBadge,
    MemoryFetcher,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    cli,
    verify,
)

CASES = Path(__file__).parents[3] / "shared" / "cases" / "ob2"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason=f"{LOUD} SHARED CASES: there is no {CASES}."
)

OUR_CHOICE = {
    "endorsement-future": "An endorsement that is not yet made is not yet one, as with badges.",
    "ext-dynamic-ok": "Contexts and schemas that are not bundled are not fetched: it is undecided.",
    "profile-publickey-dead": "A hosted badge needs no key, so its issuer's key is not fetched.",
    "signed-alg-eddsa": "Ed25519 is a sound algorithm, and the standard forbids none.",
    "signed-alg-es256": "ECDSA on P-256 is too.",
    "signed-key-pem-one-line": "A key without line breaks is the same key.",
    "signed-key-rsa-1024": "RSA keys under 2048 bits are too weak to prove anything.",
    "signed-leading-space": "People paste white space around a text; it is no part of the JWS.",
}
"""The standard leaves these open, and we answer otherwise than `sound_valid`, for a reason."""

UNDECIDED = {
    "A document that is needed cannot be had.": {
        "assertion-image-dead",
        "badge-image-dead",
        "badge-issuer-embedded-unreachable",
        "endorsement-dead",
        "endorsement-embedded",
        "hosted-redirect-loop",
        "hosted-unreachable",
        "revlist-dead",
    },
    "Contexts and schemas that are not bundled are not fetched.": {
        "ext-context-dead",
        "ext-dynamic-bad",
        "ext-dynamic-ok",
        "ext-unknown-type",
        "hosted-context-unfetchable",
    },
    "A recipient is asked for, and a badge class has none.": {
        "recipient-on-badgeclass-input",
    },
}
"""What is not valid, but we do not say that it never was."""


def _names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.json"))


def _case(name: str) -> dict[str, Any]:
    case: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return case


def _badge(case: dict[str, Any]) -> str | bytes:
    text: str | None = case.get("input")
    return base64.b64decode(case["input_base64"]) if text is None else text


def _recipients(case: dict[str, Any]) -> list[str]:
    return [
        value
        for values in (case["recipient"] or {}).values()
        for value in (values if isinstance(values, list) else [values])
    ]


def _document(address: str, answer: dict[str, Any]) -> Document:
    coded = answer.get("body_base64")
    headers = {name.lower(): value for name, value in (answer.get("headers") or {}).items()}
    return Document(
        address,
        answer["status"],
        answer.get("content_type") or "",
        answer["body"].encode() if coded is None else base64.b64decode(coded),
        headers,
    )


def _judge(case: dict[str, Any], batch: Batch | None = None) -> Report:
    wanted = _recipients(case)
    demands = [EarnedBy(*wanted)] if wanted else []
    policy = AllOf(UnsafeAnyIssuer(), *demands)
    try:
        if batch is not None:
            return batch.verify(_badge(case), policy=policy)
        return verify(_badge(case), policy=policy, fetcher=_fetcher(case), now=NOW)
    except (VerificationError, InvalidBadge) as error:
        return error.report


def _fetcher(case: dict[str, Any]) -> MemoryFetcher:
    documents = case["documents"].items()
    return MemoryFetcher({address: _document(address, item) for address, item in documents})


@pytest.mark.parametrize("name", _names())
def test_the_verdict_is_that_of_the_standard(name: str) -> None:
    """Each case is answered as the standard wants, unless it is open and we choose otherwise."""
    case = _case(name)
    report = _judge(case)
    findings = "\n".join(item.sentence for item in report.ordered_findings)
    expected = case["sound_valid"] is not (name in OUR_CHOICE)
    assert (report.valid is True) is expected, f"{case['why']}\n{findings}"
    undecided = any(name in names for names in UNDECIDED.values())
    assert (report.valid is None) is undecided, f"{case['why']}\n{findings}"


@pytest.mark.parametrize("name", _names())
def test_a_batch_gives_the_same_report(name: str) -> None:
    """A badge in a batch has the report of a call by itself, the first time and again."""
    case = _case(name)
    alone, batch = _judge(case), Batch(_fetcher(case), NOW)
    for _ in range(3):
        report = _judge(case, batch)
        assert report == alone
        assert report.as_json() == alone.as_json()


@pytest.mark.parametrize("name", _names())
def test_the_command_gives_the_same_verdict(name: str, tmp_path: Path) -> None:
    """What stands in a file of documents is answered like what a program hands in."""
    case = _case(name)
    documents = tmp_path / "documents.json"
    documents.write_text(json.dumps(case["documents"]), encoding="utf-8")
    badge, out = _badge(case), io.StringIO()
    given = [part for value in _recipients(case) for part in ("--recipient", value)]
    status = cli.main(
        ["-", *given, "--documents", str(documents), "--json"],
        stdin=io.BytesIO(badge.encode() if isinstance(badge, str) else badge),
        stdout=out,
        stderr=io.StringIO(),
        fetcher=None,
        environ={},
        now=NOW,
    )
    expected = _judge(case)
    assert status == {True: 0, False: 1, None: 2}[expected.valid]
    assert json.loads(out.getvalue())["valid"] is expected.valid


def test_only_open_cases_are_our_choice() -> None:
    """Where the standard says what is right, we have no choice."""
    assert [name for name in OUR_CHOICE if not _case(name)["policy"]] == []


def test_every_listed_case_exists() -> None:
    """A case that was renamed or taken away does not stay on a list."""
    assert set(OUR_CHOICE).union(*UNDECIDED.values()) - set(_names()) == set()
