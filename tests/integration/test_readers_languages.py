"""A reader of another language sees no English on any page, except names."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Final

import pytest
from werkzeug.exceptions import HTTPException, NotFound, default_exceptions

from badge_classes import vocabularies
from badge_classes.folder import catalogue, read_all
from badge_classes.skills import Kind
from issuer.actions import membership
from issuer.web import errors_pages
from issuer.web.api.problems import NAMES, NOT_REACHED
from issuer.web.localisation import LANGUAGES
from tests.doubles.installation import CLASSES, install
from tests.doubles.latin_words import LATIN
from tests.doubles.reader import read
from tests.doubles.site import EVIDENCE, MORE, PEOPLE, REASON, furnish
from verifier.openbadges import png
from verifier.report import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from flask.testing import FlaskClient

    from badge_classes.skills import Skill
    from tests.doubles.installation import Installation

PUBLIC_URL: Final = "http://localhost"
TRANSLATED: Final = LANGUAGES[1:]
SERVER_ERROR: Final = 500
A_FEW: Final = 4
"""Pages of one kind that are read; the kinds are the endpoints of the routes."""

# What answers no page: files, pictures, and a code that holds an address.
NOT_FOR_READING: Final = frozenset(
    {"static", "front.healthz", "documents.file", "documents.qr_picture"}
)

TOOLS: Final = "124"
NAMED_FOR_WHAT_IT_DOES: Final = frozenset({"125", "127", "131", "132", "142", "143"})
"""The Wikimedia tools of the Capacity Exchange, and those whose name can be translated."""
_LATIN_WORD: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")

# Words that hold English sentences together, and that neither Spanish nor Swahili has.
_COMMON: Final = """
    the and of this that these those with not you your for was were are be been by from it its
    which or have will cannot should what who whom when where why how any each there their they
    badge badges issuer key address picture file text document verify language skills revoked
    valid sign save name
"""
ENGLISH: Final = frozenset(_COMMON.split())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Return an installation without limits for readers, with something on every page."""
    folder: Path = tmp_path_factory.mktemp("languages")
    made = install(f"sqlite:///{folder / 'barnstar.sqlite3'}", folder, PUBLIC_URL)
    made.app.config["PAGES"] = furnish(made)
    yield made
    made.service.database.engine.dispose()


def names(site: Installation) -> list[str]:
    """Return what people, organisations and checks are called, and what badges say; longest first.

    Codes are names for programs.
    """
    organisation = membership.organisation(site.service)
    found = {skill.names["en"] for skill in proper_names()}
    found |= {vocabulary.name for vocabulary in vocabularies.every()}
    found |= {
        *SENTENCES,
        *PEOPLE,
        REASON,
        MORE,
        "Wikidata" * 12,
        organisation.name,
        organisation.description,
    }
    for model in (*catalogue(), *read_all(CLASSES)):
        found |= set(model.tags) | {item.name for item in model.alignments}
        for texts in model.texts.values():
            found |= {texts.name, texts.description, texts.image_alt}
            found |= {line.strip("#-* ") for line in texts.criteria.splitlines()}
    return sorted(found - {""}, key=len, reverse=True)


@cache
def proper_names() -> tuple[Skill, ...]:
    """Return the skills that are named for a wiki or a tool, which many languages do not rename."""
    known = vocabularies.vocabulary("capacity-exchange")
    assert known is not None
    tools = known.by_code(TOOLS)
    assert tools is not None
    return (
        *(skill for skill in known.skills if skill.kind is Kind.PROJECT),
        *(skill for skill in known.children(tools) if skill.code not in NAMED_FOR_WHAT_IT_DOES),
    )


@cache
def titles() -> frozenset[str]:
    """Return what skills are called and how they are described in other languages than English."""
    found = set()
    for vocabulary in vocabularies.every():
        found.add(vocabulary.name)
        for skill in vocabulary.skills:
            # Names like GLAM and MediaWiki stand in names of skills in every language.
            translated = {name for tag, name in skill.names.items() if tag != "en"}
            found |= translated | {f"{name} – {vocabulary.name}" for name in translated}
            found |= {text for tag, text in skill.descriptions.items() if tag != "en"}
    return frozenset(found)


def foreign_words(text: str, language: str) -> list[str]:
    """Return the words of *text*, free of names, that a reader of *language* should not see."""
    for excused in sorted(LATIN, key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(excused)}(?![A-Za-z])", " ", text)
    words = _LATIN_WORD.findall(text)
    if language in {"es", "sw"}:
        return [word for word in words if word.lower() in ENGLISH]
    return words


