"""What introduces each of several ways on from a step."""

from collections.abc import Sequence

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import (
    BranchStep,
    SplitStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilDate,
    WaitStep,
    links,
)
from engine.sentences import NO_NAMES, Names, Sentence, outlet_sentence, say
from engine.sentences.words import joined, name_in_words

_NO_ANSWERS = ("next", "no_answer", "overdue", "skipped", "failed")


def way_sentence(
    journey: Journey, step_id: StepId, outlets: Sequence[str], names: Names = NO_NAMES
) -> Sentence | None:
    """`If account seats is less than 10`, `As soon as it happens`. None: the ordinary way."""
    step = journey.steps[step_id]
    if "next" in outlets and not isinstance(step, SurveyStep | TaskStep):
        return None
    words = [_words(journey, step_id, outlet, names) for outlet in outlets]
    match step:
        case BranchStep() if list(outlets) == ["otherwise"]:
            return say("Otherwise")
        case WaitStep():
            return joined(words, "or").capitalized()
        case SplitStep():
            return say("By lot, ", joined(words, "or"))
        case _:
            return say("If ", joined(words, "or"))


def _words(journey: Journey, step_id: StepId, outlet: str, names: Names) -> Sentence:
    step, said = journey.steps[step_id], outlet_sentence(journey, step_id, outlet, names)
    match step, outlet:
        case BranchStep(), "otherwise":
            return say("none of this")
        case ((SurveyStep() | TaskStep()), "next"):
            return say("any other answer")
        case WaitStep(until=UntilCondition() | UntilDate()), "timeout":
            return say("if ", _bare(said, outlet))
        case WaitStep(), "timeout":
            return say("if it does ", _bare(said, outlet))
        case WaitStep(), _:
            return said or say(name_in_words(outlet))
        case _:
            return _bare(said, outlet)


def _names_answers(step: Step) -> bool:
    """Whether some answers lead somewhere of their own."""
    return any(outlet not in _NO_ANSWERS for outlet in links(step))


def _bare(words: Sentence | None, outlet: str) -> Sentence:
    """Without the “if” that some of them begin with."""
    if words is None:
        return say(name_in_words(outlet))
    first, *rest = words.runs
    bare = type(first)(first.text.removeprefix("if "), first.strong)
    return Sentence((bare, *rest))
