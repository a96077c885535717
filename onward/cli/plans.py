"""Plans as files, and what they would do, as a table."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from onward.errors import CannotStartError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.definition.journey import Journey
    from engine.definition.problems import Problem
    from engine.migrating import DueCount, Fate, Plan
    from engine.migrating.previewing import Preview
    from engine.store.database import Session
    from engine.store.previewing import Lacking
    from onward.settings import Settings


def read_plan(file: Path | None) -> "Plan":
    """The plan in a file; without one, that everybody inside stays where they are."""
    from pydantic import ValidationError

    from engine.definition.text import read_yaml
    from engine.errors import DefinitionError
    from engine.migrating import Plan
    from onward.cli.files import text_of

    if file is None:
        return Plan()
    text = text_of(file)
    try:
        return Plan.model_validate(read_yaml(text).data)
    except DefinitionError as error:
        problem = error.problems[0]
        where = f", line {problem.line}" if problem.line else ""
        raise CannotStartError(f"{file}{where}: {problem.message} {_HOW}") from error
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"][:2])
        wrong = f"something is wrong at {where}" if where else "it says nothing of the kind"
        raise CannotStartError(f"{file} is not a plan: {wrong}. {_HOW}") from error


_HOW = (
    "Write everyone: true, and under fates for each step continue, retime, {move: step} or "
    "{exit: reason}."
)


def preview_publish(definition: "Journey", plan: "Plan") -> None:
    """Say what a publish would do. Exit code 1 when it, or the plan, could not be carried out."""
    from engine.errors import NotFound
    from engine.store.checking import check
    from engine.store.previewing import preview, preview_new
    from engine.store.reading.journeys import get_journey
    from engine.store.tables.columns import utc_now
    from engine.validation import is_publishable
    from onward import settings
    from onward.cli.beside import in_transaction
    from onward.cli.journeys import tell

    key, loaded = definition.journey, settings.load()
    zone, missing = loaded.time_zone, _lacking(loaded)

    async def look(session: "Session") -> "tuple[Sequence[Problem], Preview, bool]":
        problems = await check(session, definition)
        try:
            await get_journey(session, key)
        except NotFound:
            seen = await preview_new(
                session, definition, plan, now=utc_now(), default_zone=zone, lacking=missing
            )
            return problems, seen, True
        seen = await preview(
            session,
            key,
            plan,
            now=utc_now(),
            definition=definition,
            default_zone=zone,
            lacking=missing,
        )
        return problems, seen, False

    problems, seen, is_new = in_transaction(look)
    tell(problems)
    if not is_publishable(list(problems)):
        typer.echo("It could not be published.", err=True)
    elif is_new:
        typer.echo(f"“{key}” is new here. Publishing makes it live: new customers enter it.")
    _tell(seen)
    if seen.problems or not is_publishable(list(problems)):
        raise typer.Exit(1)


def preview_rollback(key: str, version: int, plan: "Plan") -> None:
    """Say what going back would do. Exit code 1 when the plan cannot be carried out."""
    from engine.store.previewing import preview
    from engine.store.tables.columns import utc_now
    from onward import settings
    from onward.cli.beside import in_transaction

    loaded = settings.load()
    seen = in_transaction(
        lambda session: preview(
            session,
            key,
            plan,
            now=utc_now(),
            version=version,
            default_zone=loaded.time_zone,
            lacking=_lacking(loaded),
        )
    )
    _tell(seen)
    if seen.problems:
        raise typer.Exit(1)


def _lacking(loaded: "Settings") -> "Lacking":
    """What this installation lacks, as the server says it where one publishes."""
    from activities.mail.way import way_from
    from api.not_set_up import lacking
    from onward.processes.organization import organization

    way = way_from(loaded.mail_way)
    mail_by = None if way is None else str(way)
    return partial(lacking, sender=organization(loaded), mail_by=mail_by)


def _tell(seen: "Preview") -> None:
    from onward.cli.journeys import tell

    if seen.paused:
        typer.echo("Nothing goes out while the journey is paused.")
    if seen.customers:
        _show(seen)
    else:
        typer.echo("Nobody is inside, so nobody is moved.")
    if seen.entering is not None:
        typer.echo(seen.entering.said)
    tell(seen.warnings)
    for problem in seen.problems:
        typer.echo(problem.in_words(), err=True)


def _show(seen: "Preview") -> None:
    table = Table("Version", "Step", "Customers", "The step is", "What becomes of them")
    for each in seen.steps:
        fate = _fate(each.fate, each.to_title)
        table.add_row(str(each.version), each.title, str(each.customers), each.change, fate)
    Console(highlight=False).print(table)
    inside = "1 customer" if seen.customers == 1 else f"{seen.customers} customers"
    typer.echo(
        f"{inside} inside: {seen.moved} move, {seen.staying} stay at their step, "
        f"{seen.continuing} continue, {seen.leaving} leave."
    )
    for kind in seen.kinds:
        before, after = _due(kind.before), _due(kind.after)
        typer.echo(f"{kind.words} within 24 hours: {before} before, {after} after.")


def _fate(fate: "Fate | None", to: str | None) -> str:
    match fate:
        case None:
            return "? the plan must say"
        case "continue":
            return "continue on their version"
        case "retime":
            return "stay at this step of the new version"
        case _ if to is not None:
            return f"move to “{to}”"
        case _:
            return f"leave: {getattr(fate, 'exit', '')}"


def _due(count: "DueCount") -> str:
    if count.certain == count.at_most:
        return str(count.certain)
    return f"{count.certain} to {count.at_most}"
