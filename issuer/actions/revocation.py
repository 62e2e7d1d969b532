"""Taking a badge back, for everybody to see, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.errors import BarnstarError, NotFoundError
from issuer.rules.awards import Revocation
from issuer.rules.plain_text import is_plain
from issuer.store import awards as award_store

if TYPE_CHECKING:
    from issuer.actions.service import Service
    from issuer.rules.awards import Award

REASON_LIMIT = 500
"""Characters; the reason is published in the RevocationList and on the badge's page."""


def revoke(service: Service, name: str, reason: str) -> Award:
    """Revoke the award that *name* means, and return it as it stands now.

    *name* is its address (of any form), its id, or the `urn:uuid:` of its signed
    assertion.  A second revocation changes nothing: the first reason stays.
    Raises NotFoundError for an unknown award, BarnstarError for a reason that
    cannot be published.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > REASON_LIMIT or not is_plain(reason):
        raise BarnstarError(
            f"The reason needs 1 to {REASON_LIMIT} ordinary characters: "
            "it stands on the badge's page for everybody to read."
        )
    with service.database.writing() as session:
        if name.lower().startswith("urn:uuid:"):
            found = award_store.by_uuid(session, name.lower().removeprefix("urn:uuid:"))
        else:
            found = award_store.by_public_id(session, service.addresses.assertion_id(name))
        if found is None or found.signed is None:
            raise NotFoundError(
                f"There is no badge {name!r} here. Give its address, its id or its urn:uuid."
            )
        award_store.revoke(session, found.id, Revocation(service.clock.now(), reason))
    with service.database.reading() as session:
        return award_store.by_public_id(session, found.id) or found
