"""`onward migrate` and `onward doctor`: bring an installation into shape, and look it over."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console


def migrate() -> None:
    """Bring the database's tables to the state this version expects. Safe to run at any time."""
    from onward import migrate as migrations
    from onward import settings

    now = settings.load()
    found = asyncio.run(migrations.upgrade(now.database_url))
    if found.up_to_date:
        typer.echo(f"Nothing to do: the database is at revision {found.head or 'none'}.")
    else:
        typer.echo(f"Migrated from revision {found.current or 'none'} to {found.head}.")


def doctor(
    part: Annotated[
        list[str] | None, typer.Option(help="Check this part alone; may be given again.")
    ] = None,
) -> None:
    """Check every part, and say for each fault what to do. Exit code 1 when there is one."""
    from onward import settings
    from onward.doctor import EXAMINATIONS, examine

    console = Console(highlight=False)
    parts = {name.lower() for name in part or ()}
    if unknown := parts - {name.lower() for name in EXAMINATIONS}:
        raise typer.BadParameter(f"There is no part {unknown}. Parts: {', '.join(EXAMINATIONS)}.")
    findings = asyncio.run(examine(settings.load(), parts))
    for finding in findings:
        mark = {"ok": "[green]✓[/green]", "note": "[yellow]![/yellow]"}.get(
            finding.state, "[red]✗[/red]"
        )
        console.print(f"{mark} {finding.part}: {finding.text}", soft_wrap=True)
    if any(finding.state == "fault" for finding in findings):
        raise typer.Exit(1)
