"""What people did, asked for and hold, in the words of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language, ngettext

if TYPE_CHECKING:
    from issuer.rules.awards import Award
    from issuer.rules.completions import Completion, Shown
    from keys.signing_key import SigningKey


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of evidence: what was done, what shows it, and whether it was counted."""

    text: str
    source: str
    is_counted: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """The state of a badge: a word, and the name of the icon and the look that go with it."""

    word: str
    look: str


def state(award: Award) -> State:
    """Return whether *award* stands, in a word."""
    if award.revocation is not None:
        return State(_("Revoked"), "bad")
    return State(_("Valid"), "good")


def key_state(key: SigningKey) -> str:
    """Return where *key* stands in its life."""
    words = {
        "reserve": _("not in use yet"),
        "current": _("in use"),
        "retired": _("retired: it signs nothing new, and what it signed stays valid"),
        "compromised": _("compromised: nothing that it signed can be trusted"),
    }
    return words[key.state]


def method(name: str) -> str:
    """Return the name of a *method*, one of `badge_classes.badge_class.METHODS`."""
    words = {
        "training": _("Training"),
        "mentoring": _("Mentoring"),
        "consulting": _("Consulting"),
        "online-learning": _("Online learning"),
        "peer-support": _("Peer support"),
        "event": _("Event"),
    }
    return words[name]


def count(measure: str, number: int) -> str:
    """Return *number* of a *measure*, one of `badge_classes.badge_class.MEASURES`, in words."""
    shown = format_decimal(number, locale=interface_language())
    match measure:
        case "revisions":
            return ngettext("%(count)s edit", "%(count)s edits", number, count=shown)
        case "references":
            return ngettext(
                "%(count)s reference added", "%(count)s references added", number, count=shown
            )
        case "articles":
            return ngettext(
                "%(count)s article edited", "%(count)s articles edited", number, count=shown
            )
        case "trainings":
            return ngettext(
                "%(count)s training module completed",
                "%(count)s training modules completed",
                number,
                count=shown,
            )
    return ngettext("%(count)s hour", "%(count)s hours", number, count=shown)


def evidence(completion: Completion) -> list[Evidence]:
    """Return what shows *completion*, a line for each thing that was asked."""
    if not completion.shown:
        return [Evidence(_("Took part and finished"), _("The organiser recorded it."))]
    return [_line(item) for item in completion.shown]


def _line(item: Shown) -> Evidence:
    asked = count(item.measure, item.minimum)
    if item.value is None:
        text = _("At least: %(asked)s", asked=asked)
        return Evidence(text, _("The organiser confirmed it; the roster does not show it."))
    return Evidence(
        count(item.measure, item.value),
        _("Counted in the course roster. Asked for at least: %(asked)s.", asked=asked),
        is_counted=True,
    )
