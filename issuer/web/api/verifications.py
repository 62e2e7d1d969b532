"""The addresses of the API: check one badge, or a batch.

(1) Who asks, and may he ask for so much?  (`visitors`, `limits`)
(2) A place, so that however long it takes the pages keep their threads.
(3) What was sent, within its limits.  (`bodies`, `schemas`)
(4) The verdict, by the verifier alone.
"""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask import Blueprint, Response, g, request, stream_with_context
from marshmallow import ValidationError

import verifier
from issuer.actions import verification
from issuer.actions.side_by_side import side_by_side
from issuer.web.api import answers, bodies, openapi, problems, schemas, uploads, visitors
from issuer.web.api.problems import Problem
from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.localisation import interface_language
from verifier import Batch, BatchLimits, InvalidBadge, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import datetime

    from issuer.actions.turns import Turns
    from issuer.actions.verification import Question
    from issuer.rules.addresses import Addresses
    from issuer.web.api.bodies import Item

api = Blueprint("api", __name__, url_prefix="/api/v1")

WORKERS: Final = 4
"""Threads that judge the badges of one batch."""

WAITING: Final = 8
"""Answers of a batch that wait for a client who reads slowly; then the work stops."""

BATCH_SECONDS: Final = 600.0
"""After that, the badges whose turn has not come are answered with a problem."""

_BATCH_LIMITS: Final = BatchLimits(kept_bytes=32 * 1024 * 1024, connections=16)

_JSON: Final = "application/json"
_NDJSON: Final = "application/x-ndjson"
_FORM: Final = "multipart/form-data"

# Next line, line separator and paragraph separator; JSON itself escapes the others.
_ENDS_OF_LINES: Final = (("\x85", "\\u0085"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))


class Unjudged(Enum):
    """Why the verifier never saw an item of a batch."""

    TOO_LARGE = auto()
    TOO_LATE = auto()


