"""Documents with words of their own: they mean what JSON-LD says, and no less."""

from __future__ import annotations

import functools
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doubles.issuer_in_memory import (
    AMINA,
    BADGE_CLASS,
    HOSTED,
    NOW,
    PROFILE,
    REVOCATIONS,
    SIGNED,
    IssuerInMemory,
)
from verifier import AllOf, EarnedBy, IssuedBy, Outcome, Report, VerificationError, verify
from verifier.contexts import bundled
from verifier.openbadges import documents, linked_data
from verifier.openbadges.documents import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Mapping

OBI = "https://w3id.org/openbadges#"
SCHEMA = "http://schema.org/"

STYLES = ("bare", "alias", "prefixed", "full")

CHANGES: tuple[dict[str, Any], ...] = (
    {},
    {"revoked": True},
    {"revoked": True, "revocationReason": "A mistake."},
    {"revoked": False},
    {"expires": "2026-10-02T00:00:00Z"},
    {"expires": "2036-10-02T00:00:00Z"},
    {"issuedOn": "2031-01-01T00:00:00Z"},
    {"issuedOn": "soon"},
    {"badge": None},
    {"badge": "https://forger.example.net/class"},
    {"recipient": {"type": "email", "hashed": False, "identity": "b@example.org"}},
    {"recipient": {"type": "url", "hashed": False, "identity": "https://forger.example.net/"}},
    {"verification": {"type": "Nonsense"}},
    {"evidence": [{"type": "Evidence", "id": "https://a.example/1"}, {"narrative": "Wove."}]},
    {"narrative": 5},
    {"type": ["Assertion", "https://a.example/Award"]},
    {"type": "BadgeAward"},
)


def judge(badge: str, issuer: IssuerInMemory) -> Report:
    """Return the report about *badge*, for Amina, from our issuer."""
    policy = AllOf(IssuedBy(PROFILE), EarnedBy(AMINA))
    try:
        return verify(badge, policy=policy, fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


class Rewriter:
    """Says the same in other words: aliases, prefixes, and full addresses."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data
        self._numbers = itertools.count(1)
        self._aliases: dict[str, dict[str, str]] = {}

    def document(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Return *document* in other words, with the context that explains them."""
        self._aliases = {}
        members = {name: value for name, value in document.items() if name != "@context"}
        rewritten = self._node(members)
        form = self._data.draw(st.sampled_from(("inline", "named twice", "another name")))
        ours: object = {"inline": CONTEXT, "named twice": [CONTEXT, CONTEXT]}.get(
            form, "https://openbadgespec.org/v2/context.json"
        )
        contexts = [*(ours if isinstance(ours, list) else [ours]), self._aliases]
        return {"@context": contexts, **rewritten}

    def _node(self, node: Mapping[str, Any]) -> dict[str, Any]:
        return dict(self._member(name, value) for name, value in node.items())

    def _member(self, name: str, value: object) -> tuple[str, object]:
        style = self._data.draw(st.sampled_from(STYLES))
        if name in ("id", "type", "@language"):
            if name == "type":
                items = value if isinstance(value, list) else [value]
                value = [self._type(str(item)) for item in items]
            return (f"@{name}" if style == "full" and name in ("id", "type") else name), value
        address, type_ = terms()[name]
        value = self._inside(value)
        if style == "alias":
            alias = f"word{next(self._numbers)}"
            self._aliases[alias] = {"@id": address} | ({"@type": type_} if type_ else {})
            return alias, value
        if style == "bare":
            return name, value
        items = value if isinstance(value, list) else [value]
        exact = [self._exact(item, type_) for item in items]
        short = address.replace(OBI, "obi:").replace(SCHEMA, "schema:")
        return (short if style == "prefixed" else address), exact

    def _inside(self, value: object) -> object:
        if isinstance(value, dict):
            return self._node(value)
        return [self._inside(item) for item in value] if isinstance(value, list) else value

    def _type(self, name: str) -> str:
        style = self._data.draw(st.sampled_from(STYLES))
        address, _ = terms().get(name, (name, None))
        return {"full": address, "prefixed": address.replace(OBI, "obi:")}.get(style, name)

    @staticmethod
    def _exact(value: object, type_: str | None) -> object:
        if isinstance(value, dict) or type_ is None:
            return value
        return {"@id": value} if type_ == "@id" else {"@value": value, "@type": type_}


@functools.cache
def terms() -> dict[str, tuple[str, str | None]]:
    """Return the address and the type of each word of Open Badges 2.0."""
    context = bundled(CONTEXT)["@context"]

    def address(name: str) -> str:
        found = context.get(name)
        found = found["@id"] if isinstance(found, dict) else found or name
        if found == name:
            prefix, colon, rest = name.partition(":")
            return context[prefix] + rest if colon and prefix in context else name
        return address(found)

    def type_of(name: str) -> str | None:
        found = context[name]
        type_ = found.get("@type") if isinstance(found, dict) else None
        return address(type_) if type_ else None

    return {name: (address(name), type_of(name)) for name in context}


def rewrite_everything(issuer: IssuerInMemory, rewriter: Rewriter) -> None:
    """Publish every document of *issuer* in other words, at the same address."""
    for address in [address for address in issuer.published if not address.endswith(".png")]:
        rewritten = rewriter.document(issuer.document(address))
        issuer.put(address, documents.encode(rewritten))


def same(one: Report, other: Report) -> bool:
    """Return whether two reports say the same of documents that differ in their bytes."""
    return (
        one.findings == other.findings
        and one.subject == other.subject
        and one.form == other.form
        and [seen.address for seen in one.documents] == [seen.address for seen in other.documents]
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), change=st.sampled_from(CHANGES), signed=st.booleans())
def test_a_badge_in_other_words_gets_the_same_report(
    data: st.DataObject, change: dict[str, Any], *, signed: bool
) -> None:
    """Aliases, prefixes and full addresses change nothing, signed or hosted, valid or not."""
    plain, other = IssuerInMemory(), IssuerInMemory()
    rewriter = Rewriter(data)
    if signed:
        revoked: list[object] = data.draw(st.sampled_from(([], [SIGNED], [{"id": SIGNED}])))
        for issuer in (plain, other):
            issuer.revoke("urn:uuid:52e4c6b3-8c13-4fa8-8482-a5cf34ef37a9", *revoked)
        badge = plain.signed(**change)
        rewritten = other.sign(rewriter.document(other.assertion(**change)))
    else:
        badge = plain.hosted(**change)
        rewritten = other.hosted(**change)
    rewrite_everything(other, rewriter)
    expected, found = judge(badge, plain), judge(rewritten, other)
    assert same(expected, found), (expected.as_json()["findings"], found.as_json()["findings"])


