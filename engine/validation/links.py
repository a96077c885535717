"""Every link arrives, every step is reached, and the journey comes to an end."""

from collections.abc import Iterator, Mapping

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import BranchStep, ExitStep, GoToStep, SplitStep, Step, links
from engine.validation.finding import Path, found, meant, warning
from engine.validation.graph import Graph, graph_of, reachable
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    yield from _dangling(journey)
    yield from _nothing(journey)
    graph = graph_of(journey)
    reached = reachable(graph, journey.start)
    yield from _unreachable(journey, reached)
    yield from _endless(journey, graph, reached)


def _nothing(journey: Journey) -> Iterator[Problem]:
    if all(isinstance(step, ExitStep) for step in journey.steps.values()):
        message = "This journey does nothing yet: whoever enters is at its end at once."
        yield warning("does_nothing", ("steps",), message, "Add a step before the end.")


def _dangling(journey: Journey) -> Iterator[Problem]:
    targets: list[tuple[Path, StepId]] = [(("start",), journey.start)]
    for name, step in journey.steps.items():
        targets += [(("steps", name, *path), to) for path, to in _written(step)]
    for path, target in targets:
        if target not in journey.steps:
            hint = meant(target, journey.steps, "Add the step, or link to one that exists.")
            yield found("dangling_link", path, f"There is no step “{target}”.", hint)


def _written(step: Step) -> Iterator[tuple[Path, StepId]]:
    """Every link of a step, also one that another of the same name hides, and where it stands."""
    match step:
        case BranchStep():
            for number, case in enumerate(step.cases):
                yield ("cases", number, "next"), case.next
            yield ("otherwise",), step.otherwise
        case SplitStep():
            for number, way in enumerate(step.ways):
                yield ("ways", number, "next"), way.next
        case GoToStep():
            yield ("to",), step.to
        case _:
            for outlet, to in links(step).items():
                yield (outlet,) if outlet == "next" else ("on", outlet), to


def _unreachable(journey: Journey, reached: frozenset[StepId]) -> Iterator[Problem]:
    for name in journey.steps:
        if name not in reached:
            message = f"Nobody can come to “{name}”: no step that is reached leads to it."
            hint = "Link to it, or remove it."
            yield warning("unreachable_step", ("steps", name), message, hint)


def _endless(journey: Journey, graph: Graph, reached: frozenset[StepId]) -> Iterator[Problem]:
    """Steps from which no exit step can be reached. One finding, at the first of them."""
    exits = [name for name, step in journey.steps.items() if isinstance(step, ExitStep)]
    backwards = _backwards(graph)
    ending = frozenset[StepId]().union(*(reachable(backwards, exit_) for exit_ in exits))
    trapped = [name for name in journey.steps if name in reached and name not in ending]
    if trapped:
        message = f"From “{trapped[0]}” on, no way leads to an exit: the journey never ends there."
        hint = "Lead one way to a step of type exit, unless only the goal or an exit may end it."
        yield warning("no_way_to_an_exit", ("steps", trapped[0]), message, hint)


def _backwards(graph: Graph) -> Mapping[StepId, frozenset[StepId]]:
    into: dict[StepId, set[StepId]] = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets & graph.keys():
            into[target].add(name)
    return {name: frozenset(sources) for name, sources in into.items()}
