"""Mails that may go out at night, since nobody has set hours for them."""

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    EmailStep,
    Step,
    SurveyStep,
    UntilDate,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney
from engine.definition.triggers import DateTrigger, ScheduleTrigger
from engine.sentences import step_title
from engine.sentences.words import joined
from engine.validation.finding import warning

_NAMED = 3
"""So many are named; of more, how many there are."""


def at_any_hour(journey: Journey, *, quiet: bool) -> Problem | None:
    """Said once, of all of them. None: there are none, or that was decided: by hours of the journey
    (`send.window`, `always` too), by a step's own, or by `quiet` hours of the installation."""
    if quiet or journey.send.window is not None:
        return None
    mails = [name for name, step in journey.steps.items() if _has_no_hours(step)]
    timed = _come_to_at_a_time(journey)
    free = [f"“{step_title(journey, name)}”" for name in mails if name not in timed]
    if not free:
        return None
    go = "1 mail goes" if len(free) == 1 else f"{len(free)} mails go"
    more = len(free) - _NAMED
    named = [*free[:_NAMED], f"{more} more"] if more > 0 else free
    return warning(
        "any_hour",
        ("send", "window"),
        f"{go} out at any hour, also at night: {joined(named, 'and')}.",
        "Set hours for all of the journey’s mails there, or leave it so.",
    )


def _has_no_hours(step: Step) -> bool:
    if not isinstance(step, EmailStep | SurveyStep):
        return False
    by_mail = isinstance(step, EmailStep) or step.channel == "email"
    return by_mail and (step.send is None or step.send.window is None)


def _come_to_at_a_time(journey: Journey) -> set[StepId]:
    """The steps that customers come to at an hour that somebody has set, whichever way."""
    ways = [
        (to, _ends_at_a_time(step, outlet))
        for step in journey.steps.values()
        for outlet, to in links(step).items()
    ]
    triggers = journey.entry.triggers
    begins = bool(triggers) and all(
        isinstance(each, DateTrigger | ScheduleTrigger) for each in triggers
    )
    ways.append((journey.start, begins))
    return {to for to, _ in ways} - {to for to, timed in ways if not timed}


def _ends_at_a_time(step: Step, outlet: str) -> bool:
    if not isinstance(step, WaitStep):
        return False
    if outlet == "timeout":
        return isinstance(step.at_most, DayOfJourney)
    return outlet == "next" and isinstance(step.until, DayOfJourney | UntilTime | UntilDate)
