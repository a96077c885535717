"""Where steps lead, and the shape that makes, as Python has it."""

from pydantic import JsonValue

from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.drawing.graph import graph_of


def links_of(journey: Journey) -> JsonValue:
    """By step: its outlets and where each leads, in order."""
    return {
        name: [[outlet, target] for outlet, target in links(step).items()]
        for name, step in journey.steps.items()
    }


def graph(journey: Journey) -> JsonValue:
    """The empty name stands before the start."""
    found = graph_of(journey)
    return {
        "order": list(found.order),
        "links": {
            source: [[link.outlet, link.target, link.back] for link in leaving]
            for source, leaving in found.links.items()
        },
        "under": {step: [*below] for step, below in found.under.items()},
        "lanes": [*sorted(found.lanes)],
    }
