"""What to bear in mind of a simulation: why fewer reach the goal, and who is not through."""

from collections.abc import Iterator
from math import ceil

from engine.coming import date_triggers
from engine.definition.conditions import AllOf, Condition, EventHappened
from engine.definition.journey import Journey
from engine.definition.steps import ExitStep, MovingDate, dates_of
from engine.ruler import ruler
from engine.simulation.population import MOST_DAYS, Population
from engine.simulation.report import Report
from engine.simulation.usual import DATES_WITHIN, WITHIN_DAYS

_MANY = 10
"""With more things to be done than that, next to nobody does all of them."""


def of_the_goal(journey: Journey, report: Report) -> Iterator[str]:
    """Why, where half do each thing, another share of customers reaches the goal. How long they
    are inside is not said where dates of their own decide it, or the report says otherwise."""
    goal = journey.goal
    if goal is None:
        return
    things = _things(goal.when)
    if things > 1:
        share = f"about one in {2**things:,}" if things <= _MANY else "hardly anybody"
        yield (
            f"The goal takes {things:,} such things, and each is done by half of the customers,"
            f" whatever else they do: {share} does all of them."
        )
    through = longest_way(journey)
    if goal.within is not None and goal.within.days < min(WITHIN_DAYS, through or WITHIN_DAYS):
        yield (
            f"The goal counts for {goal.within.in_words()} after entry, and things are done at any"
            f" time in {WITHIN_DAYS} days: of those who do one, about {_share(goal.within.days)} do"
            " so in time."
        )
    elif through is not None and through < WITHIN_DAYS and not _takes_longer(journey, report):
        yield (
            f"Customers are typically through after {_days(through)}, and things are done at any"
            f" time in {WITHIN_DAYS} days: of those who do one, about {_share(through)} do so while"
            " they are inside."
        )


def of_those_given_up(count: int) -> str:
    """Whom nobody watched to the end, in words."""
    went = "1 customer went" if count == 1 else f"{count:,} customers went"
    return f"{went} round and round, and {'was' if count == 1 else 'were'} not watched to the end."


def of_the_end(journey: Journey, report: Report, population: Population | None) -> Iterator[str]:
    """Who was still under way when nobody looked any longer. `population` None: it was history."""
    if not report.running:
        return
    were = "1 was" if report.running == 1 else f"{report.running:,} were"
    if population is None:
        yield f"{were} still under way when the record ends."
        return
    said = f"{were} still under way after {report.days} days."
    needed = days_for(journey, population)
    if needed is not None and needed > report.days:
        said += f" To see the longest typical way to its end, watch {needed} days."
    yield said


def days_for(journey: Journey, population: Population) -> int | None:
    """How long to watch so that the last to enter has time for the longest typical way. None:
    nobody can say how long that is."""
    longest, waited = longest_way(journey), _last_date(journey, population)
    if longest is None and waited is None:
        return None
    longest = longest or 0
    dates = max(waited or 0, DATES_WITHIN if any(date_triggers(journey)) else 0)
    return min(MOST_DAYS, ceil(population.enter_within.days + dates + longest + 1))


def _takes_longer(journey: Journey, report: Report) -> bool:
    """Whether customers are inside for longer than the steps alone tell."""
    through = longest_way(journey)
    median = report.goal.median_days if report.goal else None
    late = median is not None and through is not None and median > max(1, through)
    return late or any(_waited_dates(journey))


def _waited_dates(journey: Journey) -> Iterator[MovingDate]:
    return (moving for step in journey.steps.values() for moving in dates_of(step))


def _last_date(journey: Journey, population: Population) -> int | None:
    """How many days after they come the last date comes by which a wait ends. None: there is none,
    or nobody can say."""
    found = list[int]()
    for moving in _waited_dates(journey):
        values = population.traits.get(moving.trait)
        if values is None or values.date is None:
            continue
        shift = 0.0
        if moving.offset is not None:
            days = moving.offset.duration.days
            shift = -days if moving.offset.before else days
        found.append(ceil(values.date[1] + shift))
    return max(found, default=None)


def longest_way(journey: Journey) -> float | None:
    """When customers come to an end by the typical way that takes most, in days from entry."""
    ends = [
        reach.typical
        for name, reach in ruler(journey).items()
        if isinstance(journey.steps[name], ExitStep) and reach.typical is not None
    ]
    return max(ends, default=None)


def _things(when: Condition) -> int:
    """How many things are to be done, each by itself."""
    match when:
        case AllOf():
            return sum(map(_things, when.all))
        case EventHappened():
            asked = when.at_least if when.exactly is None else when.exactly
            return 0 if when.at_most is not None else 1 if asked is None else asked
        case _:
            return 0


def _days(days: float) -> str:
    whole = max(1, round(days))
    return "a day" if whole == 1 else f"{whole} days"


def _share(days: float) -> str:
    return f"{max(1, round(100 * days / WITHIN_DAYS))} %"
