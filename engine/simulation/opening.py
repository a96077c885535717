"""How a simulation was reckoned: what is on record, and what is assumed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.definition.journey import Journey
from engine.definition.steps import ApproveStep, SurveyStep, TaskStep
from engine.simulation.deeds import deeds_for, ends_of
from engine.simulation.population import Population
from engine.simulation.reading import longest_way

_DAY = timedelta(days=1)

MADE_UP = "Made-up customers, to try the journey out: their numbers are no forecast of your work."
DESCRIBED = f"{MADE_UP} Who they are and what they do is as somebody described them."
ASSUMED = (
    "Nobody described these customers; they were made up from what the journey asks about: within "
    "three weeks half of them do each thing it looks for{ends}; half are in each segment it asks "
    "about."
)
_ENDS = ", and five in a hundred each thing that takes them out"
_NO_ENDS = ", and nobody does anything that takes them out"

NOTHING_BEYOND = (
    "Nothing is assumed of what comes after: who is on the way when the record ends is counted as "
    "still inside."
)


@dataclass(frozen=True)
class Opening:
    said: str
    short: bool = False
    """What is on record is too short for the journey."""


def of_made_up(journey: Journey, population: Population, *, described: bool) -> Opening:
    """`described`: somebody said who they are."""
    if described:
        return Opening(DESCRIBED)
    return Opening(" ".join((MADE_UP, _doing(journey), _rates(journey, population))))


def _doing(journey: Journey) -> str:
    """What is assumed of customers nobody described, as far as it is so."""
    ends = [deeds_for(when) for when in ends_of(journey)]
    if not ends:
        return ASSUMED.format(ends="")
    left = sum(not deeds for deeds in ends)
    if left == len(ends):
        return ASSUMED.format(ends=_NO_ENDS)
    but = f", but for {left} of these {len(ends)} rules, which no customer can bring about"
    return ASSUMED.format(ends=_ENDS + (but if left else ""))


def _rates(journey: Journey, population: Population) -> str:
    """At which they, and your colleagues, are taken to answer."""
    kinds = {type(step) for step in journey.steps.values()}
    found = [f"{_share(each.chance)} of messages are {each.was}" for each in population.messages]
    if kinds & {TaskStep, ApproveStep}:
        found.append(f"{_share(population.tasks[0].chance)} of tasks are done")
    if SurveyStep in kinds:
        found.append(f"{_share(population.surveys[0].chance)} of surveys are answered")
    return f"Also assumed: {', '.join(found)}."


def _share(chance: float) -> str:
    return f"{chance:.0%}".replace("%", " %")


def of_the_record(journey: Journey, known: Sequence[timedelta], looked_at: timedelta) -> Opening:
    """`known`: for how long anything is on record of each customer. `looked_at`: how much of it
    may count."""
    way = longest_way(journey)
    needed = timedelta(days=way or 0)
    covered = [min(each, looked_at) for each in known]
    longest = max(covered, default=timedelta())
    shorter = sum(each < needed for each in covered)
    if not shorter or 2 * shorter <= len(covered):
        return Opening(f"What is on record of {_long(looked_at)}. {NOTHING_BEYOND}")
    takes = f"the longest typical way through this journey takes {_long(needed)}"
    if longest >= needed:
        several = f"{shorter:,} of these {len(covered):,} customers"
        said = f"Onward has known {several} for a shorter time than it takes: {takes}."
    elif longest < looked_at:
        said = f"Onward has known these customers for {_long(longest)}; {takes}."
    else:
        said = f"This looks at what is on record of {_long(looked_at)}; {takes}."
    return Opening(f"{said} {NOTHING_BEYOND}", short=True)


def _long(time: timedelta) -> str:
    """As much of it as is over, in the largest unit that says something."""
    for unit, length in (("day", _DAY), ("hour", _DAY / 24), ("minute", _DAY / 1440)):
        if (many := time // length) > 0:
            return f"{many:,} {unit}" if many == 1 else f"{many:,} {unit}s"
    return "less than a minute"
