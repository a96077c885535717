"""What the steps up to where a customer rests again ask about them."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.definition.base import StepId
from engine.definition.conditions import Condition
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    Step,
    SurveyStep,
    TaskStep,
    WaitStep,
    links,
)
from engine.definition.steps.base import Touch


class Question(NamedTuple):
    step: StepId
    case: int | None
    """Which of a branch's cases, the first is 0. None: what the step is left out by."""
    condition: Condition


def questions_ahead(journey: Journey, here: StepId) -> Iterator[Question]:
    """The nearest first. What is asked after the next rest can come about there."""
    seen, waiting = {here}, [here]
    for step_id in waiting:  # grows while it is gone through
        for each in links(journey.steps[step_id]).values():
            if each in seen or each not in journey.steps:
                continue
            seen.add(each)
            yield from _asked(journey, each)
            if not _rests(journey.steps[each]):
                waiting.append(each)


def _rests(step: Step) -> bool:
    answered = isinstance(step, TaskStep) and step.outcomes is not None
    return answered or isinstance(step, WaitStep | SurveyStep | ApproveStep)


def _asked(journey: Journey, step_id: StepId) -> Iterator[Question]:
    match journey.steps[step_id]:
        case BranchStep(cases=cases):
            for number, case in enumerate(cases):
                yield Question(step_id, number, case.when)
        case Touch(skip_when=when) | TaskStep(skip_when=when) if when is not None:
            yield Question(step_id, None, when)
        case _:
            return
