"""The commands of an installation.

Standard output carries only the answer; progress and notes go to standard error.
Exit status 0 means done, 1 that some of it could not be, 64 wrong usage.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from badge_classes.badge_class import BadgeClassError
from badge_classes.folder import FolderError
from issuer import serving
from issuer.actions import demonstration, issuance, revocation, rotation
from issuer.cli.classes import classes
from issuer.cli.common import (
    OK,
    PARTLY,
    USAGE,
    class_id_of,
    prepared,
    slug_of,
    with_class,
    with_organisation,
)
from issuer.cli.skills import skills
from issuer.cli.tokens import api_tokens
from issuer.errors import BarnstarError
from issuer.rules import people, rosters
from issuer.rules.awards import SETTLED
from issuer.rules.rosters import RosterError
from keys.envelope import EnvelopeError
from keys.signing_key import KeyStateError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from issuer.actions.issuance import Result
    from issuer.actions.service import Service

MAX_ROSTER_BYTES = rosters.MAX_BYTES


def main(arguments: Sequence[str], open_service: Callable[[], Service]) -> int:
    """Run one command and return its exit status; *open_service* is called when it is needed."""
    try:
        status = commands.main(list(arguments), "./run", standalone_mode=False, obj=open_service)
    except click.UsageError as error:
        click.echo(error.format_message(), err=True)
        return USAGE
    except click.Abort:
        click.echo("Stopped. What was recorded is finished by the next run.", err=True)
        return 130
    except OSError as error:
        click.echo(f"{error.filename or 'A file'}: {error.strerror or error}.", err=True)
        return PARTLY
    except (BadgeClassError, BarnstarError, EnvelopeError, FolderError, KeyStateError) as error:
        click.echo(str(error), err=True)
        return PARTLY
    return int(status or OK)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Issue Open Badges, and look after the keys that sign them."""


@commands.command()
@click.pass_context
def serve(context: click.Context) -> None:
    """Serve pages and documents at BIND."""
    service = prepared(context)
    serving.serve(service)


@commands.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@with_organisation
@click.pass_context
def demo(context: click.Context, directory: Path, organisation: str | None) -> None:
    """Award wikidata-basics to the sample course, and write the badges to DIRECTORY."""
    service = prepared(context)
    slug = slug_of(service, organisation)
    with _Progress() as progress:
        done = demonstration.run(service, slug, directory, progress)
    if done.closed:
        click.echo(done.closed, err=True)
    _summary(done.results)
    click.echo(f"{done.written} verified badges: {directory / demonstration.INDEX}")


