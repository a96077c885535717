"""The journey as a graph of steps, and what can be reached in it."""

from collections.abc import Mapping

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import links

Graph = Mapping[StepId, frozenset[StepId]]


def graph_of(journey: Journey) -> Graph:
    """Every step and those it leads to, whether they exist or not."""
    return {name: frozenset(links(step).values()) for name, step in journey.steps.items()}


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
    graph = graph_of(journey)
    return frozenset().union(*(reachable(graph, after) for after in graph.get(step, ())))
