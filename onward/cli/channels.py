"""`onward channels`: where colleagues are told things, in Slack and Teams."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from onward.cli.keys import shown

if TYPE_CHECKING:
    from activities.calling.trying import Tried

app = typer.Typer(help="Channels of Slack and Teams, for notify steps.", no_args_is_help=True)

ChannelKey = Annotated[str, typer.Argument(metavar="KEY", help="As notify steps name it.")]


@app.command("add")
def add(
    key: ChannelKey,
    kind: Annotated[Literal["slack", "teams"], typer.Argument(help="slack or teams.")],
    url: Annotated[
        str,
        typer.Option(
            prompt="Address",
            hide_input=True,
            help="The address Slack or Teams gave you. Better left out: it is asked for, and then "
            "stays out of your shell's history.",
        ),
    ],
    name: Annotated[str | None, typer.Option(help="For people. [default: the key]")] = None,
) -> None:
    """Set up a channel, or change it."""
    from engine.store import chat
    from onward.cli.beside import BY, in_transaction

    made = in_transaction(
        lambda session: chat.set_channel(session, key, kind=kind, url=url, name=name, by=BY)
    )
    typer.echo(f"{made.key} posts to {made.address}. Try it: onward channels test {made.key}")


@app.command("list")
def list_() -> None:
    """Show all channels; never a whole address."""
    from engine.store import chat
    from onward.cli.beside import in_transaction

    table = Table("Key", "Name", "Kind", "Address", "Last used", "Trouble")
    for row in in_transaction(chat.list_channels):
        used = shown(row.last_used_at) if row.last_used_at else "never"
        table.add_row(row.key, row.name, row.kind, row.address, used, row.last_error or "")
    Console(highlight=False).print(table)


@app.command("test")
def test(key: ChannelKey) -> None:
    """Post a greeting to the channel. Exits with 1 when it is not taken."""
    tried = asyncio.run(_try(key))
    typer.echo(tried.answer, err=not tried.taken)
    if not tried.taken:
        raise typer.Exit(1)


async def _try(key: str) -> "Tried":
    from activities.calling.trying import try_channel
    from engine.store.database import Database
    from engine.store.tables.columns import utc_now
    from onward import settings
    from onward.processes import requirements
    from onward.processes.calls import calls

    now = settings.load()
    await requirements.ready_database(now)
    database = Database(now.database_url, pool_size=1)
    try:
        return await try_channel(database, calls(now), key, utc_now)
    finally:
        await database.close()


@app.command("remove")
def remove(key: ChannelKey) -> None:
    """Remove a channel. Steps that still name it fail, and say why."""
    from engine.store import chat
    from onward.cli.beside import BY, in_transaction

    in_transaction(lambda session: chat.remove_channel(session, key, by=BY))
    typer.echo(f"Removed {key}.")
