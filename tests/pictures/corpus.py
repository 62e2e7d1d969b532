"""The pictures in tests/data/artwork: attacks, named for what they try, and honest drawings.

The attacks call the host `canary.example`; the browser tests put one of this machine there.
The drawings are written for these tests in the way that each program writes its files.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from badge_classes.uploads import Alternative, receive

CORPUS: Final = Path(__file__).parent.parent / "data" / "artwork"
ATTACKS: Final = sorted((CORPUS / "attacks").iterdir())
DRAWINGS: Final = sorted((CORPUS / "drawings").iterdir())
CANARY: Final = b"canary.example"

ALTERNATIVE: Final = Alternative("A badge", "A drawing in the middle of a square", "en")


def rebuilt(path: Path) -> str:
    """Return a drawing of the corpus as artwork."""
    return receive(path.read_bytes(), ALTERNATIVE).svg
