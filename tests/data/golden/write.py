"""Writes the golden files anew; a person runs this and reads the difference."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.doubles.installation import install
from tests.doubles.published import award_two, paths

HERE = Path(__file__).parent


def write() -> None:
    """Write every golden file."""
    with tempfile.TemporaryDirectory() as folder:
        here = install(f"sqlite:///{folder}/barnstar.sqlite3", Path(folder))
        amina, revoked = award_two(here)
        for name, path in paths(amina, revoked).items():
            (HERE / f"{name}.json").write_bytes(here.client.get(path).data)
        signed = here.client.get(f"/assertions/{amina.id}.jws").data
        (HERE / "assertion.jws").write_bytes(signed)


if __name__ == "__main__":
    write()
