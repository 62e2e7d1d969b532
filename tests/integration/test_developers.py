"""The pages for developers: the examples run as they are printed, and every code is explained."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.web import examples
from issuer.web.api import limits
from issuer.web.localisation import LANGUAGES
from tests.doubles.installation import PUBLIC_URL, install
from tests.doubles.interpreters import interpreter
from tests.doubles.published import award_two
from tests.doubles.running_service import running_service
from verifier.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from tests.doubles.installation import Installation
    from tests.doubles.running_service import RunningService

KEYS = ("curl", "python", "javascript", "php")
HTML = {"Accept": "text/html"}
FIVE_LINES = 5
MOST_LINES = 12
MOST_COLUMNS = 100


class Examples(HTMLParser):
    """Reads the examples on the page as a reader copies them, by their id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._open: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin to read where an element with an id for copying begins."""
        name = dict(attrs).get("id")
        if tag == "code" and name is not None:
            self._open, self.found[name] = name, ""

    def handle_endtag(self, tag: str) -> None:
        """Stop where it ends."""
        if tag == "code":
            self._open = None

    def handle_data(self, data: str) -> None:
        """Take what a reader would select."""
        if self._open is not None:
            self.found[self._open] += data


@dataclass(frozen=True, slots=True)
class Site:
    """A running service with a good badge and a revoked one, and a folder with their files."""

    service: RunningService
    folder: Path
    good: str
    revoked: str

    def examples(self) -> dict[str, str]:
        """Return the examples about the good badge, as the page prints them."""
        query = urlencode({"badge": self.good, "lang": "en"})
        page = self.service.ask(f"/developers?{query}", headers=HTML)
        assert page.status == 200
        return Examples(page.body.decode()).found


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve two badges, and put their files where the examples look for them."""
    folder = tmp_path_factory.mktemp("developers")
    with running_service(folder) as service:
        addresses = service.installation.service.addresses
        good, revoked = (addresses.assertion(award.id) for award in award_two(service.installation))
        files = tmp_path_factory.mktemp("files")
        picture = service.ask(f"{good.removeprefix(service.origin)}.png")
        (files / examples.PICTURE).write_bytes(picture.body)
        (files / examples.LIST).write_text(f"{good}\n{revoked}\n", encoding="utf-8")
        yield Site(service, files, good, revoked)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return an installation that nobody changes."""
    folder = tmp_path_factory.mktemp("here")
    installation = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder)
    yield installation
    installation.service.database.engine.dispose()


@pytest.fixture
def client(here: Installation) -> FlaskClient:
    """Return somebody who asks for pages."""
    return here.client


def run(site: Site, key: str, task: str) -> str:
    """Return what an example prints, in its language's interpreter; it must not complain."""
    done = interpreter(key).run(site.examples()[f"{key}-{task}"], site.folder)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.mark.parametrize("task", ["one", "file"])
@pytest.mark.parametrize("key", KEYS)
def test_an_example_for_one_badge_tells_its_verdict(site: Site, key: str, task: str) -> None:
    """By address or as a file, the badge is valid, and the program says so."""
    printed = run(site, key, task)
    if key == "curl":
        answer = json.loads(printed)
        printed = f"{json.dumps(answer['valid'])} {answer['verdict']}"
    assert printed.strip().lower() == "true this badge is valid."


@pytest.mark.parametrize("key", KEYS)
def test_an_example_for_a_list_tells_each_verdict(site: Site, key: str) -> None:
    """Each badge of a list has its own line, whatever the others are."""
    lines = run(site, key, "list").strip().splitlines()
    if key == "curl":
        answers = map(json.loads, lines)
        found = {answer["id"]: answer["recipient_matches"] for answer in answers}
        assert found == {"row 1": None, "row 2": True}
    else:
        assert {line.lower() for line in lines} == {"row 1 true", "row 2 false"}


