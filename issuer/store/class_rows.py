"""How a badge class is spread over rows, and put together again.

An edition keeps all of it, in `edition`, but for the texts, which have a row for each language in
`edition_text`.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from badge_classes.badge_class import Alignment, BadgeClass, MadeFrom, Requirement, Texts
from badge_classes.evidence import EvidenceDemand
from badge_classes.renewal import NEVER, Every
from badge_classes.validity import FOREVER, Forever, Months, Until
from issuer.store.tables import EditionRow, EditionTextRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from badge_classes.renewal import Renewal
    from badge_classes.validity import Validity


def write_edition(row: EditionRow, content: BadgeClass) -> None:
    """Write what an edition holds, but for its texts and its picture."""
    row.default_language = content.default_language
    row.alignments = [asdict(item) for item in content.alignments]
    row.tags = list(content.tags)
    row.method = content.method
    row.requirements = [asdict(item) for item in content.requirements]
    row.validity = _validity_members(content.validity)
    row.renewal = _renewal_members(content.renewal)
    row.evidence = content.evidence


def text_rows(edition_row_id: int, content: BadgeClass) -> list[EditionTextRow]:
    """Return the texts of an edition, a row for each language."""
    return [
        EditionTextRow(
            edition_id=edition_row_id,
            language=language,
            name=texts.name,
            description=texts.description,
            criteria=texts.criteria,
            image_alt=texts.image_alt,
            made_from={name: text for name, text in asdict(texts.made_from).items() if text},
        )
        for language, texts in content.texts.items()
    ]


def texts(rows: Sequence[EditionTextRow]) -> dict[int, dict[str, Texts]]:
    """Return texts by language, for each edition that *rows* belong to."""
    found: dict[int, dict[str, Texts]] = {}
    for row in rows:
        found.setdefault(row.edition_id, {})[row.language] = Texts(
            row.name, row.description, row.criteria, row.image_alt, MadeFrom(**row.made_from)
        )
    return found


def content(slug: str, row: EditionRow, texts: Mapping[str, Texts], svg: bytes) -> BadgeClass:
    """Return the badge class that an edition holds."""
    return BadgeClass(
        slug=slug,
        default_language=row.default_language,
        texts=texts,
        method=row.method,
        requirements=tuple(Requirement(**item) for item in row.requirements),
        alignments=tuple(Alignment(**item) for item in row.alignments),
        tags=tuple(row.tags),
        artwork_svg=svg.decode("utf-8"),
        validity=_validity(row.validity),
        renewal=_renewal(row.renewal),
        evidence=EvidenceDemand(row.evidence),
    )


def _validity_members(validity: Validity) -> dict[str, Any]:
    match validity:
        case Until(day):
            return {"until": day.isoformat()}
        case Months(count):
            return {"months": count}
        case Forever():
            return {}


def _validity(members: Mapping[str, Any]) -> Validity:
    match members:
        case {"until": str(day)}:
            return Until(date.fromisoformat(day))
        case {"months": int(count)}:
            return Months(count)
    return FOREVER


def _renewal_members(renewal: Renewal) -> dict[str, Any]:
    return {"months": renewal.months} if isinstance(renewal, Every) else {}


def _renewal(members: Mapping[str, Any]) -> Renewal:
    return Every(members["months"]) if members else NEVER
