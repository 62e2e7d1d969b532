"""What people did, asked for and hold, in the words of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.lists import format_list

from badge_classes.evidence import EvidenceDemand
from badge_classes.renewal import EVERY_YEAR, Every, Never
from badge_classes.validity import Forever, Months, Until
from issuer.web.dates import long_day
from issuer.web.localisation import decimal, interface_language, ngettext
from issuer.web.localisation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from badge_classes.renewal import Renewal
    from badge_classes.validity import Validity
    from issuer.rules.awards import Award
    from issuer.rules.completions import Completion, Given, Shown
    from keys.signing_key import SigningKey

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line of evidence: what was done, what shows it, and whether it was counted.

    *given* tells that the text is what the organiser gave, in whatever language, and
    *address* where it leads, if it is an address.
    """

    text: str
    source: str
    is_counted: bool = False
    is_given: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """The state of a badge: a word, and the name of the icon and the look that go with it."""

    word: str
    look: str


def state(award: Award, now: datetime) -> State:
    """Return whether *award* stands now, in a word."""
    if award.revocation is not None:
        return State(_("Revoked"), "bad")
    if award.has_expired(now):
        return State(_("Expired"), "bad")
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
    shown = decimal(number)
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


def validity(value: Validity) -> str:
    """Return how long an award of a class stands."""
    match value:
        case Until(day):
            return _("Until %(date)s", date=long_day(day))
        case Months(count) if count % _YEAR == 0:
            return ngettext("%(num)s year", "%(num)s years", count // _YEAR)
        case Months(count):
            return ngettext("%(num)s month", "%(num)s months", count)
        case Forever():
            return _("Without an end")


def renewal(value: Renewal) -> str:
    """Return how often one person may earn a class."""
    if value == EVERY_YEAR:
        return _("Once in each calendar year")
    match value:
        case Every(months):
            return ngettext(
                "Once in each calendar month", "Once in each period of %(num)s months", months
            )
        case Never():
            return _("Once")


def evidence_demand(demand: EvidenceDemand) -> str:
    """Return what each award must come with; an empty text where that is nothing."""
    words = {
        EvidenceDemand.NOTHING: "",
        EvidenceDemand.ADDRESS: _("Each badge names the address of what was made or done."),
        EvidenceDemand.TEXT: _("Each badge says in words what was made or done."),
    }
    return words[demand]


def text_names(names: Sequence[str]) -> str:
    """Return what the texts of a class are called, in a list."""
    words = {
        "name": _("name"),
        "description": _("description"),
        "criteria": _("criteria"),
        "image_alt": _("description of the picture"),
    }
    return format_list([words[name] for name in names], locale=interface_language())


def evidence(completion: Completion) -> list[Evidence]:
    """Return what shows *completion*, a line for each thing that was asked."""
    lines = [_line(item) for item in completion.shown]
    if not completion.shown:
        lines.append(Evidence(_("Took part and finished"), _("The organiser recorded it.")))
    return lines + _given(completion.given)


def _given(given: Given) -> list[Evidence]:
    found = []
    if given.is_address:
        source = _("The organiser named this address.")
        found.append(Evidence(given.text, source, is_given=True, address=given.text))
    elif given.text:
        found.append(Evidence(given.text, _("The organiser wrote this."), is_given=True))
    if not given.is_enough:
        text = _("What was made or done")
        found.append(Evidence(text, _("The organiser confirmed it; it is not published.")))
    return found


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
