"""Finding a skill by its name, however it is written."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from badge_classes import skill_search, vocabularies
from badge_classes.folding import folded, words

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from badge_classes.skills import Skill

SKILLS = [skill for vocabulary in vocabularies.every() for skill in vocabulary.skills]
LABELS = [(skill, tag, name) for skill in SKILLS for tag, name in skill.names.items()]
READERS = ("en", "pt", "ar", "es", "ja", "sw", "fr")


def codes(text: str, *languages: str) -> list[str]:
    """Return the codes of what is found."""
    return [skill.code for skill in vocabularies.search(text, *languages)]


@pytest.mark.parametrize(
    "spell", [str, str.upper, str.lower, folded], ids=lambda spell: spell.__name__
)
def test_every_label_finds_its_skill(spell: Callable[[str], str]) -> None:
    """In every language, with any capitals and without marks, whatever the reader's language."""
    for number, (skill, tag, name) in enumerate(LABELS):
        asked = spell(name)
        assert skill in vocabularies.search(asked, tag)[:3], (asked, tag)
        assert skill in vocabularies.search(asked, READERS[number % len(READERS)]), asked


@given(st.sampled_from(LABELS), st.data())
def test_the_beginning_of_a_label_finds_its_skill(
    label: tuple[Skill, str, str], data: st.DataObject
) -> None:
    """Whoever stops typing finds the skill as well, if perhaps not among the first."""
    skill, tag, name = label
    length = data.draw(st.integers(1, len(name)))
    if words(folded(name[:length])):
        assert skill in vocabularies.search(name[:length], tag, limit=len(SKILLS))


@given(st.sampled_from(LABELS), st.randoms())
def test_the_order_of_words_does_not_matter(label: tuple[Skill, str, str], random: Random) -> None:
    """The words of a name in any order find it, if not first."""
    skill, tag, name = label
    shuffled = list(words(folded(name)))
    random.shuffle(shuffled)
    assert skill in vocabularies.search(" ".join(shuffled), tag, limit=len(SKILLS))


@given(st.text(max_size=400), st.sampled_from(READERS))
@example("\x00", "en")
@example("(((", "en")
@example("a " * 200, "en")
@example("\ud800", "en")
def test_any_text_gets_a_short_answer(text: str, language: str) -> None:
    """Nothing raises, each skill stands once, and there are never more than the limit."""
    found = vocabularies.search(text, language)
    assert len(found) == len(set(found)) <= skill_search.RESULTS_LIMIT


def test_what_follows_a_very_long_text_is_not_looked_at() -> None:
    """A text of a megabyte costs what one of some lines costs."""
    beginning = "mentor" + " " * skill_search.TEXT_LIMIT
    assert codes(beginning + "x" * 1_000_000) == codes("mentor")


def test_nothing_is_found_by_nothing() -> None:
    """White space and punctuation mean no skill."""
    for text in ("", " ", "?!", "…", "\u202e"):
        assert codes(text) == []


def test_a_code_finds_its_skill_first() -> None:
    """Also where other names hold the same digits."""
    assert codes("2.1")[0] == "2.1"
    assert codes("69")[0] == "69"
    assert codes("٦٩", "ar")[0] == "69"


def test_the_better_fit_goes_first() -> None:
    """The whole name, its beginning, one of its words, the inside of a word, the description."""
    ranked = codes("mentor")
    assert ranked[0] == "69"
    assert ranked.index("69.3") < ranked.index("69.1") < ranked.index("70")
    assert codes("training")[:2] == ["100", "104"]


@pytest.mark.parametrize(
    ("asked", "language", "found"),
    [
        ("mentoring", "en", "mentorship"),
        ("mentorship", "en", "mentoring mentors"),
        ("translator", "en", "cultural translation"),
        ("traductor", "es", "traducción cultural"),
        ("photographer contests", "en", "photo contest"),
        ("programmer", "en", "Programming"),
        ("コミュニティー", "ja", "コミュニティの発展"),
    ],
)
def test_another_form_of_the_word_finds_the_skill(asked: str, language: str, found: str) -> None:
    """Whoever thinks of the person or of the doing finds what the vocabulary calls by the thing."""
    names = [skill.name(language).text for skill in vocabularies.search(asked, language)]
    assert found in names


