"""JSON-LD contexts as they were published, pinned by hash, and schemas of extensions.

`index.json` says of each file what addresses it stands for, its SHA-256, where
it was taken from, and under what licence.  No other context is ever read.
`schemas.json` states the rules of the extensions that have a context here.
"""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

VALIDATION = "obi:validation"
"""Beside an extension's context: what type it defines."""

_FOLDER = Path(__file__).parent


@functools.cache
def _index() -> dict[str, tuple[str, str]]:
    """Return the file and the hash that belong to each address."""
    entries = json.loads((_FOLDER / "index.json").read_bytes())
    return {
        address: (name, entry["sha256"])
        for name, entry in entries.items()
        for address in entry["addresses"]
    }


def bundled(address: str) -> Mapping[str, Any]:
    """Return the context that was published at *address*, or an empty object.

    Raises ValueError when the file here is not the one that was pinned.
    """
    return _read(*_index()[address]) if address in _index() else {}


def is_same(address: str, other: str) -> bool:
    """Return whether one context was published at both addresses."""
    return address in _index() and _index()[address] == _index()[other]


def extension_contexts() -> Mapping[str, Mapping[str, Any]]:
    """Return the contexts that define an extension, by their addresses."""
    found = {address: bundled(address) for address in _index()}
    return {address: document for address, document in found.items() if VALIDATION in document}


def schema(context: str) -> Mapping[str, Any]:
    """Return the JSON schema of the extension that the context at the address *context* defines."""
    return _schemas()[_index()[context][0].removesuffix(".context.json")]


@functools.cache
def _schemas() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((_FOLDER / "schemas.json").read_bytes())
    return found


@functools.cache
def _read(name: str, sha256: str) -> dict[str, Any]:
    data = (_FOLDER / name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{name} is not the file that was pinned in index.json.")
    document: dict[str, Any] = json.loads(data)
    return document
