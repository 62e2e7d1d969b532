"""What anyone may read: one answer for a path, whoever asks.

The public routes serve `Publication.document`, and our own verifier reads the
same function through `OwnFetcher`, so that no verdict rests on anything that
the world cannot see.  Nothing is kept between two calls: the state of a badge is
what the database says now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuer.rules import assertions, editions, organisations
from issuer.rules.assertions import SignedAssertion
from issuer.store import awards as award_store
from issuer.store import classes as class_store
from issuer.store import organisations as organisation_store
from verifier import Document
from verifier.openbadges import documents
from verifier.session import begin

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from issuer.rules.addresses import Addresses
    from issuer.rules.awards import Award
    from issuer.rules.editions import Edition
    from issuer.rules.organisations import Epoch, Organisation
    from issuer.store.database import Session
    from verifier import Fetcher

JSON_TYPE = "application/ld+json"
GONE = 410

_SIGNED_FORMS = {
    "jws": "text/plain; charset=us-ascii",
    "png": "image/png",
    "svg": "image/svg+xml",
}

# Every address that we write; anything else is nobody's, and is not asked of the database.
_PATH = re.compile(r"(?:/[A-Za-z0-9-]{1,80}){1,4}")


@dataclass(frozen=True, slots=True)
class File:
    """What a public address answers to a machine."""

    content_type: str
    body: bytes
    status: int = 200


@dataclass(frozen=True, slots=True)
class Published:
    """A public document: its JSON-LD and the HTTP status that goes with it."""

    document: dict[str, Any]
    status: int = 200

    @property
    def file(self) -> File:
        """The exact bytes that are served."""
        return File(JSON_TYPE, documents.encode(self.document), self.status)


@dataclass(frozen=True, slots=True)
class BadgeView:
    """A badge that may be shown: the award, and the edition that it names."""

    award: Award
    edition: Edition
    newest: Edition

    @property
    def organisation(self) -> Organisation:
        """Who issued it."""
        return self.edition.epoch.organisation


@dataclass(frozen=True, slots=True)
class ClassView:
    """An edition of a badge class among all of its editions, and whether the class is archived.

    Editions before and after it come oldest first.  A key epoch repeats a version:
    `newer` has every such edition, because an old document names all of them, and
    `older` one for each version.
    """

    edition: Edition
    newer: tuple[Edition, ...]
    older: tuple[Edition, ...] = ()
    archived_at: datetime | None = None

    @property
    def newest(self) -> Edition:
        """The edition that would be awarded today."""
        return self.newer[-1] if self.newer else self.edition

    @property
    def versions(self) -> tuple[Edition, ...]:
        """One edition for each version that people see, oldest first, this one among them."""
        newer = {item.version: item for item in self.newer if item.version > self.edition.version}
        return (*self.older, self.edition, *newer.values())


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with the newest edition of each of its badge classes, and its epochs.

    *classes* are those in use, *archived* those that nobody new is awarded.
    """

    organisation: Organisation
    classes: tuple[Edition, ...]
    epochs: tuple[Epoch, ...]
    archived: tuple[Edition, ...] = ()


