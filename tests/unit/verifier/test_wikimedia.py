"""One name for each Wikimedia user, however it was written."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from verifier import wikimedia
from verifier.wikimedia import (
    MAX_BYTES,
    SENTENCES,
    UsernameError,
    canonical_username,
    is_temporary,
    user_page,
    username_of,
)

NAMESPACES = Path(wikimedia.__file__).with_name("data") / "user_namespaces.json"


def refusal(text: str) -> str:
    """Return the code with which *text* is refused, after a look at its sentence."""
    with pytest.raises(UsernameError) as refused:
        canonical_username(text)
    sentence = refused.value.sentence
    assert str(refused.value) == sentence
    assert sentence.endswith(".")
    return refused.value.code


@st.composite
def canonical_names(draw: st.DrawFn) -> str:
    """Usernames in their canonical form, from every script."""
    text = draw(st.text(min_size=1, max_size=40) | st.from_regex(r"[\w .'~!&%+-]{1,30}"))
    try:
        return canonical_username(text)
    except UsernameError:
        reject()


def test_every_spelling_of_one_person_gives_one_name() -> None:
    """A bare name, a link and every wiki's address of the user page name the same person."""
    for text in (
        "Amina K",
        "amina_K",
        "  amina  K ",
        "\u200fAmina\u00a0K\u200e",
        "User:Amina K",
        "user : amina K",
        "Mtumiaji:Amina_K",
        "利用者:Amina K",
        "Usuária:Amina K",
        "[[User:Amina K]]",
        "[[:User:amina_K#Talk|Amina, from Nairobi]]",
        "https://meta.wikimedia.org/wiki/User:Amina_K",
        "http://sw.wikipedia.org/wiki/Mtumiaji:Amina_K",
        "//sw.m.wikipedia.org/wiki/Mtumiaji:Amina_K?uselang=ja#Badges",
        "sw.wikipedia.org/wiki/Mtumiaji:Amina_K",
        "HTTPS://EN.wikipedia.org/wiki/User:Amina%20K",
        "https://en.wikipedia.org/w/index.php?title=User:Amina_K&action=edit",
        "https://en.wikipedia.org/w/index.php?title=User%3AAmina+K",
        "https://ja.wikipedia.org/wiki/%E5%88%A9%E7%94%A8%E8%80%85:Amina_K",
        "https://ja.wikipedia.org/wiki/利用者:Amina K",
        "https://zh.wikipedia.org/zh-tw/User:Amina_K",
        "https://www.wikidata.org/wiki/User:Amina_K",
        "https://commons.m.wikimedia.org/wiki/User:Amina_K",
        "https://www.mediawiki.org/wiki/User:Amina_K",
        "https://species.wikimedia.org/wiki/User:Amina_K",
        "https://www.wikifunctions.org/wiki/User:Amina_K",
        "https://fr.wiktionary.org/wiki/Utilisatrice:Amina_K",
    ):
        assert canonical_username(text) == "Amina K", text


@given(canonical_names())
def test_the_canonical_name_stays(name: str) -> None:
    """A canonical name is its own, and its user page leads back to it."""
    assert canonical_username(name) == name
    assert canonical_username(user_page(name)) == name
    assert username_of(user_page(name)) == name
    assert unicodedata.is_normalized("NFC", name)
    assert 0 < len(name.encode()) <= MAX_BYTES


@given(canonical_names(), st.sampled_from("\u200e\u200f\u202a\u202b\u202c"))
def test_spellings_agree(name: str, mark: str) -> None:
    """Underscores, decomposed letters, marks of direction and encoding change nobody's name."""
    title = quote(name.replace(" ", "_"), safe="")
    for text in (
        name.replace(" ", "_"),
        unicodedata.normalize("NFD", name),
        mark + name[:1] + mark + name[1:] + mark,
        f"User:{name}",
        f"[[User:{name}|label]]",
        f"https://sw.wikipedia.org/wiki/Mtumiaji:{title}",
        f"https://de.wikipedia.org/w/index.php?title=Benutzerin:{title}",
    ):
        assert canonical_username(text) == name


