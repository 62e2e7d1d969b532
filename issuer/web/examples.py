"""A few lines that use the API, in four languages, with nothing to install for them.

Each example is complete: who copies it can run it.  The tests do, as it is printed.  A
badge's address stands between quotes in each of the languages, so `shown_badge` lets no
letter in that could end them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

PLACEHOLDER: Final = "https://badges.example.org/assertions/1"
"""The badge in the examples until the reader names another; it does not exist."""

PICTURE: Final = "badge.png"
LIST: Final = "badges.txt"
"""The files that the examples read: a badge, and addresses of badges one a line."""

MAX_ADDRESS: Final = 300  # Characters; a longer one makes lines that nobody can read.

# Neither quotes, nor a backslash, nor what shells and PHP replace between double quotes.
_PLAIN_ADDRESS: Final = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(?:/[A-Za-z0-9._~%/?&=+:@-]*)?")


@dataclass(frozen=True, slots=True)
class Example:
    """What one language needs for one task; *task* is `one`, `file` or `list`."""

    task: str
    code: str


@dataclass(frozen=True, slots=True)
class Language:
    """A language in which programs are written, and its examples in the order of TASKS."""

    key: str
    name: str
    examples: tuple[Example, ...]


TASKS: Final = ("one", "file", "list")

_CURL: Final = (
    """\
curl -sS @ORIGIN@/api/v1/verifications \\
  -H 'Content-Type: application/json' \\
  -d '{"badge": "@BADGE@"}'
""",
    """\
curl -sS @ORIGIN@/api/v1/verifications -F badge=@badge.png
""",
    """\
curl -sSN @ORIGIN@/api/v1/verifications/batch \\
  -H 'Content-Type: application/json' \\
  -d '{"items": [
    {"id": "row 1", "badge": "@BADGE@"},
    {"id": "row 2", "badge": "@BADGE@", "recipient": "Amina K"}]}'
""",
)

_PYTHON: Final = (
    """\
import json, urllib.request
question = json.dumps({"badge": "@BADGE@"}).encode()
headers = {"Content-Type": "application/json"}
request = urllib.request.Request("@ORIGIN@/api/v1/verifications", question, headers)
answer = json.load(urllib.request.urlopen(request))
print(answer["valid"], answer["verdict"])
""",
    """\
import base64, json, urllib.request
file = base64.b64encode(open("badge.png", "rb").read()).decode()
question = json.dumps({"badge": f"data:image/png;base64,{file}"}).encode()
headers = {"Content-Type": "application/json"}
request = urllib.request.Request("@ORIGIN@/api/v1/verifications", question, headers)
answer = json.load(urllib.request.urlopen(request))
print(answer["valid"], answer["verdict"])
""",
    """\
import json, urllib.request
badges = open("badges.txt").read().split()
items = [{"id": f"row {row}", "badge": badge} for row, badge in enumerate(badges, 1)]
question, headers = json.dumps({"items": items}).encode(), {"Content-Type": "application/json"}
request = urllib.request.Request("@ORIGIN@/api/v1/verifications/batch", question, headers)
for line in urllib.request.urlopen(request):
    answer = json.loads(line)
    print(answer["id"], answer["valid"])
""",
)

_JAVASCRIPT: Final = (
    """\
const body = JSON.stringify({badge: "@BADGE@"});
const headers = {"Content-Type": "application/json"};
const response = await fetch("@ORIGIN@/api/v1/verifications", {method: "POST", headers, body});
const answer = await response.json();
console.log(answer.valid, answer.verdict);
""",
    """\
import {readFile} from "node:fs/promises";
const body = new FormData();
body.set("badge", new Blob([await readFile("badge.png")]), "badge.png");
const response = await fetch("@ORIGIN@/api/v1/verifications", {method: "POST", body});
const answer = await response.json();
console.log(answer.valid, answer.verdict);
""",
    """\
import {readFile} from "node:fs/promises";
const badges = (await readFile("badges.txt", "utf8")).trim().split(/\\s+/);
const body = JSON.stringify({items: badges.map((badge, row) => ({id: `row ${row + 1}`, badge}))});
const headers = {"Content-Type": "application/json"};
const address = "@ORIGIN@/api/v1/verifications/batch";
const response = await fetch(address, {method: "POST", headers, body});
let text = "";
for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
  const lines = (text + piece).split("\\n");
  text = lines.pop();
  for (const answer of lines.map(line => JSON.parse(line))) console.log(answer.id, answer.valid);
}
""",
)

_PHP: Final = (
    """\
<?php
$body = json_encode(["badge" => "@BADGE@"]);
$http = ["method" => "POST", "header" => "Content-Type: application/json", "content" => $body];
$sent = stream_context_create(["http" => $http]);
$answer = json_decode(file_get_contents("@ORIGIN@/api/v1/verifications", false, $sent));
echo json_encode($answer->valid), " ", $answer->verdict, "\\n";
""",
    """\
<?php
$file = base64_encode(file_get_contents("badge.png"));
$body = json_encode(["badge" => "data:image/png;base64,$file"]);
$http = ["method" => "POST", "header" => "Content-Type: application/json", "content" => $body];
$sent = stream_context_create(["http" => $http]);
$answer = json_decode(file_get_contents("@ORIGIN@/api/v1/verifications", false, $sent));
echo json_encode($answer->valid), " ", $answer->verdict, "\\n";
""",
    """\
<?php
foreach (file("badges.txt", FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES) as $row => $badge)
  $items[] = ["id" => "row " . $row + 1, "badge" => $badge];
$http = ["method" => "POST", "header" => "Content-Type: application/json",
  "content" => json_encode(["items" => $items]), "timeout" => 600];
$sent = stream_context_create(["http" => $http]);
$answers = fopen("@ORIGIN@/api/v1/verifications/batch", "r", false, $sent);
while ($line = fgets($answers)) {
  $answer = json_decode($line);
  echo $answer->id, " ", json_encode($answer->valid), "\\n";
}
""",
)

_LANGUAGES: Final = (
    ("curl", "curl", _CURL),
    ("python", "Python", _PYTHON),
    ("javascript", "JavaScript", _JAVASCRIPT),
    ("php", "PHP", _PHP),
)


def of(origin: str, badge: str = PLACEHOLDER) -> tuple[Language, ...]:
    """Return the examples for the service at *origin*, asking about *badge*.

    Raises ValueError when *badge* is not what `shown_badge` lets through.
    """
    if shown_badge(badge) != badge:
        raise ValueError("This address cannot stand in an example.")
    return tuple(
        Language(
            key,
            name,
            tuple(
                Example(task, code.replace("@ORIGIN@", origin).replace("@BADGE@", badge))
                for task, code in zip(TASKS, codes, strict=True)
            ),
        )
        for key, name, codes in _LANGUAGES
    )


def shown_badge(text: str) -> str | None:
    """Return the address in *text* if it can stand in an example, else None.

    A link to our page could otherwise show somebody a command that does more than ask us.
    """
    address = text.strip()
    if len(address) > MAX_ADDRESS or not _PLAIN_ADDRESS.fullmatch(address):
        return None
    return address
