"""Taking a badge class out of use, and bringing it back.

Nothing that is published changes: badges of an archived class stay valid, its pages stay
where they are and say so, and nobody new is awarded it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.actions import issuance
from issuer.store import classes as class_store

if TYPE_CHECKING:
    from issuer.actions.service import Service


def archive(service: Service, class_id: str) -> bool:
    """Archive a class; say whether it was in use until now.

    Awards that an interrupted run left unsigned were made before, so they are
    finished first.
    """
    issuance.finish(service, class_id)
    with service.database.writing() as session:
        class_store.lock(session, class_id)
        if class_store.archived_at(session, class_id) is not None:
            return False
        class_store.archive(session, class_id, service.clock.now())
    return True


def restore(service: Service, class_id: str) -> bool:
    """Bring an archived class back; say whether it was archived until now."""
    with service.database.writing() as session:
        class_store.lock(session, class_id)
        if class_store.archived_at(session, class_id) is None:
            return False
        class_store.archive(session, class_id, None)
    return True
