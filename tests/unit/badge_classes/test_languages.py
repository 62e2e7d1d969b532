"""Which language a reader gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badge_classes.languages import (
    LanguageError,
    autonym,
    bcp47,
    canonical_tag,
    direction,
    negotiate,
)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("zh-hant", "zh-Hant"),
        ("ZH-HANT-hk", "zh-Hant-HK"),
        ("es-419", "es-419"),
        ("de-1996", "de-1996"),
        ("ca-es-VALENCIA", "ca-ES-valencia"),
        ("zh-yue", "zh-yue"),
        ("de-x-formal", "de-x-formal"),
        ("ar-u-nu-latn", "ar-u-nu-latn"),
    ],
)
def test_tags_have_one_spelling(text: str, tag: str) -> None:
    """The case of letters is mended as RFC 5646 writes it."""
    assert canonical_tag(text) == tag


@pytest.mark.parametrize(
    "text", ["", "e", "english", "en_GB", "en-", "-en", "en--GB", "ja\n", "日本", "x-me", "e" * 36]
)
def test_what_is_no_tag_is_refused(text: str) -> None:
    """A language tag that cannot be one is refused with a sentence that shows good ones."""
    with pytest.raises(LanguageError, match="such as en, pt-BR or zh-Hant"):
        canonical_tag(text)


@pytest.mark.parametrize(
    ("code", "tag"),
    [
        ("simple", "en-simple"),
        ("zh-hant", "zh-Hant"),
        ("zh-tw", "zh-Hant-TW"),
        ("sr-ec", "sr-Cyrl"),
        ("bat-smg", "sgs"),
        ("no", "nb"),
        ("be-x-old", "be-tarask"),
        ("ar", "ar"),
    ],
)
def test_mediawiki_codes_become_tags(code: str, tag: str) -> None:
    """Codes that only MediaWiki uses become what the rest of the web understands."""
    assert bcp47(code) == tag


@given(st.text(max_size=12) | st.from_regex(r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8}){0,3}"))
def test_canonical_tags_stay_as_they_are(text: str) -> None:
    """Whatever is accepted comes out in a form that is accepted unchanged."""
    try:
        tag = canonical_tag(text)
    except LanguageError:
        return
    assert canonical_tag(tag) == tag
    assert tag.lower() == text.lower()


@pytest.mark.parametrize(
    ("available", "wanted", "expected"),
    [
        (["en", "ja", "ar"], ["ja"], "ja"),
        (["en", "ja", "ar"], ["fr", "ar", "ja"], "ar"),
        (["en", "ja", "ar"], ["fr"], "en"),
        (["en", "ja", "ar"], [], "en"),
        (["en", "ja", "ar"], ["ja-JP"], "ja"),
        (["en", "pt-BR"], ["pt"], "pt-BR"),
        (["en", "pt-BR"], ["pt-PT"], "pt-BR"),
        (["en", "zh-Hans", "zh-Hant"], ["zh-tw"], "zh-Hant"),
        (["en", "zh-Hans"], ["zh-Hant"], "en"),
        (["en", "zh-Hans", "zh"], ["zh-Hant"], "zh"),
        (["en", "ar"], ["arz"], "ar"),
        (["en", "zh-Hant"], ["yue"], "zh-Hant"),
        (["en", "ja"], ["*", "not a tag", "ja"], "ja"),
        (["en", "de"], ["de-x-formal"], "de"),
        (["ja", "en"], ["EN"], "en"),
    ],
)
def test_readers_get_the_language_nearest_to_theirs(
    available: list[str], wanted: list[str], expected: str
) -> None:
    """Exactly, then shorter, then a sister, then what they also read, then the default."""
    assert negotiate(available, wanted) == expected


tags = st.sampled_from(["en", "ja", "ar", "arz", "pt", "pt-BR", "zh", "zh-Hant", "zh-TW", "sr-ec"])


@given(st.lists(tags, min_size=1, unique=True), st.lists(tags | st.text(max_size=5)))
def test_negotiation_always_ends_in_a_language_that_is_there(
    available: list[str], wanted: list[str]
) -> None:
    """Whatever a browser sends, the answer is one of the languages that we have."""
    assert negotiate(available, wanted) in available


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("he-IL", "rtl"),
        ("fa", "rtl"),
        ("ckb", "rtl"),
        ("az-Arab", "rtl"),
        ("ff-Adlm", "rtl"),
        ("ks-Deva", "ltr"),
        ("ku-Latn", "ltr"),
        ("en", "ltr"),
        ("ja", "ltr"),
        ("no tag", "ltr"),
    ],
)
def test_direction_follows_the_script(tag: str, expected: str) -> None:
    """The script decides where the tag names one, else the language."""
    assert direction(tag) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "English"),
        ("ja", "日本語"),
        ("ar", "العربية"),
        ("sw", "Kiswahili"),
        ("pt-BR", "português (Brasil)"),
        ("qaa", "qaa"),
        ("no tag", "no tag"),
    ],
)
def test_languages_say_their_own_name(tag: str, expected: str) -> None:
    """A reader finds a language under its own name, or under its tag if nobody knows it."""
    assert autonym(tag) == expected
