"""Settings: what starts, and what refuses to."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from issuer import settings
from issuer.errors import SettingsError
from tests.doubles.fixed import SeededBytes

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = {"SECRET_KEY": "s" * 43, "KEY_ENCRYPTION_KEY": "k" * 43}
HTTPS = {"PUBLIC_URL": "https://badges.example.org", "BIND": "0.0.0.0:80"}


def test_nothing_set_serves_on_loopback(tmp_path: Path) -> None:
    """The first start makes both secrets, for this user's eyes alone, and says where they lie."""
    first = settings.load({}, root=tmp_path)
    kept = tmp_path / "var" / "secrets.json"
    assert ("http://127.0.0.1:8000", kept) == (first.public_url, first.secrets_made_in)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert {"SECRET_KEY", "KEY_ENCRYPTION_KEY"} == set(json.loads(kept.read_text()))
    second = settings.load({}, root=tmp_path)
    assert second.secrets_made_in is None
    assert first.secret_key == second.secret_key


def test_secrets_show_in_no_representation(tmp_path: Path) -> None:
    """A settings object in a log tells no secret."""
    loaded = settings.load(SECRETS, root=tmp_path)
    assert "sss" not in repr(loaded)
    assert "kkk" not in repr(loaded)


def test_https_with_both_secrets_starts(tmp_path: Path) -> None:
    """Behind https the service may listen to the world."""
    loaded = settings.load(HTTPS | SECRETS, root=tmp_path)
    assert (loaded.public_url, loaded.is_https) == ("https://badges.example.org", True)


def test_no_proxy_is_trusted_unasked(tmp_path: Path) -> None:
    """Anybody can write X-Forwarded-For, so how many proxies write it is said, or none does."""
    assert settings.load(SECRETS, root=tmp_path).trusted_proxies == 0
    given = SECRETS | {"TRUSTED_PROXIES": "2"}
    assert settings.load(given, root=tmp_path).trusted_proxies == 2
    for wrong in ("-1", "yes", "6", "²"):
        with pytest.raises(SettingsError, match="TRUSTED_PROXIES"):
            settings.load(SECRETS | {"TRUSTED_PROXIES": wrong}, root=tmp_path)


def test_a_public_url_keeps_no_trailing_slash(tmp_path: Path) -> None:
    """Addresses are joined to it, and must come out the same."""
    loaded = settings.load(SECRETS | {"PUBLIC_URL": "https://Badges.example.org/"}, root=tmp_path)
    assert loaded.public_url == "https://badges.example.org"


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        (HTTPS, "SECRET_KEY is not set"),
        (HTTPS | {"SECRET_KEY": "s" * 43}, "KEY_ENCRYPTION_KEY is not set"),
        (HTTPS | SECRETS | {"SECRET_KEY": "short"}, "shorter"),
        (HTTPS | SECRETS | {"SECRET_KEY": "k" * 43}, "the same"),
        (HTTPS | SECRETS | {"KEY_ENCRYPTION_KEY": "k" * 20}, "KEY_ENCRYPTION_KEY"),
        (SECRETS | {"PUBLIC_URL": "http://badges.example.org"}, "not https"),
        (SECRETS | {"PUBLIC_URL": "https://badges.example.org/barn"}, "origin alone"),
        (SECRETS | {"PUBLIC_URL": "badges.example.org"}, "form https"),
        (SECRETS | {"BIND": "0.0.0.0:8000"}, "PUBLIC_URL is not set"),
        (
            SECRETS | {"BIND": "0.0.0.0:8000", "PUBLIC_URL": "http://127.0.0.1:8000"},
            "this machine only",
        ),
        (SECRETS | {"BIND": "8000"}, "host:port"),
    ],
)
def test_an_unsafe_combination_refuses_to_start(
    tmp_path: Path, environ: dict[str, str], says: str
) -> None:
    """The sentence names the setting and the way out."""
    with pytest.raises(SettingsError, match=says):
        settings.load(environ, root=tmp_path)


def test_damaged_secrets_are_not_replaced(tmp_path: Path) -> None:
    """New secrets would lock the old keys away for ever, so the start is refused."""
    settings.load({}, root=tmp_path, random_bytes=SeededBytes())
    kept = tmp_path / "var" / "secrets.json"
    kept.write_text("{", encoding="utf-8")
    with pytest.raises(SettingsError, match="backup"):
        settings.load({}, root=tmp_path)
    assert kept.read_text() == "{"
