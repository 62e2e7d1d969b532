"""Translations: which texts no longer fit the original, and texts as a file for translators.

**Stale texts.** A translation is made from an original, and the original may change. So each
text may remember a digest of what it was made from (`MadeFrom`); where that is not the digest
of today's original, the text is stale. `traced` keeps the memory when a class is edited, in any
way and by any program: it compares the class before with the class after.

**The file.** `export_texts` gives one language as JSON of the kind that MediaWiki, translatewiki
and their tools read: a flat object of keys and texts, and beside them "@metadata". All that
helps a translator stands there, and all that `import_texts` needs to know:

    {
        "@metadata": {
            "badge_class": "wikidata-basics",
            "original_locale": "en",
            "locale": "sw",
            "original": {"name": "Wikidata basics", …},   what the translation is made from
            "stale": ["criteria"],                        take out what still fits
            "limits": {"name": 100, …},                   in characters
            "notes": {"name": "One line. …", …}
        },
        "name": "Misingi ya Wikidata",                    "" where there is none yet
        "description": "…",
        "image_alt": "…",
        "criteria": "…"
    }
"""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from badge_classes.badge_class import TEXT_FIELDS, BadgeClass, MadeFrom, Texts
from badge_classes.limits import TEXT_LIMITS
from badge_classes.translation_file import Translation, language_of, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["digest", "export_texts", "import_texts", "stale", "traced"]

NOTES: Final = {
    "name": "The name of the badge. One line, as short as you can; lists cut long names.",
    "description": "One paragraph without line breaks: what its holder did or can do.",
    "image_alt": "What the picture shows, in one line, for those who do not see it.",
    "criteria": (
        "What somebody must have done to earn the badge, in Markdown. Keep the marks: # for "
        "headings, * for lists and emphasis, [words](address) for links. Ask no more and no less "
        "than the original."
    ),
}
"""What a translator should know of each text."""

_DIGITS: Final = 12
"""48 bits: enough to notice a change; nobody gains from making two originals alike."""


def digest(text: str) -> str:
    """Return 12 hexadecimal digits that stand for one text of an original."""
    # A badge class has no halves of characters, but a translator's file may claim that it had.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def stale(badge_class: BadgeClass) -> dict[str, tuple[str, ...]]:
    """Return the stale texts of each language that has any: names of TEXT_FIELDS, in order.

    A text of which nobody knows what it was made from is not stale. Whether a translation is
    right is not checked.
    """
    original = badge_class.original
    found = {
        tag: tuple(
            name
            for name in TEXT_FIELDS
            if getattr(texts.made_from, name) not in {None, digest(getattr(original, name))}
        )
        for tag, texts in badge_class.texts.items()
    }
    return {tag: names for tag, names in found.items() if names}


def traced(old: BadgeClass, new: BadgeClass) -> BadgeClass:
    """Return `new`, which replaces `old`, with what its translations were made from.

    For each text of each translation:

    1. Where `new` says itself what the text was made from, otherwise than `old` did, that holds.
    2. A text that was changed or added was made from the original that stands in `new`.
    3. A text that stayed was made from what it was made from before; where nobody knew, and
       the original changed now, from the original that stood in `old`.

    So a translation becomes stale by an edit of the original alone, and fresh by an edit of its
    own. Where nothing was edited, nothing is added. What `import_texts` returned does not go
    through here: the file says better than an edit does what it was made from. Where another
    language becomes the original, what was stale and what was not stays so until it is edited.
    """
    texts = {tag: _traced(old, new, tag) for tag in new.texts}
    return replace(new, texts=texts)


def export_texts(badge_class: BadgeClass, language: str) -> bytes:
    """Return the file of one language, with or without texts so far, as UTF-8.

    `language` is a tag or a code of MediaWiki. The same class gives the same bytes. Raises
    LanguageError if it is neither, and ValueError if it is the language of the original, which
    is not translated.
    """
    tag = language_of(badge_class, language)
    if tag == badge_class.default_language:
        raise ValueError(f"{tag} is the language of the original. Choose another.")
    texts = badge_class.texts.get(tag)
    document: dict[str, Any] = {
        "@metadata": {
            "badge_class": badge_class.slug,
            "original_locale": badge_class.default_language,
            "locale": tag,
            "original": {name: getattr(badge_class.original, name) for name in TEXT_LIMITS},
            "stale": list(stale(badge_class).get(tag, ())),
            "limits": dict(TEXT_LIMITS),
            "notes": NOTES,
        }
    }
    for name in TEXT_LIMITS:
        document[name] = getattr(texts, name) if texts is not None else ""
    return f"{json.dumps(document, ensure_ascii=False, indent=4)}\n".encode()


def import_texts(badge_class: BadgeClass, data: bytes) -> BadgeClass:
    """Return the class with the texts of a translator's file.

    The file is one of `export_texts`, or any of its kind that says at least its "locale" (a tag
    or a code of MediaWiki). Each text counts as made from the original *in the file*: if the
    original changed while the translator worked, the text is stale at once. A text that is
    empty or not there leaves the present one as it is; so does one that was not changed, but
    where it is stale and the file no longer says so, it is confirmed.

    Raises TranslationError with everything that is wrong, with the file or with its texts, and
    BadgeClassError where the class has no room for another language.
    """
    translation = parse(data, badge_class)
    tag = translation.language
    present = badge_class.texts.get(tag)
    merged = _merged(badge_class, translation, present)
    if merged is None or merged == present:
        return badge_class
    return replace(badge_class, texts={**badge_class.texts, tag: merged})


def _merged(
    badge_class: BadgeClass, translation: Translation, present: Texts | None
) -> Texts | None:
    """Return the texts of a language after an import; None if there are none before and after."""
    if present is None and not translation.texts:
        return None
    words = {
        name: translation.texts.get(name) or (getattr(present, name) if present else "")
        for name in TEXT_FIELDS
    }
    was_stale = stale(badge_class).get(translation.language, ())
    made_from: Mapping[str, str | None] = {
        name: (
            digest(translation.original[name])
            if present is None
            or words[name] != getattr(present, name)
            or (name in was_stale and name in translation.fits)
            else getattr(present.made_from, name)
        )
        for name in TEXT_FIELDS
    }
    return Texts(**words, made_from=MadeFrom(**made_from))


def _traced(old: BadgeClass, new: BadgeClass, tag: str) -> Texts:
    texts, before = new.texts[tag], old.texts.get(tag)
    if tag == new.default_language:
        return texts
    has_new_original = old.default_language != new.default_language
    was_stale = stale(old).get(tag, ())
    found = {}
    for name in TEXT_FIELDS:
        said = getattr(texts.made_from, name)
        said_before = getattr(before.made_from, name) if before is not None else None
        original, original_before = getattr(new.original, name), getattr(old.original, name)
        if said is not None and said != said_before:
            found[name] = said  # 1.
        elif before is None or getattr(texts, name) != getattr(before, name):
            found[name] = digest(original)  # 2.
        elif has_new_original:
            found[name] = said_before if name in was_stale else None
        elif said_before is None and original != original_before:
            found[name] = digest(original_before)  # 3.
        else:
            found[name] = said_before
    return replace(texts, made_from=MadeFrom(**found))