@dataclass(frozen=True, slots=True)
class RevocationsView:
    """What has been revoked in an epoch: pairs of UUID and reason."""

    epoch: Epoch
    revoked: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """Reads what is public through one *session*; every method returns None for what is not."""

    session: Session
    addresses: Addresses

    def badge(self, assertion_id: str) -> BadgeView | None:
        """Return a badge that is signed and not hidden."""
        if not _PATH.fullmatch(f"/{assertion_id}"):
            return None
        award = award_store.by_public_id(self.session, assertion_id)
        if award is None or not award.is_public:
            return None
        edition = class_store.edition(self.session, award.class_id, award.edition_id)
        newest = class_store.newest(self.session, award.class_id)
        return BadgeView(award, edition or newest, newest)

    def badge_class(self, class_id: str, edition_id: str | None = None) -> ClassView | None:
        """Return an edition with its successors, or the newest edition."""
        found = class_store.editions(self.session, class_id)
        archived_at = class_store.archived_at(self.session, class_id)
        for position, edition in enumerate(found):
            is_last = position == len(found) - 1
            if edition.id == edition_id or (edition_id is None and is_last):
                older = {
                    item.version: item
                    for item in found[:position]
                    if item.version < edition.version
                }
                newer = tuple(found[position + 1 :])
                return ClassView(edition, newer, tuple(older.values()), archived_at)
        return None

    def organisation(self, slug: str) -> OrganisationView | None:
        """Return an organisation with what it offers."""
        found = organisation_store.by_slug(self.session, slug)
        if found is None:
            return None
        classes = class_store.newest_of_all(self.session, slug)
        archived = class_store.archived(self.session, slug)
        return OrganisationView(
            found,
            tuple(item for item in classes if item.class_id not in archived),
            tuple(organisation_store.epochs(self.session, slug)),
            tuple(item for item in classes if item.class_id in archived),
        )

    def organisations(self) -> list[OrganisationView]:
        """Return every organisation with what it offers."""
        found = organisation_store.every(self.session)
        return [view for item in found if (view := self.organisation(item.slug)) is not None]

    def ping(self) -> None:
        """Ask the database anything at all; it raises when it cannot answer."""
        organisation_store.public_url(self.session)

    def epoch(self, slug: str, kid: str) -> Epoch | None:
        """Return an epoch that has begun."""
        epoch = organisation_store.epoch(self.session, kid)
        return epoch if epoch and epoch.organisation.slug == slug else None

    def key(self, kid: str) -> Epoch | None:
        """Return the epoch of a key that is or was in use."""
        return organisation_store.epoch(self.session, kid)

    def revocations(self, slug: str, kid: str) -> RevocationsView | None:
        """Return what has been revoked in an epoch."""
        epoch = self.epoch(slug, kid)
        if epoch is None:
            return None
        return RevocationsView(epoch, tuple(award_store.revoked(self.session, kid)))

    def file(self, path: str) -> File | None:
        """Return what *path* answers to a machine, or None when nothing public is there."""
        stem, dot, form = path.rpartition(".")
        match path.split("/")[1:]:
            case ["badge-classes", class_id, edition_id, "image.svg" | "image.png"]:
                return self._class_picture(class_id, edition_id, form)
            case ["assertions", name] if dot and form in _SIGNED_FORMS:
                return self._signed_form(name.removesuffix(f".{form}"), form)
        published = self.document(stem if form == "json" else path)
        return published.file if published else None

    def _class_picture(self, class_id: str, edition_id: str, form: str) -> File | None:
        if not _PATH.fullmatch(f"/{class_id}/{edition_id}"):
            return None
        picture = class_store.picture(self.session, class_id, edition_id)
        if picture is None:
            return None
        return File(_SIGNED_FORMS[form], picture.svg if form == "svg" else picture.png)

    def _signed_form(self, assertion_id: str, form: str) -> File | None:
        view = self.badge(assertion_id)
        if view is None or view.award.signed is None:
            return None
        if view.award.revocation is not None:
            text = f"Revoked: {view.award.revocation.reason}\n"
            return File("text/plain; charset=utf-8", text.encode(), GONE)
        signed = SignedAssertion(view.award.signed)
        if form == "jws":
            return File(_SIGNED_FORMS[form], signed.token.encode("ascii"))
        picture = class_store.picture(self.session, view.edition.class_id, view.edition.id)
        if picture is None:
            return None
        if form == "svg":
            return File(_SIGNED_FORMS[form], assertions.bake_svg(picture.svg, signed))
        return File(_SIGNED_FORMS[form], assertions.bake_png(picture.png, signed))

    def document(self, path: str) -> Published | None:
        """Return the JSON document at *path*, or None when nothing public is there."""
        found: Published | None = None
        if not _PATH.fullmatch(path):
            return None
        match path.split("/")[1:]:
            case ["issuers", slug]:
                found = self._organisation_document(slug)
            case ["issuers", slug, kid]:
                found = self._epoch_document(slug, kid)
            case ["issuers", slug, kid, "revocations"]:
                found = self._revocations_document(slug, kid)
            case ["keys", kid]:
                found = self._key_document(kid)
            case ["badge-classes", class_id, *rest] if len(rest) <= 2:  # noqa: PLR2004 - edition, language
                found = self._class_document(class_id, *rest)
            case ["assertions", assertion_id]:
                found = self._assertion_document(assertion_id)
        return found

    def _organisation_document(self, slug: str) -> Published | None:
        found = organisation_store.by_slug(self.session, slug)
        return Published(organisations.profile(found, self.addresses)) if found else None

    def _epoch_document(self, slug: str, kid: str) -> Published | None:
        epoch = self.epoch(slug, kid)
        return Published(organisations.epoch_profile(epoch, self.addresses)) if epoch else None

    def _key_document(self, kid: str) -> Published | None:
        epoch = self.key(kid)
        return Published(organisations.key_document(epoch, self.addresses)) if epoch else None

    def _revocations_document(self, slug: str, kid: str) -> Published | None:
        view = self.revocations(slug, kid)
        if view is None:
            return None
        return Published(organisations.revocation_list(view.epoch, view.revoked, self.addresses))

    def _class_document(
        self, class_id: str, edition_id: str | None = None, language: str | None = None
    ) -> Published | None:
        view = self.badge_class(class_id, edition_id)
        if view is None or (language and language not in view.edition.content.texts):
            return None
        # The newest edition's document is the edition's own, id and all: a
        # document whose id is not its address would be read a second time.
        return Published(
            editions.badge_class_document(
                view.edition,
                self.addresses,
                language=language,
                newer=view.newer,
                older=view.older,
            )
        )

    def _assertion_document(self, assertion_id: str) -> Published | None:
        view = self.badge(assertion_id)
        if view is None:
            return None
        if view.award.revocation is not None:
            return Published(assertions.revoked_stub(view.award, self.addresses), GONE)
        return Published(assertions.hosted(view.award, self.addresses))


