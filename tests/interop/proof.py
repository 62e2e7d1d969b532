"""What it takes to believe a peer that accepts one of our badges."""

from tests.interop.installation import Forms
from tests.interop.peers.client import Peer

FORMS = ("address", "jws", "png", "svg")

# A signed badge and a hosted one are each accepted only after these checks were carried out.
SIGNED_CHECKS = frozenset(
    {
        "VERIFY_JWS",
        "VERIFY_KEY_OWNERSHIP",
        "VERIFY_SIGNED_ASSERTION_NOT_REVOKED",
        "VERIFY_RECIPIENT_IDENTIFIER",
    }
)
HOSTED_CHECKS = frozenset({"HOSTED_ID_IN_VERIFICATION_SCOPE", "VERIFY_RECIPIENT_IDENTIFIER"})


def doubts(peer: Peer, award: Forms, form: str, *, checks: frozenset[str]) -> list[str]:
    """Return why one form of an award is not accepted for its holder beyond doubt.

    An empty list means: accepted without error or warning, these checks carried out, the holder
    compared, and nobody but the issuer asked.
    """
    holder = {"url": award.recipient}
    verdict = peer.judge(award.form(form), holder)
    found = [*verdict.reasons, *verdict.warnings]
    found += [f"tried {attempt}" for attempt in verdict.refused]
    found += [f"{check} was not carried out" for check in sorted(checks - verdict.passed)]
    if not verdict.accepted:
        found.append("not accepted")
    if verdict.recipient != holder:
        found.append("the holder was not compared")
    return [f"{form} of {award.address}: {doubt}" for doubt in found]
