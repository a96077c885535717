"""Mails that may go out at night, since nobody has set hours for them."""

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    ByDate,
    EmailStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilDate,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import DayOfJourney, Duration, Unit
from engine.definition.triggers import DateTrigger, ScheduleTrigger
from engine.validation.finding import named, warning

_WHOLE_DAYS = (Unit.DAYS, Unit.WEEKS, Unit.BUSINESS_DAYS)
"""After so many the customer's clock shows what it showed before."""


def at_any_hour(journey: Journey, *, quiet: bool) -> Problem | None:
    """Said once, of all of them. None: there are none, or that was decided: by hours of the journey
    (`send.window`, `always` too), by a step's own, or by `quiet` hours of the installation."""
    if quiet or journey.send.window is not None:
        return None
    reached = reached_at_any_hour(journey)
    mails = [name for name, step in journey.steps.items() if _has_no_hours(step)]
    free = [name for name in mails if name in reached]
    if not free:
        return None
    go = "1 mail goes" if len(free) == 1 else f"{len(free)} mails go"
    return warning(
        "any_hour",
        ("send", "window"),
        f"{go} out at any hour, also at night: {named(journey, free, 'and')}.",
        "Set hours for all of the journey’s mails there, or leave it so.",
    )


def _has_no_hours(step: Step) -> bool:
    if not isinstance(step, EmailStep | SurveyStep):
        return False
    by_mail = isinstance(step, EmailStep) or step.channel == "email"
    return by_mail and (step.send is None or step.send.window is None)


def reached_at_any_hour(journey: Journey) -> set[StepId]:
    """The steps that some customers come to at an hour that nobody has set. What takes no time
    leads on at the hour at which it is reached."""
    triggers = journey.entry.triggers
    begins_at_a_time = bool(triggers) and all(
        isinstance(each, DateTrigger | ScheduleTrigger) for each in triggers
    )
    seen = set[tuple[StepId, bool]]()
    ahead = [(journey.start, not begins_at_a_time)]
    while ahead:
        name, free = here = ahead.pop()
        step = journey.steps.get(name)
        if step is None or here in seen:
            continue
        seen.add(here)
        ahead += [(to, _ends_at_any_hour(step, way, free)) for way, to in links(step).items()]
    return {name for name, free in seen if free}


def _ends_at_any_hour(step: Step, outlet: str, free: bool) -> bool:
    """`free`: whether the step is reached at any hour."""
    match step:
        case WaitStep(for_=Duration() as period):
            return free or period.unit not in _WHOLE_DAYS
        case WaitStep(until=DayOfJourney() | UntilTime() | UntilDate()) if outlet == "next":
            return False
        case WaitStep(at_most=DayOfJourney() | ByDate()) if outlet == "timeout":
            return False
        case WaitStep(at_most=Duration() as period) if outlet == "timeout":
            return free or period.unit not in _WHOLE_DAYS
        case SurveyStep() if outlet in ("skipped", "failed"):
            return free
        case TaskStep() if not step.outcomes or outlet == "skipped":
            return free
        case WaitStep() | SurveyStep() | TaskStep() | ApproveStep():
            return True
        case _:
            return free
