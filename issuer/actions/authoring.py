"""Badge classes: from folders into the database, where they live, and back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from badge_classes import artwork, folder
from badge_classes.editions import content_digest
from issuer.errors import BarnstarError, NotFoundError
from issuer.rules.editions import Edition
from issuer.store import classes as class_store
from issuer.store import organisations as organisation_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from badge_classes.badge_class import BadgeClass
    from issuer.actions.service import Service
    from issuer.store.database import Session


class Change(StrEnum):
    """What loading a class did."""

    ADDED = "added"
    NEW_EDITION = "new edition"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def load(service: Service, slug: str, content: BadgeClass) -> Change:
    """Make *content* the present state of the class of its name in an organisation.

    An edition that was awarded stays as it is, and *content* becomes the next
    one; before the first award the edition itself is rewritten.  Texts in
    further languages may be added or mended at any time.
    """
    png = artwork.rasterise(content.artwork_svg)
    digest = content_digest(content)
    now = service.clock.now()
    with service.database.writing() as session:
        organisation_store.lock(session, slug)
        class_id = class_store.class_id(session, slug, content.slug)
        if class_id is None:
            class_id = service.identifiers.public_id()
            class_store.add_class(session, slug, content, class_id, now)
            first = _edition(service, session, slug, content, class_id=class_id, version=1)
            class_store.add_edition(session, first, digest, png, now)
            return Change.ADDED
        newest = class_store.newest(session, class_id)
        if newest.content == content:
            return Change.UNCHANGED
        class_store.update_class(session, class_id, content)
        frozen = class_store.is_awarded(session, newest.id)
        if frozen and digest != content_digest(newest.content):
            version = newest.version + 1
            following = _edition(
                service, session, slug, content, class_id=class_id, version=version
            )
            class_store.add_edition(session, following, digest, png, now)
            return Change.NEW_EDITION
        if frozen:
            _keep_languages(newest.content, content)
        # The picture was drawn when the edition was made; only a new drawing replaces it.
        redrawn = png if newest.content.artwork_svg != content.artwork_svg else None
        class_store.rewrite_edition(session, newest.id, content, digest, redrawn)
        return Change.UPDATED


def load_folders(service: Service, slug: str, path: Path) -> Iterator[tuple[str, Change]]:
    """Load the badge class in *path*, or every one below it, and yield what each did.

    Nothing is loaded unless every folder can be read.  Raises FolderError,
    naming the files, otherwise.
    """
    contents = [folder.read(path)] if (path / folder.TOML).exists() else folder.read_all(path)
    if not contents:
        raise BarnstarError(f"{path} holds no badge class: no folder with a {folder.TOML} in it.")
    for content in contents:
        yield content.slug, load(service, slug, content)


def load_catalogue(service: Service, slug: str) -> list[tuple[str, Change]]:
    """Add those classes of the catalogue that an organisation does not have.

    A class that it has stays as it is: somebody may have edited it.
    """
    with service.database.reading() as session:
        missing = [
            content
            for content in folder.catalogue()
            if class_store.class_id(session, slug, content.slug) is None
        ]
    return [(content.slug, load(service, slug, content)) for content in missing]


def has_classes(service: Service, slug: str) -> bool:
    """Whether an organisation has any badge class."""
    with service.database.reading() as session:
        return bool(class_store.class_ids(session, slug))


def dump(service: Service, slug: str, path: Path) -> list[str]:
    """Write every badge class of an organisation as a folder below *path*; return their names."""
    with service.database.reading() as session:
        editions = class_store.newest_of_all(session, slug)
    for edition in editions:
        folder.write(edition.content, path / edition.content.slug)
    return [edition.content.slug for edition in editions]


def find_class(service: Service, slug: str, name: str) -> str:
    """Return the id of the class that *name* means: a folder name, an id or an address.

    Raises NotFoundError, listing what there is.
    """
    prefix = f"{service.addresses.origin}/badge-classes/"
    wanted = name.removeprefix(prefix).partition("/")[0] if name.startswith(prefix) else name
    with service.database.reading() as session:
        class_id = class_store.class_id(session, slug, wanted)
        ids = class_store.class_ids(session, slug)
        slugs = [edition.content.slug for edition in class_store.newest_of_all(session, slug)]
    if class_id is not None:
        return class_id
    if wanted in ids:
        return wanted
    raise NotFoundError(
        f"There is no badge class {name!r}. There is: {', '.join(slugs) or 'none yet'}."
    )


def _keep_languages(old: BadgeClass, new: BadgeClass) -> None:
    """Raise BarnstarError when a language version that badges may name would be gone."""
    gone = sorted(set(old.texts) - set(new.texts))
    if gone:
        raise BarnstarError(
            f"{new.slug} has been awarded with texts in {', '.join(gone)}, and their addresses "
            "stay for ever. Keep those languages, or change the original texts too: "
            "that makes a new edition."
        )


def _edition(  # noqa: PLR0913 - what an edition consists of
    service: Service,
    session: Session,
    slug: str,
    content: BadgeClass,
    *,
    class_id: str,
    version: int,
) -> Edition:
    """Return *content* as an edition in the present epoch of an organisation."""
    kid = organisation_store.keyring(session, slug).current.kid
    epoch = organisation_store.epoch(session, kid)
    if epoch is None:
        raise NotFoundError(f"Key {kid} has no epoch.")
    return Edition(service.identifiers.public_id(), class_id, version, epoch, content)