@commands.command()
@with_class
@click.argument("roster", type=click.Path(path_type=Path))
@with_organisation
@click.option("--confirm", is_flag=True, help="You vouch for what the roster cannot show.")
@click.option("--dry-run", is_flag=True, help="Judge every row and award nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a list, one object a row.")
@click.pass_context
def award(  # noqa: PLR0913 - the options of the contract
    context: click.Context,
    badge_class: str,
    roster: Path,
    organisation: str | None,
    *,
    confirm: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Award CLASS to everybody in ROSTER who earned it.

    CLASS is a folder name, an id or an address.  ROSTER is a CSV, TSV or JSON
    file, or one name a line.  Rows are numbered as a spreadsheet shows them.  Where
    CLASS demands evidence, a column `evidence` gives it: an address, or words.
    """
    service = prepared(context)
    class_id = class_id_of(service, organisation, badge_class)
    try:
        found = rosters.read(_bounded(roster), roster.name)
    except RosterError as error:
        raise click.UsageError(str(error)) from error
    if found.dropped_columns:
        click.echo(_dropped(found), err=True)
    try:
        with _Progress() as progress:
            results = issuance.award(
                service, class_id, found.rows, vouched=confirm, dry_run=dry_run, progress=progress
            )
    except issuance.ClosedError as error:
        raise click.UsageError(str(error)) from error
    rows = [_row(service, result) for result in results]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for row in rows:
            click.echo(_line(row))
    _summary(results)
    return OK if all(item.judgement.verdict in SETTLED for item in results) else PARTLY


@commands.command()
@click.argument("assertion")
@click.option("--reason", required=True, metavar="TEXT", help="Why; everybody can read it.")
@click.pass_context
def revoke(context: click.Context, assertion: str, reason: str) -> None:
    """Take a badge back.  ASSERTION is its address, its id or its urn:uuid."""
    service = prepared(context)
    revoked = revocation.revoke(service, assertion, reason)
    address = service.addresses.assertion(revoked.id)
    given = revoked.revocation.reason if revoked.revocation else reason
    click.echo(f"Revoked {address} of {revoked.recipient}: {given}")


@commands.group()
def keys() -> None:
    """Look after the keys that sign badges."""


@keys.command("list")
@with_organisation
@click.pass_context
def keys_list(context: click.Context, organisation: str | None) -> None:
    """List the keys, oldest first."""
    service = prepared(context)
    for key in rotation.keyring(service, slug_of(service, organisation)).keys:
        begun = f"{key.begun_at:%Y-%m-%d}" if key.begun_at else "-"
        ended = f"{key.ended_at:%Y-%m-%d}" if key.ended_at else "-"
        click.echo(f"{key.kid}  {key.state:<11}  {key.algorithm}  {begun}  {ended}")


@keys.command("new")
@with_organisation
@click.pass_context
def keys_new(context: click.Context, organisation: str | None) -> None:
    """Make a reserve key, which `rotate` will begin with."""
    service = prepared(context)
    key = rotation.new_key(service, slug_of(service, organisation))
    click.echo(f"{key.kid}  {key.state}")


@keys.command("rotate")
@with_organisation
@click.pass_context
def keys_rotate(context: click.Context, organisation: str | None) -> None:
    """Begin a new epoch: a new key signs from now on, and old badges stay valid."""
    service = prepared(context)
    key = rotation.rotate(service, slug_of(service, organisation))
    click.echo(f"{key.kid}  {key.state}")


commands.add_command(classes)
commands.add_command(skills)
commands.add_command(api_tokens)


class _Progress:
    """A bar on standard error, once there is something to sign."""

    def __init__(self) -> None:
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def _show(self, done: int, total: int) -> None:
        if self._bar is None:
            self._bar = click.progressbar(length=total, label="Signing badges", file=sys.stderr)
        self._bar.update(done - self._bar.pos)


def _bounded(path: Path) -> bytes:
    """Return the bytes of a roster, one more than allowed at most, so that size is judged once."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_ROSTER_BYTES + 1)
    except OSError as error:
        raise click.UsageError(
            f"{path} cannot be read: {os.strerror(error.errno or 0)}."
        ) from error


def _dropped(found: rosters.Roster) -> str:
    text = f"Not read, not stored: {', '.join(found.dropped_columns)}."
    if found.dropped_personal:
        text += f" Personal data among them: {', '.join(found.dropped_personal)}."
    return text


def _row(service: Service, result: Result) -> dict[str, Any]:
    judgement = result.judgement
    row = judgement.row
    recipient = people.recipient_address(row.username) if row.username else None
    answer: dict[str, Any] = {
        "row": row.row,
        "name": row.name,
        "recipient": result.award.recipient if result.award else recipient,
        "verdict": str(judgement.verdict),
        "reason": judgement.reason,
    }
    if result.award is not None:
        answer["assertion"] = service.addresses.assertion(result.award.id)
    return answer


def _line(row: dict[str, Any]) -> str:
    address = f"  {row['assertion']}" if "assertion" in row else ""
    return f"{row['row']:>5}  {row['verdict']:<20}  {row['name']}{address}\n       {row['reason']}"


def _summary(results: Sequence[Result]) -> None:
    counts: dict[str, int] = {}
    for result in results:
        counts[result.judgement.verdict] = counts.get(result.judgement.verdict, 0) + 1
    text = " · ".join(f"{count} {verdict}" for verdict, count in counts.items())
    click.echo(f"{len(results)} rows: {text or 'none'}", err=True)
