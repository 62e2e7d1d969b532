"""What happens to tests whose outside part (a browser, another validator) is not here.

Nobody is asked for a password and nothing is fetched from odd places: the tests
are skipped and the run says so loudly at its end.  Where the part is promised, as
in CI, the same absence fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

LOUD = "TESTS SKIPPED"
"""Whatever is skipped with these words in its reason is repeated at the end of the run."""


def skip_or_fail(part: str, why: str, *, switch: str, environ: Mapping[str, str]) -> NoReturn:
    """Skip this test because *part* is absent; fail it where *switch* says `required`.

    *part* is one word in capitals, like BROWSER; *why* says what is missing and what
    to type; *switch* is the name of the environment variable that decides.
    """
    if environ.get(switch) == "required":
        pytest.fail(f"{switch}=required, but: {why}", pytrace=False)
    pytest.skip(f"{part} {LOUD}: {why}")