def test_other_forms_come_after_the_words_themselves() -> None:
    """They follow where little was found, make up five at most, and push nothing back."""
    assert codes("mentoring") == ["69.3", "104", "69", "69.1"]
    assert len(codes("contest")) == 5
    assert codes("contest")[:2] == ["96", "130"]
    # "communication" begins like "community", of which there is enough.
    communication = {skill.code for skill in SKILLS if "communication" in str(skill.names).lower()}
    assert not set(codes("community")) & communication - set(codes("communication"))


@pytest.mark.parametrize("asked", ["tran", "photo", "traini", "comms", "wikimedians", "xyzzy", "م"])
def test_a_word_that_is_merely_short_or_strange_brings_nothing_more(asked: str) -> None:
    """What is found holds the word in a name or a description, as it was typed."""
    for skill in vocabularies.search(asked, "en"):
        texts = folded(" ".join((*skill.names.values(), *skill.descriptions.values())))
        assert folded(asked) in texts


def test_the_readers_language_goes_before_english_and_english_before_others() -> None:
    """Where two names fit alike, the one that the reader would read goes first."""
    # "programu ya elimu" in Swahili and "Programming" in English begin alike.
    assert codes("program", "sw")[0] == "77"
    assert codes("program", "en")[0] == codes("program", "ja")[0] == "3.4"
    # An organiser who knows the Portuguese word finds the skill on a page in Japanese.
    assert codes("oratória", "ja") == ["46"]


@pytest.mark.parametrize(
    ("written", "also"),
    [
        ("avaliação", "avaliacao"),
        ("ÉDUCATION", "education"),
        ("straße", "STRASSE"),
        ("İstanbul", "istanbul"),
        ("naïve", "naïve"),
        ("ﬁnance", "finance"),
        ("Łódź", "lodz"),
        ("smørrebrød", "smorrebrod"),
        ("ng’ombe", "ng'ombe"),
        ("ng’ombe", "ngombe"),
        ("أحمد", "احمد"),
        ("إِرْشَاد", "ارشاد"),
        ("الإرشـــاد", "الارشاد"),
        ("قيادة", "قياده"),
        ("مستوى", "مستوي"),
        ("مسؤولية", "مسوولية"),
        ("بدء", "بد"),
        ("کتاب", "كتاب"),
        ("ﻻ", "لا"),
        ("٢٠٣٠", "2030"),
        ("۲۰۳۰", "2030"),
        ("２０３０", "2030"),
        ("ウィキ", "ｳｨｷ"),
        ("שָׁלוֹם", "שלום"),
        ("soft\u00adware", "software"),
    ],
)
def test_spellings_of_one_word_are_folded_together(written: str, also: str) -> None:
    """Marks that writers leave out, and letters that keyboards exchange, make no difference."""
    assert folded(written) == folded(also)


@pytest.mark.parametrize(
    ("one", "other"), [("か", "が"), ("は", "ば"), ("ب", "ت"), ("का", "क"), ("o", "0"), ("ي", "و")]
)
def test_other_letters_stay_other_letters(one: str, other: str) -> None:
    """Folding removes differences of writing, not of sound."""
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """Questions and answers may be folded any number of times."""
    assert folded(folded(text)) == folded(text)


@given(st.text(), st.text())
def test_the_words_of_a_sentence_are_those_of_its_parts(one: str, other: str) -> None:
    """A space parts words in every script, and folding does not join them again."""
    assert words(folded(f"{one} {other}")) == words(folded(one)) + words(folded(other))


def test_search_is_in_the_order_of_the_answers_fit() -> None:
    """Finding more does not change the order of what is found first."""
    for text in ("a", "re", "digital", "wiki"):
        answers = [vocabularies.search(text, "en", limit=limit) for limit in (5, 10, 20, 200)]
        for fewer, more in pairwise(answers):
            assert more[: len(fewer)] == fewer
