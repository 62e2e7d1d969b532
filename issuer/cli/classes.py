"""The commands that look after badge classes."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import click

from badge_classes.composer import PALETTES, DesignError, Kind, describe, icons
from badge_classes.composer.folders import design_of, drawn, put
from badge_classes.differences import differences
from badge_classes.translation_file import BYTES_LIMIT
from badge_classes.word_changes import marked
from issuer.actions import archiving, authoring
from issuer.cli.common import class_id_of, prepared, slug_of, with_class, with_organisation


@click.group()
def classes() -> None:
    """Look after badge classes: compose, load, translate and archive them, see what changed."""


@classes.command("load")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@with_organisation
@click.pass_context
def classes_load(context: click.Context, directory: Path, organisation: str | None) -> None:
    """Load the badge class in DIRECTORY, or every one below it.

    The picture is artwork.svg from any drawing program, artwork.png or artwork.jpg;
    what had to be left out of it is told on standard error.
    """
    service = prepared(context)
    found = authoring.load_folders(service, slug_of(service, organisation), directory, _tell)
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


@classes.command("compose")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in Kind]),
    required=True,
    help="What it recognises.",
)
@click.option("--icon", type=click.Choice(sorted(icons())), required=True, help="What it is about.")
@click.option("--palette", type=click.Choice(list(PALETTES)), required=True, help="Its colours.")
@click.option("--words", metavar="TEXT", default="", help="A few words around the icon.")
@click.option("--replace", is_flag=True, help="Write over the artwork.svg that is there.")
def classes_compose(  # noqa: PLR0913 - the choices of a design
    directory: Path, kind: str, icon: str, palette: str, words: str, *, replace: bool
) -> None:
    """Compose a picture for the badge class in DIRECTORY, and write it there as artwork.svg.

    The outline follows from the method in badge.toml, the title and the description
    from the name and image_alt of the original language.  Look at the picture, then
    `load` the folder; it stays as it is until you compose it again.
    """
    choices = {"kind": kind, "icon": icon, "palette": palette}
    design = design_of(directory, **choices, words=words)
    try:
        composed = drawn(design)
    except DesignError as error:
        # All other choices were right when the design was made.
        raise click.UsageError(f"--words: {error}") from error
    file = put(directory, composed.svg, replace=replace)
    if composed.note:
        _tell(composed.note)
    # A text that somebody can compare with theirs, or take.
    seen = describe(method=design.method, **choices)
    _tell(f"To be seen: {seen} Let image_alt in badge.toml say so.")
    click.echo(str(file))


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


def _tell(sentence: str) -> None:
    click.echo(sentence, err=True)
