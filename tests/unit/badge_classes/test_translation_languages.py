"""By which tag a translator's file calls its language, where MediaWiki's codes differ."""

from __future__ import annotations

import json

import pytest

from badge_classes.translations import export_texts, import_texts
from tests.unit.badge_classes.samples import ENGLISH, EXAMPLE, SWAHILI, example


@pytest.mark.parametrize("tag", ["no", "als", "mo", "nrm", "eml", "ALS"])
def test_a_language_of_the_class_is_called_by_its_own_tag(tag: str) -> None:
    """MediaWiki uses these tags for other languages; a class that has one keeps to it."""
    own = tag.lower()
    here = example(texts={"en": ENGLISH, own: SWAHILI})
    document = json.loads(export_texts(here, tag))
    assert (document["@metadata"]["locale"], document["name"]) == (own, SWAHILI.name)
    document["@metadata"]["locale"] = tag
    found = import_texts(here, json.dumps(document | {"name": "x"}).encode())
    assert (found.languages, found.texts[own].name) == (("en", own), "x")


def test_elsewhere_a_code_is_that_of_mediawiki() -> None:
    """Who asks for "no" where the class has no such texts gets Bokmål, as wikis mean it."""
    assert json.loads(export_texts(EXAMPLE, "no"))["@metadata"]["locale"] == "nb"
    assert json.loads(export_texts(EXAMPLE, "simple"))["@metadata"]["locale"] == "en-simple"
