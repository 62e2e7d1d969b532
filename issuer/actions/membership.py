"""Who may act for the organisation: one-time links, signed-in browsers, its profile."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from issuer.errors import BarnstarError
from issuer.rules.organisations import Organisation
from issuer.rules.plain_text import is_plain
from issuer.store import organisations as organisation_store
from issuer.store import sign_in as sign_in_store
from verifier.openbadges.values import is_address

if TYPE_CHECKING:
    from issuer.actions.service import Service

LINK_LIFETIME = timedelta(hours=24)
SESSION_LIFETIME = timedelta(days=14)

NAME_LIMIT = 200
URL_LIMIT = 500
EMAIL_LIMIT = 254
DESCRIPTION_LIMIT = 2_000

_EMAIL = re.compile(r"[^@\s<>\"(),:;\\]+@[^@\s<>\"(),:;\\]+\.[^@\s<>\"(),:;\\.]+")


class FieldError(BarnstarError):
    """One field of the organisation's profile cannot be kept.

    *field* is its name, *code* one of `missing`, `too_long`, `malformed`.
    """

    def __init__(self, field: str, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.code = code


def first_link(service: Service) -> str | None:
    """Return a one-time sign-in address while nobody is signed in, else None.

    Whoever starts the service may sign in, also when the last session has ended.
    """
    secret = service.identifiers.secret()
    now = service.clock.now()
    with service.database.writing() as session:
        if sign_in_store.is_anybody_signed_in(session, now):
            return None
        sign_in_store.add_link(session, secret, now, now + LINK_LIFETIME)
    return f"{service.addresses.origin}/sign-in/{secret}"


def link_is_good(service: Service, token: str) -> bool:
    """Whether a one-time link can still be used; looking does not use it up."""
    with service.database.reading() as session:
        return sign_in_store.is_link_good(session, token, service.clock.now())


def sign_in(service: Service, token: str) -> str | None:
    """Use a one-time link up and return the secret of a new session, or None."""
    secret = service.identifiers.secret()
    now = service.clock.now()
    with service.database.writing() as session:
        if not sign_in_store.use_link(session, token, now):
            return None
        sign_in_store.add_session(session, secret, now, now + SESSION_LIFETIME)
    return secret


def is_signed_in(service: Service, secret: str) -> bool:
    """Whether *secret* belongs to a signed-in browser."""
    with service.database.reading() as session:
        return sign_in_store.is_session_good(session, secret, service.clock.now())


def sign_out(service: Service, secret: str) -> None:
    """Forget a signed-in browser."""
    with service.database.writing() as session:
        sign_in_store.delete_session(session, secret)


def organisation(service: Service) -> Organisation:
    """Return the organisation that a signed-in organiser acts for: the first one."""
    with service.database.reading() as session:
        return organisation_store.every(session)[0]


def update_organisation(  # noqa: PLR0913 - the fields of one form
    service: Service, slug: str, *, name: str, url: str, email: str, description: str
) -> Organisation:
    """Write the profile of an organisation.

    Badges name the Profile by its address, so a new name shows on old badges
    too, and no signature changes.  Raises FieldError for the first field that
    cannot be kept; nothing is written then.
    """
    values = Organisation(
        slug, " ".join(name.split()), url.strip(), email.strip(), description.strip()
    )
    _check_text("name", values.name, NAME_LIMIT)
    _check_text("url", values.url, URL_LIMIT)
    _check_text("email", values.email, EMAIL_LIMIT)
    if len(values.description) > DESCRIPTION_LIMIT:
        raise FieldError(
            "description", "too_long", f"The description is longer than {DESCRIPTION_LIMIT}."
        )
    # Our own verifier's rule: a Profile that it refuses would make every badge invalid.
    if not is_address(values.url):
        raise FieldError("url", "malformed", "The web address needs the form https://example.org.")
    if not all(is_plain(line) for line in values.description.splitlines()):
        raise FieldError("description", "malformed", "The description contains control characters.")
    if not _EMAIL.fullmatch(values.email):
        raise FieldError(
            "email", "malformed", "The e-mail address needs the form name@example.org."
        )
    with service.database.writing() as session:
        organisation_store.update(session, values)
    return values


def _check_text(field: str, value: str, limit: int) -> None:
    if not value:
        raise FieldError(field, "missing", f"The {field} is missing.")
    if len(value) > limit:
        raise FieldError(field, "too_long", f"The {field} is longer than {limit} characters.")
    if not is_plain(value):
        raise FieldError(field, "malformed", f"The {field} contains control characters.")
