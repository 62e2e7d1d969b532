"""A small community with something on every page: good, revoked, vouched for, in many scripts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from badge_classes.badge_class import Requirement
from badge_classes.evidence import EvidenceDemand
from badge_classes.folder import catalogue
from badge_classes.renewal import EVERY_YEAR, Every
from badge_classes.validity import Months, Until
from issuer.actions import archiving, authoring, revocation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from badge_classes.badge_class import BadgeClass
    from issuer.actions.issuance import Result
    from issuer.rules.awards import Award
    from tests.doubles.installation import Installation

LONG_NAME = "Wiki" * 20
PEOPLE = ("Amina K", "أمينة", "Revoked R", LONG_NAME, "Grace W")
REASON = "Awarded to the wrong account."
MORE = "One more sentence."
"""What an organiser wrote, in the language that they speak."""

EVIDENCE = "https://www.wikidata.org/wiki/Special:Contributions/Grace_W"


def furnish(installation: Installation) -> Mapping[str, str]:
    """Award and revoke a few badges; return the path of each page by a name for people.

    The clock goes on by two months, so that one of the badges has expired.
    """
    expired = _expired(installation)
    amina, arabic, revoked, long_name, grace = PEOPLE
    made = installation.award((amina, 11), (arabic, 12), (revoked, 13))
    good, in_arabic, taken_back = (result.award.id for result in made if result.award)
    (vouched,) = _made(installation.award_text(f"{grace}\n", name="mentor", vouched=True))
    (foreign,) = _made(installation.award((long_name, 14), name=_english_only(installation)))
    edited = _edited(installation)
    addresses = installation.service.addresses
    revocation.revoke(installation.service, addresses.assertion(taken_back), REASON)
    profile = f"/issuers/community/{vouched.kid}"
    return {
        "home": "/",
        "catalogue": "/badge-classes",
        "badge": f"/assertions/{good}",
        "badge of an Arabic name": f"/assertions/{in_arabic}",
        "badge of a long name in another language": f"/assertions/{foreign.id}",
        "its embed": f"/assertions/{foreign.id}/embed",
        "its class": f"/badge-classes/{foreign.class_id}",
        "vouched badge": f"/assertions/{vouched.id}",
        "revoked badge": f"/assertions/{taken_back}",
        "embed": f"/assertions/{good}/embed",
        "revoked embed": f"/assertions/{taken_back}/embed",
        "class": f"/badge-classes/{vouched.class_id}",
        "edition": f"/badge-classes/{vouched.class_id}/{vouched.edition_id}",
        "badge with evidence": f"/assertions/{edited.id}",
        "edited class": f"/badge-classes/{edited.class_id}",
        "its first edition": f"/badge-classes/{edited.class_id}/{edited.edition_id}",
        "expired badge": f"/assertions/{expired.id}",
        "archived class": f"/badge-classes/{expired.class_id}",
        "skills": "/skills",
        "skills found": "/skills?q=wiki",
        "no skill found": "/skills?q=7777",
        "skill": "/skills/capacity-exchange/113",
        "no such skill": "/skills/capacity-exchange/nothing",
        "organisation": "/issuers/community",
        "profile": profile,
        "revocations": f"{profile}/revocations",
        "key": f"/keys/{vouched.kid}",
        "verify": "/verify",
        "verified": f"/verify?badge={addresses.assertion(good)}",
        "not valid": f"/verify?badge={addresses.assertion(taken_back)}",
        "not decided": "/verify?badge=https://elsewhere.example/badge",
        "no badge": "/verify?badge=hello",
        "used sign-in link": "/sign-in/nothing",
        "nothing here": "/assertions/nothing",
        "vocabulary": "/skills/digcomp-2.2",
        "finer skill": "/skills/capacity-exchange/69.1",
        "left-out skill": "/skills/capacity-exchange/97",
        "closed door": "/organisation",
        "developers": "/developers",
        "developers with a badge": f"/developers?badge={addresses.assertion(good)}",
        "developers refused": "/developers?badge=hello",
        "codes": "/developers/codes",
        "code": "/developers/codes/fetch.failed",
    }


def _made(results: list[Result]) -> list[Award]:
    return [result.award for result in results if result.award]


def _model() -> BadgeClass:
    return next(found for found in catalogue() if found.slug == "wikidata-basics")


def _load(installation: Installation, content: BadgeClass) -> str:
    authoring.load(installation.service, "community", content)
    return content.slug


def _english_only(installation: Installation) -> str:
    """Load a class that has texts in English alone, under a name that cannot be broken."""
    texts = replace(_model().texts["en"], name="Wikidata" * 12)
    return _load(installation, replace(_model(), slug="english-only", texts={"en": texts}))


def _edited(installation: Installation) -> Award:
    """Award a class that names its evidence, then change all of it that can be changed."""
    first = replace(_model(), slug="edited", evidence=EvidenceDemand.ADDRESS)
    name = _load(installation, first)
    roster = "username,global_id,revisions_during_project,references_added,evidence\n"
    line = f"{PEOPLE[-1]},15,5,2,{EVIDENCE}\n"
    (award,) = _made(installation.award_text(roster + line, name=name))
    texts = {tag: replace(found, name=f"{found.name} 2") for tag, found in first.texts.items()}
    texts["en"] = replace(
        texts["en"],
        description=f"{texts['en'].description} {MORE}",
        criteria=f"{texts['en'].criteria}\n\n{MORE}",
        image_alt=MORE,
    )
    changed = replace(
        first,
        texts=texts,
        method="event",
        requirements=(Requirement("revisions", 2_500), Requirement("hours", 2)),
        alignments=(),
        tags=(*first.tags[1:], "edited"),
        validity=Until(date(2030, 12, 31)),
        renewal=EVERY_YEAR,
        evidence=EvidenceDemand.TEXT,
    )
    _load(installation, changed)
    return award


def _expired(installation: Installation) -> Award:
    """Award a class whose badges stand for a month, let two go by, and archive it."""
    content = replace(_model(), slug="short-lived", validity=Months(1), renewal=Every(6))
    (award,) = _made(installation.award((PEOPLE[0], 16), name=_load(installation, content)))
    installation.clock.advance(days=62)
    archiving.archive(installation.service, award.class_id)
    return award
