"""The command that finds skills; it needs no installation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from badge_classes import vocabularies
from badge_classes.badge_toml import alignment_lines
from badge_classes.languages import LanguageError, bcp47
from badge_classes.skills import ORIGINAL
from issuer.cli.common import OK, PARTLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from badge_classes.skills import Skill


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--lang", metavar="TAG", default=ORIGINAL, help="Language of the names, such as es or pt-BR."
)
@click.option("--toml", "as_toml", is_flag=True, help="Print what badge.toml needs.")
def skills(words: tuple[str, ...], lang: str, *, as_toml: bool) -> int:
    """Find skills by WORDS of their name, in any language; without WORDS, list all.

    Prints framework and code, name, and the address that a badge class aligns with.
    """
    try:
        language = bcp47(lang)
    except LanguageError as error:
        raise click.UsageError(str(error)) from error
    question = " ".join(words)
    found = vocabularies.search(question, language) if question else list(_every())
    if not found:
        click.echo("No skill is called that. Try one word, or its beginning.", err=True)
        return PARTLY
    for skill in found:
        click.echo(_toml(skill) if as_toml else _line(skill, language))
    return OK


def _every() -> Iterator[Skill]:
    for vocabulary in vocabularies.every():
        yield from vocabulary.skills


def _line(skill: Skill, language: str) -> str:
    # The address comes last, because names are of any width in a terminal.
    return f"{skill.framework} {skill.code}\t{skill.name(language).text}\t{skill.address}"


def _toml(skill: Skill) -> str:
    return "\n".join([*alignment_lines(skill.alignment()), ""])
