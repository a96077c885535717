"""What somebody wants simulated, and what they are given: the same for the command line and the
API."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, JsonValue, model_validator

from engine.definition.base import Key, Part
from engine.definition.journey import Journey
from engine.definition.scenarios import Expectation
from engine.errors import NotFound
from engine.simulation.customers import Customer
from engine.simulation.generating import Inhabitant, csms, inhabitants
from engine.simulation.opening import Opening, of_made_up, of_the_record
from engine.simulation.population import MOST_ACCOUNTS, MOST_DAYS, Population
from engine.simulation.reading import days_for, of_the_end, of_the_goal, of_those_given_up
from engine.simulation.report import Report, ScenarioOutcome, Simulated, Trace, TraceLine
from engine.simulation.report import Stop as StopPart
from engine.simulation.report import Unmet as UnmetPart
from engine.simulation.scenarios import ScenarioResult, run_scenario
from engine.simulation.setting import Setting, named
from engine.simulation.simulation import simulate, trace_of, watched
from engine.simulation.summary import in_words
from engine.simulation.usual import usual_population

LIVE = "live"


def _sayable(text: str) -> str:
    """Text that can be written down. Half a character cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("This holds half a character; send whole ones.") from None
    return text


class Order(Part):
    """A simulation as it is asked for."""

    what: Literal["history", "population", "scenario"] = "population"
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)] | None = None
    """How long to watch a population. None: 90 days, or until the last to enter has had time for
    the longest typical way, if that is later."""
    accounts: Annotated[int, Field(ge=1, le=MOST_ACCOUNTS)] | None = None
    """How many at most. None: 500, or as many as the population says."""
    seed: Annotated[int, Field(ge=0, le=2**31)] | None = None
    population: Population | None = None
    """None: one that suits the journey."""
    begins: AwareDatetime | None = None
    """When a population begins to enter. None: at midnight, UTC, of the day it is asked for."""
    since: AwareDatetime | None = None
    """From when on history lets customers in. None: 90 days before `until`."""
    until: AwareDatetime | None = None
    """Up to when history counts. None: now."""
    chosen: tuple[Annotated[str, AfterValidator(_sayable)], ...] = ()
    """The external ids of the accounts whose history counts. None: those that would enter."""
    scenario: str | None = None
    """The name of one scenario. None: all of them."""
    beside: tuple[Key, ...] | Literal["live"] = ()
    """Other journeys that reach the same customers, by their keys, as they are live; or all that
    are. What they send counts for the caps."""
    trace: str | None = None
    """The customer whose timeline is wanted too: an account's external id."""

    @model_validator(mode="after")
    def _makes_sense(self) -> "Order":
        if self.population is not None and self.what != "population":
            raise ValueError("A population is simulated by what: population.")
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since must be before until.")
        return self

    def period(self, now: datetime, enough: int = 90) -> tuple[datetime, int]:
        """When it begins, and how many days are watched: of a population `enough`, unless the order
        says otherwise. `now` is aware UTC."""
        if self.what == "history":
            until = self.until or now
            since = self.since or until - timedelta(days=90)
            return since, min(ceil((until - since) / timedelta(days=1)), MOST_DAYS)
        described = self.population.begins if self.population else None
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return self.begins or described or midnight, self.days or enough


@dataclass(frozen=True)
class Task:
    """An order with all it takes to carry it out; nothing else is looked up."""

    order: Order
    setting: Setting
    now: datetime
    customers: tuple[Customer, ...] = ()
    """Whose history it is."""
    notes: tuple[str, ...] = field(default=())


def carry_out(task: Task) -> Generator[float, None, Simulated]:
    """Yields how far it is, from 0 to 1; returns the result. To cancel, stop asking.

    Raises NotFound for a scenario or a customer there is not.
    """
    if task.order.what == "scenario":
        return (yield from _scenarios(task))
    begins, days = task.order.period(task.now, _enough(task))
    setting, everybody, total = _cast(task, begins, days)
    watching = simulate(setting, everybody, begins, days, task.notes, _until(task, begins, days))
    while True:
        try:
            yield next(watching) / max(total, 1)
        except StopIteration as finished:
            report = finished.value
            break
    return Simulated(report=_read(task, report), trace=_trace(task, setting, begins, days))


def _enough(task: Task) -> int:
    """How many days see the longest typical way of a population to its end; some, in any case."""
    journey = task.setting.journey
    return max(90, days_for(journey, population_of(task.order, journey)) or 0)


