"""The offline bundle: what it holds, what it proves, and what it leaves open."""

from __future__ import annotations

import io
import json
import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.issuer_behind_a_network import IssuerBehindANetwork
from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    FORGER,
    NOW,
    ORIGIN,
    OTHERS,
    PICTURE,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    TINY_PNG,
    IssuerInMemory,
)
from verifier import (
    AllOf,
    Document,
    EarnedBy,
    InvalidBadge,
    IssuedBy,
    Outcome,
    Report,
    bundle,
    cli,
    verify,
)
from verifier.bundle import Bundle, Copy
from verifier.openbadges import png

if TYPE_CHECKING:
    from pathlib import Path

POLICY = AllOf(IssuedBy(PROFILE), EarnedBy(AMINA))
LATER = NOW + timedelta(days=30)
OPEN = {"bundle.not_from_issuer", "revocation.as_of"}


def made(issuer: IssuerInMemory, badge: str | bytes) -> Bundle:
    """Return the bundle of *badge*, after a journey through its file."""
    return bundle.read(bundle.make(badge, issuer, NOW).as_bytes())


def judged(opened: Bundle, badge: str | None = None, *, is_trusted: bool = False) -> Report:
    """Return the report on *opened*, a month later."""
    return bundle.judge(opened, policy=POLICY, now=LATER, badge=badge, is_trusted=is_trusted)


def codes(report: Report, outcome: Outcome) -> set[str]:
    """Return the codes of the findings with this *outcome*."""
    return {item.code for item in report.findings if item.outcome is outcome}


@pytest.mark.parametrize("form", ["signed", "hosted", "picture"])
@pytest.mark.parametrize("kind", [IssuerInMemory, IssuerBehindANetwork])
def test_a_good_badge_is_undecided_and_the_report_says_why(
    kind: type[IssuerInMemory], form: str
) -> None:
    """Nothing fails, nothing is missing, and two things are left open."""
    issuer = kind()
    badge: str | bytes = issuer.hosted() if form == "hosted" else issuer.signed()
    if form == "picture":
        badge = png.bake(TINY_PNG, str(badge))
    report = judged(made(issuer, badge))
    assert report.valid is None
    assert codes(report, Outcome.UNDECIDED) == OPEN
    assert not codes(report, Outcome.FAILED)
    assert NOW.date().isoformat() in next(i.sentence for i in report.findings if i.code in OPEN)


@pytest.mark.parametrize("form", ["signed", "hosted"])
def test_who_vouches_for_the_file_gets_the_verdict_of_the_network(form: str) -> None:
    """The findings are those of then; only the age of the list is added, as a note."""
    issuer = IssuerInMemory()
    badge = issuer.hosted() if form == "hosted" else issuer.signed()
    online = verify(badge, policy=POLICY, fetcher=issuer, now=NOW)
    report = judged(made(issuer, badge), is_trusted=True)
    assert report.valid is True
    assert report.findings[:-1] == online.findings
    assert (report.findings[-1].code, report.findings[-1].outcome) == (
        "revocation.as_of",
        Outcome.NOTE,
    )
    assert report.documents == online.documents


def test_a_forger_who_writes_his_own_profile_proves_nothing() -> None:
    """Everything in a file of a stranger may be his: it is never valid, nor shown as passed."""
    forger = IssuerInMemory()
    forger.rotate_keys()
    report = judged(made(forger, forger.signed()))
    assert report.valid is None
    passed = codes(report, Outcome.PASSED)
    assert passed == {"document.read", "image.found", "time.issued"}
    assert {"key.listed", "signature.fits", "issuer.expected"} <= codes(report, Outcome.NOTE)


def test_what_fails_fails() -> None:
    """A changed badge, a revoked one and an expired one are not valid, trusted or not."""
    issuer = IssuerInMemory()
    broken = issuer.signed()[:-8] + "AAAAAAAA"
    expired = issuer.signed(expires=(NOW + timedelta(days=1)).isoformat())
    for badge, code in ((broken, "signature.broken"), (expired, "time.expired")):
        for is_trusted in (False, True):
            report = judged(made(issuer, badge), is_trusted=is_trusted)
            assert report.valid is False
            assert code in codes(report, Outcome.FAILED)
    issuer.revoke(SIGNED, *OTHERS)
    assert "revocation.revoked" in codes(judged(made(issuer, issuer.signed())), Outcome.FAILED)


def test_it_holds_exactly_what_was_read() -> None:
    """The key, the class, the Profile, the list and the picture, each once, byte for byte."""
    issuer = IssuerInMemory()
    opened = made(issuer, issuer.signed())
    wanted = {issuer.key_id, BADGE_CLASS, PROFILE, REVOCATIONS, PICTURE}
    assert {copy.asked for copy in opened.copies} == wanted
    for copy in opened.copies:
        assert copy.document.body == issuer.published[copy.asked].body
        assert copy.fetched_at == NOW


