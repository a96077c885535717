"""What is written on the links of a journey: when each way out of a step is taken."""

from collections.abc import Mapping
from functools import partial

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    ByDate,
    GoToStep,
    Limit,
    SplitStep,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    WaitStep,
)
from engine.definition.times import DayOfJourney, Duration
from engine.sentences.conditions import condition_sentence
from engine.sentences.names import NO_NAMES, Names
from engine.sentences.waits import date_sentence
from engine.sentences.words import Sentence, name_in_words, say, share_in_words, step_title


def outlet_sentence(
    journey: Journey, step_id: StepId, outlet: str, names: Names = NO_NAMES
) -> Sentence | None:
    """What is written on a link. None for the ordinary next, which needs no words."""
    step = journey.steps[step_id]
    match step:
        case BranchStep():
            return _case(journey, step, outlet, names)
        case SplitStep():
            return _way(step, outlet)
        case GoToStep():
            return None
        case _ if outlet == "next":
            return None
        case TaskStep():
            return say(_TASK.get(outlet, name_in_words(outlet)))
        case ApproveStep():
            return _approval(step, outlet)
        case SurveyStep() if outlet == "no_answer":
            return say("no answer ", _by(step.at_most))
        case SurveyStep() if outlet in _ANSWERS:
            return say(_ANSWERS[outlet])
        case WaitStep():
            return _waited(step, outlet)
        case _:
            return say(_ORDINARY.get(outlet, name_in_words(outlet)))


_ORDINARY: Mapping[str, str] = {"skipped": "if skipped", "failed": "if it fails"}
_TASK: Mapping[str, str] = {"skipped": "if skipped", "overdue": "if overdue"}
_ANSWERS: Mapping[str, str] = {
    "promoter": "promoter (9 or 10)",
    "passive": "passive (7 or 8)",
    "detractor": "detractor (0 to 6)",
    "satisfied": "satisfied (4 or 5)",
    "neutral": "neutral (3)",
    "dissatisfied": "dissatisfied (1 or 2)",
}


def _case(journey: Journey, step: BranchStep, outlet: str, names: Names) -> Sentence:
    for case in step.cases:
        if case.id == outlet:
            return condition_sentence(case.when, partial(step_title, journey), names)
    return say(name_in_words(outlet))


def _way(step: SplitStep, outlet: str) -> Sentence:
    whole = sum(way.weight for way in step.ways)
    shares = {way.id: share_in_words(way.weight, whole) for way in step.ways}
    return say(name_in_words(outlet), f" ({shares[outlet]})" if outlet in shares else "")


def _approval(step: ApproveStep, outlet: str) -> Sentence:
    silent = f", or no answer within {step.due.in_words()}" if step.silence == outlet else ""
    return say(name_in_words(outlet), silent)


def _waited(step: WaitStep, outlet: str) -> Sentence:
    match outlet, step.until:
        case "happened", UntilCondition():
            return say("as soon as it is met")
        case "happened", _:
            return say("as soon as it happens")
        case "passed", _:
            return say("if the date has passed")
        case "timeout", UntilDate():
            return say("if the date is not known ", _by(step.at_most))
        case "timeout", _:
            return say("not ", _by(step.at_most)) if step.at_most else say("too late")
        case _:
            return say(name_in_words(outlet))


def _by(limit: Limit | None) -> str:
    match limit:
        case Duration():
            return f"within {limit.in_words()}"
        case DayOfJourney():
            return f"by {limit.in_words()}"
        case ByDate():
            return f"by {date_sentence(limit.date)} at {limit.at}"
        case None:
            return "in time"