def test_the_property_above_is_about_valid_badges_too() -> None:
    """Unchanged, the badge that is rewritten above is valid."""
    issuer = IssuerInMemory()
    assert judge(issuer.signed(), issuer).valid
    assert judge(issuer.hosted(), issuer).valid


@pytest.mark.parametrize("address", [PROFILE, BADGE_CLASS, REVOCATIONS, HOSTED])
def test_the_processor_reads_plain_documents_as_the_fast_path_does(address: str) -> None:
    """A second context that says nothing sends a document the long way, to the same end."""
    issuer = IssuerInMemory()
    issuer.hosted()
    document = issuer.document(address)
    found, findings = linked_data.read({**document, "@context": [CONTEXT, {}]}, address)
    assert findings == ()
    assert found == document | ({"publicKey": issuer.key_id} if address == PROFILE else {})
    assert linked_data.read(document, address) == (document, ())


@pytest.mark.parametrize(
    "hidden",
    [
        {f"{OBI}revoked": True},
        {"obi:revoked": {"@value": True}},
        {"obi:revoked": {"@value": "true", "@type": "xsd:boolean"}},
        {"obi:revoked": "yes"},
        {"obi:revoked": {"@list": [True]}},
        {"@context": [CONTEXT, {"fine": f"{OBI}revoked"}], "fine": True},
        {"@context": [CONTEXT, {"o": OBI}], "o:revoked": True},
        {"@context": [CONTEXT, {"@vocab": OBI, "revoked": None}], "obi:revoked": [False, True]},
        {"@context": [{"@vocab": OBI, "id": "@id"}, CONTEXT], "revokedAssertions": "yes"},
        {"revokedAssertions": True},
    ],
)
def test_a_revocation_is_seen_under_any_name(hidden: dict[str, Any]) -> None:
    """Whatever a document calls it, `revoked` revokes, in whatever shape it comes."""
    issuer = IssuerInMemory()
    issuer.hosted(**hidden)
    report = judge(HOSTED, issuer)
    assert report.valid is False
    assert "revocation.revoked" in {finding.code for finding in report.findings}


