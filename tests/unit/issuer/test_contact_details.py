"""Ways to reach somebody, found in the words of evidence, and what only looks like them."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.rules import contact_details


@pytest.mark.parametrize(
    "text",
    [
        "amina@example.org",
        "Ask amina.k+wiki@mail.example.co.ke.",
        "(amina@example.org)",
        "連絡先：amina＠example.org",
        "mailto:amina@example.org",
        "<amina@example.org>",
        "https://example.org/?write=amina%40example.org",
        "+254712345678",
        "Led the class; +254 712-345-678 knows more.",
        "Call 0712 345 678 and ask.",
        "Call (0)712 345 678 and ask.",
        "00254 712 345 678",
        "Simu: 712 345 678",
        "Tel. 345 6789",
        "(415) 555-2671",
        "415-555-2671",
        "الهاتف ٠٧١٢٣٤٥٦٧٨",
        "電話０９０－１２３４－５６７８",
        "https://wa.me/254712345678",
        "https://example.org/?phone=%2B254712345678",
        "tel:+254712345678",
    ],
)
def test_ways_to_reach_somebody_are_found(text: str) -> None:
    """Anywhere in the text, in any digits, inside addresses too."""
    assert contact_details.are_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wrote three articles on 田中さくら.",
        "Translated 12 000 words and added 1 250 references.",
        "+1,500 bytes and 0 reverts in 2026",
        "05.12.2026 - 06.12.2026",
        "From 05/12/2026 10:30 to 06/12/2026 11:45",
        "2026-05-12, 2026-05-13 and 2026-05-14",
        "ISBN 0-306-40615-2",
        "ISBN 978-0-306-40615-7",
        "ORCID 0000-0002-1825-0097",
        "https://www.wikidata.org/w/index.php?oldid=2012345678",
        "https://www.wikidata.org/w/index.php?title=Q42&diff=2112345678&oldid=2112345670",
        "https://commons.wikimedia.org/wiki/File:0712345678.jpg",
        "https://mastodon.example/@amina.k",
        "https://photos.example/12345678@N00/5312345678",
        "https://doi.org/10.1016/j.cell.2014.05.010",
        "@Amina told us",
        "Q2012345678 and P1234567890",
    ],
)
def test_what_only_looks_like_them_is_not(text: str) -> None:
    """Dates, numbers of edits, books and revisions, handles of public accounts."""
    assert not contact_details.are_in(text)


@given(st.text(alphabet="ab", min_size=1, max_size=20), st.text(max_size=200))
def test_an_e_mail_address_is_found_among_any_words(local: str, words: str) -> None:
    """Whatever stands before and behind it, apart by a space."""
    assert contact_details.are_in(f"{words} {local}@example.org {words}")


@pytest.mark.parametrize("piece", ["a", "@", "a@", "a.", "0", "+0 ", "1-", "tel ", "٠٧", "a@b."])
def test_looking_takes_no_long_thought(piece: str) -> None:
    """The largest cell of a roster is looked through at once, whatever it repeats."""
    before = process_time()
    contact_details.are_in(piece * (120_000 // len(piece)))
    assert process_time() - before < 2