def test_a_badge_that_nobody_can_read_is_undecided_in_every_language(site: Site) -> None:
    """An open question is printed as one: null is neither true nor false in any language."""
    query = urlencode({"badge": "https://127.0.0.1/assertions/1", "lang": "en"})
    page = site.service.ask(f"/developers?{query}", headers=HTML)
    found = Examples(page.body.decode()).found
    for key, word in (("python", "None"), ("javascript", "null"), ("php", "null")):
        done = interpreter(key).run(found[f"{key}-one"], site.folder)
        assert done.stdout.startswith(f"{word} "), done.stderr


def test_the_examples_are_short() -> None:
    """One badge takes five lines; no example is long, or wider than a screen."""
    for language in examples.of(PUBLIC_URL):
        assert tuple(example.task for example in language.examples) == examples.TASKS
        for example in language.examples:
            lines = example.code.removeprefix("<?php\n").splitlines()
            most = FIVE_LINES + (language.key == "python") if example.task == "one" else MOST_LINES
            assert len(lines) <= most, f"{language.key}, {example.task}"
            assert max(map(len, lines)) <= MOST_COLUMNS + len(PUBLIC_URL)
            assert "@ORIGIN@" not in example.code


def test_the_examples_ask_this_service(client: FlaskClient) -> None:
    """Whoever copies an example from our page asks us, under the address that people use."""
    for code in Examples(client.get("/developers", headers=HTML).text).found.values():
        assert f"{PUBLIC_URL}/api/v1/verifications" in code


@pytest.mark.parametrize(
    "hostile",
    [
        "https://a.example/'; rm -rf ~; '",
        'https://a.example/"}; import os; "',
        "https://a.example/$(id)",
        "https://a.example/`id`",
        "https://a.example/${x}",
        "https://a.example/\\",
        "https://a.example/\n-o /etc/passwd",
        "https://a.example/{x}",
        "javascript:alert(1)",
        "https://" + "a" * 400,
        "@/etc/passwd",
    ],
)
def test_a_link_cannot_put_a_command_into_an_example(client: FlaskClient, hostile: str) -> None:
    """What could end a quote in any of the languages is refused with one sentence, and kept."""
    answer = client.get("/developers", query_string={"badge": hostile}, headers=HTML)
    assert answer.status_code == 400
    assert "cannot stand in an example" in answer.text
    assert set(Examples(answer.text).found) == {
        f"{key}-{task}" for key in KEYS for task in examples.TASKS
    }
    for code in Examples(answer.text).found.values():
        assert hostile not in code


@given(st.text(max_size=60).map(lambda tail: f"https://a.example/{tail}"))
def test_what_stands_in_an_example_is_one_text_in_every_language(address: str) -> None:
    """An address that is let through is quoted without a letter that any language reads apart."""
    shown = examples.shown_badge(address)
    if shown is None:
        return
    assert not set(shown) & set("'\"\\$`{}()<>;|!* \t\n")
    for language in examples.of(PUBLIC_URL, shown):
        if language.key == "python":
            module = ast.parse(language.examples[0].code)
            texts = {n.value for n in ast.walk(module) if isinstance(n, ast.Constant)}
            assert shown in texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_runs_from_left_to_right_in_every_language(client: FlaskClient, language: str) -> None:
    """Each example is marked as such, and can be reached and scrolled with the keyboard."""
    page = client.get("/developers", query_string={"lang": language}, headers=HTML).text
    blocks = re.findall(r"<pre ([^>]*)>", page)
    assert len(blocks) == len(KEYS) * len(examples.TASKS)
    assert all('dir="ltr"' in block and 'tabindex="0"' in block for block in blocks)


def test_the_limits_on_the_page_are_the_limits(client: FlaskClient) -> None:
    """Nobody has to find out by being refused."""
    page = client.get("/developers", query_string={"lang": "en"}, headers=HTML).text
    assert f"{limits.STRANGERS.badges:,} badges in {limits.STRANGERS.seconds // 60} minutes" in page
    assert f"{limits.TOKEN_HOLDERS.badges:,}" in page


