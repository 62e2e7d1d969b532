"""Which texts are stale, and texts as a file for translators."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.badge_class import TEXT_FIELDS, UNKNOWN, BadgeClass, BadgeClassError, MadeFrom
from badge_classes.badge_class import Texts as AllTexts
from badge_classes.languages import LanguageError
from badge_classes.limits import LANGUAGES_LIMIT, TEXT_LIMITS
from badge_classes.translation_file import BYTES_LIMIT, TranslationError
from badge_classes.translations import (
    digest,
    export_texts,
    import_texts,
    stale,
    traced,
)
from tests.unit.badge_classes.samples import (
    ENGLISH,
    EXAMPLE,
    SWAHILI,
    badge_classes,
    example,
)

LARGEST: Final = AllTexts("\U0001f41d" * 100, '"' * 500, "\U0001f41d" * 10_000, "\\" * 250)

languages = st.sampled_from(["sw", "ar", "ja", "fr", "zh-Hant", "nds-NL"])


def edited(badge_class: BadgeClass, tag: str, **changes: Any) -> BadgeClass:  # noqa: ANN401  Any text.
    """Return a class after somebody edited texts of one language in a form."""
    texts = {**badge_class.texts, tag: replace(badge_class.texts[tag], **changes)}
    return traced(badge_class, replace(badge_class, texts=texts))


def read(data: bytes) -> dict[str, Any]:
    """Return a translator's file as the translator's tool sees it."""
    document = json.loads(data)
    assert isinstance(document, dict)
    return document


def written(document: object) -> bytes:
    """Return what a translator's tool writes."""
    return json.dumps(document).encode()


# Which texts are stale.


def test_nothing_is_stale_where_nobody_knows() -> None:
    """A class from before anybody remembered its originals counts as fresh."""
    assert stale(EXAMPLE) == {}


def test_an_edit_of_the_original_makes_its_translations_stale() -> None:
    """The fields that changed, and no others, in every language that was there."""
    changed = edited(EXAMPLE, "en", criteria="Finished two drills.", name="Aid")
    assert stale(changed) == {"sw": ("name", "criteria")}


def test_an_edit_of_the_translation_makes_it_fresh() -> None:
    """Whoever rewrites a text has the present original before them."""
    changed = edited(edited(EXAMPLE, "en", name="Aid", criteria="Two."), "sw", name="Msaada")
    assert stale(changed) == {"sw": ("criteria",)}
    assert stale(edited(changed, "sw", criteria="Mawili.")) == {}


def test_taking_an_edit_back_makes_translations_fresh_again() -> None:
    """What fitted the old words fits them again."""
    there = edited(EXAMPLE, "en", name="Aid")
    assert stale(edited(there, "en", name="First aid")) == {}


def test_both_edited_at_once_are_fresh() -> None:
    """An original and its translation that were saved together belong together."""
    texts = {"en": replace(ENGLISH, name="Aid"), "sw": replace(SWAHILI, name="Msaada")}
    assert stale(traced(EXAMPLE, example(texts=texts))) == {}


def test_a_language_added_later_remembers_its_original() -> None:
    """A new translation is made from what stands there now, and stale after the next edit."""
    added = traced(EXAMPLE, example(texts={"en": ENGLISH, "sw": SWAHILI, "fr": SWAHILI}))
    assert added.texts["fr"].made_from == MadeFrom(
        **{name: digest(getattr(ENGLISH, name)) for name in TEXT_FIELDS}
    )
    assert stale(edited(added, "en", description="Could.")) == {
        "fr": ("description",),
        "sw": ("description",),
    }


def test_a_folder_that_says_what_it_was_made_from_is_believed() -> None:
    """A digest that differs from what we knew came with the new texts."""
    known = MadeFrom(name=digest("Help"))
    texts = {"en": replace(ENGLISH, name="Aid"), "sw": replace(SWAHILI, made_from=known)}
    assert traced(EXAMPLE, example(texts=texts)).texts["sw"].made_from == known


def test_another_original_language_makes_nothing_stale() -> None:
    """What was fresh stays fresh and what was stale stays stale when the original moves."""
    both = example(texts={"en": ENGLISH, "sw": SWAHILI, "fr": SWAHILI})
    before = edited(edited(both, "en", name="Aid"), "sw", name="Msaada")
    after = traced(before, replace(before, default_language="sw"))
    assert stale(before) == {"fr": ("name",)}
    assert stale(after) == {"fr": ("name",)}


