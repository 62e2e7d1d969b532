"""The verifier's findings in the reader's language.

The verifier writes each finding as a code with parameters, and keeps one English
sentence for each code.  Those sentences are messages of our catalogues like any
other (`messages.py` collects them), so nothing is written twice.  A parameter is a
stranger's text and isolated as such, unless it is one of the verifier's own phrases.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from issuer.web import phrases
from issuer.web.dates import exact_time
from issuer.web.localisation import decimal, gettext
from issuer.web.texts import harmless
from verifier import Outcome
from verifier.report import SENTENCES

if TYPE_CHECKING:
    from verifier import Finding

_TEXT: Final = Markup("<bdi>{}</bdi>")
_IDENTIFIER: Final = Markup('<bdi class="code">{}</bdi>')

_MOMENTS: Final = frozenset({"as_of", "expires", "issued_on", "made_at", "now"})
"""The parameters that hold a date and time."""

_NUMBERS: Final = frozenset(
    {"bits", "column", "count", "leeway", "limit", "line", "maximum", "minimum"}
)
"""The parameters that hold a whole number; an HTTP status is a name made of digits."""

_LONG_SEGMENT: Final = 16  # Characters; our identifiers have 26.
_SHOWN_OF_IT: Final = 8


def sentence(finding: Finding) -> Markup:
    """Return what *finding* says, each parameter isolated: it may run in another direction.

    Where all is well, long identifiers in addresses are cut for reading.  Where something
    is wrong every character may matter, and nothing is cut.
    """
    template = Markup(escape(gettext(SENTENCES[finding.code])))  # noqa: S704 - just escaped
    may_cut = finding.outcome in {Outcome.PASSED, Outcome.NOTE}
    values = {name: harmless(value) for name, value in finding.parameters.items()}
    return template.format(
        **{name: _isolated(name, value, may_cut=may_cut) for name, value in values.items()}
    )


def _isolated(name: str, value: str, *, may_cut: bool) -> Markup:
    phrase = phrases.translated(name, value)
    if phrase is not None:
        return escape(phrase)
    if name in _MOMENTS:
        return _TEXT.format(_in_words(value))
    if name in _NUMBERS and value.isascii() and value.isdigit():
        return _TEXT.format(decimal(int(value)))
    if not value.startswith(("https://", "http://", "urn:")):
        return _TEXT.format(value)
    return _IDENTIFIER.format(shortened(value) if may_cut else value)


def _in_words(moment: str) -> str:
    """Return an ISO 8601 *moment* as the reader's language writes it, or unchanged."""
    try:
        parsed = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    return exact_time(parsed) if parsed.tzinfo else moment


def shortened(address: str) -> str:
    """Return *address* with long parts of its path cut; its host stays whole.

    What is no http address comes back as it is.
    """
    if not address.startswith(("https://", "http://")):
        return address
    scheme, nothing, host, *segments = address.split("/")
    return "/".join([scheme, nothing, host, *map(_cut, segments)])


def _cut(segment: str) -> str:
    return segment if len(segment) <= _LONG_SEGMENT else f"{segment[:_SHOWN_OF_IT]}…"
