"""A folder for each journey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.doubles.commands import Barnstar

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def barnstar(tmp_path: Path) -> Barnstar:
    """Begin in an empty folder."""
    return Barnstar(tmp_path)
