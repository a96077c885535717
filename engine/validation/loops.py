"""Nobody goes round for ever without time passing, nor is asked again and again unawares."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    BranchStep,
    GoToStep,
    Limit,
    SplitStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilEvent,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.steps.base import Touch
from engine.definition.times import Duration
from engine.validation.finding import found, warning
from engine.validation.graph import Graph
from engine.validation.known import Known

OFTEN = 28
"""Days. Who comes by more seldom is meant to: a question once a quarter is no mistake."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    yield from _without_wait(journey)
    yield from _again_and_again(journey)


def _without_wait(journey: Journey) -> Iterator[Problem]:
    for loop in _loops(journey, at_once):
        message = f"Customers would go round for ever without waiting: {_shown(loop)}."
        hint = (
            "Put a wait for a duration, a time of day or an event somewhere on the way round. A "
            "condition may hold at once, and a date or a day of the journey may be past."
        )
        yield found("loop_without_wait", ("steps", loop[0]), message, hint)


def _again_and_again(journey: Journey) -> Iterator[Problem]:
    """Loops that only somebody who does something gets out of."""
    for loop in _loops(journey, in_silence):
        steps = [journey.steps[name] for name in loop]
        days = sum(map(_days_of_silence, steps))
        if not 0 < days < OFTEN or not any(map(_asks, steps)):
            continue
        often = "about every day" if days < 1.5 else f"about every {round(days)} days"
        message = f"Whoever does nothing goes round for ever, {often}: {_shown(loop)}."
        hint = "After the last try, lead on to an end or to another step, unless that is meant."
        yield warning("again_and_again", ("steps", loop[0]), message, hint)


def _loops(journey: Journey, ahead: Callable[[Step], frozenset[StepId]]) -> Iterator[list[StepId]]:
    """Loops from which `ahead` leads nowhere else, each once."""
    graph: Graph = {
        name: ahead(step) & journey.steps.keys() for name, step in journey.steps.items()
    }
    while graph := _trimmed(graph):
        loop = _a_loop(graph)
        yield loop
        graph = {name: targets for name, targets in graph.items() if name not in loop}


def _shown(loop: Sequence[StepId]) -> str:
    return " → ".join(f"“{name}”" for name in [*loop, loop[0]])


def in_silence(step: Step) -> frozenset[StepId]:
    """Where a customer goes on to while nobody does anything."""
    ways = links(step)
    match step:
        case SplitStep():
            return frozenset(ways.values())
        case BranchStep():
            taken = "otherwise"
        case GoToStep():
            taken = "to"
        case WaitStep(until=UntilEvent() | UntilCondition()):
            taken = "timeout"
        case TaskStep() if step.outcomes is not None:
            taken = "overdue"
        case ApproveStep():
            taken = step.silence
        case SurveyStep():
            taken = _or_next("no_answer", ways)
        case _:
            taken = "next"
    return frozenset({ways[taken]} if taken in ways else ())


def _days_of_silence(step: Step) -> float:
    """How long that takes, about; what passes but once takes no time."""
    match step:
        case WaitStep(until=UntilTime()):
            return 1
        case WaitStep(until=None, for_=Duration() as lasts):
            return lasts.days
        case WaitStep(at_most=Duration() as lasts) | SurveyStep(at_most=Duration() as lasts):
            return lasts.days
        case TaskStep(due=Duration() as lasts) if step.outcomes is not None:
            return lasts.days
        case ApproveStep():
            return step.due.days
        case _:
            return 0


def _asks(step: Step) -> bool:
    return isinstance(step, Touch | TaskStep | ApproveStep)


def at_once(step: Step) -> frozenset[StepId]:
    """Where a customer may go on to without any time passing, also on a second visit.

    A condition may hold already. A date, and a day of the journey, may be past: it passes only
    once, and holds nobody up the second time. A message that is left out is not waited for.
    """
    ways = links(step)
    match step:
        case WaitStep():
            taken = _after_a_wait(step)
        case TaskStep() if step.outcomes is not None:
            taken = {"overdue"} if step.due is not None and not step.due.amount else set()
            taken |= {_or_next("skipped", ways)} if step.skip_when is not None else set()
        case ApproveStep():
            taken = set() if step.due.amount else {step.silence}
        case SurveyStep():
            taken = {_or_next("skipped", ways), _or_next("failed", ways)}
            taken |= set() if _takes_time(step.at_most) else {_or_next("no_answer", ways)}
        case _:
            taken = set(ways)
    return frozenset(ways[outlet] for outlet in taken & ways.keys())


def _or_next(outlet: str, ways: Mapping[str, StepId]) -> str:
    return outlet if outlet in ways else "next"


def _after_a_wait(step: WaitStep) -> set[str]:
    match step.until:
        case UntilEvent():  # only what comes after the wait began counts
            return set() if _takes_time(step.at_most) else {"timeout"}
        case UntilCondition():
            return {"happened"} if _takes_time(step.at_most) else {"happened", "timeout"}
        case UntilTime():
            return set()
        case None if step.for_ is not None and step.for_.amount:
            return set()
        case _:
            return {"next", "passed", "timeout"}


def _takes_time(limit: Limit | None) -> bool:
    return isinstance(limit, Duration) and limit.amount > 0


def _trimmed(graph: Graph) -> Graph:
    """What is left when steps that lead nowhere within the graph are taken out, again and again."""
    while True:
        left = {name: targets & graph.keys() for name, targets in graph.items()}
        kept = {name: targets for name, targets in left.items() if targets}
        if len(kept) == len(graph):
            return kept
        graph = kept


def _a_loop(graph: Graph) -> list[StepId]:
    """One loop of a graph in which every step leads on. Always the same one."""
    walked: list[StepId] = []
    step = next(iter(graph))
    while step not in walked:
        walked.append(step)
        step = min(graph[step])
    return walked[walked.index(step) :]