Judged: TypeAlias = Report | ValidationError | InvalidBadge | Unjudged


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the items of one batch; threads share it, so it says nothing in any language."""

    batch: Batch
    turns: Turns
    addresses: Addresses
    now: datetime
    seconds: float
    clock: Callable[[], float] = time.monotonic
    began: float = field(default_factory=time.monotonic)

    def __call__(self, item: Item) -> Judged:
        """Return the report on *item*, or why there is none."""
        if self.clock() - self.began > self.seconds:
            return Unjudged.TOO_LATE
        if item.is_too_large:
            return Unjudged.TOO_LARGE
        with self.turns.taken():
            try:
                question: Question = schemas.BATCH_ITEM.load(item.read())
            except (ValidationError, InvalidBadge) as error:
                return error
            return verification.judge(question, self.batch.verify, self.addresses, self.now)


@api.post("/verifications")
def one() -> Response:
    """Check one badge."""
    visitors.spend(1)  # (1)
    _accepting(_JSON)
    turns = visitors.control().turns
    with visitors.control().begin_single(visitors.visitor()):  # (2)
        question = _question()  # (3)
        here = service()
        now = here.clock.now()
        fetcher = verification.InTurns(verification.fetcher(here), turns)
        verify = partial(verifier.verify, fetcher=fetcher, now=now)
        with turns.taken():
            report = verification.judge(question, verify, here.addresses, now)  # (4)
    return _answered(Response(_text(answers.verification(report, now)), mimetype=_JSON))


@api.post("/verifications/batch")
def batch() -> Response:
    """Check up to a thousand badges; answer a line for each as it is done."""
    visitors.spend(1)  # (1)
    _accepting(_NDJSON)
    if request.mimetype != _JSON:
        raise Problem(415, _("Send a batch as application/json."))
    with ExitStack() as place:
        place.enter_context(visitors.control().begin_batch(visitors.visitor()))  # (2)
        turns = visitors.control().turns
        sent = uploads.body(bodies.MAX_BATCH_BYTES)  # (3)
        with turns.taken():
            items = bodies.items_of(sent)
        visitors.spend(len(items), given_back=1)
        here = service()
        now = here.clock.now()
        fetcher = verification.fetcher(here)
        shared = Batch(fetcher, now, _BATCH_LIMITS, aside=turns.aside)
        judge = Judge(shared, turns, here.addresses, now, BATCH_SECONDS)
        kept = place.pop_all()
        lines = uploads.patient(_lines(judge, items, now, kept))  # (4)
        response = Response(stream_with_context(lines), mimetype=_NDJSON)
        # Also when nobody reads the first line, so that `_lines` never begins.
        response.call_on_close(kept.close)
    response.headers["X-Accel-Buffering"] = "no"
    return _answered(response)


@api.get("/openapi.json")
def description() -> Response:
    """Answer with the description of this API."""
    made = _text(openapi.document(service().addresses.origin))
    response = Response(made, mimetype=_JSON)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@api.get("/problems/<name>")
def problem(name: str) -> str:
    """Answer with the page about a type of problem."""
    return problems.page(name)


@api.after_request
def _finish(response: Response) -> Response:
    response.headers.update(g.get("rate_headers", {}))
    return problems.opened(response)


def _question() -> Question:
    """Return what is asked in this request.  Raises Problem."""
    try:
        if request.mimetype == _JSON:
            sent = uploads.body()
            with visitors.control().turns.taken():
                asked: Question = schemas.VERIFICATION_REQUEST.load(bodies.json_object(sent))
        elif request.mimetype == _FORM:
            form, file = uploads.form("badge")
            if file is None:
                asked = schemas.VERIFICATION_REQUEST.load(form)
            else:
                asked = schemas.VERIFICATION_UPLOAD.load({**form, "badge": file})
        else:
            raise Problem(415, _("Send application/json or multipart/form-data."))
    except ValidationError as error:
        raise _invalid(error) from None
    return asked


def _invalid(error: ValidationError) -> Problem:
    detail = _("Something in the request is missing or wrong.")
    return Problem(422, detail, errors=schemas.invalid_members(error))


def _lines(judge: Judge, items: list[Item], now: datetime, place: ExitStack) -> Generator[str]:
    """Yield the lines of an answer; *place* is free before the client has read the last."""
    with place:
        for item, judged in side_by_side(judge, items, workers=WORKERS, waiting=WAITING):
            if isinstance(judged, Report):
                line = {"id": item.id, **answers.verification(judged, now)}
            else:
                line = {"id": item.id, "valid": None, "problem": _item_problem(judged)}
            yield _text(line)


def _item_problem(judged: ValidationError | InvalidBadge | Unjudged | None) -> dict[str, Any]:
    """Return what is wrong with an item that could not be judged; None is a mistake of ours."""
    if isinstance(judged, ValidationError):
        detail = _("Something in this item is missing or wrong.")
        return problems.document(problems.NAMES[422], 422, detail, schemas.invalid_members(judged))
    if isinstance(judged, InvalidBadge):
        return problems.document(problems.NAMES[400], 400, bodies.malformed(judged))
    if judged is Unjudged.TOO_LARGE:
        return problems.document(problems.NAMES[413], 413, _("A badge has at most 2 MB."))
    if judged is Unjudged.TOO_LATE:
        detail = _("The batch took too long. Send this item again.")
        return problems.document(problems.NOT_REACHED, 503, detail)
    detail = _("It is our mistake, not yours. Try again in a few minutes.")
    return problems.document(problems.NAMES[500], 500, detail)


def _accepting(media_type: str) -> None:
    accepted = request.accept_mimetypes
    if accepted and not accepted[media_type]:
        raise Problem(406, _("The answer is %(type)s. Accept that, or */*.", type=media_type))


def _answered(response: Response) -> Response:
    """Return *response*, which holds for this moment and for who asked."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = interface_language()
    return response


def _text(value: object) -> str:
    """Return *value* as one line of JSON, also for readers who know more ends of a line than JSON.

    Python's `splitlines` and JavaScript before 2019 take these letters for one, and a
    stranger's text may hold them.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for letter, escape in _ENDS_OF_LINES:
        text = text.replace(letter, escape)
    return text + "\n"