def test_the_original_was_made_from_nothing() -> None:
    """The default language forgets what it was made from, so it is never stale."""
    wrong = example(texts={"en": replace(ENGLISH, made_from=MadeFrom(name="0" * 12))})
    assert wrong.original.made_from == UNKNOWN
    assert stale(wrong) == {}


@pytest.mark.parametrize("value", ["", "0" * 11, "0" * 13, "0123456789AB", "g" * 12])
def test_what_is_no_digest_is_refused(value: str) -> None:
    """A slip in badge.toml does not make a text stale for ever."""
    texts = {"en": ENGLISH, "sw": replace(SWAHILI, made_from=MadeFrom(criteria=value))}
    with pytest.raises(BadgeClassError, match="What the criteria in sw was made from"):
        example(texts=texts)


@given(badge_classes())
def test_saving_without_an_edit_changes_nothing(badge_class: BadgeClass) -> None:
    """A class that is saved as it was stays equal, so no folder changes by itself."""
    assert traced(badge_class, badge_class) == badge_class


@given(badge_classes(), badge_classes())
def test_tracing_touches_nothing_but_the_memory(old: BadgeClass, new: BadgeClass) -> None:
    """Every word and rule of the new class stays, and tracing it again changes nothing."""
    found = traced(old, new)
    bare = {tag: replace(texts, made_from=UNKNOWN) for tag, texts in new.texts.items()}
    assert replace(found, texts=bare) == replace(new, texts=bare)
    assert traced(found, found) == found


# Texts as a file.


def test_the_file_has_what_a_translator_needs() -> None:
    """Flat keys with texts, and beside them the original, the limits, notes and what is stale."""
    changed = edited(EXAMPLE, "en", criteria="Finished two drills.")
    document = read(export_texts(changed, "sw"))
    metadata = document.pop("@metadata")
    assert document == {
        "name": "Huduma ya kwanza",
        "description": "Anaweza kutoa.",
        "image_alt": "Msalaba",
        "criteria": "Alimaliza zoezi.",
    }
    assert set(metadata.pop("notes")) == set(TEXT_FIELDS)
    assert metadata == {
        "badge_class": "first-aid",
        "original_locale": "en",
        "locale": "sw",
        "original": {
            "name": "First aid",
            "description": "Can give first aid.",
            "image_alt": "A cross",
            "criteria": "Finished two drills.",
        },
        "stale": ["criteria"],
        "limits": {"name": 100, "description": 500, "image_alt": 250, "criteria": 10_000},
    }


def test_a_new_language_begins_empty() -> None:
    """The file of a language without texts has every key, to be filled."""
    document = read(export_texts(EXAMPLE, "fr"))
    assert [document[name] for name in TEXT_LIMITS] == [""] * 4
    filled = import_texts(EXAMPLE, written(document | dict.fromkeys(TEXT_LIMITS, "x")))
    assert filled.texts["fr"].name == "x"
    assert stale(edited(filled, "en", name="Aid")) == {"fr": ("name",), "sw": ("name",)}


@given(badge_classes(), languages)
def test_a_file_that_nobody_touched_changes_nothing(badge_class: BadgeClass, tag: str) -> None:
    """Export and import are one another's reverse, for languages with texts and without."""
    if tag != badge_class.default_language:
        assert import_texts(badge_class, export_texts(badge_class, tag)) == badge_class
    for other in badge_class.languages[1:]:
        assert import_texts(badge_class, export_texts(badge_class, other)) == badge_class


@given(badge_classes(), badge_classes(), languages)
def test_every_translation_arrives(here: BadgeClass, there: BadgeClass, tag: str) -> None:
    """Whatever texts are allowed reach the class through the file, and count as fresh."""
    if tag == here.default_language:
        return
    document = read(export_texts(here, tag))
    words = {name: getattr(there.original, name) for name in TEXT_FIELDS}
    document["@metadata"]["stale"] = []
    found = import_texts(here, written(document | words))
    assert {name: getattr(found.texts[tag], name) for name in TEXT_FIELDS} == words
    assert tag not in stale(found)
    others = {other: texts for other, texts in here.texts.items() if other != tag}
    assert {other: texts for other, texts in found.texts.items() if other != tag} == others


