"""The 1EdTech reference validator for Open Badges 2.0 (PyPI `openbadges`) as a peer.

It runs in an environment of its own, with the versions of 2017 to 2020 that it was written for.
Two things changed in Python since then and are put back before it is imported: the names of the
abstract base classes in `collections`, and `inspect.getargspec`. Its rules are left alone.

Argument: the file of JSON-LD contexts, an object of address to context document. A context is
never fetched; an unknown one fails. Everything else is fetched by real HTTP, on loopback only.
"""

import collections
import collections.abc
import importlib
import inspect
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tests.doubles.network import NetworkGuard
from tests.interop.peers.lines import Answer, Request, serve


class ArgSpec(NamedTuple):
    """What `inspect.getargspec` returned until Python 3.11 removed it."""

    args: list[str]
    varargs: str | None
    keywords: str | None
    defaults: tuple[Any, ...] | None


def getargspec(function: Any) -> ArgSpec:  # noqa: ANN401 - any callable, as in Python 3.10.
    """Describe the positional parameters of a function in the way of Python 3.10."""
    full = inspect.getfullargspec(function)
    return ArgSpec(full.args, full.varargs, full.varkw, full.defaults)


def restore_old_names() -> None:
    """Put back the names that the validator's libraries still import."""
    for name in collections.abc.__all__:
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    if not hasattr(inspect, "getargspec"):
        setattr(inspect, "getargspec", getargspec)  # noqa: B010 - type checkers know no such name.


@dataclass(frozen=True, slots=True)
class ContextResponse:
    """As much of an HTTP response as the validator's context loader looks at."""

    text: str


class BundledContexts:
    """Stands where the validator's context loader expects an HTTP session."""

    def __init__(self, path: Path) -> None:
        documents: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        self._texts = {address: json.dumps(document) for address, document in documents.items()}

    def get(self, address: str, headers: object = None) -> ContextResponse:
        """Return a bundled context; an address that is not bundled raises LookupError."""
        del headers
        return ContextResponse(self._texts[address])


class ReferenceValidator:
    """Runs the validator's own task loop and keeps the list of checks that it passed.

    The loop is called one step below the validator's `verify`, because `verify` insists on a
    context loader that uses the network and its report does not name the checks that passed.
    """

    def __init__(self, contexts: BundledContexts) -> None:
        self._verifier = importlib.import_module("openbadges.verifier.verifier")
        loader = self._verifier.CachableDocumentLoader(use_cache=False, session=contexts)
        self._options = {
            **self._verifier.DEFAULT_OPTIONS,
            "jsonld_options": {"documentLoader": loader},
        }
        # Two small checks of the validator expand JSON-LD without options.
        importlib.import_module("pyld.jsonld").set_document_loader(loader)

    def judge(self, request: Request) -> Answer:
        """Verify one badge and report what the validator said of it."""
        badge = io.BytesIO(request.badge) if isinstance(request.badge, bytes) else request.badge
        # The validator adds a member to the recipient that it is given.
        recipient = None if request.recipient is None else dict(request.recipient)
        store = self._verifier.verification_store(badge, recipient, options=self._options)
        report = self._verifier.generate_report(store, self._options)["report"]
        messages = report["messages"]
        return Answer(
            accepted=report["valid"],
            reasons=[_text(each) for each in messages if each["messageLevel"] == "ERROR"],
            warnings=[_text(each) for each in messages if each["messageLevel"] == "WARNING"],
            passed=[task["name"] for task in store.get_state()["tasks"] if task.get("success")],
            recipient=report.get("recipientProfile", {}),
            subject=report.get("validationSubject"),
        )


def _text(message: dict[str, Any]) -> str:
    """Put the parts of one message of the report into a line."""
    parts = (message["name"], message.get("node_id"), message.get("prop_name"), message["result"])
    return " · ".join(part for part in parts if part)


if __name__ == "__main__":
    guard = NetworkGuard()
    guard.install()
    restore_old_names()
    serve(ReferenceValidator(BundledContexts(Path(sys.argv[1]))).judge, guard)
