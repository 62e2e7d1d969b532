"""Public pages: each function turns one public view into HTML in the reader's language.

Who may see what has been decided before these are called, and the caller sets the
HTTP status.  Nothing here reads the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from badge_classes.translations import stale
from issuer.web import snippets, wording
from issuer.web.context import service
from issuer.web.texts import local_texts
from verifier import wikimedia

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuer.actions.publication import BadgeView, OrganisationView, RevocationsView
    from issuer.rules.editions import Edition
    from issuer.rules.organisations import Epoch
    from issuer.web.texts import LocalTexts


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a badge: the name to show, and the address behind it."""

    name: str
    address: str
    is_wikimedia_user: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A badge class in a list: its texts, its page and its picture."""

    texts: LocalTexts
    method: str
    page: str
    picture: str


def badge(view: BadgeView) -> str:
    """Return the page of a badge; of a revoked one, the page that says so and why."""
    addresses = service().addresses
    award, edition = view.award, view.edition
    address, now = addresses.assertion(award.id), service().clock.now()
    texts = local_texts(edition.content)
    return render_template(
        "badge.html",
        award=award,
        edition=edition,
        newer=view.newest if view.newest.version > edition.version else None,
        texts=texts,
        stale=stale(edition.content).get(texts.language, ()),
        holder=holder(award.recipient),
        state=wording.state(award, now),
        has_expired=award.has_expired(now),
        evidence=wording.evidence(award.completion),
        address=address,
        forms={name: addresses.assertion(award.id, f".{name}") for name in ("png", "svg", "jws")},
        bundle=addresses.assertion(award.id, "/bundle"),
        qr_code=addresses.assertion(award.id, "/qr.svg"),
        class_page=edition.address(addresses),
        newest_page=addresses.badge_class(edition.class_id),
        organisation=view.organisation,
        organisation_page=addresses.issuer(view.organisation.slug),
        picture=addresses.image(edition.class_id, edition.id, "svg"),
        social_picture=addresses.image(edition.class_id, edition.id, "png"),
        snippets=snippets.of_badge(address, texts, addresses),
    )


def organisation(view: OrganisationView) -> str:
    """Return the page of an organisation."""
    addresses = service().addresses
    slug = view.organisation.slug
    return render_template(
        "organisation.html",
        organisation=view.organisation,
        cards=cards(view.classes),
        archived=cards(view.archived),
        epochs=[
            (
                epoch,
                addresses.epoch(slug, epoch.key.kid),
                addresses.revocations(slug, epoch.key.kid),
            )
            for epoch in view.epochs
        ],
        address=addresses.issuer(slug),
    )


def epoch(epoch: Epoch, view: OrganisationView) -> str:
    """Return the page of the Profile that the badges of one key name as their issuer."""
    addresses = service().addresses
    slug, kid = view.organisation.slug, epoch.key.kid
    return render_template(
        "epoch.html",
        epoch=epoch,
        organisation=view.organisation,
        organisation_page=addresses.issuer(slug),
        key_page=addresses.key(kid),
        revocations_page=addresses.revocations(slug, kid),
        address=addresses.epoch(slug, kid),
    )


def key(epoch: Epoch) -> str:
    """Return the page of a public key."""
    addresses = service().addresses
    slug, kid = epoch.organisation.slug, epoch.key.kid
    return render_template(
        "key.html",
        epoch=epoch,
        organisation=epoch.organisation,
        organisation_page=addresses.issuer(slug),
        profile_page=addresses.epoch(slug, kid),
        address=addresses.key(kid),
    )


def revocations(view: RevocationsView) -> str:
    """Return the page of what has been revoked among the badges of one key."""
    addresses = service().addresses
    slug, kid = view.epoch.organisation.slug, view.epoch.key.kid
    return render_template(
        "revocations.html",
        revoked=view.revoked,
        organisation=view.epoch.organisation,
        organisation_page=addresses.issuer(slug),
        profile_page=addresses.epoch(slug, kid),
        address=addresses.revocations(slug, kid),
    )


def home(views: Sequence[OrganisationView]) -> str:
    """Return the first page: what this is, a box to verify a badge, and what can be earned."""
    addresses = service().addresses
    return render_template(
        "home.html",
        offers=[
            (view.organisation, addresses.issuer(view.organisation.slug), cards(view.classes))
            for view in views
        ],
        is_loopback=service().settings.is_loopback,
    )


def nothing_here() -> str:
    """Return the page for an address where nothing is public, for whatever reason."""
    return render_template("nothing_here.html")


def holder(address: str) -> Holder:
    """Return who is behind the recipient *address*: a Wikimedia user, or the address itself."""
    username = wikimedia.username_of(address)
    return Holder(username or address, address, username is not None)


def cards(editions: Sequence[Edition]) -> list[Card]:
    """Return the card of each of the *editions*, which are the newest of their classes."""
    addresses = service().addresses
    return [
        Card(
            local_texts(edition.content),
            wording.method(edition.content.method),
            addresses.badge_class(edition.class_id),
            addresses.image(edition.class_id, edition.id, "svg"),
        )
        for edition in editions
    ]