def test_people_get_a_page_and_machines_json(client: FlaskClient) -> None:
    """One address serves both, and an ending forces one of them."""
    asked = {"text/html": "text/html", "*/*": "application/json"}
    for path in ("/developers/codes", "/developers/codes/time.expired"):
        for accept, kind in asked.items():
            answer = client.get(path, headers={"Accept": accept})
            assert (answer.status_code, answer.mimetype) == (200, kind)
            assert "Accept" in answer.headers["Vary"]
        assert client.get(f"{path}.json", headers=HTML).mimetype == "application/json"
        assert client.get(f"{path}.html").mimetype == "text/html"


def test_every_code_has_an_address_that_explains_it(client: FlaskClient) -> None:
    """The list names each code's address, which answers with the same."""
    listed = json.loads(client.get("/developers/codes.json").text)["codes"]
    assert [entry["code"] for entry in listed] == list(CODES)
    for entry in listed:
        assert entry["address"] == f"{PUBLIC_URL}/developers/codes/{entry['code']}"
        path = entry["address"].removeprefix(PUBLIC_URL)
        assert json.loads(client.get(path).text) == entry
        page = client.get(path, headers=HTML)
        assert page.status_code == 200
        assert entry["code"] in page.text


def test_a_code_is_told_with_all_that_is_known(client: FlaskClient) -> None:
    """Programs get names that stay; the sentence is a template with its parameters in braces."""
    told = json.loads(client.get("/developers/codes/fetch.failed?lang=en").text)
    assert told == {
        "code": "fetch.failed",
        "address": f"{PUBLIC_URL}/developers/codes/fetch.failed",
        "area": "reading",
        "section": {
            "title": "Open Badges 2.0, Data Validation",
            "address": "https://www.imsglobal.org/spec/ob/v2p0/#data-validation",
        },
        "outcomes": ["undecided"],
        "actor": "issuer",
        "may_change": True,
        "parameters": ["address", "detail"],
        "sentence": CODES["fetch.failed"].sentence,
    }


def test_sentences_are_in_the_readers_language(client: FlaskClient) -> None:
    """The page and the JSON speak the language that is asked for, with the same parameters."""
    asked = client.get("/developers/codes/time.expired?lang=ar")
    told = json.loads(asked.text)
    assert asked.headers["Content-Language"] == "ar"
    assert told["sentence"] != CODES["time.expired"].sentence
    assert "{expires}" in told["sentence"]
    page = client.get("/developers/codes/time.expired?lang=ar", headers=HTML).text
    assert '<var class="code" dir="ltr">expires</var>' in page


def test_the_list_has_an_anchor_for_every_code(client: FlaskClient) -> None:
    """A link to a code in the list finds it, and no parameter is left in braces."""
    page = client.get("/developers/codes", headers=HTML).text
    anchors = set(re.findall(r'<li id="([a-z0-9_.]+)"', page))
    assert anchors == set(CODES)
    assert not re.search(r"\{[a-z_]+\}", page)


@pytest.mark.parametrize("code", ["nothing", "time.expired.", "<b>", "time", "."])
def test_what_is_no_code_is_not_found(client: FlaskClient, code: str) -> None:
    """A code that never existed has no page, whoever asks."""
    for headers in (HTML, {"Accept": "*/*"}):
        assert client.get(f"/developers/codes/{quote(code)}", headers=headers).status_code == 404


def test_other_sites_may_read_the_meanings(client: FlaskClient) -> None:
    """A platform's page can look up what a code means, and keep it for as long as it is true."""
    answer = client.get("/developers/codes.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/developers/codes.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/", "/verify", "/developers"])
def test_every_page_leads_to_them(client: FlaskClient, path: str) -> None:
    """The footer has a link, so that nobody has to know the address."""
    assert 'href="/developers"' in client.get(path, headers=HTML).text
