"""What happens where a peer's environment cannot be made."""

import sys
from pathlib import Path

import pytest

from tests.interop.environments import EnvironmentUnavailableError, Recipe, make


def test_python_that_is_too_new_is_told(tmp_path: Path) -> None:
    """A recipe for older Pythons says which it needs, and makes nothing."""
    recipe = Recipe("old", tmp_path / "lock.txt", too_new=sys.version_info[:2])

    with pytest.raises(EnvironmentUnavailableError, match="old needs Python below 3"):
        make(recipe, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_environment_that_failed_never_counts_as_made(tmp_path: Path) -> None:
    """A lock that cannot be installed is an error each time, not an empty environment."""
    lock = tmp_path / "lock.txt"
    lock.write_text("this is no lock\n")

    for _ in range(2):
        with pytest.raises(EnvironmentUnavailableError):
            make(Recipe("broken", lock), tmp_path)
