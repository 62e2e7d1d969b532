"""The 1EdTech reference validator, timed by itself with its documents in memory.

Runs in the validator's own environment, in a process of its own.  Standard input is
JSON: the badges, the expected recipient and the documents.  The answer is a line of
JSON: whether all are valid, and the seconds that each took.

What is timed is the validator's own `verify`, as platforms call it, with the cache in
memory that it uses by itself: every document and every JSON-LD context is in there
before, so nothing is fetched, parsed from HTTP or waited for.
"""

import importlib
import io
import json
import os
import sys
import time
from base64 import b64decode
from pathlib import Path
from typing import Any

from tests.doubles.network import NetworkGuard
from tests.interop.peers.reference_validator import restore_old_names

JSON = "application/ld+json"
CONTEXTS = Path(__file__).parents[1] / "interop" / "data" / "contexts.json"


def cache_of(documents: dict[str, dict[str, str]]) -> Any:  # noqa: ANN401 - the library has no types
    """Return the library's own cache in memory, filled with *documents* and the contexts."""
    requests = importlib.import_module("requests")
    raw = importlib.import_module("urllib3").HTTPResponse
    cache = importlib.import_module("requests_cache.backends.base").BaseCache()
    contexts = json.loads(CONTEXTS.read_text(encoding="utf-8"))
    found = {address: (JSON, json.dumps(context).encode()) for address, context in contexts.items()}
    for address, answer in documents.items():
        found[address] = (answer["content_type"], b64decode(answer["body_base64"]))
    for address, (content_type, body) in found.items():
        response = requests.Response()
        response.status_code, response.url, response.encoding = 200, address, "utf-8"
        response.headers["Content-Type"] = content_type
        response.request = requests.Request("GET", address).prepare()
        response.raw = raw(io.BytesIO(body), preload_content=False)
        cache.save_response(cache.create_key(response.request), response)
    return cache


def main() -> None:
    """Verify as often as asked, and answer."""
    question = json.load(sys.stdin)
    # The library prints on standard output; the answer goes where it was meant to go.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)
        NetworkGuard().install()
        restore_old_names()
        verifier = importlib.import_module("openbadges.verifier.verifier")
        cache = cache_of(question["documents"])
        recipient = dict(question["recipient"])
        seconds: list[float] = []
        messages: list[str] = []
        valid = True
        for badge in question["badges"]:
            given = io.BytesIO(b64decode(badge["base64"])) if isinstance(badge, dict) else badge
            began = time.perf_counter()
            report = verifier.verify(given, recipient, cache_backend=cache, cache_expire_after=None)
            seconds.append(time.perf_counter() - began)
            valid = valid and report["report"]["valid"]
            messages += [message["result"] for message in report["report"]["messages"]]
        answer = {"valid": valid, "messages": messages, "seconds": seconds}
        answers.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
