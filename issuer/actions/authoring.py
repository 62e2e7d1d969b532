"""Badge classes: from folders into the database, where they live, and back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from badge_classes import artwork, folder, translations
from badge_classes.editions import content_digest, frozen_changes
from badge_classes.languages import LanguageError
from issuer.errors import BarnstarError, NotFoundError
from issuer.rules.editions import Edition
from issuer.store import classes as class_store
from issuer.store import organisations as organisation_store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from badge_classes.badge_class import BadgeClass
    from issuer.actions.service import Service
    from issuer.store.database import Session


class LanguageGoneError(BarnstarError):
    """A class would lose a language whose address badges may name."""


class Change(StrEnum):
    """What loading a class did."""

    ADDED = "added"
    NEW_EDITION = "new edition"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A badge class with its picture as PNG.

    One that was *edited as a whole* says by its texts alone which translations are
    new; otherwise it says itself what each of them was made from.
    """

    content: BadgeClass
    png: bytes
    is_edited_as_a_whole: bool = True


def load(service: Service, slug: str, content: BadgeClass) -> Change:
    """Make *content* the present state of the class of its name in an organisation.

    An edition that was awarded, in whatever epoch, stays as it is, and *content*
    becomes the next one; before the first award the edition itself is rewritten.
    Texts in further languages may be added or mended at any time, and reach the
    badges of every epoch.
    """
    return load_all(service, slug, [content])[content.slug]


def load_all(service: Service, slug: str, contents: Sequence[BadgeClass]) -> dict[str, Change]:
    """Load several classes, all of them or none, and return what each did by its name.

    Raises BarnstarError with a sentence for every class that cannot be loaded.
    """
    # Outside of the transaction: drawing takes long enough to be felt by everybody who waits.
    drawn = [_Drawn(content, artwork.rasterise(content.artwork_svg)) for content in contents]
    found: dict[str, Change] = {}
    errors = []
    with service.database.writing() as session:
        organisation_store.lock(session, slug)
        for item in drawn:
            try:
                found[item.content.slug] = _load(service, session, slug, item)
            except LanguageGoneError as error:
                errors.append(str(error))
        if errors:
            raise BarnstarError("\n".join(errors))
    return found


def load_folders(
    service: Service, slug: str, path: Path, tell: Callable[[str], None]
) -> dict[str, Change]:
    """Load the badge class in *path*, or every one below it, and return what each did.

    *tell* gets an English sentence for everything that was left out of a picture.
    Nothing is loaded unless every folder can be.  Raises FolderError, naming the
    files, or BarnstarError otherwise.
    """
    is_class = (path / folder.TOML).exists()
    readings = [folder.read_with_notes(path)] if is_class else folder.read_all_with_notes(path)
    if not readings:
        raise BarnstarError(f"{path} holds no badge class: no folder with a {folder.TOML} in it.")
    for reading in readings:
        for sentence in reading.sentences:
            tell(sentence)
    return load_all(service, slug, [reading.badge_class for reading in readings])


def load_catalogue(service: Service, slug: str) -> dict[str, Change]:
    """Add those classes of the catalogue that an organisation does not have.

    A class that it has stays as it is: somebody may have edited it.
    """
    with service.database.reading() as session:
        missing = [
            content
            for content in service.catalogue()
            if class_store.class_id(session, slug, content.slug) is None
        ]
    return load_all(service, slug, missing)


def export_texts(service: Service, class_id: str, language: str) -> bytes:
    """Return the file of a class for translators into *language*, a tag or a MediaWiki code.

    Raises BarnstarError for a language that cannot be translated into.
    """
    with service.database.reading() as session:
        content = class_store.newest(session, class_id).content
    try:
        return translations.export_texts(content, language)
    except (LanguageError, ValueError) as error:
        raise BarnstarError(str(error)) from error


def translate(service: Service, class_id: str, data: bytes) -> Change:
    """Take over what translators wrote into a file of `export_texts`, all of it or nothing.

    Raises TranslationError with everything that is wrong with the file.
    """
    with service.database.writing() as session:
        class_store.lock(session, class_id)
        newest = class_store.newest(session, class_id)
        content = translations.import_texts(newest.content, data)
        picture = class_store.picture(session, class_id, newest.id)
        if picture is None:
            raise NotFoundError(f"Edition {newest.id} has no picture.")
        drawn = _Drawn(content, picture.png, is_edited_as_a_whole=False)
        return _load(service, session, newest.epoch.organisation.slug, drawn)


def versions(service: Service, class_id: str) -> dict[int, BadgeClass]:
    """Return what each edition of a class says, by the number that people see, oldest first."""
    with service.database.reading() as session:
        found = class_store.editions(session, class_id)
    return {edition.version: edition.content for edition in found}


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


def _load(service: Service, session: Session, slug: str, drawn: _Drawn) -> Change:
    content, digest = drawn.content, content_digest(drawn.content)
    now = service.clock.now()
    class_id = class_store.class_id(session, slug, content.slug)
    if class_id is None:
        class_id = service.identifiers.public_id()
        class_store.add_class(session, slug, content.slug, class_id, now)
        first = _edition(service, session, slug, content, class_id=class_id, version=1)
        class_store.add_edition(session, first, digest, drawn.png, now)
        return Change.ADDED
    newest = class_store.newest(session, class_id)
    if drawn.is_edited_as_a_whole:
        content = translations.traced(newest.content, content)
    copies = _copies(session, newest)
    if all(copy.content == content for copy in copies):
        return Change.UNCHANGED
    frozen = class_store.is_awarded(session, class_id, newest.version)
    if frozen and frozen_changes(newest.content, content):
        version = newest.version + 1
        following = _edition(service, session, slug, content, class_id=class_id, version=version)
        class_store.add_edition(session, following, digest, drawn.png, now)
        return Change.NEW_EDITION
    if frozen:
        _keep_languages(copies, content)
    # The picture was drawn when the edition was made; only a new drawing replaces it.
    redrawn = drawn.png if newest.content.artwork_svg != content.artwork_svg else None
    for copy in copies:
        class_store.rewrite_edition(session, copy.id, content, digest, redrawn)
    return Change.UPDATED


def _copies(session: Session, newest: Edition) -> list[Edition]:
    """Return *newest* and the editions that say the same in earlier epochs.

    They are one edition to everybody, so whatever may be written into one of them
    is written into all: old badges get a new translation too.
    """
    return [
        edition
        for edition in class_store.of_version(session, newest.class_id, newest.version)
        if not frozen_changes(newest.content, edition.content)
    ]


def _keep_languages(copies: Sequence[Edition], new: BadgeClass) -> None:
    """Raise LanguageGoneError when a language version that badges may name would be gone."""
    gone = sorted({tag for copy in copies for tag in copy.content.texts} - set(new.texts))
    if gone:
        raise LanguageGoneError(
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
    identifier, now = service.identifiers.public_id(), service.clock.now()
    return Edition(identifier, class_id, version, epoch, content, now)