def test_what_is_missing_is_said_to_be() -> None:
    """A bundle of a badge whose list could not be read leaves its revocation open by itself."""
    issuer = IssuerInMemory()
    issuer.remove(REVOCATIONS)
    report = judged(made(issuer, issuer.signed()), is_trusted=True)
    assert report.valid is None
    assert "fetch.failed" in codes(report, Outcome.UNDECIDED)


def test_redirects_and_early_addresses_are_copied() -> None:
    """What sends on to another address does so in the bundle, too."""
    issuer = IssuerInMemory()
    issuer.hosted(f"{ORIGIN}/assertions/2")
    issuer.redirect(f"{ORIGIN}/short", f"{ORIGIN}/assertions/2")
    assert judged(made(issuer, f"{ORIGIN}/short"), is_trusted=True).valid is True


def test_a_clock_that_was_wrong_makes_nothing_younger_than_now() -> None:
    """A document from the future was seen now, as far as the report goes."""
    issuer = IssuerInMemory()
    opened = bundle.make(issuer.signed(), issuer, LATER + timedelta(days=99))
    report = bundle.judge(opened, policy=POLICY, now=LATER)
    assert {document.fetched_at for document in report.documents} == {LATER}


def test_other_documents_can_be_given_for_its_badge() -> None:
    """A badge that is given beside the bundle is judged by its documents."""
    issuer = IssuerInMemory()
    opened = made(issuer, issuer.signed())
    other = issuer.signed(id="urn:uuid:11111111-1111-4111-8111-111111111111")
    report = judged(opened, badge=other, is_trusted=True)
    assert report.valid is True
    assert report.subject == "urn:uuid:11111111-1111-4111-8111-111111111111"


def changed(**members: object) -> bytes:
    """Return the file of a bundle with other *members*; None takes one away."""
    issuer = IssuerInMemory()
    written = json.loads(bundle.make(issuer.signed(), issuer, NOW).as_bytes())
    written |= members
    return json.dumps(
        {name: value for name, value in written.items() if value is not None}
    ).encode()


DOCUMENT = {
    "address": PROFILE,
    "status": 200,
    "content_type": "",
    "fetched_at": NOW.isoformat(),
    "body": "{}",
}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (changed(version=2), "bundle.version"),
        (changed(version=None), "bundle.version"),
        (changed(made_at="yesterday"), "bundle.malformed"),
        (changed(made_at="2026-11-01T00:00:00"), "bundle.malformed"),
        (changed(made_at="0001-01-01T00:00:00+14:00"), "bundle.malformed"),
        (changed(badge=None), "bundle.malformed"),
        (changed(badge=5), "bundle.malformed"),
        (changed(badge=None, badge_base64="*"), "bundle.malformed"),
        (changed(badge=None, badge_base64="é"), "bundle.malformed"),
        (changed(documents={}), "bundle.malformed"),
        (changed(documents=[5]), "bundle.malformed"),
        (changed(documents=[DOCUMENT] * 26), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "status": "200"}]), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "status": True}]), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "status": 600}]), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "address": None}]), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "location": 5}]), "bundle.malformed"),
        (changed(documents=[{**DOCUMENT, "body": None}]), "bundle.malformed"),
        (changed()[:-40], "json.malformed"),
        (b'{"version": 1, "type": "OpenBadgeBundle"}', "bundle.malformed"),
        (b'{"type": "OpenBadgeBundle", "a": [' + b"0," * 20_000 + b"0]}", "bundle.malformed"),
        (b'{"type": "OpenBadgeBundle", "badge": "' + b"a" * bundle.MAX_BYTES + b'"}', "bundle.too"),
        (b"{}", "bundle.malformed"),
    ],
)
def test_what_is_no_bundle_is_refused(data: bytes, code: str) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(InvalidBadge) as error:
        bundle.read(data)
    assert error.value.code.startswith(code)
    assert str(error.value)