def problems(site: Installation, html: str, language: str, page: str) -> list[str]:
    """Return each text of a page that is not in *language*, with what betrays it."""
    called = names(site)
    found = []
    if re.search(r"<title>[^<]*<(?!/title>)", html):
        found.append(f"{page}: its title holds markup, which a browser shows as it stands")
    for text in read(html, language).texts:
        if text in titles():
            continue
        rest = text
        for name in called:
            rest = rest.replace(name, " ")
        words = foreign_words(rest, language)
        if words:
            found.append(f"{page}: {text!r} has {words}")
    return found


class Walk:
    """Follows links from page to page, as a reader of one language."""

    def __init__(self, site: Installation, client: FlaskClient, language: str) -> None:
        self.site, self.client, self.language = site, client, language
        self.headers = {"Accept": "text/html", "Accept-Language": language}
        self.adapter = site.app.url_map.bind("localhost")
        self.seen: dict[str, set[str]] = {}
        self.found: list[str] = []

    def visit(self, paths: Iterable[str]) -> None:
        """Read the pages at *paths*, and a few of each kind that they lead to."""
        named, waiting = set(paths), [*paths]
        while waiting:
            here = waiting.pop(0)
            endpoint = self._endpoint(here)
            kept = self.seen.setdefault(endpoint, set())
            is_enough = len(kept) >= A_FEW and here not in named
            if endpoint in NOT_FOR_READING or here in kept or is_enough:
                continue
            kept.add(here)
            response = self.client.get(here, headers=self.headers)
            assert response.status_code < SERVER_ERROR, here
            if response.mimetype in {"text/html", "image/svg+xml"}:
                self.found += problems(self.site, response.text, self.language, here)
                links = read(response.text, self.language).links
                waiting += [link.partition("#")[0] for link in links if link[:1] == "/"]

    def _endpoint(self, path: str) -> str:
        try:
            endpoint, _ = self.adapter.match(path.partition("?")[0])
        except HTTPException:
            return "nothing"
        return str(endpoint)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_page_shows_english(site: Installation, language: str) -> None:
    """Every kind of page that a GET reaches speaks the reader's language."""
    pages: Mapping[str, str] = site.app.config["PAGES"]
    client = signed_in(site)
    walk = Walk(site, client, language)
    pictures = [f"{pages[name]}/status.svg" for name in ("badge", "revoked badge")]
    # Programs are told of these, and no page is.
    errors = [f"/api/v1/problems/{name}" for name in (*NAMES.values(), NOT_REACHED)]
    walk.visit([*pages.values(), *pictures, *errors])
    assert walk.found == []
    reached = {endpoint for endpoint, paths in walk.seen.items() if paths}
    readable = {r.endpoint for r in site.app.url_map.iter_rules() if "GET" in (r.methods or ())}
    assert readable - NOT_FOR_READING - reached == set(), "No page leads there: name it here."


def test_names_are_isolated_where_the_page_runs_the_other_way(site: Installation) -> None:
    """In a page from right to left, a name does not pull what stands beside it along."""
    pages: Mapping[str, str] = site.app.config["PAGES"]
    strangers = (*PEOPLE, REASON, EVIDENCE, membership.organisation(site.service).name)
    headers = {"Accept": "text/html", "Accept-Language": "ar"}
    found = []
    for name, path in pages.items():
        flowing = read(site.client.get(path, headers=headers).text, "ar").flowing
        found += [f"{name}: {text}" for text in flowing for word in strangers if word in text]
    assert found == []


def signed_in(site: Installation) -> FlaskClient:
    """Return the browser of an organiser."""
    client = site.client
    # A second start of the service prints no link while somebody is signed in.
    with site.service.database.writing() as session:
        from issuer.store import sign_in  # noqa: PLC0415 - not for the tests of pages

        secret, now = site.service.identifiers.secret(), site.service.clock.now()
        sign_in.add_link(session, secret, now, now + membership.LINK_LIFETIME)
    page = client.get(f"/sign-in/{secret}")
    client.post(f"/sign-in/{secret}", data={"csrf_token": token(page.text)})
    return client


def token(html: str) -> str:
    """Return the token that the forms of a page carry."""

    class Finder(HTMLParser):
        found = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            values = dict(attrs)
            if tag == "input" and values.get("name") == "csrf_token":
                self.found = values["value"] or ""

    finder = Finder()
    finder.feed(html)
    return finder.found


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_answer_of_the_verifier_shows_english(site: Installation, language: str) -> None:
    """Whatever is sent to be verified, the verdict and each finding are in one language."""
    found = []
    client = site.client
    headers = {"Accept-Language": language}
    for name, (sent, recipient) in questions(site).items():
        form = {"csrf_token": token(client.get("/verify").text), "recipient": recipient}
        if isinstance(sent, bytes):
            data: dict[str, object] = {**form, "file": (BytesIO(sent), "badge")}
        else:
            data = {**form, "badge": sent}
        with client.post("/verify", data=data, headers=headers) as response:
            assert response.mimetype == "text/html", name
            html = response.get_data(as_text=True)
            found += problems(site, html, language, f"verify: {name}")
    assert found == []


