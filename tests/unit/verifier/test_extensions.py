"""Extensions: known ones have to fit their schema, others cannot be decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.doubles.issuer_in_memory import HOSTED, NOW, IssuerInMemory
from verifier import Outcome, Report, UnsafeAnyIssuer, VerificationError, verify
from verifier.contexts import extension_contexts
from verifier.openbadges import extensions, linked_data
from verifier.openbadges.documents import CONTEXT

REGISTER = "https://w3id.org/openbadges/extensions"


def context(folder: str) -> str:
    """Return the address of the context of the extension in *folder* of the register."""
    return f"{REGISTER}/{folder}/context.json"


GOOD: dict[str, dict[str, Any]] = {
    "accessibilityExtension": {
        "type": ["Extension", "extensions#accessibility"],
        "accessibilityControl": ["fullKeyboardControl"],
    },
    "applyLinkExtension": {
        "type": ["Extension", "extensions:ApplyLink"],
        "url": "https://a.example/apply",
    },
    "assessmentExtension": {
        "type": ["Extension", "extensions:AssessmentExtension"],
        "description": "One exam.",
        "assessments": [
            {
                "type": "Exam",
                "description": "d",
                "assessmentOutput": "o",
                "hasGroupParticipation": False,
                "hasGroupEvaluation": False,
                "evaluationMethod": "e",
            }
        ],
    },
    "exampleExtension": {
        "type": ["Extension", "extensions:ExampleExtension"],
        "exampleProperty": "Woven",
    },
    "extraDescription": {
        "type": ["Extension", "extensions:ExtraDescriptionExtension"],
        "name": "More",
        "narrative": "And more.",
    },
    "geoCoordinatesExtension": {
        "type": ["Extension", "extensions:GeoCoordinates"],
        "description": "The loom",
        "geo": {"latitude": -1.28, "longitude": 36},
    },
    "issuerAccreditationExtension": {
        "type": ["Extension", "extensions:IssuerAccreditation"],
        "name": "n",
        "contactInstructions": "c",
        "url": "https://a.example/",
        "address": {"addressCountry": "KE"},
        "accreditationDate": "2026-10-01",
    },
    "licenseExtension": {
        "type": ["Extension", "extensions:LicenseExtension", "cc:License"],
        "id": "CC-BY",
        "name": "Attribution",
    },
    "originalCreatorExtension": {
        "type": ["Extension", "extensions:originalCreator"],
        "url": "https://a.example/",
    },
    "recipientProfile": {
        "type": ["Extension", "extensions:RecipientProfile"],
        "publicKey": "ecdsa-koblitz-pubkey:14RZvYazz9H2DC2skBfpPVxax54g4yabxe",
    },
}

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "applyLinkExtension": ({"url": 5}, "extension.misfit"),
    "assessmentExtension": ({"assessments": {"type": "Quiz"}}, "extension.misfit"),
    "exampleExtension": ({"exampleProperty": None}, "property.missing"),
    "extraDescription": ({"narrative": ["two", "texts"]}, "extension.misfit"),
    "geoCoordinatesExtension": ({"geo": {"latitude": "1"}}, "property.missing"),
    "issuerAccreditationExtension": ({"accreditationDate": "soon"}, "extension.misfit"),
    "licenseExtension": ({"id": "GPL"}, "extension.misfit"),
    "originalCreatorExtension": ({"url": None}, "property.missing"),
    "recipientProfile": ({"name": {"first": "A"}}, "extension.misfit"),
}


def judge(*, top: object = CONTEXT, **members: object) -> Report:
    """Return the report about a badge with the extension *members*, under the context *top*."""
    issuer = IssuerInMemory()
    changes: dict[str, Any] = {"@context": top, "extensions:it": members}
    issuer.hosted(**changes)
    try:
        return verify(HOSTED, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    except VerificationError as error:
        return error.report


def codes(report: Report) -> set[str]:
    """Return what was found about the extension."""
    return {item.code for item in report.findings if "extension" in str(dict(item.parameters))}


@pytest.mark.parametrize("folder", GOOD)
@pytest.mark.parametrize("place", ["inside", "at the top", "another host"])
def test_an_extension_that_fits_its_schema_is_noted_as_such(folder: str, place: str) -> None:
    """Its context may stand in it or above it, by either of its addresses."""
    address = context(folder)
    if place == "at the top":
        report = judge(top=[CONTEXT, address], **GOOD[folder])
    else:
        other = address.replace("w3id.org/openbadges", "openbadgespec.org")
        inside = other if place == "another host" else address
        report = judge(**{"@context": inside}, **GOOD[folder])
    assert report.valid, [item.sentence for item in report.findings]
    assert "extension.fits" in codes(report)


@pytest.mark.parametrize("folder", BAD)
def test_an_extension_that_does_not_fit_its_schema_is_refused(folder: str) -> None:
    """The finding names the property, the rule and what was found."""
    change, code = BAD[folder]
    report = judge(**GOOD[folder] | change | {"@context": context(folder)})
    assert report.valid is False
    assert code in codes(report)
    assert "extension.fits" not in codes(report)


def test_a_missing_property_is_named_once_with_its_place() -> None:
    """Two are missing, and each is told once."""
    bad = GOOD["geoCoordinatesExtension"] | {"geo": {"type": "schema:GeoCoordinates"}}
    report = judge(**bad | {"@context": context("geoCoordinatesExtension")})
    missing = [item.parameters["property"] for item in report.findings if item.outcome == "failed"]
    assert missing == [
        f"extensions:GeoCoordinates.geo.{name}" for name in ("latitude", "longitude")
    ]


@pytest.mark.parametrize(
    "members",
    [
        {"type": ["Extension", "extensions:Unheard"], "x": 1},
        {"type": "Extension"},
        {"type": ["Extension", "https://a.example/Extension"]},
        # Without its context, the extension's words mean nothing.
        GOOD["exampleExtension"],
        GOOD["recipientProfile"],
        GOOD["exampleExtension"] | {"@context": context("geoCoordinatesExtension")},
        {f"{extensions.EXTENSION}": 1, "type": ["obi:Extension"]},
    ],
)
def test_an_extension_that_is_not_known_is_undecided(members: dict[str, Any]) -> None:
    """Whether it is in order, only its schema could say."""
    report = judge(**members)
    assert report.valid is None
    assert codes(report) == {"extension.unknown"}


def test_one_known_type_is_enough() -> None:
    """Types that no schema is for say nothing about the others."""
    types = ["Extension", "extensions:Unheard", "extensions:ExampleExtension"]
    address = context("exampleExtension")
    fine = judge(**{"@context": address, "type": types, "exampleProperty": "x"})
    assert fine.valid
    bad = judge(**{"@context": address, "type": types, "exampleProperty": 5})
    assert bad.valid is False


def test_what_is_not_called_an_extension_is_not_held_to_a_schema() -> None:
    """The standard wants the type Extension first."""
    address = context("exampleExtension")
    report = judge(**{"@context": address, "type": "extensions:ExampleExtension"})
    assert report.valid
    assert codes(report) == set()


def test_an_extension_is_found_wherever_it_stands_and_whatever_it_is_called() -> None:
    """In a list, in another extension, with aliases for its type and its property."""
    words = {"kind": "@type", "says": "http://schema.org/text", "Ex": "obi:Extension"}
    inner = {"kind": ["Ex", "extensions:ExampleExtension"], "says": 5}
    document = {
        "@context": [CONTEXT, context("exampleExtension"), words],
        "id": "urn:a:b",
        "evidence": [{"narrative": "Wove."}, {"extensions:a": [{"extensions:b": inner}]}],
    }
    _, findings = linked_data.read(document, "It")
    assert [(item.code, item.outcome) for item in findings] == [
        ("extension.misfit", Outcome.FAILED)
    ]
    assert findings[0].parameters["found"] == "5"


def test_a_list_of_one_is_a_list_to_the_schema() -> None:
    """JSON-LD does not tell one item from a list of it."""
    extension = GOOD["accessibilityExtension"] | {"accessibilityControl": "fullKeyboardControl"}
    assert judge(**extension | {"@context": context("accessibilityExtension")}).valid


def test_every_bundled_extension_has_its_schema_and_a_test() -> None:
    """A context that was added without its schema would leave its extension unchecked."""
    folders = {address.split("/")[-2] for address in extension_contexts()}
    assert folders == {*GOOD, "endorsement"}
    for address in extension_contexts():
        document = {"@context": [CONTEXT, address], "type": ["Extension", "obi:none"]}
        found, _ = linked_data.read(document, "It")
        assert found is not None


@pytest.mark.parametrize(
    ("last", "valid"),
    [
        ({"type": ["Extension", "extensions:ExampleExtension"], "exampleProperty": 5}, False),
        ({"type": ["Extension", "https://forger.example.net/Unknown"]}, None),
    ],
)
def test_the_last_of_many_extensions_is_judged(last: dict[str, Any], *, valid: bool | None) -> None:
    """However many were fine before it."""
    good = [GOOD["exampleExtension"] | {"exampleProperty": str(number)} for number in range(40)]
    issuer = IssuerInMemory()
    issuer.hosted(
        HOSTED,
        **{"@context": [CONTEXT, context("exampleExtension")], "extensions:example": [*good, last]},
    )
    with pytest.raises(VerificationError) as error:
        verify(HOSTED, policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    assert error.value.report.valid is valid
