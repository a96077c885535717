"""A wait waits for exactly one thing, says where it leads, and does not wait for ever unseen."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import UntilCondition, UntilDate, UntilEvent, WaitStep
from engine.validation.entrants import had_by_all
from engine.validation.finding import Path, found, warning
from engine.validation.known import Known


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    for name, step in journey.steps.items():
        if isinstance(step, WaitStep):
            yield from _wait(journey, ("steps", name), step)
            if isinstance(step.until, UntilEvent):
                yield from _by_whom(journey, known, ("steps", name, "until"), step.until)


def _wait(journey: Journey, path: Path, step: WaitStep) -> Iterator[Problem]:
    if step.for_ is None and step.until is None:
        message = "This wait does not say what it waits for."
        hint = "Add “for:” with a duration, or “until:” with a day, a time, a date, an event or a "
        yield found("wait_for_nothing", path, message, f"{hint}condition.")
        return
    if step.for_ is not None and step.until is not None:
        message = "This wait says both “for” and “until”."
        hint = "Keep one of them. To wait for an event, but not too long, use “at_most”."
        yield found("wait_for_two", path, message, hint)
        return
    match step.until:
        case UntilEvent():
            yield from _for_something(path, step, f"“{step.until.event}” happens")
        case UntilCondition():
            yield from _for_something(path, step, "its condition holds")
        case UntilDate():
            yield from _for_a_date(journey, path, step, step.until)
        case _:
            yield from _for_a_time(path, step)


def _by_whom(journey: Journey, known: Known, path: Path, until: UntilEvent) -> Iterator[Problem]:
    if journey.subject == "contact":
        for part in {"by", "roles"} & until.model_fields_set:
            message = "In a contact’s journey only what that contact does counts."
            yield warning("recipient_ignored", (*path, part), message, f"Remove “{part}:”.")
    elif until.roles and known.roles is not None and known.roles.isdisjoint(until.roles):
        said = " or ".join(role.replace("_", " ") for role in until.roles)
        message = f"No contact of any account is its {said} so far: nobody can do it."
        hint = "Send roles with the contacts, or change it."
        yield warning("unknown_role", (*path, "roles"), message, hint)


def _for_a_time(path: Path, step: WaitStep) -> Iterator[Problem]:
    yield from _next(path, step)
    if step.on is not None:
        message = "“on” is for waits that may end in several ways; this one passes by itself."
        yield found("wait_outlets", (*path, "on"), message, "Use “next:” instead.")
    if step.at_most is not None:
        message = "“at_most” is for waits that may not end; this one has an end already."
        yield found("wait_limit", (*path, "at_most"), message, "Remove it.")


def _for_a_date(
    journey: Journey, path: Path, step: WaitStep, until: UntilDate
) -> Iterator[Problem]:
    yield from _next(path, step)
    yield from _not_here(path, step, "happened", "a date leads to “next”")
    passed = step.on.passed if step.on else None
    if until.passed == "skip" and passed is None:
        message = "This wait does not say where to go when the date has passed."
        hint = "Add “passed:” under “on”, or write “passed: now” to go on to “next”."
        yield found("passed_without_way", (*path, "on"), message, hint)
    if until.passed == "now" and passed is not None:
        message = "Nobody goes this way: a date that has passed leads to “next” here."
        hint = "Write “passed: skip” under “until”, or remove it."
        yield found("passed_never", (*path, "on", "passed"), message, hint)
    yield from _timeout(path, step, "nobody knows the date in time")
    if step.at_most is None and until.date.trait not in had_by_all(journey):
        message = f"Customers without {until.date.trait} wait here for ever."
        hint = "Add “at_most: 30d”, and “timeout:” under “on”, or fine if it is sure to come."
        yield warning("date_unknown", path, message, hint)


def _for_something(path: Path, step: WaitStep, what: str) -> Iterator[Problem]:
    if step.next is not None:
        message = "This wait leads to “on.happened” and “on.timeout”, never to “next”."
        yield found("wait_next", (*path, "next"), message, "Move it to “on: {happened: …}”.")
    if step.on is None or step.on.happened is None:
        message = f"This wait does not say where to go when {what}."
        yield found("wait_without_on", (*path, "on"), message, "Add “on: {happened: …}”.")
    yield from _not_here(path, step, "passed", "only a date can have passed")
    yield from _timeout(path, step, f"it takes too long until {what}")
    if step.at_most is None and (step.on is None or step.on.timeout is None):
        message = f"Customers wait here for ever unless {what}."
        hint = "Add “at_most: 14d”, and “timeout:” under “on”."
        yield warning("endless_wait", path, message, hint)


def _next(path: Path, step: WaitStep) -> Iterator[Problem]:
    if step.next is None:
        message = "This wait does not say where it leads."
        yield found("wait_without_next", (*path, "next"), message, "Add “next:”.")


def _not_here(path: Path, step: WaitStep, outlet: str, why: str) -> Iterator[Problem]:
    if step.on is not None and outlet in step.on.targets():
        message = f"Nobody goes this way: {why}."
        yield found("wait_outlets", (*path, "on", outlet), message, "Remove it.")


def _timeout(path: Path, step: WaitStep, when: str) -> Iterator[Problem]:
    timeout = step.on.timeout if step.on else None
    if step.at_most is None and timeout is not None:
        message = "Nothing says when “timeout” is taken."
        yield found("timeout_never", (*path, "on", "timeout"), message, "Add “at_most: 14d”.")
    if step.at_most is not None and timeout is None:
        message = f"This wait does not say where to go when {when}."
        yield found("wait_without_timeout", (*path, "on"), message, "Add “timeout:” under “on”.")
