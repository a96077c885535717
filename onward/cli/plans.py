"""Plans as files, and what they would do, as a table."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from onward.errors import CannotStartError

if TYPE_CHECKING:
    from engine.definition.journey import Journey
    from engine.migrating import Fate, Plan
    from engine.store.previewing import DueCount, Preview


def read_plan(file: Path | None) -> "Plan":
    """The plan in a file; without one, that everybody inside stays where they are."""
    from pydantic import ValidationError

    from engine.definition.text import read_yaml
    from engine.migrating import Plan

    if file is None:
        return Plan()
    try:
        return Plan.model_validate(read_yaml(file.read_text("utf-8")).data)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotStartError(f"{file} cannot be read: {error}") from error
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in wrong["loc"][:2])
        raise CannotStartError(
            f"{file} is not a plan: {place}: {wrong['msg']}. Write everyone: true, and under "
            "fates for each step continue, retime, {move: step} or {exit: reason}."
        ) from error


def preview_of(
    key: str,
    plan: "Plan",
    *,
    definition: "Journey | None" = None,
    version: int | None = None,
) -> None:
    """Say what it would do. Exit code 1 when the plan cannot be carried out."""
    from engine.store.previewing import preview
    from engine.store.tables.columns import utc_now
    from onward.cli.beside import in_transaction

    seen = in_transaction(
        lambda session: preview(
            session, key, plan, now=utc_now(), version=version, definition=definition
        )
    )
    _show(seen)
    for problem in seen.problems:
        typer.echo(problem.in_words(), err=True)
    if seen.problems:
        raise typer.Exit(1)


def _show(seen: "Preview") -> None:
    table = Table("Version", "Step", "Customers", "The step is", "What becomes of them")
    for each in seen.steps:
        fate = _fate(each.fate, each.to_title)
        table.add_row(str(each.version), each.title, str(each.customers), each.change, fate)
    Console(highlight=False).print(table)
    inside = "1 customer" if seen.customers == 1 else f"{seen.customers} customers"
    typer.echo(
        f"{inside} inside: {seen.moved} move, {seen.continuing} continue, {seen.leaving} leave."
    )
    before, after = _due(seen.due_before), _due(seen.due_after)
    typer.echo(f"Messages due within 24 hours: {before} before, {after} after.")


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
