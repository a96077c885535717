"""`onward journeys`: journeys as files, for people who keep them under version control."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from onward.cli.files import text_of
from onward.errors import CannotStartError

if TYPE_CHECKING:
    from engine.definition.journey import Journey
    from engine.definition.problems import Problem
    from engine.store.database import Session
    from engine.store.journeys import Published
    from engine.store.reading.migrations import MigrationSummary

app = typer.Typer(help="Journeys as YAML files.", no_args_is_help=True)

File = Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON; - reads standard input.")]


Key = Annotated[str, typer.Argument(help="The journey's key.")]
Number = Annotated[int, typer.Argument(min=1, help="The version's number.")]


@app.command("list")
def list_() -> None:
    """Show all journeys, and which version new customers enter."""
    from engine.store.reading.journeys import all_journeys
    from onward.cli.beside import in_transaction

    table = Table("Key", "Name", "Status", "Live version")
    for row in sorted(in_transaction(all_journeys), key=lambda row: row.key):
        table.add_row(row.key, row.name, row.status, str(row.live_version or "–"))
    Console(highlight=False).print(table)


@app.command("check", hidden=True)
@app.command("validate")
def validate(file: File) -> None:
    """Say what is wrong with a journey. Exit code 1 when it could not be published."""
    from engine.validation import is_publishable
    from engine.validation import validate as problems_of

    journey = read(file)
    problems = problems_of(journey)
    tell(problems)
    # `scenarios.1`, or what is expected in it: `scenarios.1.expect.0`.
    failing = {
        ".".join(each.path.split(".")[:2]) for each in problems if each.code == "scenario_failed"
    }
    if failing or is_publishable(problems):
        for number, scenario in enumerate(journey.scenarios):
            mark = "✗" if f"scenarios.{number}" in failing else "✓"
            typer.echo(f"{mark} {scenario.name}")
    if not is_publishable(problems):
        raise typer.Exit(1)
    typer.echo(f"{file} can be published.")


PlanFile = Annotated[
    Path | None,
    typer.Option(
        "--plan",
        metavar="FILE",
        help="What becomes of the customers inside, as YAML. Without it they stay on the version "
        "they are on.",
    ),
]
Look = Annotated[bool, typer.Option("--preview", help="Say what it would do, and do nothing.")]


@app.command("publish")
def publish(file: File, plan: PlanFile = None, preview: Look = False) -> None:
    """Make it the version new customers enter, and do with those inside as planned."""
    from engine.store.journeys import publish_definition
    from engine.store.tables.columns import utc_now
    from onward.cli.beside import BY, in_transaction
    from onward.cli.plans import preview_publish, read_plan

    definition, planned = read(file), read_plan(plan)
    if preview:
        preview_publish(definition, planned)
        return
    _told(
        in_transaction(
            lambda session: publish_definition(
                session, definition, by=BY, now=utc_now(), plan=planned
            )
        )
    )


@app.command("rollback")
def rollback(key: Key, version: Number, plan: PlanFile = None, preview: Look = False) -> None:
    """Publish what an earlier version said, as a new version. The draft stays as it is."""
    from engine.store.journeys import rollback as roll_back
    from engine.store.tables.columns import utc_now
    from onward.cli.beside import BY, in_transaction
    from onward.cli.plans import preview_rollback, read_plan

    planned = read_plan(plan)
    if preview:
        preview_rollback(key, version, planned)
        return
    _told(
        in_transaction(
            lambda session: roll_back(session, key, version, by=BY, now=utc_now(), plan=planned)
        )
    )


@app.command("migrations")
def migrations(key: Key) -> None:
    """Show how far the customers inside have come on their way to new versions."""
    from engine.store.reading.journeys import get_journey
    from engine.store.reading.migrations import list_migrations
    from onward.cli.beside import in_transaction

    async def looked_up(session: "Session") -> "Sequence[MigrationSummary]":
        await get_journey(session, key)
        return (await list_migrations(session, key)).rows

    found = in_transaction(looked_up)
    if not found:
        typer.echo(f"Nobody in “{key}” has been moved to another version yet.")
        return
    table = Table("Begun", "To version", "Status", "Done", "Failed", "On the way")
    table.add_column("Id", overflow="fold")
    for row in found:
        done = f"{row.settled} of {row.total}"
        begun, to = f"{row.created_at:%Y-%m-%d %H:%M}", str(row.to_version)
        counts = (str(row.failed), str(row.on_the_way))
        table.add_row(begun, to, row.status, done, *counts, str(row.id))
    Console(highlight=False).print(table)


def _told(outcome: "Published") -> None:
    tell(outcome.problems)
    state = "is live" if outcome.changed else "was live already; nothing has changed"
    typer.echo(f"Version {outcome.number} of “{outcome.key}” {state}.")
    if outcome.migration_id is not None:
        typer.echo("The customers inside are on their way to it.")
        typer.echo(f"onward journeys migrations {outcome.key}  shows how far they are.")


@app.command("export")
def export(key: Key) -> None:
    """Write the live version as YAML to standard output."""
    from engine.definition.document import dump_yaml
    from engine.store.reading.journeys import live_definition
    from onward.cli.beside import in_transaction

    live = in_transaction(lambda session: live_definition(session, key))
    typer.echo(dump_yaml(live), nl=False)


Side = Annotated[
    str,
    typer.Argument(help="A file, - for standard input, or key@3, key@live, key@draft."),
]


@app.command("diff")
def diff(old: Side, new: Side) -> None:
    """Say in words what has changed from one definition to another."""
    from engine.differences import differences

    if old == new == "-":
        raise CannotStartError("Only one of the two can be on standard input.")
    found = differences(definition_at(old), definition_at(new))
    if not found:
        typer.echo("Nothing has changed.")
    for difference in found:
        typer.echo(f"{_MARKS[difference.kind]} {difference.text}")


_MARKS = {"added": "+", "removed": "-", "changed": "~"}


def definition_at(place: str) -> "Journey":
    """The definition in a file, or in the database as `key@3`, `key@live` or `key@draft`."""
    from engine.store.reading import journeys as reading
    from onward.cli.beside import in_transaction

    key, at, version = place.partition("@")
    if not at and place != "-" and not Path(place).exists():
        raise CannotStartError(
            f"There is no file {place}. What is in the database is written {place}@live, "
            f"{place}@draft or {place}@3."
        )
    if not at or Path(place).exists():
        return read(Path(place))
    match version:
        case "live":
            return in_transaction(lambda session: reading.live_definition(session, key))
        case "draft":
            return in_transaction(lambda session: reading.draft_definition(session, key))
        case _ if version.isdecimal():
            number = int(version)
            return in_transaction(lambda session: reading.definition(session, key, version=number))
        case _:
            raise CannotStartError(
                f"{place} is neither a file nor a version. "
                f"Write {key}@3, {key}@live or {key}@draft."
            )


def read(file: Path) -> "Journey":
    """The journey in the file, or on standard input. Raises DefinitionError."""
    from engine.definition.document import parse

    return parse(text_of(file))


def tell(problems: "Sequence[Problem]") -> None:
    """One line each, on standard error."""
    for problem in problems:
        typer.echo(f"{problem.severity}: {problem.in_words()}", err=True)
