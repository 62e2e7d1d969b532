"""Who may come in.  Each blueprint has one guard, and `issuer/app.py` lists them."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, session

from issuer.actions import membership
from issuer.web.context import service

Guard = Callable[[], None]

SESSION_KEY = "organiser"
"""Where the browser's signed cookie keeps the secret of its session row."""


def anyone() -> None:
    """Let everybody in."""


def organisers() -> None:
    """Let signed-in organisers in, and nobody else."""
    secret = session.get(SESSION_KEY)
    if not isinstance(secret, str) or not membership.is_signed_in(service(), secret):
        abort(403)
