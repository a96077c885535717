"""A limit by a date of the customer's own does end the wait: the date is known, and to come."""

import math
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import TypeGuard

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ByDate,
    Step,
    SurveyStep,
    UntilDate,
    UntilEvent,
    WaitStep,
    links,
)
from engine.definition.times import Unit, as_time
from engine.definition.triggers import DateTrigger
from engine.sentences.waits import date_sentence
from engine.validation.entrants import had_by_all
from engine.validation.finding import warning
from engine.validation.known import Known

_BUSINESS = (Unit.BUSINESS_DAYS, Unit.BUSINESS_HOURS)


def problems(journey: Journey, _: Known) -> Iterator[Problem]:
    had = had_by_all(journey)
    for name, step in journey.steps.items():
        limit = _limit(step)
        if limit is None:
            continue
        path, trait = ("steps", name, "at_most"), limit.date.trait
        if trait not in had and (unless := _unless(step, had)) is not None:
            message = f"Customers without “{trait}” wait here for ever{unless}."
            hint = "Fine if the date is sure to come. Else end it after a while."
            yield warning("limit_unknown", (*path, "date", "trait"), message, hint)
        ends = _days(limit)
        if ends is not None and _reached(journey, trait).get(name, -math.inf) > ends:
            message = (
                f"Nobody waits here: “{date_sentence(limit.date)}” is past before anybody comes."
            )
            yield warning("limit_past", (*path, "date"), message, "Choose a later one.")


def _limit(step: Step) -> ByDate | None:
    limit = step.at_most if isinstance(step, WaitStep | SurveyStep) else None
    return limit if isinstance(limit, ByDate) else None


def _unless(step: Step, had: frozenset[str]) -> str | None:
    """What ends it for those without the date. None: it does end."""
    match step:
        case WaitStep(until=UntilEvent(event=event)):
            return f" unless “{event}” happens"
        case WaitStep(until=UntilDate(date=moving)):
            if moving.trait in had:
                return None
            same = _goes_by(step.at_most, moving.trait)
            return "" if same else f" unless “{moving.trait}” becomes known"
        case SurveyStep():
            return " unless they answer"
        case _:
            return " unless its condition holds"


def _days(moment: ByDate | UntilDate | DateTrigger) -> float | None:
    """How many days after its date it comes, before it when less than 0. None: nobody can say."""
    offset, at = moment.date.offset, as_time(moment.at)
    clock = (at.hour + at.minute / 60) / 24
    if offset is None:
        return clock
    if offset.duration.unit in _BUSINESS:
        return None
    return clock + (-offset.duration.days if offset.before else offset.duration.days)


def _reached(journey: Journey, trait: str) -> dict[StepId, float]:
    """How many days after the date of this trait each step is come to at the earliest, as far as
    what starts the journey and the waits on the way say so."""
    starts = [_days(each) for each in journey.entry.triggers if _goes_by(each, trait)]
    known = [days for days in starts if days is not None]
    is_alone = len(known) == len(journey.entry.triggers)
    begins = min(known) if known and is_alone else -math.inf
    found = dict[StepId, float]()
    ahead = [(begins, journey.start)]
    while ahead:
        at, name = heappop(ahead)
        step = journey.steps.get(name)
        if step is None or name in found:
            continue
        found[name] = at
        for outlet, target in links(step).items():
            heappush(ahead, (_after(step, outlet, at, trait), target))
    return found


def _goes_by(moment: object, trait: str) -> TypeGuard[ByDate | UntilDate | DateTrigger]:
    return isinstance(moment, ByDate | UntilDate | DateTrigger) and moment.date.trait == trait


def _after(step: Step, outlet: str, at: float, trait: str) -> float:
    match step, outlet:
        case WaitStep(for_=duration), _ if duration is not None:
            return at + duration.least.total_seconds() / 86_400
        case WaitStep(until=UntilDate() as until), "next" | "passed" if _goes_by(until, trait):
            comes = _days(until)
        case (WaitStep(at_most=ByDate() as limit), "timeout") | (
            SurveyStep(at_most=ByDate() as limit),
            "no_answer",
        ) if _goes_by(limit, trait):
            comes = _days(limit)
        case _:
            return at
    return at if comes is None else max(at, comes)
