"""Lines to copy stay whole, whatever the badge is called."""

from __future__ import annotations

import pytest

from issuer.web import snippets
from tests.unit.issuer.web.reading import read

ADDRESS = "https://badges.example.org/assertions/badge"
PICTURE = f"{ADDRESS}/status.svg"
HOSTILE = "\"><script>x</script>]](http://evil.example) '''{{x}}| `\\"


def test_html_holds_one_link_and_one_picture() -> None:
    """A name cannot close the attribute that it stands in."""
    reader = read(snippets.html_picture(ADDRESS, PICTURE, HOSTILE))
    assert [tag for tag, _ in reader.elements] == ["a", "img"]
    assert reader.all("img")[0]["alt"] == HOSTILE
    assert reader.all("a")[0]["href"] == ADDRESS


def test_markdown_escapes_what_means_something_there() -> None:
    """A name cannot end the link or begin another."""
    line = snippets.markdown(ADDRESS, PICTURE, "a]b[c](d)")
    assert line == rf"[![a\]b\[c\]\(d\)]({PICTURE})]({ADDRESS})"


@pytest.mark.parametrize("mark", ["]", "[", "{", "}", "|", "<", ">", "'", "~", "&", "="])
def test_wikitext_shows_marks_as_text(mark: str) -> None:
    """A name cannot call a template, sign, or begin a tag on a wiki page."""
    line = snippets.wikitext(ADDRESS, f"a{mark}b")
    assert line == f"[{ADDRESS} a&#{ord(mark)};b]"
