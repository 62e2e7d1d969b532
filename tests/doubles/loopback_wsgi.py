"""The service as it is served, but strangers on this machine may be read: for `running_service`.

STRANGERS holds their origins, with spaces between; PATIENCE is how many seconds one badge
may keep the service waiting.
"""

import os

from issuer import serving, settings
from issuer.app import create_app
from tests.house.tree import HOUSE
from verifier import HttpsFetcher
from verifier.fetch import FetchLimits

serving.take_short_turns()
app = create_app(
    settings.load(os.environ, root=HOUSE),
    fetcher=HttpsFetcher(
        FetchLimits(seconds=float(os.environ["PATIENCE"])),
        own_origins=os.environ["STRANGERS"].split(),
    ),
)