def questions(site: Installation) -> dict[str, tuple[str | bytes, str]]:
    """Return what people send, good and bad, each with the recipient that they expect."""
    path = site.app.config["PAGES"]["badge"]
    signed, picture = site.client.get(f"{path}.jws").text, site.client.get(f"{path}.png").data
    plain = site.client.get(f"{path}.json").text
    header, payload, signature = signed.split(".")
    remote = plain.replace(PUBLIC_URL, "https://elsewhere.example")
    return {
        "nothing": ("", ""),
        "no badge": ("hello", ""),
        "an address of another kind": ("ftp://elsewhere.example/badge", ""),
        "a signed badge": (signed, ""),
        "its holder": (signed, PEOPLE[0]),
        "somebody else": (signed, "Somebody Else"),
        "a changed signature": (f"{header}.{payload}.{signature[:-8]}AAAAAAAA", ""),
        "a changed payload": (f"{header}.{payload[:-8]}AAAAAAAA.{signature}", ""),
        "a damaged part": (f"{header}.{payload}.!!!", ""),
        "a hosted badge": (plain, ""),
        "a badge of a host that is away": (remote, ""),
        "an address that is away": ("https://elsewhere.example/badge", ""),
        "broken JSON": (plain[:-9], ""),
        "another type": (plain.replace('"Assertion"', '"Banana"'), ""),
        "no date": (plain.replace("issuedOn", "issued"), ""),
        "a wrong date": (re.sub(r'"issuedOn":"[^"]*"', '"issuedOn":"today"', plain), ""),
        "an odd recipient": (re.sub(r'"hashed":false', '"hashed":true', plain), ""),
        "another context": (plain.replace("openbadges/v2", "openbadges/v9"), ""),
        "a picture": (picture, ""),
        "a picture without a badge": (png.bake(picture, "x"), ""),
        "half a picture": (picture[:200], ""),
        "a file that is none": (b"\x00\x01", ""),
        "too much": ("9" * 2_200_000, ""),
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_form_shows_english(site: Installation, language: str) -> None:
    """An organiser who makes a mistake, or makes none, is told so in one language."""
    client = signed_in(site)
    headers = {"Accept-Language": language}
    kept = membership.organisation(site.service)
    filled = {name: getattr(kept, name) for name in ("name", "url", "email", "description")}
    found = []
    for changed in ({"name": ""}, {"url": "x"}, {"email": "x"}, {"name": "9" * 999}, {}):
        page = client.get("/organisation", headers=headers)
        data = {**filled, **changed, "csrf_token": token(page.text)}
        answer = client.post("/organisation", data=data, headers=headers, follow_redirects=True)
        found += problems(site, answer.text, language, f"organisation: {changed}")
    assert found == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_error_shows_english(site: Installation, language: str) -> None:
    """Whatever goes wrong, it is told in the reader's language."""
    found = []
    headers = {"Accept": "text/html", "Accept-Language": language}
    for code, kind in sorted(default_exceptions.items()):
        with site.app.test_request_context("/anything", headers=headers):
            answer = errors_pages.answer(kind())
            found += problems(site, answer.get_data(as_text=True), language, str(code))
    expired = site.client.post("/verify", headers=headers)
    found += problems(site, expired.text, language, "a form without its token")
    assert found == []


def test_a_page_in_english_would_be_found(site: Installation) -> None:
    """The tests above can fail: in English, every page is full of it."""
    with site.app.test_request_context("/", headers={"Accept": "text/html"}):
        html = errors_pages.answer(NotFound()).get_data(as_text=True)
    assert problems(site, html, "ja", "English")
    assert problems(site, html.replace('lang="en"', 'lang="es"'), "es", "English")
    named = '<html lang="ja"><p>日本語 <bdi>Amina</bdi> JSON</p>'
    assert problems(site, named, "ja", "named") == []
    assert problems(site, '<html lang="ja"><p lang="en">Edit</p>', "ja", "marked")
    foreign = '<html lang="ja"><div class="foreign">{}<p lang="en">Edit</p></div>'
    assert problems(site, foreign.format("説明"), "ja", "foreign") == []
    assert problems(site, foreign.format("<p>Words</p>"), "ja", "not marked")
    assert problems(site, '<html lang="ja"><p title="Edit">編集</p>', "ja", "title")
