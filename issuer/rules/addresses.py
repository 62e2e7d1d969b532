"""The permanent addresses of this installation.

They stand in signed badges, so they never change.  One place writes them, and
the same place reads them back.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Addresses:
    """Writes every permanent address below *origin*, e.g. `https://badges.example.org`."""

    origin: str

    def issuer(self, slug: str) -> str:
        """Return the address of an organisation."""
        return f"{self.origin}/issuers/{slug}"

    def epoch(self, slug: str, kid: str) -> str:
        """Return the address of the Profile that badges of one key name as their issuer."""
        return f"{self.origin}/issuers/{slug}/{kid}"

    def revocations(self, slug: str, kid: str) -> str:
        """Return the address of the RevocationList of one epoch."""
        return f"{self.origin}/issuers/{slug}/{kid}/revocations"

    def key(self, kid: str) -> str:
        """Return the address of a CryptographicKey."""
        return f"{self.origin}/keys/{kid}"

    def catalogue(self) -> str:
        """Return the address of the list of all badge classes."""
        return f"{self.origin}/badge-classes"

    def vocabulary(self, slug: str) -> str:
        """Return the address of a vocabulary of skills."""
        return f"{self.origin}/skills/{slug}"

    def skill(self, vocabulary: str, code: str) -> str:
        """Return the address of our page and record of a skill."""
        return f"{self.origin}/skills/{vocabulary}/{code}"

    def badge_class(self, class_id: str) -> str:
        """Return the address that always shows the newest edition."""
        return f"{self.origin}/badge-classes/{class_id}"

    def edition(self, class_id: str, edition_id: str, language: str | None = None) -> str:
        """Return the address of an edition, or of one of its language versions."""
        address = f"{self.origin}/badge-classes/{class_id}/{edition_id}"
        return f"{address}/{language}" if language else address

    def image(self, class_id: str, edition_id: str, extension: str) -> str:
        """Return the address of an edition's picture; *extension* is `svg` or `png`."""
        return f"{self.origin}/badge-classes/{class_id}/{edition_id}/image.{extension}"

    def assertion(self, assertion_id: str, suffix: str = "") -> str:
        """Return the address of a badge, or of one of its forms (`.jws`, `/status.svg` …)."""
        return f"{self.origin}/assertions/{assertion_id}{suffix}"

    def is_ours(self, address: str) -> bool:
        """Whether *address* lies on this installation."""
        return address.startswith(f"{self.origin}/")

    def assertion_id(self, text: str) -> str:
        """Return the id in *text*: an assertion's address, one of its forms, or the id itself."""
        prefix = f"{self.origin}/assertions/"
        if not text.startswith(prefix):
            return text
        return text.removeprefix(prefix).partition("/")[0].partition(".")[0]
