"""Hostile inputs: from hypothesis, from changed real badges, and from the bytes of libFuzzer."""

from __future__ import annotations

import base64
import json
import random
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from verifier import Document

from .judging import Case
from .mutation import NAMES, TOKENS, WORDS, mutate, png_with, svg_with
from .world import World, world

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hypothesis.strategies import SearchStrategy

texts = st.sampled_from(WORDS) | st.text(max_size=12)
scalars = texts | st.none() | st.booleans() | st.integers() | st.floats() | st.datetimes().map(str)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=4)
    ),
    max_leaves=8,
)
members = st.dictionaries(st.sampled_from(NAMES) | texts, values, max_size=4)
tokens = st.lists(st.sampled_from(TOKENS) | st.binary(max_size=8), max_size=12).map(b"".join)
seeds = st.integers(0, 2**63).map(random.Random)


def _dumped(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return json.dumps(value, allow_nan=True)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _loose(changes: dict[str, Any]) -> Case:
    here = world()
    return Case(_dumped(here.issuer.assertion() | changes), here.documents)


def _signed(changes: dict[str, Any]) -> Case:
    here = world()
    payload = _dumped(here.issuer.assertion() | changes)
    return Case(here.sign(payload.encode("utf-8", "replace")), here.documents)


def _jws(parts: tuple[dict[str, Any], bytes, bytes]) -> Case:
    header, payload, signature = parts
    token = ".".join((_base64(_dumped(header).encode()), _base64(payload), _base64(signature)))
    return Case(token, world().documents)


def _published(change: tuple[int, dict[str, Any], int]) -> Case:
    """Return a signed badge one of whose documents is changed on the network."""
    here = world()
    place, changes, status = change
    address = sorted(here.documents)[place % len(here.documents)]
    old = here.documents[address]
    document = json.loads(old.body) if old.body.startswith(b"{") else {}
    body = _dumped(document | changes).encode("utf-8", "replace")
    seed = here.seeds[place % 16]
    return Case(seed.badge, {**here.documents, address: Document(address, status, "", body)})


def _png(made: tuple[random.Random, str]) -> Case:
    return Case(png_with(made[0], made[1].encode("utf-8", "replace")), world().documents)


def _svg(made: tuple[random.Random, str]) -> Case:
    return Case(svg_with(made[0], made[1]), world().documents)


statements = members.map(_dumped) | texts

KINDS: Mapping[str, SearchStrategy[Case]] = {
    "bytes": (st.binary(max_size=300) | tokens).map(Case),
    "text": (st.text(max_size=300) | texts).map(Case),
    "json": values.map(_dumped).map(Case) | members.map(_loose),
    "jws": st.tuples(members, st.binary(max_size=99), st.binary(max_size=99)).map(_jws),
    "signed": members.map(_signed),
    "network": st.tuples(
        st.integers(0, 999), members, st.sampled_from((200, 200, 200, 204, 301, 404, 410, 500))
    ).map(_published),
    "png": st.tuples(seeds, statements).map(_png),
    "svg": st.tuples(seeds, statements).map(_svg),
    "changed": seeds.map(lambda seed: mutate(seed, world())),
}


def mutated(seed: int) -> Callable[[], Case]:
    """Return what gives one changed badge after the other, the same ones for the same *seed*."""
    source = random.Random(seed)  # noqa: S311 - the same inputs in every run, not secrets
    return lambda: mutate(source, world())


def case_of(data: bytes, here: World) -> Case:
    """Return the case that *data*, from libFuzzer, stands for: its first byte says what it is."""
    kind, rest = (data[0] % 8 if data else 0), data[1:]
    choice = random.Random(data[1] if rest else 0)  # noqa: S311 - no secrets
    text = rest.decode("utf-8", "replace")
    documents = here.documents
    badge: str | bytes = rest if kind == 0 else text
    match kind:
        case 1:
            badge = here.sign(rest[:40_000])
        case 2:
            badge = png_with(choice, rest[1:])
        case 3:
            badge = svg_with(choice, text[1:])
        case 4 | 5:
            address = sorted(documents)[choice.randrange(len(documents))]
            documents = {**documents, address: Document(address, 200, "", rest[1:])}
            badge = choice.choice(here.seeds[:16]).badge
        case 6:
            badge = f"{_base64(rest[:200])}.{here.sign(b'{}').partition('.')[2]}"
    return Case(badge, documents)


__all__ = ["KINDS", "case_of", "mutated"]
