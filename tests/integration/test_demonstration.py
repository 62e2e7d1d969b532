"""`./run demo` on a class that nobody can be awarded now."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from badge_classes.renewal import EVERY_YEAR
from badge_classes.validity import Until
from issuer.actions import archiving, demonstration
from issuer.rules.awards import Verdict
from tests.doubles.editing import edit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.installation import Installation


@pytest.mark.parametrize("reason", ["archived", "over"])
def test_the_demonstration_of_a_closed_class_lists_what_is_held(
    here: Installation, tmp_path: Path, reason: str
) -> None:
    """Nobody can earn it now, which takes nothing from those who did; without any, nothing is."""
    edit(here, renewal=EVERY_YEAR)
    first = demonstration.run(here.service, "community", tmp_path / "first")
    here.clock.advance(days=70)
    if reason == "archived":
        archiving.archive(here.service, here.class_id())
    else:
        edit(here, validity=Until(date(2026, 12, 31)))
    again = demonstration.run(here.service, "community", tmp_path / "again")
    assert (first.written, again.written) == (102, 102)
    lists = [(tmp_path / name / demonstration.INDEX).read_bytes() for name in ("first", "again")]
    assert lists[0] == lists[1]
    assert {item.judgement.verdict for item in again.results} == {Verdict.ALREADY_HELD}


def test_the_demonstration_of_a_closed_class_that_nobody_holds_is_empty(
    here: Installation, tmp_path: Path
) -> None:
    """An empty list is an answer too."""
    archiving.archive(here.service, here.class_id())
    done = demonstration.run(here.service, "community", tmp_path)
    assert (done.written, done.results) == (0, [])
    assert json.loads((tmp_path / demonstration.INDEX).read_text("utf-8")) == []
