"""Every member of every document, with values that it should not have: never a yes of its own.

The verifier learns new ways to refuse; whoever writes the next one need not think of the
script, because this asks both about all members that either of them knows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.browser import open_page
from tests.doubles.issuer_in_memory import (
    BADGE_CLASS,
    JSON,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from tests.doubles.script import Question, ask
from verifier import (
    Document,
    InvalidBadge,
    MemoryFetcher,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.contexts import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site

KEY = f"{ORIGIN}/keys/1"
CONTEXT = "https://w3id.org/openbadges/v2"

# Words with a capital are types, and those without an address are prefixes.
MEMBERS = sorted(
    {"@context", "@language", "@type"}
    | {word for word in bundled(CONTEXT)["@context"] if word[0].islower()}
)

VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    "true",
    "",
    0,
    [],
    {},
    [None],
    [True],
    ["", SIGNED],
    SIGNED,
    SIGNED.upper(),
    SIGNED[9:],
    [SIGNED, *OTHERS],
    [SIGNED[9:].replace("-", ""), *OTHERS],
    {"id": SIGNED},
    {"uid": SIGNED[9:]},
    [{"uid": SIGNED[9:].upper()}, {"id": OTHERS[0]}],
    [{"id": OTHERS[0], "uid": SIGNED[9:]}],
    {"id": KEY, "revoked": True},
    [KEY, {"id": KEY, "revoked": True}],
    {"id": PROFILE},
    PROFILE,
    KEY,
    BADGE_CLASS,
    PICTURE,
    REVOCATIONS,
    f"{ORIGIN}/nothing",
    "obi:revoked",
    [CONTEXT, {"gone": "https://w3id.org/openbadges#revoked"}],
    "https://openbadgespec.org/v2/context.json",
    "2026-10-01T00:00:00Z",
    "2999-01-01T00:00:00Z",
    "Assertion",
    "RevocationList",
    ["RevocationList", "Assertion"],
    "SignedBadge",
    "en",
    "xx",
    "a@b.example",
    {"type": "Evidence", "narrative": "Warped a loom."},
)


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a page that may run the script."""
    with open_page(browser) as opened:
        opened.goto(site.address("badge"))
        yield opened


def _verdict(question: Question) -> bool | None:
    fetcher = MemoryFetcher(question.documents)
    try:
        report = verify(question.text, policy=UnsafeAnyIssuer(), fetcher=fetcher, now=NOW)
    except (VerificationError, InvalidBadge) as error:
        report = error.report
    return report.valid


def _contradictions(page: Page, questions: Sequence[tuple[str, Question]]) -> tuple[list[str], int]:
    """Return what the script calls otherwise than the verifier, and how often both say yes."""
    wrong, agreed = [], 0
    found = ask(page, [question for _, question in questions], NOW)
    for (name, question), answer in zip(questions, found, strict=True):
        if answer.valid is None:
            continue
        said = _verdict(question)
        agreed += said is answer.valid is True
        if said is not answer.valid:
            wrong.append(f"{name}: the verifier says {said}, the script {answer.valid}")
    return wrong, agreed


def _changed(address: str | None, path: tuple[str, ...]) -> Iterator[tuple[str, Question]]:
    """Yield questions with one member changed: of the Assertion, or of the document *address*."""
    issuer = IssuerInMemory()
    signed = issuer.signed()
    for member in MEMBERS:
        for value in VALUES:
            document = issuer.assertion() if address is None else issuer.document(address)
            place: Any = document
            for name in path:
                place = place[name]
            place[member] = value
            name = f"{address or 'Assertion'} {'.'.join((*path, member))} = {json.dumps(value)}"
            if address is None:
                yield name, Question(issuer.sign(document), issuer.published)
            else:
                body = json.dumps(document).encode()
                changed = {address: Document(address, 200, JSON, body)}
                yield name, Question(signed, issuer.published | changed)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (None, ()),
        (None, ("recipient",)),
        (None, ("verification",)),
        (BADGE_CLASS, ()),
        (BADGE_CLASS, ("criteria",)),
        (PROFILE, ()),
        (KEY, ()),
        (REVOCATIONS, ()),
    ],
    ids=lambda item: str(item).rpartition("/")[2],
)
def test_no_member_makes_the_script_say_more(
    page: Page, address: str | None, path: tuple[str, ...]
) -> None:
    """Where the script decides, it decides like the verifier; a yes is never its own."""
    wrong, agreed = _contradictions(page, list(_changed(address, path)))
    assert wrong == []
    assert agreed > 0
