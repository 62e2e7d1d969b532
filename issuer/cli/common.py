"""What the commands share: the installation, the organisation and the class that are meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from issuer.actions import authoring, installation
from issuer.errors import BarnstarError, NotFoundError

if TYPE_CHECKING:
    from issuer.actions.service import Service

OK = 0
PARTLY = 1
USAGE = 64

with_organisation = click.option(
    "--organisation", metavar="SLUG", help="Which organisation, where there are several."
)
with_class = click.argument("badge_class", metavar="CLASS")


def prepared(context: click.Context) -> Service:
    """Return the service, its database ready; say on standard error what was made for it."""
    service: Service = context.obj()
    made_in = service.settings.secrets_made_in
    if made_in is not None:
        click.echo(f"Made the secrets of this installation: {made_in}. Keep a copy.", err=True)
    installation.prepare(service)
    return service


def slug_of(service: Service, named: str | None) -> str:
    """Return the slug of the organisation that is *named*, or of the only one.

    Raises UsageError.
    """
    try:
        return installation.the_organisation(service, named).slug
    except BarnstarError as error:
        raise click.UsageError(str(error)) from error


def class_id_of(service: Service, organisation: str | None, badge_class: str) -> str:
    """Return the id of the class that *badge_class* means: a folder name, an id or an address.

    Raises UsageError.
    """
    try:
        return authoring.find_class(service, slug_of(service, organisation), badge_class)
    except NotFoundError as error:
        raise click.UsageError(str(error)) from error
