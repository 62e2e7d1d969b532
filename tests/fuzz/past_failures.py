"""The inputs in tests/data/hostile, each a file named for its defect; README.md there says more."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.doubles.issuer_in_memory import JSON, IssuerInMemory
from verifier import Document

from .judging import Case

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parents[1] / "data" / "hostile"
INDEX = "index.toml"
README = "README.md"

UNNAMED = "unnamed-"
"""How the name of a file begins that nobody has named yet."""

RECIPE, CASE = ".recipe.toml", ".case.json"
"""How the name of a file ends that tells how to make the input, or holds its documents too."""

_ENDINGS = {b"\x89PNG": ".png", b"<": ".svg", b"{": ".json", b"eyJ": ".jws"}
_CONTENT_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class PastFailure:
    """One file: what was wrong with who read it, and what its reading ends in now.

    *verdict* is that of the report, and *code* is among what speaks against the badge, or
    is empty where nothing does.
    """

    name: str
    defect: str
    verdict: str
    code: str
    case: Case


def index(folder: Path = FOLDER) -> Mapping[str, Mapping[str, str]]:
    """Return the entry of each file in *folder*, by its name."""
    with (folder / INDEX).open("rb") as file:
        return tomllib.load(file)


def files(folder: Path = FOLDER) -> list[Path]:
    """Return the inputs that stand in *folder*, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.name not in {INDEX, README})


@functools.cache
def past_failures(folder: Path = FOLDER) -> tuple[PastFailure, ...]:
    """Return every input of *folder*."""
    return tuple(
        PastFailure(
            name, entry["defect"], entry["verdict"], entry["code"], _case(folder / name, entry)
        )
        for name, entry in sorted(index(folder).items())
    )


def read_case(case: Mapping[str, Any]) -> Case:
    """Return the case that *case* describes, in the form of the shared cases."""
    badge = case["input"] if "input" in case else base64.b64decode(case["input_base64"])
    return Case(
        badge,
        {
            address: Document(
                address,
                answer["status"],
                answer.get("content_type") or "",
                answer["body"].encode()
                if "body" in answer
                else base64.b64decode(answer["body_base64"]),
                {name.lower(): value for name, value in (answer.get("headers") or {}).items()},
            )
            for address, answer in case["documents"].items()
        },
    )


def keep(case: Case, why: str, folder: Path = FOLDER) -> Path:
    """Write *case* into *folder* and its index, to be named for its defect; return the file.

    *why* is what went wrong with it.
    """
    badge = case.badge if isinstance(case.badge, bytes) else _encoded(case.badge)
    if badge is None or case.documents:
        content, ending = json.dumps(_written(case), indent=1).encode(), CASE
    else:
        content = badge
        ending = next((e for begin, e in _ENDINGS.items() if badge.startswith(begin)), ".txt")
    path = folder / f"{UNNAMED}{hashlib.sha256(content).hexdigest()[:12]}{ending}"
    if path.exists():
        return path
    path.write_bytes(content)
    defect = "".join(letter for letter in why if letter.isascii() and letter.isprintable())
    entry = f'\n["{path.name}"]\ndefect = {json.dumps(defect)}\nbroke = "this verifier"\n'
    with (folder / INDEX).open("a", encoding="utf-8") as file:
        file.write(entry + 'verdict = ""\ncode = ""\n')
    return path


def _case(path: Path, entry: Mapping[str, str]) -> Case:
    if path.name.endswith(CASE):
        return read_case(json.loads(path.read_text(encoding="utf-8")))
    content = path.read_bytes()
    if path.name.endswith(RECIPE):
        content = _cooked(tomllib.loads(content.decode()))
    issuer = IssuerInMemory()
    hosted = issuer.hosted()
    if "at" not in entry:
        return Case(content, issuer.published)
    content_type = _CONTENT_TYPES.get(path.suffix, JSON)
    issuer.put(entry["at"], content, content_type=content_type)
    badge = entry["badge"]
    badges = {"signed": issuer.signed(), "hosted": hosted}
    return Case(badges.get(badge, badge), issuer.published)


def _cooked(recipe: Mapping[str, Any]) -> bytes:
    """Return what *recipe* makes: its pieces one after the other, each as often as it says."""
    pieces = []
    for piece in recipe["pieces"]:
        text = piece["text"] if "text" in piece else bytes.fromhex(piece["hex"]).decode("latin-1")
        coding = "utf-8" if "text" in piece else "latin-1"
        numbers = range(piece.get("times", 1))
        if "{n}" in text:
            text = "".join(text.replace("{n}", f"{number:x}") for number in numbers)
        else:
            text *= len(numbers)
        pieces.append(text.encode(coding))
    return b"".join(pieces)


def _encoded(text: str) -> bytes | None:
    try:
        return text.encode()
    except UnicodeEncodeError:
        return None


def _written(case: Case) -> dict[str, Any]:
    """Return what `read_case` reads."""
    given = (
        {"input": case.badge}
        if isinstance(case.badge, str)
        else {"input_base64": base64.b64encode(case.badge).decode()}
    )
    return given | {
        "documents": {
            address: {
                "status": document.status,
                "content_type": document.content_type,
                "headers": dict(document.headers),
                **_body(document.body),
            }
            for address, document in case.documents.items()
        }
    }


def _body(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"body_base64": base64.b64encode(body).decode()}
