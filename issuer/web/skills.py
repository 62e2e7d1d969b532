"""Skills: the vocabularies to look through, and for each skill a page and a record.

Addresses answer as those of `documents` do: a page to whoever prefers one, JSON to machines.
Nothing here needs JavaScript; the search is a question in the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, abort, render_template, request

from badge_classes import skill_search, vocabularies
from badge_classes.skills import Kind
from issuer.actions import skills as actions
from issuer.actions.publication import JSON_TYPE
from issuer.rules import skill_records
from issuer.web import pages
from issuer.web.context import publication, service
from issuer.web.documents import public_response, wants_page
from issuer.web.localisation import interface_language, reader_languages
from issuer.web.texts import harmless, language_attributes
from verifier.openbadges.documents import encode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from badge_classes.badge_class import Alignment
    from badge_classes.skills import Skill, Text, Vocabulary

skills = Blueprint("skills", __name__)

_HTML: Final = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Words:
    """A text with the `lang` and `dir` of the element around it; see `language_attributes`."""

    text: str
    language: str
    attributes: Markup

    @property
    def is_foreign(self) -> bool:
        """Whether the text is in another language than the page."""
        return bool(self.attributes)


@dataclass(frozen=True, slots=True)
class ShownSkill:
    """A skill in the reader's language, as far as the vocabulary has it.

    *classes* is how many badge classes show it, where the page asks.
    """

    skill: Skill
    name: Words
    description: Words
    page: str
    classes: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """A skill with all that is below it."""

    shown: ShownSkill
    below: tuple[Branch, ...]


@skills.app_template_global("skill_of")
def skill_of(alignment: Alignment) -> ShownSkill | None:
    """Return the skill that *alignment* means, or None for one that is not in our vocabularies."""
    found = vocabularies.of_alignment(alignment)
    return None if found is None else _shown(found)


@skills.get("/skills")
def search() -> Response:
    """Answer with all skills, or with those that `?q=` may mean."""
    with publication() as public:
        counted = actions.counts(public)
    html = _search_page(request.args.get("q", ""), counted)
    return public_response(html.encode("utf-8"), _HTML)


@skills.get("/skills/<slug>")
@skills.get("/skills/<slug>.<any(json, html):form>")
def vocabulary(slug: str, form: str | None = None) -> Response:
    """Answer with one vocabulary: its tree, or its record."""
    found = vocabularies.vocabulary(slug)
    if found is None:
        return _nothing(form)
    if not _is_page(form):
        record = skill_records.concept_scheme(found, service().addresses)
        return public_response(encode(record), JSON_TYPE)
    with publication() as public:
        counted = actions.counts(public)
    return public_response(_vocabulary_page(found, counted).encode("utf-8"), _HTML)


@skills.get("/skills/<slug>/<code>")
@skills.get("/skills/<slug>/<code>.<any(json, html):form>")
def skill(slug: str, code: str, form: str | None = None) -> Response:
    """Answer with one skill: its page with the badge classes that show it, or its record."""
    known = vocabularies.vocabulary(slug)
    found = known.by_code(code) if known else None
    if known is None or found is None:
        return _nothing(form)
    with publication() as public:
        editions = actions.showing(public, found)
    if _is_page(form):
        html = _skill_page(found, known, pages.cards(editions))
        return public_response(html.encode("utf-8"), _HTML)
    record = skill_records.concept(found, known, service().addresses, editions)
    return public_response(encode(record), JSON_TYPE)


def _is_page(form: str | None) -> bool:
    return form == "html" or (form is None and wants_page())


def _nothing(form: str | None) -> Response:
    """Answer that there is no such skill: to people with a box to search in."""
    if not _is_page(form):
        abort(404)
    html = render_template("skills.html", question="", is_missing=True, trees=())
    return Response(html, HTTPStatus.NOT_FOUND, content_type=_HTML)


def _search_page(question: str, counted: Mapping[Skill, int]) -> str:
    question = harmless(question[: skill_search.TEXT_LIMIT]).strip()
    if not question:
        trees = [(item, _tree(item, counted)) for item in vocabularies.every()]
        return render_template("skills.html", question="", trees=trees)
    found = vocabularies.search(question, *_wanted())
    return render_template(
        "skills.html",
        question=question,
        results=[(_shown(item, counted), _path(item)) for item in found],
        is_cut=len(found) == skill_search.RESULTS_LIMIT,
        trees=(),
    )


def _vocabulary_page(vocabulary: Vocabulary, counted: Mapping[Skill, int]) -> str:
    return render_template(
        "skills.html",
        question="",
        only=vocabulary,
        address=service().addresses.vocabulary(vocabulary.slug),
        trees=[(vocabulary, _tree(vocabulary, counted))],
    )


def _skill_page(skill: Skill, vocabulary: Vocabulary, cards: list[pages.Card]) -> str:
    addresses = service().addresses
    return render_template(
        "skill.html",
        shown=_shown(skill),
        vocabulary=vocabulary,
        vocabulary_page=addresses.vocabulary(vocabulary.slug),
        above=[_shown(item) for item in vocabulary.ancestors(skill)],
        below=[_shown(item) for item in vocabulary.children(skill)],
        other_names=[
            Words(text, tag, language_attributes(tag)) for tag, text in skill.names.items()
        ],
        is_project=skill.kind is Kind.PROJECT,
        # A step that we added to somebody else's vocabulary must not look like theirs.
        is_ours=skill.framework != vocabulary.name,
        cards=cards,
        address=addresses.skill(skill.vocabulary, skill.code),
    )


def _tree(vocabulary: Vocabulary, counted: Mapping[Skill, int]) -> tuple[Branch, ...]:
    def branch(skill: Skill) -> Branch:
        below = tuple(branch(child) for child in vocabulary.children(skill))
        return Branch(_shown(skill, counted), below)

    return tuple(branch(root) for root in vocabulary.roots)


def _path(skill: Skill) -> tuple[ShownSkill, ...]:
    """Return the skills above one, the widest first."""
    found = vocabularies.vocabulary(skill.vocabulary)
    return tuple(_shown(item) for item in found.ancestors(skill)) if found else ()


def _shown(skill: Skill, counted: Mapping[Skill, int] | None = None) -> ShownSkill:
    wanted = _wanted()
    return ShownSkill(
        skill=skill,
        name=_words(skill.name(*wanted)),
        description=_words(skill.description(*wanted)),
        page=service().addresses.skill(skill.vocabulary, skill.code),
        classes=(counted or {}).get(skill, 0),
    )


def _words(text: Text) -> Words:
    return Words(text.text, text.language, language_attributes(text.language))


def _wanted() -> tuple[str, ...]:
    return (*reader_languages(), interface_language())
