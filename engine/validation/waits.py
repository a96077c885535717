"""A wait waits for exactly one thing, says where it leads, and does not wait for ever unseen."""

from collections.abc import Iterator

from engine.definition.base import StepId
from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import UntilEvent, WaitStep
from engine.validation.finding import found, warning
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        if not isinstance(step, WaitStep):
            continue
        if step.for_ is None and step.until is None:
            message = "This wait does not say what it waits for."
            hint = "Add “for:” with a duration, or “until:” with a day or an event."
            yield found("wait_for_nothing", ("steps", name), message, hint)
        elif step.for_ is not None and step.until is not None:
            message = "This wait says both “for” and “until”."
            hint = "Keep one of them. To wait for an event, but not too long, use “at_most”."
            yield found("wait_for_two", ("steps", name), message, hint)
        elif isinstance(step.until, UntilEvent):
            yield from _for_an_event(name, step, step.until)
        else:
            yield from _for_a_time(name, step)


def _for_a_time(name: StepId, step: WaitStep) -> Iterator[Problem]:
    if step.next is None:
        message = "This wait does not say where it leads."
        yield found("wait_without_next", ("steps", name, "next"), message, "Add “next:”.")
    if step.on is not None:
        message = "“on” is for waits for an event; this one passes by itself."
        yield found("wait_outlets", ("steps", name, "on"), message, "Use “next:” instead.")
    if step.at_most is not None:
        message = "“at_most” is for waits for an event; this one has an end already."
        yield found("wait_limit", ("steps", name, "at_most"), message, "Remove it.")


def _for_an_event(name: StepId, step: WaitStep, until: UntilEvent) -> Iterator[Problem]:
    path = ("steps", name)
    if step.next is not None:
        message = "A wait for an event leads to “on.happened” and “on.timeout”, never to “next”."
        yield found("wait_next", (*path, "next"), message, "Move it to “on: {happened: …}”.")
    if step.on is None:
        message = f"This wait does not say where to go when “{until.event}” happens."
        yield found("wait_without_on", (*path, "on"), message, "Add “on: {happened: …}”.")
    timeout = step.on.timeout if step.on else None
    if step.at_most is None and timeout is None:
        message = f"Customers who never do “{until.event}” wait here for ever."
        hint = "Add “at_most: 14d”, and “timeout:” under “on”."
        yield warning("endless_wait", path, message, hint)
    if step.at_most is None and timeout is not None:
        message = "Nothing says when “timeout” is taken."
        yield found("timeout_never", (*path, "on", "timeout"), message, "Add “at_most: 14d”.")
    if step.at_most is not None and step.on is not None and timeout is None:
        message = f"This wait does not say where to go when “{until.event}” does not come in time."
        yield found("wait_without_timeout", (*path, "on"), message, "Add “timeout:” under “on”.")
