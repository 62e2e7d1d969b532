"""English phrases that the verifier puts into its sentences, in the reader's language.

A finding's parameters are what was read, which nobody translates; but some are phrases
of the verifier itself: why an address could not be read, and which part of a signed text
is damaged.  They come from a closed set, which stands here, so that `messages.py`
collects it and a whole sentence is in one language.  `tests/house/test_messages.py` reads
the verifier's source and fails on a phrase that is missing here.
"""

from __future__ import annotations

import re
from typing import Final

from issuer.web.localisation import decimal, gettext

FETCH_DETAILS: Final = (
    "it is not among the documents that were given.",
    "the network is not used.",
    "it was forwarded more than {limit} times.",
    "it was forwarded to something that is no address.",
    "it is not a complete web address.",
    "it does not begin with https://.",
    "it does not lead to a public internet address.",
    "it answers neither JSON nor a PNG or SVG picture.",
    "its server cannot prove that it is that server (its TLS certificate).",
    "no answer came from its server.",
    "the answer did not come within {seconds} seconds.",
    "the answer has more than {limit} bytes.",
    "the answer has more than {left} bytes.",
    "its server let other requests run out of time.",
    "its server was busy with other requests for {seconds} seconds.",
    "too much else was being read at the same time.",
    (
        "its turn did not come within {seconds} seconds, because other badges wait for the same "
        "server."
    ),
    "it is not among the documents of the bundle.",
    "its content is compressed in an unusual way.",
    "its compressed content is damaged.",
    "too many addresses were asked for this badge.",
)
"""Why an address could not be read; `{…}` stands for a number."""

PARTS: Final = ("header", "payload", "signature")
"""The parts of a signed text (RFC 7515, section 3.1)."""

PHRASES: Final = (*FETCH_DETAILS, *PARTS)

_PARAMETERS: Final = {"detail": FETCH_DETAILS, "part": PARTS}
"""The parameters that hold phrases, and which."""

_NUMBER: Final = r"[0-9]+(?:\.[0-9]+)?"


def translated(name: str, value: str) -> str | None:
    """Return the *value* of the parameter *name* in the reader's language, or None if no phrase."""
    for phrase in _PARAMETERS.get(name, ()):
        found = _pattern(phrase).fullmatch(value)
        if found is None:
            continue
        message = gettext(phrase)
        numbers = {key: _in_figures(number) for key, number in found.groupdict().items()}
        return message.format(**numbers)
    return None


def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what *phrase* looks like with numbers in its places."""
    return re.compile(re.sub(r"\\{(\w+)\\}", rf"(?P<\1>{_NUMBER})", re.escape(phrase)))


def _in_figures(number: str) -> str:
    return decimal(float(number) if "." in number else int(number))
