"""The journey as a graph: every link arrives, every step is reached, and nobody goes in circles."""

from collections.abc import Iterator, Mapping

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import BranchStep, ExitStep, Step, UntilEvent, WaitStep, links
from engine.definition.times import Duration
from engine.validation.finding import found, meant, warning
from engine.validation.known import Known

Graph = Mapping[StepId, frozenset[StepId]]


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    yield from _dangling(journey)
    yield from _branches(journey)
    graph = _graph(journey)
    reached = reachable(graph, journey.start)
    yield from _unreachable(journey, reached)
    yield from _endless(journey, graph, reached)
    yield from _loops(journey)


def reachable(graph: Graph, start: StepId) -> frozenset[StepId]:
    """The steps one can come to from `start`, itself included."""
    seen: set[StepId] = set()
    waiting = [start]
    while waiting:
        step = waiting.pop()
        if step in graph and step not in seen:
            seen.add(step)
            waiting.extend(graph[step])
    return frozenset(seen)


def later(journey: Journey, step: StepId) -> frozenset[StepId]:
    """The steps that can follow on a step; itself only when it is on a loop."""
    graph = _graph(journey)
    return frozenset().union(*(reachable(graph, after) for after in graph.get(step, ())))


def _graph(journey: Journey) -> Graph:
    return {name: frozenset(links(step).values()) for name, step in journey.steps.items()}


def _path(name: StepId, step: Step, outlet: str) -> tuple[object, ...]:
    """Where a step writes down where an outlet leads."""
    if isinstance(step, BranchStep) and outlet != "otherwise":
        number = next(n for n, case in enumerate(step.cases) if case.id == outlet)
        return ("steps", name, "cases", number, "next")
    inner = ("on", outlet) if outlet in ("happened", "timeout", "skipped", "failed") else (outlet,)
    return ("steps", name, *inner)


def _dangling(journey: Journey) -> Iterator[Problem]:
    targets: list[tuple[tuple[object, ...], StepId]] = [(("start",), journey.start)]
    for name, step in journey.steps.items():
        targets += [(_path(name, step, outlet), to) for outlet, to in links(step).items()]
    for path, target in targets:
        if target not in journey.steps:
            hint = meant(target, journey.steps, "Add the step, or link to one that exists.")
            yield found("dangling_link", path, f"There is no step “{target}”.", hint)


def _branches(journey: Journey) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        if not isinstance(step, BranchStep):
            continue
        seen: set[str] = {"otherwise"}
        for number, case in enumerate(step.cases):
            if case.id in seen:
                path = ("steps", name, "cases", number, "id")
                message = f"Another way out of this branch is already called “{case.id}”."
                yield found("duplicate_case", path, message, "Give each case an id of its own.")
            seen.add(case.id)


def _unreachable(journey: Journey, reached: frozenset[StepId]) -> Iterator[Problem]:
    for name in journey.steps:
        if name not in reached:
            message = f"Nobody can come to “{name}”: no step that is reached leads to it."
            hint = "Link to it, or remove it."
            yield warning("unreachable_step", ("steps", name), message, hint)


def _endless(journey: Journey, graph: Graph, reached: frozenset[StepId]) -> Iterator[Problem]:
    """Steps from which no exit step can be reached. One finding, at the first of them."""
    into: dict[StepId, set[StepId]] = {name: set() for name in graph}
    for name, targets in graph.items():
        for target in targets & graph.keys():
            into[target].add(name)
    backwards = {name: frozenset(sources) for name, sources in into.items()}
    exits = [name for name, step in journey.steps.items() if isinstance(step, ExitStep)]
    ending = frozenset[StepId]().union(*(reachable(backwards, exit_) for exit_ in exits))
    trapped = [name for name in journey.steps if name in reached and name not in ending]
    if trapped:
        message = f"From “{trapped[0]}” on, no way leads to an exit: the journey never ends there."
        hint = "Lead one way to a step of type exit, unless only the goal or an exit may end it."
        yield warning("no_way_to_an_exit", ("steps", trapped[0]), message, hint)


def _loops(journey: Journey) -> Iterator[Problem]:
    graph: Graph = {
        name: _at_once(step) & journey.steps.keys() for name, step in journey.steps.items()
    }
    while graph := _trimmed(graph):
        loop = _a_loop(graph)
        shown = " → ".join(f"“{name}”" for name in [*loop, loop[0]])
        message = f"Customers would go round for ever without waiting: {shown}."
        hint = "Put a wait for a duration, or for an event, somewhere on the way round."
        yield found("loop_without_wait", ("steps", loop[0]), message, hint)
        graph = {name: targets for name, targets in graph.items() if name not in loop}


def _at_once(step: Step) -> frozenset[StepId]:
    """Where a customer may go on to without any time passing, also on a second visit.

    A day of the journey passes only once, so a wait for it holds nobody up the second time.
    """
    ways = links(step)
    if isinstance(step, WaitStep):
        ways.pop("happened", None)  # takes an event that comes after the wait began
        if isinstance(step.for_, Duration) and step.for_.amount > 0:
            ways.pop("next", None)
        limit = step.at_most
        if isinstance(step.until, UntilEvent) and isinstance(limit, Duration) and limit.amount > 0:
            ways.pop("timeout", None)
    return frozenset(ways.values())


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
