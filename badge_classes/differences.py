"""Differences between two states of a badge class, in words that a person understands.

    for difference in differences(old, new):
        print(difference.sentence)           # The name changed from “First aid” to “Help”.

They are told to whoever is about to save a change, and on the page of an edition to whoever asks
what is new in it. Each says whether it `needs_edition`: whether what it changes is frozen by
the first award (see `editions`). There are differences exactly if the two are not equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Final

from badge_classes import word_changes
from badge_classes.difference_sentences import SENTENCES, WORDS
from badge_classes.limits import TEXT_LIMITS
from badge_classes.renewal import EVERY_YEAR, Every, Never, Renewal
from badge_classes.validity import Forever, Months, Until, Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from badge_classes.badge_class import BadgeClass, Texts

__all__ = ["SENTENCES", "WORDS", "Difference", "differences"]

_LONG: Final = frozenset({"description", "criteria", "image_alt"})
"""The texts whose sentence does not repeat them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed.

    `code` is a key of SENTENCES. `field` is the name that forms and folders use ("name", "tags",
    "requirements", …), and `language` the tag of the text concerned, or None. What fills the
    sentence is either given, in `parameters` (texts of people, numbers, dates as "2027-12-31",
    and language tags under "language", and under "old" and "new" of "default_language.changed"),
    or a key of WORDS, in `terms`, which a translation translates.

    `old` and `new` are the whole texts where a long text changed, and "" elsewhere.
    """

    code: str
    field: str
    language: str | None = None
    parameters: Mapping[str, str] = dataclass_field(default_factory=dict)
    terms: Mapping[str, str] = dataclass_field(default_factory=dict)
    old: str = ""
    new: str = ""
    needs_edition: bool = False

    @property
    def sentence(self) -> str:
        """What changed, in English."""
        words = {name: WORDS[term] for name, term in self.terms.items()}
        return SENTENCES[self.code].format(**self.parameters, **words)

    @property
    def lines(self) -> tuple[word_changes.Line, ...]:
        """The words that went and came, line by line; nothing where no long text changed.

        They are counted out on each call, which may take a moment.
        """
        return word_changes.lines(self.old, self.new) if self.old or self.new else ()


def differences(old: BadgeClass, new: BadgeClass) -> tuple[Difference, ...]:
    """Return everything that differs, in the order in which a form shows the fields."""
    return tuple(_differences(old, new))


def _differences(old: BadgeClass, new: BadgeClass) -> Iterator[Difference]:
    if old.slug != new.slug:
        yield Difference("slug.changed", "slug", parameters={"old": old.slug, "new": new.slug})
    if old.default_language != new.default_language:
        tags = {"old": old.default_language, "new": new.default_language}
        code, name = "default_language.changed", "default_language"
        yield Difference(code, name, parameters=tags, needs_edition=True)
    yield from _language_differences(old, new)
    if old.artwork_svg != new.artwork_svg:
        yield Difference("artwork.changed", "artwork", needs_edition=True)
    if old.method != new.method:
        methods = {"old": f"method.{old.method}", "new": f"method.{new.method}"}
        yield Difference("method.changed", "method", terms=methods, needs_edition=True)
    yield from _requirement_differences(old, new)
    if old.evidence != new.evidence:
        yield Difference(f"evidence.{new.evidence}", "evidence")
    if old.validity != new.validity:
        yield _validity_difference(new.validity)
    if old.renewal != new.renewal:
        yield _renewal_difference(new.renewal)
    yield from _tag_differences(old, new)
    yield from _skill_differences(old, new)


def _language_differences(old: BadgeClass, new: BadgeClass) -> Iterator[Difference]:
    for tag in new.languages:
        if tag not in old.texts:
            yield Difference("language.added", "texts", tag, {"language": tag})
            continue
        before, after = old.texts[tag], new.texts[tag]
        found = list(
            _original_differences(before, after)
            if tag == old.default_language == new.default_language
            else _translation_differences(tag, before, after)
        )
        yield from found
        was_original = tag in {old.default_language, new.default_language}
        if not found and before.made_from != after.made_from and not was_original:
            yield Difference("translation.compared", "made_from", tag, {"language": tag})
    for tag in old.languages:
        if tag not in new.texts:
            yield Difference("language.removed", "texts", tag, {"language": tag})


def _original_differences(before: Texts, after: Texts) -> Iterator[Difference]:
    for name, old, new in _changed_texts(before, after):
        code = f"{name}.changed"
        if name in _LONG:
            yield Difference(code, name, old=old, new=new, needs_edition=True)
        else:
            texts = {"old": old, "new": new}
            yield Difference(code, name, parameters=texts, needs_edition=True)


def _translation_differences(tag: str, before: Texts, after: Texts) -> Iterator[Difference]:
    for name, old, new in _changed_texts(before, after):
        code = f"translation.{name}.changed"
        if name in _LONG:
            yield Difference(code, name, tag, {"language": tag}, old=old, new=new)
        else:
            yield Difference(code, name, tag, {"language": tag, "old": old, "new": new})


def _changed_texts(before: Texts, after: Texts) -> Iterator[tuple[str, str, str]]:
    for name in TEXT_LIMITS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield name, old, new


def _requirement_differences(old: BadgeClass, new: BadgeClass) -> Iterator[Difference]:
    before = {item.measure: item.minimum for item in old.requirements}
    after = {item.measure: item.minimum for item in new.requirements}
    for measure in (*after, *(measure for measure in before if measure not in after)):
        minimums = {
            name: str(minimums[measure])
            for name, minimums in (("old", before), ("new", after))
            if measure in minimums
        }
        if measure not in before:
            change = "added"
        elif measure not in after:
            change = "removed"
        elif before[measure] == after[measure]:
            continue
        else:
            change = "raised" if before[measure] < after[measure] else "lowered"
        terms = {"measure": f"measure.{measure}"}
        yield Difference(f"requirement.{change}", "requirements", None, minimums, terms)
    if _is_reordered(tuple(before), tuple(after)):
        yield Difference("requirements.reordered", "requirements")


def _validity_difference(validity: Validity) -> Difference:
    match validity:
        case Until(day):
            return Difference("validity.until", "validity", parameters={"day": day.isoformat()})
        case Months(count):
            return Difference("validity.months", "validity", parameters={"count": str(count)})
        case Forever():
            return Difference("validity.forever", "validity")


def _renewal_difference(renewal: Renewal) -> Difference:
    if renewal == EVERY_YEAR:
        return Difference("renewal.yearly", "renewal")
    match renewal:
        case Every(months):
            return Difference("renewal.months", "renewal", parameters={"count": str(months)})
        case Never():
            return Difference("renewal.never", "renewal")


def _tag_differences(old: BadgeClass, new: BadgeClass) -> Iterator[Difference]:
    changes = [("tag.added", tag) for tag in new.tags if tag not in old.tags]
    changes += [("tag.removed", tag) for tag in old.tags if tag not in new.tags]
    for code, tag in changes:
        yield Difference(code, "tags", parameters={"tag": tag}, needs_edition=True)
    if _is_reordered(old.tags, new.tags):
        yield Difference("tags.reordered", "tags", needs_edition=True)


def _skill_differences(old: BadgeClass, new: BadgeClass) -> Iterator[Difference]:
    """Yield what became of the alignments. One is known by its address, which stands once."""
    before = {alignment.url: alignment for alignment in old.alignments}
    after = {alignment.url: alignment for alignment in new.alignments}
    for url in (*after, *(url for url in before if url not in after)):
        if url not in before:
            code, parameters = "skill.added", {"skill": after[url].name}
        elif url not in after:
            code, parameters = "skill.removed", {"skill": before[url].name}
        elif before[url] == after[url]:
            continue
        elif before[url].name != after[url].name:
            code, parameters = "skill.renamed", {"old": before[url].name, "new": after[url].name}
        else:
            code, parameters = "skill.changed", {"skill": after[url].name}
        yield Difference(code, "alignments", parameters=parameters, needs_edition=True)
    if _is_reordered(tuple(before), tuple(after)):
        yield Difference("skills.reordered", "alignments", needs_edition=True)


def _is_reordered(before: tuple[str, ...], after: tuple[str, ...]) -> bool:
    """Say whether what both have stands in another order."""
    shared = set(before) & set(after)
    return [item for item in before if item in shared] != [item for item in after if item in shared]
