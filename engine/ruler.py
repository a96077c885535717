"""The time ruler: the earliest, the typical and the latest day on which each step is reached.

From the definition alone, and from any that can be read: a link that leads nowhere is left out.
The builder reckons the same while somebody edits (`frontend/builder/src/model/ruler.ts`), and both
are tested on `tests/shared/ruler`.

- Customers are taken to enter at 09:00. Sending windows and clock changes are left out.
- At the earliest, what can happen happens at once. Typically, what is waited for takes half of the
  time it is given; the way for when it does not come takes all of it. At the latest, everything
  takes as long as it may; a time of day comes on the next of its days.
- A step that several ways lead to is reached by the one that takes least; at the latest, by the one
  that takes most.
- Five business days are a week. Something waited for without a limit takes no time; at the latest,
  nobody can say. So it is with a task that is waited for: it may be late, unless there is a way for
  when it is overdue.
- A date of the customer's own is not known, nor is what lies behind it, unless another way leads
  there. At the latest nobody can say even so. What is waited for until such a date takes no time;
  at the latest, nobody can say.
- Where customers may come by again, and behind that, nobody can say when at the latest.
"""

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import timedelta
from heapq import heappop, heappush

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    ByDate,
    Limit,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    UntilEvent,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney, Duration, as_time, widest_gap

_ENTERS = timedelta(hours=9)
_DAY = timedelta(days=1)
_CLOSE = 1e-6


@dataclass(frozen=True)
class Reach:
    """When a step is reached, in days from entry, with fractions. None: nobody can say."""

    earliest: float | None
    typical: float | None
    latest: float | None
    """None also where there is no end to it."""

    @property
    def earliest_day(self) -> int | None:
        """The day of the journey, of which the first is 1."""
        return _day(self.earliest)

    @property
    def typical_day(self) -> int | None:
        return _day(self.typical)

    @property
    def latest_day(self) -> int | None:
        return _day(self.latest)


def _day(days: float | None) -> int | None:
    """Fractions that were added up may fall short of the whole by next to nothing."""
    return None if days is None else int(days + _CLOSE) + 1


def ruler(journey: Journey) -> dict[StepId, Reach]:
    """Of each step that is reached at all, in the order of the definition."""
    earliest = _reckoned(journey, share=0.0)
    typical = _reckoned(journey, share=0.5)
    latest = _latest(journey, earliest)
    return {
        step: Reach(earliest[step], typical.get(step), latest.get(step))
        for step in journey.steps
        if step in earliest
    }


def _reckoned(journey: Journey, share: float) -> dict[StepId, float | None]:
    """Shortest ways, where what is waited for takes that share of its time."""
    known = dict[StepId, float | None]()
    unknown = list[StepId]()
    ahead: list[tuple[float, StepId]] = [(0.0, journey.start)]
    while ahead:
        at, name = heappop(ahead)
        step = journey.steps.get(name)
        if step is None or name in known:
            continue
        known[name] = at
        for outlet, target in links(step).items():
            then = _after(step, outlet, at, share)
            if then is None:
                unknown.append(target)
            else:
                heappush(ahead, (then, target))
    _spread(journey, unknown, known)
    return known


def _spread(journey: Journey, ahead: list[StepId], known: dict[StepId, float | None]) -> None:
    """What is only reached by ways whose time nobody knows."""
    while ahead:
        name = ahead.pop()
        step = journey.steps.get(name)
        if step is not None and name not in known:
            known[name] = None
            ahead += _targets(step)


def _targets(step: Step) -> Iterable[StepId]:
    return links(step).values()


def _latest(journey: Journey, reached: Container[StepId]) -> dict[StepId, float | None]:
    """Longest ways, each step once all that lead to it are known; so those that customers may come
    by again, and all behind them, are left out."""
    known = dict[StepId, float | None]()
    steps = {name: step for name, step in journey.steps.items() if name in reached}
    open_ways = Counter(target for step in steps.values() for target in _targets(step))
    arrival: dict[StepId, float | None] = {journey.start: 0.0}
    ahead = [name for name in steps if not open_ways[name]]
    while ahead:
        name = ahead.pop()
        known[name] = at = arrival[name]
        for outlet, target in links(steps[name]).items():
            then = None if at is None else _at_last(steps[name], outlet, at)
            arrival[target] = _later(arrival.get(target, 0.0), then)
            open_ways[target] -= 1
            if target in steps and not open_ways[target]:
                ahead.append(target)
    return known


def _later(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else max(one, other)


def _at_last(step: Step, outlet: str, at: float) -> float | None:
    """When one is at the end of this way at the latest. A task can be called off until it is due,
    and then is left out."""
    match step:
        case WaitStep(until=UntilEvent() | UntilCondition(), at_most=None | ByDate()):
            return None
        case TaskStep(due=due) if step.outcomes:
            return _limited(due, at, 1.0) if due and "overdue" in links(step) else None
        case _:
            return _after(step, outlet, at, 1.0)


def _after(step: Step, outlet: str, at: float, share: float) -> float | None:
    """When one is at the end of this way, having come to the step at that time."""
    match step:
        case WaitStep():
            return _after_wait(step, outlet, at, share)
        case SurveyStep() if outlet not in ("skipped", "failed"):
            return _limited(step.at_most, at, 1.0 if outlet == "no_answer" else share)
        case TaskStep(due=Duration() as due) if step.outcomes and outlet != "skipped":
            return _limited(due, at, 1.0 if outlet == "overdue" else share)
        case ApproveStep():
            return _limited(step.due, at, share)
        case _:
            return at


def _after_wait(step: WaitStep, outlet: str, at: float, share: float) -> float | None:
    if step.for_ is not None:
        return at + step.for_.days
    match step.until:
        case None:
            return at
        case DayOfJourney() as day:
            return _limited(day, at, 1.0)
        case UntilTime(days=days):
            return at + (widest_gap(days) if share == 1.0 else share)
        case _ if outlet == "timeout" and step.at_most is not None:
            return _limited(step.at_most, at, 1.0)
        case UntilDate():
            return None
        case _:
            return at if step.at_most is None else _limited(step.at_most, at, share)


def _limited(limit: Limit, at: float, share: float) -> float | None:
    """That share of the way to the limit. One by a date of the customer's own is as none until all
    of it is over: then nobody can say."""
    if isinstance(limit, ByDate):
        return at if share < 1.0 else None
    end = comes(limit) if isinstance(limit, DayOfJourney) else at + limit.days
    return at + max(0.0, end - at) * share


def comes(day: DayOfJourney) -> float:
    """When a day of the journey does, in days from entry at 09:00."""
    shown = as_time(day.at)
    clock = timedelta(hours=shown.hour, minutes=shown.minute)
    return day.day - 1 + (clock - _ENTERS) / _DAY
