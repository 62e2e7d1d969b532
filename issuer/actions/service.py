"""What an action needs from the outside: settings, time, randomness, keys, the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from badge_classes import folder
from issuer.clock import Clock, SystemClock
from issuer.rules.addresses import Addresses
from issuer.rules.identifiers import Identifiers
from keys import signer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from badge_classes.badge_class import BadgeClass
    from issuer.settings import Settings
    from issuer.store.database import Database
    from keys.signer import Signer
    from verifier import Fetcher


@dataclass(frozen=True, slots=True)
class Service:
    """The outside of one installation.

    *signers* keeps the private keys that this process has opened, by kid.
    *fetcher* reads strangers' documents; our own are answered in process.
    *catalogue* returns the badge classes that an organisation begins with.
    """

    settings: Settings
    database: Database
    fetcher: Fetcher
    clock: Clock = field(default_factory=SystemClock)
    identifiers: Identifiers = field(default_factory=Identifiers)
    make_private_key: Callable[[], RSAPrivateKey] = signer.generate_rsa_key
    catalogue: Callable[[], Sequence[BadgeClass]] = folder.catalogue
    signers: dict[str, Signer] = field(default_factory=dict)

    @property
    def addresses(self) -> Addresses:
        """The permanent addresses below PUBLIC_URL."""
        return Addresses(self.settings.public_url)