class OwnFetcher:
    """Answers our own addresses in process, and hands every other address on.

    One transaction sees one state of the database, so what was read through it
    once is remembered: a batch of badges reads its class, Profile and key once.
    *overlay* holds documents that are about to be published, by address: a badge
    is checked as it will be read, before it is stored.
    """

    hurries = True

    def __init__(
        self, publication: Publication, elsewhere: Fetcher, overlay: Iterable[Document] = ()
    ) -> None:
        """Read ours through *publication*, strangers' through *elsewhere*.

        All that is read elsewhere has to be there within the limits for one badge,
        which count from now on.
        """
        self._publication = publication
        self._elsewhere = begin(elsewhere)
        self._read = {document.address: document for document in overlay}

    def fetch(self, address: str) -> Document:
        """Return the document at *address*.

        Raises FetchError when it cannot be had.
        """
        if address not in self._read:
            self._read[address] = self._fetch(address)
        return self._read[address]

    def ahead(self, addresses: Iterable[str]) -> None:
        """Begin to read those of *addresses* that are not ours; ours take no time."""
        ours = self._publication.addresses.is_ours
        self._elsewhere.ahead(
            address for address in addresses if address not in self._read and not ours(address)
        )

    def _fetch(self, address: str) -> Document:
        addresses = self._publication.addresses
        if not addresses.is_ours(address):
            return self._elsewhere.fetch(address)
        path = address.removeprefix(addresses.origin).partition("#")[0].partition("?")[0]
        file = self._publication.file(path)
        if file is None:
            return Document(address, 404, "text/plain", b"")
        return Document(address, file.status, file.content_type, file.body)
