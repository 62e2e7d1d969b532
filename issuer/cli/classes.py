"""The commands that look after badge classes."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from badge_classes.differences import differences
from badge_classes.translation_file import BYTES_LIMIT
from badge_classes.word_changes import marked
from issuer.actions import archiving, authoring
from issuer.cli.common import class_id_of, prepared, slug_of, with_class, with_organisation


@click.group()
def classes() -> None:
    """Look after badge classes: load, translate and archive them, and see what changed."""


@classes.command("load")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_organisation
@click.pass_context
def classes_load(context: click.Context, directory: Path, organisation: str | None) -> None:
    """Load the badge class in DIRECTORY, or every one below it."""
    service = prepared(context)
    found = authoring.load_folders(service, slug_of(service, organisation), directory)
    for name, change in found.items():
        click.echo(f"{name}: {change}")


@classes.command("dump")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@with_organisation
@click.pass_context
def classes_dump(context: click.Context, directory: Path, organisation: str | None) -> None:
    """Write every badge class as a folder below DIRECTORY."""
    service = prepared(context)
    for name in authoring.dump(service, slug_of(service, organisation), directory):
        click.echo(str(directory / name))


@classes.command("archive")
@with_class
@with_organisation
@click.pass_context
def classes_archive(context: click.Context, badge_class: str, organisation: str | None) -> None:
    """Take CLASS out of use.  Its badges stay valid, and nobody new is awarded it."""
    service = prepared(context)
    class_id = class_id_of(service, organisation, badge_class)
    done = archiving.archive(service, class_id)
    click.echo(f"{badge_class}: {'archived' if done else 'is archived already'}")


@classes.command("restore")
@with_class
@with_organisation
@click.pass_context
def classes_restore(context: click.Context, badge_class: str, organisation: str | None) -> None:
    """Bring an archived CLASS back."""
    service = prepared(context)
    class_id = class_id_of(service, organisation, badge_class)
    done = archiving.restore(service, class_id)
    click.echo(f"{badge_class}: {'restored' if done else 'is in use already'}")


@classes.command("texts")
@with_class
@click.argument("language")
@with_organisation
@click.pass_context
def classes_texts(
    context: click.Context, badge_class: str, language: str, organisation: str | None
) -> None:
    """Write the file of CLASS for translators into LANGUAGE to standard output, as JSON."""
    service = prepared(context)
    class_id = class_id_of(service, organisation, badge_class)
    click.echo(authoring.export_texts(service, class_id, language), nl=False)


@classes.command("translate")
@with_class
@click.argument("file", type=click.File("rb"))
@with_organisation
@click.pass_context
def classes_translate(
    context: click.Context, badge_class: str, file: BinaryIO, organisation: str | None
) -> None:
    """Take over FILE, which `texts` wrote and translators filled in; - is standard input."""
    service = prepared(context)
    class_id = class_id_of(service, organisation, badge_class)
    change = authoring.translate(service, class_id, file.read(BYTES_LIMIT + 1))
    click.echo(f"{badge_class}: {change}")


@classes.command("diff")
@with_class
@click.argument("old", type=int, required=False)
@click.argument("new", type=int, required=False)
@with_organisation
@click.pass_context
def classes_diff(
    context: click.Context,
    badge_class: str,
    old: int | None,
    new: int | None,
    organisation: str | None,
) -> None:
    """Say what changed in CLASS between edition OLD and edition NEW, or with the last one."""
    service = prepared(context)
    found = authoring.versions(service, class_id_of(service, organisation, badge_class))
    after = max(found) if new is None else new
    before = max(after - 1, 1) if old is None else old
    if not {before, after} <= set(found):
        known = ", ".join(map(str, found))
        raise click.UsageError(f"{badge_class} has no such edition. There is: {known}.")
    for difference in differences(found[before], found[after]):
        click.echo(difference.sentence)
        for line in difference.lines:
            if line.is_changed:
                click.echo(f"    {marked(line)}")
