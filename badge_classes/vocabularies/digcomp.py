"""DigComp 2.2: the European framework of digital competence, 5 areas and 21 competences.

The version is part of the slug and of the framework's name, because the next one gives the same
codes to other competences. `data/README.md` has source, licence and what is left out.

English and Spanish names are published. Those in the other languages of our pages are translations
of ours (`data/digcomp_names.json`), and give way to any that the framework's own file may bring.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from badge_classes.skills import Skill, Vocabulary

__all__ = ["FRAMEWORK", "SLUG", "read"]

SLUG: Final = "digcomp-2.2"
FRAMEWORK: Final = "DigComp 2.2"

_DATA: Final = Path(__file__).parent / "data"
_PUBLICATION: Final = "https://publications.jrc.ec.europa.eu/repository/handle/JRC128415"


def read() -> Vocabulary:
    """Return the framework, each area before its competences."""
    translated = json.loads((_DATA / "digcomp_names.json").read_bytes())
    ours = {entry["code"]: entry["name"] for entry in translated}
    return Vocabulary(
        slug=SLUG,
        name=FRAMEWORK,
        source=_PUBLICATION,
        licence="https://creativecommons.org/licenses/by/4.0/",
        licence_name="CC BY 4.0",
        skills=tuple(
            Skill(
                vocabulary=SLUG,
                code=entry["code"],
                parent=entry["parent"],
                # The competences have no pages of their own; the publication describes all.
                address=f"{_PUBLICATION}#{entry['code']}",
                framework=FRAMEWORK,
                names={**ours.get(entry["code"], {}), **entry["name"]},
                descriptions=entry["description"],
            )
            for entry in json.loads((_DATA / "digcomp_2_2.json").read_bytes())
        ),
    )
