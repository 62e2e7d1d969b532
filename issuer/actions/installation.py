"""The first start: the schema, the address for ever, an organisation and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.actions import authoring, rotation
from issuer.errors import BarnstarError, SettingsError
from issuer.rules.organisations import Organisation
from issuer.store import organisations as organisation_store
from issuer.store import schema
from keys.envelope import EnvelopeError
from keys.signing_key import KeyState

if TYPE_CHECKING:
    from issuer.actions.service import Service

DEFAULT_SLUG = "community"


def prepare(service: Service) -> None:
    """Make the database ready for anything that follows; a second call changes nothing.

    The first organisation gets the catalogue's badge classes, so that nobody
    begins with an empty page; an installation that only verifies gets none.  Raises
    SettingsError when the database belongs to another PUBLIC_URL, was made under
    another KEY_ENCRYPTION_KEY, or holds what VERIFY_ONLY would hide.
    """
    with service.database.alone():
        schema.upgrade(service.database.engine)
        _prepare(service)


def _prepare(service: Service) -> None:
    with service.database.reading() as session:
        recorded = organisation_store.public_url(session)
        organisations = organisation_store.every(session)
    if recorded is None:
        _record_public_url(service)
    elif recorded != service.settings.public_url:
        raise SettingsError(
            f"The badges in this database name {recorded}, but PUBLIC_URL is "
            f"{service.settings.public_url}. Set PUBLIC_URL={recorded}, "
            "or use another DATA_DIR for a new installation."
        )
    if service.settings.verify_only:
        if organisations:
            raise SettingsError(
                "VERIFY_ONLY is set, but this database has organisations, whose badges would "
                "answer nobody any more. Unset it, or use another DATA_DIR."
            )
        return
    if not organisations:
        _add_first_organisation(service)
    for organisation in organisations or [the_organisation(service, None)]:
        _check_key(service, organisation.slug)
        rotation.ensure_current_key(service, organisation.slug)
        # Asked of the classes, not of the organisation: a first start can be killed between.
        if not authoring.has_classes(service, organisation.slug):
            authoring.load_catalogue(service, organisation.slug)


def the_organisation(service: Service, slug: str | None) -> Organisation:
    """Return the organisation named *slug*, or the only one.

    Raises BarnstarError when there is none of that name, or when several exist
    and none was named.
    """
    with service.database.reading() as session:
        found = organisation_store.every(session)
    if slug is None and len(found) == 1:
        return found[0]
    if service.settings.verify_only:
        raise BarnstarError("VERIFY_ONLY is set: this installation verifies, and issues nothing.")
    names = ", ".join(item.slug for item in found)
    if slug is None:
        raise BarnstarError(f"Say which organisation: --organisation with one of {names}.")
    for organisation in found:
        if organisation.slug == slug:
            return organisation
    raise BarnstarError(f"There is no organisation {slug!r}. There is: {names}.")


def _check_key(service: Service, slug: str) -> None:
    """Open the current key, so that a lost secret is noticed before anything depends on it."""
    keys = rotation.keyring(service, slug).keys
    made_in = service.settings.secrets_made_in
    if keys and made_in is not None:
        # These secrets were made a moment ago and open nothing.
        made_in.unlink()
        raise SettingsError(
            f"The database holds keys, but {made_in} was missing, so they cannot be opened. "
            "Restore that file from a backup, or set SECRET_KEY and KEY_ENCRYPTION_KEY."
        )
    for key in keys:
        if key.state is KeyState.CURRENT:
            try:
                rotation.signer_for(service, key)
            except EnvelopeError as error:
                raise SettingsError(str(error)) from error


def _record_public_url(service: Service) -> None:
    with service.database.writing() as session:
        if organisation_store.public_url(session) is None:
            organisation_store.record_public_url(
                session, service.settings.public_url, service.clock.now()
            )


def _add_first_organisation(service: Service) -> None:
    host = "example.org" if service.settings.is_loopback else service.settings.host
    organisation = Organisation(
        slug=DEFAULT_SLUG,
        name="Our community",
        url=service.settings.public_url,
        email=f"badges@{host}",
        description="Trainings, mentoring and events by volunteers, for volunteers.",
    )
    with service.database.writing() as session:
        if not organisation_store.every(session):
            organisation_store.add(session, organisation, service.clock.now())
