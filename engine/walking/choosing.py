"""What a person can choose where a customer waits, and what each choice does."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from engine.definition.base import Key, StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilEvent,
    WaitStep,
)
from engine.sentences import condition_sentence, step_title
from engine.sentences.words import name_in_words
from engine.simulation.happenings import Event, Happening, SurveyAnswered, TaskAnswered
from engine.simulation.life import Life
from engine.simulation.runs import Run
from engine.walking.making import fits, made_to_hold

SOON = timedelta(hours=1)
"""How long after a customer came to rest what is chosen happens, unless time is up before."""

What = Literal["time", "event", "holds", "answer", "task", "goal"]

_SCORES = {
    "nps": ((10, "promoter"), (7, "passive"), (3, "detractor")),
    "csat": ((5, "satisfied"), (3, "neutral"), (1, "dissatisfied")),
}


class Choice(BaseModel):
    """One thing that happens next, as an option of the step before it was offered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    step: StepId
    """Where the customer stood when it was chosen. The walk ends where that is no longer so."""
    what: What
    """`time` passes until it ends the wait; the awaited `event` happens; the awaited condition
    `holds`; a survey gets an `answer`; a `task` or an approval is done; the `goal` is reached."""
    properties: dict[str, JsonValue] = Field(default_factory=dict)
    """Of the event; what its filter asks for is filled in."""
    score: int | None = None
    """Of the answer."""
    outcome: Key | None = None
    """Of the task; null for one without buttons."""


@dataclass(frozen=True)
class Option:
    choice: Choice
    label: str
    """`First Login happens`."""
    at: datetime | None
    """When it would be, aware UTC. None: as soon as it is chosen."""
    makes: tuple[Happening, ...] = field(default=(), repr=False)


def options(life: Life, run: Run) -> Iterator[Option]:
    """What can happen next to a customer who rests."""
    if run.position is None or run.position.step is None:
        return
    journey, step_id = life.setting.journey, run.position.step
    at = soon(run)
    if run.held_because is None:
        yield from _of_step(life, run, journey, step_id, journey.steps[step_id], at)
        yield from _of_goal(life, run, journey, step_id, at)
    if run.wakes_at is not None:
        label = "Time passes, and nothing happens" if _may_end_otherwise(journey, run) else "Go on"
        yield Option(Choice(step=step_id, what="time"), label, run.wakes_at)


def soon(run: Run) -> datetime:
    """When what is chosen happens: before time is up."""
    assert run.looked_at is not None, "a customer who rests has been looked at"
    if run.wakes_at is None:
        return run.looked_at + SOON
    return run.looked_at + min(SOON, (run.wakes_at - run.looked_at) / 2)


def _may_end_otherwise(journey: Journey, run: Run) -> bool:
    step = journey.steps[run.position.step] if run.position and run.position.step else None
    waits = isinstance(step, WaitStep) and isinstance(step.until, UntilEvent | UntilCondition)
    return waits or isinstance(step, SurveyStep | TaskStep | ApproveStep)


def _of_step(
    life: Life, run: Run, journey: Journey, step_id: StepId, step: Step, at: datetime
) -> Iterator[Option]:
    who = _contact(life, run)
    match step:
        case WaitStep(until=UntilEvent() as until):
            event = Event(at, until.event, fits({}, until.where), who)
            label = f"{until.event} happens"
            yield Option(Choice(step=step_id, what="event"), label, at, (event,))
        case WaitStep(until=UntilCondition() as until):
            made = made_to_hold(until.when, at, who)
            if made:
                said = condition_sentence(until.when, lambda other: step_title(journey, other))
                label = f"It comes to hold: {said}"
                yield Option(Choice(step=step_id, what="holds"), label, at, tuple(made))
        case SurveyStep():
            for score, name in _SCORES[step.kind]:
                answer = SurveyAnswered(at, step_id, score)
                choice = Choice(step=step_id, what="answer", score=score)
                yield Option(choice, f"They answer {score}: {name}", at, (answer,))
        case TaskStep(outcomes=tuple() as outcomes):
            for outcome in outcomes:
                yield _pressed(step_id, outcome, at, f"Done: {name_in_words(outcome)}")
        case ApproveStep():
            yield _pressed(step_id, "approved", at, "It is approved")
            yield _pressed(step_id, "cancelled", at, "It is cancelled")
        case _:
            return


def _pressed(step_id: StepId, outcome: str, at: datetime, label: str) -> Option:
    choice = Choice(step=step_id, what="task", outcome=outcome)
    return Option(choice, label, at, (TaskAnswered(at, step_id, outcome),))


def _of_goal(
    life: Life, run: Run, journey: Journey, step_id: StepId, at: datetime
) -> Iterator[Option]:
    if journey.goal is None or run.goal_met_at is not None:
        return
    made = made_to_hold(journey.goal.when, at, _contact(life, run))
    if made:
        said = condition_sentence(journey.goal.when, lambda other: step_title(journey, other))
        label = f"The goal is reached: {said}"
        yield Option(Choice(step=step_id, what="goal"), label, at, tuple(made))


def _contact(life: Life, run: Run) -> UUID | None:
    return run.contact or (life.world.primary.id if life.world.primary else None)


def happenings(option: Option, choice: Choice) -> tuple[Happening, ...]:
    """What the choice makes happen; the person's own properties go before those made up."""
    if choice.what != "event" or not choice.properties:
        return option.makes
    return tuple(
        Event(each.at, each.name, {**each.properties, **choice.properties}, each.contact)
        if isinstance(each, Event)
        else each
        for each in option.makes
    )
