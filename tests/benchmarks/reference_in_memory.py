"""The 1EdTech reference validator, timed by itself with its documents in memory.

Runs in the validator's own environment, in a process of its own.  Standard input is
JSON: the badge, the expected recipient, the documents, and how often to verify.  The
answer is a line of JSON: whether it is valid, and the seconds that each time took.

The validator reads through requests-cache, which takes a cache of its caller's: ours
has every document, so nothing is fetched, parsed from HTTP or waited for.
"""

import importlib
import io
import json
import os
import sys
import time
from base64 import b64decode
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.doubles.network import NetworkGuard
from tests.interop.peers.reference_validator import BundledContexts, restore_old_names

CONTEXTS = Path(__file__).parents[1] / "interop" / "data" / "contexts.json"


def cache_of(documents: dict[str, dict[str, str]]) -> Any:  # noqa: ANN401 - the library has no types
    """Return a cache for requests-cache that answers *documents* and nothing else."""
    requests = importlib.import_module("requests")
    base = importlib.import_module("requests_cache.backends.base").BaseCache
    responses = {}
    for address, answer in documents.items():
        response = requests.Response()
        response.status_code, response.url = 200, address
        response.headers["Content-Type"] = answer["content_type"]
        response._content = b64decode(answer["body_base64"])  # noqa: SLF001 - no public way
        response.encoding = "utf-8"
        responses[address] = response

    class Documents(base):  # type: ignore[misc,valid-type] # The library has no types.
        """Looks a document up by its address."""

        def create_key(self, request: Any) -> str:  # noqa: ANN401 - the library has no types
            return str(request.url)

        def get_response_and_time(self, key: str, default: object = (None, None)) -> object:
            """Return the document at *key*, always fresh."""
            if key not in responses:
                return default
            response = responses[key]
            response.request = requests.Request("GET", key).prepare()
            # The library counts in UTC without a zone.
            return response, datetime.max  # noqa: DTZ901 - the library compares it so

    return Documents()


def main() -> None:
    """Verify as often as asked, and answer."""
    question = json.load(sys.stdin)
    # The library prints on standard output; the answer goes where it was meant to go.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        NetworkGuard().install()
        restore_old_names()
        verifier = importlib.import_module("openbadges.verifier.verifier")
        loader = verifier.CachableDocumentLoader(use_cache=False, session=BundledContexts(CONTEXTS))
        options = {
            **verifier.DEFAULT_OPTIONS,
            "cache_backend": cache_of(question["documents"]),
            "cache_expire_after": None,
            "jsonld_options": {"documentLoader": loader},
        }
        importlib.import_module("pyld.jsonld").set_document_loader(loader)
        seconds: list[float] = []
        report: dict[str, Any] = {"valid": False, "messages": []}
        for _ in range(question["times"]):
            badge = question["badge"]
            given = io.BytesIO(b64decode(badge["base64"])) if isinstance(badge, dict) else badge
            began = time.perf_counter()
            store = verifier.verification_store(given, dict(question["recipient"]), options=options)
            report = verifier.generate_report(store, options)["report"]
            seconds.append(time.perf_counter() - began)
        messages = [message["result"] for message in report["messages"]]
        answer = {"valid": report["valid"], "messages": messages, "seconds": seconds}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
