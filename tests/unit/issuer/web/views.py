"""Views for pages, made without a database, with any text in any place."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from badge_classes.badge_class import Alignment, BadgeClass, Requirement, Texts
from badge_classes.evidence import EvidenceDemand
from issuer.actions.publication import BadgeView, ClassView, OrganisationView, RevocationsView
from issuer.rules.awards import Award, Revocation
from issuer.rules.completions import Completion, Given, Shown
from issuer.rules.editions import Edition
from issuer.rules.organisations import Epoch, Organisation
from keys.signing_key import KeyState, SigningKey

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
ARTWORK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
AMINA = "https://meta.wikimedia.org/wiki/User:Amina_K"
WIKIDATA = Alignment(name="Wikidata", url="https://capx.example/capacity/113")


def edition(
    *, text: str = "Basics", languages: tuple[str, ...] = ("en",), version: int = 1
) -> Edition:
    """Return an edition whose every text is *text*."""
    texts = Texts(name=text, description=text, criteria=text, image_alt=text)
    alignment = Alignment(name=text, url=WIKIDATA.url, description=text, framework=text)
    content = BadgeClass(
        slug="basics",
        default_language=languages[0],
        texts=dict.fromkeys(languages, texts),
        method="training",
        requirements=(Requirement("revisions", 3),),
        alignments=(alignment,),
        tags=(text[:50].strip(),),
        artwork_svg=ARTWORK,
    )
    return Edition(f"edition{version}", "class", version, epoch(text=text), content, NOON)


def epoch(*, text: str = "Our community", state: KeyState = KeyState.CURRENT) -> Epoch:
    """Return an epoch of an organisation whose name and description are *text*."""
    organisation = Organisation(
        "community", text, "https://group.example/", "badges@group.example", text
    )
    pem = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
    key = SigningKey("thekey", "RS256", state, pem, b"", NOON, NOON, NOON)
    return Epoch(organisation, key, ("a", "b"))


def badge(  # noqa: PLR0913 - each test varies one thing
    *,
    text: str = "Basics",
    recipient: str = AMINA,
    reason: str | None = None,
    shown: tuple[Shown, ...] = (Shown("revisions", 3, 41),),
    languages: tuple[str, ...] = ("en",),
    newest: int = 1,
) -> BadgeView:
    """Return a badge; with *reason* a revoked one."""
    award = Award(
        id="badge",
        uuid="b8a667d8-fcd8-4ddb-9652-fbe0b02ecfa6",
        class_id="class",
        edition_id="edition1",
        kid="thekey",
        person_id=1,
        recipient=recipient,
        issued_on=NOON,
        completion=Completion(shown),
        signed="x.y.z",
        revocation=Revocation(NOON, reason) if reason else None,
    )
    return BadgeView(
        award,
        edition(text=text, languages=languages),
        edition(text=text, languages=languages, version=newest),
    )


def badge_class(*, text: str = "Basics", languages: tuple[str, ...] = ("en",)) -> ClassView:
    """Return the first of two editions of a badge class."""
    first = edition(text=text, languages=languages)
    return ClassView(first, (edition(text=text, languages=languages, version=2),))


def next_edition(*, text: str = "Basics") -> ClassView:
    """Return the second of two editions, every text of which changed to *text*; it is archived."""
    before, after = edition(text="Before"), edition(text=text, version=2)
    return ClassView(after, (), (before,), NOON)


def badge_with_evidence(text: str) -> BadgeView:
    """Return a badge whose organiser gave *text* as evidence."""
    view = badge()
    given = Given(EvidenceDemand.TEXT, text)
    award = replace(view.award, completion=replace(view.award.completion, given=given))
    return replace(view, award=award)


def organisation(*, text: str = "Our community") -> OrganisationView:
    """Return an organisation with a badge class in use, an archived one, and one epoch."""
    one = edition(text=text)
    return OrganisationView(one.epoch.organisation, (one,), (one.epoch,), (one,))


def revocations(*reasons: str, text: str = "Our community") -> RevocationsView:
    """Return an epoch in which a badge was revoked for each of *reasons*."""
    uuid = "b8a667d8-fcd8-4ddb-9652-fbe0b02ecfa6"
    return RevocationsView(epoch(text=text), tuple((uuid, reason) for reason in reasons))
