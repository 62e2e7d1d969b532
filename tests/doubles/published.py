"""The documents of a small installation: a badge, a revoked one, and all that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.actions import revocation

if TYPE_CHECKING:
    from issuer.rules.awards import Award
    from tests.doubles.installation import Installation


def award_two(here: Installation) -> tuple[Award, Award]:
    """Award a badge to Amina, and one that is revoked to somebody else."""
    amina, other = (
        result.award for result in here.award(("Amina K", 74964029), ("田中さくら", 77580489))
    )
    if amina is None or other is None:
        raise AssertionError("Both rows earn a badge.")
    return amina, revocation.revoke(here.service, other.id, "Awarded to the wrong account")


def paths(amina: Award, revoked: Award) -> dict[str, str]:
    """Return the path of each kind of public document, by the name of its golden file."""
    badge_class = f"/badge-classes/{amina.class_id}"
    return {
        "issuer": "/issuers/community",
        "epoch": f"/issuers/community/{amina.kid}",
        "revocations": f"/issuers/community/{amina.kid}/revocations",
        "key": f"/keys/{amina.kid}",
        "badge-class": badge_class,
        "edition": f"{badge_class}/{amina.edition_id}",
        "edition-ar": f"{badge_class}/{amina.edition_id}/ar",
        "assertion": f"/assertions/{amina.id}",
        "revoked": f"/assertions/{revoked.id}",
    }