def test_the_largest_file_is_read_in_a_moment() -> None:
    """Its size is bounded before it is parsed, and so is what it is made of."""
    for filling in (
        b"\\\\" * (bundle.MAX_BYTES // 2 - 100),
        b"[{," * (bundle.MAX_BYTES // 3 - 100),
    ):
        data = b'{"type": "OpenBadgeBundle", "badge": "' + filling
        began = time.thread_time()
        with pytest.raises(InvalidBadge):
            bundle.read(data)
        assert time.thread_time() - began < 2


def test_a_bundle_that_would_be_too_large_is_not_written() -> None:
    """Whoever makes one is told so, and never writes a file that nobody reads."""
    document = Document(PROFILE, 200, "", bytes(bundle.MAX_BYTES))
    with pytest.raises(ValueError, match="may have"):
        Bundle("badge", (Copy(PROFILE, document, NOW),), NOW).as_bytes()


TEXTS = st.text(st.characters(codec="utf-8"))


@given(TEXTS | st.binary(), st.lists(st.tuples(TEXTS, st.binary())))
def test_what_is_written_is_read(badge: str | bytes, found: list[tuple[str, bytes]]) -> None:
    """Any badge and any documents come back byte for byte."""
    copies = tuple(
        Copy(asked, Document(f"{asked}!", 302, "x", body, {"location": asked}), NOW)
        for asked, body in found[:25]
    )
    data = Bundle(badge, copies, NOW).as_bytes()
    assert bundle.is_one(data)
    opened = bundle.read(data)
    assert opened.copies == copies
    same = opened.badge if isinstance(badge, str) else as_bytes(opened.badge)
    assert same == badge


def as_bytes(value: str | bytes) -> bytes:
    """Return *value* as the bytes of a file."""
    return value.encode() if isinstance(value, str) else value


def test_a_bundle_is_no_badge() -> None:
    """Where bundles are not opened, the answer says what it is."""
    issuer = IssuerInMemory()
    data = bundle.make(issuer.signed(), issuer, NOW).as_bytes()
    with pytest.raises(InvalidBadge) as error:
        verify(data, policy=POLICY, fetcher=issuer, now=NOW)
    assert error.value.code == "input.bundle"
    with pytest.raises(InvalidBadge) as error:
        bundle.make(data, issuer, NOW)
    assert error.value.code == "input.bundle"


@pytest.mark.parametrize("badge", ["no badge", b"\xff"])
def test_nothing_is_made_of_what_is_no_badge(badge: str | bytes) -> None:
    """The error is that of verifying."""
    with pytest.raises(InvalidBadge):
        bundle.make(badge, IssuerInMemory(), NOW)


# --- The command ------------------------------------------------------------------------------


class Nowhere(IssuerInMemory):
    """A network that must not be asked."""

    def fetch(self, address: str) -> Document:
        """Fail the test."""
        raise AssertionError(address)


def command(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Return the status, the answer and the errors of the command, which has no network."""
    out, errors = io.StringIO(), io.StringIO()
    status = cli.main(
        arguments,
        stdin=io.BytesIO(stdin),
        stdout=out,
        stderr=errors,
        fetcher=Nowhere(),
        environ={},
        now=LATER,
    )
    return status, out.getvalue(), errors.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a bundle of a good badge, in a file."""
    issuer = IssuerInMemory()
    path = tmp_path / "amina.bundle"
    path.write_bytes(bundle.make(issuer.signed(), issuer, NOW).as_bytes())
    return path


def test_the_command_judges_a_bundle_without_network(file: Path) -> None:
    """It could not be decided, and the answer says what is left open."""
    status, out, _ = command(str(file), "--recipient", AMINA)
    assert status == 2
    assert "anybody can write one" in out
    assert command("-", stdin=file.read_bytes())[:2] == command(str(file))[:2]
    assert command(file.read_text(encoding="utf-8"))[0] == 2


def test_the_command_trusts_what_it_is_told_to_trust(file: Path) -> None:
    """Naming the documents is vouching for them; their age is told all the same."""
    status, out, _ = command(str(file), "--documents", str(file))
    assert status == 0
    assert "revoked since is not known" in out
    assert command(str(file), "--documents", str(file), "--recipient", "Nobody")[0] == 1
    assert command(IssuerInMemory().signed(), "--documents", str(file))[0] == 0


def test_documents_of_another_file_count_for_a_bundle(file: Path, tmp_path: Path) -> None:
    """The badge of a bundle is judged by the documents that the caller names."""
    empty = tmp_path / "documents.json"
    empty.write_text("{}", encoding="utf-8")
    status, out, _ = command(str(file), "--documents", str(empty))
    assert status == 2
    assert "not among the documents that were given" in out


def test_the_command_says_what_is_wrong_with_a_bundle(tmp_path: Path) -> None:
    """A broken bundle is not valid; as documents it is wrong usage."""
    broken = tmp_path / "broken.bundle"
    broken.write_bytes(changed(version=2))
    status, out, _ = command(str(broken))
    assert (status, "version 2" in out) == (1, True)
    status, _, errors = command("-", "--documents", str(broken), stdin=b"x")
    assert (status, "version 2" in errors) == (64, True)


def test_a_bundle_of_a_forger_is_not_shown_as_passed() -> None:
    """A class of the forger's host, with a Profile at the issuer's address, is only copied."""
    forger = IssuerInMemory()
    forger.publish({**forger.document(BADGE_CLASS), "id": f"{FORGER}/class"})
    report = judged(made(forger, forger.signed(badge=f"{FORGER}/class")))
    assert report.valid is None
