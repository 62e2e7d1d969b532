"""`/verify`: our own badges in every form, and strangers who keep us waiting."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from issuer.web import reading
from issuer.web.context import EXTENSION
from tests.doubles.published import award_two
from verifier import Document, FetchError

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

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


def _verify(here: Installation, badge: str) -> TestResponse:
    return here.client.get(
        "/verify", query_string={"badge": badge, "lang": "en"}, headers={"Accept": "text/html"}
    )


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
    """Two requests wait, a third is told when to come back, and everything else answers."""
    stranger = PatientStranger()
    here.app.extensions[EXTENSION] = replace(here.service, fetcher=stranger)
    good, _ = award_two(here)
    with ThreadPoolExecutor(reading.WAITING_AT_ONCE) as pool:
        waiting = [
            pool.submit(_verify, here, "https://slow.example/assertions/1")
            for _ in range(reading.WAITING_AT_ONCE)
        ]
        for _ in waiting:
            assert stranger.waiting.acquire(timeout=SECONDS)
        third = _verify(here, "https://slow.example/assertions/2")
        assert (third.status_code, third.headers["Retry-After"]) == (429, "30")
        ours = _verify(here, here.service.addresses.assertion(good.id))
        assert "This badge is valid" in ours.text
        assert here.award(("Somebody Else", 99))[0].award is not None
        stranger.go_on.set()
        for future in waiting:
            assert "could not be decided" in future.result().text
    stranger.go_on.set()
    again = _verify(here, "https://slow.example/assertions/3")
    assert again.status_code == 200


def test_what_a_badge_says_is_marked_with_the_language_that_it_names(here: Installation) -> None:
    """A screen reader reads it in its own voice; in a page of that language no mark is needed."""
    good, _ = award_two(here)
    query = {"badge": here.service.addresses.assertion(good.id)}
    arabic = here.client.get("/verify", query_string={**query, "lang": "ar"}).text
    assert '<p class="name"><bdi lang="en" dir="ltr">' in arabic
    assert '<div class="prose" lang="en" dir="ltr">' in arabic
    assert '<p class="name"><bdi>' in _verify(here, query["badge"]).text
