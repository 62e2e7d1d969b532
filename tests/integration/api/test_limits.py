"""How much a visitor may ask: allowances, places, tokens, and what is remembered of whom."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.actions import tokens
from issuer.app import create_app
from issuer.errors import BarnstarError, NotFoundError
from issuer.rules.tokens import MAX_LIFETIME, PREFIX
from issuer.serving import THREADS
from issuer.store.tables import ApiTokenRow
from issuer.web import incoming
from issuer.web.api import limits, uploads, visitors
from issuer.web.api.limits import STRANGERS, TOKEN_HOLDERS, Allowance, Limits
from issuer.web.api.problems import Problem
from issuer.web.places import NoPlaceError, Places
from issuer.web.reading import AT_ONCE
from tests.doubles.installation import install
from tests.integration.api.conftest import told

if TYPE_CHECKING:
    from pathlib import Path

    from tests.integration.api.conftest import Api

PATH = "/api/v1/verifications"
TEN_A_MINUTE = Allowance("ten", 10, 60)


class Seconds:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time in seconds."""
        return self.now


def test_an_allowance_refills_evenly() -> None:
    """Ten a minute: ten at once, then one every six seconds, and all after a minute."""
    clock = Seconds()
    counted = Limits(b"secret", clock)
    assert [counted.spend("a", TEN_A_MINUTE, 1).left for _ in range(10)] == list(range(9, -1, -1))
    refused = counted.spend("a", TEN_A_MINUTE, 1)
    assert (refused.allowed, refused.left, refused.wait, refused.full_after) == (False, 0, 6, 60)
    clock.now += 6
    assert counted.spend("a", TEN_A_MINUTE, 1).allowed
    assert not counted.spend("a", TEN_A_MINUTE, 1).allowed
    clock.now += 60
    assert counted.spend("a", TEN_A_MINUTE, 10).allowed


def test_one_visitor_does_not_spend_for_another() -> None:
    """Each has an allowance of his own."""
    counted = Limits(b"secret", Seconds())
    counted.spend("a", TEN_A_MINUTE, 10)
    assert counted.spend("b", TEN_A_MINUTE, 10).allowed


@given(st.lists(st.tuples(st.integers(1, 12), st.floats(0, 90)), max_size=30))
def test_waiting_as_long_as_told_is_enough_and_no_less(steps: list[tuple[int, float]]) -> None:
    """In any window no more is allowed than the allowance twice; and who waits is let in."""
    clock = Seconds()
    counted = Limits(b"secret", clock)
    for badges, pause in steps:
        standing = counted.spend("a", TEN_A_MINUTE, badges)
        assert 0 <= standing.left <= 10
        assert standing.full_after <= 60
        if not standing.allowed and badges <= 10:
            before = clock.now
            clock.now = before + standing.wait - 1.001
            assert not counted.spend("a", TEN_A_MINUTE, badges).allowed
            clock.now = before + standing.wait
            assert counted.spend("a", TEN_A_MINUTE, badges).allowed
        clock.now += pause


@given(st.integers(1, 10), st.integers(1, 10), st.floats(0, 90))
def test_what_is_given_back_was_never_spent(before: int, batch: int, pause: float) -> None:
    """A batch that is refused costs nothing; one that is let in costs what it holds."""
    clock = Seconds()
    counted, plain = Limits(b"secret", clock), Limits(b"secret", clock)
    for each in (counted, plain):
        each.spend("a", TEN_A_MINUTE, before)
    clock.now += pause
    if not counted.spend("a", TEN_A_MINUTE, 1).allowed:
        return
    standing = counted.spend("a", TEN_A_MINUTE, batch, given_back=1)
    assert standing == plain.spend("a", TEN_A_MINUTE, batch)


def test_a_batch_is_answered_after_the_time_that_was_told(api: Api) -> None:
    """However often it is sent too early, what the last refusal says is true for all its items."""
    clock = Seconds()
    api.here.app.extensions[visitors.EXTENSION] = visitors.Control(Limits(b"secret", clock))
    items = {"items": [{"id": str(number), "badge": ""} for number in range(1_000)]}
    small = {"items": items["items"][:1]}
    assert told_lines(api, small) == 1
    clock.now += 0.3
    for _ in range(3):
        refused = api.client.post(f"{PATH}/batch", json=items)
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert "again in 1 second." in refused.text
    clock.now += 1
    assert told_lines(api, items) == 1_000
    clock.now += 100
    refused = api.client.post(f"{PATH}/batch", json=items)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "500")
    clock.now += 499.9
    assert api.client.post(f"{PATH}/batch", json=items).headers["Retry-After"] == "1"
    clock.now += 0.2
    assert told_lines(api, items) == 1_000


def told_lines(api: Api, items: object) -> int:
    """Return how many lines the answer to a batch has."""
    response = api.client.post(f"{PATH}/batch", json=items)
    assert response.status_code == 200
    return len(response.text.splitlines())


def test_nobody_is_remembered_for_longer_than_the_window() -> None:
    """Once an allowance is full again, nothing of its visitor is left."""
    clock = Seconds()
    counted = Limits(b"secret", clock)
    for number in range(50):
        counted.spend(f"192.0.2.{number}", TEN_A_MINUTE, 10)
    assert counted.remembered == 50
    clock.now += 60
    counted.spend("203.0.113.1", TEN_A_MINUTE, 1)
    assert counted.remembered == 1


