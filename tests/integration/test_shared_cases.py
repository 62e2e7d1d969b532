"""The cases on which the verdict of the standard is known, one test each.

They are not part of this repository: they stand in `shared/cases/ob2` beside it.
A case says what a sound verifier answers (`sound_valid`).  "Not valid" is also
answered where a document that is needed cannot be had: then we say undecided.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.absent import LOUD
from verifier import (
    AllOf,
    Document,
    EarnedBy,
    InvalidBadge,
    MemoryFetcher,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)

CASES = Path(__file__).parents[3] / "shared" / "cases" / "ob2"
NOW = datetime(2026, 11, 1, tzinfo=UTC)

UNREACHABLE = {
    "assertion-image-dead",
    "badge-image-dead",
    "badge-issuer-embedded-unreachable",
    "hosted-redirect-loop",
    "hosted-unreachable",
    "revlist-dead",
}
"""A document that is needed cannot be had.  Not valid, but we do not say that it never was."""

OUR_CHOICE = {
    "profile-publickey-dead": "A hosted badge needs no key, so its issuer's key is not fetched.",
    "signed-alg-eddsa": "Ed25519 is a sound algorithm, and the standard forbids none.",
    "signed-alg-es256": "ECDSA on P-256 is too.",
    "signed-key-pem-one-line": "A key without line breaks is the same key.",
    "signed-key-rsa-1024": "RSA keys under 2048 bits are too weak to prove anything.",
    "signed-leading-space": "People paste white space around a text; it is no part of the JWS.",
}
"""The standard leaves these open, and we answer the opposite of the reference, for a reason."""

NOT_YET = {
    "Endorsements are not judged.": {
        "endorsement-as-input",
        "endorsement-bad-issuedon",
        "endorsement-claim-no-id",
        "endorsement-claim-other-object",
        "endorsement-dead",
        "endorsement-embedded",
        "endorsement-foreign-issuer",
        "endorsement-future",
        "endorsement-linked",
        "endorsement-no-claim",
        "endorsement-no-issuedon",
        "endorsement-no-issuer",
        "endorsement-on-assertion",
        "endorsement-on-profile",
        "endorsement-two",
    },
    "There is no JSON-LD processor, and extensions are not judged.": {
        "ext-context-at-top",
        "ext-context-dead",
        "ext-dynamic-bad",
        "ext-dynamic-ok",
        "ext-example-number",
        "ext-example-ok",
        "ext-geo-bad-on-profile",
        "ext-geo-latitude-text",
        "ext-geo-missing-latitude",
        "ext-geo-ok",
        "ext-not-typed-extension",
        "ext-unknown-type",
        "hosted-context-array",
        "hosted-context-term-remap",
        "hosted-context-unfetchable",
    },
    "Versions before 2.0 are not read.": {
        "hosted-no-context",
        "legacy-0.5-hosted",
        "legacy-0.5-json-input",
        "legacy-0.5-no-criteria",
        "legacy-1.0-copy-with-real-verify-url",
        "legacy-1.0-hosted",
        "legacy-1.0-json-input",
        "legacy-1.0-other-origin",
        "legacy-1.0-string-recipient",
        "legacy-1.1-alignment",
        "legacy-1.1-date-only",
        "legacy-1.1-garbage-date",
        "legacy-1.1-hosted",
        "legacy-1.1-issuer-redirect",
        "legacy-1.1-issuerorg",
        "legacy-1.1-signed-garbage-signature",
        "legacy-1.1-unix-timestamp",
        "legacy-1.1-verification-word",
    },
    "Only Assertions are judged.": {
        "badge-as-input",
        "recipient-on-badgeclass-input",
    },
}
"""What is undecided, by the reason; a case that is decided has to be taken off."""


def _names() -> list[str]:
    return sorted(path.stem for path in CASES.glob("*.json"))


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


def _judge(case: dict[str, Any]) -> Report:
    answers = {address: _document(address, item) for address, item in case["documents"].items()}
    badge = case["input"] if "input" in case else base64.b64decode(case["input_base64"])
    wanted = [
        value
        for values in (case["recipient"] or {}).values()
        for value in (values if isinstance(values, list) else [values])
    ]
    demands = [EarnedBy(*wanted)] if wanted else []
    try:
        return verify(
            badge,
            policy=AllOf(UnsafeAnyIssuer(), *demands),
            fetcher=MemoryFetcher(answers),
            now=NOW,
        )
    except (VerificationError, InvalidBadge) as error:
        return error.report


def _expected(name: str, case: dict[str, Any]) -> bool | None:
    sound: bool = case["sound_valid"]
    if name in UNREACHABLE or any(name in names for names in NOT_YET.values()):
        return None
    return not sound if name in OUR_CHOICE else sound


@pytest.mark.skipif(not CASES.is_dir(), reason=f"{LOUD} SHARED CASES: there is no {CASES}.")
@pytest.mark.parametrize("name", _names())
def test_the_verdict_is_that_of_the_standard(name: str) -> None:
    """Each case is answered as the standard wants, or undecided for a reason that is listed."""
    case = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    report = _judge(case)
    findings = "\n".join(item.sentence for item in report.ordered_findings)
    assert report.valid is _expected(name, case), f"{case['why']}\n{findings}"


@pytest.mark.skipif(not CASES.is_dir(), reason=f"{LOUD} SHARED CASES: there is no {CASES}.")
def test_every_listed_case_exists() -> None:
    """A case that was renamed or taken away does not stay on a list."""
    listed = UNREACHABLE.union(OUR_CHOICE, *NOT_YET.values())
    assert listed - set(_names()) == set()