@pytest.mark.parametrize("mark", ["\u202d", "\u202e", "\u2066", "\u2067", "\u2068"])
def test_a_name_that_reads_backwards_is_refused(mark: str) -> None:
    """An override makes one person's name look like another's, wherever it stands."""
    for text in (f"{mark}animA", f"Am{mark}ani", f"User:{mark}animA\u202c", f"[[User:{mark}a]]"):
        with pytest.raises(UsernameError) as refused:
            canonical_username(text)
        assert refused.value.code == "bad_character"


@given(st.text() | st.text(alphabet="User:/[]|#~._ %@=aé1\u200e\u0301\ud800"))
def test_every_text_is_a_name_or_refused(text: str) -> None:
    """Any text gives a canonical name or a UsernameError, and nothing else."""
    try:
        name = canonical_username(text)
    except UsernameError as refused:
        assert refused.sentence  # noqa: PT017 - either end is right
    else:
        assert canonical_username(name) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("yuki", "Yuki"),
        ("éa", "Éa"),
        ("e\u0301a", "Éa"),
        ("жанна", "Жанна"),
        ("ნინო", "ნინო"),
        ("ßeta", "ßeta"),
        ("ﬁona", "ﬁona"),
        ("ǆuro", "Ǆuro"),
        ("ǅuro", "ǅuro"),
        ("ᾳx", "ᾼx"),
        ("ⅳx", "ⅳx"),
        ("ⓐx", "ⓐx"),
        ("ıx", "Ix"),
        ("-revi", "-revi"),
        ("$1 ; (a)!*,'~\"&?+^`\\", "$1 ; (a)!*,'~\"&?+^`\\"),
        ("100% sure", "100% sure"),
    ],
)
def test_the_first_letter_follows_mediawiki(text: str, name: str) -> None:
    """The first letter is raised as Wikimedia's wikis do it, which is not always Unicode's way."""
    assert canonical_username(text) == name


def test_turkish_wikis_raise_a_dotted_i() -> None:
    """On a Turkish wiki an address with a small i means the name with a dotted capital."""
    assert canonical_username("https://tr.wikipedia.org/wiki/Kullanıcı:ibrahim") == "İbrahim"
    assert canonical_username("https://en.wikipedia.org/wiki/User:ibrahim") == "Ibrahim"


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("empty", ["", " ", "_", "\u200e", "\ufeff"]),
        ("too_long", ["a" * (MAX_BYTES + 1), "é" * 128, "User:" + "日" * 86, "a" * 10_000]),
        (
            "bad_character",
            [
                *("Foo|Bar", "Foo/Bar", "Foo#Bar", "<b>", "Foo[1]", "{Foo}", "Foo@Bar", "@Foo"),
                *("Foo=Bar", "User:Foo:Bar", "wiki>Foo", "a\nb", "a\0b", "a\u200bb", "a\u0080"),
                *("a\ue000", "a\ufffd", "\ud800", "50%25", "a&amp;b", "~~~", ".", "..", "a\tb"),
            ],
        ),
        (
            "ip_address",
            [
                *("192.0.2.1", "192.0.2.xxx", "300.1.1.1", "192.0.2.0/24", "2001:db8::1"),
                *("2001:DB8:0:0:0:0:0:1", "2001:db8::/32", "User:192.0.2.1", "User:2001:db8::1"),
                *("https://en.wikipedia.org/wiki/User:192.0.2.1", "User:192.0.2.0/24"),
            ],
        ),
        (
            "temporary_account",
            ["~2026-10344-51", "User:~2026-1", "https://sw.wikipedia.org/wiki/Mtumiaji:~2026-1-2"],
        ),
        ("email_address", ["amina@example.org", "User:amina@example.org", " a.b@c.d "]),
        ("formula", ["=1+2", '=HYPERLINK("https://example.org")', "@SUM(A1)", "=Amina"]),
        ("reserved", ["MediaWiki default", "abuse_filter", "User:FuzzyBot"]),
        (
            "not_a_user_page",
            [
                *("User talk:Amina K", "Talk:Amina K", "Wikipedia:Amina", "Foo:Bar", "User:"),
                *("[[Amina K]]", "[[User talk:Amina K]]", "User:Amina/sandbox", "mailto:a@b.c"),
                *("https://meta.wikimedia.org/wiki/Amina", "https://meta.wikimedia.org/"),
                "https://meta.wikimedia.org/wiki/User_talk:Amina_K",
                "https://meta.wikimedia.org/wiki/User:Amina_K/Badges",
                "https://meta.wikimedia.org/wiki/User:%FF",
                "https://meta.wikimedia.org/w/index.php?title=%FF",
                "https://meta.wikimedia.org/w/index.php?user=Amina_K",
                "https://meta.wikimedia.org/wiki/User:Amina\n_K",
                "https://meta.wikimedia.org:8443/wiki/User:Amina_K",
                "https://meta.wikimedia.org@example.org/wiki/User:Amina_K",
                "https://amina@meta.wikimedia.org/wiki/User:Amina_K",
                "https://meta.wikimedia.org.example.org/wiki/User:Amina_K",
                "https://example.org/wiki/User:Amina_K",
                "https://wikitech.wikimedia.org/wiki/User:Amina_K",
                "https://evilwikipedia.org/wiki/User:Amina_K",
                "https://[::1]/wiki/User:Amina_K",
                "https://[/wiki/User:Amina_K",
            ],
        ),
    ],
)
def test_what_is_nobody_is_refused(code: str, texts: list[str]) -> None:
    """Each kind of text that names no user has a code and a sentence of its own."""
    assert code in SENTENCES
    for text in texts:
        assert refusal(text) == code, text


