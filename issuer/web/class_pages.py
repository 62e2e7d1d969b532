"""The pages of badge classes: one class with its editions, and the list of all that can be earned.

Like `pages`, these are handed what is public and read no database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from badge_classes.limits import METHODS
from badge_classes.translations import stale
from issuer.web import changes, pages, wording
from issuer.web.context import service
from issuer.web.texts import local_texts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from issuer.actions.publication import ClassView, OrganisationView
    from issuer.rules.editions import Edition
    from issuer.rules.organisations import Organisation
    from issuer.web.pages import Card


@dataclass(frozen=True, slots=True)
class Offer:
    """What an organisation awards, and what it has archived."""

    organisation: Organisation
    page: str
    cards: list[Card]
    archived: list[Card]


def badge_class(view: ClassView, language: str | None = None) -> str:
    """Return the page of an edition of a badge class, its texts in *language* if that is given."""
    addresses = service().addresses
    edition, content = view.edition, view.edition.content
    texts = local_texts(content, language)
    previous = view.older[-1] if view.older else None
    return render_template(
        "badge_class.html",
        edition=edition,
        newer=view.newest if view.newest.version > edition.version else None,
        texts=texts,
        stale=stale(content).get(texts.language, ()),
        # How a class is earned today is no part of an edition that came before.
        is_newest=edition == view.newest,
        archived_at=view.archived_at,
        requirements=[wording.count(item.measure, item.minimum) for item in content.requirements],
        versions=[(item, item.address(addresses)) for item in reversed(view.versions)],
        previous=previous,
        changes=changes.between(previous.content, content) if previous else [],
        address=edition.address(addresses, language),
        versions_in=[(tag, edition.address(addresses, tag)) for tag in edition.languages],
        own_page=edition.address(addresses),
        newest_page=addresses.badge_class(edition.class_id),
        organisation=edition.epoch.organisation,
        organisation_page=addresses.issuer(edition.epoch.organisation.slug),
        picture=addresses.image(edition.class_id, edition.id, "svg"),
        social_picture=addresses.image(edition.class_id, edition.id, "png"),
    )


def catalogue(views: Sequence[OrganisationView], method: str | None = None) -> str:
    """Return the list of all badge classes, or of those that are earned by one *method*."""
    addresses = service().addresses
    methods = {item.content.method for view in views for item in view.classes}
    chosen = method if method in methods else None
    offers = [
        Offer(
            view.organisation,
            addresses.issuer(view.organisation.slug),
            pages.cards(_earned_by(view.classes, chosen)),
            pages.cards(_earned_by(view.archived, chosen)),
        )
        for view in views
    ]
    return render_template(
        "catalogue.html",
        offers=[offer for offer in offers if offer.cards or offer.archived or not chosen],
        methods=[name for name in METHODS if name in methods],
        chosen=chosen,
        is_empty=not any(offer.cards or offer.archived for offer in offers),
        address=addresses.catalogue(),
    )


def catalogue_document(views: Sequence[OrganisationView]) -> dict[str, Any]:
    """Return the same list for machines: what each organisation awards, and what it has archived.

    Each class comes with its address, which always answers with the newest edition, and with
    that edition in its original language.
    """
    addresses = service().addresses
    return {
        "id": addresses.catalogue(),
        "issuers": [
            {
                "id": addresses.issuer(view.organisation.slug),
                "name": view.organisation.name,
                "badgeClasses": [_entry(item) for item in view.classes],
                "archived": [_entry(item) for item in view.archived],
            }
            for view in views
        ],
    }


def _earned_by(editions: Sequence[Edition], method: str | None) -> list[Edition]:
    return [item for item in editions if method in (None, item.content.method)]


def _entry(edition: Edition) -> dict[str, Any]:
    addresses, content = service().addresses, edition.content
    return {
        "id": addresses.badge_class(edition.class_id),
        "edition": edition.address(addresses),
        "version": str(edition.version),
        "@language": content.default_language,
        "languages": list(edition.languages),
        "name": content.original.name,
        "description": content.original.description,
        "image": addresses.image(edition.class_id, edition.id, "png"),
        "tags": list(content.tags),
    }
