"""Which language a reader gets."""

from __future__ import annotations

import pytest
from babel.core import get_global
from hypothesis import assume, given
from hypothesis import strategies as st

from badge_classes.language_data import ALSO_READ, FORMER, MEDIAWIKI, NEAR
from badge_classes.languages import (
    LanguageError,
    autonym,
    bcp47,
    canonical_tag,
    direction,
    fallbacks,
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
        ("zh-classical", "lzh"),
        ("zh-cn", "zh-Hans-CN"),
        ("zh-hans", "zh-Hans"),
        ("sr-el", "sr-Latn"),
        ("roa-rup", "rup"),
        ("map-bms", "jv-x-bms"),
        ("fiu-vro", "vro"),
        ("nds-nl", "nds-NL"),
        ("cbk-zam", "cbk"),
        ("de-formal", "de-x-formal"),
        ("kk-cn", "kk-Arab-CN"),
        ("de-at", "de-AT"),
        ("en-gb", "en-GB"),
        ("pt-br", "pt-BR"),
        ("be-tarask", "be-tarask"),
        ("ku-latn", "ku-Latn"),
    ],
)
def test_mediawiki_codes_become_tags(code: str, tag: str) -> None:
    """Codes that only MediaWiki uses become what the rest of the web understands."""
    assert bcp47(code) == tag


@pytest.mark.parametrize("code", sorted({*MEDIAWIKI, *FORMER}))
def test_every_listed_code_leads_to_a_canonical_tag(code: str) -> None:
    """The tables hold tags in the spelling in which everything else compares them."""
    tag = bcp47(code)
    assert {**MEDIAWIKI, **FORMER}[code] == tag
    assert canonical_tag(tag) == tag


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


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", ("en",)),
        ("zh-Hant-HK", ("zh-Hant-HK", "zh-Hant", "zh")),
        ("zh-Hant-MO", ("zh-Hant-MO", "zh-Hant-HK", "zh-Hant", "zh")),
        ("zh-TW", ("zh-TW", "zh-Hant-TW", "zh-Hant", "zh")),
        ("zh-CN", ("zh-CN", "zh")),
        ("pt-AO", ("pt-AO", "pt-PT", "pt")),
        ("pt-BR", ("pt-BR", "pt")),
        ("es-MX", ("es-MX", "es-419", "es")),
        ("es-419", ("es-419", "es")),
        ("en-AU", ("en-AU", "en-001", "en")),
        ("en-US", ("en-US", "en")),
        ("sr-Latn", ("sr-Latn", "sr", "sr-Cyrl", "bs", "hr")),
        ("sr-ME", ("sr-ME", "sr-Latn-ME", "sr-Latn", "sr", "sr-Cyrl", "bs", "hr")),
        ("nn", ("nn", "no", "nb", "da")),
        ("nb", ("nb", "no", "da")),
        ("arz", ("arz", "ar")),
        ("yue", ("yue", "zh-Hant", "zh")),
        ("gsw", ("gsw", "de")),
        ("sw-KE", ("sw-KE", "sw", "en")),
        ("de-x-formal", ("de-x-formal", "de")),
        ("ca-ES-valencia", ("ca-ES-valencia", "ca-ES", "ca")),
        ("pa-PK", ("pa-PK", "pa-Arab-PK", "pa-Arab", "pa", "en")),
        ("qaa", ("qaa",)),
    ],
)
def test_fallbacks_lead_from_the_nearest_to_the_farthest(
    tag: str, expected: tuple[str, ...]
) -> None:
    """CLDR's parents and likely scripts, then what is nearly the same, then what is also read."""
    assert fallbacks(tag) == expected


any_tag = st.one_of(
    st.sampled_from(sorted({*NEAR, *ALSO_READ})),
    st.sampled_from(sorted(get_global("parent_exceptions"))).map(lambda tag: tag.replace("_", "-")),
    st.sampled_from(sorted(get_global("likely_subtags")))
    .map(lambda tag: tag.replace("_", "-"))
    .filter(lambda tag: not tag.startswith("und")),
    st.from_regex(
        r"[a-z]{2,3}(-[a-z]{4})?(-[a-z]{2})?(-[a-z]{5,8})?(-u-[a-z]{2,3})?(-x-[a-z]{1,5})?",
        fullmatch=True,
    ),
)


@given(any_tag)
def test_every_chain_ends_and_never_turns_back(tag: str) -> None:
    """A chain begins with its tag, holds canonical tags, each once, and few of them."""
    tag = canonical_tag(tag)
    chain = fallbacks(tag)
    assert chain[0] == tag
    assert tag.partition("-")[0] in chain or tag.partition("-")[0] == "hi"  # hi-Latn is English.
    assert len(set(chain)) == len(chain) <= 16
    assert all(canonical_tag(step) == step for step in chain)


@given(any_tag)
def test_every_step_of_a_chain_serves_its_reader(tag: str) -> None:
    """Where nothing but one step of a chain exists beside the default, the reader gets it."""
    tag = canonical_tag(tag)
    assume(bcp47(tag) == tag)  # A reader may send codes of MediaWiki, and those mean those.
    for step in fallbacks(tag):
        assert negotiate(["qaa", step], [tag]) == step


def test_what_is_asked_for_goes_before_what_is_guessed() -> None:
    """Somebody who reads Breton and asks for German next gets German, not the French we guess."""
    assert negotiate(["en", "fr", "de"], ["br", "de"]) == "de"
    assert negotiate(["en", "fr", "de"], ["br"]) == "fr"


def test_near_languages_go_before_the_next_that_is_asked_for() -> None:
    """Standard Arabic serves a reader of Egyptian Arabic better than the English asked for next."""
    assert negotiate(["ja", "ar", "en"], ["arz", "en"]) == "ar"
    assert negotiate(["ja", "en", "nb"], ["nn", "en"]) == "nb"


@pytest.mark.parametrize(
    ("available", "wanted", "expected"),
    [
        (["en", "zh-CN", "zh-TW"], "zh-Hant", "zh-TW"),
        (["en", "zh-Hans", "zh-Hant"], "zh-HK", "zh-Hant"),
        (["en", "zh-CN"], "zh-TW", "en"),
        (["en", "pt-BR", "pt-PT"], "pt-MZ", "pt-PT"),
        (["en", "es", "es-419"], "es-CO", "es-419"),
        (["en", "sr-Cyrl"], "sr-Latn", "sr-Cyrl"),
        (["ja", "uz-Latn", "ru"], "uz-Cyrl", "ru"),
    ],
)
def test_regions_imply_their_script(available: list[str], wanted: str, expected: str) -> None:
    """Nobody gets a script that they cannot read because a tag names only the country."""
    assert negotiate(available, [wanted]) == expected


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
        ("pa-PK", "rtl"),
        ("pa-IN", "ltr"),
        ("uz-AF", "rtl"),
        ("yi", "rtl"),
        ("pnb", "rtl"),
        ("arc", "rtl"),
        ("pnb-Latn", "ltr"),
        ("nqo", "rtl"),
        ("dv", "rtl"),
        ("ug-CN", "rtl"),
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
