"""What a badge claims, picked from the documents that a report holds, for showing.

Everything here is a stranger's text.  Members may be missing or of any type, and
nothing is loaded from a stranger's server: a picture is shown only if it is ours or
came with the request.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from badge_classes.languages import LanguageError, canonical_tag
from issuer.web import markdown
from issuer.web.texts import harmless, language_attributes
from verifier import wikimedia

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.rules.addresses import Addresses
    from verifier import Report

_OUR_PICTURE: Final = re.compile(r"/badge-classes/[a-z0-9-]+/[a-z0-9-]+/image\.(png|svg)")

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MAX_SHOWN_PICTURE: Final = 256 * 1024  # Bytes; it stands in the page itself.


@dataclass(frozen=True, slots=True)
class Appearance:
    """A badge as it presents itself; empty texts where it does not say.

    *attributes* has `lang` and `dir` for what its class says, as `language_attributes` does.
    """

    name: str
    description: str
    criteria: Markup
    attributes: Markup
    criteria_address: str
    recipient: str
    recipient_is_hidden: bool
    issuer: str
    issuer_host: str
    is_ours: bool
    issued_on: datetime | None
    picture: str
    picture_is_uploaded: bool


def of_report(report: Report, upload: bytes, addresses: Addresses) -> Appearance | None:
    """Return how the badge in *report* looks, or None where nothing could be read."""
    if report.assertion is None:
        return None
    badge_class = report.badge_class or {}
    issuer = report.issuer or {}
    recipient, hidden = _recipient(report.assertion)
    criteria = badge_class.get("criteria")
    narrative = criteria.get("narrative") if isinstance(criteria, dict) else None
    address = criteria.get("id") if isinstance(criteria, dict) else criteria
    picture = _our_picture(badge_class, addresses)
    issuer_id = _text(issuer, "id")
    return Appearance(
        name=_text(badge_class, "name"),
        description=_text(badge_class, "description"),
        criteria=markdown.render(narrative) if isinstance(narrative, str) else Markup(),
        attributes=_language(badge_class),
        criteria_address=_web_address(address),
        recipient=recipient,
        recipient_is_hidden=hidden,
        issuer=_text(issuer, "name"),
        issuer_host=_host(issuer_id),
        is_ours=addresses.is_ours(issuer_id),
        issued_on=_moment(report.assertion.get("issuedOn")),
        picture=picture or _uploaded_picture(upload),
        picture_is_uploaded=not picture,
    )


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    return harmless(value) if isinstance(value, str) else ""


def _language(document: Mapping[str, Any]) -> Markup:
    """Return the mark of the language that *document* says it is in, if that is a tag."""
    said = document.get("@language")
    try:
        return language_attributes(canonical_tag(said)) if isinstance(said, str) else Markup()
    except LanguageError:
        return Markup()


def _moment(value: object) -> datetime | None:
    """Return *value* as a moment if it is an ISO 8601 date and time with its zone."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _recipient(assertion: Mapping[str, Any]) -> tuple[str, bool]:
    """Return whom the badge names, and whether it hides that behind a hash."""
    recipient = assertion.get("recipient")
    if not isinstance(recipient, dict):
        return "", False
    if recipient.get("hashed") is not False:
        return "", True
    identity = _text(recipient, "identity")
    return wikimedia.username_of(identity) or identity, False


def _web_address(value: object) -> str:
    """Return *value* if it is an http address, so that a link cannot run a script."""
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return harmless(value)
    return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _our_picture(badge_class: Mapping[str, Any], addresses: Addresses) -> str:
    """Return the path of the class's picture if it is one of ours."""
    image = badge_class.get("image")
    address = image.get("id") if isinstance(image, dict) else image
    if not isinstance(address, str) or not addresses.is_ours(address):
        return ""
    path = address.removeprefix(addresses.origin)
    return path if _OUR_PICTURE.fullmatch(path) else ""


def _uploaded_picture(upload: bytes) -> str:
    """Return the uploaded file as a data address if it is a small picture.

    In an image element neither kind runs scripts or loads anything.
    """
    if not upload or len(upload) > _MAX_SHOWN_PICTURE:
        return ""
    if upload.startswith(_PNG):
        kind = "image/png"
    elif upload.lstrip()[:1] == b"<":
        kind = "image/svg+xml"
    else:
        return ""
    return f"data:{kind};base64,{base64.b64encode(upload).decode('ascii')}"
