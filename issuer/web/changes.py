"""What changed between two editions, in the reader's language.

`badge_classes` says each difference as a code with parameters and keeps one English sentence
for each code; those sentences are messages of our catalogues like any other.  What people wrote
is isolated in a sentence: it may run in another direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from badge_classes.differences import SENTENCES, WORDS, differences
from issuer.web.dates import long_day
from issuer.web.localisation import decimal, gettext, language_name
from issuer.web.texts import language_attributes

if TYPE_CHECKING:
    from badge_classes.badge_class import BadgeClass
    from badge_classes.differences import Difference
    from badge_classes.word_changes import Line

_TEXT: Final = Markup("<bdi>{}</bdi>")

# That a translator looked and found nothing to change is no news to a reader.
_NO_NEWS: Final = frozenset({"translation.compared"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it says, and the changed lines of a long text with their language."""

    sentence: Markup
    lines: tuple[Line, ...]
    attributes: Markup


def between(old: BadgeClass, new: BadgeClass) -> list[Change]:
    """Return what changed from *old* to *new*, in the order in which a form shows the fields."""
    return [
        Change(
            sentence(difference),
            tuple(line for line in difference.lines if line.is_changed),
            language_attributes(difference.language or new.default_language),
        )
        for difference in differences(old, new)
        if difference.code not in _NO_NEWS
    ]


def sentence(difference: Difference) -> Markup:
    """Return what *difference* says."""
    template = Markup(escape(gettext(SENTENCES[difference.code])))  # noqa: S704 - just escaped
    values = {
        name: _shown(difference, name, value) for name, value in difference.parameters.items()
    }
    words = {name: escape(gettext(WORDS[term])) for name, term in difference.terms.items()}
    return template.format(**values, **words)


def _shown(difference: Difference, name: str, value: str) -> Markup:
    if name == "language" or difference.field == "default_language":
        return escape(language_name(value))
    if name == "day":
        return escape(long_day(date.fromisoformat(value)))
    if name == "count" or difference.field == "requirements":
        return escape(decimal(int(value)))
    return _TEXT.format(value)
