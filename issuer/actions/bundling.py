"""The offline bundle of one of our badges: what its verification reads, as of this moment.

    file = bundled(public, assertion_id, now)

It is made of the public documents alone, read in one transaction, so that it says what a
verifier would have read now.  Nothing of it is kept: the list of revoked badges in a bundle
is as old as the bundle, so the next reader gets a new one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from issuer.actions.publication import File, OwnFetcher
from verifier import OfflineFetcher, bundle

if TYPE_CHECKING:
    from datetime import datetime

    from issuer.actions.publication import Publication
    from verifier import Fetcher

_TEXT: Final = "text/plain; charset=utf-8"

_TOO_LONG: Final = (
    "The issuer has revoked more badges than a bundle can list. Verify this badge by its address.\n"
)


def bundled(public: Publication, assertion_id: str, now: datetime) -> File | None:
    """Return the bundle of a badge, or None when there is no such badge.

    A revoked badge has none, and answers 410 with the reason like its other forms: whoever
    keeps what he downloads without a look at it must not keep a file that passes for a badge.
    """
    found = public.file(f"/assertions/{assertion_id}.jws")
    if found is None or found.status != HTTPStatus.OK:
        return found
    return made(found.body.decode("ascii"), OwnFetcher(public, OfflineFetcher()), now)


def made(token: str, fetcher: Fetcher, now: datetime) -> File:
    """Return the bundle of the signed badge *token*, whose documents *fetcher* reads.

    503 where it would be larger than any verifier reads.
    """
    whole = bundle.make(token, fetcher, now)
    try:
        data = whole.as_bytes()
    except ValueError:
        return File(_TEXT, _TOO_LONG.encode(), HTTPStatus.SERVICE_UNAVAILABLE)
    return File(bundle.MEDIA_TYPE, data)
