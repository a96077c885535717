"""Where steps lead, and the shape that makes, as Python has it."""

from pydantic import JsonValue

from engine.definition.journey import Journey
from engine.definition.steps import SurveyStep, TaskStep, links
from engine.drawing.graph import graph_of
from engine.drawing.ways import way_words
from engine.sentences import Sentence


def links_of(journey: Journey) -> JsonValue:
    """By step: its outlets and where each leads, in order."""
    return {
        name: [[outlet, target] for outlet, target in links(step).items()]
        for name, step in journey.steps.items()
    }


def words_of(journey: Journey) -> JsonValue:
    """By task and survey that leads to several: what each way says by itself. Null: nothing."""
    return {
        name: {outlet: _plain(way_words(journey, name, [outlet])) for outlet in links(step)}
        for name, step in journey.steps.items()
        if isinstance(step, SurveyStep | TaskStep) and len(set(links(step).values())) > 1
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


def _plain(sentence: Sentence | None) -> str | None:
    return None if sentence is None else str(sentence)
