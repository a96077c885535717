"""Journeys in words, as Python says them."""

from collections.abc import Mapping
from dataclasses import asdict

from pydantic import JsonValue

from engine.definition.journey import Journey
from engine.definition.steps import links
from engine.sentences import (
    NO_NAMES,
    Names,
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

NAMES = Names(
    pools={"save": "Who keeps customers"},
    people={"kim@example.com": "Kim Berg"},
    channels={"cs-alerts": "Alerts"},
    journeys={"renewal_90": "Before renewal"},
    segments={"newly-paid": "Paid this month", "very_important": "VIPs", "at-risk": "In danger"},
)


def named(journeys: Mapping[str, Journey]) -> JsonValue:
    """The same of journeys with what things are called, beside the names themselves."""
    return {
        "names": {kind: dict(named) for kind, named in asdict(NAMES).items()},
        "said": {key: sentences(journey, NAMES) for key, journey in journeys.items()},
    }


def sentences(journey: Journey, names: Names = NO_NAMES) -> JsonValue:
    """Everything that is said of a journey: its steps, their ways, its own rules."""
    return {
        "titles": {name: step_title(journey, name) for name in journey.steps},
        "steps": {name: _runs(step_sentence(journey, name, names)) for name in journey.steps},
        "outlets": {
            name: {
                outlet: _maybe(outlet_sentence(journey, name, outlet, names))
                for outlet in links(step)
            }
            for name, step in journey.steps.items()
        },
        "rules": {
            "entry": _runs(entry_sentence(journey, names)),
            "triggers": [_runs(each) for each in trigger_sentences(journey, names)],
            "audience": _runs(audience_sentence(journey, names)),
            "reentry": _runs(reentry_sentence(journey)),
            "holdout": _maybe(holdout_sentence(journey)),
            "goal": _maybe(goal_sentence(journey, names)),
            "exits": [_runs(each) for each in exit_sentences(journey, names)],
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
