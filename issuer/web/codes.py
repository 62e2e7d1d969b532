"""What the verifier's codes mean, for the page about them and for programs.

The facts come from `verifier.codes`, the sentences from the catalogues; here are the words
around them, in the reader's language.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from issuer.web.localisation import gettext as _
from verifier import Outcome
from verifier.codes import CODES, Actor, Area, Code

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.rules.addresses import Addresses

PATH: Final = "/developers/codes"

LOOKS: Final[Mapping[Outcome, str]] = {
    Outcome.PASSED: "good",
    Outcome.FAILED: "bad",
    Outcome.UNDECIDED: "unknown",
    Outcome.NOTE: "note",
}

_GAP: Final = Markup('<var class="code" dir="ltr">{}</var>')


@dataclass(frozen=True, slots=True)
class Ending:
    """One way in which a check ends: how it looks, its word, and what that means."""

    key: str
    look: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code as the page shows it; *sentence* names its parameters instead of filling them."""

    code: Code
    page: str
    sentence: Markup
    endings: tuple[Ending, ...]
    turn: str


@dataclass(frozen=True, slots=True)
class ShownArea:
    """A part of the work with its codes."""

    key: str
    title: str
    codes: tuple[ShownCode, ...]


def page_of(code: str) -> str:
    """Return the path of the page about *code*; it is permanent, like the code."""
    return f"{PATH}/{code}"


def areas() -> tuple[ShownArea, ...]:
    """Return all codes by area, in the order of the work."""
    titles = _titles()
    return tuple(
        ShownArea(
            area.value,
            titles[area],
            tuple(shown(code) for code in CODES.values() if code.area is area),
        )
        for area in Area
    )


def shown(code: Code) -> ShownCode:
    """Return *code* in the reader's language."""
    known = endings()
    return ShownCode(
        code=code,
        page=page_of(code.code),
        sentence=_with_gaps(_(code.sentence)),
        endings=tuple(known[outcome] for outcome in code.outcomes),
        turn=turns()[code.actor],
    )


def document(addresses: Addresses, codes: Mapping[str, Code] = CODES) -> dict[str, Any]:
    """Return *codes* for programs: `{"codes": [{"code", "address", …}]}`.

    The sentence is the template in the reader's language, its parameters in braces.
    """
    return {"codes": [entry(code, addresses) for code in codes.values()]}


def entry(code: Code, addresses: Addresses) -> dict[str, Any]:
    """Return one code for programs."""
    address = f"{addresses.origin}{page_of(code.code)}"
    return {**code.as_json(), "address": address, "sentence": _(code.sentence)}


def endings() -> dict[Outcome, Ending]:
    """Return the four ways in which a check ends."""
    words = {
        Outcome.PASSED: (_("Passed"), _("The check was made, and all is well.")),
        Outcome.FAILED: (_("Failed"), _("One of these is enough: the badge is not valid.")),
        Outcome.UNDECIDED: (
            _("Not decided"),
            _("The check could not be made. Without a failed one, the verdict stays open."),
        ),
        Outcome.NOTE: (_("Note"), _("Worth knowing, and without weight in the verdict.")),
    }
    return {
        outcome: Ending(outcome.value, LOOKS[outcome], word, meaning)
        for outcome, (word, meaning) in words.items()
    }


def turns() -> dict[Actor, str]:
    """Return whose turn it is after a finding that is not good, as a sentence."""
    return {
        Actor.ASKER: _("Your turn: decide, or ask in another way."),
        Actor.HOLDER: _("The holder’s turn: ask for the original badge."),
        Actor.ISSUER: _("The issuer’s turn: only the issuer can mend or explain it."),
        Actor.EARLIER: _("It follows from another finding, and that one says whose turn it is."),
        Actor.NOBODY: _("Nobody has to do anything."),
    }


def _titles() -> dict[Area, str]:
    return {
        Area.INPUT: _("What was handed in"),
        Area.READING: _("Reading what the badge names"),
        Area.CONTENT: _("What the documents say"),
        Area.PROOF: _("Whether it is genuine"),
        Area.STATE: _("Whether it counts now"),
        Area.DEMANDS: _("Who issued it, and to whom"),
    }


def _with_gaps(template: str) -> Markup:
    """Return *template* with the names of its parameters where their values would be."""
    names = {field for _text, field, _spec, _how in string.Formatter().parse(template) if field}
    gaps = {name: _GAP.format(name) for name in names}
    return Markup(escape(template)).format(**gaps)  # noqa: S704 - just escaped
