"""`onward keys`: who may send events, and who may use the API."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(help="API keys.", no_args_is_help=True)


class Scope(StrEnum):
    """What a key may do: send events and nothing else, look, or look and change."""

    WRITE = "write"
    READ = "read"
    ADMIN = "admin"


@app.command("create")
def create(
    scope: Annotated[
        Scope, typer.Option(help="write: send events (may be public); read: look; admin: change.")
    ],
    name: Annotated[
        str, typer.Argument(help="What it is for, such as “Website”.")
    ] = "made on the command line",
) -> None:
    """Make a key, and show it this once."""
    from engine.store import access
    from onward.cli.beside import BY, in_transaction

    key = in_transaction(
        lambda session: access.create_key(session, name=name, scope=scope.value, by=BY)
    )
    typer.echo(key.plain)
    typer.echo("Store it now: it cannot be shown again.", err=True)


@app.command("list")
def list_() -> None:
    """Show all keys, newest first; never the secret part."""
    from engine.store import access
    from onward.cli.beside import in_transaction

    table = Table("Id", "Name", "Scope", "Made", "Last used", "State")
    for key in in_transaction(access.list_keys):
        state = "revoked" if key.revoked_at else "valid"
        used = shown(key.last_used_at) if key.last_used_at else "never"
        table.add_row(key.id, key.name, key.scope, shown(key.created_at), used, state)
    Console(highlight=False).print(table)


@app.command("revoke")
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `keys list` shows it.")],
) -> None:
    """Make a key useless, at once and for ever."""
    from engine.store import access
    from engine.store.tables.columns import utc_now
    from onward.cli.beside import BY, in_transaction

    in_transaction(
        lambda session: access.revoke_key(session, key_id, by=BY, now=utc_now()),
    )
    typer.echo(f"Revoked {key_id}.")


@app.command("webhooks")
def webhooks() -> None:
    """Show the secrets that receivers verify signatures of webhooks with, the newest first."""
    from activities.calling.keys import signing_keys
    from activities.calling.signing import shareable
    from engine.store.tables.columns import utc_now
    from engine.store.webhook_secrets import signing_secrets
    from onward import settings
    from onward.cli.beside import in_transaction
    from onward.processes import requirements

    secrets = in_transaction(lambda session: signing_secrets(session, utc_now()))
    for key in signing_keys(secrets, requirements.secret_key(settings.load())):
        typer.echo(shareable(key))


@app.command("exchange-webhooks")
def exchange_webhooks(
    old_ends_after: Annotated[
        int, typer.Option(help="Hours for which the old secret goes on signing beside it.", min=0)
    ] = 24,
) -> None:
    """Sign webhooks with a new secret, and for a while with the old one too."""
    from activities.calling.keys import make_secret
    from engine.store.tables.columns import utc_now
    from onward import settings
    from onward.cli.beside import BY, in_transaction
    from onward.processes import requirements

    now, secret_key = utc_now(), requirements.secret_key(settings.load())
    ends = now + timedelta(hours=old_ends_after)
    _, secret = in_transaction(
        lambda session: make_secret(session, secret_key, old_ends_at=ends, by=BY, now=now)
    )
    typer.echo(secret)
    typer.echo(f"Both sign until {shown(ends)}.", err=True)


def shown(at: datetime) -> str:
    """In the zone of whoever reads it: this machine's."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