def test_the_sentence_says_what_is_wrong() -> None:
    """A refusal shows the text, cut and without control characters, and what it holds."""
    with pytest.raises(UsernameError, match=r"Foo\|Bar is nobody's .* no username holds \|\."):
        canonical_username("Foo|Bar")
    with pytest.raises(UsernameError, match=r"a\ufffdb is nobody's .* holds U\+200B\."):
        canonical_username("a\u200bb")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Amina K", "https://meta.wikimedia.org/wiki/User:Amina_K"),
        (
            "José María Ñúñez",
            "https://meta.wikimedia.org/wiki/User:Jos%C3%A9_Mar%C3%ADa_%C3%91%C3%BA%C3%B1ez",
        ),
        ("O'Neil", "https://meta.wikimedia.org/wiki/User:O%27Neil"),
        ("A;$!*(),~-.?&+%", "https://meta.wikimedia.org/wiki/User:A;$!*(),~-.%3F%26%2B%25"),
    ],
)
def test_a_user_page_is_encoded_as_mediawiki_does(name: str, address: str) -> None:
    """The address is the one that a browser shows on Meta."""
    assert user_page(name) == address


def test_only_user_pages_have_a_user() -> None:
    """Other addresses, bare names and temporary accounts' pages have none."""
    for text in ("Amina K", "https://example.org/", "//", "", user_page("~2026-1")):
        assert username_of(text) is None


def test_temporary_accounts_are_told_apart() -> None:
    """A name is temporary if it begins as Wikimedia's temporary accounts do."""
    assert is_temporary("~2026-10344-51")
    assert not is_temporary("Amina ~2026-1")


def test_every_language_has_its_own_word() -> None:
    """Each name in the data file works as a namespace, in any case and with underscores."""
    by_language = json.loads(NAMESPACES.read_text("utf-8"))
    assert {"ar", "sw", "ja", "de", "he", "zh-hant", "ig", "yo", "ha", "rw"} <= set(by_language)
    for names in by_language.values():
        for name in names:
            assert canonical_username(f"{name}:Amina K") == "Amina K"
            assert canonical_username(f"{name.replace(' ', '_').lower()}:Amina K") == "Amina K"
