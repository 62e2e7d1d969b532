"""`static/js/check.js` in a real browser, asked from Python.

The script takes its `fetch` as an argument, so nothing is replaced: it gets one that
answers from a table, as `MemoryFetcher` does.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from playwright.sync_api import Page

    from verifier import Document

_ASK = """
async ([questions, now]) => {
  const { check } = await import("/static/js/check.js");
  const found = [];
  for (const { text, documents, shown } of questions) {
    const asked = [];
    const fetch = async (address, options) => {
      asked.push(address);
      const first = documents[address];
      if (first?.location && options.redirect === "error") throw new TypeError("A redirect.");
      const answer = first?.location ? documents[first.location] : first;
      if (!answer) throw new TypeError("There is no such address.");
      const bytes = Uint8Array.from(atob(answer.body), (letter) => letter.charCodeAt(0));
      return new Response(bytes, { status: answer.status });
    };
    const { outcome, steps } = await check(text, { fetch, now, shown, note: () => {} });
    found.push({ outcome, steps, asked });
  }
  return found;
}
"""

_CALL = """
async ([name, given]) => {
  const script = await import("/static/js/check.js");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  try {
    const arguments_ = given.map((item) => (item.base64 ? bytes(item.base64) : item));
    const found = await script[name](...arguments_);
    return found instanceof Uint8Array ? [...found] : found;
  } catch (error) {
    return error === "failed" ? "failed" : "unknown";
  }
}
"""

VALID = {"passed": True, "failed": False, "unknown": None}
"""The script's outcomes, in the words of `Report.valid`."""


@dataclass(frozen=True, slots=True)
class Question:
    """The signed text of a badge, what its addresses answer, and what a page shows of it."""

    text: str
    documents: Mapping[str, Document]
    shown: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What the script found: the verdict, each step's outcome, and what it asked for in order."""

    valid: bool | None
    steps: Mapping[str, str]
    asked: tuple[str, ...]


def ask(page: Page, questions: Sequence[Question], now: datetime) -> list[Found]:
    """Return what the script finds about each badge; *page* has to be one that may run it."""
    given = [
        {
            "text": question.text,
            "documents": {
                address: {
                    "status": document.status,
                    "body": base64.b64encode(document.body).decode("ascii"),
                    "location": document.headers.get("location"),
                }
                for address, document in question.documents.items()
            },
            "shown": question.shown,
        }
        for question in questions
    ]
    milliseconds = now.timestamp() * 1000
    answers = page.evaluate(_ASK, [given, milliseconds])
    return [
        Found(VALID[answer["outcome"]], answer["steps"], tuple(answer["asked"]))
        for answer in answers
    ]


def call(page: Page, function: str, *given: object) -> Any:  # noqa: ANN401 - whatever it returns
    """Return what an exported function of the script returns; bytes go in and out as such.

    Where it gives up: "failed" or "unknown".
    """
    sent = [
        {"base64": base64.b64encode(item).decode("ascii")} if isinstance(item, bytes) else item
        for item in given
    ]
    return page.evaluate(_CALL, [function, sent])
