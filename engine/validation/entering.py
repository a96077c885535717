"""Somebody can enter, and who leaves the audience had one."""

from collections.abc import Iterator

from engine.definition.journey import Journey, LeavesAudience
from engine.definition.problems import Problem
from engine.validation.finding import found, warning
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    if not journey.entry.triggers:
        message = "Nothing starts this journey: customers come by hand, by the API, or from another"
        hint = "Add “triggers:” with an event, or fine if that is meant."
        yield warning("no_triggers", ("entry", "triggers"), f"{message} journey.", hint)
    for number, exit_ in enumerate(journey.exit):
        if isinstance(exit_, LeavesAudience) and journey.entry.audience is None:
            message = "This journey has no audience that anybody could leave."
            hint = "Add “audience:” under “entry”, or say what ends it with “when:”."
            yield found("no_audience_to_leave", ("exit", number), message, hint)
