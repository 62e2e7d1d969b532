"""The script's verdicts beside the verifier's: the same, or "could not be checked"."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.doubles.absent import LOUD
from tests.doubles.browser import open_page
from tests.doubles.issuer_in_memory import NOW, PROFILE, IssuerInMemory, key_document
from tests.doubles.script import Question, ask
from tests.fuzz.generators import mutated
from tests.fuzz.judging import Case
from tests.fuzz.past_failures import past_failures, read_case
from tests.fuzz.world import SHARED_CASES
from verifier import (
    InvalidBadge,
    MemoryFetcher,
    Outcome,
    Report,
    UnsafeAnyIssuer,
    VerificationError,
    verify,
)
from verifier.intake import Form, recognise
from verifier.openbadges import classes, json_text, jws
from verifier.openbadges import documents as written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Site
    from tests.doubles.script import Found

JUDGED = (
    "fetch.failed",
    "fetch.unavailable",
    "image.",
    "jws.",
    "key.listed",
    "key.none_listed",
    "key.not_listed",
    "key.other_owner",
    "key.revoked",
    "key.wrong_size",
    "revocation.revoked",
    "signature.broken",
    "signature.wrong_algorithm",
    "time.",
)
"""How the codes begin that the script judges for itself.  What else speaks against a badge,
such as a document that is missing or malformed, it leaves to the verifier."""

DOCUMENTS = {"Assertion", "BadgeClass", "CryptographicKey", "Profile", "RevocationList"}
REFERENCES = ("badge", "issuer", "owner", "publicKey", "revocationList")

MOST_BYTES = 300_000
"""Of a case that is handed to a browser."""

CHANGED = 1_500


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """Open a page that may run the script."""
    with open_page(browser) as opened:
        opened.goto(site.address("badge"))
        yield opened


def _judge(case: Case) -> Report:
    try:
        return verify(
            case.badge,
            policy=UnsafeAnyIssuer(),
            fetcher=MemoryFetcher(case.documents),
            now=case.now,
        )
    except (VerificationError, InvalidBadge) as error:
        return error.report


def _both(page: Page, cases: Mapping[str, Case]) -> Iterator[tuple[str, Report, Found]]:
    """Yield the name of each case with what the verifier and the script found."""
    questions = [Question(str(case.badge), case.documents) for case in cases.values()]
    found = ask(page, questions, NOW)
    for (name, case), answer in zip(cases.items(), found, strict=True):
        yield name, _judge(case), answer


def _contradictions(page: Page, cases: Mapping[str, Case]) -> list[str]:
    """Return the cases on which the script says anything else than the verifier or nothing."""
    return [
        f"{name}: the verifier says {report.valid}, the script {found.valid}"
        for name, report, found in _both(page, cases)
        if found.valid not in {report.valid, None}
    ]


def _is_supported(case: Case, report: Report) -> bool:
    """Return whether the script has to decide *case* as the verifier does.

    It is a signed badge of version 2.0; every document is of one type that the script
    knows, a list of revoked badges of its own type, and refers to others by address; the
    badge names its key by address too; and what speaks against it, if anything, is among
    JUDGED.
    """
    against = [
        finding.code
        for finding in report.findings
        if finding.outcome in {Outcome.FAILED, Outcome.UNDECIDED}
        and not finding.code.endswith(".not_checked")
    ]
    if report.version != "2.0" or not all(code.startswith(JUDGED) for code in against):
        return False
    if all(code.startswith("jws.") for code in against) and against:
        return True
    payload = json_text.decode(jws.read(str(case.badge).strip()).payload)
    others = {
        address: json.loads(document.body)
        for address, document in case.documents.items()
        if document.body.startswith(b"{")
    }
    lists = {item["revocationList"] for item in others.values() if "revocationList" in item}
    creator = payload["verification"].get("creator", "")
    return (
        str(creator).startswith("https:")
        and all(map(_is_plain, [payload, *others.values()]))
        and all(others[name]["type"] == "RevocationList" for name in lists & others.keys())
    )


def _is_plain(document: Mapping[str, Any]) -> bool:
    refers = [value for name in REFERENCES for value in classes.many(document, name)]
    return (
        document.get("@context") == written.CONTEXT
        and any(document.get("type") == kind for kind in DOCUMENTS)
        and all(isinstance(value, str) for value in refers)
    )


def _compare(page: Page, cases: Mapping[str, Case]) -> dict[str, Report]:
    """Compare both on *cases*; return those that are supported, on which both are the same."""
    wrong, supported = [], {}
    for name, report, found in _both(page, cases):
        if found.valid not in {report.valid, None}:
            wrong.append(f"{name}: the verifier says {report.valid}, the script {found.valid}")
        if _is_supported(cases[name], report):
            supported[name] = report
            if found.valid is not report.valid:
                wrong.append(f"{name}: {report.valid} is undecided, by {found.steps}")
    assert wrong == []
    return supported


# --- The shared cases ---------------------------------------------------------------------------


def _shared() -> Iterator[tuple[str, Case]]:
    for path in sorted(SHARED_CASES.glob("*.json")):
        yield path.stem, read_case(json.loads(path.read_text(encoding="utf-8")))


def _is_signed(badge: str | bytes) -> bool:
    try:
        return isinstance(badge, str) and recognise(badge)[0] is Form.JWS
    except InvalidBadge:
        return False


needs_shared_cases = pytest.mark.skipif(
    not SHARED_CASES.is_dir(), reason=f"{LOUD} SHARED CASES: there is no {SHARED_CASES}."
)


@needs_shared_cases
def test_the_shared_cases_that_are_signed_end_alike(page: Page) -> None:
    """Valid, not valid and undecided are the same where the script has to decide."""
    cases = {name: case for name, case in _shared() if _is_signed(case.badge)}
    supported = _compare(page, cases)
    assert len(supported) >= len(cases) // 2
    assert {report.valid for report in supported.values()} == {True, False, None}


@needs_shared_cases
def test_the_hosted_shared_cases_are_never_contradicted_once_signed(page: Page) -> None:
    """The same dates, recipients, classes and issuers, in a badge with a signature."""
    cases = dict(_signed_anew(_shared()))
    verdicts = [(report.valid, found.valid) for _, report, found in _both(page, cases)]
    decided = [pair for pair in verdicts if None not in pair]
    assert _contradictions(page, cases) == []
    assert len(decided) > len(cases) // 4
    assert set(decided) == {(True, True), (False, False)}


def _signed_anew(cases: Iterable[tuple[str, Case]]) -> Iterator[tuple[str, Case]]:
    """Yield the hosted badges among *cases* as signed ones, with a key that their issuer lists."""
    issuer = IssuerInMemory()
    for name, case in cases:
        answer = case.documents.get(case.badge) if isinstance(case.badge, str) else None
        if answer is None or not answer.body.startswith(b"{"):
            continue
        statement = json.loads(answer.body)
        profiles = _of_type("Profile", case)
        if statement.get("type") != "Assertion" or len(profiles) != 1:
            continue
        address, profile = profiles[0]
        key = key_document("https://issuer.example.org/keys/1", issuer.private_key, owner=address)
        signed = {
            **statement,
            "id": "urn:uuid:0f0d2a5c-7d2e-4b7b-9d7e-6f1d6d2f7b11",
            "verification": {"type": "SignedBadge", "creator": key["id"]},
        }
        elsewhere = IssuerInMemory()
        elsewhere.published = dict(case.documents)
        elsewhere.publish(key)
        elsewhere.put(address, json.dumps(profile | {"publicKey": key["id"]}).encode())
        yield (
            name,
            Case(jws.encode(json.dumps(signed).encode(), issuer.private_key), elsewhere.published),
        )


def _of_type(kind: str, case: Case) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for address, document in case.documents.items():
        if document.body.startswith(b"{"):
            content = json.loads(document.body)
            if content.get("type") == kind and content.get("id") == address:
                found.append((address, content))
    return found


# --- Hostile input ------------------------------------------------------------------------------


def _small(named: Iterable[tuple[str, Case]]) -> dict[str, Case]:
    """Return the cases with a signed text that a browser can be handed quickly."""
    chosen = {}
    for name, case in named:
        badge = case.badge.decode("latin-1") if isinstance(case.badge, bytes) else case.badge
        size = len(badge) + sum(len(item.body) for item in case.documents.values())
        if _is_signed(badge) and size < MOST_BYTES:
            chosen[name] = Case(badge, case.documents)
    return chosen


def test_past_failures_are_never_contradicted(page: Page) -> None:
    """What once broke a verifier does not make the script call anything valid that is not."""
    cases = _small((failure.name, failure.case) for failure in past_failures())
    assert cases
    assert _contradictions(page, cases) == []


def test_changed_badges_are_never_contradicted(page: Page) -> None:
    """Real badges with bytes, values, signatures or documents changed: same, or undecided."""
    following = mutated(20_261_124)
    cases = _small((str(number), following()) for number in range(CHANGED))
    assert len(cases) > CHANGED // 4
    assert _contradictions(page, cases) == []


@pytest.mark.parametrize("name", ["issuedOn", "expires"])
def test_a_clock_may_be_wrong_by_the_same_minutes(page: Page, name: str) -> None:
    """Both verifiers turn at the same second, before as after."""
    issuer = IssuerInMemory()
    cases = {}
    for seconds in (-301, -300, -299, 0, 299, 300, 301):
        moment = NOW.timestamp() + seconds
        text = NOW.fromtimestamp(moment, NOW.tzinfo).strftime("%Y-%m-%dT%H:%M:%SZ")
        cases[text] = Case(issuer.signed(**{name: text}), issuer.published)
    verdicts = {report.valid for report in _compare(page, cases).values()}
    assert verdicts == {True, False}


# --- What is asked for, and when ----------------------------------------------------------------


def _asked(page: Page, badge: str, issuer: IssuerInMemory) -> Found:
    return ask(page, [Question(badge, issuer.published)], NOW)[0]


def test_nothing_but_the_key_is_asked_for_before_the_signature_fits(page: Page) -> None:
    """A forger's text does not make the reader's browser call on other hosts."""
    issuer = IssuerInMemory()
    header, payload, signature = issuer.signed().split(".")
    forged = f"{header}.{payload}.{signature[::-1]}"
    assert _asked(page, forged, issuer).asked in ((issuer.key_id,), ())


def test_each_step_of_a_good_badge_passes(page: Page) -> None:
    """The answer is complete: nothing was left out to make it good."""
    found = _asked(page, (issuer := IssuerInMemory()).signed(), issuer)
    assert found.valid is True
    assert list(found.steps) == ["signature", "issuer", "revocation", "time", "pictures"]
    assert set(found.steps.values()) == {"passed"}


def _rename(issuer: IssuerInMemory) -> None:
    issuer.revoke("urn:uuid:0F0D2A5C-7d2e-4b7b-9d7e-6f1d6d2f7b11", "urn:uuid:" + "0" * 8)


def _own_key_of_another(issuer: IssuerInMemory) -> None:
    issuer.change(issuer.key_id, owner="https://forger.example.net/issuer")


def _not_listed(issuer: IssuerInMemory) -> None:
    issuer.change(PROFILE, publicKey="https://badges.example.org/keys/other")


def _revoked(issuer: IssuerInMemory) -> None:
    issuer.revoke({"id": issuer.assertion()["id"], "revocationReason": "A mistake."})


def _key_revoked(issuer: IssuerInMemory) -> None:
    issuer.change(issuer.key_id, revoked=True)


@pytest.mark.parametrize(
    ("change", "step", "outcome"),
    [
        (_rename, "revocation", "unknown"),
        (_own_key_of_another, "issuer", "failed"),
        (_not_listed, "issuer", "failed"),
        (_revoked, "revocation", "failed"),
        (_key_revoked, "signature", "failed"),
    ],
)
def test_the_step_that_fails_is_named(
    page: Page, change: Callable[[IssuerInMemory], None], step: str, outcome: str
) -> None:
    """Each attack fails the check that is there for it."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    change(issuer)
    assert _asked(page, badge, issuer).steps[step] == outcome


def _shown(badge: str, issuer: IssuerInMemory, **shown: str) -> Question:
    usual = {"name": "Weaving", "recipient": issuer.assertion()["recipient"]["identity"]}
    return Question(badge, issuer.published, {"language": "en", **usual, **shown})


def test_a_page_that_shows_something_else_is_found_out(page: Page) -> None:
    """The signed text decides to whom a badge was given and what it is called."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    questions: Sequence[Question] = [
        _shown(badge, issuer),
        _shown(badge, issuer, name="Weaving for experts"),
        _shown(badge, issuer, recipient="https://meta.wikimedia.org/wiki/User:Forger"),
    ]
    found = ask(page, questions, NOW)
    assert [answer.steps["page"] for answer in found] == ["passed", "failed", "failed"]
    assert [answer.valid for answer in found] == [True, False, False]
