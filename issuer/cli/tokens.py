"""The commands for the tokens of the API."""

from __future__ import annotations

from datetime import timedelta

import click

from issuer.actions import tokens
from issuer.cli.common import prepared


@click.group("tokens")
def api_tokens() -> None:
    """Let a platform check more badges than strangers may."""


@api_tokens.command("new")
@click.argument("name")
@click.option("--days", default=90, show_default=True, help="How long it works, at most 90.")
@click.pass_context
def tokens_new(context: click.Context, name: str, days: int) -> None:
    """Make a token for NAME and print it, once; only its hash is kept."""
    service = prepared(context)
    token, secret = tokens.new(service, name, timedelta(days=days))
    click.echo(secret)
    click.echo(
        f"It works until {token.expires_at:%Y-%m-%d} and is not shown again. Send it in the header "
        f"Authorization: Bearer. To end it: ./run tokens revoke {token.id}",
        err=True,
    )


@api_tokens.command("list")
@click.pass_context
def tokens_list(context: click.Context) -> None:
    """List the tokens, oldest first."""
    service = prepared(context)
    now = service.clock.now()
    for token in tokens.every(service):
        ended = "revoked" if token.revoked_at else "expired"
        state = "works" if token.is_good(now) else ended
        click.echo(f"{token.id}  {state:<7}  {token.expires_at:%Y-%m-%d}  {token.name}")


@api_tokens.command("revoke")
@click.argument("token_id", metavar="ID")
@click.pass_context
def tokens_revoke(context: click.Context, token_id: str) -> None:
    """Make a token useless at once."""
    service = prepared(context)
    tokens.revoke(service, token_id)
    click.echo(f"Revoked {token_id}.")
