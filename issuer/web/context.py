"""What a request needs: the service, and a read-only view of what is public."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from flask import current_app

from issuer.actions.publication import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuer.actions.service import Service

EXTENSION = "barnstar"


def service() -> Service:
    """Return the service of the application that answers this request."""
    return cast("Service", current_app.extensions[EXTENSION])


@contextmanager
def publication() -> Iterator[Publication]:
    """Open a transaction that can only read, on what is public."""
    here = service()
    with here.database.reading() as session:
        yield Publication(session, here.addresses)
