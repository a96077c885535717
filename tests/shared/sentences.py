"""Journeys in words, as Python says them."""

from pydantic import JsonValue

from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.sentences import (
    Run,
    Sentence,
    audience_sentence,
    entry_sentence,
    exit_sentences,
    goal_sentence,
    holdout_sentence,
    outlet_sentence,
    reentry_sentence,
    sending_sentence,
    step_sentence,
    step_title,
    trigger_sentences,
)


def sentences(journey: Journey) -> JsonValue:
    """Everything that is said of a journey: its steps, their ways, its own rules."""
    return {
        "titles": {name: step_title(journey, name) for name in journey.steps},
        "steps": {name: _runs(step_sentence(journey, name)) for name in journey.steps},
        "outlets": {
            name: {outlet: _maybe(outlet_sentence(journey, name, outlet)) for outlet in links(step)}
            for name, step in journey.steps.items()
        },
        "rules": {
            "entry": _runs(entry_sentence(journey)),
            "triggers": [_runs(each) for each in trigger_sentences(journey)],
            "audience": _runs(audience_sentence(journey)),
            "reentry": _runs(reentry_sentence(journey)),
            "holdout": _maybe(holdout_sentence(journey)),
            "goal": _maybe(goal_sentence(journey)),
            "exits": [_runs(each) for each in exit_sentences(journey)],
            "sending": _runs(sending_sentence(journey.send)),
        },
    }


def _maybe(sentence: Sentence | None) -> JsonValue:
    return None if sentence is None else _runs(sentence)


def _runs(sentence: Sentence) -> JsonValue:
    """As the builder writes them: what is not strong does not say so."""
    return [_run(run) for run in sentence.runs]


def _run(run: Run) -> JsonValue:
    return {"text": run.text, "strong": True} if run.strong else {"text": run.text}
