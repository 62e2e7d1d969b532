"""Badge classes for tests: one plain example, and strategies that make any that is allowed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hypothesis import strategies as st

from badge_classes.badge_class import Alignment, BadgeClass, MadeFrom, Requirement, Texts
from badge_classes.evidence import EvidenceDemand
from badge_classes.limits import (
    CRITERIA_LIMIT,
    DESCRIPTION_LIMIT,
    IMAGE_ALT_LIMIT,
    MEASURES,
    METHODS,
    MINIMUM_LIMIT,
    NAME_LIMIT,
    TAG_LIMIT,
)
from badge_classes.renewal import NEVER, Every
from badge_classes.validity import FOREVER, Months, Until

SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">'
    '<circle cx="200" cy="200" r="150" fill="#0b5563"/></svg>'
)

ENGLISH: Final = Texts("First aid", "Can give first aid.", "Finished the *drill*.", "A cross")
SWAHILI: Final = Texts("Huduma ya kwanza", "Anaweza kutoa.", "Alimaliza zoezi.", "Msalaba")

EXAMPLE: Final = BadgeClass(
    slug="first-aid",
    default_language="en",
    texts={"en": ENGLISH, "sw": SWAHILI},
    method="training",
    requirements=(Requirement("hours", 3),),
    alignments=(Alignment(name="first aid", url="https://example.org/skills/1"),),
    tags=("health",),
    artwork_svg=SVG,
)


def example(**changes: Any) -> BadgeClass:  # noqa: ANN401  Any field may be changed.
    """Return the example with some fields changed."""
    return replace(EXAMPLE, **changes)


def english(**changes: Any) -> BadgeClass:  # noqa: ANN401  Any text may be changed.
    """Return the example with its English texts changed."""
    return example(texts={"en": replace(ENGLISH, **changes), "sw": SWAHILI})


def _texts(limit: int, *, extra: str = "") -> st.SearchStrategy[str]:
    """Return a strategy of texts that a badge class accepts; `extra` names more characters."""
    characters = st.characters(
        exclude_categories=("Cc", "Cs", "Zl", "Zp"),
        exclude_characters="\u202d\u202e",
        include_characters=extra or None,
    )
    return (
        st.text(characters, min_size=1, max_size=min(limit, 40))
        .map(str.strip)
        .filter(lambda text: text != "")
    )


digests = st.from_regex("[0-9a-f]{12}", fullmatch=True)

made_from = st.builds(
    MadeFrom,
    name=st.none() | digests,
    description=st.none() | digests,
    criteria=st.none() | digests,
    image_alt=st.none() | digests,
)

texts = st.builds(
    Texts,
    name=_texts(NAME_LIMIT),
    description=_texts(DESCRIPTION_LIMIT),
    criteria=_texts(CRITERIA_LIMIT, extra="\n\t"),
    image_alt=_texts(IMAGE_ALT_LIMIT),
    made_from=made_from,
)

tags = st.sampled_from(["en", "ar", "ja", "sw", "pt-BR", "zh-Hant", "sr-Latn", "en-simple", "sgs"])

alignments = st.builds(
    Alignment,
    name=_texts(NAME_LIMIT),
    url=st.integers(min_value=1).map("https://example.org/skills/{}".format),
    description=st.none() | _texts(DESCRIPTION_LIMIT),
    framework=st.none() | _texts(NAME_LIMIT),
    code=st.none() | _texts(TAG_LIMIT),
)


validities = (
    st.just(FOREVER) | st.builds(Until, st.dates()) | st.builds(Months, st.integers(1, 1200))
)

renewals = st.just(NEVER) | st.builds(Every, st.integers(1, 1200))


@st.composite
def badge_classes(draw: st.DrawFn) -> BadgeClass:
    """Draw any badge class that is allowed, with up to four languages."""
    by_language = draw(st.dictionaries(tags, texts, min_size=1, max_size=4))
    measures = draw(st.lists(st.sampled_from(MEASURES), unique=True))
    return BadgeClass(
        slug=draw(st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)),
        default_language=draw(st.sampled_from(sorted(by_language))),
        texts=by_language,
        method=draw(st.sampled_from(METHODS)),
        requirements=tuple(
            Requirement(measure, draw(st.integers(1, MINIMUM_LIMIT))) for measure in measures
        ),
        alignments=tuple(draw(st.lists(alignments, max_size=3, unique_by=lambda item: item.url))),
        tags=tuple(draw(st.lists(_texts(TAG_LIMIT), max_size=4, unique=True))),
        artwork_svg=SVG.replace("150", str(draw(st.integers(1, 200)))),
        validity=draw(validities),
        renewal=draw(renewals),
        evidence=draw(st.sampled_from(EvidenceDemand)),
    )
