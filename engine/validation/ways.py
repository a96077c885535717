"""The ways out of a step: each has a name of its own, is taken by somebody, and none is missing."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    BranchStep,
    ExitStep,
    SplitStep,
    SurveyOutlets,
    SurveyStep,
    TaskStep,
)
from engine.sentences.words import joined
from engine.validation.finding import Path, found, meant, warning
from engine.validation.graph import graph_of, reachable
from engine.validation.known import Known

RESERVED_BUTTONS = ("next", "overdue", "skipped", "cancelled")
"""What else may become of a task; no button can be called so."""
ANSWERS = {
    "nps": ("promoter", "passive", "detractor"),
    "csat": ("satisfied", "neutral", "dissatisfied"),
}
_ALL_SURVEYS = ("no_answer", "skipped", "failed")


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        path: Path = ("steps", name)
        match step:
            case BranchStep():
                yield from _cases(path, step)
            case SplitStep():
                yield from _split(path, step)
            case TaskStep():
                yield from _task(path, name, step)
            case SurveyStep() if step.on is not None:
                yield from _survey(path, step, step.on)
            case _:
                pass
    yield from _ends(journey)


def _ends(journey: Journey) -> Iterator[Problem]:
    """Who writes the same word at several ends means them to be one."""
    ends = [
        name
        for name, step in journey.steps.items()
        if isinstance(step, ExitStep) and "outcome" not in step.model_fields_set
    ]
    if len(ends) > 1:
        come_to = reachable(graph_of(journey), journey.start)
        ends = [name for name in ends if name in come_to]
    if len(ends) > 1:
        named = joined((f"“{name}”" for name in ends), "and")
        message = f"{named} all count as “completed”: reports cannot tell them apart."
        if len(ends) == 2:
            message = message.replace(" all ", " both ")
        hint = "Give each an “outcome:” of its own, or write “outcome: completed” if that is meant."
        yield warning("same_outcome", ("steps", ends[-1], "outcome"), message, hint)


def _cases(path: Path, step: BranchStep) -> Iterator[Problem]:
    for number in _repeated(["otherwise", *(case.id for case in step.cases)]):
        case = step.cases[number - 1]
        message = f"Another way out of this branch is already called “{case.id}”."
        where = (*path, "cases", number - 1, "id")
        yield found("duplicate_case", where, message, "Give each case an id of its own.")


def _split(path: Path, step: SplitStep) -> Iterator[Problem]:
    for number in _repeated([way.id for way in step.ways]):
        message = f"Another way of this split is already called “{step.ways[number].id}”."
        where = (*path, "ways", number, "id")
        yield found("duplicate_way", where, message, "Give each way an id of its own.")
    if len({way.next for way in step.ways}) == 1:
        message = "All ways of this split lead to the same step, so it parts nobody."
        yield warning("split_to_one", (*path, "ways"), message, "Lead one of them elsewhere.")


def _task(path: Path, name: StepId, step: TaskStep) -> Iterator[Problem]:
    yield from _buttons(path, step)
    yield from _unknown_ways(path, step)
    yield from _missing_ways(path, step)
    on = step.on or {}
    if "overdue" in on and step.due is None:
        message = "This task is never overdue: nothing says by when it is due."
        hint = "Add “due: 3 business days”."
        yield found("overdue_without_due", (*path, "on", "overdue"), message, hint)
    elif "overdue" in on and step.outcomes is None:
        message = "Without answers nobody waits for this task, so this way is never taken."
        hint = "Add “outcomes:” with the answers, or remove it."
        yield found("overdue_never", (*path, "on", "overdue"), message, hint)
    if step.outcomes is not None and "overdue" not in on:
        message = f"If nobody answers “{name}”, customers wait here for ever."
        hint = "Add “due:”, and “overdue:” under “on”."
        if step.due is not None:
            hint = "Add “overdue:” under “on”."
        yield warning("endless_wait", path, message, hint)


def _buttons(path: Path, step: TaskStep) -> Iterator[Problem]:
    outcomes = step.outcomes or ()
    for number in _repeated(outcomes):
        message = f"“{outcomes[number]}” is here twice."
        yield found("duplicate_outcome", (*path, "outcomes", number), message, "Keep one of them.")
    for number, outcome in enumerate(outcomes):
        if outcome in RESERVED_BUTTONS:
            message = f"“{outcome}” is what Onward says of a task itself; no answer can be that."
            where = (*path, "outcomes", number)
            yield found("reserved_button", where, message, "Choose another word.")


def _unknown_ways(path: Path, step: TaskStep) -> Iterator[Problem]:
    outcomes = step.outcomes or ()
    known = (*outcomes, "overdue", "skipped")
    for outlet in step.on or {}:
        if outlet not in known:
            message = f"“{outlet}” is not one of this task’s answers."
            hint = meant(outlet, known, "Add it to “outcomes:”, or remove it here.")
            yield found("unknown_outcome", (*path, "on", outlet), message, hint)


def _missing_ways(path: Path, step: TaskStep) -> Iterator[Problem]:
    on = step.on or {}
    if step.next is not None:
        return
    if step.outcomes is None:
        message = "This task does not say where the journey goes on."
        yield found("task_without_next", (*path, "next"), message, "Add “next:”.")
        return
    for number, outcome in enumerate(step.outcomes):
        if outcome not in on and outcome not in RESERVED_BUTTONS:
            message = f"Nothing says where “{outcome}” leads."
            hint = f"Add “{outcome}:” under “on”, or “next:” for all that are not named there."
            yield found("outcome_without_way", (*path, "outcomes", number), message, hint)
    if step.skip_when is not None and "skipped" not in on:
        message = "Nothing says where the journey goes on when this task is skipped."
        hint = "Add “skipped:” under “on”, or “next:”."
        yield found("skipped_without_way", (*path, "on"), message, hint)


def _survey(path: Path, step: SurveyStep, on: SurveyOutlets) -> Iterator[Problem]:
    fitting = (*ANSWERS[step.kind], *_ALL_SURVEYS)
    for outlet in on.targets():
        if outlet not in fitting:
            message = f"“{outlet}” is not an answer to {step.kind.upper()}; nobody goes this way."
            hint = f"Its answers are {', '.join(ANSWERS[step.kind])} and no_answer."
            yield found("wrong_answer", (*path, "on", outlet), message, hint)


def _repeated(names: tuple[str, ...] | list[str]) -> list[int]:
    """The places of names that came before."""
    return [number for number, name in enumerate(names) if name in names[:number]]
