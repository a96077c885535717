"""Nobody goes round for ever without time passing."""

from collections.abc import Iterator, Mapping

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import (
    ApproveStep,
    Step,
    SurveyStep,
    TaskStep,
    UntilCondition,
    UntilEvent,
    UntilTime,
    WaitStep,
    links,
)
from engine.definition.times import Duration, Limit
from engine.validation.finding import found
from engine.validation.graph import Graph
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    graph: Graph = {
        name: at_once(step) & journey.steps.keys() for name, step in journey.steps.items()
    }
    while graph := _trimmed(graph):
        loop = _a_loop(graph)
        shown = " → ".join(f"“{name}”" for name in [*loop, loop[0]])
        message = f"Customers would go round for ever without waiting: {shown}."
        hint = (
            "Put a wait for a duration, a time of day or an event somewhere on the way round. A "
            "condition may hold at once, and a date or a day of the journey may be past."
        )
        yield found("loop_without_wait", ("steps", loop[0]), message, hint)
        graph = {name: targets for name, targets in graph.items() if name not in loop}


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
