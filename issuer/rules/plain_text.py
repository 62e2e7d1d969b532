"""Text that people typed and that stands on public pages: one line, nothing hidden in it."""

from __future__ import annotations

import unicodedata

# Embeddings, overrides and isolates (Unicode Annex 9) can make a text read as
# another one.  Joiners are left alone: Persian and many Indic scripts need them.
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_plain(text: str) -> bool:
    """Whether *text* holds no control, no lone surrogate and no reordering character."""
    return not any(
        unicodedata.category(character) in {"Cc", "Cs"} or character in _REORDERING
        for character in text
    )
