"""What a badge claims, picked from the documents that a report holds, for showing.

Everything here is a stranger's text.  Members may be missing or of any type.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from badge_classes.languages import LanguageError, canonical_tag
from issuer.web import markdown
from issuer.web.texts import harmless, language_attributes
from verifier import wikimedia

if TYPE_CHECKING:
    from collections.abc import Mapping

    from verifier import Report


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
    issued_on: datetime | None
    expires: datetime | None


def of_report(report: Report) -> Appearance | None:
    """Return how the badge in *report* looks, or None where nothing could be read."""
    if report.assertion is None:
        return None
    badge_class = report.badge_class or {}
    issuer = report.issuer or {}
    recipient, hidden = _recipient(report.assertion)
    criteria = badge_class.get("criteria")
    narrative = criteria.get("narrative") if isinstance(criteria, dict) else None
    address = criteria.get("id") if isinstance(criteria, dict) else criteria
    return Appearance(
        name=_text(badge_class, "name"),
        description=_text(badge_class, "description"),
        criteria=markdown.render(narrative) if isinstance(narrative, str) else Markup(),
        attributes=_language(badge_class),
        criteria_address=_web_address(address),
        recipient=recipient,
        recipient_is_hidden=hidden,
        issuer=_text(issuer, "name"),
        issued_on=_moment(report.assertion.get("issuedOn")),
        expires=_moment(report.assertion.get("expires")),
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