def test_the_largest_file_fits() -> None:
    """A class at every limit is exported and imported, even as escapes."""
    largest = example(texts={"en": LARGEST, "sw": replace(LARGEST, name="\\" * 100)})
    data = export_texts(largest, "sw")
    escaped = json.dumps(json.loads(data), indent=8).encode()
    assert len(escaped) < BYTES_LIMIT
    assert import_texts(largest, data) == import_texts(largest, escaped) == largest


def test_an_original_that_changed_meanwhile_makes_the_translation_stale() -> None:
    """The file says what the translator saw, so nothing passes for fresh by accident."""
    document = read(export_texts(EXAMPLE, "sw"))
    meanwhile = edited(EXAMPLE, "en", name="Aid")
    found = import_texts(meanwhile, written(document | {"name": "Msaada wa kwanza"}))
    assert found.texts["sw"].name == "Msaada wa kwanza"
    assert stale(found) == {"sw": ("name",)}


def test_a_text_is_confirmed_by_taking_it_off_the_list() -> None:
    """A stale text that needs no other words is fresh when the file no longer calls it stale."""
    changed = edited(EXAMPLE, "en", name="Aid", criteria="Two.")
    document = read(export_texts(changed, "sw"))
    assert document["@metadata"]["stale"] == ["name", "criteria"]
    document["@metadata"]["stale"] = ["criteria"]
    assert stale(import_texts(changed, written(document))) == {"sw": ("criteria",)}
    del document["@metadata"]["stale"]
    assert import_texts(changed, written(document)) == changed


def test_a_file_of_other_tools_is_welcome() -> None:
    """What translatewiki and its like write needs nothing but its language."""
    metadata = {"authors": ["Amina"], "last-updated": "2026-09-30", "locale": "sw"}
    found = import_texts(EXAMPLE, written({"@metadata": metadata, "name": " Msaada\r\n"}))
    assert found.texts["sw"] == replace(
        SWAHILI, name="Msaada", made_from=MadeFrom(name=digest("First aid"))
    )


def test_codes_of_mediawiki_are_welcome() -> None:
    """The language may be called as MediaWiki calls it."""
    words = dict.fromkeys(TEXT_FIELDS, "x")
    found = import_texts(EXAMPLE, written({"@metadata": {"locale": "zh-tw"}, **words}))
    assert found.languages == ("en", "sw", "zh-Hant-TW")


def test_an_empty_text_loses_nothing() -> None:
    """A text that a tool left out or emptied stays as it was."""
    document = read(export_texts(EXAMPLE, "sw"))
    del document["criteria"]
    assert import_texts(EXAMPLE, written(document | {"name": ""})) == EXAMPLE


@pytest.mark.parametrize("tag", ["en", "EN"])
def test_the_original_is_not_translated(tag: str) -> None:
    """There is no file of the original language."""
    with pytest.raises(ValueError, match="language of the original"):
        export_texts(EXAMPLE, tag)


def test_a_file_needs_a_language() -> None:
    """What is no tag has no file."""
    with pytest.raises(LanguageError):
        export_texts(EXAMPLE, "Swahili")


