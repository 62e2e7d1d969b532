"""Verify Open Badges, anyone's.

    from datetime import UTC, datetime
    from verifier import AllOf, EarnedBy, IssuedBy, MemoryFetcher, VerificationError, verify

    policy = AllOf(IssuedBy("https://badges.example.org/issuer"), EarnedBy("Amina K"))
    try:
        report = verify(
            "https://badges.example.org/assertions/1",
            policy=policy, fetcher=MemoryFetcher({}), now=datetime.now(UTC),
        )
    except VerificationError as error:
        print(error)

Give an `HttpsFetcher` instead of the `MemoryFetcher`, and it reads from the network.
"""

from .batch import Batch, BatchLimits, Figures
from .cache import CachingFetcher
from .errors import InvalidBadge, VerificationError
from .fetch import Document, Fetcher, FetchError, HttpsFetcher, MemoryFetcher, OfflineFetcher
from .policy import AllOf, AnyOf, EarnedBy, Evidence, IssuedBy, Policy, UnsafeAnyIssuer
from .report import SENTENCES, Finding, Outcome, Report, SeenDocument
from .verify import verify

__all__ = [
    "SENTENCES",
    "AllOf",
    "AnyOf",
    "Batch",
    "BatchLimits",
    "CachingFetcher",
    "Document",
    "EarnedBy",
    "Evidence",
    "FetchError",
    "Fetcher",
    "Figures",
    "Finding",
    "HttpsFetcher",
    "InvalidBadge",
    "IssuedBy",
    "MemoryFetcher",
    "OfflineFetcher",
    "Outcome",
    "Policy",
    "Report",
    "SeenDocument",
    "UnsafeAnyIssuer",
    "VerificationError",
    "verify",
]
