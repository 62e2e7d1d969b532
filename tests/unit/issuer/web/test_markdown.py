"""Criteria in Markdown become HTML that cannot do harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.web import markdown
from tests.unit.issuer.web.reading import read

WORDS = r"""<script> <img/src=x/onerror=y> ](javascript:x) [a ![b ]( ) < > ` * _ # - 1. &lt; " |
text https://x.example <a/href= javascript: data:text/html, &#x6a; \\"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\n\n", "\n- ", "\n> ", "\x00", "<a href='"])
ALLOWED = {"a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
ALLOWED |= {"pre", "strong", "ul"}


def test_common_markdown_is_rendered() -> None:
    """Paragraphs, lists, emphasis and links come out as HTML."""
    html = markdown.render("A *word*.\n\n- one\n- [two](https://x.example/)\n")
    assert "<em>word</em>" in html
    assert "<li>one</li>" in html
    assert 'href="https://x.example/"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[a](](javascript:x))",
        "[x](/sign-in/abc)",
        "![x](https://tracker.example/pixel.png)",
        '<img src="x" onerror="alert(1)">',
        "<style>body{display:none}</style>",
    ],
)
def test_what_could_harm_readers_is_only_text(text: str) -> None:
    """Raw HTML is shown as typed; scripts, styles, pictures and odd addresses are gone."""
    reader = read(markdown.render(text))
    assert reader.tags() <= {"p", "a"}
    assert not any("javascript" in link.get("href", "") for link in reader.all("a"))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_whatever_is_typed_nothing_else_comes_out(text: str) -> None:
    """Only the elements and attributes of the allow-list ever reach a page."""
    reader = read(markdown.render(text))
    assert reader.tags() <= ALLOWED
    assert reader.attributes() <= {"href", "rel", "start"}
    for link in reader.all("a"):
        assert link.get("href", "https:").partition(":")[0].lower() in {"http", "https", "mailto"}


def test_headings_stand_below_the_headings_of_the_page() -> None:
    """Levels begin at 3 and are never skipped on the way down, whatever the author used."""
    html = markdown.render("# One\n\n#### Four\n\n## Two\n\n# Again\n")
    found = [tag for tag, _ in read(html).elements]
    assert found == ["h3", "h4", "h4", "h3"]


def test_headings_that_begin_deep_are_lifted() -> None:
    """A text whose first heading is a small one still follows its page in order."""
    found = [tag for tag, _ in read(markdown.render("### Small\n\n# Large\n")).elements]
    assert found == ["h3", "h3"]


def test_a_very_long_text_is_cut() -> None:
    """A stranger's text cannot keep the server busy."""
    assert len(markdown.render("a" * 50_000)) < markdown.LIMIT + 100
