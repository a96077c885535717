"""What is written on a line. A way without words beside others that have some would be a riddle."""

from collections.abc import Sequence

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import SurveyStep, TaskStep, links
from engine.sentences import NO_NAMES, Names, Sentence, outlet_sentence, say
from engine.sentences.words import joined, name_in_words
from engine.validation.ways import ANSWERS

_MOST_NAMED = 3
"""So many answers are named; more would be no label any longer."""


def way_words(
    journey: Journey, step_id: StepId, outlets: Sequence[str], names: Names = NO_NAMES
) -> Sentence | None:
    """Each way that shares the line: `reached or if overdue`. None: most customers go it anyhow."""
    if len(set(links(journey.steps[step_id]).values())) == 1 and "next" in outlets:
        return None
    said = [_words(journey, step_id, outlet, names) for outlet in outlets]
    words = [sentence for sentence in said if sentence is not None]
    return joined(words, "or") if len(words) == len(said) else None


def _words(journey: Journey, step_id: StepId, outlet: str, names: Names) -> Sentence | None:
    step = journey.steps[step_id]
    if outlet == "next" and isinstance(step, SurveyStep | TaskStep):
        return _rest(step)
    return outlet_sentence(journey, step_id, outlet, names)


def _rest(step: SurveyStep | TaskStep) -> Sentence | None:
    """Who goes on by the ordinary next, where some answers have a way of their own."""
    if isinstance(step, TaskStep):
        every: Sequence[str] = step.outcomes or ()
    else:
        every = (*ANSWERS[step.kind], "no_answer")
    own = links(step)
    rest = [answer for answer in every if answer not in own]
    if len(rest) == len(every):
        return None
    if not rest and "skipped" not in own:
        return say("if skipped")
    if 0 < len(rest) <= _MOST_NAMED:
        return joined([name_in_words(answer) for answer in rest], "or")
    return say("anything else")
