"""Waits until a day of the journey that is past for those whose message before it had to wait for
a weekend: what comes after the wait then follows that message at once."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.arbiter import rules
from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    EmailStep,
    InAppStep,
    SurveyStep,
    TaskStep,
    UntilTime,
    WaitStep,
    Window,
    links,
)
from engine.definition.times import DayOfJourney, Duration, Unit, weekdays, widest_gap
from engine.definition.triggers import ScheduleTrigger
from engine.ruler import Reach, comes, ruler
from engine.sentences import step_title
from engine.validation.any_hour import reached_at_any_hour
from engine.validation.finding import warning
from engine.validation.known import Known

_WEEKDAYS = frozenset(range(5))
_OF_BUSINESS = (Unit.BUSINESS_DAYS, Unit.BUSINESS_HOURS)


@dataclass(frozen=True)
class _PutOff:
    """A message, and when it goes out to whoever comes to it when its window is closed longest."""

    message: StepId
    window: Window
    evening: bool
    """Whether they may come when the last open day is over, and not only on a closed one."""
    day: int
    """The day of the journey, at the earliest."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    """At most one of each wait: by the message that goes out latest, of several by the first. Whom
    a schedule brings come on its days, so nothing is said of journeys that begin by one."""
    triggers = journey.entry.triggers
    if triggers and all(isinstance(each, ScheduleTrigger) for each in triggers):
        return
    reaches, latest = ruler(journey), dict[StepId, _PutOff]()
    for put_off in _put_off(journey, reaches):
        for name in _at_once(journey, put_off.message):
            latest[name] = max(latest.get(name, put_off), put_off, key=lambda each: each.day)
    for name, put_off in latest.items():
        step = journey.steps[name]
        if isinstance(step, WaitStep):
            yield from _past(journey, name, step, put_off, reaches[name])


def _past(
    journey: Journey, name: StepId, wait: WaitStep, put_off: _PutOff, reach: Reach
) -> Iterator[Problem]:
    key, ends, outlet = (
        ("until", wait.until, "next")
        if isinstance(wait.until, DayOfJourney)
        else ("at_most", wait.at_most, "timeout")
    )
    then = links(wait).get(outlet)
    if not isinstance(ends, DayOfJourney) or then is None:
        return
    if (put_off.day, put_off.window.from_) < (ends.day, ends.at):
        return
    if reach.earliest is None or reach.earliest >= comes(ends):  # which is said already
        return
    for after in _at_once(journey, then):
        touch = journey.steps[after]
        if isinstance(touch, (EmailStep, InAppStep, SurveyStep, TaskStep)):
            if not _goes_with(put_off.window, touch, journey):
                return
            first, second = (f"“{step_title(journey, each)}”" for each in (put_off.message, after))
            message = (
                f"Who comes to {first} {_when(put_off)} gets it on day {put_off.day}, when the wait"
                f" until day {ends.day} is over: {second} then follows at once."
            )
            hint = (
                f"Let {first} go out on all days, or wait some days after it instead of until a"
                " day."
            )
            yield warning("past_after_weekend", ("steps", name, key, "day"), message, hint)
            return


def _goes_with(
    window: Window, step: EmailStep | InAppStep | SurveyStep | TaskStep, journey: Journey
) -> bool:
    """Whether it may go out whenever the window opens."""
    own = (
        None if isinstance(step, TaskStep) else rules(journey.send, step.send, journey.topic).window
    )
    if own is None or own == window:
        return True
    return weekdays(own.days) >= weekdays(window.days) and own.from_ <= window.from_ < own.to


def _when(put_off: _PutOff) -> str:
    days = weekdays(put_off.window.days)
    if days == _WEEKDAYS:
        closed = "a weekend"
    else:
        closed = f"{'days' if widest_gap(put_off.window.days) > 2 else 'a day'} without messages"
    return f"{'before' if put_off.evening else 'on'} {closed}"


def _put_off(journey: Journey, reaches: dict[StepId, Reach]) -> Iterator[_PutOff]:
    """Messages that may have to wait for days on which none go out. Those that customers come to
    on days that were chosen, or count as business days, are left out."""
    free = reached_at_any_hour(journey)
    chosen = {
        name
        for step in journey.steps.values()
        if isinstance(step, WaitStep) and _chooses_days(step)
        for to in links(step).values()
        for name in _at_once(journey, to)
    }
    for name, step in journey.steps.items():
        reach = reaches.get(name)
        if not isinstance(step, EmailStep | InAppStep) or name in chosen or reach is None:
            continue
        sending = rules(journey.send, step.send, journey.topic)
        window, patience = sending.window, sending.patience
        if window is None or reach.earliest_day is None:
            continue
        closed = widest_gap(window.days) - 1
        evening = name in free and window.from_ < window.to
        if closed and (patience is None or patience.days > closed):
            yield _PutOff(name, window, evening, reach.earliest_day + closed + evening)


def _chooses_days(wait: WaitStep) -> bool:
    lengths = (wait.for_, wait.at_most)
    return isinstance(wait.until, UntilTime) or any(
        isinstance(each, Duration) and each.unit in _OF_BUSINESS for each in lengths
    )


def _at_once(journey: Journey, start: StepId) -> Iterator[StepId]:
    """The step, and all that are come to from it without waiting, in the order of the ways. A
    message is taken to go out."""
    seen, ahead = set[StepId](), [start]
    while ahead:
        name = ahead.pop()
        step = journey.steps.get(name)
        if step is None or name in seen:
            continue
        seen.add(name)
        yield name
        match step:
            case WaitStep() | SurveyStep() | ApproveStep():
                pass
            case TaskStep() if step.outcomes:
                pass
            case EmailStep() | InAppStep():
                ahead.append(step.next)
            case _:
                ahead += [*links(step).values()][::-1]
