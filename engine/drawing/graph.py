"""The shape of a journey: which links lead back, and which step every way to another passes.

A step's *dominator* is the last step that every way to it passes. It is what decides under which
branch a step is drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.steps import links

ROOT = ""
"""Stands before the start, and before steps that nothing leads to."""


@dataclass(frozen=True)
class Link:
    source: StepId
    outlet: str
    target: StepId
    back: bool = False
    """Leads to a step that comes before: a repetition, drawn as a sign and not as a line."""


@dataclass(frozen=True)
class Graph:
    order: tuple[StepId, ...]
    """Every step, each after all steps that lead to it by a forward link."""
    links: Mapping[StepId, tuple[Link, ...]]
    """What leaves each step, in the order of its outlets."""
    under: Mapping[StepId, tuple[StepId, ...]]
    """The steps a step is the dominator of, in order."""
    lanes: frozenset[StepId]
    """Steps with only one link to them: the beginning of a lane."""


def graph_of(journey: Journey) -> Graph:
    """The graph of every step, reachable or not. Links to steps that do not exist are left out."""
    outgoing = {
        step_id: [
            Link(step_id, outlet, target)
            for outlet, target in links(step).items()
            if target in journey.steps
        ]
        for step_id, step in journey.steps.items()
    }
    entrances = _entrances(journey, outgoing)
    outgoing[ROOT] = [Link(ROOT, "next", step_id) for step_id in entrances]
    finished, back = _walk(outgoing)
    order = tuple(reversed(finished))
    forward = {
        step: tuple(
            Link(link.source, link.outlet, link.target, (step, link.target) in back)
            for link in outgoing[step]
        )
        for step in order
    }
    sources: dict[StepId, list[StepId]] = {step: [] for step in order}
    for leaving in forward.values():
        for link in leaving:
            if not link.back:
                sources[link.target].append(link.source)
    dominator = _dominators(order, sources)
    return Graph(
        order=order[1:],
        links=forward,
        under={step: tuple(s for s in order[1:] if dominator[s] == step) for step in order},
        lanes=frozenset(step for step in order if len(sources[step]) == 1),
    )


def _entrances(journey: Journey, outgoing: Mapping[StepId, list[Link]]) -> list[StepId]:
    """The start, then one step of every part that nothing leads to."""
    found = [journey.start] if journey.start in journey.steps else []
    seen = _reached(found, outgoing)
    targets = {link.target for leaving in outgoing.values() for link in leaving}
    for step in sorted(journey.steps, key=lambda step: step in targets):
        if step not in seen:
            found.append(step)
            seen |= _reached([step], outgoing)
    return found


def _reached(first: list[StepId], outgoing: Mapping[StepId, list[Link]]) -> set[StepId]:
    seen = set(first)
    waiting = list(first)
    while waiting:
        for link in outgoing[waiting.pop()]:
            if link.target not in seen:
                seen.add(link.target)
                waiting.append(link.target)
    return seen


def _walk(
    outgoing: Mapping[StepId, list[Link]],
) -> tuple[list[StepId], set[tuple[StepId, StepId]]]:
    """Steps in the order in which a depth-first walk leaves them, and links that lead back."""
    finished: list[StepId] = []
    back: set[tuple[StepId, StepId]] = set()
    open_steps = {ROOT}
    seen = {ROOT}
    # Later outlets first, so that the reversed order keeps outlets in theirs.
    stack = [(ROOT, iter(outgoing[ROOT][::-1]))]
    while stack:
        step, rest = stack[-1]
        link = next(rest, None)
        if link is None:
            stack.pop()
            open_steps.discard(step)
            finished.append(step)
        elif link.target in open_steps:
            back.add((step, link.target))
        elif link.target not in seen:
            seen.add(link.target)
            open_steps.add(link.target)
            stack.append((link.target, iter(outgoing[link.target][::-1])))
    return finished, back


def _dominators(
    order: tuple[StepId, ...], sources: Mapping[StepId, list[StepId]]
) -> dict[StepId, StepId]:
    """Without backward links one pass in order is enough."""
    depth = {ROOT: 0}
    dominator: dict[StepId, StepId] = {ROOT: ROOT}
    for step in order[1:]:
        first, *others = sources[step]
        for other in others:
            first = _common(first, other, dominator, depth)
        dominator[step] = first
        depth[step] = depth[first] + 1
    return dominator


def _common(
    one: StepId, other: StepId, dominator: Mapping[StepId, StepId], depth: Mapping[StepId, int]
) -> StepId:
    while one != other:
        if depth[one] >= depth[other]:
            one = dominator[one]
        else:
            other = dominator[other]
    return one
