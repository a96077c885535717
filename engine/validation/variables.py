"""Texts read what customers have: a name nobody has is left empty, or keeps the message back."""

from collections.abc import Iterator

from engine.definition.journey import Journey
from engine.definition.problems import Problem
from engine.definition.steps import NotifyStep, Step, TaskStep, UpdateStep, WebhookStep
from engine.templates import variables
from engine.templates.fields import BUILT_IN
from engine.templates.texts import texts
from engine.validation.finding import Path, meant_trait, warning
from engine.validation.known import Known

_SENT = ("account", "contact")
"""Whose traits are sent; nobody adds to what the others have."""


def problems(journey: Journey, known: Known) -> Iterator[Problem]:
    given = given_by(journey)
    for path, source in _sources(journey):
        yield from of_text(path, source, known, given)


def given_by(journey: Journey) -> frozenset[str]:
    """The traits that the journey itself sets."""
    return frozenset(
        trait
        for step in journey.steps.values()
        if isinstance(step, UpdateStep)
        for trait in step.set
    )


def of_text(
    path: Path, source: str, known: Known, given: frozenset[str] | set[str] = frozenset()
) -> Iterator[Problem]:
    """What of the text nobody has. `given` are traits that the journey itself sets."""
    for variable in sorted(each.path for each in variables(source)):
        if not nobody_has(variable, known, given):
            continue
        whose, _, name = variable.partition(".")
        built_in = (f"{whose}.{each}" for each in BUILT_IN.get(whose, {}))
        all_there = {*_traits(whose, known), *given, *built_in}
        hint = meant_trait(variable, all_there, "Check how it is spelt where it is sent from.")
        so_far = " so far" if whose in _SENT else ""
        yield warning("unknown_variable", path, f"No {whose} has “{name}”{so_far}.", hint)


def nobody_has(variable: str, known: Known, given: frozenset[str] | set[str] = frozenset()) -> bool:
    """Whether no customer has it, as far as that is known, nor gets it here."""
    whose, _, name = variable.partition(".")
    first = name.partition(".")[0]
    if not name or whose == "organization" or first in BUILT_IN.get(whose, {}):
        return False
    if whose in _SENT and known.traits is None:
        return False
    return not {variable, f"{whose}.{first}"} & (_traits(whose, known) | given)


def _traits(whose: str, known: Known) -> frozenset[str]:
    return (known.traits or frozenset()) if whose in _SENT else frozenset()


def _sources(journey: Journey) -> Iterator[tuple[Path, str]]:
    for key, template in journey.templates.items():
        for text in texts(template):
            yield ("templates", key, *text.place), text.alone
    for name, step in journey.steps.items():
        for inner, source in _of_step(step):
            yield ("steps", name, *inner), source


def _of_step(step: Step) -> Iterator[tuple[Path, str]]:
    match step:
        case TaskStep():
            yield ("title",), step.title
            yield ("instructions",), step.instructions
        case NotifyStep():
            yield ("text",), step.text
        case WebhookStep(data=values) | UpdateStep(set=values):
            part = "data" if isinstance(step, WebhookStep) else "set"
            if isinstance(step, WebhookStep):
                yield ("url",), step.url
            for key, value in values.items():
                if isinstance(value, str):
                    yield (part, key), value
        case _:
            pass
