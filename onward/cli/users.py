"""`onward users`: who may sign in."""

import secrets
from typing import Annotated

import typer

app = typer.Typer(help="People who sign in.", no_args_is_help=True)


@app.callback()
def users() -> None:
    """Keeps `create` a command of its own while it is the only one."""


@app.command("create")
def create(
    email: Annotated[str, typer.Argument(help="Their mail address; they sign in with it.")],
    name: Annotated[
        str | None, typer.Option(help="Their name. [default: from the address]")
    ] = None,
    meeting_url: Annotated[
        str | None, typer.Option(help="Where customers book time with them.")
    ] = None,
    admin: Annotated[bool, typer.Option("--admin", help="May change keys and users too.")] = False,
) -> None:
    """Add somebody with a new password, and show it this once."""
    from engine.store import access
    from onward.cli.beside import BY, in_transaction

    password = secrets.token_urlsafe(12)
    in_transaction(
        lambda session: access.create_user(
            session,
            email=email,
            name=name or email.partition("@")[0],
            role="admin" if admin else "csm",
            password=password,
            meeting_url=meeting_url,
            by=BY,
        )
    )
    typer.echo(f"Sign in   {email.strip().lower()}\nPassword  {password}")
    typer.echo("Pass it on now: it cannot be shown again.", err=True)
