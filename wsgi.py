"""The composition root for WSGI servers: settings from the environment, one application."""

import os
from pathlib import Path

from issuer import serving, settings
from issuer.app import create_app

serving.take_short_turns()
app = create_app(settings.load(os.environ, root=Path(__file__).parent))
