"""The first start, and starts that must not go on."""

from __future__ import annotations

import stat
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from issuer.actions import installation, membership, rotation
from issuer.actions.membership import FieldError
from issuer.errors import BarnstarError, SettingsError, StorageError
from issuer.store.tables import OrganisationRow, PersonRow, SigningKeyRow
from keys.envelope import KeyEncryptionKey
from keys.signing_key import KeyState
from tests.doubles.installation import install

if TYPE_CHECKING:
    from pathlib import Path

    from tests.doubles.installation import Installation


def test_a_second_start_changes_nothing(here: Installation) -> None:
    """One organisation and one key, however often the service starts."""
    before = rotation.keyring(here.service, "community")
    installation.prepare(here.service)
    assert rotation.keyring(here.service, "community") == before


def test_four_first_starts_at_once_make_one_installation(here: Installation) -> None:
    """One of them makes the organisation and its key, and the others find them."""
    with here.service.database.writing() as session:
        session.execute(sa.text("DELETE FROM edition_text"))
        for table in ("edition", "badge_class", "signing_key", "organisation", "installation"):
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: installation.prepare(here.service), range(4)))
    with here.service.database.reading() as session:
        states = list(session.scalars(sa.select(SigningKeyRow.state)))
        assert states == [KeyState.CURRENT]
        assert len(list(session.scalars(sa.select(OrganisationRow)))) == 1


def test_a_first_start_that_was_killed_is_finished_by_the_next(here: Installation) -> None:
    """An organisation that was left without badge classes gets the catalogue's."""
    with here.service.database.writing() as session:
        for table in ("edition_text", "edition", "badge_class"):
            session.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
    installation.prepare(here.service)
    assert here.class_id("wikidata-basics") != here.class_id("mentor")


def test_another_key_encryption_key_does_not_start(here: Installation) -> None:
    """The sentence says which secret is needed, before anything is written with the wrong one."""
    wrong = KeyEncryptionKey(KeyEncryptionKey.text_of(b"\x01" * 32))
    settings = replace(here.service.settings, key_encryption_key=wrong)
    with pytest.raises(SettingsError, match="KEY_ENCRYPTION_KEY"):
        installation.prepare(replace(here.service, settings=settings, signers={}))


def test_new_secrets_beside_old_keys_are_taken_back(here: Installation, tmp_path: Path) -> None:
    """When the file with the secrets is lost, a start must not hide that with new ones."""
    made = tmp_path / "secrets.json"
    made.write_text("{}", encoding="utf-8")
    settings = replace(here.service.settings, secrets_made_in=made)
    with pytest.raises(SettingsError, match="backup"):
        installation.prepare(replace(here.service, settings=settings))
    assert not made.exists()


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    """It holds people, and private keys, if sealed ones."""
    path = tmp_path / "barnstar.sqlite3"
    here = install(f"sqlite:///{path}", tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    here.service.database.engine.dispose()


def test_an_address_that_is_no_database_is_told(tmp_path: Path) -> None:
    """DATABASE_URL is named, and its form shown."""
    for address in ("not an address", "nodatabase://x/y"):
        with pytest.raises(SettingsError, match="DATABASE_URL"):
            install(address, tmp_path)


def test_an_error_of_the_database_names_nobody(here: Installation) -> None:
    """Errors end in logs, and rows are people."""
    person = {"username": "Amina Secret", "created_at": here.clock.now()}
    with (
        pytest.raises(BarnstarError) as conflict,
        here.service.database.writing() as session,
    ):
        session.execute(sa.insert(PersonRow), [person, person])
    with pytest.raises(StorageError), here.service.database.writing() as session:
        session.execute(sa.text("SELECT * FROM nowhere"))
    assert "Amina" not in "".join(traceback.format_exception(conflict.value))


def test_a_link_is_printed_while_nobody_is_signed_in(here: Installation) -> None:
    """A lost link, an old session or a signed-out browser locks nobody out."""
    first = membership.first_link(here.service)
    second = membership.first_link(here.service)
    assert first is not None
    assert second is not None
    assert not membership.link_is_good(here.service, first.rpartition("/")[2])
    secret = membership.sign_in(here.service, second.rpartition("/")[2])
    assert secret is not None
    assert membership.first_link(here.service) is None
    here.clock.advance(days=15)
    assert not membership.is_signed_in(here.service, secret)
    assert membership.first_link(here.service) is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "https://exa mple.org"),
        ("url", "https://example.org:99999/"),
        ("url", "https://example.org/%zz"),
        ("url", "javascript:alert(1)"),
        ("email", "nobody"),
        ("name", "Bad\u202ename"),
        ("description", "A line\nand\x00another"),
        ("name", ""),
    ],
)
def test_a_profile_that_verifiers_would_refuse_is_refused_first(
    here: Installation, field: str, value: str
) -> None:
    """A Profile is read live, so a bad one would make every badge invalid at once."""
    good = {"name": "Us", "url": "https://example.org/us", "email": "us@example.org"}
    values = good | {"description": "Two\nlines"} | {field: value}
    with pytest.raises(FieldError) as refused:
        membership.update_organisation(here.service, "community", **values)
    assert refused.value.field == field
    assert membership.organisation(here.service).name == "Our community"
