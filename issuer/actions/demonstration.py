"""The main job without questions: a finished course becomes signed, baked, verified badges."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuer.actions import authoring, issuance
from issuer.actions.publication import OwnFetcher, Publication
from issuer.rules import rosters
from verifier import EarnedBy, OfflineFetcher, verify

if TYPE_CHECKING:
    from issuer.actions.issuance import Result
    from issuer.actions.service import Service
    from issuer.rules.awards import Award

SAMPLE_ROSTER = Path(__file__).parent.parent / "samples" / "nairobi-course_students.csv"
SAMPLE_CLASS = "wikidata-basics"
INDEX = "index.json"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What became of every row, and how many badges lie in the folder.

    *closed* says why nobody can be awarded now, or is empty; then *results* are of
    those alone who hold a badge.
    """

    results: list[Result]
    written: int
    closed: str = ""


def run(
    service: Service,
    slug: str,
    path: Path,
    progress: issuance.Progress = issuance.silent,
) -> Demonstration:
    """Award `wikidata-basics` to the sample roster and write every badge below *path*.

    Each badge comes as `.jws`, `.png` and `.svg`, verified as it lies there, and
    `index.json` lists them: recipient, assertion, and the three file names.
    Badges that are revoked or expired are left out.  A second run makes none.
    Where the class is archived or its time is over, what was awarded is written.
    """
    authoring.load_catalogue(service, slug)
    class_id = authoring.find_class(service, slug, SAMPLE_CLASS)
    roster = rosters.read(SAMPLE_ROSTER.read_bytes(), SAMPLE_ROSTER.name)
    closed = ""
    try:
        results = issuance.award(service, class_id, roster.rows, vouched=False, progress=progress)
    except issuance.ClosedError as error:
        closed, results = str(error), issuance.held(service, class_id, roster.rows)
    path.mkdir(parents=True, exist_ok=True)
    held = [item.award for item in results if item.award is not None]
    with service.database.reading() as session:
        publication = Publication(session, service.addresses)
        fetcher = OwnFetcher(publication, OfflineFetcher())
        entries = [
            _write(service, publication, fetcher, award, path)
            for award in held
            if award.is_public
            and award.revocation is None
            and not award.has_expired(service.clock.now())
        ]
    text = json.dumps(entries, ensure_ascii=False, indent=2) + "\n"
    (path / INDEX).write_text(text, encoding="utf-8")
    return Demonstration(results, len(entries), closed)


def _write(
    service: Service, publication: Publication, fetcher: OwnFetcher, award: Award, path: Path
) -> dict[str, str]:
    entry = {"recipient": award.recipient, "assertion": service.addresses.assertion(award.id)}
    for form in ("jws", "png", "svg"):
        name = f"{award.id}.{form}"
        file = publication.file(f"/assertions/{name}")
        if file is None:
            raise issuance.IssuanceError(f"{name} is not public.")
        (path / name).write_bytes(file.body)
        verify(
            (path / name).read_bytes(),
            policy=EarnedBy(award.recipient),
            fetcher=fetcher,
            now=service.clock.now(),
        )
        entry[form] = name
    return entry
