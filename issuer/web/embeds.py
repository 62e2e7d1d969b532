"""What other sites show of a badge: a frame, a live picture of its state, a QR code.

All three are made on request, so that they tell the state of this moment.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import qrcode
from flask import render_template

from badge_classes.languages import direction
from issuer.web import pages, wording
from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language
from issuer.web.texts import harmless, local_texts

if TYPE_CHECKING:
    from issuer.actions.publication import BadgeView

# A picture cannot wrap or measure text: these are the columns that fit, where a wide
# character (Unicode East Asian Width) takes two.
_NAME_COLUMNS: Final = 30
_LINE_COLUMNS: Final = 40

# Every mask gives a code that scanners read.  Trying all eight for the prettiest costs
# ten times as much as drawing one.
_QR_MASK: Final = 2
_QR_QUIET_ZONE: Final = 4  # Modules, as ISO/IEC 18004 asks.


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture, and the direction in which it runs."""

    text: str
    direction: str


def status_svg(view: BadgeView) -> str:
    """Return an SVG picture that names the badge, its issuer and its state now."""
    texts = local_texts(view.edition.content)
    state = wording.state(view.award, service().clock.now())
    issuer = view.organisation.name
    return render_template(
        "status.svg",
        is_right_to_left=direction(interface_language()) == "rtl",
        language=interface_language(),
        name=Line(fitted(texts.name, _NAME_COLUMNS), direction(texts.language)),
        issuer=fitted(issuer, _LINE_COLUMNS),
        state=state,
        title=_(
            "Badge “%(name)s” from %(issuer)s: %(state)s",
            name=harmless(texts.name),
            issuer=harmless(issuer),
            state=state.word,
        ),
    )


def embed(view: BadgeView) -> str:
    """Return the page that other sites show in a frame."""
    addresses = service().addresses
    return render_template(
        "embed.html",
        award=view.award,
        texts=local_texts(view.edition.content),
        state=wording.state(view.award, service().clock.now()),
        holder=pages.holder(view.award.recipient),
        organisation=view.organisation,
        address=addresses.assertion(view.award.id),
        picture=addresses.image(view.edition.class_id, view.edition.id, "svg"),
    )


def qr_svg(address: str) -> str:
    """Return a QR code of *address* as SVG: one path, black on white, with its quiet zone."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        mask_pattern=_QR_MASK,
        border=_QR_QUIET_ZONE,
    )
    code.add_data(address)
    code.make(fit=True)
    matrix = code.get_matrix()
    runs = [
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(matrix)
        for start, length in _dark_runs(row)
    ]
    return render_template("qr.svg", size=len(matrix), path="".join(runs), address=address)


def fitted(text: str, columns: int) -> str:
    """Return *text* cut to *columns*, a wide character taking two, with an ellipsis if cut."""
    text = " ".join(harmless(text).split())
    used = 0
    for position, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used > columns:
            return f"{text[: position - 1].rstrip()}…"
    return text


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return where dark modules begin in *row*, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((x, 1))
    return runs