def test_what_is_remembered_is_no_address() -> None:
    """Memory holds hashes with a secret of this process, so a dump of it names nobody."""
    first, second = Limits(b"one"), Limits(b"other")
    assert first.hashed("192.0.2.1") != second.hashed("192.0.2.1")
    assert b"192.0.2.1" not in first.hashed("192.0.2.1")


def test_the_number_of_visitors_is_bounded() -> None:
    """An attacker with many addresses fills no memory."""
    counted = Limits(b"secret", Seconds())
    for number in range(limits.MAX_VISITORS + 10):
        counted.spend(str(number), TEN_A_MINUTE, 1)
    assert counted.remembered == limits.MAX_VISITORS


def test_a_place_is_for_one_at_a_time() -> None:
    """Who finds none is refused at once, and a visitor cannot take them all."""
    places = Places(3, each=2)
    with places.taken("a"), places.taken("a"):
        with pytest.raises(NoPlaceError) as mine:
            places.take("a")
        with places.taken("b"), pytest.raises(NoPlaceError) as full:
            places.take("c")
        places.take("c")
        places.give_back("c")
    assert (mine.value.all_yours, full.value.all_yours) == (True, False)
    with places.taken("c"), places.taken("b"), places.taken("a"):
        pass


def test_pages_keep_threads_whatever_is_asked() -> None:
    """All places together leave eight threads of the server."""
    control = visitors.Control(Limits(b"secret"))
    forms = incoming.FORMS.count
    assert control.places + uploads.DISCARDING.count + forms + AT_ONCE + 8 <= THREADS


def test_strangers_cannot_take_the_places_of_those_with_a_token() -> None:
    """However many strangers are in work, a token has places of its own."""
    control = visitors.Control(Limits(b"secret"))
    refused = []
    with ExitStack() as held:
        for number in range(100):
            stranger = visitors.Visitor(str(number).encode(), STRANGERS)
            try:
                held.enter_context(control.begin_single(stranger))
            except Problem as problem:
                refused.append(problem.code)
        assert refused == [503] * (100 - 6)
        with control.begin_single(visitors.Visitor(b"holder", TOKEN_HOLDERS)):
            pass


def test_a_token_raises_the_limit_until_it_ends(api: Api) -> None:
    """It works from the header, until it expires or is revoked; only its hash is kept."""
    service = api.here.service
    token, secret = tokens.new(service, "Registrar of Example University", timedelta(days=30))
    assert secret.startswith(PREFIX)
    shown = {"Authorization": f"Bearer {secret}"}
    response = api.client.post(PATH, json={"badge": ""}, headers=shown)
    assert response.headers["RateLimit-Policy"] == '"token";q=20000;w=600'
    in_address = api.client.post(f"{PATH}?token={secret}&access_token={secret}", json={"badge": ""})
    assert in_address.headers["RateLimit-Policy"] == '"anonymous";q=1000;w=600'
    with service.database.reading() as session:
        row = session.query(ApiTokenRow).one()
        assert secret not in str(vars(row))
    tokens.revoke(service, token.id)
    told(api.client.post(PATH, json={"badge": ""}, headers=shown), 401)
    with pytest.raises(NotFoundError):
        tokens.revoke(service, token.id)


def test_an_expired_token_does_not_work(api: Api) -> None:
    """A token that leaked stops by itself."""
    _, secret = tokens.new(api.here.service, "Registrar", timedelta(days=1))
    api.here.clock.advance(days=1)
    shown = {"Authorization": f"Bearer {secret}"}
    told(api.client.post(PATH, json={"badge": ""}, headers=shown), 401)


@pytest.mark.parametrize(
    ("name", "days"), [("", 1), ("x" * 101, 1), ("two\u202elines", 1), ("x", 0), ("x", 91)]
)
def test_a_token_has_a_name_and_an_end(api: Api, name: str, days: int) -> None:
    """A list of tokens has to say whose they are, and none works for ever."""
    assert timedelta(days=90) == MAX_LIFETIME
    with pytest.raises(BarnstarError):
        tokens.new(api.here.service, name, timedelta(days=days))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::9", True),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::9", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("64:ff9b::192.0.2.1", "64:ff9b::192.0.2.2", False),
        ("64:ff9b::192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1:1001", "192.0.2.1:1002", True),
        ("192.0.2.1:1001", "192.0.2.2:1001", False),
    ],
)
def test_a_home_has_one_allowance(api: Api, one: str, other: str, *, same: bool) -> None:
    """An IPv6 connection has 2^64 addresses, and one allowance."""
    for address in (one, other):
        response = api.client.post(
            PATH, json={"badge": ""}, environ_overrides={"REMOTE_ADDR": address}
        )
    assert response.headers["RateLimit"].startswith(f'"anonymous";r={998 if same else 999};')


@pytest.mark.parametrize(("proxies", "left"), [(0, 998), (1, 999)])
def test_only_our_own_proxies_say_who_asks(tmp_path: Path, proxies: int, left: int) -> None:
    """Whoever writes X-Forwarded-For himself gets no allowance by it."""
    here = install(f"sqlite:///{tmp_path / 'barnstar.sqlite3'}", tmp_path)
    behind = create_app(replace(here.service.settings, trusted_proxies=proxies))
    for address in ("198.51.100.7", "203.0.113.9"):
        response = behind.test_client().post(
            PATH, json={"badge": ""}, headers={"X-Forwarded-For": f"192.0.2.66, {address}"}
        )
    assert response.headers["RateLimit"].startswith(f'"anonymous";r={left};')
    here.service.database.engine.dispose()
