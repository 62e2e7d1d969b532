"""Reading what a badge names: answers that lead nowhere."""

from __future__ import annotations

import pytest

from tests.doubles.issuer_in_memory import NOW, ORIGIN, IssuerInMemory
from verifier import Outcome, UnsafeAnyIssuer, VerificationError, verify


@pytest.mark.parametrize("location", ["\ud83d", "https://[/", "javascript:0"])
def test_a_redirect_that_leads_nowhere_leaves_the_badge_undecided(location: str) -> None:
    """Half a surrogate pair in a header, or what is no address, ends in a finding."""
    issuer = IssuerInMemory()
    issuer.redirect(f"{ORIGIN}/moved", location)
    with pytest.raises(VerificationError) as error:
        verify(f"{ORIGIN}/moved", policy=UnsafeAnyIssuer(), fetcher=issuer, now=NOW)
    report = error.value.report
    assert report.valid is None
    assert "fetch.unavailable" in {
        finding.code for finding in report.findings if finding.outcome is Outcome.UNDECIDED
    }