def _read(task: Task, report: Report) -> Report:
    """With who was watched, and what else there is to bear in mind."""
    journey, order = task.setting.journey, task.order
    made_up = order.what != "history"
    notes = list(report.notes)
    if report.given_up:
        notes.append(of_those_given_up(report.given_up))
    if made_up and order.population is None:
        notes += of_the_goal(journey, report)
    notes += of_the_end(journey, report, population_of(order, journey) if made_up else None)
    opening = _opening(task, report)
    return in_words(
        report.model_copy(
            update={
                "among": _among(task, report.customers),
                "made_up": made_up,
                "opening": opening.said,
                "short": opening.short,
                "notes": notes,
            }
        )
    )


def _opening(task: Task, report: Report) -> Opening:
    journey, order = task.setting.journey, task.order
    if order.what != "history":
        population = population_of(order, journey)
        return of_made_up(journey, population, described=order.population is not None)
    until = _until(task, report.begins, report.days)
    known = [until - min(each.known_since or until, until) for each in task.customers]
    return of_the_record(journey, known, until - report.begins)


def _until(task: Task, begins: datetime, days: int) -> datetime:
    """The last moment that is watched: of history, none of which nothing can be on record."""
    end = begins + timedelta(days=days)
    return min(end, task.order.until or task.now) if task.order.what == "history" else end


def _among(task: Task, accounts: int) -> str:
    of = "contacts of" if task.setting.journey.subject == "contact" else "of"
    many = f"{accounts:,} account" if accounts == 1 else f"{accounts:,} accounts"
    if task.order.what != "history":
        return f"{of} {many.replace(' ', ' made-up ')}"
    if task.order.chosen:
        return f"{of} {many}, chosen by you"
    return f"{of} {many} for which something would start it; the others have no occasion"


Cast = tuple[Setting, Iterator[Inhabitant], int]


def _cast(task: Task, begins: datetime, days: int) -> Cast:
    """Who is watched, in which setting, and how many they are."""
    until = begins + timedelta(days=days)
    if task.order.what == "history":
        lived = (Inhabitant(customer, begins=begins) for customer in task.customers)
        return replace(task.setting, holds_out=True), lived, len(task.customers)
    population = population_of(task.order, task.setting.journey)
    colleagues = (*csms(population), *named(task.setting.journey))
    setting = replace(task.setting, colleagues=colleagues, holds_out=True)
    made_up = inhabitants(setting.journey, population, begins, until, setting.beside)
    return setting, made_up, population.accounts


def population_of(order: Order, journey: Journey) -> Population:
    """The population described, or one that suits the journey; with the order's own numbers."""
    population = order.population or usual_population(journey)
    own = {"accounts": order.accounts, "seed": order.seed}
    given = {name: value for name, value in own.items() if value is not None}
    return population.model_copy(update=given)


def _trace(task: Task, setting: Setting, begins: datetime, days: int) -> Trace | None:
    if task.order.trace is None:
        return None
    _, everybody, _ = _cast(task, begins, days)
    for inhabitant in everybody:
        if inhabitant.customer.key == task.order.trace:
            return trace_of(watched(setting, inhabitant, _until(task, begins, days)))
    raise NotFound(f"There is no customer “{task.order.trace}” in this simulation.")


def _scenarios(task: Task) -> Generator[float, None, Simulated]:
    journey = task.setting.journey
    wanted = [each for each in journey.scenarios if task.order.scenario in (None, each.name)]
    if not wanted:
        named = f"“{journey.journey}” has no scenario"
        raise NotFound(f"{named} “{task.order.scenario}”." if task.order.scenario else f"{named}s.")
    outcomes: list[ScenarioOutcome] = []
    for done, scenario in enumerate(wanted, start=1):
        outcomes.append(outcome_of(run_scenario(journey, scenario)))
        yield done / len(wanted)
    return Simulated(scenarios=outcomes)


def _written(expected: tuple[Expectation, ...]) -> list[dict[str, JsonValue]]:
    return [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in expected]


def outcome_of(result: ScenarioResult) -> ScenarioOutcome:
    """The result as it is told."""
    return ScenarioOutcome(
        name=result.name,
        passed=result.passed,
        failures=list(map(str, result.failures)),
        unmet=[
            UnmetPart(
                expected=each.expected,
                instead=each.instead,
                way=[StopPart(title=stop.title, day=stop.day) for stop in each.way],
            )
            for each in result.failures
        ],
        now=_written(result.now) if result.now else None,
        time_zone=result.zone,
        lines=[
            TraceLine(
                at=noted.at, kind=noted.entry.kind, step=noted.entry.step, said=noted.entry.summary
            )
            for noted in result.trace
        ],
    )