SW: Final = {"locale": "sw"}


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ([], ["translation.not_json"]),
        ({}, ["translation.locale"]),
        ({"@metadata": []}, ["translation.not_object", "translation.locale"]),
        ({"@metadata": {"locale": "Swahili"}}, ["translation.locale"]),
        ({"name": "x"}, ["translation.locale"]),
        ({"@metadata": {}, "name": "x" * 101}, ["translation.locale"]),
        ({"@metadata": {"locale": ["sw"]}}, ["translation.locale"]),
        ({"@metadata": {"locale": "en"}, "name": "x"}, ["translation.original"]),
        ({"@metadata": SW, "title": "x"}, ["translation.unknown_key"]),
        ({"@metadata": SW | {"lokale": 1}}, ["translation.unknown_key"]),
        ({"@metadata": SW | {"badge_class": "mentor"}}, ["translation.other_badge_class"]),
        ({"@metadata": SW | {"badge_class": [[]]}}, ["translation.other_badge_class"]),
        ({"@metadata": SW | {"original_locale": "ja"}}, ["translation.other_original_locale"]),
        ({"@metadata": SW | {"original": "x"}}, ["translation.not_object"]),
        ({"@metadata": SW | {"original": {"name": 1}}}, ["translation.not_text"]),
        ({"@metadata": SW | {"original": {"title": ""}}}, ["translation.unknown_key"]),
        ({"@metadata": SW | {"stale": "name"}}, ["translation.stale"]),
        ({"@metadata": SW | {"stale": ["title"]}}, ["translation.stale"]),
        ({"@metadata": SW | {"stale": [[]]}}, ["translation.stale"]),
        ({"@metadata": SW, "name": None}, ["translation.not_text"]),
        ({"@metadata": SW, "name": "x" * 101}, ["text.too_long"]),
        ({"@metadata": SW, "name": "a\nb"}, ["text.line_break"]),
        ({"@metadata": SW, "criteria": "a\ud800b"}, ["text.control_character"]),
        ({"@metadata": {"locale": "fr"}, "name": "x"}, ["text.missing"] * 3),
        (
            {"@metadata": {"locale": "fr"}, "name": "x" * 101, "criteria": 1, "titel": ""},
            ["translation.unknown_key", "translation.not_text", "text.too_long"]
            + ["text.missing"] * 2,
        ),
    ],
)
def test_every_mistake_is_told_at_once(document: object, codes: list[str]) -> None:
    """A translator sees all that is wrong, in sentences that say what to do."""
    with pytest.raises(TranslationError) as caught:
        import_texts(EXAMPLE, written(document))
    assert [problem.code for problem in caught.value.problems] == codes
    assert "{" not in str(caught.value)
    str(caught.value).encode()  # It can be printed, whatever stands in the file.


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "translation.not_json", "not JSON"),
        (b"\xff", "translation.not_utf8", "Save it as UTF-8"),
        (b"[" * 100_000, "translation.not_json", "nest too deeply"),
        (b'{"name": 1, "name": 2}', "translation.not_json", '"name" stands there twice'),
        (b'{"\\ud800": 1, "\\ud800": 2}', "translation.not_json", '"?" stands there twice'),
        (b'{"name": ' + b"9" * 5_000 + b"}", "translation.not_json", "not JSON"),
        (b" " * (BYTES_LIMIT + 1), "translation.too_large", str(BYTES_LIMIT)),
        (b'{"@metadata": {"locale": "sw"}, "\\ud800": 1}', "translation.unknown_key", '"?"'),
    ],
)
def test_hostile_files_are_refused(data: bytes, code: str, words: str) -> None:
    """What is too large, no JSON or a trap gets one sentence."""
    with pytest.raises(TranslationError) as caught:
        import_texts(EXAMPLE, data)
    assert caught.value.code == code
    assert words in str(caught.value)
    str(caught.value).encode()


def test_an_original_of_half_characters_does_no_harm() -> None:
    """What a file claims to have been made from is only compared, never kept."""
    metadata = SW | {"original": {"name": "\ud800"}}
    found = import_texts(EXAMPLE, written({"@metadata": metadata, "name": "Msaada"}))
    assert stale(found) == {"sw": ("name",)}


def test_a_byte_order_mark_does_no_harm() -> None:
    """Editors on Windows put a mark before UTF-8 text."""
    assert import_texts(EXAMPLE, b"\xef\xbb\xbf" + export_texts(EXAMPLE, "sw")) == EXAMPLE


def test_a_full_class_takes_no_other_language() -> None:
    """One language too many is refused as it is anywhere else."""
    tags = ["en", *(f"en-{number}" for number in range(101, 100 + LANGUAGES_LIMIT))]
    full = example(texts=dict.fromkeys(tags, ENGLISH))
    words = dict.fromkeys(TEXT_FIELDS, "x")
    with pytest.raises(BadgeClassError, match="101 languages"):
        import_texts(full, written({"@metadata": SW, **words}))


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
metadata_values = st.dictionaries(
    st.sampled_from(["locale", "original", "stale", "badge_class", "original_locale", "x"]),
    json_values | st.sampled_from(["sw", "fr", "en"]),
)


@given(
    st.dictionaries(st.sampled_from([*TEXT_FIELDS, "x"]), json_values),
    json_values | metadata_values,
)
def test_any_file_is_taken_or_refused(members: dict[str, object], metadata: object) -> None:
    """No file fails in another way than by sentences that can be printed."""
    try:
        found = import_texts(EXAMPLE, written({"@metadata": metadata, **members}))
    except TranslationError as error:
        str(error).encode()
        return
    assert found.original == EXAMPLE.original
    assert set(found.texts) >= set(EXAMPLE.texts)
