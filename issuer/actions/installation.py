"""The first start: the schema, the address for ever, an organisation and its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.actions import authoring, rotation
from issuer.errors import BarnstarError, SettingsError
from issuer.rules.organisations import Organisation
from issuer.store import organisations as organisation_store
from issuer.store import schema

if TYPE_CHECKING:
    from issuer.actions.service import Service

DEFAULT_SLUG = "community"


def prepare(service: Service) -> None:
    """Make the database ready for anything that follows; a second call changes nothing.

    The first organisation gets the catalogue's badge classes, so that nobody
    begins with an empty page.  Raises SettingsError when the database belongs to
    another PUBLIC_URL.
    """
    schema.upgrade(service.database.engine)
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
    if not organisations:
        _add_first_organisation(service)
    for organisation in organisations or [the_organisation(service, None)]:
        rotation.ensure_current_key(service, organisation.slug)
    if not organisations:
        authoring.load_catalogue(service, DEFAULT_SLUG)


def the_organisation(service: Service, slug: str | None) -> Organisation:
    """Return the organisation named *slug*, or the only one.

    Raises BarnstarError when there is none of that name, or when several exist
    and none was named.
    """
    with service.database.reading() as session:
        found = organisation_store.every(session)
    if slug is None and len(found) == 1:
        return found[0]
    names = ", ".join(item.slug for item in found)
    if slug is None:
        raise BarnstarError(f"Say which organisation: --organisation with one of {names}.")
    for organisation in found:
        if organisation.slug == slug:
            return organisation
    raise BarnstarError(f"There is no organisation {slug!r}. There is: {names}.")


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
