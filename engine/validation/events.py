"""Events that are looked for have been seen, or are known to be still to come."""

from collections.abc import Iterator
from itertools import islice

from engine.definition.conditions import EventHappened
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import UntilEvent, WaitStep
from engine.definition.triggers import EventTrigger
from engine.spelling import nearest
from engine.validation.asked import asks
from engine.validation.finding import Path, warning
from engine.validation.known import Known

GUESSED = 50
"""Of so many events it is looked up what may have been meant: it takes a while."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    if known.events is None:
        return
    named = list(_looked_for(journey))
    looked_for = {event for _, event in named}
    named += [each for each in _of_scenarios(journey) if each[1] not in looked_for]
    named = [each for each in named if each[1] not in known.events]
    unseen = dict.fromkeys(event for _, event in named)
    near = {event: nearest(event, known.events) for event in islice(unseen, GUESSED)}
    here = {event: nearest(event, frozenset(unseen) - {event}) for event in islice(unseen, GUESSED)}
    for path, event in named:
        message = f"Nobody has ever sent the event “{event}”."
        meant = near.get(event)
        if meant:
            hint = f"Did you mean “{meant}”? Fine as it is if your product will send it later."
        elif here.get(event):
            hint = f"This journey names “{here[event]}”, too: is one of them misspelt?"
        else:
            hint = "Fine if your product will send it later. Else choose one that has come in."
        yield warning("unknown_event", (*path, "event"), message, hint)


def _looked_for(journey: Journey) -> Iterator[tuple[Path, str]]:
    for number, trigger in enumerate(journey.entry.triggers):
        if isinstance(trigger, EventTrigger):
            yield ("entry", "triggers", number), trigger.event
    for asked in asks(journey):
        if isinstance(asked.leaf, EventHappened):
            yield asked.path, asked.leaf.event
    for name, step in journey.steps.items():
        if isinstance(step, WaitStep) and isinstance(step.until, UntilEvent):
            yield ("steps", name, "until"), step.until.event


def _of_scenarios(journey: Journey) -> Iterator[tuple[Path, str]]:
    for number, scenario in enumerate(journey.scenarios):
        for at, earlier in enumerate(scenario.before):
            yield ("scenarios", number, "before", at), earlier.event
        for at, happening in enumerate(scenario.happens):
            if happening.event is not None:
                yield ("scenarios", number, "happens", at), happening.event