def test_a_revocation_list_is_read_under_any_name() -> None:
    """A badge that it names is revoked, and a name for it that is no address is refused."""
    issuer = IssuerInMemory()
    badge = issuer.signed()
    issuer.revoke(SIGNED)
    named: dict[str, Any] = {"obi:revocationList": {"@id": REVOCATIONS}}
    issuer.change(PROFILE, revocationList=None, **named)
    for code in ("revocation.revoked", "property.not_address"):
        report = judge(badge, issuer)
        assert [item.code for item in report.findings if item.outcome == "failed"] == [code]
        # A text is no address in JSON-LD.
        issuer.change(PROFILE, **{"obi:revocationList": REVOCATIONS})


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"sec:expiration": "2020-01-01T00:00:00Z"}, "property.not_time"),
        ({"expires": None, "sec:expiration": {"@value": "2020", "@type": "xsd:gYear"}}, None),
        ({"issuedOn": None, "obi:issueDate": "2026-10-01T00:00:00Z"}, "property.not_time"),
        ({"narrative": {"@value": "Wove.", "@language": "en"}}, "property.not_text"),
        ({"@context": [CONTEXT, {"@language": "en"}], "narrative": "Wove."}, "property.not_text"),
        ({"recipient": {"@list": []}}, "property.missing"),
    ],
)
def test_a_value_of_another_type_is_refused_and_not_overlooked(
    members: dict[str, Any], code: str | None
) -> None:
    """JSON-LD's compaction would leave such a property behind under its full address."""
    issuer = IssuerInMemory()
    issuer.hosted(**members)
    report = judge(HOSTED, issuer)
    assert report.valid is False
    assert (code or "property.not_time") in {finding.code for finding in report.findings}


def test_words_that_the_document_has_given_another_meaning_do_not_count() -> None:
    """A recipient that is something else in JSON-LD is no recipient."""
    issuer = IssuerInMemory()
    context: Any = [CONTEXT, {"recipient": "https://a.example/reader"}]
    issuer.hosted(**{"@context": context})
    report = judge(HOSTED, issuer)
    assert report.valid is False
    missing = [item for item in report.findings if item.code == "property.missing"]
    assert [item.parameters["property"] for item in missing] == ["recipient"]


def test_two_words_can_change_places() -> None:
    """`name` may mean the description, and the other way round."""
    swapped = [CONTEXT, {"name": f"{SCHEMA}description", "description": f"{SCHEMA}name"}]
    document = {"@context": swapped, "id": BADGE_CLASS, "name": "Long", "description": "Short"}
    found, _ = linked_data.read(document, BADGE_CLASS)
    assert found is not None
    assert (found["name"], found["description"]) == ("Short", "Long")


def test_a_relative_address_stays_relative() -> None:
    """An address without a host does not get one from the processor."""
    document = {"@context": [CONTEXT, {}], "type": "Assertion", "id": "a/1", "badge": "../b"}
    found, _ = linked_data.read(document, "a")
    assert found == document | {"@context": CONTEXT}


@pytest.mark.parametrize(
    "member", ["alignment", "badge", "creator", "endorsement", "image", "issuer", "verification"]
)
def test_an_abbreviated_address_is_spelled_out(member: str) -> None:
    """The context makes `schema:a` an address, in every property that holds addresses."""
    document = {"@context": CONTEXT, "type": "Assertion", member: ["schema:a", "https://b.example"]}
    found, _ = linked_data.read(document, "a")
    assert found is not None
    assert found[member] == [f"{SCHEMA}a", "https://b.example"]


def test_every_property_that_holds_addresses_is_looked_at() -> None:
    """No address of the context can be abbreviated unseen."""
    holding = [name for name, (_, type_) in terms().items() if type_ == "@id"]
    for name in [*holding, "id", "type"]:
        assert not linked_data.is_plain({"@context": CONTEXT, name: "obi:a"}), name


def test_documents_in_bare_words_need_no_processor() -> None:
    """All documents that we issue take the fast path, and so do texts with colons in them."""
    issuer = IssuerInMemory()
    issuer.hosted()
    for address in (PROFILE, BADGE_CLASS, REVOCATIONS, HOSTED, issuer.key_id):
        assert linked_data.is_plain(issuer.document(address)), address
    assert linked_data.is_plain({"@context": CONTEXT, "name": "schema: an essay", "tags": ["a:b"]})


def test_a_context_of_null_is_not_overlooked() -> None:
    """It takes the meaning from every word, so it is declined."""
    document = {"@context": [CONTEXT, None], "type": "Assertion", "id": SIGNED}
    found, findings = linked_data.read(document, "a")
    assert found is None
    assert [(item.code, item.outcome) for item in findings] == [
        ("json_ld.unsupported", Outcome.UNDECIDED)
    ]


def test_what_two_documents_say_twice_is_told_once() -> None:
    """A Profile that is read again for the key in it tells of its extension once."""
    issuer = IssuerInMemory()
    example = "https://w3id.org/openbadges/extensions/exampleExtension/context.json"
    extension = {
        "@context": example,
        "type": ["Extension", "extensions:ExampleExtension"],
        "exampleProperty": "Woven",
    }
    inside = issuer.document(issuer.key_id) | {"id": f"{PROFILE}#key"}
    issuer.change(PROFILE, publicKey=inside, **{"extensions:exampleExtension": extension})
    report = judge(
        issuer.signed(verification={"type": "SignedBadge", "creator": inside["id"]}), issuer
    )
    assert report.valid, json.dumps(report.as_json(), indent=1)
    codes = [finding.code for finding in report.findings]
    assert codes.count("extension.fits") == 1
