"""The peers as fixtures, and a loud line where they cannot be had."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doubles.absent import skip_or_fail
from tests.interop import environments
from tests.interop.environments import EnvironmentUnavailableError, Recipe
from tests.interop.installation import Barnstar, Forms, running_barnstar
from tests.interop.peers.client import Peer, openbadgeslib_verifier, reference_validator
from tests.interop.throwaway import Site, ThrowawayIssuer, running_site

CATALOGUE = Path(__file__).parents[2] / "badge_classes" / "catalogue"


@pytest.fixture(scope="session")
def reference() -> Iterator[Peer]:
    """Yield the 1EdTech reference validator, running."""
    with reference_validator(_python(environments.REFERENCE)) as peer:
        yield peer


@pytest.fixture(scope="session")
def openbadgeslib() -> Iterator[Peer]:
    """Yield the verifier of openbadgeslib, running."""
    with openbadgeslib_verifier(_python(environments.OPENBADGESLIB)) as peer:
        yield peer


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Forms]]:
    """Yield every award of `./run demo`, while the service that made them runs; change nothing."""
    with running_barnstar(tmp_path_factory.mktemp("demonstration")) as barnstar:
        yield barnstar.demo()


@pytest.fixture
def barnstar(tmp_path: Path) -> Iterator[Barnstar]:
    """Yield a running installation with the catalogue loaded, for a test that changes things."""
    with running_barnstar(tmp_path) as barnstar:
        barnstar.run("classes", "load", CATALOGUE)
        yield barnstar


@pytest.fixture
def site() -> Iterator[Site]:
    """Yield an empty site on loopback."""
    with running_site() as site:
        yield site


@pytest.fixture
def issuer(site: Site) -> ThrowawayIssuer:
    """Return an issuer made for one test, with everything published."""
    return ThrowawayIssuer(site)


def _python(recipe: Recipe) -> Path:
    """Return the Python of an environment. Without one, the test fails or is skipped loudly."""
    try:
        return environments.make(recipe)
    except EnvironmentUnavailableError as error:
        why = f"{recipe.name} does not judge our badges: {error}"
        skip_or_fail("INTEROP", why, switch="INTEROP", environ=os.environ)
