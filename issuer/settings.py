"""Settings, from the environment only, checked before anything starts.

A setting has a default only where the default is right in production too.  The
secrets have none: on loopback the first start makes them and keeps them in
DATA_DIR; anywhere else they must be given.
"""

from __future__ import annotations

import ipaddress
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from issuer.errors import SettingsError
from keys.envelope import EnvelopeError, KeyEncryptionKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DEFAULT_BIND = "127.0.0.1:8000"
MIN_SECRET_CHARACTERS = 32
MAX_PROXIES = 5
SECRETS_FILE = "secrets.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an installation may decide.

    *public_url* is an origin without a trailing slash; every permanent address
    begins with it.  *bind* is `host:port`.  *database_url* is SQLAlchemy's form.
    *trusted_proxies* is how many proxies of ours a request comes through: each of them
    adds an address to X-Forwarded-For, and what stands before those anybody can write.
    With *verify_only* the service issues nothing: it has no organisation and no key.
    """

    public_url: str
    bind: str
    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    key_encryption_key: KeyEncryptionKey = field(repr=False)
    secrets_made_in: Path | None = None
    trusted_proxies: int = 0
    verify_only: bool = False

    @property
    def is_https(self) -> bool:
        """Whether cookies may be marked Secure."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name in PUBLIC_URL, without the port."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_loopback(self) -> bool:
        """Whether PUBLIC_URL can only be reached from this machine."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether *host* names this machine: `localhost` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def load(
    environ: Mapping[str, str],
    *,
    root: Path,
    random_bytes: Callable[[int], bytes] = secrets.token_bytes,
) -> Settings:
    """Read the settings in *environ*; relative defaults lie under *root*.

    Raises SettingsError, with the setting's name and the way out, when one is
    missing, malformed or unsafe.
    """
    bind = environ.get("BIND", "") or DEFAULT_BIND
    public_url = _public_url(environ.get("PUBLIC_URL", ""), bind)
    data_dir = Path(environ.get("DATA_DIR", "") or root / "var").absolute()
    _make_private_folder(data_dir)
    loopback = is_loopback(urlsplit(public_url).hostname or "")
    verify_only = _verify_only(environ.get("VERIFY_ONLY", ""))
    given = {name: environ.get(name, "") for name in ("SECRET_KEY", "KEY_ENCRYPTION_KEY")}
    made_in = None
    if loopback:
        made_in = _add_kept_secrets(given, data_dir / SECRETS_FILE, random_bytes)
    elif verify_only and not given["KEY_ENCRYPTION_KEY"]:
        # There is no private key to seal, so one that ends with the process will do.
        given["KEY_ENCRYPTION_KEY"] = KeyEncryptionKey.text_of(random_bytes(32))
    _check_secrets(given)
    try:
        key_encryption_key = KeyEncryptionKey(given["KEY_ENCRYPTION_KEY"])
    except EnvelopeError as error:
        raise SettingsError(f"KEY_ENCRYPTION_KEY cannot be used. {error}") from error
    return Settings(
        public_url=public_url,
        bind=bind,
        data_dir=data_dir,
        database_url=_database_url(environ.get("DATABASE_URL", ""), data_dir),
        secret_key=given["SECRET_KEY"],
        key_encryption_key=key_encryption_key,
        secrets_made_in=made_in,
        trusted_proxies=_trusted_proxies(environ.get("TRUSTED_PROXIES", "")),
        verify_only=verify_only,
    )


def _make_private_folder(path: Path) -> None:
    """Make *path* for its owner alone, unless it exists."""
    if "?" in str(path):
        raise SettingsError(f"DATA_DIR is {path}; it must not contain a question mark.")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"DATA_DIR {path} cannot be made: {error.strerror}.") from error


def _public_url(given: str, bind: str) -> str:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal():
        raise SettingsError(f"BIND is {bind!r}; it needs the form host:port, like {DEFAULT_BIND}.")
    if not given:
        if not is_loopback(host.strip("[]")):
            raise SettingsError(
                f"BIND {bind} can be reached from other machines, but PUBLIC_URL is not set. "
                "Set PUBLIC_URL to the https address that people will use."
            )
        return f"http://{bind}"
    parts = urlsplit(given)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SettingsError(f"PUBLIC_URL is {given!r}; it needs the form https://host.")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise SettingsError(
            f"PUBLIC_URL is {given!r}; it must be an origin alone, like https://{parts.hostname}."
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise SettingsError(
            f"PUBLIC_URL {given} is not https. Badges name this address for ever, and over http "
            "anyone on the way could change them. Use https; http is accepted on loopback alone."
        )
    if parts.scheme == "http" and not is_loopback(host.strip("[]")):
        raise SettingsError(
            f"BIND {bind} can be reached from other machines, while PUBLIC_URL {given} is this "
            "machine only. Set PUBLIC_URL to the https address that people will use."
        )
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _trusted_proxies(given: str) -> int:
    if not given:
        return 0
    if not (given.isascii() and given.isdecimal() and int(given) <= MAX_PROXIES):
        raise SettingsError(
            f"TRUSTED_PROXIES is {given!r}; it is how many of your own proxies stand before "
            f"this service, from 0 to {MAX_PROXIES}."
        )
    return int(given)


def _verify_only(given: str) -> bool:
    if given not in {"", "no", "yes"}:
        raise SettingsError(f"VERIFY_ONLY is {given!r}; it is yes or no.")
    return given == "yes"


def _database_url(given: str, data_dir: Path) -> str:
    """Return *given*, a relative SQLite file made absolute, or the default in *data_dir*."""
    prefix = "sqlite:///"
    if not given:
        return f"{prefix}{data_dir / 'barnstar.sqlite3'}"
    if given.startswith(prefix):
        return f"{prefix}{Path(given.removeprefix(prefix)).absolute()}"
    return given


def _add_kept_secrets(
    given: dict[str, str], path: Path, random_bytes: Callable[[int], bytes]
) -> Path | None:
    """Fill what is missing in *given* from *path*; return the path when it was made now."""
    if all(given.values()):
        return None
    made = None
    if not path.exists():
        fresh = {name: KeyEncryptionKey.text_of(random_bytes(32)) for name in given}
        try:
            if _write_once(path, json.dumps(fresh, indent=2) + "\n"):
                made = path
        except OSError as error:
            raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        for name, value in given.items():
            given[name] = value or str(kept[name])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read, and it holds the secrets of this installation. "
            "Restore it from a backup, or set SECRET_KEY and KEY_ENCRYPTION_KEY."
        ) from error
    return made


def _write_once(path: Path, text: str) -> bool:
    """Write *path* whole or not at all, never over an existing file; say whether it was us.

    Two first starts at once must not end up with two sets of secrets, so the
    file appears under its name complete, by a hard link that fails when it exists.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        # Keys are sealed with it in a moment: a power cut must not leave it empty.
        os.fsync(stream.fileno())
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def _check_secrets(given: Mapping[str, str]) -> None:
    for name, value in given.items():
        if not value:
            raise SettingsError(
                f"{name} is not set. Make one with "
                "`python3 -c 'import secrets; print(secrets.token_urlsafe(32))'` and keep it safe."
            )
    if len(given["SECRET_KEY"]) < MIN_SECRET_CHARACTERS:
        raise SettingsError(f"SECRET_KEY is shorter than {MIN_SECRET_CHARACTERS} characters.")
    if given["SECRET_KEY"] == given["KEY_ENCRYPTION_KEY"]:
        raise SettingsError(
            "SECRET_KEY and KEY_ENCRYPTION_KEY are the same. Whoever reads cookies must not be "
            "able to open private keys: make a second secret."
        )
