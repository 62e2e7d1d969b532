"""The page that verifies anyone's badge: a link, a paste or an upload, and one answer.

What people send here is never written to a log or kept.  The verdict comes from
the verifier alone, which reads our own badges through the public documents like
everybody else.  A browser that runs scripts asks for the same answer as lines of JSON
(application/x-ndjson), and shows each check as it is made; `_lines` says what they hold.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, render_template, request, stream_with_context

import verifier
from issuer.actions.telling import step_by_step
from issuer.actions.verification import Question, judge
from issuer.web import answers, reading
from issuer.web.api import uploads, visitors
from issuer.web.api.schemas import MAX_BADGE_CHARACTERS
from issuer.web.context import service
from issuer.web.localisation import gettext as _
from issuer.web.localisation import ngettext
from issuer.web.places import NoPlaceError
from verifier import Finding, bundle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuer.actions.service import Service
    from issuer.web.answers import Answer
    from verifier import Document, Report
    from verifier.reading import Watch

verification = Blueprint("verification", __name__)

MAX_BADGE_BYTES: Final = 2 * 1024 * 1024

MAX_BUNDLE_BYTES: Final = MAX_BADGE_CHARACTERS
"""Of an offline bundle, the same for the page and the API; `./run verify` reads longer ones."""

MAX_RECIPIENT_CHARACTERS: Final = 500

MAX_STEPS: Final = 60
"""Checks that are shown while they are made; a document can be wrong in hundreds of ways."""

NDJSON: Final = "application/x-ndjson"

# How much of what was typed the form shows again, in characters: an address, not a document.
_SHOWN_AGAIN: Final = 2_000


@verification.get("/verify")
def ask() -> Response:
    """Show the form; with `?badge=ADDRESS`, the answer for that badge too."""
    badge = request.args.get("badge", "").strip()
    return _answer(Question(badge)) if badge else _page()


@verification.post("/verify")
def tell() -> Response:
    """Answer for the badge that was pasted or uploaded."""
    question = _sent()
    badge = question.badge
    if question.file_name and _typed():
        problem = _("You sent a text and a file. Send one of them.")
        return _refused(problem, HTTPStatus.BAD_REQUEST, replace(question, badge=_typed()))
    if not badge:
        problem = _("Nothing was sent. Paste an address or a text, or choose a file.")
        return _refused(problem, HTTPStatus.BAD_REQUEST, question)
    if len(badge) > (MAX_BUNDLE_BYTES if bundle.is_one(badge) else MAX_BADGE_BYTES):
        problem = _("This is larger than 2 MB, and a badge never is. Send the badge alone.")
        return _refused(problem, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, question)
    return _answer(question)


def _sent() -> Question:
    """Return what was sent: the uploaded file if there is one, else the text.

    At most one byte too many is read of it.
    """
    recipient = request.form.get("recipient", "").strip()[:MAX_RECIPIENT_CHARACTERS]
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        content = upload.stream.read(MAX_BUNDLE_BYTES + 1)
        return Question(content, recipient, upload.filename)
    return Question(_typed(), recipient)


def _typed() -> str:
    return request.form.get("badge", "").strip()[: MAX_BUNDLE_BYTES + 1]


def _answer(question: Question) -> Response:
    """Return the answer to *question*, unless its visitor has had too many in a short time."""
    wait = visitors.wait_of_reader(_visitor())
    if wait:
        problem = visitors.come_back(wait)
        return _refused(problem, HTTPStatus.TOO_MANY_REQUESTS, question, wait)
    return _streamed(question) if _wants_steps() else _answered(question)


def _visitor() -> str:
    """Return who asks, as places and allowances count it."""
    return visitors.network(request.remote_addr or "")


def _wants_steps() -> bool:
    return NDJSON in request.headers.get("Accept", "")


def _judged(
    here: Service, question: Question, visitor: str | None, watch: Watch | None = None
) -> tuple[Report, Mapping[str, Document]]:
    """Return the report on *question*, and what was read for it, by address.

    It needs no request, so that a thread of its own can do it.  Raises NoPlaceError when
    it would have to wait for strangers, and too many wait already.
    """
    now = here.clock.now()
    with reading.reader(here, visitor) as opened:
        verify = partial(verifier.verify, fetcher=opened, now=now, watch=watch)
        report = judge(question, verify, here.addresses, now)
    return report, opened.answers


def _answered(question: Question) -> Response:
    """Return the page with the answer."""
    try:
        with reading.place(_visitor()):
            report, documents = _judged(service(), question, _visitor())
    except NoPlaceError:
        return _refused(_busy(), HTTPStatus.SERVICE_UNAVAILABLE, question)
    return _page(answers.answer(question, report, documents), question)


# --- Check by check ---------------------------------------------------------------------------


def _streamed(question: Question) -> Response:
    """Return the checks as they are made, and then the answer."""
    try:
        with ExitStack() as place:
            place.enter_context(reading.place(_visitor()))
            kept = place.pop_all()
    except NoPlaceError:
        return _refused(_busy(), HTTPStatus.SERVICE_UNAVAILABLE)
    work = partial(_judged, service(), question, _visitor())
    lines = uploads.patient(_lines(question, step_by_step(lambda told: work(watch=told))))
    response = _kept_by_nobody(Response(stream_with_context(lines), mimetype=NDJSON))
    response.headers["X-Accel-Buffering"] = "no"
    # Also when nobody reads the first line, so that `_lines` never begins.
    response.call_on_close(kept.close)
    return response


def _lines(question: Question, steps: answers.Steps) -> Iterator[str]:
    """Yield a line for each step, `{"kind": "step", "html"}`, and one that ends it.

    That is `{"kind": "answer", "html", "title"}`, or `{"kind": "problem", "html"}`.
    """
    with closing(steps):
        shown = 0
        while True:
            try:
                step = next(steps)
            except StopIteration as done:
                report, documents = done.value
                break
            except NoPlaceError:
                yield _line("problem", html=_notice(_busy()))
                return
            line = _step(step) if shown < MAX_STEPS else ""
            if line:
                shown += 1
                yield line
    found = answers.answer(question, report, documents)
    html = render_template("verify_answer.html", answer=found, recipient=question.recipient)
    yield _line("answer", html=html, title=found.verdict.title)


def _step(step: answers.Step) -> str:
    """Return the line for *step*, or "" for what says nothing before the end."""
    if not isinstance(step, Finding):
        return _line("step", html=render_template("verify_step.html", document=step))
    if step.code.endswith(".not_checked") or step.code == "issuer.any":
        return ""
    return _line("step", html=render_template("verify_step.html", check=answers.check(step)))


def _line(kind: str, **members: str) -> str:
    return json.dumps({"kind": kind, **members}, ensure_ascii=False) + "\n"


# --- The page ---------------------------------------------------------------------------------


def _busy() -> str:
    return ngettext(
        "Many badges are being checked at this moment. Try again in %(num)s second.",
        "Many badges are being checked at this moment. Try again in %(num)s seconds.",
        reading.COME_BACK_AFTER,
    )


def _notice(problem: str) -> str:
    return render_template("verify_notice.html", problem=problem)


def _refused(
    problem: str,
    status: HTTPStatus,
    question: Question | None = None,
    wait: int = reading.COME_BACK_AFTER,
) -> Response:
    """Return the page or the line that says why there is no answer, and when there may be one."""
    if _wants_steps():
        line = _line("problem", html=_notice(problem))
        response = _kept_by_nobody(Response(line, status, mimetype=NDJSON))
    else:
        response = _page(None, question, problem=problem, status=status)
    if status in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
        response.headers["Retry-After"] = str(wait)
    return response


def _page(
    found: Answer | None = None,
    question: Question | None = None,
    *,
    problem: str = "",
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    # Above an answer it would be asked again, beside whatever is handed in next.
    sent = question.badge if question is not None and found is None else ""
    typed = sent if isinstance(sent, str) else ""
    html = render_template(
        "verify.html",
        answer=found,
        typed=typed if len(typed) <= _SHOWN_AGAIN else "",
        recipient=question.recipient if question else "",
        problem=problem,
    )
    return _kept_by_nobody(Response(html, status))


def _kept_by_nobody(response: Response) -> Response:
    """Return *response*, which holds for this moment, and for who asked."""
    response.headers["Cache-Control"] = "no-store"
    return response
