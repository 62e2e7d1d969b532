"""To whom a badge was awarded: IdentityObject (Open Badges 2.0).

An identity is written as it is or as a hash of it.  People give theirs in
several spellings where it is a Wikimedia user page; everything else has to be
the same character by character.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Any

from .. import wikimedia

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HASH = re.compile(r"(?P<algorithm>sha256\$(?=[0-9a-fA-F]{64}\Z)|md5\$(?=[0-9a-fA-F]{32}\Z)).*")


def url_recipient(identity: str) -> dict[str, Any]:
    """Return the IdentityObject of somebody known by an address, such as a user page."""
    return {"type": "url", "hashed": False, "identity": identity}


def hashed_recipient(identity: str, *, salt: str, type: str = "email") -> dict[str, Any]:  # noqa: A002 - the standard's word
    """Return the IdentityObject that hides *identity*, of *type*, behind a salted hash.

    *salt* is public.  A hash keeps an e-mail address out of search engines; it
    does not keep it from somebody who guesses the address.
    """
    digest = hashlib.sha256((identity + salt).encode()).hexdigest()
    return {"type": type, "hashed": True, "salt": salt, "identity": f"sha256${digest}"}


def is_hash(identity: str) -> bool:
    """Return whether *identity* has the form of a hash: an algorithm, `$`, and hex digits."""
    return _HASH.fullmatch(identity) is not None


def matches(recipient: Mapping[str, Any], value: str) -> bool:
    """Return whether *recipient* is *value*, an identity of any type.

    *recipient* is a well-formed IdentityObject.  A Wikimedia user page matches its
    user's name in any spelling and the same person's user page on any wiki.  MD5
    is read because old badges use it: nobody can make a second e-mail address
    for a given hash.
    """
    identity = recipient["identity"]
    if recipient["hashed"]:
        salt = recipient.get("salt") or ""
        return any(_hashes_to(identity, spelling + salt) for spelling in _spellings(value))
    if identity == value:
        return True
    name = wikimedia.username_of(identity)
    return name is not None and name == _username(value)


def _spellings(value: str) -> Iterator[str]:
    yield value
    name = _username(value)
    if name is not None:
        yield wikimedia.user_page(name)


def _username(value: str) -> str | None:
    try:
        return wikimedia.canonical_username(value)
    except wikimedia.UsernameError:
        return None


def _hashes_to(identity: str, text: str) -> bool:
    algorithm, _, digits = identity.partition("$")
    if algorithm == "md5":
        digest = hashlib.md5(text.encode(), usedforsecurity=False)
    else:
        digest = hashlib.sha256(text.encode())
    return hmac.compare_digest(digest.hexdigest(), digits.lower())
