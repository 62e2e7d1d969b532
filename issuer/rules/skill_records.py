"""Skills as machines read them: SKOS concepts in JSON-LD.

SKOS is how the European skills taxonomy and most others are published.  The context stands in the
record itself, so that nobody has to fetch one to understand it.  `alignment` is ready to be put
into any BadgeClass (Open Badges 2.0, AlignmentObject), of another service too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from badge_classes.skills import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from badge_classes.badge_class import Alignment
    from badge_classes.skills import Skill, Vocabulary
    from issuer.rules.addresses import Addresses
    from issuer.rules.editions import Edition

_ID: Final = {"@type": "@id"}
_BY_LANGUAGE: Final = {"@container": "@language"}

CONTEXT: Final[dict[str, Any]] = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "obi": "https://w3id.org/openbadges#",
    "id": "@id",
    "type": "@type",
    "Concept": "skos:Concept",
    "ConceptScheme": "skos:ConceptScheme",
    "notation": "skos:notation",
    "prefLabel": {"@id": "skos:prefLabel", **_BY_LANGUAGE},
    "definition": {"@id": "skos:definition", **_BY_LANGUAGE},
    "scopeNote": {"@id": "skos:scopeNote", **_BY_LANGUAGE},
    "inScheme": {"@id": "skos:inScheme", **_ID},
    "broader": {"@id": "skos:broader", **_ID},
    "narrower": {"@id": "skos:narrower", **_ID},
    "hasTopConcept": {"@id": "skos:hasTopConcept", **_ID},
    "concepts": {"@reverse": "skos:inScheme"},
    "title": "dct:title",
    "source": {"@id": "dct:source", **_ID},
    "license": {"@id": "dct:license", **_ID},
    "name": {"@id": "schema:name", **_BY_LANGUAGE},
    "image": {"@id": "schema:image", **_ID},
    "badgeClasses": {"@id": "schema:subjectOf", **_ID},
    "alignment": "obi:alignment",
    "targetName": "schema:targetName",
    "targetUrl": {"@id": "schema:targetUrl", **_ID},
    "targetDescription": "schema:targetDescription",
    "targetFramework": "schema:targetFramework",
    "targetCode": "obi:targetCode",
}
"""What the members mean: SKOS, Dublin Core, schema.org, and Open Badges 2.0 for the alignment."""

PROJECT_NOTE: Final = "Names a project. The skill is to contribute there."


def concept(
    skill: Skill, vocabulary: Vocabulary, addresses: Addresses, editions: Sequence[Edition]
) -> dict[str, Any]:
    """Return the record of *skill*; *editions* are the newest of the classes that show it."""
    children = vocabulary.children(skill)
    record: dict[str, Any] = {
        "@context": CONTEXT,
        **_brief(skill, addresses),
        "definition": dict(skill.descriptions),
        "inScheme": addresses.vocabulary(vocabulary.slug),
        "narrower": [addresses.skill(child.vocabulary, child.code) for child in children],
        "source": skill.address,
        "license": vocabulary.licence,
        "alignment": _alignment(skill.alignment()),
        "badgeClasses": [_badge_class(edition, addresses) for edition in editions],
    }
    if skill.kind is Kind.PROJECT:
        record["scopeNote"] = {"en": PROJECT_NOTE}
    return record


def concept_scheme(vocabulary: Vocabulary, addresses: Addresses) -> dict[str, Any]:
    """Return the record of a whole *vocabulary*, with the names and places of its skills."""
    return {
        "@context": CONTEXT,
        "id": addresses.vocabulary(vocabulary.slug),
        "type": "ConceptScheme",
        "title": vocabulary.name,
        "source": vocabulary.source,
        "license": vocabulary.licence,
        "hasTopConcept": [addresses.skill(root.vocabulary, root.code) for root in vocabulary.roots],
        "concepts": [_brief(skill, addresses) for skill in vocabulary.skills],
    }


def _brief(skill: Skill, addresses: Addresses) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": addresses.skill(skill.vocabulary, skill.code),
        "type": "Concept",
        "notation": skill.code,
        "prefLabel": dict(skill.names),
    }
    if skill.parent is not None:
        found["broader"] = addresses.skill(skill.vocabulary, skill.parent)
    return found


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return {
        "targetName": alignment.name,
        "targetUrl": alignment.url,
        "targetDescription": alignment.description,
        "targetFramework": alignment.framework,
        "targetCode": alignment.code,
    }


def _badge_class(edition: Edition, addresses: Addresses) -> dict[str, Any]:
    return {
        "id": addresses.badge_class(edition.class_id),
        "name": {tag: texts.name for tag, texts in edition.content.texts.items()},
        "image": addresses.image(edition.class_id, edition.id, "png"),
    }
