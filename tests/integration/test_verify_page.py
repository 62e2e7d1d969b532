"""`/verify`: our own badges in every form, and strangers who keep us waiting."""

from __future__ import annotations

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from issuer.web import reading
from issuer.web.api import visitors
from issuer.web.api.limits import READERS, STRANGERS
from issuer.web.api.visitors import EXTENSION as API
from issuer.web.api.visitors import Visitor
from issuer.web.context import EXTENSION
from issuer.web.verification import NDJSON
from tests.doubles.handed_in import hand_in, impostor
from tests.doubles.issuer_in_memory import FORGER, IssuerInMemory
from tests.doubles.published import award_two
from verifier import Document, FetchError

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from issuer.web.api.visitors import Control
    from tests.doubles.installation import Installation

SECONDS = 10


class PatientStranger:
    """A fetcher whose host answers when it is told to, and counts who waits."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.waiting = threading.Semaphore(0)

    def fetch(self, address: str) -> Document:
        """Wait, then fail."""
        self.waiting.release()
        self.go_on.wait(SECONDS)
        raise FetchError("unreachable", address, "it was not worth waiting for.")


class PatientIssuer:
    """An issuer whose badge classes come when it is told so."""

    def __init__(self) -> None:
        self.issuer = IssuerInMemory()
        self.go_on = threading.Event()
        self.waiting = threading.Semaphore(0)

    def fetch(self, address: str) -> Document:
        """Answer, late if it is about a class."""
        if address == f"{FORGER}/class":
            self.waiting.release()
            self.go_on.wait(SECONDS)
        return self.issuer.fetch(address)


def _verify(here: Installation, badge: str, visitor: str = "192.0.2.1") -> TestResponse:
    return here.client.get(
        "/verify",
        query_string={"badge": badge, "lang": "en"},
        headers={"Accept": "text/html"},
        environ_base={"REMOTE_ADDR": visitor},
    )


def _steps(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.mimetype == NDJSON
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize(
    "suffix",
    ["", ".json", ".jws", ".png", ".svg", ".html", "/", "/embed", "/status.svg", ".html?lang=ar"],
)
def test_any_address_of_a_badge_of_ours_is_that_badge(here: Installation, suffix: str) -> None:
    """Whatever people copy from a page, the address bar or a download leads to the verdict."""
    good, revoked = award_two(here)
    address = here.service.addresses.assertion(good.id, suffix)
    assert "This badge is valid" in _verify(here, address).text
    revoked_address = here.service.addresses.assertion(revoked.id, suffix)
    assert "This badge is valid" not in _verify(here, revoked_address).text


def test_slow_strangers_leave_the_pages_alone(here: Installation) -> None:
    """A few questions wait, one more is told when to come back, and everything else answers."""
    stranger = PatientStranger()
    here.app.extensions[EXTENSION] = replace(here.service, fetcher=stranger)
    good, _ = award_two(here)
    token = here.client.get(f"/assertions/{good.id}.jws").text
    with ThreadPoolExecutor(reading.WAITING_AT_ONCE) as pool:
        waiting = [
            pool.submit(_verify, here, "https://slow.example/assertions/1", f"192.0.2.{number}")
            for number in range(reading.WAITING_AT_ONCE)
        ]
        for _ in waiting:
            assert stranger.waiting.acquire(timeout=SECONDS)
        more = _verify(here, "https://slow.example/assertions/2", "192.0.2.99")
        assert (more.status_code, more.headers["Retry-After"]) == (503, "15")
        assert "Many badges are being checked at this moment" in more.text
        assert ">https://slow.example/assertions/2</textarea>" in more.text
        streamed = hand_in(here.client, "https://slow.example/assertions/2", Accept=NDJSON)
        assert [line["kind"] for line in _steps(streamed)] == ["problem"]
        ours = _verify(here, here.service.addresses.assertion(good.id))
        assert "This badge is valid" in ours.text
        assert "This badge is valid" in hand_in(here.client, token).text
        assert here.award(("Somebody Else", 99))[0].award is not None
        stranger.go_on.set()
        for future in waiting:
            assert "could not be decided" in future.result().text
    again = _verify(here, "https://slow.example/assertions/3")
    assert again.status_code == 200


def test_one_visitor_does_not_take_every_place(here: Installation) -> None:
    """Whoever waits for two strangers already is told to come back; the next visitor is not."""
    stranger = PatientStranger()
    here.app.extensions[EXTENSION] = replace(here.service, fetcher=stranger)
    with ThreadPoolExecutor(reading.WAITING_AT_ONCE) as pool:
        waiting = [
            pool.submit(_verify, here, "https://slow.example/assertions/1")
            for _ in range(reading.OF_ONE_VISITOR)
        ]
        for _ in waiting:
            assert stranger.waiting.acquire(timeout=SECONDS)
        assert _verify(here, "https://slow.example/assertions/2").status_code == 503
        other = pool.submit(_verify, here, "https://slow.example/assertions/2", "192.0.2.2")
        assert stranger.waiting.acquire(timeout=SECONDS)
        stranger.go_on.set()
        assert other.result().status_code == 200


def test_a_home_is_one_visitor_of_the_page(here: Installation) -> None:
    """Whoever has 2^64 addresses waits for no more strangers, and asks no more at once."""
    stranger = PatientStranger()
    here.app.extensions[EXTENSION] = replace(here.service, fetcher=stranger)
    home, slow = [f"2001:db8::{number}" for number in range(4)], "https://slow.example/1"
    with ThreadPoolExecutor(reading.WAITING_AT_ONCE) as pool:
        waiting = [pool.submit(_verify, here, slow, home[number]) for number in range(2)]
        for _ in waiting:
            assert stranger.waiting.acquire(timeout=SECONDS)
        assert _verify(here, slow, home[2]).status_code == 503
        other = pool.submit(_verify, here, slow, "192.0.2.7")
        assert stranger.waiting.acquire(timeout=SECONDS)
        stranger.go_on.set()
        assert other.result().status_code == 200
    with ExitStack() as taken:
        for _ in range(reading.SHARE):
            taken.enter_context(reading.place("2001:db8::/64"))
        assert _verify(here, slow, home[3]).status_code == 503
        assert _verify(here, slow, "192.0.2.7").status_code == 200


def test_a_program_that_asks_the_page_is_told_to_wait(here: Installation) -> None:
    """Its allowance is that of a room full of people; the API and its neighbours keep theirs."""
    visitors.init_app(here.app)
    control: Control = here.app.extensions[API]
    assert _verify(here, "hello", "::ffff:192.0.2.1").status_code == 200
    assert control.limits.spend("reader 192.0.2.1", READERS, 0).left == READERS.badges - 1
    control.limits.spend("reader 192.0.2.1", READERS, READERS.badges - 1)
    refused = _verify(here, "https://a.example/1", "192.0.2.1")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "2")
    assert "You may ask for this again in 2 seconds." in refused.text
    assert ">https://a.example/1</textarea>" in refused.text
    own = {"REMOTE_ADDR": "192.0.2.1"}
    assert here.client.get("/verify", environ_base=own).status_code == 200
    asked = here.client.post("/api/v1/verifications", json={"badge": "hello"}, environ_base=own)
    assert asked.status_code == 200
    assert _verify(here, "hello", "192.0.2.2").status_code == 200
    visitors.init_app(here.app)


def test_the_api_takes_no_place_of_the_page(here: Installation) -> None:
    """However busy programs keep the API, people get their answers; and the other way round."""
    control: Control = here.app.extensions[API]
    good, _ = award_two(here)
    address = here.service.addresses.assertion(good.id)
    with ExitStack() as taken:
        for number in range(6):
            visitor = Visitor(str(number).encode(), STRANGERS)
            taken.enter_context(control.begin_single(visitor))
        busy = here.client.post("/api/v1/verifications", json={"badge": address})
        assert busy.status_code == 503
        assert "This badge is valid" in _verify(here, address).text
    with ExitStack() as taken:
        for number in range(reading.AT_ONCE):
            taken.enter_context(reading.place(number))
        page = _verify(here, address)
        assert (page.status_code, page.headers["Retry-After"]) == (503, "15")
        streamed = hand_in(here.client, address, Accept=NDJSON)
        assert streamed.status_code == 503
        assert [line["kind"] for line in _steps(streamed)] == ["problem"]
        free = here.client.post("/api/v1/verifications", json={"badge": address})
        assert free.json is not None
        assert free.json["valid"] is True
    assert _verify(here, address).status_code == 200


def test_the_checks_come_one_by_one_and_then_the_same_answer(here: Installation) -> None:
    """With or without script, the reader gets the same answer."""
    good, _ = award_two(here)
    address = here.service.addresses.assertion(good.id)
    answer = hand_in(here.client, address, "Amina K", Accept=NDJSON)
    assert answer.headers["Cache-Control"] == "no-store"
    *steps, last = _steps(answer)
    assert {step["kind"] for step in steps} == {"step"}
    told = "".join(step["html"] for step in steps)
    assert told.index("Read: ") < told.index("is still published and not marked as revoked")
    assert "is a place where" in told
    assert (last["kind"], last["title"]) == ("answer", "This badge is valid")
    page = hand_in(here.client, address, "Amina K").text
    inside = page.partition('<div id="answer">')[2].partition('</div>\n<section class="again"')[0]
    assert re.sub(r"\s+", " ", last["html"]).strip() == re.sub(r"\s+", " ", inside).strip()


def test_a_reader_who_goes_away_ends_the_work(here: Installation) -> None:
    """No place stays taken, and nothing more is asked of anybody."""
    stranger = PatientIssuer()
    here.app.extensions[EXTENSION] = replace(here.service, fetcher=stranger)
    address = impostor(stranger.issuer, "Somebody")
    for _ in range(reading.OF_ONE_VISITOR):
        answer = hand_in(here.client, address, Accept=NDJSON)
        assert stranger.waiting.acquire(timeout=SECONDS)
        answer.close()
    assert hand_in(here.client, address).status_code == 503
    stranger.go_on.set()
    for _ in range(SECONDS * 10):
        if not any(thread.name.startswith("telling") for thread in threading.enumerate()):
            break
        time.sleep(0.1)
    assert f"{FORGER}/issuer" not in stranger.issuer.asked
    assert hand_in(here.client, address).status_code == 200


def test_a_forged_form_gets_no_stream(here: Installation) -> None:
    """Another site cannot make a reader's browser ask."""
    answer = here.client.post("/verify", data={"badge": "x"}, headers={"Accept": NDJSON})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_what_a_badge_says_is_marked_with_the_language_that_it_names(here: Installation) -> None:
    """A screen reader reads it in its own voice; in a page of that language no mark is needed."""
    good, _ = award_two(here)
    query = {"badge": here.service.addresses.assertion(good.id)}
    arabic = here.client.get("/verify", query_string={**query, "lang": "ar"}).text
    assert '<p class="name"><bdi lang="en" dir="ltr">' in arabic
    assert '<div class="prose" lang="en" dir="ltr">' in arabic
    assert '<p class="name"><bdi>' in _verify(here, query["badge"]).text
