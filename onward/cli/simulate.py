"""`onward simulate`: what a journey would do, with nobody the wiser."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from onward.cli.files import text_of
from onward.errors import CannotStartError

if TYPE_CHECKING:
    from engine.definition.journey import Journey
    from engine.simulation.orders import Order, Task
    from engine.simulation.population import Population
    from engine.simulation.report import Simulated


def simulate(
    journey: Annotated[
        str, typer.Argument(help="A file, - for standard input, or a journey's key.")
    ],
    accounts: Annotated[int | None, typer.Option(min=1, max=5_000, help="How many.")] = None,
    days: Annotated[int, typer.Option(min=1, max=400, help="How long to watch.")] = 90,
    seed: Annotated[int | None, typer.Option(help="Another number, other chances.")] = None,
    population: Annotated[
        Path | None, typer.Option(help="A YAML file that says who they are and what they do.")
    ] = None,
    history: Annotated[bool, typer.Option("--history", help="Take real accounts.")] = False,
    since: Annotated[str | None, typer.Option(help="With --history: a date.")] = None,
    until: Annotated[str | None, typer.Option(help="With --history: a date.")] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="With --history: this one; may be given again.")
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="Try out this scenario of the journey, or all of them.")
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            help="Another journey, by its key, that reaches the same customers; may be given again."
            " “live” is all that are."
        ),
    ] = None,
    trace: Annotated[str | None, typer.Option(help="Show this customer's timeline.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Run a journey over customers in memory. Sends nothing and changes nothing.

    Exit code 1 when a scenario fails.
    """
    order = _order(
        {
            "what": "history" if history else "scenario" if scenario else "population",
            "days": days,
            "accounts": accounts,
            "seed": seed,
            "population": _population(population),
            "since": _moment(since),
            "until": _moment(until),
            "chosen": tuple(account or ()),
            "scenario": None if scenario == "all" else scenario,
            "trace": trace,
            "beside": "live" if beside == ["live"] else tuple(beside or ()),
        }
    )
    definition = _definition(journey)
    _refuse_broken(definition)
    done = _run(_task(definition, order), quiet=as_json)
    _tell(done, as_json=as_json)
    if any(not each.passed for each in done.scenarios or ()):
        raise typer.Exit(1)


def _tell(done: "Simulated", *, as_json: bool) -> None:
    from onward.cli.telling import tell_report, tell_scenarios, tell_trace

    if as_json:
        typer.echo(done.model_dump_json(indent=2))
        return
    console = Console(highlight=False)
    if done.report is not None:
        tell_report(console, done.report)
    if done.trace is not None:
        tell_trace(console, done.trace)
    if done.scenarios is not None:
        tell_scenarios(console, done.scenarios)


def _run(task: "Task", *, quiet: bool) -> "Simulated":
    from rich.progress import Progress

    from engine.simulation.orders import carry_out

    work = carry_out(task)
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as progress:
        shown = progress.add_task("Simulating", total=1.0)
        while True:
            try:
                progress.update(shown, completed=next(work))
            except StopIteration as finished:
                done: Simulated = finished.value
                return done


def _refuse_broken(definition: "Journey") -> None:
    """A journey that leads nowhere cannot be tried out; one whose scenarios fail can."""
    from engine.validation import validate
    from onward.cli.journeys import tell

    problems = [each for each in validate(definition) if each.severity == "blocking"]
    if broken := [each for each in problems if each.code != "scenario_failed"]:
        tell(broken)
        raise typer.Exit(1)


def _definition(place: str) -> "Journey":
    from engine.store.reading.journeys import definition
    from onward.cli.beside import in_transaction
    from onward.cli.journeys import definition_at

    if place == "-" or "@" in place or Path(place).exists() or Path(place).suffix:
        return definition_at(place)
    return in_transaction(lambda session: definition(session, place))


def _task(journey: "Journey", order: "Order") -> "Task":
    from engine.simulation.orders import Task
    from engine.simulation.setting import Setting
    from engine.store.tables.columns import utc_now
    from onward import settings

    now = settings.load()
    setting = Setting(journey, now.time_zone, now.organization_values)
    task = Task(order, setting, utc_now())
    if order.what != "history" and not order.beside:
        return task
    from engine.store.company import in_company
    from engine.store.histories import prepared
    from onward.cli.beside import in_transaction

    task = in_transaction(lambda session: in_company(session, task))
    if order.what != "history":
        return task
    return in_transaction(lambda session: prepared(session, task))


def _order(given: dict[str, Any]) -> "Order":
    from pydantic import ValidationError

    from engine.simulation.orders import Order

    try:
        return Order.model_validate(
            {name: each for name, each in given.items() if each is not None}
        )
    except ValidationError as error:
        raise CannotStartError(_said(error)) from error


def _population(file: Path | None) -> "Population | None":
    from pydantic import ValidationError
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    from engine.simulation.population import Population

    if file is None:
        return None
    try:
        return Population.model_validate(YAML(typ="safe").load(text_of(file)))
    except YAMLError as error:
        raise CannotStartError(f"{file} cannot be read: {error}") from error
    except ValidationError as error:
        raise CannotStartError(f"{file} does not describe a population. {_said(error)}") from error


def _said(error: Any) -> str:
    return " ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}." for each in error.errors())


def _moment(written: str | None) -> Any:
    from datetime import UTC, datetime

    if written is None:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise CannotStartError(f"“{written}” is not a date. Write 2026-03-02.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
